//! A client's command: recorded, judged, carried out.

use super::moment::Moment;
use super::sessions::OWN_SESSION;
use super::state::OrderPath;
use crate::seam::Venue;
use plimsoll_audit::Storage;
use plimsoll_oms::{CancelStep, QuoteStep, ReplaceStep};
use plimsoll_types::{
    CancelOrder, ClOrdId, ExecutionReport, MassCancel, NewOrder, OrderCommand, RejectReason, ReplaceOrder, Side,
    TwoSidedQuote, UNKNOWN_TIME, VenueCommand,
};
use plimsoll_wire::journal::{CommandEntry, EntryKind};

/// A session that is never logged on.
const NOBODY: u32 = u32::MAX;

impl<V: Venue, S: Storage> OrderPath<V, S> {
    /// Takes a command of a session at `at` and appends what clients are told; more of it comes from [`poll`](Self::poll).
    /// Whatever is asked is recorded, and refusals are told, not raised.
    pub fn command(&mut self, at: Moment, session: u32, command: &OrderCommand, out: &mut Vec<ExecutionReport>) {
        self.command_numbered(at, session, 0, command, out);
    }

    /// As [`command`](Self::command), of a session that numbers its commands.
    pub fn command_numbered(
        &mut self,
        at: Moment,
        session: u32,
        seq: u64,
        command: &OrderCommand,
        out: &mut Vec<ExecutionReport>,
    ) {
        self.begin(at);
        self.tally.commands += 1;
        let session = if session == OWN_SESSION { NOBODY } else { session }; // which no client is
        self.take_command(session, seq, command);
        self.finish(out);
    }

    /// Records a command and carries it out.
    pub(super) fn take_command(&mut self, session: u32, seq: u64, command: &OrderCommand) {
        if !self.is_recordable(command) {
            return self.refuse_unrecorded(command);
        }
        self.journal.put(self.at, EntryKind::Command, &CommandEntry { session, seq, command: *command });
        match command {
            OrderCommand::New(order) => self.new_order(session, order),
            OrderCommand::Cancel(cancel) => self.cancel_order(session, cancel),
            OrderCommand::Replace(replace) => self.replace_order(session, replace),
            OrderCommand::MassCancel(cancel) => self.mass_cancel(session, cancel),
            OrderCommand::Quote(quote) => self.quote(session, quote),
        }
        self.heed_trips();
    }

    /// A leg of a larger command: a command of the same session.
    fn leg(&mut self, session: u32, command: OrderCommand) {
        self.take_command(session, 0, &command);
    }

    fn new_order(&mut self, session: u32, order: &NewOrder) {
        match self.judge_new(session, order) {
            Ok(approved) => {
                let report = self.oms.place(self.at.utc_ns, session, order);
                self.tell(report);
                self.tally.orders += 1;
                self.note_placed(order);
                self.dispatch(approved);
            }
            Err(reason) => {
                let report = self.oms.refuse(self.at.utc_ns, session, order, reason);
                self.tell(report);
            }
        }
    }

    /// What has to be remembered of a placed order beside its state.
    pub(super) fn note_placed(&mut self, order: &NewOrder) {
        self.liquidations.remember(order.attribution);
        if order.expire_ns != UNKNOWN_TIME {
            self.expiries.watch(order.expire_ns.saturating_add(self.settings.expiry_grace_ns), order.cl_ord_id);
        }
    }

    fn replace_order(&mut self, session: u32, replace: &ReplaceOrder) {
        let judged = self.judge_replace(session, replace).and_then(|approved| {
            let instrument = self.instrument_of(replace.orig_cl_ord_id)?.clone();
            Ok((approved, self.oms.replace(self.at.utc_ns, replace, &instrument)?))
        });
        match judged {
            Ok((approved, step)) => {
                self.tell_pending(replace.cl_ord_id);
                if matches!(step, ReplaceStep::Send(_)) {
                    self.dispatch(approved);
                }
            }
            Err(reason) => self.refuse_request(replace.cl_ord_id, replace.orig_cl_ord_id, reason),
        }
    }

    fn cancel_order(&mut self, session: u32, cancel: &CancelOrder) {
        let fit = self.sessions.owns(session, cancel, &self.oms);
        let step = fit.and_then(|()| self.oms.cancel(self.at.utc_ns, cancel));
        match step {
            Ok(CancelStep::Send(sent)) => {
                self.tell_pending(cancel.cl_ord_id);
                if let Ok(approved) = self.judge_cancel(session, &sent, false) {
                    self.dispatch(approved);
                }
            }
            Ok(CancelStep::Wait) => {
                self.tell_pending(cancel.cl_ord_id);
                self.decide_to_wait(cancel.cl_ord_id);
            }
            Err(reason) => {
                self.decide_against(session, cancel.cl_ord_id, reason);
                self.refuse_request(cancel.cl_ord_id, cancel.orig_cl_ord_id, reason);
            }
        }
    }

