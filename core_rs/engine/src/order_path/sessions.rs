//! Who is logged on, and what they may do.

use super::moment::Moment;
use super::state::OrderPath;
use crate::seam::Venue;
use plimsoll_audit::Storage;
use plimsoll_oms::{Oms, OrderState};
use plimsoll_risk::SessionGrant;
use plimsoll_types::{Attribution, CancelOrder, ClOrdId, ExecutionReport, RejectReason, Scope};
use plimsoll_wire::journal::{EntryKind, SessionEntry};
use std::collections::BTreeMap;

/// The number of the gateway's own session.
pub const OWN_SESSION: u32 = 0;

/// Sessions by number.
#[derive(Debug)]
pub(super) struct Sessions {
    open: BTreeMap<u32, SessionGrant>,
    own: SessionGrant,
}

impl Default for Sessions {
    fn default() -> Self {
        let own = SessionGrant { number: OWN_SESSION, may_trade: true, liquidates: true, ..SessionGrant::default() };
        Self { open: BTreeMap::new(), own }
    }
}

impl Sessions {
    /// The gateway's own session acts for these, and nobody else, from now on.
    pub(super) fn act_for(&mut self, of: Attribution) {
        self.own.trader = of.trader;
        self.own.accounts.clear();
        self.own.accounts.push(of.account);
        self.own.strategies.clear();
        self.own.strategies.push(of.strategy);
    }

    pub(super) fn grant(&self, number: u32) -> Option<&SessionGrant> {
        if number == OWN_SESSION { Some(&self.own) } else { self.open.get(&number) }
    }

    /// Whether a session may trade at all.
    pub(super) fn may_trade(&self, number: u32) -> Result<(), RejectReason> {
        let grant = self.grant(number).ok_or(RejectReason::NotLoggedOn)?;
        if grant.may_trade { Ok(()) } else { Err(RejectReason::ReadOnlySession) }
    }

    /// Whether a session may change an order: its own, or one of its accounts and strategies after it logged on anew.
    pub(super) fn may_change(&self, number: u32, order: &OrderState) -> bool {
        order.session == number || self.grant(number).is_some_and(|grant| grant.covers(order.attribution()))
    }

    /// Whether a session may cancel an order.
    pub(super) fn may_cancel(&self, number: u32, order: &OrderState) -> bool {
        number == OWN_SESSION || self.may_change(number, order)
    }

    /// Whether a session may send this cancel; of an order that is done or unknown the order state says so.
    pub(super) fn owns(&self, number: u32, cancel: &CancelOrder, oms: &Oms) -> Result<(), RejectReason> {
        self.grant(number).ok_or(RejectReason::NotLoggedOn)?;
        match oms.order(cancel.orig_cl_ord_id) {
            Some(order) if !self.may_cancel(number, order) => Err(RejectReason::NotYours),
            _ => Ok(()),
        }
    }
}

impl<V: Venue, S: Storage> OrderPath<V, S> {
    /// A session begins, or begins again with other rights. Its number is not zero, which is the gateway's own.
    pub fn open_session(&mut self, at: Moment, grant: SessionGrant, entry: &SessionEntry) {
        self.begin(at);
        self.journal.put(self.at, EntryKind::Session, entry);
        if grant.number != OWN_SESSION {
            self.sessions.open.insert(grant.number, SessionGrant { liquidates: false, ..grant });
        }
        self.journal.commit();
    }

    /// A session ends; with `cancel`, so do its orders. How many cancels were sent.
    pub fn close_session(
        &mut self,
        at: Moment,
        entry: &SessionEntry,
        cancel: bool,
        out: &mut Vec<ExecutionReport>,
    ) -> usize {
        self.begin(at);
        self.journal.put(self.at, EntryKind::Session, entry);
        let cancelled = if cancel { self.cancel_all_in(Scope::Session(entry.session)) } else { 0 };
        self.sessions.open.remove(&entry.session);
        self.finish(out);
        cancelled
    }

    /// Cancels these orders and goes after each until it is confirmed.
    pub fn cancel_orders(&mut self, at: Moment, orders: &[ClOrdId], out: &mut Vec<ExecutionReport>) {
        self.begin(at);
        self.pursue(orders);
        self.finish(out);
    }

    /// Cancels every order of a scope and goes after each until it is confirmed: dead-man timer, cancel on disconnect. How
    /// many there were.
    pub fn cancel_scope(&mut self, at: Moment, scope: Scope, out: &mut Vec<ExecutionReport>) -> usize {
        self.begin(at);
        let cancelled = self.cancel_all_in(scope);
        self.finish(out);
        cancelled
    }
}
