//! A restart: the state again from the journal's entries, which are all that it follows from.

use super::expiries::Expiries;
use super::halts::KnownHalts;
use super::liquidation::Liquidations;
use super::moment::Moment;
use super::reports::own_report;
use super::sessions::OWN_SESSION;
use super::state::state_hash;
use plimsoll_oms::Oms;
use plimsoll_risk::RiskEngine;
use plimsoll_types::{
    CancelOrder, ClOrdId, Directory, ExecType, ExecutionReport, InstrumentTable, Nanos, NewOrder, OrderCommand,
    ReplaceOrder, RiskDecision, UNKNOWN_TIME, VenueReport, VenueReportBody,
};
use plimsoll_wire::journal::{CommandEntry, EntryError, JournalEntry, StateHashEntry};

/// What a journal says when a trading day begins.
pub(super) const DAY_BEGINS: &str = "a trading day begins";

/// A journal whose entries give another state than the one that was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mismatch {
    /// Of the entry that recorded the state, counted from 1.
    pub entry: u64,
}

/// A state that is being rebuilt: hand it every entry of the journal in order, then give it to
/// [`OrderPath::resume`](super::OrderPath::resume).
pub struct Rebuild {
    pub(super) oms: Oms,
    pub(super) risk: RiskEngine,
    pub(super) directory: Directory,
    pub(super) instruments: InstrumentTable,
    pub(super) halts: KnownHalts,
    pub(super) liquidations: Liquidations,
    pub(super) expiries: Expiries,
    expiry_grace_ns: Nanos,
    entries: u64,
    pending: Option<CommandEntry>,
    limits_version: Option<u64>,
    mismatch: Option<Mismatch>,
    unreadable: Option<EntryError>,
    told: Vec<ExecutionReport>,
}

impl Rebuild {
    /// Nothing happened yet. `oms` and `risk` are new ones, made as those of the run that wrote the journal, under the limits
    /// that hold now.
    #[must_use]
    pub fn new(oms: Oms, risk: RiskEngine, expiry_grace_ns: Nanos) -> Self {
        Self {
            oms,
            risk,
            directory: Directory::default(),
            instruments: InstrumentTable::default(),
            halts: KnownHalts::default(),
            liquidations: Liquidations::default(),
            expiries: Expiries::default(),
            expiry_grace_ns,
            entries: 0,
            pending: None,
            limits_version: None,
            mismatch: None,
            unreadable: None,
            told: Vec::new(),
        }
    }

    /// The next record of the log. The log's own are passed over; one that cannot be read is kept for [`verdict`](Self::verdict).
    pub fn take_record(&mut self, at: Moment, kind: u16, payload: &[u8]) {
        self.told.clear();
        match JournalEntry::read(kind, payload) {
            Ok(entry) => self.take(at, &entry),
            Err(EntryError::UnknownKind(kind)) if kind >= plimsoll_audit::FIRST_OWN_KIND => {}
            Err(error) => _ = self.unreadable.get_or_insert(error),
        }
    }

    /// The next entry of the journal.
    pub fn take(&mut self, at: Moment, entry: &JournalEntry) {
        self.entries += 1;
        self.told.clear();
        match entry {
            JournalEntry::Vocabulary(words) => {
                self.directory.clone_from(&words.directory);
                self.instruments = words.table();
                for (index, row) in (0..).zip(&words.instruments) {
                    self.oms.list(plimsoll_types::InstrumentId(index), row);
                }
            }
            JournalEntry::Command(command) => self.command(*command),
            JournalEntry::Decision(decision) => self.decision(at, decision),
            JournalEntry::VenueReport(report) => self.report(at, report),
            JournalEntry::Report(told) => self.own_end(at, told),
            JournalEntry::Mark(mark) => {
                self.oms.mark(mark.instrument, mark.px);
                self.risk.watch(&self.oms);
            }
            JournalEntry::Halt(halt) => self.halts.replay(halt),
            JournalEntry::Lift(lift) => self.halts.lift(lift.number, &mut self.risk, &self.oms),
            JournalEntry::VenueLink(true) => _ = self.oms.venue_back(at.utc_ns),
            JournalEntry::VenueLink(false) => self.oms.venue_lost(at.utc_ns, &mut self.told),
            JournalEntry::Limits(edit) => self.limits_version = Some(edit.version),
            JournalEntry::StateHash(recorded) => self.compare(recorded),
            JournalEntry::Note(words) if words == DAY_BEGINS => {
                self.oms.start_day();
                self.risk.start_day();
            }
            JournalEntry::Session(_)
            | JournalEntry::Sent(_)
            | JournalEntry::Plugin(_)
            | JournalEntry::Click(_)
            | JournalEntry::Clock(_)
            | JournalEntry::Note(_) => {}
        }
        while self.risk.next_trip().is_some() {} // what they asked for is in the journal
    }

