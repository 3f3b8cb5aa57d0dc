//! How long an order takes inside the process, and how long a restart: `cargo run --release -p plimsoll-engine --example
//! order_path_speed`.
#![allow(clippy::unwrap_used, clippy::cast_precision_loss)]

use plimsoll_audit::{AuditLog, Ed25519Signer, FolderStorage, MemoryStorage, Policy, Stamp, Storage};
use plimsoll_book::{Applied, Books};
use plimsoll_engine::order_path::{Moment, OrderPath, Parts, PathSettings, Rebuild, Resumed};
use plimsoll_engine::{FeaturePlan, TradingLoop, Venue};
use plimsoll_oms::{Oms, OmsConfig};
use plimsoll_risk::{
    HaltGate, LimitKind, LimitRecord, Limits, NoStopwatch, RiskApproved, RiskEngine, RiskSetup, SessionGrant, ShortSale,
};
use plimsoll_types::*;
use plimsoll_wire::journal::{SessionChange, SessionEntry};
use std::sync::Arc;
use std::time::Instant;

const WHO: Attribution =
    Attribution { trader: TraderId(1), desk: DeskId(1), account: AccountId(1), strategy: StrategyId(1) };

/// Takes orders and, at once, fills every second one whole and cancels the others.
#[derive(Default)]
struct Prompt {
    replies: Vec<VenueReport>,
    reports: u64,
}

impl Prompt {
    fn say(&mut self, now_ns: Nanos, cl_ord_id: ClOrdId, body: VenueReportBody) {
        self.reports += 1;
        let exec_id = ExecId(self.reports);
        self.replies.push(VenueReport {
            ts_venue_ns: now_ns,
            exec_id,
            cl_ord_id,
            venue_order_id: VenueOrderId(1),
            body,
        });
    }
}

impl Venue for Prompt {
    fn venue_mic(&self) -> &str {
        "XTST"
    }

    fn on_market(&mut self, _: &MarketEvent, _: &Applied, _: &Books, _: &InstrumentTable) {}

    fn send(&mut self, now_ns: Nanos, command: RiskApproved<VenueCommand>) {
        if let VenueCommand::New(order) = command.into_command() {
            self.say(now_ns, order.cl_ord_id, VenueReportBody::Accepted);
            let body = if order.cl_ord_id.number() % 4 < 2 {
                VenueReportBody::Fill { px: order.px, qty: order.qty, liquidity: Liquidity::Added, fee: Money::ZERO }
            } else {
                VenueReportBody::Cancelled { reason: CancelReason::Venue }
            };
            self.say(now_ns, order.cl_ord_id, body);
        }
    }

    fn poll(&mut self, _: Nanos, reports: &mut Vec<VenueReport>) {
        reports.append(&mut self.replies);
    }

    fn next_due_ns(&self) -> Option<Nanos> {
        (!self.replies.is_empty()).then_some(Nanos::MIN)
    }

    fn is_connected(&self) -> bool {
        true
    }
}

fn directory() -> Directory {
    let mut directory = Directory::default();
    let desk = directory.add_desk("equities").unwrap();
    directory.add_account("A1", desk, "USD").unwrap();
    directory.add_trader("kim", desk).unwrap();
    directory.add_strategy("mm").unwrap();
    directory
}

fn instruments() -> InstrumentTable {
    let mut table = InstrumentTable::default();
    table.intern("AMZN", || Instrument {
        symbol: "AMZN".into(),
        venue_mic: "XNAS".into(),
        currency: "USD".into(),
        tick: Price::from_raw(10_000_000),
        lot: Qty::from_raw(Qty::ONE),
    });
    table
}

fn oms() -> Oms {
    Oms::new(OmsConfig { directory: directory(), currency: "USD".into(), rates: vec![] }).unwrap()
}

fn risk() -> RiskEngine {
    let kinds = LimitKind::MANDATORY.into_iter().chain([LimitKind::CollarMid]);
    let record =
        |kind| LimitRecord { scope: Scope::Firm, kind, value: i64::MAX / 4, reason: "speed".into(), version: 1 };
    let limits = Limits::new(1, kinds.map(record).collect()).unwrap();
    let setup = RiskSetup { short_sale: ShortSale::Free, ..RiskSetup::of(directory()) };
    RiskEngine::new(limits, Arc::new(HaltGate::default()), setup)
}

fn stamp() -> Stamp {
    Stamp { utc_ns: 1, mono_ns: 1 }
}

