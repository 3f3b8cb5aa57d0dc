//! IEX-TP: segments of numbered messages.

use crate::bytes::Bytes;
use crate::lines::Refusal;
use plimsoll_types::Nanos;

/// DEEP 1.0.
pub const DEEP_1_0: u16 = 0x8004;

/// A segment header and its messages.
#[derive(Debug, Clone, Copy)]
pub struct Segment<'a> {
    /// Which feed.
    pub protocol: u16,
    /// Stream of bytes and sequenced messages.
    pub channel: u32,
    /// One run of the channel.
    pub session: u32,
    /// Messages in it; zero in a heartbeat.
    pub count: u16,
    /// Byte offset of the payload in the stream.
    pub stream_offset: i64,
    /// Number of the first message.
    pub first_sequence: u64,
    /// When it was sent.
    pub ts_sent_ns: Nanos,
    payload: &'a [u8],
}

impl<'a> Segment<'a> {
    /// Reads a UDP payload; `None` where it is no IEX-TP segment of version 1.
    #[must_use]
    pub fn parse(datagram: &'a [u8]) -> Option<Self> {
        let mut bytes = Bytes::new(datagram);
        let (version, _reserved) = (bytes.u8()?, bytes.u8()?);
        if version != 1 {
            return None;
        }
        let (protocol, channel, session) = (bytes.u16_le()?, bytes.u32_le()?, bytes.u32_le()?);
        let (length, count) = (bytes.u16_le()?, bytes.u16_le()?);
        let (stream_offset, first_sequence, ts_sent_ns) = (bytes.i64_le()?, bytes.u64_le()?, bytes.i64_le()?);
        let payload = bytes.take(usize::from(length))?;
        Some(Self { protocol, channel, session, count, stream_offset, first_sequence, ts_sent_ns, payload })
    }

    /// Its messages, in order, each refused where the payload ends before it.
    pub fn messages(&self) -> impl Iterator<Item = Result<&'a [u8], Refusal>> {
        let mut bytes = Bytes::new(self.payload);
        (0..self.count).map(move |number| {
            let message = bytes.u16_le().and_then(|length| bytes.take(usize::from(length)));
            message
                .filter(|message| !message.is_empty())
                .ok_or_else(|| Refusal::new("message length", format!("the segment ends within message {number}")))
        })
    }
}

/// What a segment means for the order of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Continuity {
    /// It is the next; this many of its messages are known already.
    Next {
        /// Messages to pass over.
        known: u64,
    },
    /// Everything in it is known.
    Old,
    /// Messages are missing before it.
    Gap {
        /// The number that should have come.
        expected: u64,
    },
    /// The venue began anew.
    Restart,
}

/// Where a channel stands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stream {
    session: u32,
    next_sequence: u64,
    ts_sent_ns: Nanos,
}

impl Stream {
    /// Before its first segment.
    #[must_use]
    pub const fn new(session: u32) -> Self {
        Self { session, next_sequence: 1, ts_sent_ns: Nanos::MIN }
    }

    /// Judges a segment without taking it.
    #[must_use]
    pub fn judge(&self, segment: &Segment<'_>) -> Continuity {
        let first = segment.first_sequence;
        let is_new_session = segment.session != self.session;
        let begins_anew =
            first == 1 && segment.stream_offset == 0 && self.next_sequence > 1 && segment.ts_sent_ns > self.ts_sent_ns;
        if is_new_session || begins_anew {
            return Continuity::Restart;
        }
        let end = first.saturating_add(u64::from(segment.count));
        match self.next_sequence {
            expected if first > expected => Continuity::Gap { expected },
            expected if end <= expected && segment.count > 0 => Continuity::Old,
            expected => Continuity::Next { known: expected - first },
        }
    }

    /// Takes a segment.
    pub fn take(&mut self, segment: &Segment<'_>) {
        *self = Self {
            session: segment.session,
            next_sequence: segment.first_sequence.saturating_add(u64::from(segment.count)),
            ts_sent_ns: segment.ts_sent_ns,
        };
    }
}