    fn command(&mut self, entry: CommandEntry) {
        match entry.command {
            OrderCommand::New(_) | OrderCommand::Replace(_) | OrderCommand::Cancel(_) => self.pending = Some(entry),
            // Their legs follow as commands.
            OrderCommand::MassCancel(mass) => {
                let _ = self.oms.use_name(mass.cl_ord_id);
                self.pending = Some(entry); // where it was refused, a decision follows
            }
            OrderCommand::Quote(_) => self.pending = None,
        }
    }

    fn decision(&mut self, at: Moment, decision: &RiskDecision) {
        self.limits_version = Some(decision.limits_version);
        let entry = self.pending.take_if(|entry| entry.command.cl_ord_id() == decision.cl_ord_id);
        let Some(CommandEntry { session, command, .. }) = entry else { return self.late_decision(at, decision) };
        match command {
            OrderCommand::New(order) => self.new_order(at, session, &order, decision),
            OrderCommand::Replace(replace) => self.replace(at, session, &replace, decision),
            OrderCommand::Cancel(cancel) => self.cancel(at, session, &cancel, decision),
            OrderCommand::MassCancel(_) => self.risk.on_refused(at.mono_ns, session),
            OrderCommand::Quote(_) => {}
        }
    }

    fn new_order(&mut self, at: Moment, session: u32, order: &NewOrder, decision: &RiskDecision) {
        self.risk.replay_order(at.mono_ns, session, order, true, decision);
        if decision.is_approved() {
            let report = self.oms.place(at.utc_ns, session, order);
            self.told.push(report);
            self.liquidations.remember(order.attribution);
            if order.expire_ns != UNKNOWN_TIME {
                self.expiries.watch(order.expire_ns.saturating_add(self.expiry_grace_ns), order.cl_ord_id);
            }
        } else {
            let report = self.oms.refuse(at.utc_ns, session, order, decision.reason);
            self.told.push(report);
        }
    }

    fn replace(&mut self, at: Moment, session: u32, replace: &ReplaceOrder, decision: &RiskDecision) {
        let terms = self.oms.order(replace.orig_cl_ord_id).map(|order| order.terms);
        let instrument = terms.and_then(|terms| self.instruments.get(terms.instrument));
        match terms {
            Some(terms) => self.risk.replay_order(at.mono_ns, session, &terms, false, decision),
            None => self.risk.on_refused(at.mono_ns, session),
        }
        let recorded = match instrument {
            Some(instrument) if decision.is_approved() => self.oms.replace(at.utc_ns, replace, instrument).is_ok(),
            _ => false,
        };
        if !recorded {
            let (request, orig) = (replace.cl_ord_id, replace.orig_cl_ord_id);
            self.oms.refuse_request(at.utc_ns, request, orig, decision.reason);
        }
    }

    fn cancel(&mut self, at: Moment, session: u32, cancel: &CancelOrder, decision: &RiskDecision) {
        if !decision.is_approved() {
            self.risk.on_refused(at.mono_ns, session);
            self.oms.refuse_request(at.utc_ns, cancel.cl_ord_id, cancel.orig_cl_ord_id, decision.reason);
            return;
        }
        let step =
            if session == OWN_SESSION { self.oms.chase(at.utc_ns, cancel) } else { self.oms.cancel(at.utc_ns, cancel) };
        if matches!(step, Ok(plimsoll_oms::CancelStep::Send(_))) {
            self.count_cancel(at, (session != OWN_SESSION).then_some(session), cancel.orig_cl_ord_id);
        }
    }

