//! What is asked over the control socket: halt, arm, status, limits, people. It has its own socket and thread, so that
//! nothing of it ever waits behind an order.
//!
//! There is no logon: a halt takes one round trip. Requests are sealed under the key that a running gateway leaves in its
//! `run` folder, readable by its owner alone; each carries a number drawn at random that is taken once, and lives two
//! seconds by the machine's monotonic clock.

use super::frame::{Frame, FrameFault, Header, Kind, MOST_AGE_MS, MOST_PAYLOAD, MacKey, put_frame};
use super::octets::{canonical, canonical_choice};
use plimsoll_types::{HaltMode, Nanos};
use plimsoll_wire::journal::Canonical;
use std::collections::{HashSet, VecDeque};

/// Numbers of requests that are remembered: those of far more than two seconds.
const REMEMBERED: usize = 65_536;

/// A signature of a person over a statement; what the statement says is the supervision's own encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Who.
    pub person: String,
    /// What they signed.
    pub statement: Vec<u8>,
    /// Ed25519, 64 bytes.
    pub signature: Vec<u8>,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ControlRequest {
    /// How the gateway stands.
    Status,
    /// Halt at once. Needs nobody's signature: stopping is always allowed; who asks is recorded.
    Halt {
        /// `firm`, `desk:equities`...
        scope: String,
        /// What it does.
        mode: HaltMode,
        /// Why.
        reason: String,
        /// Who, as they say.
        by: String,
    },
    /// Lift the halt of this number.
    Arm {
        /// Which.
        number: u64,
        /// Why.
        reason: String,
        /// The two people, each over the same statement.
        signatures: Vec<Signed>,
    },
    /// The halts file was changed by another process: read it again.
    ReadHalts,
    /// The limits were changed and approved: read them again.
    ReadLimits,
    /// The people were changed: read them again.
    ReadPeople,
    /// Positions, balances, limits and the rest of the state, a page of it.
    State {
        /// The last key of the page before; empty for the first.
        after: String,
    },
    /// The watchdog lives; answers as status does, in short.
    Beat {
        /// Which watchdog.
        by: String,
    },
    /// Rehearse the kill switch, with orders of the gateway's own at the simulated venue.
    Drill {
        /// Resting orders to begin with.
        orders: u32,
        /// Who asks.
        by: String,
    },
}

/// A halt that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HaltLine {
    /// Names it.
    pub number: u64,
    /// As people write it.
    pub scope: String,
    /// What it does.
    pub mode: HaltMode,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// When, UTC.
    pub ts_ns: Nanos,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLine {
    /// Its number.
    pub session: u32,
    /// Whose.
    pub principal: String,
    /// Whether it is connected.
    pub connected: bool,
    /// Whether its person's window gives signs of life.
    pub operator_alive: bool,
    /// Commands taken since the gateway started.
    pub commands: u64,
    /// Frames refused since the gateway started: forged, replayed, late.
    pub refused: u64,
}

/// One value of the state; docs/reference/state-keys.md lists keys and fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateLine {
    /// Its key, without a prefix.
    pub key: String,
    /// Names and texts of its fields.
    pub fields: Vec<StateField>,
}

/// A field of the state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateField {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// How the gateway stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GatewayStatus {
    /// `SIM` or `LIVE`.
    pub profile: String,
    /// Of the process.
    pub pid: u32,
    /// When it started, UTC.
    pub started_ns: Nanos,
    /// Halts that hold.
    pub halts: Vec<HaltLine>,
    /// Version of the limits.
    pub limits_version: u64,
    /// Why nothing is traded; empty where there is no such reason.
    pub blocked: String,
    /// Sessions.
    pub sessions: Vec<SessionLine>,
    /// Working orders.
    pub working: u64,
    /// Cancels that a halt sent and that no venue has confirmed.
    pub unconfirmed: u64,
    /// Whether the venue can be reached.
    pub venue_connected: bool,
    /// Reports since the log began.
    pub reports: u64,
    /// Records in the audit log.
    pub audit_records: u64,
    /// Market events since the start.
    pub market_events: u64,
    /// Age of the newest market event.
    pub market_age_ms: u64,
    /// Why the state cannot be mirrored to Redis now; empty where it can, or where none is configured.
    pub mirror: String,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ControlReply {
    /// Done.
    Done {
        /// Number of the halt, or version of the limits, that it is about; zero for none.
        number: u64,
        /// From the arrival of the request to the closed gate.
        took_ns: u64,
        /// In words.
        words: String,
    },
    /// Not done.
    Refused {
        /// Why, and what to do.
        words: String,
    },
    /// How the gateway stands.
    Status {
        /// All of it.
        status: GatewayStatus,
    },
    /// A page of the state, `meta` first.
    State {
        /// In order of key.
        lines: Vec<StateLine>,
        /// Whether it was the last one.
        is_last: bool,
    },
    /// What a drill measured.
    Drilled {
        /// From the switch to the last order that left; zero where none left after it.
        last_order_us: u64,
        /// From the switch to the last cancel confirmed.
        all_cancelled_us: u64,
        /// From the switch to flat.
        flat_ms: u64,
    },
}