    /// Every order in scope that is the session's own.
    fn mass_cancel(&mut self, session: u32, mass: &MassCancel) {
        let fit = self.sessions.grant(session).map(|_| ()).ok_or(RejectReason::NotLoggedOn);
        if let Err(reason) = fit.and_then(|()| self.oms.use_name(mass.cl_ord_id)) {
            self.decide_against(session, mass.cl_ord_id, reason);
            return self.refuse_request(mass.cl_ord_id, ClOrdId::NONE, reason);
        }
        let orders: Vec<ClOrdId> = {
            let own = self.oms.to_cancel(mass.scope).filter(|order| self.sessions.may_cancel(session, order));
            own.map(|order| order.cl_ord_id()).collect()
        };
        for order in orders {
            let cl_ord_id = self.own_name();
            let cancel = CancelOrder { cl_ord_id, orig_cl_ord_id: order, ts_intent_ns: mass.ts_intent_ns };
            self.leg(session, OrderCommand::Cancel(cancel));
        }
    }

    fn quote(&mut self, session: u32, quote: &TwoSidedQuote) {
        // The offer's step is found after the bid's was taken: an own offer that crosses the new bid has left by then.
        for side in [Side::Buy, Side::Sell] {
            match self.oms.quote(quote)[side.index()] {
                QuoteStep::New(order) => self.leg(session, OrderCommand::New(order)),
                QuoteStep::Replace(replace) => self.leg(session, OrderCommand::Replace(replace)),
                QuoteStep::Cancel(cancel) => self.leg(session, OrderCommand::Cancel(cancel)),
                QuoteStep::Keep => {}
                QuoteStep::Refuse { cl_ord_id, side, reason } => {
                    let (px, qty) = match side {
                        Side::Buy => (quote.bid_px, quote.bid_qty),
                        Side::Sell => (quote.ask_px, quote.ask_qty),
                    };
                    let order = NewOrder::limit(cl_ord_id, quote.attribution, quote.instrument, side, qty, px);
                    let leg = CommandEntry { session, seq: 0, command: OrderCommand::New(order) };
                    self.journal.put(self.at, EntryKind::Command, &leg);
                    self.decide_against(session, cl_ord_id, reason);
                    let report = self.oms.refuse(self.at.utc_ns, session, &order, reason);
                    self.tell(report);
                }
            }
        }
    }

    /// What the order state released now that the venue has answered: through risk like any other.
    pub(super) fn release(&mut self, command: &VenueCommand) {
        let live = self.oms.order(command.cl_ord_id()).filter(|order| order.is_live());
        let Some(session) = live.map(|order| order.session) else { return }; // the same report ended it
        match command {
            VenueCommand::Cancel(cancel) => {
                if let Ok(approved) = self.judge_cancel(session, cancel, false) {
                    self.dispatch(approved);
                }
            }
            VenueCommand::Replace(replace) => match self.judge_released(session, replace) {
                Ok(approved) => self.dispatch(approved),
                Err(reason) => self.refuse_request(replace.cl_ord_id, replace.orig_cl_ord_id, reason),
            },
            VenueCommand::New(_) => {}
        }
    }

    /// Tells the client that its cancel or replace is under way.
    fn tell_pending(&mut self, request: ClOrdId) {
        if let Some(report) = self.oms.pending_report(self.at.utc_ns, request) {
            self.tell(report);
        }
    }

    pub(super) fn refuse_request(&mut self, request: ClOrdId, orig: ClOrdId, reason: RejectReason) {
        let report = self.oms.refuse_request(self.at.utc_ns, request, orig, reason);
        self.tell(report);
    }

    /// Whether the command can be recorded before it takes effect; cancels need not.
    fn is_recordable(&mut self, command: &OrderCommand) -> bool {
        let adds = matches!(command, OrderCommand::New(_) | OrderCommand::Replace(_) | OrderCommand::Quote(_));
        !adds || self.journal.health().is_writable() || self.journal.commit()
    }

    /// Says no without a record: the name stays free, the state stays what the log says.
    fn refuse_unrecorded(&mut self, command: &OrderCommand) {
        self.unrecorded += 1;
        let reason = RejectReason::AuditUnwritable;
        let refused = |order: &NewOrder| plimsoll_oms::refusal(self.at.utc_ns, order, reason);
        let report = match command {
            OrderCommand::New(order) => refused(order),
            OrderCommand::Quote(quote) => {
                let (px, qty) = (quote.bid_px, quote.bid_qty);
                refused(&NewOrder::limit(quote.quote_id, quote.attribution, quote.instrument, Side::Buy, qty, px))
            }
            OrderCommand::Replace(replace) => {
                let terms = self.oms.order(replace.orig_cl_ord_id).map(|order| (order.terms, order.status()));
                let Some((terms, status)) = terms else { return };
                let told = refused(&terms);
                ExecutionReport {
                    cl_ord_id: replace.cl_ord_id,
                    orig_cl_ord_id: replace.orig_cl_ord_id,
                    exec_type: plimsoll_types::ExecType::CancelRejected,
                    ord_status: status,
                    ..told
                }
            }
            OrderCommand::Cancel(_) | OrderCommand::MassCancel(_) => return,
        };
        self.tally.refused += 1;
        self.told.push(report);
    }
}