    fn count_cancel(&mut self, at: Moment, session: Option<u32>, order: ClOrdId) {
        if let Some((of, instrument)) = self.oms.order(order).map(|order| (order.attribution(), order.instrument())) {
            self.risk.replay_cancel(at.mono_ns, session, of, instrument);
        }
    }

    /// On what the venue's answer released.
    fn late_decision(&mut self, at: Moment, decision: &RiskDecision) {
        let name = decision.cl_ord_id;
        let order = self.oms.order(name).copied();
        let cancels = order.filter(|order| order.cancel.is_some_and(|request| request.order.cl_ord_id == name));
        let replaces = order.filter(|order| order.replace.is_some_and(|request| request.order.cl_ord_id == name));
        if let Some(order) = cancels {
            self.count_cancel(at, Some(order.session), name);
        } else if let Some(order) = replaces {
            self.risk.replay_order(at.mono_ns, order.session, &order.terms, false, decision);
            if !decision.is_approved() {
                self.oms.refuse_request(at.utc_ns, name, order.cl_ord_id(), decision.reason);
            }
        }
    }

    fn report(&mut self, at: Moment, report: &VenueReport) {
        self.oms.on_venue_report(at.utc_ns, report, &mut self.told);
        for told in &self.told {
            self.risk.on_report(at.mono_ns, told, &self.oms);
        }
    }

    /// The gateway itself ended an order or a request. Of what followed from that, nothing is left to be done.
    fn own_end(&mut self, at: Moment, told: &ExecutionReport) {
        let (name, reason) = (told.cl_ord_id, told.reason);
        let body = match told.exec_type {
            ExecType::Rejected => VenueReportBody::Rejected { reason },
            ExecType::CancelRejected => VenueReportBody::CancelRejected { orig_cl_ord_id: told.orig_cl_ord_id, reason },
            _ => return,
        };
        let is_open = self.oms.order(name).is_some_and(|order| {
            let is_request = order.replace.is_some_and(|request| request.order.cl_ord_id == name);
            is_request || (told.exec_type == ExecType::Rejected && order.is_live())
        });
        if is_open {
            self.report(at, &own_report(name, body));
        }
    }

    fn compare(&mut self, recorded: &StateHashEntry) {
        // A state under other limits than those of now cannot be had again: they are a part of it.
        let is_comparable = self.limits_version.is_none_or(|version| version == self.risk.limits().version());
        if is_comparable && state_hash(&self.oms, &self.risk, &self.halts).bytes() != recorded.digest {
            self.mismatch.get_or_insert(Mismatch { entry: self.entries });
        }
    }

    /// Whether every entry could be read and every recorded state was had again; if not, why.
    ///
    /// # Errors
    /// In words, for the halt that this calls for.
    pub fn verdict(&self) -> Result<(), String> {
        if let Some(error) = &self.unreadable {
            return Err(error.to_string());
        }
        self.mismatch.map_or(Ok(()), |Mismatch { entry }| {
            Err(format!("the state rebuilt from the journal is not the one that its entry {entry} records"))
        })
    }

    /// What clients were told with the last entry: whoever missed it can be told again.
    #[must_use]
    pub fn told(&self) -> &[ExecutionReport] {
        &self.told
    }

    /// Who there was.
    #[must_use]
    pub const fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Who there is, where the journal does not say yet.
    pub fn set_directory(&mut self, directory: &Directory) {
        self.directory.clone_from(directory);
    }

    /// Entries so far.
    #[must_use]
    pub const fn entries(&self) -> u64 {
        self.entries
    }

    /// The digest of the state so far.
    #[must_use]
    pub fn state_hash(&self) -> crate::StateHash {
        state_hash(&self.oms, &self.risk, &self.halts)
    }

    /// What risk counted so far.
    #[must_use]
    pub const fn risk(&self) -> &RiskEngine {
        &self.risk
    }

    /// Orders and positions so far.
    #[must_use]
    pub const fn oms(&self) -> &Oms {
        &self.oms
    }
}