canonical! {
    Signed { person, statement, signature }
    HaltLine { number, scope, mode, reason, by, ts_ns }
    SessionLine { session, principal, connected, operator_alive, commands, refused }
    GatewayStatus {
        profile, pid, started_ns, halts, limits_version, blocked, sessions, working, unconfirmed, venue_connected,
        reports, audit_records, market_events, market_age_ms, mirror,
    }
    StateLine { key, fields }
    StateField { name, text }
}

canonical_choice!(ControlRequest {
    1 Status,
    2 Halt { scope, mode, reason, by },
    3 Arm { number, reason, signatures },
    4 ReadHalts,
    5 ReadLimits,
    6 ReadPeople,
    7 Beat { by },
    8 Drill { orders, by },
    9 State { after },
});

canonical_choice!(ControlReply {
    1 Done { number, took_ns, words },
    2 Refused { words },
    3 Status { status },
    4 Drilled { last_order_us, all_cancelled_us, flat_ms },
    5 State { lines, is_last },
});

/// Whoever carries requests out: the control thread hands them over one by one.
pub trait Supervisor: Send {
    /// Carries one out. A halt must have closed the gate and be on the disk when this returns.
    fn handle(&mut self, now_ns: Nanos, request: ControlRequest) -> ControlReply;

    /// Called ten times a second, between requests.
    fn tick(&mut self, _now_ns: Nanos) {}
}

fn seal(kind: Kind, number: u64, mono_ns: i64, payload: &[u8], key: &MacKey) -> Vec<u8> {
    let header = Header { kind, session: 0, seq: number, ack: 0, sent_ns: mono_ns, lives_ms: MOST_AGE_MS };
    let mut bytes = Vec::new();
    let payload = if payload.len() > MOST_PAYLOAD { &[] } else { payload }; // the reader calls it malformed
    put_frame(&mut bytes, &header, payload, Some(key));
    bytes
}

/// A sealed request; `number` is drawn at random, `mono_ns` is the machine's monotonic clock.
#[must_use]
pub fn seal_request(request: &ControlRequest, number: u64, mono_ns: i64, key: &MacKey) -> Vec<u8> {
    seal(Kind::ControlRequest, number, mono_ns, &request.to_bytes(), key)
}

/// The reply to the request of `number`.
///
/// # Errors
/// [`FrameFault`] where it is none.
pub fn open_reply(bytes: &[u8], number: u64, key: &MacKey) -> Result<ControlReply, FrameFault> {
    let frame = Frame::read(bytes)?;
    if !frame.is_sealed_by(key) {
        return Err(FrameFault::Mac);
    }
    if frame.header.kind != Kind::ControlReply || frame.header.seq != number {
        return Err(FrameFault::OutOfPlace);
    }
    ControlReply::from_bytes(frame.payload).ok_or(FrameFault::Payload)
}

/// The gateway's end: takes each sealed request once.
#[derive(Debug)]
pub struct ControlDoor {
    key: MacKey,
    seen: HashSet<u64>,
    order: VecDeque<u64>,
}

impl ControlDoor {
    /// Under this key.
    #[must_use]
    pub fn new(key: MacKey) -> Self {
        Self { key, seen: HashSet::new(), order: VecDeque::new() }
    }

