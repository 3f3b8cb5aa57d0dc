//! What clients ask of orders that are there: cancels and replaces.

use crate::form;
use crate::hearing::report_of;
use crate::orders::Named;
use crate::state::Stage;
use crate::{Oms, OrderState, Request};
use plimsoll_types::{
    CancelOrder, ClOrdId, ExecType, ExecutionReport, Instrument, Nanos, NewOrder, Price, Qty, RejectReason,
    ReplaceOrder,
};

/// What becomes of a cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelStep {
    /// To be sent at once, as it is here: it names the order as the venue does.
    Send(CancelOrder),
    /// The venue has not said yet that it has the order, or what became of a replace: a report will release it.
    Wait,
}

/// What becomes of a replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplaceStep {
    /// To be sent at once.
    Send(ReplaceOrder),
    /// The venue has not said yet that it has the order: a report will release it.
    Wait,
}

impl Oms {
    /// The slot of an order that is not done.
    fn live_slot(&self, name: ClOrdId) -> Result<u32, RejectReason> {
        let Named::Order(number) = self.orders.named(name) else { return Err(RejectReason::UnknownOrder) };
        let slot = self.orders.slot(number).ok_or(RejectReason::TooLate)?;
        let is_live = self.orders.get(slot).is_some_and(OrderState::is_live);
        if is_live { Ok(slot) } else { Err(RejectReason::TooLate) }
    }

    /// Records a cancel of a live order, by any name that the order had.
    ///
    /// # Errors
    /// Why there is nothing to cancel; [`refuse_request`](Self::refuse_request) tells the client.
    pub fn cancel(&mut self, now_ns: Nanos, cancel: &CancelOrder) -> Result<CancelStep, RejectReason> {
        self.check_name(cancel.cl_ord_id)?;
        let slot = self.live_slot(cancel.orig_cl_ord_id)?;
        let order = self.orders.get(slot).ok_or(RejectReason::UnknownOrder)?;
        if order.cancel.is_some() {
            return Err(RejectReason::AlreadyPending);
        }
        let is_answered = order.is_unknown || (order.is_acknowledged() && order.replace.is_none_or(|it| !it.is_sent));
        Ok(self.record_cancel(now_ns, slot, cancel, self.is_connected && is_answered))
    }

    /// Cancels again what was not answered in time, waiting for nothing but a link: what a kill switch does until each order
    /// is known to be done.
    ///
    /// # Errors
    /// Why there is nothing to cancel.
    pub fn chase(&mut self, now_ns: Nanos, cancel: &CancelOrder) -> Result<CancelStep, RejectReason> {
        self.check_name(cancel.cl_ord_id)?;
        let slot = self.live_slot(cancel.orig_cl_ord_id)?;
        Ok(self.record_cancel(now_ns, slot, cancel, self.is_connected))
    }

    fn record_cancel(&mut self, now_ns: Nanos, slot: u32, cancel: &CancelOrder, is_sent: bool) -> CancelStep {
        let Some(order) = self.orders.get_mut(slot) else { return CancelStep::Wait };
        let cancel = CancelOrder { orig_cl_ord_id: order.cl_ord_id(), ..*cancel };
        order.cancel = Some(Request { order: cancel, is_sent });
        order.ts_changed_ns = now_ns;
        let number = order.number;
        self.orders.call(cancel.cl_ord_id, number);
        if is_sent { CancelStep::Send(cancel) } else { CancelStep::Wait }
    }

