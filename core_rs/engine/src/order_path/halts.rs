//! Halts as the order path carries them out. The gate itself is shut by whoever engages, on any thread; here its change is
//! noticed, recorded, and resting orders are cancelled.

use super::chase::Unconfirmed;
use super::moment::Moment;
use super::sessions::OWN_SESSION;
use super::state::OrderPath;
use crate::seam::Venue;
use plimsoll_audit::Storage;
use plimsoll_oms::{CancelStep, Oms, OrderState};
use plimsoll_risk::{RiskApproved, RiskEngine};
use plimsoll_types::{
    CancelOrder, ClOrdId, ExecutionReport, HaltMode, HaltRecord, NewOrder, OrderCommand, OrderFlags, Scope, Side,
    VenueCommand,
};
use plimsoll_wire::journal::{Canonical, CommandEntry, EntryKind, LiftEntry};
use std::collections::BTreeMap;

/// The halts that the journal knows of, as of one epoch of the gate.
#[derive(Debug, Default)]
pub(super) struct KnownHalts {
    epoch: Option<u64>,
    halts: BTreeMap<u64, HaltRecord>,
}

impl KnownHalts {
    /// What is new or stricter in `now`, and the numbers of those that are gone.
    fn compare(&mut self, epoch: u64, now: &[HaltRecord]) -> (Vec<HaltRecord>, Vec<u64>) {
        self.epoch = Some(epoch);
        let begun = now.iter().filter(|halt| self.halts.get(&halt.number) != Some(halt)).cloned().collect();
        let holds = |number: u64| now.iter().any(|halt| halt.number == number);
        let gone = self.halts.keys().filter(|number| !holds(**number)).copied().collect();
        (begun, gone)
    }

    /// As the journal tells it.
    pub(super) fn replay(&mut self, halt: &HaltRecord) {
        self.halts.insert(halt.number, halt.clone());
    }

    /// A person let the scope go on: its controls watch again.
    pub(super) fn lift(&mut self, number: u64, risk: &mut RiskEngine, oms: &Oms) {
        if let Some(halt) = self.halts.remove(&number) {
            risk.rearm(halt.scope, oms);
        }
    }

    pub(super) fn digest(&self, absorb: &mut dyn FnMut(&[u8])) {
        self.halts.values().for_each(|halt| absorb(&halt.to_bytes()));
    }
}

impl<V: Venue, S: Storage> OrderPath<V, S> {
    /// Halts: when this returns, no order in scope can be sent any more, and cancels are on their way where the mode asks for
    /// them. Returns the halt's number. Other threads engage on the gate itself; the next step here carries that out.
    pub fn engage(&mut self, at: Moment, halt: HaltRecord, out: &mut Vec<ExecutionReport>) -> u64 {
        let number = self.risk.gate().engage(halt);
        self.begin(at);
        self.finish(out);
        number
    }

    /// Lifts one halt; whether there was one of this number. Nothing that was cancelled comes back.
    pub fn lift(&mut self, at: Moment, entry: &LiftEntry) -> bool {
        self.begin(at);
        if !self.halts.halts.contains_key(&entry.number) {
            return false;
        }
        self.journal.put(self.at, EntryKind::Lift, entry);
        self.journal.commit_urgently();
        self.halts.lift(entry.number, &mut self.risk, &self.oms);
        self.liquidations.end(entry.number);
        self.risk.gate().lift(entry.number)
    }

    /// Carries out what changed at the gate since the last look.
    #[inline]
    pub(super) fn heed_halts(&mut self) {
        if self.halts.epoch != Some(self.risk.gate().epoch()) {
            self.carry_out_halts();
        }
    }

    #[cold]
    fn carry_out_halts(&mut self) {
        // The epoch first: a change after it is seen as another one the next time.
        let epoch = self.risk.gate().epoch();
        let now = self.risk.gate().halts();
        let (begun, gone) = self.halts.compare(epoch, &now);
        for halt in &begun {
            self.journal.put(self.at, EntryKind::Halt, halt);
            self.halts.replay(halt);
        }
        for number in gone {
            let entry = LiftEntry {
                number,
                reason: "lifted at the gate".to_owned(),
                requested_by: String::new(),
                approved_by: String::new(),
                signatures: String::new(),
            };
            self.journal.put(self.at, EntryKind::Lift, &entry);
            self.halts.lift(number, &mut self.risk, &self.oms);
            self.liquidations.end(number);
        }
        self.journal.commit_urgently();
        // It is written, and an operator's latch is on a file of its own by now: the cancels do not wait for this disk.
        begun.iter().for_each(|halt| self.carry_out(halt));
        self.journal.sync();
    }

