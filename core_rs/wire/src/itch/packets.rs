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
