//! The state of the order path, and the frame of every step: time comes in, the journal is written, what was told goes out.

use super::chase::Chase;
use super::expiries::Expiries;
use super::halts::KnownHalts;
use super::journal::{Journal, JournalHealth};
use super::liquidation::Liquidations;
use super::market_views::MarketViews;
use super::moment::{Moment, Pace};
use super::rebuild::{DAY_BEGINS, Rebuild};
use super::sessions::Sessions;
use super::settings::PathSettings;
use crate::seam::Venue;
use crate::state_hash::StateHash;
use plimsoll_audit::{AuditError, AuditLog, Head, Storage, SyncDone, SyncWork};
use plimsoll_oms::{Alert, Oms};
use plimsoll_risk::{Limits, MarketView, RiskEngine, RiskSetup, Stopwatch, Trip, empty_decision};
use plimsoll_types::{
    ClOrdId, Directory, ExecutionReport, HaltMode, InstrumentId, InstrumentTable, Nanos, RejectReason, RiskDecision,
    Scope, VenueReport,
};
use plimsoll_wire::journal::{EntryKind, JournalEntry, LimitEdit, StateHashEntry, Vocabulary};

/// The origin of the gateway's own requests: cancels of a halt, liquidation, expiries.
pub const OWN_ORIGIN: u32 = 0;

/// What happened so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Commands of clients.
    pub commands: u64,
    /// New orders that risk let through, the legs of quotes among them.
    pub orders: u64,
    /// New orders and changes that were refused, by whomever.
    pub refused: u64,
    /// Fills.
    pub fills: u64,
    /// Commands that a venue was sent.
    pub sent: u64,
    /// Approved commands that a halt still stopped at the gate.
    pub stopped_at_gate: u64,
}

/// What an order path is made of.
pub struct Parts<V: Venue, S: Storage> {
    /// Where approved commands go.
    pub venue: V,
    /// The audit log, open.
    pub audit: AuditLog<S>,
    /// Order state.
    pub oms: Oms,
    /// Pre-trade risk, with the halt gate.
    pub risk: RiskEngine,
    /// Times the checks.
    pub stopwatch: Box<dyn Stopwatch + Send>,
    /// `SIM` or `LIVE`.
    pub profile: String,
    /// Who there is.
    pub directory: Directory,
    /// What can be traded, as far as is known.
    pub instruments: InstrumentTable,
    /// What can be set.
    pub settings: PathSettings,
}

/// What a restart adds to a rebuilt state.
pub struct Resumed<V: Venue, S: Storage> {
    /// Where approved commands go.
    pub venue: V,
    /// The audit log, open again.
    pub audit: AuditLog<S>,
    /// Times the checks.
    pub stopwatch: Box<dyn Stopwatch + Send>,
    /// `SIM` or `LIVE`.
    pub profile: String,
    /// What can be set.
    pub settings: PathSettings,
}

/// Order state, risk, audit and a venue as one deterministic state machine; see the [module](self).
pub struct OrderPath<V: Venue, S: Storage> {
    pub(super) at: Moment,
    pub(super) venue: V,
    pub(super) journal: Journal<S>,
    pub(super) oms: Oms,
    pub(super) risk: RiskEngine,
    pub(super) stopwatch: Box<dyn Stopwatch + Send>,
    pub(super) settings: PathSettings,
    pub(super) profile: String,
    pub(super) directory: Directory,
    pub(super) instruments: InstrumentTable,
    pub(super) views: MarketViews,
    pub(super) sessions: Sessions,
    pub(super) halts: KnownHalts,
    pub(super) chase: Chase,
    pub(super) liquidations: Liquidations,
    pub(super) expiries: Expiries,
    pub(super) is_recovering: bool,
    pub(super) ask_again_ns: Nanos,
    /// When the timers are due next, UTC; [`Nanos::MAX`] for never.
    pub(super) timer_ns: Nanos,
    /// Not before this are positions valued again.
    pub(super) pulse_ns: Nanos,
    pub(super) has_moved: bool,
    pub(super) is_measured: bool,
    pub(super) decision: RiskDecision,
    pub(super) trips: Vec<Trip>,
    pub(super) alerts: Vec<Alert>,
    /// Commands that were refused without a record, while there was no space for one.
    pub(super) unrecorded: u64,
    pub(super) venue_reports: Vec<VenueReport>,
    pub(super) told: Vec<ExecutionReport>,
    pub(super) tally: Tally,
}

