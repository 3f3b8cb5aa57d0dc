//! The client as terminals hold it: commands go out on the caller's thread, a thread of its own keeps the session up.

use super::connection::Connection;
use super::dialogue::Told;
use super::error::ClientError;
use super::received::Received;
use super::shared::{Shared, TICK, keep_up};
use crate::gateway::clock;
use crate::gateway::frame::Kind;
use crate::gateway::logon::{Secret, Welcome};
use crate::gateway::socket::Endpoint;
use plimsoll_types::{ClOrdId, OrderCommand};
use plimsoll_wire::journal::{Canonical, OrderClick};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::Timespec;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

const MS: i64 = 1_000_000;

/// Whom to log on as, and where.
#[derive(Debug, Clone)]
pub struct ClientSettings {
    /// The gateway's order socket.
    pub endpoint: Endpoint,
    /// `SIM` or `LIVE`.
    pub profile: String,
    /// As the gateway's configuration names it.
    pub principal: String,
    /// What the principal holds.
    pub secret: Secret,
    /// How long a command may take to the gateway.
    pub lives_ms: u16,
    /// What the terminal has, from before.
    pub received: Received,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientEvent {
    /// There is a session: the first, or again.
    Connected(Welcome),
    /// There is none for now; it is tried again, or not.
    Disconnected {
        /// Why.
        words: String,
        /// Whether it is tried again.
        tries_again: bool,
    },
    /// The gateway told this.
    Told(Told),
    /// A command never reached the gateway: the connection was lost before. It is not sent again.
    NotReceived(ClOrdId),
}

/// A terminal's client. Dropping it closes the connection without a logout: the gateway's dead-man timers decide.
pub struct GatewayClient {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl GatewayClient {
    /// Starts the thread that connects and keeps the session up. Returns at once.
    ///
    /// # Errors
    /// [`ClientError::Io`] where the system gives no thread.
    pub fn start(settings: ClientSettings) -> Result<Self, ClientError> {
        let shared = Arc::new(Shared::new(settings));
        let keeper = Arc::clone(&shared);
        let thread = Builder::new().name("gateway-link".into()).spawn(move || keep_up(&keeper))?;
        Ok(Self { shared, thread: Mutex::new(Some(thread)) })
    }

    /// The next order name.
    ///
    /// # Errors
    /// [`ClientError::NoSession`] before the first logon, which gives the origin.
    pub fn next_cl_ord_id(&self, count: u64) -> Result<ClOrdId, ClientError> {
        let mut state = self.shared.state();
        let Some(welcome) = &state.welcome else { return Err(self.shared.no_session(&state)) };
        let id = ClOrdId::new(welcome.origin, state.next_number);
        state.next_number += count;
        Ok(id)
    }

    /// Sends a command. What becomes of it is told by [`wait`](Self::wait).
    ///
    /// # Errors
    /// [`ClientError`] where it was not sent; its name may be used again.
    pub fn send(&self, command: &OrderCommand) -> Result<(), ClientError> {
        let shared = &self.shared;
        let Some(connection) = shared.connection() else { return Err(shared.no_session(&shared.state())) };
        shared.state().unanswered.sent(command.cl_ord_id());
        match connection.say(Kind::Command, shared.settings.lives_ms, &command.to_bytes()) {
            Ok(true) => Ok(()),
            Ok(false) => {
                let mut state = shared.state();
                state.unanswered.answered(command.cl_ord_id());
                if state.welcome.is_some() {
                    return Err(ClientError::Full(shared.settings.endpoint.to_string()));
                }
                Err(shared.no_session(&state))
            }
            // It may have gone out in part: the next logon tells.
            Err(error) => {
                shared.lost(&connection, &error.to_string(), true);
                Ok(())
            }
        }
    }

    /// Tells the gateway, for the audit, that a person clicked.
    ///
    /// # Errors
    /// [`ClientError::NoSession`].
    pub fn click(&self, click: &OrderClick) -> Result<(), ClientError> {
        self.say(Kind::Click, &click.to_bytes())
    }

    /// Asks for everything that is open.
    ///
    /// # Errors
    /// [`ClientError::NoSession`].
    pub fn request_snapshot(&self) -> Result<(), ClientError> {
        self.say(Kind::SnapshotRequest, &[])
    }

    /// A sign of life of the person's window: call it from the thread that would hang.
    pub fn operator_lives(&self) {
        self.shared.operator.fetch_add(1, Ordering::Relaxed);
    }

    /// A sign of life of the strategies' host.
    pub fn strategies_live(&self) {
        self.shared.strategies.fetch_add(1, Ordering::Relaxed);
    }

    /// What the terminal has taken by now: hand it to the next client to go on from there.
    #[must_use]
    pub fn received(&self) -> Received {
        self.shared.state().taken.clone()
    }

    /// Whether there is a session now.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.shared.state().welcome.is_some()
    }

    /// Waits at most `most` for something to happen and returns all that did, in order.
    #[must_use]
    pub fn wait(&self, most: Duration) -> Vec<ClientEvent> {
        let until_ns = clock::mono_ns().saturating_add(i64::try_from(most.as_nanos()).unwrap_or(i64::MAX));
        loop {
            {
                let mut state = self.shared.state();
                if !state.events.is_empty() {
                    return state.take_events();
                }
            }
            let left_ns = until_ns - clock::mono_ns();
            if let Some(connection) = self.shared.connection() {
                if left_ns > 0 {
                    wait_for(&connection, left_ns);
                }
                self.shared.read(&connection);
                if connection.owes_acknowledgement() {
                    self.shared.beat(&connection);
                }
            } else if left_ns > 0 {
                let left = Duration::from_nanos(u64::try_from(left_ns).unwrap_or(0));
                let state = self.shared.state();
                if state.events.is_empty() {
                    // Spurious or not: the loop looks again.
                    drop(self.shared.happened.wait_timeout(state, left.min(TICK)));
                }
            }
            if left_ns <= 0 {
                return self.shared.state().take_events();
            }
        }
    }

    /// Logs off: what was entered by hand is cancelled.
    pub fn close(&self) {
        if let Some(connection) = self.shared.connection() {
            // Where it cannot be said any more, the timers of the gateway say it.
            let _ = connection.say(Kind::Logout, 0, &[]);
        }
        self.stop();
    }

    fn say(&self, kind: Kind, payload: &[u8]) -> Result<(), ClientError> {
        let said = self.shared.connection().map(|connection| connection.say(kind, 0, payload));
        if matches!(said, Some(Ok(true))) { Ok(()) } else { Err(self.shared.no_session(&self.shared.state())) }
    }

    fn stop(&self) {
        self.shared.closing.store(true, Ordering::Relaxed);
        if let Some(connection) = self.shared.connection() {
            connection.stream.shut();
        }
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join(); // it has nothing left to tell
        }
    }
}

impl Drop for GatewayClient {
    fn drop(&mut self) {
        self.stop();
    }
}

fn wait_for(connection: &Connection, left_ns: i64) {
    let left_ns = left_ns.min(100 * MS); // a lost connection is noticed by the other thread: look again
    let timeout = Timespec { tv_sec: 0, tv_nsec: left_ns };
    let mut fds = [PollFd::new(&*connection.stream, PollFlags::IN)];
    let _ = poll(&mut fds, Some(&timeout)); // whatever it says, the read after it tells
}
