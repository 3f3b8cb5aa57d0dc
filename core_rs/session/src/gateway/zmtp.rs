//! ZeroMQ's wire protocol, ZMTP 3.0 with mechanism NULL, without sockets: bytes in, messages out.
//!
//! Our own, and not a library's, for three reasons (docs/decisions/0022): a frame may claim any length and no byte is reserved
//! for what was only claimed; a peer that is slow cannot make the writer wait; and the thread that owns the orders can
//! read and write its sockets itself. libzmq is the counterparty of the tests.

use thiserror::Error;

/// Bytes of a greeting.
pub const GREETING: usize = 64;

/// No command of a handshake is longer.
const MOST_COMMAND: usize = 1_024;

const MORE: u8 = 1;
const LONG: u8 = 2;
const COMMAND: u8 = 4;

/// What a socket is; a peer says it in its `READY`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // ZeroMQ's names
pub enum SocketType {
    Dealer,
    Router,
    Pub,
    Sub,
}

impl SocketType {
    /// As `READY` spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dealer => "DEALER",
            Self::Router => "ROUTER",
            Self::Pub => "PUB",
            Self::Sub => "SUB",
        }
    }

    fn takes(self, peer: &[u8]) -> bool {
        match self {
            Self::Dealer => matches!(peer, b"ROUTER" | b"DEALER" | b"REP"),
            Self::Router => matches!(peer, b"DEALER" | b"ROUTER"),
            Self::Pub => matches!(peer, b"SUB" | b"XSUB"),
            Self::Sub => matches!(peer, b"PUB" | b"XPUB"),
        }
    }
}

/// Why a connection is no ZeroMQ connection of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ZmtpFault {
    /// Not ZeroMQ at all, or older than 3.0.
    #[error("the greeting is not that of ZMTP 3")]
    Greeting,
    /// Another security mechanism than NULL.
    #[error("the peer wants a security mechanism that is not spoken here")]
    Mechanism,
    /// A handshake that is none.
    #[error("the handshake is malformed, or the peer refused")]
    Handshake,
    /// A socket that does not go with ours.
    #[error("a socket of another type")]
    SocketType,
    /// Bits that mean nothing.
    #[error("a frame with reserved flags")]
    Flags,
    /// More than one frame a message.
    #[error("a message of several parts")]
    Parts,
    /// Longer than is taken.
    #[error("a message of {0} bytes; at most {1} are taken")]
    TooLong(u64, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Greeting,
    Ready,
    Open,
}

/// One end of a connection.
#[derive(Debug)]
pub struct Zmtp {
    of: SocketType,
    most: usize,
    phase: Phase,
    buffer: Vec<u8>,
    start: usize,
}

impl Zmtp {
    /// An end that takes messages of at most `most` bytes.
    #[must_use]
    pub const fn new(of: SocketType, most: usize) -> Self {
        Self { of, most, phase: Phase::Greeting, buffer: Vec::new(), start: 0 }
    }

    /// What is sent first.
    #[must_use]
    pub fn greeting() -> [u8; GREETING] {
        let mut bytes = [0; GREETING];
        bytes[0] = 0xFF;
        bytes[8] = 1;
        bytes[9] = 0x7F;
        bytes[10] = 3;
        bytes[12..16].copy_from_slice(b"NULL");
        bytes
    }

