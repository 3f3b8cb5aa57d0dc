//! The frame: one message between a client and the gateway, as docs/concepts/gateway.md lays it out byte by byte.
//!
//! A frame is `header ‖ payload ‖ MAC`. The MAC covers all before it under a key that only the two ends of one session and
//! one direction have, so a frame is worth nothing anywhere else.

use hmac::{Hmac, KeyInit, Mac};
use plimsoll_wire::bytes::Bytes;
use sha2::Sha256;
use thiserror::Error;

/// First two bytes of a frame.
pub const MAGIC: [u8; 2] = *b"PG";

/// The only version spoken.
pub const VERSION: u8 = 1;

/// Bytes before the payload.
pub const HEADER: usize = 40;

/// Bytes of the MAC.
pub const MAC: usize = 16;

/// No frame is longer.
pub const MOST_FRAME: usize = 64 * 1024;

/// No payload is longer.
pub const MOST_PAYLOAD: usize = MOST_FRAME - HEADER - MAC;

/// No command may be older on arrival, whatever its sender allowed.
pub const MOST_AGE_MS: u16 = 2_000;

macro_rules! kinds {
    ($($name:ident = $code:literal, $what:literal;)*) => {
        /// What a frame carries.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Kind {
            $(#[doc = $what] $name = $code,)*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The kind of this number.
            #[must_use]
            pub const fn from_code(code: u8) -> Option<Self> {
                match code {
                    $($code => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    Hello = 1, "Client: who it is, and what it saw last.";
    Challenge = 2, "Gateway: prove it.";
    Proof = 3, "Client: the proof.";
    Welcome = 4, "Gateway: the session, and where it stands. The first sealed frame.";
    Refusal = 5, "Gateway: no session, and why.";
    Command = 16, "Client: an order command.";
    Query = 17, "Client: what became of this command?";
    SnapshotRequest = 18, "Client: all that is open.";
    Heartbeat = 19, "Both: alive, and how far the other was heard.";
    Logout = 20, "Client: a planned end.";
    Click = 21, "Client: a person clicked, and what they saw; audited.";
    Report = 32, "Gateway: one ExecutionReport under its number.";
    CommandRefused = 33, "Gateway: a command that did not reach the order path.";
    Snapshot = 34, "Gateway: a part of what is open.";
    SessionEnd = 35, "Gateway: the session is over, and why.";
    ControlRequest = 48, "Client: halt, arm, status, limits, people.";
    ControlReply = 49, "Gateway: what became of it.";
}

/// Bytes that are no frame, or none of this session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum FrameFault {
    /// Fewer bytes than a frame has.
    #[error("the frame is cut short")]
    Short,
    /// More bytes than a frame may have.
    #[error("the frame is longer than 64 KiB")]
    Long,
    /// Other first bytes.
    #[error("not a frame of this protocol")]
    Magic,
    /// A later or earlier version.
    #[error("a frame of version {0}; this end speaks version 1")]
    Version(u8),
    /// A kind that is not known.
    #[error("a frame of unknown kind {0}")]
    Kind(u8),
    /// The length in the header is not that of the payload.
    #[error("the frame's length is not what its header says")]
    Length,
    /// Reserved bytes that are not zero.
    #[error("the frame's reserved bytes are not zero")]
    Reserved,
    /// The payload is no encoding of its kind.
    #[error("the payload of the frame cannot be read")]
    Payload,
    /// A kind that this end never gets, or not now.
    #[error("a frame of a kind that has no place here")]
    OutOfPlace,
    /// The MAC is wrong: a forgery, or another session's frame.
    #[error("the frame's authentication code is wrong")]
    Mac,
    /// Another session's number under the right MAC.
    #[error("the frame names another session")]
    Session,
    /// A sequence number that was seen.
    #[error("the frame was sent before")]
    Replayed,
    /// A sequence number that is not the next.
    #[error("frames are missing before this one")]
    Gap,
    /// It came later than its sender allowed.
    #[error("the frame came too late")]
    Expired,
    /// It comes from the future: the sender's clock is not the session's.
    #[error("the frame was sent in the future")]
    Early,
    /// It acknowledges what was never sent.
    #[error("the frame acknowledges what was never sent")]
    Ack,
}

/// What every frame says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// What it carries.
    pub kind: Kind,
    /// The session's number; zero before there is one.
    pub session: u32,
    /// Counts the frames of one direction of one connection from 1; zero before the session.
    pub seq: u64,
    /// The highest sequence number that the sender has received.
    pub ack: u64,
    /// When it was sent, by the session's clock: the gateway's monotonic nanoseconds.
    pub sent_ns: i64,
    /// For how long it may be acted on; zero for ever.
    pub lives_ms: u16,
}

/// A key that authenticates one direction of one session.
#[derive(Clone)]
pub struct MacKey(Hmac<Sha256>);

impl std::fmt::Debug for MacKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MacKey(..)") // never in a log
    }
}

impl MacKey {
    /// From its bytes.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        let mut block = [0; 64]; // HMAC fills shorter keys up with zeros
        block[..32].copy_from_slice(key);
        Self(<Hmac<Sha256> as KeyInit>::new(&block.into()))
    }

    /// The code of `bytes`.
    #[must_use]
    pub fn of(&self, bytes: &[u8]) -> [u8; MAC] {
        let mut mac = self.0.clone();
        mac.update(bytes);
        let full = mac.finalize().into_bytes();
        let mut code = [0; MAC];
        code.copy_from_slice(&full[..MAC]);
        code
    }

    /// Whether `code` is that of `bytes`, in a time that tells nothing of where they differ.
    #[must_use]
    pub fn verifies(&self, bytes: &[u8], code: &[u8]) -> bool {
        let mut mac = self.0.clone();
        mac.update(bytes);
        code.len() == MAC && mac.verify_truncated_left(code).is_ok()
    }
}

