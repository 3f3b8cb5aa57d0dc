//! What venues say, one kind of report after the other.

use crate::fills::Seen;
use crate::hearing::Hearing;
use crate::orders::Named;
use crate::state::Stage;
use crate::{Alert, Oms, OrderState, Outcome};
use plimsoll_types::{
    CancelReason, ClOrdId, ExecType, ExecutionReport, Nanos, OrdStatus, Price, Qty, RejectReason, VenueReport,
    VenueReportBody,
};

/// Reports of unknown orders that are kept.
const MOST_STRAYS: usize = 4_096;

impl Oms {
    /// Hears a venue's report: exactly once by its `exec_id`, in whatever order. What clients are to be told is appended to
    /// `out`.
    pub fn on_venue_report(&mut self, now_ns: Nanos, report: &VenueReport, out: &mut Vec<ExecutionReport>) -> Outcome {
        let mut hearing = Hearing { now_ns, report, out, outcome: Outcome::default() };
        if self.was_heard(&mut hearing) {
            return hearing.outcome;
        }
        match report.body {
            VenueReportBody::Bust { of } => self.hear_bust(of, &mut hearing),
            VenueReportBody::Correct { of, px, qty } => self.hear_correct(of, px, qty, &mut hearing),
            _ => self.hear_of_order(&mut hearing),
        }
        hearing.outcome
    }

    /// Whether the report came before. Its name is used up where it did not; fills use theirs up when they are booked.
    fn was_heard(&mut self, hearing: &mut Hearing<'_>) -> bool {
        let report = hearing.report;
        let seen = if report.exec_id.0 == 0 { Seen::New } else { self.fills.seen(report.exec_id) };
        let is_same = match (seen, report.body) {
            (Seen::New, _) => {
                self.fills.see(report.exec_id);
                return false;
            }
            (Seen::Fill(place), VenueReportBody::Fill { px, qty, .. }) => {
                self.fills.get(place).is_some_and(|fill| fill.is_corrected || (fill.px == px && fill.qty == qty))
            }
            (Seen::Other, VenueReportBody::Fill { .. }) => false,
            (Seen::Other | Seen::Fill(_), _) => true,
        };
        let exec_id = report.exec_id;
        hearing.alert(if is_same { Alert::Duplicate { exec_id } } else { Alert::Conflict { exec_id } });
        true
    }

    /// The number of the order that a report is of.
    fn order_meant(&self, report: &VenueReport) -> Option<u32> {
        let number = |name: ClOrdId| match self.orders.named(name) {
            Named::Order(number) => Some(number),
            Named::Free | Named::Refused => None,
        };
        match report.body {
            VenueReportBody::Replaced { orig_cl_ord_id, .. }
            | VenueReportBody::CancelRejected { orig_cl_ord_id, .. } => {
                number(orig_cl_ord_id).or_else(|| number(report.cl_ord_id))
            }
            _ => number(report.cl_ord_id),
        }
    }

    fn hear_of_order(&mut self, hearing: &mut Hearing<'_>) {
        let report = hearing.report;
        let slot = self.order_meant(report).and_then(|number| self.orders.open(number));
        let Some((slot, mut order)) = slot.and_then(|slot| Some((slot, *self.orders.get(slot)?))) else {
            self.stray(hearing);
            return;
        };
        if report.venue_order_id.0 != 0 {
            order.venue_order_id = report.venue_order_id;
        }
        order.ts_changed_ns = hearing.now_ns;
        overtaken(&mut order, hearing);
        match report.body {
            VenueReportBody::Accepted => accepted(&mut order, hearing),
            VenueReportBody::Rejected { reason } => rejected(&mut order, reason, hearing),
            VenueReportBody::Cancelled { reason } => cancelled(&mut order, reason, hearing),
            VenueReportBody::Triggered => triggered(&mut order, hearing),
            VenueReportBody::CancelRejected { reason, .. } => cancel_rejected(&mut order, reason, hearing),
            VenueReportBody::Fill { .. } => self.hear_fill(&mut order, hearing),
            VenueReportBody::Replaced { orig_cl_ord_id, qty, px } => {
                self.hear_replaced(&mut order, orig_cl_ord_id, qty, px, hearing);
            }
            VenueReportBody::Status { qty, px, cum_qty, is_working } => {
                self.hear_status(
                    &mut order,
                    (qty, px),
                    crate::state::Claim { cum_qty, is_working, ts_venue_ns: report.ts_venue_ns },
                    hearing,
                );
            }
            VenueReportBody::Bust { .. } | VenueReportBody::Correct { .. } => {}
        }
        if report.exec_id.0 != 0 {
            // Reports without a name may be the gateway's own, by another clock.
            order.ts_venue_ns = order.ts_venue_ns.max(report.ts_venue_ns);
        }
        self.write(slot, order);
    }