    /// After a restart: a crash may have come between a halt and its cancels.
    pub(super) fn carry_out_kept_halts(&mut self) {
        let halts = self.risk.gate().halts();
        halts.iter().for_each(|halt| self.carry_out(halt));
        self.set_timer();
        self.journal.commit();
    }

    fn carry_out(&mut self, halt: &HaltRecord) {
        match halt.mode {
            HaltMode::None | HaltMode::Freeze => {}
            HaltMode::ReduceOnly => {
                let adding = self.resting_in(halt.scope, |path, order| !path.can_only_reduce(order));
                self.pursue(&adding);
            }
            HaltMode::CancelAll | HaltMode::Flatten => {
                self.cancel_all_in(halt.scope);
            }
        }
        if halt.mode == HaltMode::Flatten {
            self.begin_liquidation(halt);
        }
    }

    /// Cancels every resting order of a scope and goes after it; how many there were.
    pub(super) fn cancel_all_in(&mut self, scope: Scope) -> usize {
        let orders = self.resting_in(scope, |_, order| !order.flags.contains(OrderFlags::LIQUIDATION));
        self.pursue(&orders);
        orders.len()
    }

    fn resting_in(&self, scope: Scope, chosen: impl Fn(&Self, &NewOrder) -> bool) -> Vec<ClOrdId> {
        let live = self.oms.working().filter(|order| {
            scope.holds(order.attribution(), order.instrument(), order.session) && chosen(self, &order.terms)
        });
        live.map(|order| order.cl_ord_id()).collect()
    }

    fn can_only_reduce(&self, order: &NewOrder) -> bool {
        let of = order.attribution;
        let held =
            self.oms.position(of.account, of.strategy, order.instrument).map_or(0, |position| position.qty.raw());
        match order.side {
            Side::Buy => held < 0 && order.qty.raw() <= -held,
            Side::Sell => held > 0 && order.qty.raw() <= held,
        }
    }

    /// An automatic control tripped.
    pub(super) fn trip(&mut self, scope: Scope, mode: HaltMode, by: &str, reason: String) {
        let halt = HaltRecord { number: 0, scope, mode, reason, by: by.to_owned(), ts_ns: self.at.utc_ns };
        self.risk.gate().engage(halt);
        self.heed_halts();
    }

    /// Cancels orders with nothing else to wait for, and goes after each until it is confirmed.
    pub(super) fn pursue(&mut self, orders: &[ClOrdId]) {
        let mut approved = Vec::with_capacity(orders.len());
        for &order in orders {
            self.chase.begin(order, self.at.mono_ns, self.settings.chase_first_ns);
            approved.extend(self.kill_cancel(order));
        }
        let written = self.journal.commit_urgently();
        for cancel in approved {
            self.send(cancel, written);
        }
    }

    fn kill_cancel(&mut self, order: ClOrdId) -> Option<RiskApproved<VenueCommand>> {
        let cancel = CancelOrder { cl_ord_id: self.own_name(), orig_cl_ord_id: order, ts_intent_ns: self.at.utc_ns };
        let entry = CommandEntry { session: OWN_SESSION, seq: 0, command: OrderCommand::Cancel(cancel) };
        self.journal.put(self.at, EntryKind::Command, &entry);
        match self.oms.chase(self.at.utc_ns, &cancel) {
            Ok(CancelStep::Send(sent)) => self.judge_cancel(OWN_SESSION, &sent, true).ok(),
            Ok(CancelStep::Wait) => {
                self.decide_to_wait(cancel.cl_ord_id);
                None
            }
            Err(reason) => {
                self.decide_against(OWN_SESSION, cancel.cl_ord_id, reason);
                let _ = self.oms.use_name(cancel.cl_ord_id);
                None
            }
        }
    }

    /// Cancels again what nobody answered; lets go of what is gone.
    pub(super) fn chase_due(&mut self) {
        if self.chase.is_empty() {
            return;
        }
        let oms = &self.oms;
        self.chase.retain(|order| oms.order(order).is_some_and(OrderState::is_live));
        let due = self.chase.take_due(self.at.mono_ns, self.settings.chase_most_ns);
        if !due.is_empty() {
            self.pursue(&due);
        }
    }

    /// Orders that a halt cancelled and that nobody has confirmed to be gone.
    #[must_use]
    pub fn unconfirmed(&self) -> Vec<Unconfirmed> {
        self.chase.iter().filter(|one| self.oms.order(one.cl_ord_id).is_some_and(OrderState::is_live)).collect()
    }
}
