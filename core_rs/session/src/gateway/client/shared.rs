//! The thread that keeps a session up, and what it shares with the terminal's threads.

use super::connection::{Connection, Heard};
use super::dialogue::Told;
use super::error::ClientError;
use super::received::Received;
use super::session::{ClientEvent, ClientSettings};
use super::unanswered::Unanswered;
use crate::gateway::clock;
use crate::gateway::frame::Kind;
use crate::gateway::logon::Welcome;
use crate::gateway::message::{Heartbeat, Query};
use plimsoll_wire::journal::Canonical;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Time between two looks of the thread.
pub(super) const TICK: Duration = Duration::from_millis(20);
/// Time before the first and the longest time before a further try to connect.
const BACKOFF_MS: (i64, i64) = (50, 2_000);
/// Events that wait for the terminal; beyond it nothing more is read, and the gateway keeps what follows.
const MOST_EVENTS: usize = 65_536;
const MS: i64 = 1_000_000;
/// A gateway that is silent for two heartbeats, and this long, hangs: its user knows within two seconds.
const SHORTEST_SILENCE_MS: u32 = 1_500;

pub(super) struct State {
    pub(super) welcome: Option<Welcome>,
    pub(super) next_number: u64,
    /// What was read from the gateway.
    pub(super) received: Received,
    /// What of it the terminal has taken.
    pub(super) taken: Received,
    pub(super) unanswered: Unanswered,
    pub(super) events: VecDeque<ClientEvent>,
    pub(super) why_not: String,
    pub(super) gives_up: bool,
}

pub(super) struct Shared {
    pub(super) settings: ClientSettings,
    pub(super) connection: Mutex<Option<Arc<Connection>>>,
    pub(super) state: Mutex<State>,
    pub(super) happened: Condvar,
    pub(super) operator: AtomicU64,
    pub(super) strategies: AtomicU64,
    pub(super) heard_ns: AtomicU64,
    pub(super) closing: AtomicBool,
}

impl Shared {
    pub(super) fn new(settings: ClientSettings) -> Self {
        let state = State {
            welcome: None,
            next_number: 1,
            received: settings.received.clone(),
            taken: settings.received.clone(),
            unanswered: Unanswered::default(),
            events: VecDeque::new(),
            why_not: "not connected yet".to_owned(),
            gives_up: false,
        };
        Self {
            settings,
            connection: Mutex::new(None),
            state: Mutex::new(state),
            happened: Condvar::new(),
            operator: AtomicU64::new(1),
            strategies: AtomicU64::new(1),
            heard_ns: AtomicU64::new(0),
            closing: AtomicBool::new(false),
        }
    }
}

/// The thread: connects, beats, and reads where nobody else does.
pub(super) fn keep_up(shared: &Shared) {
    let (mut backoff_ms, mut try_ns, mut beat_ns) = (BACKOFF_MS.0, 0, 0);
    while !shared.closing.load(Ordering::Relaxed) {
        let now_ns = clock::mono_ns();
        match shared.connection() {
            Some(connection) => {
                shared.read(&connection);
                if let Err(error) = connection.flush() {
                    shared.lost(&connection, &error.to_string(), true);
                }
                let (heartbeat_ns, lost_ns) = shared.intervals();
                if now_ns - beat_ns >= heartbeat_ns || connection.owes_acknowledgement() {
                    beat_ns = now_ns;
                    shared.beat(&connection);
                }
                if now_ns - i64::try_from(shared.heard_ns.load(Ordering::Relaxed)).unwrap_or(now_ns) > lost_ns {
                    shared.lost(&connection, "nothing was heard of the gateway", true);
                }
                if shared.is_welcome() {
                    backoff_ms = BACKOFF_MS.0;
                }
                try_ns = now_ns + backoff_ms * MS;
            }
            None if now_ns >= try_ns && !shared.state().gives_up => {
                shared.connect(now_ns);
                try_ns = now_ns + backoff_ms * MS;
                backoff_ms = (backoff_ms * 2).min(BACKOFF_MS.1);
            }
            None => {}
        }
        std::thread::sleep(TICK);
    }
}

impl State {
    /// Hands the terminal everything that happened.
    pub(super) fn take_events(&mut self) -> Vec<ClientEvent> {
        for event in &self.events {
            match event {
                ClientEvent::Connected(welcome) => self.taken.welcomed(welcome),
                ClientEvent::Told(Told::Report(numbered)) => _ = self.taken.take(numbered),
                _ => {}
            }
        }
        self.events.drain(..).collect()
    }
}

impl Shared {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn connection(&self) -> Option<Arc<Connection>> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_welcome(&self) -> bool {
        self.state().welcome.is_some()
    }