    pub(crate) fn write(&mut self, slot: u32, order: OrderState) {
        if let Some(place) = self.orders.get_mut(slot) {
            *place = order;
        }
        self.settle(slot);
    }

    fn stray(&mut self, hearing: &mut Hearing<'_>) {
        let report = hearing.report;
        self.stray_count += 1;
        if self.strays.len() < MOST_STRAYS {
            self.strays.push(*report);
        }
        hearing.alert(Alert::UnknownOrder { cl_ord_id: report.cl_ord_id, exec_id: report.exec_id });
    }

    fn hear_replaced(&mut self, order: &mut OrderState, orig: ClOrdId, qty: Qty, px: Price, hearing: &mut Hearing<'_>) {
        let name = hearing.report.cl_ord_id;
        let is_ours = match self.orders.named(name) {
            Named::Order(number) => number == order.number,
            Named::Free => true,
            Named::Refused => false,
        };
        let asked = order.replace_named(name);
        if qty.raw() <= 0 || !is_ours {
            hearing.unusable(order);
            return hearing.doubt(order);
        }
        if asked.is_none() && orig != order.cl_ord_id() {
            return hearing.stale(order);
        }
        self.orders.call(name, order.number);
        if asked.is_none() {
            hearing.unsolicited(order);
        }
        replaced(order, (name, qty, px), hearing);
    }
}

/// Takes the new terms over, those of the request where there was one.
pub(crate) fn replaced(order: &mut OrderState, (name, qty, px): (ClOrdId, Qty, Price), hearing: &mut Hearing<'_>) {
    let orig = order.cl_ord_id();
    if let Some(replace) = order.replace_named(name) {
        order.terms = crate::form::replaced(&order.terms, &replace);
        order.replace = order.replace.filter(|request| request.order.cl_ord_id != name);
    }
    (order.terms.cl_ord_id, order.terms.qty) = (name, qty);
    order.set_px(px);
    order.given_up = None;
    if order.terms.display_qty.is_set() && order.terms.display_qty > qty {
        order.terms.display_qty = qty;
    }
    let is_filled = order.cum_qty >= qty;
    order.stage = match order.stage {
        Stage::Sent | Stage::Working if is_filled => Stage::Done(OrdStatus::Filled),
        Stage::Sent | Stage::Working => Stage::Working,
        // Filled by its old terms, and the venue raised it before: more may come.
        Stage::Done(OrdStatus::Filled) if !is_filled => Stage::Working,
        Stage::Done(status) => Stage::Done(status),
    };
    let mut told = crate::hearing::report_of(hearing.now_ns, order, ExecType::Replaced, Some(hearing.report));
    told.orig_cl_ord_id = orig;
    hearing.out.push(told);
    if order.is_live() {
        hearing.release(order);
    } else {
        hearing.drop_waiting(order);
    }
}

/// A report under the name of a replace says that the venue took it; its own word of that is late or lost.
fn overtaken(order: &mut OrderState, hearing: &mut Hearing<'_>) {
    use VenueReportBody::{CancelRejected, Replaced, Status};
    let name = hearing.report.cl_ord_id;
    if matches!(hearing.report.body, CancelRejected { .. } | Replaced { .. } | Status { .. }) {
        return;
    }
    if let Some(replace) = order.replace_named(name) {
        replaced(order, (name, replace.qty, replace.px), hearing);
    }
}

