//! Thread `orders`: the only one that touches the order path. It polls its own socket, so that a command crosses no queue
//! and wakes nobody between its arrival and its answer.

use super::publisher::PublisherPort;
use super::running::Shared;
use super::seam::{Advanced, OrderDesk};
use crate::gateway::clock;
use crate::gateway::frame::Kind;
use crate::gateway::message::NumberedReport;
use crate::gateway::publication::Published;
use crate::gateway::sessions::{Effect, Now, Sessions};
use crate::gateway::socket::{Happened, Hub};
use plimsoll_types::ExecutionReport;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

const MS: i64 = 1_000_000;
/// Time between two looks at the sessions' timers.
const TICK_NS: i64 = 20 * MS;
/// Time between two looks at the best prices.
const PRICES_NS: i64 = 50 * MS;
/// Time between two updates of the status that the control thread shows.
const STATUS_NS: i64 = 100 * MS;
const LONGEST_WAIT: Duration = Duration::from_millis(20);

/// The thread's state.
pub(super) struct OrdersThread<D: OrderDesk> {
    pub(super) hub: Hub,
    pub(super) sessions: Sessions,
    pub(super) desk: D,
    pub(super) inbox: Receiver<D::Instruction>,
    pub(super) publisher: PublisherPort,
    pub(super) shared: Arc<Shared>,
    pub(super) sync_every: Duration,
}

/// Only a greeting is answered with something random.
fn is_hello(bytes: &[u8]) -> bool {
    bytes.get(3) == Some(&(Kind::Hello as u8))
}

#[derive(Default)]
struct Due {
    tick_ns: i64,
    prices_ns: i64,
    status_ns: i64,
    sync_ns: i64,
}

impl<D: OrderDesk> OrdersThread<D> {
    /// Runs until told to stop, then closes the log; returns what is to be said of it.
    pub(super) fn run(mut self) -> Result<String, String> {
        let mut due = Due::default();
        let mut wait = Duration::ZERO;
        let (mut effects, mut told) = (Vec::new(), Vec::new());
        while !self.shared.is_stopping() {
            if let Err(error) = self.hear(wait, &mut effects) {
                self.shared.stop(&format!("the order socket: {error}"));
            }
            self.carry_out(&mut effects, &mut told);
            self.answer(&mut effects, &mut told);
            let now = clock::now();
            while let Ok(instruction) = self.inbox.try_recv() {
                self.desk.instruct(now, instruction, &mut told);
            }
            let advanced = self.desk.advance(now, &mut told);
            self.tell(&mut told);
            self.on_time(now, &mut due, &mut effects, &mut told);
            let more = self.sessions.deliver(now, &mut effects);
            self.carry_out(&mut effects, &mut told);
            self.tell(&mut told);
            self.hub.flush();
            self.desk.turned(now);
            wait = match advanced {
                _ if more => Duration::ZERO,
                Advanced::More => Duration::ZERO,
                Advanced::Idle(idle) => idle.min(LONGEST_WAIT),
            };
        }
        self.close(effects)
    }

    /// Waits for frames and lets the sessions judge them.
    fn hear(&mut self, wait: Duration, effects: &mut Vec<Effect>) -> std::io::Result<()> {
        let (sessions, nonces) = (&mut self.sessions, &self.shared.nonces);
        self.hub.wait(wait, &mut |happened| match happened {
            Happened::Opened(conn, peer) => sessions.opened(conn, peer, clock::now()),
            Happened::Message(conn, bytes) => {
                let nonce = if is_hello(bytes) { nonces.next() } else { [0; 32] };
                sessions.arrived(conn, bytes, nonce, clock::now(), effects);
            }
            Happened::Closed(conn, why) => sessions.closed(conn, &why, effects),
        })?;
        Ok(())
    }