/// Appends a frame; without a key the MAC is zeros, as before the session.
pub fn put_frame(out: &mut Vec<u8>, header: &Header, payload: &[u8], key: Option<&MacKey>) {
    debug_assert!(payload.len() <= MOST_PAYLOAD, "a payload of {} bytes", payload.len());
    let start = out.len();
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(&[VERSION, header.kind as u8]);
    out.extend_from_slice(&header.session.to_le_bytes());
    out.extend_from_slice(&header.seq.to_le_bytes());
    out.extend_from_slice(&header.ack.to_le_bytes());
    out.extend_from_slice(&header.sent_ns.to_le_bytes());
    out.extend_from_slice(&header.lives_ms.to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    out.extend_from_slice(&u32::try_from(payload.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(payload);
    let code = key.map_or([0; MAC], |key| key.of(&out[start..]));
    out.extend_from_slice(&code);
}

/// A frame as it lies in the bytes that arrived. Its MAC is not looked at yet.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// What it says of itself.
    pub header: Header,
    /// What it carries.
    pub payload: &'a [u8],
    covered: &'a [u8],
    code: &'a [u8],
}

impl<'a> Frame<'a> {
    /// Finds a frame in `bytes`, all of them.
    ///
    /// # Errors
    /// [`FrameFault`] of form.
    pub fn read(bytes: &'a [u8]) -> Result<Self, FrameFault> {
        if bytes.len() > MOST_FRAME {
            return Err(FrameFault::Long);
        }
        let (covered, code) = bytes.len().checked_sub(MAC).map(|at| bytes.split_at(at)).ok_or(FrameFault::Short)?;
        let mut fields = Bytes::new(covered);
        if fields.take(2).ok_or(FrameFault::Short)? != MAGIC {
            return Err(FrameFault::Magic);
        }
        match fields.u8().ok_or(FrameFault::Short)? {
            VERSION => {}
            version => return Err(FrameFault::Version(version)),
        }
        let code_of_kind = fields.u8().ok_or(FrameFault::Short)?;
        let kind = Kind::from_code(code_of_kind).ok_or(FrameFault::Kind(code_of_kind))?;
        let (header, length) = rest_of_header(kind, &mut fields).ok_or(FrameFault::Short)??;
        let payload = &covered[HEADER..];
        if usize::try_from(length) != Ok(payload.len()) {
            return Err(FrameFault::Length);
        }
        Ok(Self { header, payload, covered, code })
    }

    /// Whether it was sealed under `key`.
    #[must_use]
    pub fn is_sealed_by(&self, key: &MacKey) -> bool {
        key.verifies(self.covered, self.code)
    }
}

fn rest_of_header(kind: Kind, fields: &mut Bytes<'_>) -> Option<Result<(Header, u32), FrameFault>> {
    let header = Header {
        kind,
        session: fields.u32_le()?,
        seq: fields.u64_le()?,
        ack: fields.u64_le()?,
        sent_ns: fields.i64_le()?,
        lives_ms: fields.u16_le()?,
    };
    let reserved = fields.u16_le()?;
    let length = fields.u32_le()?;
    Some(if reserved == 0 { Ok((header, length)) } else { Err(FrameFault::Reserved) })
}
