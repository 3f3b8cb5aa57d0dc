//! A restart: what recorded decisions counted, counted again.

use super::RiskEngine;
use crate::meters::Fingerprint;
use plimsoll_types::{Attribution, InstrumentId, Nanos, NewOrder, RejectReason, RiskDecision};

impl RiskEngine {
    /// Brings back what a recorded decision on a new order, or on a change of one (`is_new` false), counted. The decision
    /// itself is not made again: the market that it looked at is gone.
    pub fn replay_order(
        &mut self,
        mono_ns: Nanos,
        session: u32,
        order: &NewOrder,
        is_new: bool,
        decision: &RiskDecision,
    ) {
        if decision.outcomes.is_empty() && decision.reason != RejectReason::LimitsUnusable {
            return self.on_refused(mono_ns, session);
        }
        let now_ns = self.clock.read(mono_ns);
        let place = self.replay_row(now_ns, order.attribution, order.instrument, session);
        self.count_command(place, now_ns);
        if decision.reason != RejectReason::None {
            self.count_reject(place, now_ns, decision.reason);
            return;
        }
        self.count_message(place);
        if is_new && self.longest_duplicate_ns > 0 {
            self.recent.add(now_ns, Fingerprint::of(order), self.longest_duplicate_ns);
        }
    }

    /// The same of a cancel that was let through: of `session`, or of the kill switch where there is none.
    pub fn replay_cancel(&mut self, mono_ns: Nanos, session: Option<u32>, of: Attribution, instrument: InstrumentId) {
        match session {
            Some(session) => self.count_cancel_of(mono_ns, session, of, instrument),
            None => self.kill_cancels += 1,
        }
    }

    fn replay_row(&mut self, now_ns: Nanos, of: Attribution, instrument: InstrumentId, session: u32) -> usize {
        let place = self.rows.place((of, instrument, session), (&self.limits, &self.setup, &mut self.cells));
        let cells = self.rows.at(place).map(|row| row.cells);
        for cell in cells.into_iter().flatten() {
            if let Some(cell) = self.cells.at_mut(cell) {
                cell.advance(now_ns);
            }
        }
        place
    }
}
