//! What a client says and hears over one connection, without sockets and clocks.

use crate::gateway::frame::{Frame, FrameFault, Header, Kind, put_frame};
use crate::gateway::link::Link;
use crate::gateway::logon::{
    Challenge, Hello, Nonce, Refusal, Secret, SessionKeys, Standing, Welcome, prove, session_keys,
};
use crate::gateway::message::{CommandRefused, NumberedReport, SessionEnd, Snapshot, SnapshotPart, SnapshotParts};
use plimsoll_wire::journal::Canonical;

/// What the gateway told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// There is a session.
    Welcomed(Welcome),
    /// There is none.
    Refused(Refusal),
    /// A report.
    Report(NumberedReport),
    /// A command did not reach the order path.
    CommandRefused(CommandRefused),
    /// What is open.
    Snapshot(Box<Snapshot>),
    /// The session is over.
    Ended(SessionEnd),
    /// The gateway lives.
    Alive,
}

#[derive(Debug)]
enum Stage {
    Introduced,
    Proving(Box<SessionKeys>),
    Attached(Box<Link>),
    Over,
}

/// One connection.
#[derive(Debug)]
pub struct Dialogue {
    secret: Secret,
    hello: Hello,
    standing: Standing,
    stage: Stage,
    /// The session's clock less this machine's.
    offset_ns: i64,
    parts: SnapshotParts,
}

impl Dialogue {
    /// Begins; the frame is to be sent first.
    #[must_use]
    pub fn begin(profile: &str, principal: &str, secret: Secret, nonce: Nonce, standing: Standing) -> (Self, Vec<u8>) {
        let hello = Hello { profile: profile.to_owned(), principal: principal.to_owned(), nonce };
        let mut bytes = Vec::new();
        put_bare(Kind::Hello, &hello.to_bytes(), &mut bytes);
        let stage = Stage::Introduced;
        (Self { secret, hello, standing, stage, offset_ns: 0, parts: SnapshotParts::default() }, bytes)
    }

    /// Whether commands can be sent.
    #[must_use]
    pub const fn is_attached(&self) -> bool {
        matches!(self.stage, Stage::Attached(_))
    }

    /// One message of the gateway; what is to be answered at once is appended to `reply`.
    ///
    /// # Errors
    /// [`FrameFault`]; a fatal one ends the connection.
    pub fn heard(&mut self, bytes: &[u8], mono_ns: i64, reply: &mut Vec<u8>) -> Result<Option<Told>, FrameFault> {
        if let Stage::Attached(link) = &mut self.stage {
            let frame = link.open(bytes, mono_ns + self.offset_ns)?;
            let told = told_of(frame.header.kind, frame.payload, &mut self.parts)?;
            if matches!(told, Some(Told::Ended(_))) {
                self.stage = Stage::Over;
            }
            return Ok(told);
        }
        let frame = Frame::read(bytes)?;
        match (frame.header.kind, std::mem::replace(&mut self.stage, Stage::Over)) {
            (Kind::Challenge, Stage::Introduced) => {
                let challenge = Challenge::from_bytes(frame.payload).ok_or(FrameFault::Payload)?;
                let proof = prove(&self.secret, &self.hello, &challenge, self.standing);
                put_bare(Kind::Proof, &proof.to_bytes(), reply);
                self.stage = Stage::Proving(Box::new(session_keys(&self.secret, &self.hello, &challenge)));
                Ok(None)
            }
            (Kind::Welcome, Stage::Proving(keys)) => self.welcome(bytes, &frame, *keys, mono_ns).map(Some),
            (Kind::Refusal, _) => {
                let refusal = Refusal::from_bytes(frame.payload).ok_or(FrameFault::Payload)?;
                Ok(Some(Told::Refused(refusal)))
            }
            _ => Err(FrameFault::OutOfPlace),
        }
    }

    fn welcome(
        &mut self,
        bytes: &[u8],
        frame: &Frame<'_>,
        keys: SessionKeys,
        mono_ns: i64,
    ) -> Result<Told, FrameFault> {
        let mut link = Link::new(frame.header.session, keys.to_gateway, keys.to_client);
        link.open(bytes, 0)?;
        let welcome = Welcome::from_bytes(frame.payload).ok_or(FrameFault::Payload)?;
        self.offset_ns = welcome.session_ns - mono_ns;
        self.stage = Stage::Attached(Box::new(link));
        Ok(Told::Welcomed(welcome))
    }

    /// Appends a sealed frame; false where there is no session.
    pub fn say(&mut self, kind: Kind, lives_ms: u16, payload: &[u8], mono_ns: i64, out: &mut Vec<u8>) -> bool {
        let Stage::Attached(link) = &mut self.stage else { return false };
        link.seal(kind, lives_ms, mono_ns + self.offset_ns, payload, out);
        true
    }

    /// Frames of the gateway that were received.
    #[must_use]
    pub const fn received(&self) -> u64 {
        match &self.stage {
            Stage::Attached(link) => link.received(),
            _ => 0,
        }
    }
}

fn put_bare(kind: Kind, payload: &[u8], out: &mut Vec<u8>) {
    put_frame(out, &Header { kind, session: 0, seq: 0, ack: 0, sent_ns: 0, lives_ms: 0 }, payload, None);
}

fn told_of(kind: Kind, payload: &[u8], parts: &mut SnapshotParts) -> Result<Option<Told>, FrameFault> {
    let told = match kind {
        Kind::Report => NumberedReport::from_bytes(payload).map(Told::Report),
        Kind::CommandRefused => CommandRefused::from_bytes(payload).map(Told::CommandRefused),
        Kind::SessionEnd => SessionEnd::from_bytes(payload).map(Told::Ended),
        Kind::Heartbeat => Some(Told::Alive),
        Kind::Snapshot => {
            let part = SnapshotPart::from_bytes(payload).ok_or(FrameFault::Payload)?;
            return Ok(parts.add(&part)?.map(|snapshot| Told::Snapshot(Box::new(snapshot))));
        }
        _ => return Err(FrameFault::OutOfPlace),
    };
    told.map(Some).ok_or(FrameFault::Payload)
}
