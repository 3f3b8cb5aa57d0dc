//! A desk in memory: an order path over a venue that does as it is told.

use super::venue::{Script, ScriptedVenue};
use plimsoll_audit::{AuditLog, Ed25519Signer, MemoryDisk, MemoryStorage, Policy, Stamp, VerifyOptions, read};
use plimsoll_book::OrderIdScope;
use plimsoll_engine::order_path::{Moment, OrderPath, Parts, PathSettings, Rebuild, Resumed};
use plimsoll_engine::{FeaturePlan, TradingLoop};
use plimsoll_oms::{Oms, OmsConfig};
use plimsoll_risk::{
    HaltGate, LimitKind, LimitRecord, Limits, NoStopwatch, RiskEngine, RiskSetup, SessionGrant, ShortSale,
};
use plimsoll_types::*;
use plimsoll_wire::journal::{JournalEntry, SessionChange, SessionEntry};
use std::sync::{Arc, Mutex};

pub const START_NS: Nanos = 1_700_000_000_000_000_000;
pub const MILLISECOND: Nanos = 1_000_000;
pub const AMZN: InstrumentId = InstrumentId(0);
pub const SESSION: u32 = 7;
pub const ORIGIN: u32 = 3;
pub const WHO: Attribution =
    Attribution { trader: TraderId(1), desk: DeskId(1), account: AccountId(1), strategy: StrategyId(1) };

/// Every journal entry on a disk.
pub fn entries(disk: &MemoryDisk) -> Vec<JournalEntry> {
    stamped(disk).into_iter().map(|(_, entry)| entry).collect()
}

pub fn stamped(disk: &MemoryDisk) -> Vec<(Moment, JournalEntry)> {
    let mut found = Vec::new();
    read(&mut disk.copied().attach(), &VerifyOptions::default(), &mut |record| {
        if let Ok(entry) = JournalEntry::read(record.kind, record.payload) {
            found.push((Moment { utc_ns: record.ts_utc_ns, mono_ns: record.ts_mono_ns }, entry));
        }
    })
    .unwrap();
    found
}

pub fn directory() -> Directory {
    let mut directory = Directory::default();
    let desk = directory.add_desk("equities").unwrap();
    directory.add_account("A1", desk, "USD").unwrap();
    directory.add_trader("kim", desk).unwrap();
    directory.add_strategy("mm").unwrap();
    directory.add_strategy("other").unwrap();
    directory
}

