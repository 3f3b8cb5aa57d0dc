//! The gateway's process: sessions and order path as the product runs them, without sockets. It dies and is started anew on
//! the disk that the one before left.

use super::dice::Dice;
use super::firm::{self, Firm, FirmError};
use super::line::Line;
use super::plan::MS;
use super::wires::{Arrival, End, Wires};
use crate::gateway::message::{PositionLine, Snapshot};
use crate::gateway::sessions::{ConnId, Effect, Now, ReportRing, SessionRules, Sessions};
use plimsoll_audit::{AuditError, AuditLog, Ed25519Signer, MemoryDisk, MemoryStorage, Policy, Stamp};
use plimsoll_book::OrderIdScope;
use plimsoll_engine::order_path::{Durability, Moment, OrderPath, Pace, Parts, PathSettings, Rebuild, Resumed};
use plimsoll_engine::{FeaturePlan, TradingLoop};
use plimsoll_risk::{HaltGate, NoStopwatch};
use plimsoll_types::{
    EventFlags, ExecutionReport, HaltRecord, InstrumentId, MarketBody, MarketEvent, Price, Qty, Scope, UNKNOWN_TIME,
};
use plimsoll_wire::journal::{SessionChange, SessionEntry, Vocabulary};
use std::sync::Arc;
use thiserror::Error;

type Path = OrderPath<Line, MemoryStorage>;