    /// Whether both ends have introduced themselves.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.phase == Phase::Open
    }

    /// Bytes that arrived and were not yet taken as messages.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.buffer.len() - self.start
    }

    /// Bytes as they arrived.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next message, where a whole one is there. What the handshake answers is appended to `reply`.
    ///
    /// # Errors
    /// [`ZmtpFault`]; the connection is of no use any more.
    pub fn next(&mut self, reply: &mut Vec<u8>) -> Result<Option<&[u8]>, ZmtpFault> {
        if self.phase == Phase::Greeting && !self.take_greeting(reply)? {
            return Ok(None);
        }
        while let Some((flags, body)) = self.frame()? {
            if self.phase == Phase::Ready {
                ready(self.of, flags, &self.buffer[body])?;
                self.phase = Phase::Open;
            } else if flags & COMMAND == 0 {
                return Ok(Some(&self.buffer[body]));
            }
        }
        Ok(None)
    }

    fn take_greeting(&mut self, reply: &mut Vec<u8>) -> Result<bool, ZmtpFault> {
        let seen = &self.buffer[self.start..];
        let wrong_first = seen.first().is_some_and(|&byte| byte != 0xFF);
        let wrong_ninth = seen.get(9).is_some_and(|&byte| byte != 0x7F);
        let old = seen.get(10).is_some_and(|&major| major < 3);
        if wrong_first || wrong_ninth || old {
            return Err(ZmtpFault::Greeting);
        }
        let Some(greeting) = seen.get(..GREETING) else { return Ok(false) };
        if greeting[12..32] != Self::greeting()[12..32] {
            return Err(ZmtpFault::Mechanism);
        }
        self.start += GREETING;
        self.phase = Phase::Ready;
        put_ready(self.of, reply);
        Ok(true)
    }

    /// Flags and place of the next whole frame.
    fn frame(&mut self) -> Result<Option<(u8, std::ops::Range<usize>)>, ZmtpFault> {
        let seen = &self.buffer[self.start..];
        let Some((&flags, rest)) = seen.split_first() else { return Ok(None) };
        if flags & !(MORE | LONG | COMMAND) != 0 || (flags & COMMAND != 0 && flags & MORE != 0) {
            return Err(ZmtpFault::Flags);
        }
        if flags & MORE != 0 {
            return Err(ZmtpFault::Parts);
        }
        let (length, header) = if flags & LONG != 0 {
            let Some(length) = rest.first_chunk() else { return Ok(None) };
            (u64::from_be_bytes(*length), 9)
        } else {
            let Some(&length) = rest.first() else { return Ok(None) };
            (u64::from(length), 2)
        };
        let handshake = self.phase == Phase::Ready;
        if handshake && flags & COMMAND == 0 {
            return Err(ZmtpFault::Handshake);
        }
        let most = if flags & COMMAND != 0 { MOST_COMMAND } else { self.most };
        let length = usize::try_from(length).ok().filter(|&length| length <= most);
        let length = length.ok_or(ZmtpFault::TooLong(claimed(flags, rest), most))?;
        if seen.len() < header + length {
            return Ok(None);
        }
        let body = self.start + header..self.start + header + length;
        self.start = body.end;
        Ok(Some((flags, body)))
    }
}

fn claimed(flags: u8, rest: &[u8]) -> u64 {
    match rest.first_chunk() {
        Some(length) if flags & LONG != 0 => u64::from_be_bytes(*length),
        _ => rest.first().copied().map_or(0, u64::from),
    }
}

/// Appends one message of one part.
pub fn put_message(out: &mut Vec<u8>, body: &[u8]) {
    put_frame(out, 0, body);
}

fn put_frame(out: &mut Vec<u8>, flags: u8, body: &[u8]) {
    if let Ok(length) = u8::try_from(body.len()) {
        out.extend_from_slice(&[flags, length]);
    } else {
        out.push(flags | LONG);
        out.extend_from_slice(&(body.len() as u64).to_be_bytes());
    }
    out.extend_from_slice(body);
}

fn put_ready(of: SocketType, out: &mut Vec<u8>) {
    let mut body = b"\x05READY".to_vec();
    put_property(&mut body, "Socket-Type", of.name().as_bytes());
    if matches!(of, SocketType::Dealer | SocketType::Router) {
        put_property(&mut body, "Identity", b"");
    }
    put_frame(out, COMMAND, &body);
}

fn put_property(body: &mut Vec<u8>, name: &str, value: &[u8]) {
    body.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
    body.extend_from_slice(name.as_bytes());
    body.extend_from_slice(&u32::try_from(value.len()).unwrap_or(u32::MAX).to_be_bytes());
    body.extend_from_slice(value);
}

fn ready(of: SocketType, flags: u8, body: &[u8]) -> Result<(), ZmtpFault> {
    let mut rest = body.strip_prefix(b"\x05READY").filter(|_| flags & COMMAND != 0).ok_or(ZmtpFault::Handshake)?;
    let mut socket_type: &[u8] = b"";
    while let Some((&length, after)) = rest.split_first() {
        let (name, after) = after.split_at_checked(usize::from(length)).ok_or(ZmtpFault::Handshake)?;
        let (length, after) = after.split_first_chunk().ok_or(ZmtpFault::Handshake)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| ZmtpFault::Handshake)?;
        let (value, after) = after.split_at_checked(length).ok_or(ZmtpFault::Handshake)?;
        if name.eq_ignore_ascii_case(b"Socket-Type") {
            socket_type = value;
        }
        rest = after;
    }
    if of.takes(socket_type) { Ok(()) } else { Err(ZmtpFault::SocketType) }
}
