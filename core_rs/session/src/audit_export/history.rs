//! From the journal to what happened to each order.

use super::event::{EventCode, OrderEvent, OrderNow, Stage};
use plimsoll_audit::Record;
use plimsoll_types::{
    CancelReason, ClOrdId, ExecId, ExecType, ExecutionReport, Liquidity, Nanos, NewOrder, OrdType, OrderCommand,
    OrderFlags, Price, Qty, RejectReason, ReplaceOrder, RiskDecision, Side, TimeInForce, TwoSidedQuote, UNKNOWN_TIME,
    VenueCommand, VenueOrderId, VenueReport, VenueReportBody,
};
use plimsoll_wire::journal::{ClockState, CommandEntry, JournalEntry, Vocabulary};
use std::collections::{HashMap, HashSet};

/// Every order that the journal told of so far.
#[derive(Debug, Default)]
pub struct OrderHistory {
    vocabulary: Vocabulary,
    clock: Option<ClockState>,
    /// Commands without an answer yet.
    asked: HashMap<ClOrdId, OrderNow>,
    replaces: HashMap<ClOrdId, ReplaceOrder>,
    /// By the name that they were sent under.
    orders: HashMap<ClOrdId, OrderNow>,
    /// Every name that an order ever had, to its first.
    names: HashMap<ClOrdId, ClOrdId>,
    /// Reports seen, with the fills among them.
    reports: HashSet<ExecId>,
    fills: HashMap<ExecId, (ClOrdId, Price, Qty)>,
}

/// What one event says beyond the order itself.
#[derive(Debug, Clone, Copy)]
struct Facts {
    stage: Stage,
    message: &'static str,
    code: Option<EventCode>,
    ts_venue_ns: Nanos,
    exec_id: ExecId,
    last_px: Price,
    last_qty: Qty,
    liquidity: Liquidity,
    reason: RejectReason,
}

impl Facts {
    const fn of(stage: Stage, message: &'static str, code: Option<EventCode>) -> Self {
        Self {
            stage,
            message,
            code,
            ts_venue_ns: UNKNOWN_TIME,
            exec_id: ExecId(0),
            last_px: Price::UNSET,
            last_qty: Qty::ZERO,
            liquidity: Liquidity::Unknown,
            reason: RejectReason::None,
        }
    }

    const fn outcome(message: &'static str, code: EventCode) -> Self {
        Self::of(Stage::Outcome, message, Some(code))
    }
}

const fn begun(order: NewOrder, session: u32, ts_received_ns: Nanos) -> OrderNow {
    OrderNow {
        order,
        cl_ord_id: order.cl_ord_id,
        venue_order_id: VenueOrderId(0),
        session,
        ts_received_ns,
        ts_priority_ns: UNKNOWN_TIME,
        qty: order.qty,
        px: order.px,
        stop_px: order.stop_px,
        display_qty: order.display_qty,
        cum_qty: Qty::ZERO,
        is_done: false,
        is_suspended: matches!(order.ord_type, OrdType::Stop | OrdType::StopLimit),
    }
}

/// The sides of a quote as the orders that they become; a side of quantity zero is withdrawn.
fn sides(quote: &TwoSidedQuote) -> impl Iterator<Item = NewOrder> {
    let offer_id = ClOrdId(quote.quote_id.0 + 1);
    let side = |cl_ord_id, side, qty, px| NewOrder {
        flags: OrderFlags::QUOTE,
        frame_seq: quote.frame_seq,
        ts_intent_ns: quote.ts_intent_ns,
        time_in_force: TimeInForce::Day,
        ..NewOrder::limit(cl_ord_id, quote.attribution, quote.instrument, side, qty, px)
    };
    let both = [
        side(quote.quote_id, Side::Buy, quote.bid_qty, quote.bid_px),
        side(offer_id, Side::Sell, quote.ask_qty, quote.ask_px),
    ];
    both.into_iter().filter(|order| order.qty > Qty::ZERO)
}