impl<V: Venue, S: Storage> OrderPath<V, S> {
    /// An order path before its first event; its log goes on with what numbers mean.
    #[must_use]
    pub fn new(at: Moment, parts: Parts<V, S>) -> Self {
        let mut path = Self::from_parts(parts);
        path.at = at;
        path.note_vocabulary();
        path.heed_halts();
        path.journal.commit();
        path
    }

    /// An order path that goes on from a rebuilt state. Orders that were at work are unknown until the venue says how they
    /// are, and nothing new is let through before. A state that is not the recorded one is halted firm-wide.
    #[must_use]
    pub fn resume(at: Moment, rebuilt: Rebuild, rest: Resumed<V, S>) -> Self {
        let verdict = rebuilt.verdict();
        let Rebuild { oms, risk, directory, instruments, halts, liquidations, expiries, .. } = rebuilt;
        let Resumed { venue, audit, stopwatch, profile, settings } = rest;
        let parts = Parts { venue, audit, oms, risk, stopwatch, profile, directory, instruments, settings };
        let mut path = Self::from_parts(parts);
        (path.at, path.halts, path.liquidations, path.expiries) = (at, halts, liquidations, expiries);
        path.note_vocabulary();
        if let Err(reason) = verdict {
            path.trip(Scope::Firm, HaltMode::CancelAll, "state-mismatch", reason);
        }
        if path.oms.is_connected() && path.oms.working().next().is_some() {
            path.journal.put(path.at, EntryKind::VenueLink, &false);
            path.oms.venue_lost(at.utc_ns, &mut path.told);
        }
        path.turn();
        path.carry_out_kept_halts();
        path
    }