    /// Whether a replace can be meant: the order is live and known, nothing else is under way, and the new terms have form.
    /// Records nothing.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn admit_replace(
        &self,
        now_ns: Nanos,
        replace: &ReplaceOrder,
        instrument: &Instrument,
    ) -> Result<(), RejectReason> {
        self.check_name(replace.cl_ord_id)?;
        let order = self.orders.get(self.live_slot(replace.orig_cl_ord_id)?).ok_or(RejectReason::UnknownOrder)?;
        if order.cancel.is_some() || order.replace.is_some() {
            return Err(RejectReason::AlreadyPending);
        }
        if order.cl_ord_id() != replace.orig_cl_ord_id {
            return Err(RejectReason::UnknownOrder);
        }
        if order.is_unknown || !self.is_connected {
            return Err(RejectReason::Recovering);
        }
        form::check(now_ns, &form::replaced(&order.terms, replace), instrument)?;
        if replace.qty > order.cum_qty { Ok(()) } else { Err(RejectReason::BelowFilled) }
    }

    /// Records a replace: from now on the order holds back the greater of its old and new terms.
    ///
    /// # Errors
    /// As [`admit_replace`](Self::admit_replace).
    pub fn replace(
        &mut self,
        now_ns: Nanos,
        replace: &ReplaceOrder,
        instrument: &Instrument,
    ) -> Result<ReplaceStep, RejectReason> {
        self.admit_replace(now_ns, replace, instrument)?;
        let slot = self.live_slot(replace.orig_cl_ord_id)?;
        let order = self.orders.get_mut(slot).ok_or(RejectReason::UnknownOrder)?;
        let is_sent = order.stage == Stage::Working;
        order.replace = Some(Request { order: *replace, is_sent });
        order.ts_changed_ns = now_ns;
        let number = order.number;
        self.orders.call(replace.cl_ord_id, number);
        self.settle(slot);
        Ok(if is_sent { ReplaceStep::Send(*replace) } else { ReplaceStep::Wait })
    }

    /// Says that a cancel or replace came to nothing and uses up its name; takes it back where it was recorded and not sent.
    pub fn refuse_request(
        &mut self,
        now_ns: Nanos,
        request: ClOrdId,
        orig: ClOrdId,
        reason: RejectReason,
    ) -> ExecutionReport {
        self.take_back(request, orig);
        let mut told = self.order(orig).map_or_else(
            || self.refusal_of_closed(now_ns, orig),
            |order| report_of(now_ns, order, ExecType::CancelRejected, None),
        );
        told.exec_type = ExecType::CancelRejected;
        (told.cl_ord_id, told.orig_cl_ord_id, told.reason) = (request, orig, reason);
        if request.is_some() {
            self.orders.burn(request);
        }
        told
    }

    fn take_back(&mut self, request: ClOrdId, orig: ClOrdId) {
        let Ok(slot) = self.live_slot(orig) else { return };
        let Some(order) = self.orders.get_mut(slot) else { return };
        if order.cancel.is_some_and(|it| it.order.cl_ord_id == request) {
            order.cancel = None;
        }
        if order.replace.is_some_and(|it| it.order.cl_ord_id == request) {
            order.replace = None;
        }
        self.settle(slot);
    }

    fn refusal_of_closed(&self, now_ns: Nanos, orig: ClOrdId) -> ExecutionReport {
        if let Some(closed) = self.closed(orig) {
            return report_of(now_ns, &closed.reopened(0), ExecType::CancelRejected, None);
        }
        let nothing = NewOrder::limit(
            orig,
            plimsoll_types::Attribution::default(),
            plimsoll_types::InstrumentId::ALL,
            plimsoll_types::Side::Buy,
            Qty::ZERO,
            Price::UNSET,
        );
        crate::hearing::refusal(now_ns, &nothing, RejectReason::UnknownOrder)
    }

    /// What a client is told when its cancel or replace was recorded; `None` for another name.
    #[must_use]
    pub fn pending_report(&self, now_ns: Nanos, request: ClOrdId) -> Option<ExecutionReport> {
        let order = self.order(request)?;
        let is_cancel = order.cancel.is_some_and(|it| it.order.cl_ord_id == request);
        let is_replace = order.replace.is_some_and(|it| it.order.cl_ord_id == request);
        if !is_cancel && !is_replace {
            return None;
        }
        let exec_type = if is_cancel { ExecType::PendingCancel } else { ExecType::PendingReplace };
        let mut told = report_of(now_ns, order, exec_type, None);
        (told.cl_ord_id, told.orig_cl_ord_id) = (request, order.cl_ord_id());
        Some(told)
    }
}
