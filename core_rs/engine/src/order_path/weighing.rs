//! Commands on the scales: form and ownership by the order state, everything else by risk; every outcome recorded.

use super::market_views::mark_px;
use super::state::OrderPath;
use crate::seam::Venue;
use plimsoll_audit::Storage;
use plimsoll_oms::OrderState;
use plimsoll_risk::{CheckContext, Exposure, RiskApproved, RiskEngine};
use plimsoll_types::{
    CancelOrder, ClOrdId, Instrument, InstrumentId, NewOrder, RejectReason, ReplaceOrder, RiskDecision, VenueCommand,
};
use plimsoll_wire::journal::{EntryKind, MarkEntry};

/// What risk let through, or why nothing was.
pub(super) type Judged = Result<RiskApproved<VenueCommand>, RejectReason>;

impl<V: Venue, S: Storage> OrderPath<V, S> {
    /// A new order: form, ownership, risk. The decision is recorded.
    pub(super) fn judge_new(&mut self, session: u32, order: &NewOrder) -> Judged {
        let judged = self.fit_new(session, order).and_then(|()| {
            self.weigh(session, order.instrument, |risk, ctx, decision| risk.check_new(ctx, order, decision))
        });
        self.record_decision(session, order.cl_ord_id, judged)
    }

    /// A change of an order: likewise.
    pub(super) fn judge_replace(&mut self, session: u32, replace: &ReplaceOrder) -> Judged {
        let judged = self.fit_replace(session, replace).and_then(|current| {
            self.weigh(session, current.terms.instrument, |risk, ctx, decision| {
                risk.check_replace(ctx, &current, replace, decision)
            })
        });
        self.record_decision(session, replace.cl_ord_id, judged)
    }

    /// A cancel, which risk always lets through; one of a halt counts against no limit.
    pub(super) fn judge_cancel(&mut self, session: u32, cancel: &CancelOrder, is_kill: bool) -> Judged {
        let instrument = self.oms.order(cancel.orig_cl_ord_id).map_or(InstrumentId::ALL, |order| order.instrument());
        let judged = self.weigh(session, instrument, |risk, ctx, decision| {
            let approved = if is_kill {
                risk.check_kill_cancel(ctx, cancel, decision)
            } else {
                risk.check_cancel(ctx, cancel, decision)
            };
            Some(approved)
        });
        self.record_decision(session, cancel.cl_ord_id, judged)
    }

    /// A change that waited for the venue's answer and was recorded long since: risk alone.
    pub(super) fn judge_released(&mut self, session: u32, replace: &ReplaceOrder) -> Judged {
        let judged = self.standing().and_then(|()| {
            let current = *self.oms.order(replace.orig_cl_ord_id).ok_or(RejectReason::UnknownOrder)?;
            self.weigh(session, current.instrument(), |risk, ctx, decision| {
                risk.check_replace(ctx, &current, replace, decision)
            })
        });
        self.record_decision(session, replace.cl_ord_id, judged)
    }

    /// Records that a command was refused before risk was asked.
    pub(super) fn decide_against(&mut self, session: u32, name: ClOrdId, reason: RejectReason) {
        let _: Result<(), RejectReason> = self.record_decision(session, name, Err(reason));
    }

    fn fit_new(&mut self, session: u32, order: &NewOrder) -> Result<(), RejectReason> {
        self.fit(session)?;
        let instrument = self.instruments.get(order.instrument).ok_or(RejectReason::UnknownInstrument)?;
        self.oms.admit(self.at.utc_ns, session, order, instrument)
    }

    fn fit_replace(&mut self, session: u32, replace: &ReplaceOrder) -> Result<OrderState, RejectReason> {
        self.fit(session)?;
        let order = self.oms.order(replace.orig_cl_ord_id);
        if order.is_some_and(|order| !self.sessions.may_change(session, order)) {
            return Err(RejectReason::NotYours);
        }
        let instrument = self.instrument_of(replace.orig_cl_ord_id)?;
        self.oms.admit_replace(self.at.utc_ns, replace, instrument)?;
        order.copied().ok_or(RejectReason::UnknownOrder)
    }

    /// Of what an order is.
    pub(super) fn instrument_of(&self, order: ClOrdId) -> Result<&Instrument, RejectReason> {
        let order = self.oms.order(order);
        let id = order.map(OrderState::instrument).ok_or(RejectReason::UnknownOrder)?;
        self.instruments.get(id).ok_or(RejectReason::UnknownInstrument)
    }

    /// What every command but a cancel needs.
    fn fit(&self, session: u32) -> Result<(), RejectReason> {
        self.standing()?;
        self.sessions.may_trade(session)
    }

    /// Nothing new while the log is shut, the link is gone or something is unknown.
    fn standing(&self) -> Result<(), RejectReason> {
        if !self.journal.health().is_writable() {
            return Err(RejectReason::AuditUnwritable);
        }
        if !self.oms.is_connected() {
            return Err(RejectReason::VenueDown);
        }
        if self.is_recovering { Err(RejectReason::Recovering) } else { Ok(()) }
    }

    /// Runs a check of risk with everything that it looks at.
    fn weigh<T>(
        &mut self,
        session: u32,
        instrument: InstrumentId,
        check: impl FnOnce(&mut RiskEngine, &CheckContext<'_>, &mut RiskDecision) -> Option<T>,
    ) -> Result<T, RejectReason> {
        self.mark(instrument);
        let Self { sessions, instruments, views, oms, stopwatch, risk, decision, at, .. } = self;
        let Some(grant) = sessions.grant(session) else { return Err(RejectReason::NotLoggedOn) };
        let ctx = CheckContext {
            now_ns: at.utc_ns,
            mono_ns: at.mono_ns,
            session: grant,
            instrument: instruments.get(instrument),
            market: views.view(instrument),
            oms: &*oms as &dyn Exposure,
            stopwatch: &**stopwatch,
        };
        self.is_measured = true;
        check(risk, &ctx, decision).ok_or(decision.reason)
    }

    /// Records what was decided: risk's own record where it measured anything, else the reason alone.
    fn record_decision<T>(
        &mut self,
        session: u32,
        name: ClOrdId,
        judged: Result<T, RejectReason>,
    ) -> Result<T, RejectReason> {
        if !std::mem::take(&mut self.is_measured) {
            let reason = judged.as_ref().err().copied().unwrap_or_default();
            self.blank_decision(name, reason);
            self.risk.on_refused(self.at.mono_ns, session);
        }
        self.journal.put(self.at, EntryKind::Decision, &self.decision);
        judged
    }

    /// Records that a cancel is let through and waits for the venue's answer to what is under way.
    pub(super) fn decide_to_wait(&mut self, name: ClOrdId) {
        self.blank_decision(name, RejectReason::None);
        self.journal.put(self.at, EntryKind::Decision, &self.decision);
    }

    fn blank_decision(&mut self, name: ClOrdId, reason: RejectReason) {
        let decision = &mut self.decision;
        (decision.cl_ord_id, decision.ts_ns, decision.reason) = (name, self.at.utc_ns, reason);
        decision.limits_version = self.risk.limits().version();
        decision.outcomes.clear();
        decision.took_ns = 0;
    }

    /// Values positions at the market as it is, and says so in the journal: figures that decide must be had again.
    pub(super) fn mark(&mut self, instrument: InstrumentId) {
        let px = mark_px(self.views.view(instrument));
        if px.is_set() && self.oms.mark_of(instrument) != px {
            self.oms.mark(instrument, px);
            self.risk.watch(&self.oms);
            self.journal.put(self.at, EntryKind::Mark, &MarkEntry { instrument, px });
        }
    }
}