impl OrderHistory {
    /// What numbers mean, as of the last record.
    #[must_use]
    pub const fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Follows one record and appends what it says of orders to `out`.
    pub fn follow(&mut self, record: &Record<'_>, entry: JournalEntry, out: &mut Vec<OrderEvent>) {
        match entry {
            JournalEntry::Vocabulary(vocabulary) => self.vocabulary = vocabulary,
            JournalEntry::Clock(clock) => self.clock = Some(clock),
            JournalEntry::Command(command) => self.command(record, &command, out),
            JournalEntry::Decision(decision) => self.decision(record, &decision, out),
            JournalEntry::Sent(command) => self.sent(record, &command, out),
            JournalEntry::VenueReport(report) => self.venue_report(record, &report, out),
            JournalEntry::Report(report) => self.own_report(record, &report, out),
            _ => {}
        }
    }

    fn tell(&self, record: &Record<'_>, order: OrderNow, facts: Facts, out: &mut Vec<OrderEvent>) {
        let Facts { stage, message, code, ts_venue_ns, exec_id, last_px, last_qty, liquidity, reason } = facts;
        let (seq, ts_utc_ns, ts_mono_ns) = (record.seq, record.ts_utc_ns, record.ts_mono_ns);
        let clock = self.clock.clone();
        out.push(OrderEvent {
            seq,
            ts_utc_ns,
            ts_mono_ns,
            ts_venue_ns,
            stage,
            message,
            code,
            order,
            exec_id,
            last_px,
            last_qty,
            liquidity,
            reason,
            clock,
        });
    }

    fn first_name(&self, name: ClOrdId) -> ClOrdId {
        self.names.get(&name).copied().unwrap_or(name)
    }

    fn order(&self, name: ClOrdId) -> Option<OrderNow> {
        self.orders.get(&self.first_name(name)).copied()
    }

    fn keep(&mut self, order: OrderNow) {
        let first = order.order.cl_ord_id;
        self.names.insert(order.cl_ord_id, first);
        self.orders.insert(first, order);
    }

    fn command(&mut self, record: &Record<'_>, entry: &CommandEntry, out: &mut Vec<OrderEvent>) {
        let decided = |message| Facts::of(Stage::Decision, message, None);
        match &entry.command {
            OrderCommand::New(order) => {
                let asked = begun(*order, entry.session, record.ts_utc_ns);
                self.asked.insert(order.cl_ord_id, asked);
                self.tell(record, asked, decided("New"), out);
            }
            OrderCommand::Quote(quote) => {
                for order in sides(quote) {
                    let asked = begun(order, entry.session, record.ts_utc_ns);
                    self.asked.insert(order.cl_ord_id, asked);
                    self.tell(record, asked, decided("Quote"), out);
                }
            }
            OrderCommand::Replace(replace) => {
                self.replaces.insert(replace.cl_ord_id, *replace);
                if let Some(order) = self.order(replace.orig_cl_ord_id) {
                    self.tell(record, replaced(order, replace), decided("Replace"), out);
                }
            }
            OrderCommand::Cancel(cancel) => {
                if let Some(order) = self.order(cancel.orig_cl_ord_id) {
                    self.tell(record, order, decided("Cancel"), out);
                }
            }
            OrderCommand::MassCancel(_) => {} // each order that it cancels has rows of its own
        }
    }

    /// What risk refused never went anywhere: for a new order that is its end, a replaced one is as it was.
    fn decision(&mut self, record: &Record<'_>, decision: &RiskDecision, out: &mut Vec<OrderEvent>) {
        if decision.is_approved() {
            return;
        }
        let reason = decision.reason;
        if let Some(asked) = self.asked.remove(&decision.cl_ord_id) {
            let facts = Facts { reason, ..Facts::of(Stage::Refused, "New", Some(EventCode::Rejected)) };
            self.tell(record, OrderNow { is_done: true, ..asked }, facts, out);
        } else if let Some(replace) = self.replaces.remove(&decision.cl_ord_id)
            && let Some(order) = self.order(replace.orig_cl_ord_id)
        {
            self.tell(record, order, Facts { reason, ..Facts::of(Stage::Refused, "Replace", None) }, out);
        }
    }

