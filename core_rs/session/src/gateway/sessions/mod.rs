//! The gateway's side of all sessions, without sockets and clocks: frames in, effects out.
//!
//! A session belongs to a principal of the configuration and keeps its number for ever; connections come and go. Whoever
//! runs this hands in what arrived and the time, and carries the [`Effect`]s out in order.

mod attach;
mod dead_man;
mod deliver;
mod refusals;
mod reports;
mod throttle;
mod traffic;

pub use dead_man::{DeadMan, LONGEST_LEASE_MS, Whose};
pub use reports::{KEPT_REPORTS, ReportRing, STEP_BITS};
pub use throttle::Throttle;

use super::control::SessionLine;
use super::frame::{FrameFault, Header, Kind, MAC, put_frame};
use super::link::Link;
use super::logon::{Challenge, Hello, Nonce, Secret};
use super::message::SessionEnd;
use dead_man::Timers;
use plimsoll_types::{AccountId, ClOrdId, Nanos, OrderCommand};
use plimsoll_wire::journal::{Canonical, OrderClick, SessionChange, SessionEntry};
use refusals::Refusals;
use std::collections::HashMap;

/// Names a connection of the order socket; never used again.
pub type ConnId = u64;

/// Reports that a session may be behind with its acknowledgements; further ones wait in the ring.
pub const WINDOW: u64 = 4_096;

/// A connection that has not logged on by then is closed.
const LOGON_WITHIN_NS: i64 = 2_000_000_000;

/// Time, as whoever runs the sessions reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Now {
    /// UTC; jumps where the clock is set.
    pub utc_ns: Nanos,
    /// Monotonic; durations, expiry and dead-man timers are measured on it.
    pub mono_ns: i64,
}

/// Who may log on, and as what.
#[derive(Debug, Clone)]
pub struct Principal {
    /// As the configuration names it.
    pub name: String,
    /// What it proves that it holds.
    pub secret: Secret,
    /// Number of its session, from 1.
    pub session: u32,
    /// Origin of its order names, from 1.
    pub origin: u32,
    /// Accounts whose reports it sees.
    pub accounts: Vec<AccountId>,
    /// Whether it may send orders.
    pub may_trade: bool,
    /// When its orders are cancelled for want of a sign of life.
    pub dead_man: DeadMan,
    /// Commands a second that are taken from it.
    pub commands_per_second: u32,
}

/// What must hold for every session.
#[derive(Debug, Clone)]
pub struct SessionRules {
    /// `SIM` or `LIVE`.
    pub profile: String,
    /// Drawn when the gateway started.
    pub instance: u64,
    /// When it started.
    pub started: Now,
    /// Time between two heartbeats.
    pub heartbeat_ms: u32,
    /// Without a frame for this long a connection is lost.
    pub lost_after_ms: u32,
}

/// What is to be done, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Send these bytes, one frame.
    Send(ConnId, Vec<u8>),
    /// Close the connection once what was sent is out.
    Close(ConnId),
    /// Hand this to the order path.
    Command {
        /// Whose.
        session: u32,
        /// Of its frame.
        seq: u64,
        /// What it asks.
        command: OrderCommand,
    },
    /// Tell the session what became of a command, by [`Sessions::answer`].
    Query(u32, ClOrdId),
    /// Send the session what is open, by [`Sessions::send_snapshot`].
    Snapshot(u32),
    /// Record this.
    Record(SessionEntry),
    /// Record this.
    Click(OrderClick),
    /// Cancel orders of the session: nobody answers for them.
    Cancel {
        /// Whose.
        session: u32,
        /// Which of them.
        whose: Whose,
        /// Why.
        words: String,
    },
}

#[derive(Debug)]
enum Stage {
    Stranger,
    Challenged(Hello, Challenge),
    Attached { at: usize, link: Box<Link> },
    Ended,
}

#[derive(Debug)]
struct Conn {
    peer: String,
    opened_ns: i64,
    heard_ns: i64,
    told_ns: i64,
    stage: Stage,
    /// The place of the next report to look at.
    next_report: u64,
}

#[derive(Debug)]
struct Session {
    principal: Principal,
    conn: Option<ConnId>,
    last_number: u64,
    timers: Timers,
    throttle: Throttle,
    commands: u64,
    refused: u64,
}

