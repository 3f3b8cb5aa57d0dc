//! The order path without sessions and sockets: what a command costs by itself.

use super::Folders;
use super::assemble::assemble;
use super::error::GatewayError;
use super::path_desk::PathDesk;
use crate::gateway::clock;
use crate::gateway::config::GatewayConfig;
use crate::gateway::server::OrderDesk;
use plimsoll_types::{
    AccountId, Attribution, CancelOrder, ClOrdId, DeskId, ExecType, ExecutionReport, InstrumentId, NewOrder,
    OrderCommand, Price, Qty, Side, StrategyId, TraderId,
};
use plimsoll_wire::journal::{SessionChange, SessionEntry};
use std::path::PathBuf;

/// Times from a command to its acknowledgement by the venue, in nanoseconds, the first tenth left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathTimes {
    /// Half took no longer.
    pub p50_ns: u64,
    /// One in a hundred took longer.
    pub p99_ns: u64,
}

/// Times `count` orders on a home of their own: all checks, the audit log on the disk, a venue without latency. Each is
/// cancelled before the next.
///
/// # Errors
/// [`GatewayError`] where the parts cannot be had, or an order is not acknowledged.
pub fn time_embedded(home: PathBuf, limits: PathBuf, count: usize) -> Result<PathTimes, GatewayError> {
    let folders =
        Folders { keys: home.join("keys"), run: home.join("run"), supervision: home.join("supervision"), home };
    let mut config = GatewayConfig::demo()?;
    config.risk.limits = limits.display().to_string();
    (config.venue.order_latency_us, config.venue.response_latency_us) = (0, 0);
    let (mut parts, _, _) = assemble(&config, &folders)?;
    let desk = &mut parts.desk;
    let entry = SessionEntry {
        session: 1,
        change: SessionChange::LoggedOn,
        principal: "embedded".to_owned(),
        peer: "in process".to_owned(),
        reason: String::new(),
    };
    desk.session(clock::now(), &entry);
    let mut times = Vec::with_capacity(count);
    for number in 0..count {
        times.push(time_one(desk, number as u64)?);
    }
    let mut kept = times.split_off(count / 10);
    kept.sort_unstable();
    let at = |part: usize| kept.get(kept.len() * part / 100).copied().unwrap_or(0);
    Ok(PathTimes { p50_ns: at(50), p99_ns: at(99) })
}

fn time_one(desk: &mut PathDesk, number: u64) -> Result<u64, GatewayError> {
    let mut told = Vec::new();
    desk.advance(clock::now(), &mut told);
    let tick = 10_000_000;
    let px = Price::from_raw(desk.snapshot(&[]).prices[0].bid_px.raw() / 100 * 99 / tick * tick);
    let who = Attribution { trader: TraderId(1), desk: DeskId(1), account: AccountId(1), strategy: StrategyId::NONE };
    let id = ClOrdId::new(1, 2 * number + 1);
    let order = NewOrder::limit(id, who, InstrumentId(0), Side::Buy, Qty::from_raw(Qty::ONE), px);
    told.clear();
    let began_ns = clock::mono_ns();
    desk.command(clock::now(), 1, number, &OrderCommand::New(order), &mut told);
    while !told.iter().any(|report| report.exec_type == ExecType::New) {
        desk.settle(clock::now(), &mut told);
        if clock::mono_ns() - began_ns > 1_000_000_000 {
            let last: Option<&ExecutionReport> = told.last();
            return Err(GatewayError::Setup(format!("an order is not acknowledged: {last:?}")));
        }
    }
    let took_ns = u64::try_from(clock::mono_ns() - began_ns).unwrap_or(0);
    let cancel = CancelOrder { cl_ord_id: ClOrdId::new(1, 2 * number + 2), orig_cl_ord_id: id, ts_intent_ns: 0 };
    desk.command(clock::now(), 1, number, &OrderCommand::Cancel(cancel), &mut told);
    desk.settle(clock::now(), &mut told);
    Ok(took_ns)
}
