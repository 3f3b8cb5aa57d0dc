//! A terminal: the client's side of the protocol as the product speaks it, and a trader of few scruples in front of it.

use super::dice::Dice;
use super::plan::MS;
use super::wires::{Arrival, End, Wires};
use crate::gateway::client::{Dialogue, Received, Told};
use crate::gateway::frame::Kind;
use crate::gateway::logon::{Secret, Standing, Welcome};
use crate::gateway::message::{Heartbeat, Snapshot};
use crate::gateway::sessions::ConnId;
use plimsoll_types::{
    Attribution, CancelOrder, ClOrdId, ExecId, ExecType, ExecutionReport, InstrumentId, MassCancel, NewOrder,
    OrderCommand, OrderFlags, Price, Qty, ReplaceOrder, Scope, Side, StrategyId, TimeInForce, TwoSidedQuote,
};
use plimsoll_wire::journal::Canonical;
use std::collections::{BTreeMap, BTreeSet};

/// How long a command may be on its way.
const LIVES_MS: u16 = 500;

/// One terminal, over its deaths.
pub struct Terminal {
    /// As the gateway's configuration names it.
    pub name: String,
    secret: Secret,
    who: Attribution,
    pub(super) dice: Dice,
    conn: Option<ConnId>,
    dialogue: Option<Dialogue>,
    welcome: Option<Welcome>,
    is_new: bool,
    again_ns: i64,
    beat_ns: i64,
    operator: u64,
    /// Until then the window hangs.
    pub hangs_until_ns: i64,
    next_number: u64,
    received: Received,
    /// Orders by the name that they have, as reports told.
    pub orders: BTreeMap<ClOrdId, ExecutionReport>,
    fills: BTreeSet<ExecId>,
    /// Whether a gateway's log was shut by a broken disk: what it told then was not recorded, and is told again after a
    /// restart. Blotters count a fill by its `ExecId`.
    pub may_hear_again: bool,
    /// The newest snapshot.
    pub snapshot: Option<Snapshot>,
    /// What must never happen and did.
    pub violations: Vec<String>,
    /// Frames sent, for a forger to send again.
    pub overheard: Vec<(ConnId, Vec<u8>)>,
    /// Commands sent.
    pub commands: u64,
    /// Commands refused before the order path.
    pub turned_away: u64,
    delay_ns: i64,
}

impl Terminal {
    /// Before its first connection.
    #[must_use]
    pub fn new(name: &str, secret: Secret, who: Attribution, dice: Dice, delay_ns: i64) -> Self {
        Self {
            name: name.to_owned(),
            secret,
            who,
            dice,
            conn: None,
            dialogue: None,
            welcome: None,
            is_new: true,
            again_ns: 0,
            beat_ns: 0,
            operator: 0,
            hangs_until_ns: 0,
            next_number: 1,
            received: Received::default(),
            orders: BTreeMap::new(),
            fills: BTreeSet::new(),
            may_hear_again: false,
            snapshot: None,
            violations: Vec::new(),
            overheard: Vec::new(),
            commands: 0,
            turned_away: 0,
            delay_ns,
        }
    }

    /// The connection that it holds.
    #[must_use]
    pub const fn conn(&self) -> Option<ConnId> {
        self.conn
    }

    /// Whether commands can be sent.
    #[must_use]
    pub fn is_attached(&self) -> bool {
        self.dialogue.as_ref().is_some_and(Dialogue::is_attached)
    }

    /// It dies, and another one of the same name starts a little later.
    pub fn die(&mut self, wires: &mut Wires, now_ns: i64) {
        if let Some(conn) = self.conn.take() {
            wires.close(conn, End::Terminal, now_ns, 0);
        }
        (self.dialogue, self.welcome) = (None, None);
        self.received = Received::default();
        self.is_new = true;
        self.orders.clear();
        self.fills.clear();
        self.snapshot = None;
        self.again_ns = now_ns + self.dice.between(20, 300) * MS;
    }

    /// What arrived on its connection.
    pub fn arrived(&mut self, conn: ConnId, arrival: Arrival, wires: &mut Wires, now_ns: i64) {
        if self.conn != Some(conn) {
            return;
        }
        match arrival {
            Arrival::Opened => {}
            Arrival::Closed => self.detached(now_ns),
            Arrival::Frame(bytes) => {
                let Some(dialogue) = &mut self.dialogue else { return };
                let mut reply = Vec::new();
                match dialogue.heard(&bytes, now_ns, &mut reply) {
                    Ok(told) => {
                        if !reply.is_empty() {
                            self.send(reply, wires, now_ns);
                        }
                        if let Some(told) = told {
                            self.hear(told, wires, now_ns);
                        }
                    }
                    Err(fault) if fault.is_fatal() => {
                        wires.close(conn, End::Terminal, now_ns, 0);
                        self.detached(now_ns);
                    }
                    Err(_) => {}
                }
            }
        }
    }