    pub(super) fn from_parts(parts: Parts<V, S>) -> Self {
        let Parts { venue, audit, oms, risk, stopwatch, profile, directory, instruments, settings } = parts;
        Self {
            at: Moment::NEVER,
            venue,
            journal: Journal::new(audit, settings.durability),
            oms,
            risk,
            stopwatch,
            settings,
            profile,
            directory,
            instruments,
            views: MarketViews::default(),
            sessions: Sessions::default(),
            halts: KnownHalts::default(),
            chase: Chase::default(),
            liquidations: Liquidations::default(),
            expiries: Expiries::default(),
            is_recovering: false,
            ask_again_ns: Nanos::MIN,
            timer_ns: Nanos::MAX,
            pulse_ns: Nanos::MIN,
            has_moved: false,
            is_measured: false,
            decision: empty_decision(),
            trips: Vec::new(),
            alerts: Vec::new(),
            unrecorded: 0,
            venue_reports: Vec::new(),
            told: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// A step begins: time goes on, and halts that somebody else engaged are noticed.
    pub(super) fn begin(&mut self, at: Moment) {
        self.at = match self.settings.pace {
            Pace::Market => self.at.or_later(at),
            Pace::Handed => at,
        };
        self.heed_halts();
    }

    /// A step ends: what is due at the venue is taken, the journal is written, what was told goes out.
    pub(super) fn finish(&mut self, out: &mut Vec<ExecutionReport>) {
        self.take_reports();
        self.heed_trips();
        self.set_timer();
        self.commit_told();
        self.note_unrecorded();
        out.append(&mut self.told);
    }

    /// Nobody is told what a restart would not know: reports of the venue are written on the reserve of a full disk too.
    pub(super) fn commit_told(&mut self) {
        if self.told.is_empty() {
            self.journal.commit();
        } else {
            self.journal.commit_urgently();
        }
    }

    /// Once there is space again, says how many commands left no record.
    fn note_unrecorded(&mut self) {
        if self.unrecorded > 0 && self.journal.health().is_writable() {
            let count = std::mem::take(&mut self.unrecorded);
            let words = format!("{count} commands were refused without a record while the audit log was full");
            self.journal.put(self.at, EntryKind::Note, &words);
            self.journal.commit();
        }
    }

    /// Tells a client.
    pub(super) fn tell(&mut self, report: ExecutionReport) {
        self.tally.refused += u64::from(report.reason != RejectReason::None);
        self.told.push(report);
        self.heed_report(&report);
    }

    /// A name for a request of the gateway's own.
    pub(super) fn own_name(&self) -> ClOrdId {
        ClOrdId::new(OWN_ORIGIN, self.oms.last_number(OWN_ORIGIN) + 1)
    }

    /// Says in the journal what numbers mean from here on.
    pub(super) fn note_vocabulary(&mut self) {
        let vocabulary = Vocabulary {
            profile: self.profile.clone(),
            directory: self.directory.clone(),
            instruments: self.instruments.rows().to_vec(),
        };
        self.journal.put(self.at, EntryKind::Vocabulary, &vocabulary);
    }

    /// Records what others have to say: logins, limit edits, plugins, clicks.
    pub fn record(&mut self, at: Moment, entry: &JournalEntry) {
        self.begin(at);
        self.journal.put_entry(self.at, entry);
        self.journal.commit();
    }

    /// Makes what was written outlive a power cut; call it every few milliseconds. Whether the log is well.
    pub fn sync(&mut self) -> bool {
        self.journal.commit();
        self.journal.sync()
    }

    /// As [`sync`](Self::sync), for another thread to carry out: an fsync takes milliseconds. Hand what comes back to
    /// [`synced`](Self::synced).
    pub fn sync_apart(&mut self) -> Option<SyncWork> {
        self.journal.commit();
        self.journal.sync_apart()
    }

    /// Takes what became of a sync on another thread; where it failed nothing new is let through any more.
    pub fn synced(&mut self, done: SyncDone) {
        self.journal.synced(done);
    }

    /// Records the state's digest and ends the log in order.
    ///
    /// # Errors
    /// [`AuditError`] where the last records could not be written.
    pub fn close(mut self, at: Moment) -> Result<Head, AuditError> {
        self.begin(at);
        self.note_state_hash();
        self.journal.close(self.at)
    }

    /// Records the state's digest, for whoever rebuilds it.
    pub fn note_state_hash(&mut self) {
        let digest = self.state_hash().bytes();
        self.journal.put(self.at, EntryKind::StateHash, &StateHashEntry { digest });
    }

    /// A digest of orders, positions, halts and everything else that a restart has to bring back.
    #[must_use]
    pub fn state_hash(&self) -> StateHash {
        state_hash(&self.oms, &self.risk, &self.halts)
    }

    /// A trading day begins: losses, drawdowns and ratios count from here. No halt ends with it.
    pub fn start_day(&mut self, at: Moment) {
        self.begin(at);
        self.journal.put(self.at, EntryKind::Note, &DAY_BEGINS.to_owned());
        self.oms.start_day();
        self.risk.start_day();
        self.journal.commit();
    }

    /// Other limits hold from here on.
    pub fn set_limits(&mut self, at: Moment, limits: Limits, edit: &LimitEdit) {
        self.begin(at);
        self.journal.put(self.at, EntryKind::Limits, edit);
        self.journal.commit();
        self.risk.set_limits(limits);
    }

    /// Other rules hold from here on: a restricted list, a calendar, permissions. The journal says so with the limits that
    /// they came with.
    pub fn set_rules(&mut self, rules: RiskSetup) {
        self.risk.set_setup(rules);
    }

    /// Orders and positions.
    #[must_use]
    pub const fn oms(&self) -> &Oms {
        &self.oms
    }

    /// Limits and the halt gate.
    #[must_use]
    pub const fn risk(&self) -> &RiskEngine {
        &self.risk
    }

    /// The venue.
    #[must_use]
    pub const fn venue(&self) -> &V {
        &self.venue
    }

    /// The venue, to connect it.
    pub fn venue_mut(&mut self) -> &mut V {
        &mut self.venue
    }

    /// The audit log.
    #[must_use]
    pub const fn audit(&self) -> &AuditLog<S> {
        self.journal.log()
    }

    /// What the audit log takes.
    #[must_use]
    pub const fn health(&self) -> &JournalHealth {
        self.journal.health()
    }

    /// The market of one instrument as risk sees it.
    #[must_use]
    pub fn market(&self, instrument: InstrumentId) -> &MarketView {
        self.views.view(instrument)
    }

    /// What happened so far.
    #[must_use]
    pub const fn tally(&self) -> Tally {
        self.tally
    }

    /// The moment of the last step.
    #[must_use]
    pub const fn now(&self) -> Moment {
        self.at
    }

    /// Who there is.
    #[must_use]
    pub const fn directory(&self) -> &Directory {
        &self.directory
    }

    /// What can be traded.
    #[must_use]
    pub const fn instruments(&self) -> &InstrumentTable {
        &self.instruments
    }
}

/// A digest of everything that a restart has to bring back.
pub(super) fn state_hash(oms: &Oms, risk: &RiskEngine, halts: &KnownHalts) -> StateHash {
    StateHash::of(|absorb| {
        oms.digest(absorb);
        oms.digest_valuation(absorb);
        risk.digest(absorb);
        halts.digest(absorb);
    })
}