pub fn instruments() -> InstrumentTable {
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

pub fn limits(changes: &[(LimitKind, Scope, i64)]) -> Limits {
    let mut wanted: Vec<(LimitKind, Scope, i64)> = vec![
        (LimitKind::MaxQty, Scope::Firm, 10_000 * Qty::ONE),
        (LimitKind::MaxNotional, Scope::Firm, 10_000_000 * Money::ONE),
        (LimitKind::Position, Scope::Firm, 100_000 * Qty::ONE),
        (LimitKind::GrossExposure, Scope::Firm, 1_000_000_000 * Money::ONE),
        (LimitKind::OpenOrders, Scope::Firm, 100_000),
        (LimitKind::MessagesPerSecond, Scope::Firm, 1_000_000),
        (LimitKind::DailyLoss, Scope::Firm, 1_000_000_000 * Money::ONE),
        (LimitKind::MarketDataAge, Scope::Firm, 3_600_000 * MILLISECOND),
        (LimitKind::CollarMid, Scope::Firm, 200_000),
    ];
    for change in changes {
        wanted.retain(|(kind, scope, _)| (*kind, *scope) != (change.0, change.1));
        wanted.push(*change);
    }
    let record = |(kind, scope, value)| LimitRecord { scope, kind, value, reason: "a test".into(), version: 1 };
    Limits::new(1, wanted.into_iter().map(record).collect()).unwrap()
}

pub fn oms() -> Oms {
    Oms::new(OmsConfig { directory: directory(), currency: "USD".into(), rates: vec![] }).unwrap()
}

pub fn risk(limits: Limits, gate: &Arc<HaltGate>) -> RiskEngine {
    let setup = RiskSetup { short_sale: ShortSale::Free, ..RiskSetup::of(directory()) };
    RiskEngine::new(limits, Arc::clone(gate), setup)
}

pub type Path = OrderPath<ScriptedVenue, MemoryStorage>;

pub struct Desk {
    pub market: TradingLoop<Path>,
    pub venue: ScriptedVenue,
    pub gate: Arc<HaltGate>,
    pub disk: MemoryDisk,
    pub limits: Limits,
    pub now_ns: Nanos,
    pub told: Vec<ExecutionReport>,
    pub numbered: u64,
    pub instruments: InstrumentTable,
}

pub fn px(dollars: f64) -> Price {
    #[allow(clippy::cast_possible_truncation)]
    Price::from_raw((dollars * 100.0).round() as i64 * 10_000_000)
}

pub fn lots(count: i64) -> Qty {
    Qty::from_raw(count * Qty::ONE)
}

fn stamp(now_ns: Nanos) -> Stamp {
    Stamp { utc_ns: now_ns, mono_ns: now_ns }
}

fn signer() -> Box<Ed25519Signer> {
    Box::new(Ed25519Signer::from_seed(&[9; 32]))
}

impl Desk {
    pub fn new() -> Self {
        Self::under(&[])
    }

    pub fn under(changes: &[(LimitKind, Scope, i64)]) -> Self {
        let (limits, gate) = (limits(changes), Arc::new(HaltGate::default()));
        let venue = ScriptedVenue(Arc::new(Mutex::new(Script::new())));
        let storage = MemoryStorage::new();
        let disk = storage.disk();
        let policy = Policy { reserve_bytes: 4_096, ..Policy::default() };
        let audit = AuditLog::create(storage, signer(), policy, [1; 16], stamp(START_NS)).unwrap();
        let parts = Parts {
            venue: venue.clone(),
            audit,
            oms: oms(),
            risk: risk(limits.clone(), &gate),
            stopwatch: Box::new(NoStopwatch),
            profile: "SIM".into(),
            directory: directory(),
            instruments: instruments(),
            settings: PathSettings::default(),
        };
        let path = OrderPath::new(Moment::at(START_NS), parts);
        let market = TradingLoop::new(OrderIdScope::Feed, FeaturePlan::none(), path);
        let mut desk = Self {
            market,
            venue,
            gate,
            disk,
            limits,
            now_ns: START_NS,
            told: Vec::new(),
            numbered: 0,
            instruments: instruments(),
        };
        desk.log_on();
        desk.quote_market(100.0, 100.1);
        desk
    }

    pub fn log_on(&mut self) {
        let grant = SessionGrant::trading(SESSION, TraderId(1), &[AccountId(1)], &[StrategyId(1), StrategyId(2)]);
        let entry = SessionEntry {
            session: SESSION,
            change: SessionChange::LoggedOn,
            principal: "kim".into(),
            peer: "here".into(),
            reason: String::new(),
        };
        let at = Moment::at(self.now_ns);
        self.path().open_session(at, grant, &entry);
    }

    pub fn path(&mut self) -> &mut Path {
        self.market.trading_mut()
    }

    /// The market shows 1,000 lots a side.
    pub fn quote_market(&mut self, bid: f64, ask: f64) {
        self.now_ns += MILLISECOND;
        let body = MarketBody::Quote { bid_px: px(bid), bid_qty: lots(1_000), ask_px: px(ask), ask_qty: lots(1_000) };
        let event = MarketEvent {
            ts_venue_ns: self.now_ns,
            ts_recv_ns: UNKNOWN_TIME,
            instrument: AMZN,
            flags: EventFlags::LAST,
            body,
        };
        self.market.apply(&event, &self.instruments, &mut ());
        self.drain();
    }

    pub fn drain(&mut self) {
        let mut told = Vec::new();
        self.path().drain_told(&mut told);
        self.told.append(&mut told);
    }

    pub fn next_name(&mut self) -> ClOrdId {
        self.numbered += 1;
        ClOrdId::new(ORIGIN, self.numbered)
    }

    pub fn command(&mut self, command: OrderCommand) {
        self.now_ns += 1;
        let (at, mut told) = (Moment::at(self.now_ns), Vec::new());
        self.path().command(at, SESSION, &command, &mut told);
        self.told.append(&mut told);
    }

    pub fn limit(&mut self, side: Side, count: i64, dollars: f64) -> ClOrdId {
        let name = self.next_name();
        self.command(OrderCommand::New(NewOrder::limit(name, WHO, AMZN, side, lots(count), px(dollars))));
        name
    }

    pub fn cancel(&mut self, order: ClOrdId) -> ClOrdId {
        let cl_ord_id = self.next_name();
        let cancel = CancelOrder { cl_ord_id, orig_cl_ord_id: order, ts_intent_ns: self.now_ns };
        self.command(OrderCommand::Cancel(cancel));
        cl_ord_id
    }

    pub fn replace(&mut self, order: ClOrdId, count: i64, dollars: f64) -> ClOrdId {
        let cl_ord_id = self.next_name();
        self.command(OrderCommand::Replace(ReplaceOrder {
            cl_ord_id,
            orig_cl_ord_id: order,
            qty: lots(count),
            display_qty: Qty::UNSET,
            px: px(dollars),
            stop_px: Price::UNSET,
            frame_seq: 0,
            ts_intent_ns: self.now_ns,
        }));
        cl_ord_id
    }

    /// Time passes, and the path is asked.
    pub fn wait(&mut self, ns: Nanos) {
        self.now_ns += ns;
        let (at, mut told) = (Moment::at(self.now_ns), Vec::new());
        self.path().poll(at, &mut told);
        self.told.append(&mut told);
    }

    pub fn halt(&mut self, scope: Scope, mode: HaltMode) -> u64 {
        let halt =
            HaltRecord { number: 0, scope, mode, reason: "a test".into(), by: "risk".into(), ts_ns: self.now_ns };
        let (at, mut told) = (Moment::at(self.now_ns), Vec::new());
        let number = self.path().engage(at, halt, &mut told);
        self.told.append(&mut told);
        number
    }

    pub fn last(&self) -> ExecutionReport {
        *self.told.last().expect("something was told")
    }

    pub fn told_of(&self, name: ClOrdId) -> Vec<(ExecType, RejectReason)> {
        let of = self.told.iter().filter(|report| report.cl_ord_id == name);
        of.map(|report| (report.exec_type, report.reason)).collect()
    }

    /// What a restart makes of the journal as it is on the disk.
    pub fn rebuilt(&self) -> Rebuild {
        let grace_ns = PathSettings::default().expiry_grace_ns;
        let mut rebuild = Rebuild::new(oms(), risk(self.limits.clone(), &Arc::new(HaltGate::default())), grace_ns);
        for (at, entry) in stamped(&self.disk) {
            rebuild.take(at, &entry);
        }
        rebuild
    }

    /// Crashes and restarts on the same disk, the halts kept.
    pub fn restart(&mut self) {
        let gate = Arc::new(HaltGate::new(self.gate.halts()));
        let mut rebuild =
            Rebuild::new(oms(), risk(self.limits.clone(), &gate), PathSettings::default().expiry_grace_ns);
        let storage = self.disk.attach();
        let (audit, _) = AuditLog::open(storage, signer(), Policy::default(), stamp(self.now_ns), &mut |record| {
            rebuild.take_record(
                Moment { utc_ns: record.ts_utc_ns, mono_ns: record.ts_mono_ns },
                record.kind,
                record.payload,
            );
        })
        .unwrap();
        let rest = Resumed {
            venue: self.venue.clone(),
            audit,
            stopwatch: Box::new(NoStopwatch),
            profile: "SIM".into(),
            settings: PathSettings::default(),
        };
        let path = OrderPath::resume(Moment::at(self.now_ns), rebuild, rest);
        self.market = TradingLoop::new(OrderIdScope::Feed, FeaturePlan::none(), path);
        self.gate = gate;
        self.drain();
        self.log_on();
        self.quote_market(100.0, 100.1);
    }
}