    pub(super) fn no_session(&self, state: &State) -> ClientError {
        ClientError::NoSession { endpoint: self.settings.endpoint.to_string(), reason: state.why_not.clone() }
    }

    fn intervals(&self) -> (i64, i64) {
        let state = self.state();
        let (beat, lost) = state.welcome.as_ref().map_or((1_000, 3_000), |it| (it.heartbeat_ms, it.lost_after_ms));
        let silent_ms = lost.min((2 * beat).max(SHORTEST_SILENCE_MS));
        (i64::from(beat) * MS / 2, i64::from(silent_ms) * MS)
    }

    fn connect(&self, now_ns: i64) {
        let settings = &self.settings;
        let standing = self.state().received.standing();
        let secret = settings.secret.clone();
        match Connection::open(&settings.endpoint, &settings.profile, &settings.principal, secret, standing) {
            Ok(connection) => {
                self.heard_ns.store(u64::try_from(now_ns).unwrap_or(0), Ordering::Relaxed);
                *self.connection.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(connection));
            }
            Err(error) => self.state().why_not = format!("{error}; is the gateway running?"),
        }
    }

    pub(super) fn beat(&self, connection: &Arc<Connection>) {
        let beat = Heartbeat {
            operator: self.operator.load(Ordering::Relaxed),
            strategies: self.strategies.load(Ordering::Relaxed),
            last_report: self.state().received.standing().last_report,
        };
        if let Err(error) = connection.beat(beat) {
            self.lost(connection, &error.to_string(), true);
        }
    }

    /// Reads once. Where too many events wait for the terminal nothing is read: the gateway keeps what follows.
    pub(super) fn read(&self, connection: &Arc<Connection>) {
        if self.state().events.len() >= MOST_EVENTS {
            return;
        }
        // Taken while the inbox is locked: two readers cannot change the order of what was told.
        let heard = connection.hear(&mut |what| self.take(connection, what));
        if !matches!(heard, Heard::Nothing) {
            self.heard_ns.store(u64::try_from(clock::mono_ns()).unwrap_or(0), Ordering::Relaxed);
        }
        if let Heard::Gone(why) = heard {
            self.lost(connection, &why, true);
        }
    }

    fn take(&self, connection: &Arc<Connection>, told: Told) {
        match told {
            Told::Alive => {}
            Told::Welcomed(welcome) => self.welcomed(connection, welcome),
            Told::Refused(refusal) => self.lost(connection, &refusal.words, false),
            Told::Ended(end) => self.lost(connection, &end.words, end.may_return),
            Told::Report(numbered) => {
                let mut state = self.state();
                state.unanswered.answered(numbered.report.cl_ord_id);
                if state.received.take(&numbered) {
                    self.tell(state, ClientEvent::Told(told));
                }
            }
            Told::CommandRefused(refused) => {
                let mut state = self.state();
                state.unanswered.answered(refused.cl_ord_id);
                self.tell(state, ClientEvent::Told(told));
            }
            Told::Snapshot(_) => self.tell(self.state(), ClientEvent::Told(told)),
        }
    }

    fn tell(&self, mut state: MutexGuard<'_, State>, event: ClientEvent) {
        state.events.push_back(event);
        self.happened.notify_all();
    }

    fn welcomed(&self, connection: &Arc<Connection>, welcome: Welcome) {
        let mut state = self.state();
        state.next_number = state.next_number.max(welcome.last_number + 1);
        state.received.welcomed(&welcome);
        let (lost, doubtful) = state.unanswered.after_logon(welcome.last_number);
        state.welcome = Some(welcome.clone());
        state.why_not.clear();
        state.events.push_back(ClientEvent::Connected(welcome));
        state.events.extend(lost.into_iter().map(ClientEvent::NotReceived));
        self.happened.notify_all();
        drop(state);
        for cl_ord_id in doubtful {
            if connection.say(Kind::Query, 0, &Query { cl_ord_id }.to_bytes()).is_err() {
                return; // the connection is gone again; the next logon asks
            }
        }
    }

    pub(super) fn lost(&self, connection: &Arc<Connection>, why: &str, tries_again: bool) {
        let mut current = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        if !current.as_ref().is_some_and(|now| Arc::ptr_eq(now, connection)) {
            return; // told already
        }
        *current = None;
        connection.stream.shut();
        drop(current);
        let mut state = self.state();
        state.why_not = why.to_owned();
        state.gives_up = !tries_again;
        let was_welcome = state.welcome.take().is_some();
        if was_welcome || !tries_again {
            self.tell(state, ClientEvent::Disconnected { words: why.to_owned(), tries_again });
        }
    }
}
