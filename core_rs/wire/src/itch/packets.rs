//! SoupBinTCP and MoldUDP64 packets as bytes.

use zerocopy::byteorder::big_endian::{U16, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// What stands before the messages of one MoldUDP64 packet (MoldUDP64 1.00).
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub struct MoldHeader {
    /// Names the session; a new one restarts the sequence.
    pub session: [u8; 10],
    /// Sequence number of the packet's first message; of the next message in heartbeats.
    pub sequence: U64,
    /// Messages in the packet: 0 is a heartbeat, [`Self::END_OF_SESSION`] the end.
    pub count: U16,
}

impl MoldHeader {
    /// Message count of the packets that end a session.
    pub const END_OF_SESSION: u16 = u16::MAX;
    /// Bytes of the header.
    pub const LEN: usize = size_of::<Self>();

    /// Messages that follow the header.
    #[must_use]
    pub fn messages(&self) -> u16 {
        match self.count.get() {
            Self::END_OF_SESSION => 0,
            count => count,
        }
    }

    /// Whether the session is printable, as the specification wants it.
    #[must_use]
    pub fn session_is_text(&self) -> bool {
        self.session.iter().all(|byte| matches!(byte, b' '..=b'~'))
    }
}

/// SoupBinTCP packet types (SoupBinTCP 3.00), those of the server and, for recordings of both directions, the client's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SoupKind {
    /// `S`: one message, counted.
    Sequenced,
    /// `A`: session name and the next sequence number.
    LoginAccepted,
    /// `H` and the client's `R`.
    Heartbeat,
    /// `Z`.
    EndOfSession,
    /// `+` debug, `U` unsequenced, `J` rejected, the client's `L` and `O`: nothing for the book.
    Other,
}

impl SoupKind {
    pub(super) const fn of(byte: u8) -> Option<Self> {
        match byte {
            b'S' => Some(Self::Sequenced),
            b'A' => Some(Self::LoginAccepted),
            b'H' | b'R' => Some(Self::Heartbeat),
            b'Z' => Some(Self::EndOfSession),
            b'+' | b'U' | b'J' | b'L' | b'O' => Some(Self::Other),
            _ => None,
        }
    }

    /// Whether a control packet of this kind may have that packet length (the type byte included).
    pub(super) const fn length_fits(self, length: usize) -> bool {
        match self {
            Self::Sequenced | Self::Other => length >= 1,
            Self::LoginAccepted => length == 31,
            Self::Heartbeat | Self::EndOfSession => length == 1,
        }
    }
}

/// Counts the messages of a packet stream: drops what was seen before, finds what is missing.
#[derive(Debug, Clone)]
pub(super) struct Sequence {
    session: Option<[u8; 10]>,
    /// Number of the next message in the stream.
    next: u64,
    /// The lowest number not yet delivered.
    due: u64,
}

/// What a packet header says about the messages before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Continuity {
    /// Nothing is missing.
    Whole,
    /// Messages `due..received` are missing.
    Gap { due: u64, received: u64 },
    /// Another session begins, at number `received`.
    NewSession { received: u64 },
}

impl Default for Sequence {
    fn default() -> Self {
        Self { session: None, next: 1, due: 1 }
    }
}

impl Sequence {
    /// A header announces `sequence` as the number of the next message.
    pub(super) fn announce(&mut self, session: [u8; 10], sequence: u64) -> Continuity {
        let changed = self.session.replace(session).is_some_and(|before| before != session);
        let due = if changed { 1 } else { self.due };
        self.next = sequence;
        self.due = if changed { sequence } else { due.max(sequence) };
        match (changed, sequence > due) {
            (true, _) => Continuity::NewSession { received: sequence },
            (false, true) => Continuity::Gap { due, received: sequence },
            (false, false) => Continuity::Whole,
        }
    }

    /// Counts the next message; `false` when it was delivered before.
    pub(super) fn admit(&mut self) -> bool {
        let number = self.next;
        self.next = number.saturating_add(1);
        let fresh = number >= self.due;
        self.due = self.due.max(self.next);
        fresh
    }
}

/// Numbers messages and opens packets for [`Writer`](super::encode::Writer).
#[derive(Debug, Clone)]
pub(super) struct PacketWriter {
    session: [u8; 10],
    next_sequence: u64,
    open: Option<OpenPacket>,
}

#[derive(Debug, Clone, Copy)]
struct OpenPacket {
    at: usize,
    count: u16,
}

impl Default for PacketWriter {
    fn default() -> Self {
        Self { session: *b"PLIMSOLL  ", next_sequence: 1, open: None }
    }
}

impl PacketWriter {
    /// A MoldUDP64 packet stays below an Ethernet frame.
    const MOLD_PACKET_MAX: usize = 1_400;

    /// Writes a SoupBinTCP packet header; `payload` bytes must follow.
    pub(super) fn soup_header(&mut self, bytes: &mut Vec<u8>, kind: u8, payload: usize) {
        let length = u16::try_from(payload + 1).unwrap_or(u16::MAX);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.push(kind);
    }

    /// Writes a message block's length, opening a packet where there is none with room left.
    pub(super) fn mold_block(&mut self, bytes: &mut Vec<u8>, message: usize) {
        let room = |p: &OpenPacket| bytes.len() - p.at + 2 + message <= Self::MOLD_PACKET_MAX;
        let mut packet = match self.open.filter(room) {
            Some(packet) => packet,
            None => {
                let at = bytes.len();
                self.mold_header(bytes, 0);
                OpenPacket { at, count: 0 }
            }
        };
        packet.count += 1;
        let count_at = packet.at + MoldHeader::LEN - 2;
        if let Some(field) = bytes.get_mut(count_at..count_at + 2) {
            field.copy_from_slice(&packet.count.to_be_bytes());
        }
        bytes.extend_from_slice(&u16::try_from(message).unwrap_or(u16::MAX).to_be_bytes());
        self.next_sequence += 1;
        self.open = Some(packet);
    }

    /// Writes a packet header alone and closes the packet before it.
    pub(super) fn mold_header(&mut self, bytes: &mut Vec<u8>, count: u16) {
        self.close();
        let header = MoldHeader { session: self.session, sequence: self.next_sequence.into(), count: count.into() };
        bytes.extend_from_slice(header.as_bytes());
    }

    /// The next message block starts a packet.
    pub(super) fn close(&mut self) {
        self.open = None;
    }
}
