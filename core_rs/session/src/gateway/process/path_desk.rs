//! The order path behind the sessions: a market, a venue, risk, order state and audit log, driven by the machine's clock.

use super::desk_state::{DeskState, MarketAge};
use super::limits::LimitsRead;
use super::log_sync::LogSync;
use super::position_lines;
use crate::gateway::control::SessionLine;
use crate::gateway::message::Snapshot;
use crate::gateway::publication::TopOfBook;
use crate::gateway::server::{Advanced, DeskStanding, OrderDesk};
use crate::gateway::sessions::{Now, Whose};
use plimsoll_audit::FolderStorage;
use plimsoll_engine::order_path::{Moment, OrderPath};
use plimsoll_engine::{Pacing, Progress, Replay};
use plimsoll_risk::SessionGrant;
use plimsoll_sim::venue::SimVenue;
use plimsoll_types::{AccountId, ClOrdId, ExecutionReport, InstrumentId, InstrumentTable, OrderCommand, Scope};
use plimsoll_wire::journal::{JournalEntry, LiftEntry, OrderClick, SessionChange, SessionEntry, Vocabulary};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The live order path.
pub(super) type LivePath = OrderPath<SimVenue, FolderStorage>;

/// Market events applied before the sockets are looked at again: well under a tenth of a millisecond.
const TURN_EVENTS: usize = 64;
/// Longest sleep while the market is open.
const LONGEST_IDLE: Duration = Duration::from_millis(5);
/// Time that an orderly end waits for cancels to be confirmed.
const LAST_WAIT: Duration = Duration::from_secs(2);

/// What other threads ask of the order path.
#[derive(Debug, Clone)]
pub(super) enum PathInstruction {
    /// Halts were lifted by two people: say so in the journal and open the gate.
    Lift(Vec<LiftEntry>),
    /// Other limits hold.
    Limits(Box<LimitsRead>),
    /// Record this.
    Record(JournalEntry),
}

/// The desk.
pub(super) struct PathDesk {
    pub(super) replay: Replay<LivePath>,
    pub(super) pacing: Pacing,
    pub(super) grants: Vec<SessionGrant>,
    pub(super) limits: LimitsRead,
    /// Shared with the control thread, which names instruments in halts.
    pub(super) instruments: Arc<Mutex<InstrumentTable>>,
    pub(super) shown_frames: Vec<u64>,
    pub(super) market: Result<bool, String>,
    pub(super) profile: String,
    pub(super) cancels_at_end: bool,
    pub(super) log_sync: LogSync,
    pub(super) state: DeskState,
}

impl PathDesk {
    fn path(&self) -> &LivePath {
        self.replay.state().trading()
    }

    fn path_mut(&mut self) -> &mut LivePath {
        self.replay.state_mut().trading_mut()
    }

    /// The market's time, and the machine's monotonic one.
    fn moment(&self, now: Now) -> Moment {
        Moment { utc_ns: self.pacing.due_ns(now.utc_ns), mono_ns: now.mono_ns }
    }

    /// Applies what the market did until now, a bounded piece of it.
    pub(super) fn play(&mut self, at: Moment, events: usize) -> bool {
        self.replay.pass_time(at.utc_ns);
        if self.market != Ok(true) {
            return false;
        }
        match self.replay.advance(at.utc_ns, events, &mut (), &mut ()) {
            Ok(Progress::Busy) => return true,
            Ok(Progress::Reached | Progress::Idle) => {}
            Ok(Progress::Ended) => self.market = Ok(false),
            Err(error) => self.market = Err(error.to_string()),
        }
        false
    }

    /// Lets the venue see what it was sent, and takes what it says at once.
    pub(super) fn settle(&mut self, now: Now, told: &mut Vec<ExecutionReport>) {
        let at = self.moment(now);
        self.path_mut().poll(at, told);
        self.replay.pass_time(at.utc_ns);
        self.path_mut().poll(at, told);
    }

