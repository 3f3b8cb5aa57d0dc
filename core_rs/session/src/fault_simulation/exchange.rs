//! The venue at the far end of an unreliable line: the truth that everything else is compared with.

use super::dice::Dice;
use super::plan::{MS, Plan};
use plimsoll_types::{
    CancelReason, ClOrdId, ExecId, InstrumentId, Liquidity, Money, NewOrder, Price, Qty, RejectReason, ReplaceOrder,
    Side, TimeInForce, VenueCommand, VenueOrderId, VenueReport, VenueReportBody,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// One fill as the venue holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrueFill {
    /// Of which order, by its first name.
    pub order: ClOrdId,
    /// Of the report.
    pub exec_id: ExecId,
    /// At.
    pub px: Price,
    /// So much.
    pub qty: Qty,
    /// Whether it was taken back.
    pub is_busted: bool,
}

/// One order as the venue holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrueOrder {
    /// As it was sent; quantity and price as they are now.
    pub terms: NewOrder,
    /// The name that it has now.
    pub name: ClOrdId,
    /// Filled, busts taken out.
    pub cum_qty: Qty,
    /// Whether it works.
    pub is_working: bool,
}

enum Received {
    Command(VenueCommand),
    Status(ClOrdId, ClOrdId),
}

/// The venue.
pub struct Exchange {
    dice: Dice,
    plan: Plan,
    /// True time; the world sets it.
    pub now_ns: i64,
    /// Orders by first name.
    pub orders: BTreeMap<ClOrdId, TrueOrder>,
    names: BTreeMap<ClOrdId, ClOrdId>,
    /// Every fill.
    pub fills: Vec<TrueFill>,
    seen_names: BTreeSet<ClOrdId>,
    inbox: VecDeque<(i64, Received)>,
    outbox: VecDeque<(i64, VenueReport)>,
    /// Reports of while the line was down.
    unsent: VecDeque<VenueReport>,
    last_exec: u64,
    /// Whether the line stands.
    pub connected: bool,
    /// From when on no new order may be sent: a firm-wide halt holds.
    pub shut: bool,
    /// Commands sent, by kind: new, cancel, replace.
    pub sent: [u64; 3],
    /// What must never happen and did.
    pub violations: Vec<String>,
}

impl Exchange {
    /// An empty one.
    #[must_use]
    pub fn new(seed: u64, plan: Plan) -> Self {
        Self {
            dice: Dice::new(seed, 2),
            plan,
            now_ns: 0,
            orders: BTreeMap::new(),
            names: BTreeMap::new(),
            fills: Vec::new(),
            seen_names: BTreeSet::new(),
            inbox: VecDeque::new(),
            outbox: VecDeque::new(),
            unsent: VecDeque::new(),
            last_exec: 0,
            connected: true,
            shut: false,
            sent: [0; 3],
            violations: Vec::new(),
        }
    }

    /// No more accidents of the venue's own.
    pub fn calm(&mut self) {
        (self.plan.report_doubles, self.plan.reports_swap, self.plan.busts) = (0, 0, 0);
    }

    /// A command comes out of the gateway.
    pub fn receive(&mut self, command: VenueCommand) {
        let (kind, is_entry) = match &command {
            VenueCommand::New(_) => (0, true),
            VenueCommand::Cancel(_) => (1, false),
            VenueCommand::Replace(_) => (2, true),
        };
        self.sent[kind] += 1;
        let name = command.cl_ord_id();
        if is_entry && self.shut {
            self.violations.push(format!("{name} was sent after the halt"));
        }
        if is_entry && !self.seen_names.insert(name) {
            self.violations.push(format!("{name} was sent twice"));
        }
        self.accept(Received::Command(command));
    }

    /// The gateway asks how an order stands.
    pub fn ask(&mut self, order: ClOrdId, replacing: ClOrdId) {
        self.accept(Received::Status(order, replacing));
    }

    fn accept(&mut self, what: Received) {
        if self.connected {
            let due_ns = self.now_ns + self.dice.between(0, 8) * MS;
            let due_ns = self.inbox.back().map_or(due_ns, |(last_ns, _)| due_ns.max(*last_ns));
            self.inbox.push_back((due_ns, what));
        }
    }

    /// Time passes at the venue.
    pub fn turn(&mut self) {
        while self.inbox.front().is_some_and(|(due_ns, _)| *due_ns <= self.now_ns) {
            if let Some((_, received)) = self.inbox.pop_front() {
                match received {
                    Received::Command(VenueCommand::New(order)) => self.enter(&order),
                    Received::Command(VenueCommand::Cancel(cancel)) => {
                        self.cancel(cancel.cl_ord_id, cancel.orig_cl_ord_id);
                    }
                    Received::Command(VenueCommand::Replace(replace)) => self.replace(&replace),
                    Received::Status(order, replacing) => self.status(order, replacing),
                }
            }
        }
        if self.dice.happens(6_000) {
            self.trade();
        }
        if self.dice.happens(self.plan.busts) {
            self.bust();
        }
    }