/// Why a gateway did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The log.
    #[error("{0}")]
    Audit(#[from] AuditError),
    /// The simulation itself.
    #[error("{0}")]
    Firm(#[from] FirmError),
    /// The rebuilt state is not what was recorded.
    #[error("{0}")]
    Mismatch(String),
}

/// One run of the process.
pub struct GatewayProcess {
    sessions: Sessions,
    market: TradingLoop<Path>,
    instruments: plimsoll_types::InstrumentTable,
    told: Vec<ExecutionReport>,
    effects: Vec<Effect>,
    delay_ns: i64,
    quote_ns: i64,
    tick_ns: i64,
    sync_ns: i64,
}

fn moment(now: Now) -> Moment {
    Moment { utc_ns: now.utc_ns, mono_ns: now.mono_ns }
}

const fn stamp(now: Now) -> Stamp {
    Stamp { utc_ns: now.utc_ns, mono_ns: now.mono_ns }
}

/// This venue cannot be asked for orders that it alone knows: records are synced before they take effect.
fn settings() -> PathSettings {
    let durability = Durability::Synced;
    PathSettings { pace: Pace::Handed, durability, chase_most_ns: 400 * MS, ..PathSettings::default() }
}

fn signer() -> Box<Ed25519Signer> {
    Box::new(Ed25519Signer::from_seed(&[9; 32]))
}

const POLICY: Policy =
    Policy { checkpoint_records: 64, checkpoint_ns: 200 * MS, segment_bytes: 64 << 10, reserve_bytes: 256 << 10 };

fn new_path(
    firm: &Firm,
    line: &Line,
    gate: &Arc<HaltGate>,
    audit: AuditLog<MemoryStorage>,
    now: Now,
) -> Result<Path, FirmError> {
    let parts = Parts {
        venue: line.clone(),
        audit,
        oms: firm.oms()?,
        risk: firm.risk(gate),
        stopwatch: Box::new(NoStopwatch),
        profile: "SIM".to_owned(),
        directory: firm.directory.clone(),
        instruments: firm.instruments.clone(),
        settings: settings(),
    };
    Ok(OrderPath::new(moment(now), parts))
}

fn resumed_path(line: &Line, rebuild: Rebuild, audit: AuditLog<MemoryStorage>, now: Now) -> Path {
    let rest = Resumed {
        venue: line.clone(),
        audit,
        stopwatch: Box::new(NoStopwatch),
        profile: "SIM".to_owned(),
        settings: settings(),
    };
    OrderPath::resume(moment(now), rebuild, rest)
}

impl GatewayProcess {
    /// Starts on what the disk holds.
    ///
    /// # Errors
    /// [`StartError`]; an undamaged disk always starts.
    pub fn start(
        firm: &Firm,
        disk: &MemoryDisk,
        line: &Line,
        gate: &Arc<HaltGate>,
        terminals: u16,
        now: Now,
        delay_ns: i64,
    ) -> Result<Self, StartError> {
        let mut rebuild = Rebuild::new(firm.oms()?, firm.risk(gate), settings().expiry_grace_ns);
        let mut ring = ReportRing::default();
        let (audit, recovery) =
            AuditLog::open_or_create(disk.attach(), signer(), POLICY, [1; 16], stamp(now), &mut |record| {
                let at = Moment { utc_ns: record.ts_utc_ns, mono_ns: record.ts_mono_ns };
                rebuild.take_record(at, record.kind, record.payload);
                for report in rebuild.told() {
                    ring.push(record.seq + 1, *report);
                }
            })?;
        ring.resume_after(audit.records());
        rebuild.verdict().map_err(StartError::Mismatch)?;
        let is_new = recovery.records == 0;
        let path =
            if is_new { new_path(firm, line, gate, audit, now)? } else { resumed_path(line, rebuild, audit, now) };
        let rules = SessionRules {
            profile: "SIM".to_owned(),
            instance: u64::try_from(now.mono_ns).unwrap_or(0) + 1,
            started: now,
            heartbeat_ms: 100,
            lost_after_ms: 400,
        };
        let principals = (1..=terminals).map(firm::principal).collect();
        let mut sessions = Sessions::new(rules, principals, ring);
        for number in 1..=terminals {
            let origin = u32::from(number);
            sessions.used(plimsoll_types::ClOrdId::new(origin, path.oms().last_number(origin)));
        }
        Ok(Self {
            sessions,
            market: TradingLoop::new(OrderIdScope::Feed, FeaturePlan::none(), path),
            instruments: firm.instruments.clone(),
            told: Vec::new(),
            effects: Vec::new(),
            delay_ns,
            quote_ns: 0,
            tick_ns: 0,
            sync_ns: 0,
        })
    }

    /// The order path.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.market.trading()
    }

    /// One turn of the orders thread.
    pub fn turn(&mut self, arrivals: Vec<(ConnId, Arrival)>, now: Now, wires: &mut Wires, dice: &mut Dice) {
        for (conn, arrival) in arrivals {
            match arrival {
                Arrival::Opened => self.sessions.opened(conn, "wire".to_owned(), now),
                Arrival::Frame(bytes) => self.sessions.arrived(conn, &bytes, dice.bytes(), now, &mut self.effects),
                Arrival::Closed => self.sessions.closed(conn, "the wire is gone", &mut self.effects),
            }
            self.carry_out(now, wires, dice);
        }
        if now.mono_ns >= self.quote_ns {
            self.quote_ns = now.mono_ns + 50 * MS;
            self.quote(now);
        }
        self.market.trading_mut().poll(moment(now), &mut self.told);
        if now.mono_ns >= self.tick_ns {
            self.tick_ns = now.mono_ns + 20 * MS;
            self.sessions.tick(now, &mut self.effects);
        }
        self.carry_out(now, wires, dice);
        self.tell();
        while self.sessions.deliver(now, &mut self.effects) {}
        self.carry_out(now, wires, dice);
        if now.mono_ns >= self.sync_ns {
            self.sync_ns = now.mono_ns + 10 * MS;
            self.market.trading_mut().sync();
        }
    }

    /// Ends in order.
    ///
    /// # Errors
    /// [`AuditError`] where the log could not be closed.
    pub fn close(self, now: Now) -> Result<(), AuditError> {
        let Self { market, .. } = self;
        market.into_trading().close(moment(now)).map(|_| ())
    }

    fn quote(&mut self, now: Now) {
        for index in 0..2 {
            let qty = Qty::from_raw(1_000 * Qty::ONE);
            let body = MarketBody::Quote {
                bid_px: Price::from_raw(99_990_000_000),
                bid_qty: qty,
                ask_px: Price::from_raw(100_010_000_000),
                ask_qty: qty,
            };
            let event = MarketEvent {
                ts_venue_ns: now.utc_ns,
                ts_recv_ns: UNKNOWN_TIME,
                instrument: InstrumentId(index),
                flags: EventFlags::LAST,
                body,
            };
            self.market.apply(&event, &self.instruments, &mut ());
        }
        self.market.trading_mut().drain_told(&mut self.told);
    }

    fn carry_out(&mut self, now: Now, wires: &mut Wires, dice: &mut Dice) {
        while !self.effects.is_empty() {
            let mut answers = Vec::new();
            for effect in std::mem::take(&mut self.effects) {
                self.carry_out_one(effect, now, wires, dice, &mut answers);
            }
            self.effects = answers;
        }
    }

    fn carry_out_one(
        &mut self,
        effect: Effect,
        now: Now,
        wires: &mut Wires,
        dice: &mut Dice,
        answers: &mut Vec<Effect>,
    ) {
        let path = self.market.trading_mut();
        match effect {
            Effect::Send(conn, bytes) => {
                let delay_ns = dice.between(0, self.delay_ns);
                wires.send(conn, End::Terminal, bytes, now.mono_ns, delay_ns);
            }
            Effect::Close(conn) => {
                wires.close(conn, End::Gateway, now.mono_ns, 0);
                self.sessions.closed(conn, "closed", answers);
            }
            Effect::Command { session, command, .. } => {
                path.command(moment(now), session, &command, &mut self.told);
            }
            Effect::Query(session, order) => self.sessions.answer(session, order, None, now, answers),
            Effect::Snapshot(session) => {
                self.tell();
                while self.sessions.deliver(now, answers) {}
                let snapshot = self.snapshot();
                self.sessions.send_snapshot(session, snapshot, now, answers);
            }
            Effect::Record(entry) => self.record(&entry, now),
            Effect::Click(_) => {}
            Effect::Cancel { session, .. } => {
                path.cancel_scope(moment(now), Scope::Session(session), &mut self.told);
            }
        }
    }

    fn record(&mut self, entry: &SessionEntry, now: Now) {
        let path = self.market.trading_mut();
        let number = u16::try_from(entry.session).unwrap_or(0);
        match entry.change {
            SessionChange::LoggedOn | SessionChange::Resumed => {
                path.open_session(moment(now), firm::grant(number), entry);
            }
            SessionChange::LoggedOff | SessionChange::Lost => {
                path.close_session(moment(now), entry, false, &mut self.told);
            }
            SessionChange::Refused => {}
        }
    }

    fn tell(&mut self) {
        let records = self.path().audit().records();
        for report in std::mem::take(&mut self.told) {
            self.sessions.report(records, report);
        }
    }

    fn snapshot(&self) -> Snapshot {
        let path = self.path();
        let oms = path.oms();
        let orders = oms.working().map(|order| order.status_report(path.now().utc_ns)).collect();
        let line = |held: &plimsoll_oms::Position| PositionLine {
            account: held.account,
            strategy: held.strategy,
            instrument: held.instrument,
            qty: held.qty,
            avg_px: held.avg_px(),
            realised: plimsoll_types::Money::ZERO,
            unrealised: plimsoll_types::Money::ZERO,
            fees: plimsoll_types::Money::ZERO,
        };
        Snapshot {
            last_report: 0,
            orders,
            positions: oms.positions().iter().map(line).collect(),
            halts: path.risk().gate().halts(),
            limits_version: 1,
            blocked: String::new(),
            vocabulary: Vocabulary::default(),
            prices: Vec::new(),
            state_hash: path.state_hash().bytes(),
        }
    }
}

/// A halt as the risk officer asks for it.
#[must_use]
pub fn halt(scope: Scope, mode: plimsoll_types::HaltMode, ts_ns: i64) -> HaltRecord {
    HaltRecord { number: 0, scope, mode, reason: "the simulation".to_owned(), by: "risk".to_owned(), ts_ns }
}