    /// Instruments that came since: limits and restrictions may speak of them.
    pub(super) fn heed_instruments(&mut self, at: Moment) {
        let known = self.instruments.lock().unwrap_or_else(PoisonError::into_inner).rows().len();
        if self.path().instruments().rows().len() == known {
            return;
        }
        let table = self.path().instruments().clone();
        self.instruments.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&table);
        self.shown_frames.resize(table.rows().len(), 0);
        self.put_limits(at);
    }

    fn put_limits(&mut self, at: Moment) {
        let mut setup = self.path().risk().setup().clone();
        let (directory, table) = (self.path().directory().clone(), self.path().instruments().clone());
        let limits = self.limits.resolve(&directory, &table, &mut setup);
        let edit = self.limits.edit();
        let path = self.path_mut();
        path.set_rules(setup);
        path.set_limits(at, limits, &edit);
    }

    fn idle(&self, now: Now) -> Duration {
        let market_ns = self.replay.next_due_ns();
        let path_ns = self.path().next_due_ns();
        let Some(due_ns) = [market_ns, path_ns].into_iter().flatten().min() else { return LONGEST_IDLE };
        let wait_ns = self.pacing.wait_ns(now.utc_ns, due_ns);
        Duration::from_nanos(u64::try_from(wait_ns).unwrap_or(0)).min(LONGEST_IDLE)
    }

    fn market_age_ns(&self, now: Now) -> i64 {
        self.pacing.due_ns(now.utc_ns).saturating_sub(self.replay.clock_ns())
    }

    fn top(&self, index: usize) -> TopOfBook {
        let instrument = InstrumentId(u32::try_from(index).unwrap_or(u32::MAX));
        let view = self.path().market(instrument);
        TopOfBook {
            instrument,
            ts_venue_ns: view.ts_ns,
            bid_px: view.bid.px,
            bid_qty: view.bid.qty,
            ask_px: view.ask.px,
            ask_qty: view.ask.qty,
            last_px: view.last,
            frame_seq: view.frame_seq,
        }
    }

    fn blocked(&self) -> String {
        let path = self.path();
        let mut reasons = Vec::new();
        if let Some(why) = path.risk().limits().why_unusable() {
            reasons.push(format!("the limits cannot be used: {why}"));
        }
        if !path.health().is_writable() {
            reasons.push(format!("the audit log cannot be written: {:?}", path.health()));
        }
        match &self.market {
            Ok(true) => {}
            Ok(false) => reasons.push("the recording is over".to_owned()),
            Err(why) => reasons.push(format!("the market data: {why}")),
        }
        reasons.join("; ")
    }
}

impl OrderDesk for PathDesk {
    type Instruction = PathInstruction;

    fn command(&mut self, now: Now, session: u32, seq: u64, command: &OrderCommand, told: &mut Vec<ExecutionReport>) {
        let at = self.moment(now);
        let before = told.len();
        self.path_mut().command_numbered(at, session, seq, command, told);
        self.state.told(&told[before..]);
    }

    fn advance(&mut self, now: Now, told: &mut Vec<ExecutionReport>) -> Advanced {
        let (at, before) = (self.moment(now), told.len());
        self.path_mut().poll(at, told);
        let more = self.play(at, TURN_EVENTS);
        self.heed_instruments(at);
        self.path_mut().poll(at, told);
        self.state.told(&told[before..]);
        if more { Advanced::More } else { Advanced::Idle(self.idle(now)) }
    }

    fn instruct(&mut self, now: Now, instruction: PathInstruction, _: &mut Vec<ExecutionReport>) {
        let at = self.moment(now);
        match instruction {
            PathInstruction::Lift(entries) => {
                self.state.heed_halts(now, self.replay.state().trading());
                for entry in &entries {
                    self.path_mut().lift(at, entry);
                    self.state.lifted(now, entry);
                }
            }
            PathInstruction::Limits(read) => {
                self.limits = *read;
                self.put_limits(at);
            }
            PathInstruction::Record(entry) => self.path_mut().record(at, &entry),
        }
    }

    fn cancel(&mut self, now: Now, session: u32, whose: Whose, words: &str, told: &mut Vec<ExecutionReport>) {
        let at = self.moment(now);
        let mine = |order: &&plimsoll_oms::OrderState| {
            order.is_live() && order.session == session && whose.means(order.attribution().strategy)
        };
        let orders: Vec<ClOrdId> =
            self.path().oms().working().filter(mine).map(plimsoll_oms::OrderState::cl_ord_id).collect();
        if orders.is_empty() {
            return;
        }
        let note = format!("session {session}: {} orders are cancelled: {words}", orders.len());
        let path = self.path_mut();
        path.record(at, &JournalEntry::Note(note));
        path.cancel_orders(at, &orders, told);
    }

    fn session(&mut self, now: Now, entry: &SessionEntry) {
        let at = self.moment(now);
        let grant = self.grants.iter().find(|grant| grant.number == entry.session).cloned();
        match grant {
            Some(grant) if matches!(entry.change, SessionChange::LoggedOn | SessionChange::Resumed) => {
                self.path_mut().open_session(at, grant, entry);
            }
            _ => self.path_mut().record(at, &JournalEntry::Session(entry.clone())),
        }
    }