    /// Connects, gives signs of life, and now and then does something.
    pub fn turn(&mut self, acts: u32, wires: &mut Wires, now_ns: i64) {
        if self.conn.is_none() {
            if now_ns >= self.again_ns {
                self.connect(wires, now_ns);
            }
            return;
        }
        if !self.is_attached() {
            return;
        }
        if now_ns >= self.beat_ns {
            self.beat_ns = now_ns + 100 * MS;
            if now_ns >= self.hangs_until_ns {
                self.operator += 1;
            }
            let beat = Heartbeat {
                operator: self.operator,
                strategies: self.operator,
                last_report: self.received.standing().last_report,
            };
            self.say(Kind::Heartbeat, 0, &beat.to_bytes(), wires, now_ns);
        }
        if now_ns >= self.hangs_until_ns && self.dice.happens(acts) {
            self.act(wires, now_ns);
        }
    }

    /// Asks for what is open.
    pub fn ask_snapshot(&mut self, wires: &mut Wires, now_ns: i64) {
        self.snapshot = None;
        self.say(Kind::SnapshotRequest, 0, &[], wires, now_ns);
    }

    fn connect(&mut self, wires: &mut Wires, now_ns: i64) {
        let conn = wires.connect(now_ns);
        let standing = Standing { resumes: !self.is_new, ..self.received.standing() };
        let nonce = self.dice.bytes();
        let (dialogue, hello) = Dialogue::begin("SIM", &self.name, self.secret.clone(), nonce, standing);
        (self.conn, self.dialogue) = (Some(conn), Some(dialogue));
        self.send(hello, wires, now_ns);
    }

    fn detached(&mut self, now_ns: i64) {
        (self.conn, self.dialogue, self.welcome) = (None, None, None);
        self.again_ns = now_ns + self.dice.between(10, 150) * MS;
    }

    fn hear(&mut self, told: Told, wires: &mut Wires, now_ns: i64) {
        match told {
            Told::Welcomed(welcome) => {
                self.next_number = self.next_number.max(welcome.last_number + 1);
                let is_another = self.received.standing().instance != welcome.instance;
                self.received.welcomed(&welcome);
                if self.is_new || is_another || welcome.is_behind {
                    self.say(Kind::SnapshotRequest, 0, &[], wires, now_ns);
                }
                self.is_new = false;
                self.welcome = Some(welcome);
            }
            Told::Report(numbered) if numbered.number > 0 => {
                if self.received.take(&numbered) {
                    self.report(numbered.report);
                }
            }
            Told::Snapshot(snapshot) => self.take_snapshot(*snapshot),
            Told::CommandRefused(_) => self.turned_away += 1,
            Told::Refused(_) | Told::Ended(_) => {
                if let Some(conn) = self.conn {
                    wires.close(conn, End::Terminal, now_ns, 0);
                }
                self.detached(now_ns);
            }
            Told::Report(_) | Told::Alive => {}
        }
    }

    fn report(&mut self, report: ExecutionReport) {
        let is_repeated = report.exec_type == ExecType::Trade && !self.fills.insert(report.exec_id);
        if is_repeated && !self.may_hear_again {
            self.violations.push(format!("{}: fill {:?} was told twice", self.name, report.exec_id));
        }
        if report.exec_type == ExecType::Replaced {
            self.orders.remove(&report.orig_cl_ord_id);
        }
        if !matches!(report.exec_type, ExecType::CancelRejected) {
            self.keep(report);
        }
    }

    fn keep(&mut self, report: ExecutionReport) {
        let pending = matches!(report.exec_type, ExecType::PendingCancel | ExecType::PendingReplace);
        let name = if pending && report.orig_cl_ord_id.is_some() { report.orig_cl_ord_id } else { report.cl_ord_id };
        if report.ord_status.is_terminal() {
            self.orders.remove(&name);
        } else {
            self.orders.insert(name, report);
        }
    }

    fn take_snapshot(&mut self, snapshot: Snapshot) {
        self.orders = snapshot.orders.iter().map(|order| (order.cl_ord_id, *order)).collect();
        self.snapshot = Some(snapshot);
    }

    fn name_of_next(&mut self, origin: u32, count: u64) -> ClOrdId {
        let name = ClOrdId::new(origin, self.next_number);
        self.next_number += count;
        name
    }