    /// Opens a request; its number is for the reply.
    ///
    /// # Errors
    /// [`FrameFault`]: forged, replayed, late or malformed.
    pub fn open(&mut self, bytes: &[u8], mono_ns: i64) -> Result<(u64, ControlRequest), FrameFault> {
        let frame = Frame::read(bytes)?;
        if !frame.is_sealed_by(&self.key) {
            return Err(FrameFault::Mac);
        }
        if frame.header.kind != Kind::ControlRequest {
            return Err(FrameFault::OutOfPlace);
        }
        let age_ns = mono_ns.saturating_sub(frame.header.sent_ns);
        if age_ns > i64::from(MOST_AGE_MS) * 1_000_000 {
            return Err(FrameFault::Expired);
        }
        if age_ns < 0 {
            return Err(FrameFault::Early);
        }
        let number = frame.header.seq;
        if !self.seen.insert(number) {
            return Err(FrameFault::Replayed);
        }
        self.order.push_back(number);
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.seen.remove(&oldest);
        }
        let request = ControlRequest::from_bytes(frame.payload).ok_or(FrameFault::Payload)?;
        Ok((number, request))
    }

    /// Seals the reply to the request of `number`.
    #[must_use]
    pub fn seal_reply(&self, reply: &ControlReply, number: u64, mono_ns: i64) -> Vec<u8> {
        let bytes = reply.to_bytes();
        if bytes.len() <= MOST_PAYLOAD {
            return seal(Kind::ControlReply, number, mono_ns, &bytes, &self.key);
        }
        let words = "the answer is longer than a frame; ask for less".to_owned();
        seal(Kind::ControlReply, number, mono_ns, &ControlReply::Refused { words }.to_bytes(), &self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [5; 32];

    fn halt() -> ControlRequest {
        ControlRequest::Halt {
            scope: "firm".into(),
            mode: HaltMode::CancelAll,
            reason: "test".into(),
            by: "kim".into(),
        }
    }

    #[test]
    fn test_a_request_is_taken_once_and_its_reply_read() {
        let key = MacKey::new(&KEY);
        let mut door = ControlDoor::new(key.clone());
        let bytes = seal_request(&halt(), 77, 1_000, &key);
        assert_eq!(door.open(&bytes, 2_000), Ok((77, halt())));
        for _ in 0..1_000 {
            assert_eq!(door.open(&bytes, 2_000), Err(FrameFault::Replayed));
        }
        let reply = ControlReply::Done { number: 3, took_ns: 900, words: "halted".into() };
        let answer = door.seal_reply(&reply, 77, 3_000);
        assert_eq!(open_reply(&answer, 77, &key), Ok(reply));
        assert_eq!(open_reply(&answer, 78, &key), Err(FrameFault::OutOfPlace));
    }

    #[test]
    fn test_forged_and_late_requests_are_refused() {
        let key = MacKey::new(&KEY);
        let mut door = ControlDoor::new(key.clone());
        let forged = seal_request(&halt(), 1, 0, &MacKey::new(&[6; 32]));
        assert_eq!(door.open(&forged, 0), Err(FrameFault::Mac));
        let late = seal_request(&halt(), 2, 0, &key);
        assert_eq!(door.open(&late, 2_000_000_001), Err(FrameFault::Expired));
        assert_eq!(door.open(&late, -1), Err(FrameFault::Early));
        assert_eq!(door.open(&late, 2_000_000_000), Ok((2, halt())));
    }

    #[test]
    fn test_every_request_and_reply_reads_back() {
        let signed = Signed { person: "ann".into(), statement: vec![1], signature: vec![2; 64] };
        let requests = [
            ControlRequest::Status,
            halt(),
            ControlRequest::Arm { number: 1, reason: "over".into(), signatures: vec![signed.clone(), signed] },
            ControlRequest::ReadHalts,
            ControlRequest::ReadLimits,
            ControlRequest::ReadPeople,
            ControlRequest::Beat { by: "watchdog".into() },
            ControlRequest::Drill { orders: 100, by: "kim".into() },
        ];
        for request in requests {
            assert_eq!(ControlRequest::from_bytes(&request.to_bytes()), Some(request));
        }
        let status = GatewayStatus { profile: "SIM".into(), pid: 7, ..GatewayStatus::default() };
        let reply = ControlReply::Status { status };
        assert_eq!(ControlReply::from_bytes(&reply.to_bytes()), Some(reply));
    }
}