    /// Reports that reach the gateway by now.
    pub fn take_reports(&mut self, reports: &mut Vec<VenueReport>) {
        while self.connected && self.outbox.front().is_some_and(|(due_ns, _)| *due_ns <= self.now_ns) {
            reports.extend(self.outbox.pop_front().map(|(_, report)| report));
        }
    }

    /// When the next report reaches the gateway, by true time.
    #[must_use]
    pub fn next_report_ns(&self) -> Option<i64> {
        self.outbox.front().filter(|_| self.connected).map(|(due_ns, _)| *due_ns)
    }

    /// The line is cut: of what is on its way, the last part is lost; the venue reports it again once the line is back.
    pub fn cut(&mut self) {
        self.connected = false;
        let kept = usize::try_from(self.dice.below(self.inbox.len() as u64 + 1)).unwrap_or(0);
        self.inbox.truncate(kept);
        let lost: Vec<VenueReport> = self.outbox.drain(..).map(|(_, report)| report).collect();
        for report in lost.into_iter().rev().filter(|report| !is_answer(report)) {
            self.unsent.push_front(report);
        }
    }

    /// The line is back.
    pub fn mend(&mut self) {
        self.connected = true;
        for report in std::mem::take(&mut self.unsent) {
            self.deliver(report);
        }
    }

    fn enter(&mut self, order: &NewOrder) {
        let name = order.cl_ord_id;
        if self.dice.happens(4_000) {
            return self.say(name, VenueReportBody::Rejected { reason: RejectReason::VenueRefused });
        }
        self.orders.insert(name, TrueOrder { terms: *order, name, cum_qty: Qty::ZERO, is_working: true });
        self.names.insert(name, name);
        self.say(name, VenueReportBody::Accepted);
        if matches!(order.time_in_force, TimeInForce::Ioc) {
            if self.dice.happens(60_000) {
                self.fill(name);
            }
            if self.orders.get(&name).is_some_and(|order| order.is_working) {
                self.end(name, CancelReason::NotImmediate);
            }
        }
    }

    fn cancel(&mut self, request: ClOrdId, order: ClOrdId) {
        match self.first_name(order).filter(|first| self.orders.get(first).is_some_and(|held| held.is_working)) {
            Some(first) => self.end(first, CancelReason::Requested),
            None => self.refuse(request, order),
        }
    }

    fn replace(&mut self, replace: &ReplaceOrder) {
        let (request, order) = (replace.cl_ord_id, replace.orig_cl_ord_id);
        let first = self.first_name(order);
        let held = first.and_then(|first| self.orders.get_mut(&first));
        match held.filter(|held| held.is_working && held.name == order && replace.qty > held.cum_qty) {
            Some(held) => {
                (held.name, held.terms.qty, held.terms.px) = (request, replace.qty, replace.px);
                self.names.extend(first.map(|first| (request, first)));
                let (qty, px) = (replace.qty, replace.px);
                self.say(request, VenueReportBody::Replaced { orig_cl_ord_id: order, qty, px });
            }
            None => self.refuse(request, order),
        }
    }

    fn refuse(&mut self, request: ClOrdId, orig_cl_ord_id: ClOrdId) {
        let reason =
            if self.names.contains_key(&orig_cl_ord_id) { RejectReason::TooLate } else { RejectReason::UnknownOrder };
        self.say(request, VenueReportBody::CancelRejected { orig_cl_ord_id, reason });
    }

    /// How an order stands; its fills are reported again before, since only the gateway knows which of them it recorded.
    fn status(&mut self, order: ClOrdId, replacing: ClOrdId) {
        let first = self.first_name(order).or_else(|| self.first_name(replacing));
        let Some(held) = first.and_then(|first| self.orders.get(&first)).copied() else {
            return self.say(order, VenueReportBody::Rejected { reason: RejectReason::UnknownOrder });
        };
        let again: Vec<TrueFill> = self.fills.iter().filter(|fill| Some(fill.order) == first).copied().collect();
        for fill in again {
            let body = fill_body(fill.px, fill.qty);
            self.deliver(report(self.now_ns, fill.exec_id, held.name, body));
            if fill.is_busted {
                self.say(held.name, VenueReportBody::Bust { of: fill.exec_id });
            }
        }
        let TrueOrder { terms, name, cum_qty, is_working } = held;
        self.say(name, VenueReportBody::Status { qty: terms.qty, px: terms.px, cum_qty, is_working });
    }

    fn trade(&mut self) {
        let working: Vec<ClOrdId> =
            self.orders.iter().filter(|(_, order)| order.is_working).map(|(first, _)| *first).collect();
        if let Some(&first) = self.dice.pick(&working) {
            self.fill(first);
        }
    }

