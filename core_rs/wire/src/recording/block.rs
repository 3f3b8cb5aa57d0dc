//! The header in front of every block.

use plimsoll_types::{Nanos, UNKNOWN_TIME};

/// Bytes of a header.
pub const HEADER_BYTES: usize = 64;

/// Begins every header. The first byte is no text and no UTF-8.
pub const MAGIC: [u8; 4] = [0x89, b'P', b'L', b'B'];

/// Largest payload believed in: a block holds some ten thousand events.
pub const LARGEST_PAYLOAD: u32 = 64 << 20;

/// Version of the layout.
const VERSION: u8 = 1;

/// Flag: an instrument known before is defined anew. Its definition holds from this block on, not for the events before.
pub const REDEFINES: u16 = 1;

/// What a block holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// What the segment belongs to; its first block.
    Opening,
    /// Definitions and events.
    Data,
    /// The segment's index; its last block.
    Index,
}

impl BlockKind {
    const fn code(self) -> u8 {
        match self {
            Self::Opening => b'S',
            Self::Data => b'D',
            Self::Index => b'I',
        }
    }

    const fn from_code(code: u8) -> Option<Self> {
        match code {
            b'S' => Some(Self::Opening),
            b'D' => Some(Self::Data),
            b'I' => Some(Self::Index),
            _ => None,
        }
    }
}

/// A block's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockHeader {
    /// What the payload is.
    pub kind: BlockKind,
    /// See [`REDEFINES`].
    pub flags: u16,
    /// Bytes of the payload.
    pub length: u32,
    /// CRC-32 of the payload.
    pub crc: u32,
    /// Venue time of the first event; [`UNKNOWN_TIME`](plimsoll_types::UNKNOWN_TIME) without one.
    pub first_ns: Nanos,
    /// Venue time of the last event.
    pub last_ns: Nanos,
    /// Units of the session before this block, those included that were received and lost.
    pub units_before: u64,
    /// Units in it.
    pub units: u32,
    /// Damaged units passed over while it was recorded.
    pub damaged: u32,
    /// Events in it.
    pub events: u32,
    /// Gap events among them.
    pub gaps: u32,
    /// Number within the segment; of an opening, the segment's within the session.
    pub number: u32,
}

impl BlockHeader {
    /// Writes the header of a block without events over the room left for it in front of its payload.
    pub(super) fn seal(block: &mut [u8], kind: BlockKind, units_before: u64, number: u32) {
        let (front, payload) = block.split_at_mut(HEADER_BYTES);
        let header = Self {
            kind,
            flags: 0,
            length: u32::try_from(payload.len()).unwrap_or(0),
            crc: crc32fast::hash(payload),
            first_ns: UNKNOWN_TIME,
            last_ns: UNKNOWN_TIME,
            units_before,
            units: 0,
            damaged: 0,
            events: 0,
            gaps: 0,
            number,
        };
        front.copy_from_slice(&header.to_bytes());
    }

    /// Bytes of the whole block.
    #[must_use]
    pub const fn block_bytes(&self) -> usize {
        HEADER_BYTES + self.length as usize
    }

    /// Units of the session up to the end of this block.
    #[must_use]
    pub const fn units_behind(&self) -> u64 {
        self.units_before.saturating_add(self.units as u64)
    }

    /// As bytes, under their checksum.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        bytes[0..4].copy_from_slice(&MAGIC);
        bytes[4] = self.kind.code();
        bytes[5] = VERSION;
        bytes[6..8].copy_from_slice(&self.flags.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.length.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.crc.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.first_ns.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.last_ns.to_le_bytes());
        bytes[32..40].copy_from_slice(&self.units_before.to_le_bytes());
        for (place, value) in [(40, self.units), (44, self.damaged), (48, self.events), (52, self.gaps)] {
            bytes[place..place + 4].copy_from_slice(&value.to_le_bytes());
        }
        bytes[56..60].copy_from_slice(&self.number.to_le_bytes());
        let crc = crc32fast::hash(&bytes[..60]);
        bytes[60..64].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// The header at the front of `bytes`; `None` where there is none whose checksum is right.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; HEADER_BYTES] = bytes.first_chunk()?;
        let long = |place: usize| bytes[place..].first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
        let short = |place: usize| bytes[place..].first_chunk().map_or(0, |four| u32::from_le_bytes(*four));
        if bytes[..4] != MAGIC || short(60) != crc32fast::hash(&bytes[..60]) || bytes[5] != VERSION {
            return None;
        }
        let length = short(8);
        (length <= LARGEST_PAYLOAD).then_some(())?;
        Some(Self {
            kind: BlockKind::from_code(bytes[4])?,
            flags: u16::from_le_bytes([bytes[6], bytes[7]]),
            length,
            crc: short(12),
            first_ns: long(16).cast_signed(),
            last_ns: long(24).cast_signed(),
            units_before: long(32),
            units: short(40),
            damaged: short(44),
            events: short(48),
            gaps: short(52),
            number: short(56),
        })
    }

    /// Whether `payload` is what was written.
    #[must_use]
    pub fn fits(&self, payload: &[u8]) -> bool {
        payload.len() == self.length as usize && crc32fast::hash(payload) == self.crc
    }
}

/// Where the next sound header stands in `bytes`, from `from` on.
#[must_use]
pub fn next_header(bytes: &[u8], from: usize) -> Option<usize> {
    let mut places = memchr::memmem::find_iter(bytes.get(from..)?, &MAGIC);
    places.find(|place| BlockHeader::parse(&bytes[from + place..]).is_some()).map(|place| from + place)
}