fn desk<S: Storage>(storage: S) -> TradingLoop<OrderPath<Prompt, S>> {
    let signer = Box::new(Ed25519Signer::from_seed(&[1; 32]));
    let parts = Parts {
        venue: Prompt::default(),
        audit: AuditLog::create(storage, signer, Policy::default(), [1; 16], stamp()).unwrap(),
        oms: oms(),
        risk: risk(),
        stopwatch: Box::new(NoStopwatch),
        profile: "SIM".into(),
        directory: directory(),
        instruments: instruments(),
        settings: PathSettings::default(),
    };
    let mut path = OrderPath::new(Moment::at(1), parts);
    let entry = SessionEntry {
        session: 1,
        change: SessionChange::LoggedOn,
        principal: "kim".into(),
        peer: String::new(),
        reason: String::new(),
    };
    path.open_session(Moment::at(1), SessionGrant::trading(1, TraderId(1), &[AccountId(1)], &[StrategyId(1)]), &entry);
    let mut market = TradingLoop::new(plimsoll_book::OrderIdScope::Feed, FeaturePlan::none(), path);
    let qty = Qty::from_raw(1_000 * Qty::ONE);
    let (bid_px, ask_px) = (Price::from_raw(100_000_000_000), Price::from_raw(100_100_000_000));
    let body = MarketBody::Quote { bid_px, bid_qty: qty, ask_px, ask_qty: qty };
    let event = MarketEvent {
        ts_venue_ns: 2,
        ts_recv_ns: UNKNOWN_TIME,
        instrument: InstrumentId(0),
        flags: EventFlags::LAST,
        body,
    };
    market.apply(&event, &instruments(), &mut ());
    market
}

/// Nanoseconds of each order: command, every check, journal written, venue, acceptance and end booked and told.
fn times<S: Storage>(market: &mut TradingLoop<OrderPath<Prompt, S>>, orders: u64) -> Vec<u64> {
    let (path, mut told) = (market.trading_mut(), Vec::new());
    (1..=orders)
        .map(|number| {
            let side = if number % 8 < 4 { Side::Buy } else { Side::Sell };
            let (qty, px) = (Qty::from_raw(Qty::ONE), Price::from_raw(100_050_000_000));
            let order = NewOrder::limit(ClOrdId::new(1, number), WHO, InstrumentId(0), side, qty, px);
            let at = Moment::at(i64::try_from(number).unwrap() * 10_000);
            told.clear();
            let began = Instant::now();
            path.command(at, 1, &OrderCommand::New(order), &mut told);
            let spent = began.elapsed();
            assert_eq!(told.len(), 3, "pending, new, end");
            u64::try_from(spent.as_nanos()).unwrap()
        })
        .collect()
}

fn told(what: &str, mut times: Vec<u64>) {
    times.sort_unstable();
    let at = |share: f64| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let index = ((times.len() - 1) as f64 * share) as usize;
        times[index] as f64 / 1e3
    };
    println!("{what}: p50 {:.2} us, p99 {:.2} us, p99.9 {:.2} us", at(0.5), at(0.99), at(0.999));
}

fn main() {
    told("order to end, log in memory", times(&mut desk(MemoryStorage::new()), 200_000));
    let folder = std::env::temp_dir().join(format!("plimsoll-order-path-{}", std::process::id()));
    let mut market = desk(FolderStorage::open(&folder, &[]).unwrap());
    told("order to end, log in a folder", times(&mut market, 330_000));
    let before = market.trading().state_hash();
    let records = market.trading().audit().records();
    drop(market);
    let began = Instant::now();
    let mut rebuild = Rebuild::new(oms(), risk(), 0);
    let storage = FolderStorage::open(&folder, &[]).unwrap();
    let signer = Box::new(Ed25519Signer::from_seed(&[1; 32]));
    let (audit, _) = AuditLog::open(storage, signer, Policy::default(), stamp(), &mut |record| {
        let at = Moment { utc_ns: record.ts_utc_ns, mono_ns: record.ts_mono_ns };
        rebuild.take_record(at, record.kind, record.payload);
    })
    .unwrap();
    let opened = began.elapsed();
    let after = rebuild.state_hash();
    let rest = Resumed {
        venue: Prompt::default(),
        audit,
        stopwatch: Box::new(NoStopwatch),
        profile: "SIM".into(),
        settings: PathSettings::default(),
    };
    let path = OrderPath::resume(Moment::at(i64::MAX / 2), rebuild, rest);
    let whole = began.elapsed();
    println!(
        "restart: {records} records of {} order events in {:.2} s, with its state hash {:.2} s, equal {}",
        330_000 * 3,
        opened.as_secs_f64(),
        whole.as_secs_f64(),
        before == after && !path.is_recovering()
    );
    std::fs::remove_dir_all(&folder).unwrap();
}
