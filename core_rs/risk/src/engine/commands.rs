//! New orders, amends and cancels; the gate.

use super::RiskEngine;
use crate::approval::{Grounds, Nature, RiskApproved};
use crate::checks::Intent;
use crate::context::{CheckContext, Current};
use crate::exposure::Owner;
use plimsoll_types::{
    Attribution, CancelOrder, HaltMode, InstrumentId, NewOrder, RejectReason, ReplaceOrder, RiskDecision, VenueCommand,
};

impl RiskEngine {
    /// Checks a new order. `decision` is filled with every measurement; an approval where all passed.
    ///
    /// The order is to be reserved in the order state (`Oms::place`) before the next check: everything sent counts at once
    /// (RTS 6 Art. 15(2)).
    pub fn check_new(
        &mut self,
        ctx: &CheckContext<'_>,
        order: &NewOrder,
        decision: &mut RiskDecision,
    ) -> Option<RiskApproved<VenueCommand>> {
        let grounds = self.judge(ctx, &Intent::new(order), decision)?;
        Some(RiskApproved::grant(VenueCommand::New(*order), grounds))
    }

    /// Checks an amend of `current`: its price and size as those of a new order, sums by what it adds to them.
    pub fn check_replace(
        &mut self,
        ctx: &CheckContext<'_>,
        current: impl Into<Current>,
        replace: &ReplaceOrder,
        decision: &mut RiskDecision,
    ) -> Option<RiskApproved<VenueCommand>> {
        let grounds = self.judge(ctx, &Intent::amend(&current.into(), replace), decision)?;
        Some(RiskApproved::grant(VenueCommand::Replace(*replace), grounds))
    }

    /// Approves a cancel: whatever takes an order away always passes. It counts as a message.
    pub fn check_cancel(
        &mut self,
        ctx: &CheckContext<'_>,
        cancel: &CancelOrder,
        decision: &mut RiskDecision,
    ) -> RiskApproved<VenueCommand> {
        let owner = ctx.oms.whose(cancel.orig_cl_ord_id);
        let (of, instrument) =
            owner.map_or((Attribution::default(), InstrumentId::ALL), |owner| (owner.attribution, owner.instrument));
        self.count_cancel(ctx, of, instrument);
        self.approve_cancel(ctx, owner, cancel, decision)
    }

    /// Approves a cancel that a halt, a dead-man or a disconnect sends. It has a reserve of its own: it counts against no
    /// limit, and no limit delays it.
    pub fn check_kill_cancel(
        &mut self,
        ctx: &CheckContext<'_>,
        cancel: &CancelOrder,
        decision: &mut RiskDecision,
    ) -> RiskApproved<VenueCommand> {
        self.kill_cancels += 1;
        let owner = ctx.oms.whose(cancel.orig_cl_ord_id);
        self.approve_cancel(ctx, owner, cancel, decision)
    }

    fn approve_cancel(
        &self,
        ctx: &CheckContext<'_>,
        owner: Option<Owner>,
        cancel: &CancelOrder,
        decision: &mut RiskDecision,
    ) -> RiskApproved<VenueCommand> {
        decision.cl_ord_id = cancel.cl_ord_id;
        decision.ts_ns = ctx.now_ns;
        decision.limits_version = self.limits.version();
        decision.reason = RejectReason::None;
        decision.outcomes.clear();
        decision.took_ns = 0;
        let (attribution, instrument, session) = owner
            .map_or((Attribution::default(), InstrumentId::ALL, ctx.session.number), |owner| {
                (owner.attribution, owner.instrument, owner.session)
            });
        let grounds = Grounds { attribution, instrument, session, epoch: self.halts.epoch(), nature: Nature::Cancel };
        RiskApproved::grant(VenueCommand::Cancel(*cancel), grounds)
    }

    /// The last gate: runs `send` with the approved command unless a halt holds that does not let it through, and gives the
    /// approval back with that halt's mode otherwise. Once [`HaltGate::engage`](crate::HaltGate::engage) has returned on any
    /// thread, no `send` of an order in scope runs.
    ///
    /// # Errors
    /// The mode of the halt that holds.
    pub fn release<R>(
        &mut self,
        approved: RiskApproved<VenueCommand>,
        send: impl FnOnce(RiskApproved<VenueCommand>) -> R,
    ) -> Result<R, HaltMode> {
        let grounds = *approved.grounds();
        let gate = std::sync::Arc::clone(&self.gate);
        loop {
            let guard = gate.enter_send();
            let epoch = guard.epoch();
            // The mark is set: a halt that comes from here on waits for this send, one that came before is seen.
            if grounds.epoch == epoch || grounds.nature == Nature::Cancel {
                return Ok(send(approved));
            }
            if epoch == self.halts.epoch() {
                return match self.halts.admits(&grounds) {
                    Ok(()) => Ok(send(approved)),
                    Err(mode) => Err(mode),
                };
            }
            // No lock is taken with the mark set: whoever halts may hold it and wait for us.
            drop(guard);
            self.halts.refresh(&gate);
        }
    }
}