/// Any word of the venue about an order says that it has it.
pub(crate) fn acknowledge(order: &mut OrderState, hearing: &mut Hearing<'_>) {
    if order.stage == Stage::Sent {
        order.stage = Stage::Working;
        hearing.release(order);
    }
}

fn accepted(order: &mut OrderState, hearing: &mut Hearing<'_>) {
    let is_newer = hearing.report.ts_venue_ns > order.ts_venue_ns;
    if let Stage::Done(was) = order.stage
        && is_newer
        && was != OrdStatus::Filled
    {
        // Both cannot be: an order that the venue did not have when it was asked may have arrived since.
        order.stage = Stage::Working;
        hearing.alert(Alert::Reopened { cl_ord_id: order.cl_ord_id(), was });
        hearing.doubt(order);
        return hearing.tell(order, ExecType::New);
    }
    // Reports may come out of order: after a fill or the end, the acceptance says nothing new.
    if order.stage != Stage::Sent {
        return;
    }
    order.stage = Stage::Working;
    hearing.tell(order, ExecType::New);
    hearing.release(order);
}

fn triggered(order: &mut OrderState, hearing: &mut Hearing<'_>) {
    if !order.is_live() || order.is_triggered {
        return;
    }
    order.is_triggered = true;
    acknowledge(order, hearing);
    hearing.tell(order, ExecType::Triggered);
}

fn rejected(order: &mut OrderState, reason: RejectReason, hearing: &mut Hearing<'_>) {
    if !order.is_live() {
        return hearing.stale(order);
    }
    if order.cum_qty.raw() > 0 {
        hearing.alert(Alert::Disagreement { cl_ord_id: order.cl_ord_id(), ours: order.cum_qty, venues: Qty::ZERO });
    }
    end(order, if order.cum_qty.raw() > 0 { OrdStatus::Cancelled } else { OrdStatus::Rejected });
    hearing.tell(order, ExecType::Rejected);
    if let Some(told) = hearing.out.last_mut() {
        told.reason = reason;
    }
    hearing.drop_waiting(order);
    (order.cancel, order.replace) = (None, None);
}

fn cancelled(order: &mut OrderState, reason: CancelReason, hearing: &mut Hearing<'_>) {
    if !order.is_live() {
        // Filled by its old terms while a replace was under way: whatever came of that, it is over.
        order.replace = None;
        return hearing.stale(order);
    }
    let is_expired = reason == CancelReason::Expired;
    let was_unknown = order.is_unknown;
    end(order, if is_expired { OrdStatus::Expired } else { OrdStatus::Cancelled });
    if was_unknown {
        // It works no more, and what it traded while the link was gone is still to be asked.
        order.is_unknown = true;
        hearing.outcome.needs_status = Some(order.cl_ord_id());
    }
    hearing.tell(order, if is_expired { ExecType::Expired } else { ExecType::Cancelled });
    hearing.drop_waiting(order);
    (order.cancel, order.replace) = (None, None);
}

/// Nothing more comes of the order, as far as the venue says.
pub(crate) fn end(order: &mut OrderState, status: OrdStatus) {
    order.stage = Stage::Done(status);
    order.is_unknown = false;
    order.claim = None;
}

fn cancel_rejected(order: &mut OrderState, reason: RejectReason, hearing: &mut Hearing<'_>) {
    let request = hearing.report.cl_ord_id;
    let is_cancel = order.cancel.is_some_and(|cancel| cancel.order.cl_ord_id == request);
    let is_replace = order.replace.is_some_and(|replace| replace.order.cl_ord_id == request);
    if is_cancel {
        order.cancel = None;
    } else if is_replace {
        order.replace = None;
    } else if order.is_live() {
        return hearing.stale(order);
    }
    if matches!(reason, RejectReason::TooLate | RejectReason::UnknownOrder) {
        // The venue takes the order for done, and has not said how it ended.
        hearing.doubt(order);
    }
    hearing.tell_refused(order, request, reason);
    hearing.release(order);
}