    fn act(&mut self, wires: &mut Wires, now_ns: i64) {
        let Some(origin) = self.welcome.as_ref().map(|welcome| welcome.origin) else { return };
        let own: Vec<(ClOrdId, ExecutionReport)> = self.orders.iter().map(|(name, report)| (*name, *report)).collect();
        let chosen = self.dice.pick(&own).copied();
        let choice = self.dice.below(100);
        let command = match (choice, chosen) {
            (0..40, _) => OrderCommand::New(self.new_order(origin)),
            (40..50, _) => OrderCommand::Quote(self.quote(origin)),
            (50..75, Some((orig_cl_ord_id, _))) => {
                let cl_ord_id = self.name_of_next(origin, 1);
                OrderCommand::Cancel(CancelOrder { cl_ord_id, orig_cl_ord_id, ts_intent_ns: now_ns })
            }
            (75..93, Some((name, report))) => OrderCommand::Replace(self.replace(origin, name, &report)),
            (93..95, _) => {
                let cl_ord_id = self.name_of_next(origin, 1);
                let scope = Scope::Account(self.who.account);
                OrderCommand::MassCancel(MassCancel { cl_ord_id, scope, ts_intent_ns: now_ns })
            }
            (95..98, _) => return self.ask_snapshot(wires, now_ns),
            _ => return,
        };
        self.commands += 1;
        self.say(Kind::Command, LIVES_MS, &command.to_bytes(), wires, now_ns);
    }

    fn attribution(&mut self) -> Attribution {
        let strategy = if self.dice.happens(40_000) { StrategyId(1) } else { StrategyId::NONE };
        Attribution { strategy, ..self.who }
    }

    fn price(&mut self) -> Price {
        Price::from_raw(100 * Price::ONE + self.dice.between(-20, 20) * 10_000_000)
    }

    fn new_order(&mut self, origin: u32) -> NewOrder {
        let (name, who, px) = (self.name_of_next(origin, 1), self.attribution(), self.price());
        let side = if self.dice.happens(50_000) { Side::Buy } else { Side::Sell };
        let instrument = InstrumentId(u32::try_from(self.dice.below(2)).unwrap_or(0));
        let qty = Qty::from_raw(self.dice.between(1, 12) * Qty::ONE);
        let mut order = NewOrder::limit(name, who, instrument, side, qty, px);
        if self.dice.happens(15_000) {
            order.time_in_force = TimeInForce::Ioc;
        }
        order.flags = OrderFlags::LOCATED;
        order
    }

    fn replace(&mut self, origin: u32, orig_cl_ord_id: ClOrdId, report: &ExecutionReport) -> ReplaceOrder {
        let lots = self.dice.between(1, 12);
        ReplaceOrder {
            cl_ord_id: self.name_of_next(origin, 1),
            orig_cl_ord_id,
            qty: Qty::from_raw(report.cum_qty.raw() + lots * Qty::ONE),
            display_qty: Qty::UNSET,
            px: self.price(),
            stop_px: Price::UNSET,
            frame_seq: 0,
            ts_intent_ns: 0,
        }
    }

    fn quote(&mut self, origin: u32) -> TwoSidedQuote {
        let bid_px = Price::from_raw(100 * Price::ONE - self.dice.between(1, 20) * 10_000_000);
        let ask_px = Price::from_raw(100 * Price::ONE + self.dice.between(1, 20) * 10_000_000);
        let qty = |dice: &mut Dice| Qty::from_raw(dice.between(0, 5) * Qty::ONE);
        TwoSidedQuote {
            quote_id: self.name_of_next(origin, 2),
            attribution: Attribution { strategy: StrategyId(1), ..self.who },
            instrument: InstrumentId(1),
            bid_px,
            bid_qty: qty(&mut self.dice),
            ask_px,
            ask_qty: qty(&mut self.dice),
            frame_seq: 0,
            ts_intent_ns: 0,
        }
    }

    fn say(&mut self, kind: Kind, lives_ms: u16, payload: &[u8], wires: &mut Wires, now_ns: i64) {
        let mut bytes = Vec::new();
        let said = self.dialogue.as_mut().is_some_and(|it| it.say(kind, lives_ms, payload, now_ns, &mut bytes));
        if said {
            self.send(bytes, wires, now_ns);
        }
    }

    fn send(&mut self, bytes: Vec<u8>, wires: &mut Wires, now_ns: i64) {
        let Some(conn) = self.conn else { return };
        if self.overheard.len() < 64 {
            self.overheard.push((conn, bytes.clone()));
        }
        let delay_ns = self.dice.between(0, self.delay_ns);
        wires.send(conn, End::Gateway, bytes, now_ns, delay_ns);
    }
}