    fn fill(&mut self, first: ClOrdId) {
        let Some(order) = self.orders.get_mut(&first) else { return };
        let left = (order.terms.qty.raw() - order.cum_qty.raw()) / Qty::ONE;
        let lots = if self.dice.happens(50_000) { left } else { self.dice.between(1, left.max(1)) };
        let qty = Qty::from_raw(lots * Qty::ONE);
        let px = if order.terms.px.is_set() { order.terms.px } else { Price::from_raw(100 * Price::ONE) };
        order.cum_qty = Qty::from_raw(order.cum_qty.raw() + qty.raw());
        order.is_working = order.cum_qty < order.terms.qty;
        let name = order.name;
        let exec_id = self.next_exec();
        self.fills.push(TrueFill { order: first, exec_id, px, qty, is_busted: false });
        if !self.dice.happens(self.plan.conceals) {
            self.emit(report(self.now_ns, exec_id, name, fill_body(px, qty)));
        }
    }

    /// Takes back the last fill of an order that works, or is done: a bust never opens an order again here.
    fn bust(&mut self) {
        let Some(index) = self.fills.iter().rposition(|fill| !fill.is_busted) else { return };
        let TrueFill { order, exec_id, qty, .. } = self.fills[index];
        let Some(held) = self.orders.get_mut(&order).filter(|held| held.is_working) else { return };
        self.fills[index].is_busted = true;
        held.cum_qty = Qty::from_raw(held.cum_qty.raw() - qty.raw());
        let name = held.name;
        self.say(name, VenueReportBody::Bust { of: exec_id });
    }

    fn end(&mut self, first: ClOrdId, reason: CancelReason) {
        if let Some(order) = self.orders.get_mut(&first) {
            order.is_working = false;
            let name = order.name;
            self.say(name, VenueReportBody::Cancelled { reason });
        }
    }

    fn first_name(&self, name: ClOrdId) -> Option<ClOrdId> {
        self.names.get(&name).copied()
    }

    fn next_exec(&mut self) -> ExecId {
        self.last_exec += 1;
        ExecId(self.last_exec)
    }

    fn say(&mut self, name: ClOrdId, body: VenueReportBody) {
        let exec_id = self.next_exec();
        self.emit(report(self.now_ns, exec_id, name, body));
    }

    fn emit(&mut self, report: VenueReport) {
        if self.connected {
            self.deliver(report)
        } else if !is_answer(&report) {
            self.unsent.push_back(report)
        }
    }

    fn deliver(&mut self, report: VenueReport) {
        let due_ns = self.now_ns + self.dice.between(0, 8) * MS;
        let due_ns = self.outbox.back().map_or(due_ns, |(last_ns, _)| due_ns.max(*last_ns));
        self.outbox.push_back((due_ns, report));
        if self.dice.happens(self.plan.report_doubles) {
            self.outbox.push_back((due_ns, report));
        }
        let last = self.outbox.len() - 1;
        let other = last > 0 && self.is_of_another(last - 1, &report);
        if other && self.dice.happens(self.plan.reports_swap) {
            self.outbox.swap(last - 1, last);
        }
    }

    fn is_of_another(&self, index: usize, report: &VenueReport) -> bool {
        let of = |report: &VenueReport| self.first_name(report.cl_ord_id);
        self.outbox.get(index).is_some_and(|(_, before)| of(before) != of(report) && of(before).is_some())
    }

    /// Names of every order and change that came in.
    pub fn entered(&self) -> impl Iterator<Item = &ClOrdId> {
        self.seen_names.iter()
    }

    /// Signed position by instrument, from the fills.
    #[must_use]
    pub fn position(&self, instrument: InstrumentId) -> i64 {
        let of = |fill: &&TrueFill| {
            !fill.is_busted && self.orders.get(&fill.order).is_some_and(|order| order.terms.instrument == instrument)
        };
        let signed = |fill: &TrueFill| {
            fill.qty.raw() * self.orders.get(&fill.order).map_or(0, |order| side_sign(order.terms.side))
        };
        self.fills.iter().filter(of).map(signed).sum()
    }
}

const fn side_sign(side: Side) -> i64 {
    side.sign()
}

/// Answers to a status request are asked for again, not sent again.
const fn is_answer(report: &VenueReport) -> bool {
    matches!(report.body, VenueReportBody::Status { .. })
}

fn fill_body(px: Price, qty: Qty) -> VenueReportBody {
    VenueReportBody::Fill { px, qty, liquidity: Liquidity::Unknown, fee: Money::ZERO }
}

const fn report(ts_venue_ns: i64, exec_id: ExecId, cl_ord_id: ClOrdId, body: VenueReportBody) -> VenueReport {
    VenueReport { ts_venue_ns, exec_id, cl_ord_id, venue_order_id: VenueOrderId(cl_ord_id.0), body }
}
