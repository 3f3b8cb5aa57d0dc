//! What the orders thread asks of whatever stands behind the sessions.

use crate::gateway::control::SessionLine;
use crate::gateway::message::Snapshot;
use crate::gateway::publication::TopOfBook;
use crate::gateway::sessions::{Now, Whose};
use crate::gateway::socket::Waker;
use plimsoll_types::{AccountId, ClOrdId, ExecutionReport, OrderCommand};
use plimsoll_wire::journal::{OrderClick, SessionEntry};
use std::sync::mpsc::{SyncSender, TrySendError};
use std::time::Duration;

/// Whether there is more to do at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advanced {
    /// Yes.
    More,
    /// Nothing before this has passed.
    Idle(Duration),
}

/// How the order path stands, for status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs)] // as of `GatewayStatus`
pub struct DeskStanding {
    pub limits_version: u64,
    pub blocked: String,
    pub working: u64,
    pub unconfirmed: u64,
    pub venue_connected: bool,
    pub audit_records: u64,
    pub market_events: u64,
    pub market_age_ms: u64,
}

/// Orders, risk, audit, market and venue behind the sessions. One thread owns it.
pub trait OrderDesk: Send {
    /// What other threads may ask of it.
    type Instruction: Send + 'static;

    /// Takes a session's command.
    fn command(&mut self, now: Now, session: u32, seq: u64, command: &OrderCommand, told: &mut Vec<ExecutionReport>);

    /// Takes what is due: market events, reports of the venue, timers. A bounded piece of work.
    fn advance(&mut self, now: Now, told: &mut Vec<ExecutionReport>) -> Advanced;

    /// Carries out what another thread asks.
    fn instruct(&mut self, now: Now, instruction: Self::Instruction, told: &mut Vec<ExecutionReport>);

    /// Cancels orders of a session: nobody answers for them any more.
    fn cancel(&mut self, now: Now, session: u32, whose: Whose, words: &str, told: &mut Vec<ExecutionReport>);

    /// Records what became of a session; a logon lets its commands in.
    fn session(&mut self, now: Now, entry: &SessionEntry);

    /// Records a click.
    fn click(&mut self, now: Now, click: &OrderClick);

    /// Records in the audit log: they number the reports.
    fn records(&self) -> u64;

    /// How an order stands, as a report.
    fn status_of(&self, cl_ord_id: ClOrdId) -> Option<ExecutionReport>;

    /// Everything that is open on these accounts.
    fn snapshot(&self, accounts: &[AccountId]) -> Snapshot;

    /// Best prices that changed since the last call.
    fn prices(&mut self, changed: &mut Vec<TopOfBook>);

    /// Makes what was recorded outlive a power cut.
    fn sync(&mut self, now: Now);

    /// How it stands.
    fn standing(&self, now: Now) -> DeskStanding;

    /// Everything of a turn has left; what nobody waits for is done now.
    fn turned(&mut self, _now: Now) {}

    /// Every tenth of a second: what is shown of the sessions, for whoever keeps it.
    fn shown(&mut self, _now: Now, _sessions: &[SessionLine]) {}

    /// Ends in order: the log is closed. What goes wrong is said.
    fn close(self, now: Now) -> Result<String, String>;
}

/// Hands instructions to the orders thread.
#[derive(Debug)]
pub struct OrdersPort<I> {
    sender: SyncSender<I>,
    waker: Waker,
}

impl<I> Clone for OrdersPort<I> {
    fn clone(&self) -> Self {
        Self { sender: self.sender.clone(), waker: self.waker.clone() }
    }
}

impl<I> OrdersPort<I> {
    pub(super) const fn new(sender: SyncSender<I>, waker: Waker) -> Self {
        Self { sender, waker }
    }

    /// Lets the thread look at what changed without being told what: the halt gate.
    pub fn wake(&self) {
        self.waker.wake();
    }

    /// Hands one over. Never waits.
    ///
    /// # Errors
    /// The instruction, where the queue is full or the thread is gone.
    pub fn send(&self, instruction: I) -> Result<(), I> {
        let sent = self.sender.try_send(instruction).map_err(|error| match error {
            TrySendError::Full(instruction) | TrySendError::Disconnected(instruction) => instruction,
        });
        self.waker.wake();
        sent
    }
}