    fn sent(&mut self, record: &Record<'_>, command: &VenueCommand, out: &mut Vec<OrderEvent>) {
        match command {
            VenueCommand::New(order) => {
                let asked = self.asked.remove(&order.cl_ord_id);
                let (session, received) = asked.map_or((0, record.ts_utc_ns), |was| (was.session, was.ts_received_ns));
                let order = begun(*order, session, received);
                self.keep(order);
                self.tell(record, order, Facts::of(Stage::Outgoing, "New", Some(EventCode::New)), out);
            }
            VenueCommand::Replace(replace) => {
                self.replaces.insert(replace.cl_ord_id, *replace);
                if let Some(order) = self.order(replace.orig_cl_ord_id) {
                    self.tell(record, replaced(order, replace), Facts::of(Stage::Outgoing, "Replace", None), out);
                }
            }
            VenueCommand::Cancel(cancel) => {
                if let Some(order) = self.order(cancel.orig_cl_ord_id) {
                    self.tell(record, order, Facts::of(Stage::Outgoing, "Cancel", None), out);
                }
            }
        }
    }

    fn venue_report(&mut self, record: &Record<'_>, report: &VenueReport, out: &mut Vec<OrderEvent>) {
        if report.exec_id.0 != 0 && !self.reports.insert(report.exec_id) {
            return; // a duplicate changes nothing
        }
        let name = match report.body {
            VenueReportBody::Replaced { orig_cl_ord_id, .. }
            | VenueReportBody::CancelRejected { orig_cl_ord_id, .. } => orig_cl_ord_id,
            VenueReportBody::Bust { of } | VenueReportBody::Correct { of, .. } => {
                self.fills.get(&of).map_or(report.cl_ord_id, |(order, _, _)| *order)
            }
            _ => report.cl_ord_id,
        };
        let Some(mut order) = self.order(name) else { return };
        if report.venue_order_id.0 != 0 {
            order.venue_order_id = report.venue_order_id;
        }
        let facts = self.outcome(&mut order, report);
        self.keep(order);
        if let Some(facts) = facts {
            let facts = Facts { ts_venue_ns: report.ts_venue_ns, exec_id: report.exec_id, ..facts };
            self.tell(record, order, facts, out);
        }
    }

    /// Applies a report to its order; what it says, where it is an event.
    fn outcome(&mut self, order: &mut OrderNow, report: &VenueReport) -> Option<Facts> {
        match report.body {
            VenueReportBody::Accepted => {
                order.ts_priority_ns = report.ts_venue_ns;
                None
            }
            VenueReportBody::Rejected { reason } => {
                order.is_done = true;
                Some(Facts { reason, ..Facts::outcome("Rejected", EventCode::Rejected) })
            }
            VenueReportBody::Fill { px, qty, liquidity, .. } => {
                self.fills.insert(report.exec_id, (order.order.cl_ord_id, px, qty));
                let code = filled(order, qty);
                Some(Facts { last_px: px, last_qty: qty, liquidity, ..Facts::outcome("Fill", code) })
            }
            VenueReportBody::Cancelled { reason } => {
                order.is_done = true;
                Some(Facts::outcome("Cancelled", cancel_code(reason)))
            }
            VenueReportBody::Replaced { qty, px, .. } => {
                if px != order.px || qty > order.qty {
                    order.ts_priority_ns = report.ts_venue_ns;
                }
                if let Some(replace) = self.replaces.remove(&report.cl_ord_id) {
                    (order.display_qty, order.stop_px) = (replace.display_qty, replace.stop_px);
                }
                (order.cl_ord_id, order.qty, order.px) = (report.cl_ord_id, qty, px);
                order.is_done = order.cum_qty >= qty;
                Some(Facts::outcome("Replaced", EventCode::Replaced))
            }
            VenueReportBody::CancelRejected { reason, .. } => {
                self.replaces.remove(&report.cl_ord_id);
                Some(Facts { reason, ..Facts::of(Stage::Outcome, "CancelRejected", None) })
            }
            VenueReportBody::Triggered => {
                order.is_suspended = false;
                order.ts_priority_ns = report.ts_venue_ns;
                Some(Facts::outcome("Triggered", EventCode::Triggered))
            }
            VenueReportBody::Bust { of } => Some(self.changed(order, of, Price::UNSET, Qty::ZERO, "Bust")),
            VenueReportBody::Correct { of, px, qty } => Some(self.changed(order, of, px, qty, "Correct")),
            VenueReportBody::Status { cum_qty, is_working, .. } => status(order, cum_qty, is_working),
        }
    }