    fn click(&mut self, now: Now, click: &OrderClick) {
        let at = self.moment(now);
        self.path_mut().record(at, &JournalEntry::Click(click.clone()));
    }

    fn records(&self) -> u64 {
        self.path().audit().records()
    }

    fn status_of(&self, cl_ord_id: ClOrdId) -> Option<ExecutionReport> {
        let (oms, now_ns) = (self.path().oms(), self.path().now().utc_ns);
        let open = oms.order(cl_ord_id).map(|order| order.status_report(now_ns));
        open.or_else(|| oms.closed(cl_ord_id).map(|order| order.status_report(now_ns)))
    }

    fn snapshot(&self, accounts: &[AccountId]) -> Snapshot {
        let path = self.path();
        let (oms, now_ns) = (path.oms(), path.now().utc_ns);
        let orders = oms.working().filter(|order| accounts.contains(&order.attribution().account));
        let positions = oms.positions().iter().filter(|position| accounts.contains(&position.account));
        Snapshot {
            last_report: 0,
            orders: orders.map(|order| order.status_report(now_ns)).collect(),
            positions: positions.map(|position| position_lines::of_position(position, oms)).collect(),
            prices: (0..path.instruments().rows().len()).map(|index| self.top(index)).collect(),
            halts: path.risk().gate().halts(),
            limits_version: path.risk().limits().version(),
            blocked: self.blocked(),
            vocabulary: Vocabulary {
                profile: self.profile.clone(),
                directory: path.directory().clone(),
                instruments: path.instruments().rows().to_vec(),
            },
            state_hash: path.state_hash().bytes(),
        }
    }

    fn prices(&mut self, changed: &mut Vec<TopOfBook>) {
        for index in 0..self.shown_frames.len() {
            let top = self.top(index);
            if top.frame_seq != self.shown_frames[index] {
                self.shown_frames[index] = top.frame_seq;
                changed.push(top);
            }
        }
    }

    fn sync(&mut self, _: Now) {
        if let Some(done) = self.log_sync.take() {
            self.path_mut().synced(done);
        }
        if let Some(work) = self.path_mut().sync_apart() {
            self.log_sync.begin(work);
        }
    }

    fn standing(&self, now: Now) -> DeskStanding {
        let path = self.path();
        let age_ns = self.market_age_ns(now);
        DeskStanding {
            limits_version: path.risk().limits().version(),
            blocked: self.blocked(),
            working: path.oms().open_orders(Scope::Firm).into(),
            unconfirmed: path.unconfirmed().len() as u64,
            venue_connected: plimsoll_engine::Venue::is_connected(path.venue()),
            audit_records: path.audit().records(),
            market_events: self.replay.state().counters().events,
            market_age_ms: u64::try_from(age_ns / 1_000_000).unwrap_or(0),
        }
    }

    fn turned(&mut self, now: Now) {
        self.state.turn(now, self.replay.state().trading());
    }

    fn shown(&mut self, now: Now, sessions: &[SessionLine]) {
        let market = MarketAge {
            events: self.replay.state().counters().events,
            age_ns: u64::try_from(self.market_age_ns(now)).unwrap_or(0),
        };
        self.state.shown(now, self.replay.state().trading(), market, (&self.grants, sessions));
    }

    fn close(mut self, now: Now) -> Result<String, String> {
        let mut told = Vec::new();
        let at = self.moment(now);
        if self.cancels_at_end {
            self.path_mut().cancel_scope(at, Scope::Firm, &mut told);
            let until_ns = now.mono_ns + i64::try_from(LAST_WAIT.as_nanos()).unwrap_or(i64::MAX);
            let mut now = now;
            while self.path().oms().open_orders(Scope::Firm) > 0 && now.mono_ns < until_ns {
                std::thread::sleep(Duration::from_millis(1));
                now = crate::gateway::clock::now();
                self.advance(now, &mut told);
            }
        }
        let left = self.path().oms().open_orders(Scope::Firm);
        let now = crate::gateway::clock::now();
        let at = self.moment(now);
        if let Some(done) = self.log_sync.end() {
            self.path_mut().synced(done);
        }
        let path = self.replay.into_trading();
        let mirror = self.state.close(now, &path);
        let closed = path.close(at);
        drop(mirror); // Redis may take its time, the log may not
        let head = closed.map_err(|error| format!("the audit log could not be closed in order: {error}"))?;
        let open = if left == 0 { String::new() } else { format!("; {left} orders are still open at the venue") };
        Ok(format!("audit log closed at {} records, head {}{open}", head.records, hex(&head.head[..8])))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
