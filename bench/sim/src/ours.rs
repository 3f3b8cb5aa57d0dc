//! The trading loop with full order path and simulated venue.

use crate::maker::{ID, Maker};
use plimsoll_audit::{AuditLog, Ed25519Signer, MemoryStorage, Policy, Stamp};
use plimsoll_book::OrderIdScope;
use plimsoll_engine::order_path::{Moment, OrderPath, Parts, PathSettings};
use plimsoll_engine::{FeaturePlan, TradingLoop};
use plimsoll_oms::{Oms, OmsConfig};
use plimsoll_risk::{
    HaltGate, LimitKind, LimitRecord, Limits, NoStopwatch, RiskEngine, RiskSetup, SessionGrant, ShortSale,
};
use plimsoll_sim::venue::{LatencyModel, QueueModel, SimVenue, VenueConfig};
use plimsoll_types::{
    AccountId, Directory, InstrumentTable, MarketEvent, Nanos, Price, Scope, Side, StrategyId, TraderId,
};
use plimsoll_wire::journal::{SessionChange, SessionEntry};
use std::error::Error;
use std::sync::Arc;

const SESSION: u32 = 7;
const LATENCY_NS: Nanos = 50_000;
const EVERY_NS: Nanos = 100_000_000;

pub type Fault = Box<dyn Error + Send + Sync>;
type Path = OrderPath<SimVenue, MemoryStorage>;

/// What a run came to.
pub struct Outcome {
    pub events: u64,
    pub orders: u64,
    pub fills: u64,
    pub shares: i64,
    pub refused: u64,
    pub records: u64,
}

fn directory() -> Result<Directory, Fault> {
    let mut directory = Directory::default();
    let desk = directory.add_desk("equities")?;
    directory.add_account("A1", desk, "USD")?;
    directory.add_trader("kim", desk)?;
    directory.add_strategy("maker")?;
    Ok(directory)
}

/// Every mandatory limit and collars, wide enough for the market maker.
fn limits() -> Result<Limits, Fault> {
    let wide = LimitKind::MANDATORY.into_iter().map(|kind| (kind, i64::MAX / 4));
    let others = [
        (LimitKind::CollarLast, 200_000),
        (LimitKind::CollarMid, 200_000),
        (LimitKind::FatFinger, 10_000_000),
        (LimitKind::Drawdown, i64::MAX / 4),
    ];
    let record =
        |(kind, value)| LimitRecord { scope: Scope::Firm, kind, value, reason: "the bench".into(), version: 1 };
    Ok(Limits::new(1, wide.chain(others).map(record).collect())?)
}

fn path(start_ns: Nanos, instruments: &InstrumentTable) -> Result<Path, Fault> {
    let at = Moment::at(start_ns);
    let signer = Box::new(Ed25519Signer::from_seed(&[9; 32]));
    let stamp = Stamp { utc_ns: start_ns, mono_ns: start_ns };
    let setup = RiskSetup { short_sale: ShortSale::Free, ..RiskSetup::of(directory()?) };
    let parts = Parts {
        venue: SimVenue::new(VenueConfig {
            venue_mic: "XSIM".into(),
            queue: QueueModel::Power3(3.0),
            order_latency: LatencyModel::Constant(LATENCY_NS),
            response_latency: LatencyModel::Constant(LATENCY_NS),
            ..VenueConfig::default()
        }),
        audit: AuditLog::create(MemoryStorage::new(), signer, Policy::default(), [1; 16], stamp)?,
        oms: Oms::new(OmsConfig { directory: directory()?, currency: "USD".into(), rates: vec![] })?,
        risk: RiskEngine::new(limits()?, Arc::new(HaltGate::default()), setup),
        stopwatch: Box::new(NoStopwatch),
        profile: "SIM".into(),
        directory: directory()?,
        instruments: instruments.clone(),
        settings: PathSettings::default(),
    };
    let mut path = OrderPath::new(at, parts);
    let grant = SessionGrant::trading(SESSION, TraderId(1), &[AccountId(1)], &[StrategyId(1)]);
    let entry = SessionEntry {
        session: SESSION,
        change: SessionChange::LoggedOn,
        principal: "kim".into(),
        peer: "bench".into(),
        reason: String::new(),
    };
    path.open_session(at, grant, &entry);
    Ok(path)
}

/// Runs `events`; `each` sees every event with the best prices after it.
pub fn run(
    events: &[MarketEvent],
    instruments: &InstrumentTable,
    acts: bool,
    mut each: impl FnMut(&MarketEvent, &TradingLoop<Path>) -> Result<(), Fault>,
) -> Result<Outcome, Fault> {
    let start_ns = events.first().map_or(0, |event| event.ts_venue_ns);
    let mut market = TradingLoop::new(OrderIdScope::Feed, FeaturePlan::none(), path(start_ns, instruments)?);
    let (mut maker, mut commands, mut told) = (Maker::default(), Vec::new(), Vec::new());
    let mut next_ns = if acts { start_ns + EVERY_NS } else { Nanos::MAX };
    for event in events {
        while event.ts_venue_ns > next_ns {
            market.pass_time(next_ns, instruments);
            look(&mut market, next_ns, &mut maker, &mut commands, &mut told);
            next_ns += EVERY_NS;
        }
        market.apply(event, instruments, &mut ());
        each(event, &market)?;
    }
    let tally = market.trading().tally();
    Ok(Outcome {
        events: market.counters().events,
        orders: tally.orders,
        fills: maker.fills,
        shares: maker.shares,
        refused: tally.refused,
        records: market.trading().audit().records(),
    })
}

/// The market maker reads its reports, looks at the book and sends what it wants.
fn look(
    market: &mut TradingLoop<Path>,
    now_ns: Nanos,
    maker: &mut Maker,
    commands: &mut Vec<plimsoll_types::OrderCommand>,
    told: &mut Vec<plimsoll_types::ExecutionReport>,
) {
    let best = [Side::Buy, Side::Sell].map(|side| best_px(market, side));
    let path = market.trading_mut();
    path.drain_told(told);
    told.drain(..).for_each(|report| maker.hear(&report));
    maker.act(now_ns, best, commands);
    for command in commands.drain(..) {
        path.command(Moment::at(now_ns), SESSION, &command, told);
    }
}

/// The best price of one side.
pub fn best_px(market: &TradingLoop<Path>, side: Side) -> Option<Price> {
    market.books().book(ID)?.best(side).map(|level| level.px)
}