    /// A fill that was in truth another, or none.
    fn changed(&mut self, order: &mut OrderNow, of: ExecId, px: Price, qty: Qty, message: &'static str) -> Facts {
        let was = self.fills.get(&of).map_or(Qty::ZERO, |(_, _, qty)| *qty);
        let cum_qty = order.cum_qty.checked_sub(was).and_then(|rest| rest.checked_add(qty));
        order.cum_qty = cum_qty.unwrap_or(order.cum_qty);
        self.fills.insert(of, (order.order.cl_ord_id, px, qty));
        Facts { last_px: px, last_qty: qty, ..Facts::outcome(message, EventCode::Changed) }
    }

    /// What the gateway said by itself, where no venue's report says it.
    fn own_report(&mut self, record: &Record<'_>, report: &ExecutionReport, out: &mut Vec<OrderEvent>) {
        let code = match report.exec_type {
            ExecType::Rejected => EventCode::Rejected,
            ExecType::Cancelled => EventCode::CancelledByMarket,
            ExecType::Expired => EventCode::Expired,
            _ => return,
        };
        let name = if report.orig_cl_ord_id.is_some() { report.orig_cl_ord_id } else { report.cl_ord_id };
        let asked = self.asked.remove(&report.cl_ord_id);
        let (stage, order) = match (asked, self.order(name)) {
            (Some(asked), _) => (Stage::Refused, asked),
            (None, Some(order)) if !order.is_done => (Stage::Outcome, order),
            _ => return,
        };
        let order = OrderNow { is_done: true, ..order };
        if stage == Stage::Outcome {
            self.keep(order);
        }
        let message = code.text();
        self.tell(record, order, Facts { reason: report.reason, ..Facts::of(stage, message, Some(code)) }, out);
    }
}

const fn replaced(order: OrderNow, replace: &ReplaceOrder) -> OrderNow {
    let ReplaceOrder { qty, px, stop_px, display_qty, .. } = *replace;
    OrderNow { qty, px, stop_px, display_qty, ..order }
}

const fn cancel_code(reason: CancelReason) -> EventCode {
    match reason {
        CancelReason::Requested => EventCode::Cancelled,
        CancelReason::Expired => EventCode::Expired,
        CancelReason::NotImmediate | CancelReason::SelfTrade | CancelReason::Venue => EventCode::CancelledByMarket,
    }
}

fn filled(order: &mut OrderNow, qty: Qty) -> EventCode {
    order.cum_qty = order.cum_qty.checked_add(qty).unwrap_or(order.qty);
    order.is_done |= order.cum_qty >= order.qty;
    if order.cum_qty >= order.qty { EventCode::Filled } else { EventCode::PartiallyFilled }
}

/// An answer to a status request: an event where it tells of more than was known.
fn status(order: &mut OrderNow, cum_qty: Qty, is_working: bool) -> Option<Facts> {
    let was_done = order.is_done;
    let more = cum_qty.checked_sub(order.cum_qty).filter(|more| *more > Qty::ZERO);
    if let Some(more) = more {
        let code = filled(order, more);
        order.is_done |= !is_working;
        return Some(Facts { last_qty: more, ..Facts::outcome("Status", code) });
    }
    order.is_done |= !is_working;
    (order.is_done && !was_done).then(|| Facts::outcome("Status", EventCode::CancelledByMarket))
}