    /// Carries effects out in order, those of their answers too.
    fn carry_out(&mut self, effects: &mut Vec<Effect>, told: &mut Vec<ExecutionReport>) {
        let mut answers = Vec::new();
        while !effects.is_empty() {
            for effect in effects.drain(..) {
                let now = clock::now();
                match effect {
                    Effect::Send(conn, bytes) => self.hub.send(conn, &bytes),
                    Effect::Close(conn) => self.hub.close(conn),
                    Effect::Command { session, seq, command } => {
                        self.desk.command(now, session, seq, &command, told);
                    }
                    Effect::Query(session, cl_ord_id) => {
                        let status = self.desk.status_of(cl_ord_id);
                        self.sessions.answer(session, cl_ord_id, status, now, &mut answers);
                    }
                    Effect::Snapshot(session) => self.snapshot(session, now, told, &mut answers),
                    Effect::Record(entry) => self.desk.session(now, &entry),
                    Effect::Click(click) => self.desk.click(now, &click),
                    Effect::Cancel { session, whose, words } => {
                        self.desk.cancel(now, session, whose, &words, told);
                    }
                }
            }
            std::mem::swap(effects, &mut answers);
        }
    }

    /// Whoever sent a command hears of it before the market moves on.
    fn answer(&mut self, effects: &mut Vec<Effect>, told: &mut Vec<ExecutionReport>) {
        if told.is_empty() {
            return;
        }
        self.tell(told);
        self.sessions.deliver(clock::now(), effects);
        self.carry_out(effects, told);
        self.hub.flush();
    }

    /// A snapshot holds after everything that was told before it.
    fn snapshot(&mut self, session: u32, now: Now, told: &mut Vec<ExecutionReport>, answers: &mut Vec<Effect>) {
        self.tell(told);
        let principal = self.sessions.principals().find(|principal| principal.session == session);
        let accounts = principal.map_or_else(Vec::new, |principal| principal.accounts.clone());
        self.sessions.deliver(now, answers);
        let snapshot = self.desk.snapshot(&accounts);
        self.sessions.send_snapshot(session, snapshot, now, answers);
    }

    /// Numbers what was told, and publishes it.
    fn tell(&mut self, told: &mut Vec<ExecutionReport>) {
        let records = if told.is_empty() { 0 } else { self.desk.records() };
        for report in told.drain(..) {
            let number = self.sessions.report(records, report);
            self.publisher.publish(Published::Report(NumberedReport { number, report }));
        }
    }

    fn on_time(&mut self, now: Now, due: &mut Due, effects: &mut Vec<Effect>, told: &mut Vec<ExecutionReport>) {
        if now.mono_ns >= due.tick_ns {
            due.tick_ns = now.mono_ns + TICK_NS;
            self.sessions.tick(now, effects);
            self.carry_out(effects, told);
        }
        if now.mono_ns >= due.prices_ns {
            due.prices_ns = now.mono_ns + PRICES_NS;
            let mut prices = Vec::new();
            self.desk.prices(&mut prices);
            prices.into_iter().for_each(|price| self.publisher.publish(Published::Price(price)));
        }
        if now.mono_ns >= due.sync_ns {
            due.sync_ns = now.mono_ns + i64::try_from(self.sync_every.as_nanos()).unwrap_or(i64::MAX);
            self.desk.sync(now);
        }
        if now.mono_ns >= due.status_ns {
            due.status_ns = now.mono_ns + STATUS_NS;
            let lines = self.sessions.lines();
            self.desk.shown(now, &lines);
            self.shared.show(self.desk.standing(now), lines, self.sessions.last_report());
        }
    }

    /// Every client is told, the log is closed.
    fn close(mut self, mut effects: Vec<Effect>) -> Result<String, String> {
        let (now, mut told) = (clock::now(), Vec::new());
        self.desk.advance(now, &mut told);
        self.tell(&mut told);
        self.sessions.deliver(now, &mut effects);
        self.sessions.close_all(&self.shared.why(), now, &mut effects);
        self.carry_out(&mut effects, &mut told);
        self.hub.flush();
        self.desk.close(clock::now())
    }
}
