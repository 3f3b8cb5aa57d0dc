//! One venue report being heard: what it changes of its order, and what has to be told.

use crate::state::Stage;
use crate::{Alert, OrderState, Outcome};
use plimsoll_types::{
    CancelOrder, ClOrdId, ExecId, ExecType, ExecutionReport, Liquidity, Money, Nanos, NewOrder, OrdStatus, Price, Qty,
    RejectReason, ReplaceOrder, UNKNOWN_TIME, VenueCommand, VenueOrderId, VenueReport,
};

/// What a client is told of an order as it is now; by the venue's word, or the gateway's where there is none.
pub(crate) fn report_of(
    now_ns: Nanos,
    order: &OrderState,
    exec_type: ExecType,
    venue: Option<&VenueReport>,
) -> ExecutionReport {
    ExecutionReport {
        ts_ns: now_ns,
        ts_venue_ns: venue.map_or(UNKNOWN_TIME, |venue| venue.ts_venue_ns),
        exec_id: venue.map_or(ExecId(0), |venue| venue.exec_id),
        cl_ord_id: order.terms.cl_ord_id,
        orig_cl_ord_id: ClOrdId::NONE,
        venue_order_id: order.venue_order_id,
        attribution: order.terms.attribution,
        instrument: order.terms.instrument,
        side: order.terms.side,
        exec_type,
        ord_status: order.status(),
        liquidity: Liquidity::Unknown,
        reason: RejectReason::None,
        qty: order.terms.qty,
        px: order.terms.px,
        last_qty: Qty::ZERO,
        last_px: Price::UNSET,
        cum_qty: order.cum_qty,
        leaves_qty: order.leaves_qty(),
        avg_px: order.avg_px(),
        fee: Money::ZERO,
    }
}

/// What a client is told of an order that was never sent. Nothing is changed by saying it.
#[must_use]
pub fn refusal(now_ns: Nanos, order: &NewOrder, reason: RejectReason) -> ExecutionReport {
    ExecutionReport {
        ts_ns: now_ns,
        ts_venue_ns: UNKNOWN_TIME,
        exec_id: ExecId(0),
        cl_ord_id: order.cl_ord_id,
        orig_cl_ord_id: ClOrdId::NONE,
        venue_order_id: VenueOrderId(0),
        attribution: order.attribution,
        instrument: order.instrument,
        side: order.side,
        exec_type: ExecType::Rejected,
        ord_status: OrdStatus::Rejected,
        liquidity: Liquidity::Unknown,
        reason,
        qty: order.qty,
        px: order.px,
        last_qty: Qty::ZERO,
        last_px: Price::UNSET,
        cum_qty: Qty::ZERO,
        leaves_qty: Qty::ZERO,
        avg_px: Price::UNSET,
        fee: Money::ZERO,
    }
}

pub(crate) struct Hearing<'a> {
    pub(crate) now_ns: Nanos,
    pub(crate) report: &'a VenueReport,
    pub(crate) out: &'a mut Vec<ExecutionReport>,
    pub(crate) outcome: Outcome,
}

impl Hearing<'_> {
    pub(crate) fn alert(&mut self, alert: Alert) {
        self.outcome.alerts.push(alert);
    }

    pub(crate) fn tell(&mut self, order: &OrderState, exec_type: ExecType) {
        self.out.push(report_of(self.now_ns, order, exec_type, Some(self.report)));
    }

    pub(crate) fn tell_of_fill(
        &mut self,
        order: &OrderState,
        exec_type: ExecType,
        (px, qty): (Price, Qty),
        (liquidity, fee): (Liquidity, Money),
    ) {
        let mut told = report_of(self.now_ns, order, exec_type, Some(self.report));
        (told.last_px, told.last_qty, told.liquidity, told.fee) = (px, qty, liquidity, fee);
        self.out.push(told);
    }

    /// Says that the cancel or replace `request` came to nothing.
    pub(crate) fn tell_refused(&mut self, order: &OrderState, request: ClOrdId, reason: RejectReason) {
        let mut told = report_of(self.now_ns, order, ExecType::CancelRejected, Some(self.report));
        (told.cl_ord_id, told.orig_cl_ord_id, told.reason) = (request, order.terms.cl_ord_id, reason);
        self.out.push(told);
    }

    pub(crate) fn unusable(&mut self, order: &OrderState) {
        self.alert(Alert::Unusable { cl_ord_id: order.cl_ord_id(), exec_id: self.report.exec_id });
    }

    pub(crate) fn unsolicited(&mut self, order: &OrderState) {
        self.alert(Alert::Unsolicited { cl_ord_id: order.cl_ord_id(), exec_id: self.report.exec_id });
    }

    pub(crate) fn stale(&mut self, order: &OrderState) {
        self.alert(Alert::Stale { cl_ord_id: order.cl_ord_id(), exec_id: self.report.exec_id });
    }

    /// Nobody but the venue can tell how the order is.
    pub(crate) fn doubt(&mut self, order: &mut OrderState) {
        order.claim = None;
        if order.is_live() {
            order.is_unknown = true;
            self.outcome.needs_status = Some(order.cl_ord_id());
        }
    }

    /// Requests that the venue never saw come to nothing with their order.
    pub(crate) fn drop_waiting(&mut self, order: &mut OrderState) {
        if let Some(request) = order.cancel.filter(|request| !request.is_sent) {
            order.cancel = None;
            self.tell_refused(order, request.order.cl_ord_id, RejectReason::TooLate);
        }
        if let Some(request) = order.replace.filter(|request| !request.is_sent) {
            order.replace = None;
            self.tell_refused(order, request.order.cl_ord_id, RejectReason::TooLate);
        }
    }

    /// Lets go what waited for the order to be at the venue and in no doubt. A cancel goes first and alone: it takes the place
    /// of a replace that waits too, and waits itself for the answer to one that was sent.
    pub(crate) fn release(&mut self, order: &mut OrderState) {
        if order.stage != Stage::Working || order.is_unknown {
            return;
        }
        if let Some(request) = order.cancel.filter(|request| !request.is_sent) {
            match order.replace {
                Some(replace) if replace.is_sent => return,
                Some(replace) => {
                    order.replace = None;
                    self.tell_refused(order, replace.order.cl_ord_id, RejectReason::AlreadyPending);
                }
                None => {}
            }
            let cancel = CancelOrder { orig_cl_ord_id: order.cl_ord_id(), ..request.order };
            order.cancel = Some(crate::Request { order: cancel, is_sent: true });
            self.outcome.release = Some(VenueCommand::Cancel(cancel));
        } else if let Some(request) = order.replace.filter(|request| !request.is_sent) {
            self.release_replace(order, request.order);
        }
    }

    fn release_replace(&mut self, order: &mut OrderState, replace: ReplaceOrder) {
        if replace.qty <= order.cum_qty {
            order.replace = None;
            self.tell_refused(order, replace.cl_ord_id, RejectReason::BelowFilled);
            return;
        }
        order.replace = Some(crate::Request { order: replace, is_sent: true });
        self.outcome.release = Some(VenueCommand::Replace(replace));
    }
}