/// All sessions.
#[derive(Debug)]
pub struct Sessions {
    rules: SessionRules,
    sessions: Vec<Session>,
    conns: HashMap<ConnId, Conn>,
    reports: ReportRing,
    refusals: Refusals,
}

impl Sessions {
    /// Nobody is connected yet.
    #[must_use]
    pub fn new(rules: SessionRules, principals: Vec<Principal>, reports: ReportRing) -> Self {
        let mono_ns = rules.started.mono_ns;
        let session = |principal: Principal| Session {
            conn: None,
            last_number: 0,
            timers: Timers::new(principal.dead_man, mono_ns),
            throttle: Throttle::new(principal.commands_per_second, mono_ns),
            commands: 0,
            refused: 0,
            principal,
        };
        let sessions = principals.into_iter().map(session).collect();
        Self { rules, sessions, conns: HashMap::new(), reports, refusals: Refusals::default() }
    }

    /// An order name was used before this gateway started: the next ones are above it.
    pub fn used(&mut self, cl_ord_id: ClOrdId) {
        let of_origin = |session: &&mut Session| session.principal.origin == cl_ord_id.origin();
        if let Some(session) = self.sessions.iter_mut().find(of_origin) {
            session.last_number = session.last_number.max(cl_ord_id.number());
        }
    }

    /// A connection was made.
    pub fn opened(&mut self, conn: ConnId, peer: String, now: Now) {
        let (opened_ns, stage) = (now.mono_ns, Stage::Stranger);
        self.conns
            .insert(conn, Conn { peer, opened_ns, heard_ns: opened_ns, told_ns: opened_ns, stage, next_report: 0 });
    }

    /// A connection is gone.
    pub fn closed(&mut self, conn: ConnId, why: &str, effects: &mut Vec<Effect>) {
        let Some(gone) = self.conns.remove(&conn) else { return };
        if let Stage::Attached { at, .. } = gone.stage {
            self.detach(at, conn, SessionChange::Lost, &gone.peer, why, effects);
        }
    }

    /// The bytes of one message.
    pub fn arrived(&mut self, conn: ConnId, bytes: &[u8], nonce: Nonce, now: Now, effects: &mut Vec<Effect>) {
        let Some(state) = self.conns.get_mut(&conn) else { return };
        match &mut state.stage {
            Stage::Stranger | Stage::Challenged(..) => self.greet(conn, bytes, nonce, now, effects),
            Stage::Attached { at, link } => {
                let at = *at;
                match link.open(bytes, now.mono_ns) {
                    Ok(frame) => {
                        let (header, payload) = (frame.header, frame.payload);
                        state.heard_ns = now.mono_ns;
                        self.take(conn, at, &header, payload, now, effects);
                    }
                    Err(fault) => self.refuse_frame(conn, at, bytes, fault, now, effects),
                }
            }
            Stage::Ended => {}
        }
    }

    /// Time passed: heartbeats, lost connections, dead-man timers. Call it at least every 100 ms.
    pub fn tick(&mut self, now: Now, effects: &mut Vec<Effect>) {
        self.refusals.tick(now.mono_ns, effects);
        let ids: Vec<ConnId> = self.conns.keys().copied().collect();
        for conn in ids {
            self.tick_conn(conn, now, effects);
        }
        for session in &mut self.sessions {
            session.timers.tick(now.mono_ns, session.principal.session, effects);
        }
    }

    /// Every session is told that it is over, and why.
    pub fn close_all(&mut self, words: &str, now: Now, effects: &mut Vec<Effect>) {
        let ids: Vec<ConnId> = self.conns.keys().copied().collect();
        for conn in ids {
            self.end(conn, SessionChange::LoggedOff, true, words, now, effects);
        }
    }

    /// What the control socket shows of the sessions.
    #[must_use]
    pub fn lines(&self) -> Vec<SessionLine> {
        let line = |session: &Session| SessionLine {
            session: session.principal.session,
            principal: session.principal.name.clone(),
            connected: session.conn.is_some(),
            operator_alive: session.conn.is_some() && session.timers.is_alive(Whose::ByHand),
            commands: session.commands,
            refused: session.refused,
        };
        self.sessions.iter().map(line).collect()
    }

    /// The principals, in order of session.
    pub fn principals(&self) -> impl Iterator<Item = &Principal> {
        self.sessions.iter().map(|session| &session.principal)
    }

    fn tick_conn(&mut self, conn: ConnId, now: Now, effects: &mut Vec<Effect>) {
        let Some(state) = self.conns.get(&conn) else { return };
        let silent_ns = now.mono_ns - state.heard_ns;
        match state.stage {
            Stage::Stranger | Stage::Challenged(..) if now.mono_ns - state.opened_ns > LOGON_WITHIN_NS => {
                self.refuse_stranger(conn, "", "it did not log on within two seconds", now, effects);
            }
            Stage::Attached { .. } if silent_ns > i64::from(self.rules.lost_after_ms) * 1_000_000 => {
                self.end(conn, SessionChange::Lost, true, "nothing was heard of the client", now, effects);
            }
            Stage::Attached { .. } if now.mono_ns - state.told_ns >= i64::from(self.rules.heartbeat_ms) * 1_000_000 => {
                let beat = super::message::Heartbeat { last_report: self.reports.last(), ..Default::default() };
                self.send(conn, Kind::Heartbeat, &beat.to_bytes(), now, effects);
            }
            _ => {}
        }
    }

    /// Sends a sealed frame.
    fn send(&mut self, conn: ConnId, kind: Kind, payload: &[u8], now: Now, effects: &mut Vec<Effect>) {
        let Some(state) = self.conns.get_mut(&conn) else { return };
        let Stage::Attached { link, .. } = &mut state.stage else { return };
        let mut bytes = Vec::with_capacity(payload.len() + super::frame::HEADER + MAC);
        link.seal(kind, 0, now.mono_ns, payload, &mut bytes);
        state.told_ns = now.mono_ns;
        effects.push(Effect::Send(conn, bytes));
    }

    /// Sends a frame of the handshake.
    fn say(conn: ConnId, kind: Kind, payload: &[u8], now: Now, effects: &mut Vec<Effect>) {
        let header = Header { kind, session: 0, seq: 0, ack: 0, sent_ns: now.mono_ns, lives_ms: 0 };
        let mut bytes = Vec::new();
        put_frame(&mut bytes, &header, payload, None);
        effects.push(Effect::Send(conn, bytes));
    }

    /// Ends a session's connection from this side.
    fn end(
        &mut self,
        conn: ConnId,
        change: SessionChange,
        may_return: bool,
        words: &str,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let end = SessionEnd { may_return, words: words.to_owned() };
        self.send(conn, Kind::SessionEnd, &end.to_bytes(), now, effects);
        effects.push(Effect::Close(conn));
        let Some(state) = self.conns.get_mut(&conn) else { return };
        let peer = state.peer.clone();
        if let Stage::Attached { at, .. } = std::mem::replace(&mut state.stage, Stage::Ended) {
            self.detach(at, conn, change, &peer, words, effects);
        }
    }

    fn detach(
        &mut self,
        at: usize,
        conn: ConnId,
        change: SessionChange,
        peer: &str,
        words: &str,
        effects: &mut Vec<Effect>,
    ) {
        let session = &mut self.sessions[at];
        if session.conn == Some(conn) {
            session.conn = None;
            session.timers.detached(change, session.principal.session, effects);
        }
        effects.push(Effect::Record(SessionEntry {
            session: session.principal.session,
            change,
            principal: session.principal.name.clone(),
            peer: peer.to_owned(),
            reason: words.to_owned(),
        }));
    }

    fn refuse_frame(
        &mut self,
        conn: ConnId,
        at: usize,
        bytes: &[u8],
        fault: FrameFault,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let session = &mut self.sessions[at];
        session.refused += 1;
        let peer = self.conns.get(&conn).map_or_else(String::new, |state| state.peer.clone());
        let entry = SessionEntry {
            session: session.principal.session,
            change: SessionChange::Refused,
            principal: session.principal.name.clone(),
            peer,
            reason: fault.to_string(),
        };
        self.refusals.note(now.mono_ns, entry, effects);
        if fault.is_fatal() {
            self.end(conn, SessionChange::Lost, true, &fault.to_string(), now, effects);
        } else {
            self.refuse_late(conn, bytes, fault, now, effects);
        }
    }
}
