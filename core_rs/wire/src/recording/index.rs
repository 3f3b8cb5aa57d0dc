//! The last block of a segment that was closed in order: where its blocks are. Derivable from the blocks themselves.

use super::block::{BlockHeader, BlockKind, HEADER_BYTES};
use super::varint::{Reader, put, put_signed};
use plimsoll_types::Nanos;

/// The end of an index block: its own length and these eight bytes, so that it is found from the end of the file.
const TRAILER: [u8; 8] = *b"PLSEGEND";

/// Bytes of the trailer.
pub const TRAILER_BYTES: usize = 12;

/// One data block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexEntry {
    /// Byte offset in the segment.
    pub offset: u64,
    /// Venue times of its first and last event.
    pub first_ns: Nanos,
    /// See `first_ns`.
    pub last_ns: Nanos,
    /// As in the block's header.
    pub units_before: u64,
    /// As in the block's header.
    pub units: u32,
    /// As in the block's header.
    pub damaged: u32,
    /// As in the block's header.
    pub events: u32,
    /// As in the block's header.
    pub gaps: u32,
}

impl IndexEntry {
    /// Of a block at `offset`.
    #[must_use]
    pub const fn of(header: &BlockHeader, offset: u64) -> Self {
        let BlockHeader { first_ns, last_ns, units_before, units, damaged, events, gaps, .. } = *header;
        Self { offset, first_ns, last_ns, units_before, units, damaged, events, gaps }
    }
}

/// The data blocks of a segment, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SegmentIndex {
    /// In order.
    pub entries: Vec<IndexEntry>,
}

impl SegmentIndex {
    /// As the whole block, its trailer included.
    #[must_use]
    pub fn to_block(&self, number: u32, units_before: u64) -> Vec<u8> {
        let mut block = vec![0; HEADER_BYTES];
        put(&mut block, self.entries.len() as u64);
        let mut last = ZERO;
        for entry in &self.entries {
            put(&mut block, entry.offset.wrapping_sub(last.offset));
            put_signed(&mut block, entry.first_ns.wrapping_sub(last.last_ns));
            put_signed(&mut block, entry.last_ns.wrapping_sub(entry.first_ns));
            put(&mut block, entry.units_before.wrapping_sub(last.units_before));
            for count in [entry.units, entry.damaged, entry.events, entry.gaps] {
                put(&mut block, u64::from(count));
            }
            last = *entry;
        }
        let whole = u32::try_from(block.len() + TRAILER_BYTES).unwrap_or(0);
        block.extend_from_slice(&whole.to_le_bytes());
        block.extend_from_slice(&TRAILER);
        BlockHeader::seal(&mut block, BlockKind::Index, units_before, number);
        block
    }

    /// Bytes of the index block that ends with `trailer`; `None` where that is no trailer.
    #[must_use]
    pub fn length_of(trailer: &[u8; TRAILER_BYTES]) -> Option<usize> {
        let (length, name) = trailer.split_first_chunk()?;
        (*name == TRAILER).then_some(u32::from_le_bytes(*length) as usize)
    }

    /// From a whole index block; `None` where it is damaged.
    #[must_use]
    pub fn parse(block: &[u8]) -> Option<Self> {
        let header = BlockHeader::parse(block).filter(|header| header.kind == BlockKind::Index)?;
        let payload = block.get(HEADER_BYTES..header.block_bytes()).filter(|payload| header.fits(payload))?;
        let mut reader = Reader::new(payload);
        let count = usize::try_from(reader.unsigned()?).ok().filter(|count| *count <= payload.len())?;
        let mut entries = Vec::with_capacity(count);
        let mut last = ZERO;
        for _ in 0..count {
            last = entry_behind(&last, &mut reader)?;
            entries.push(last);
        }
        Some(Self { entries })
    }
}

const ZERO: IndexEntry =
    IndexEntry { offset: 0, first_ns: 0, last_ns: 0, units_before: 0, units: 0, damaged: 0, events: 0, gaps: 0 };

fn entry_behind(last: &IndexEntry, reader: &mut Reader<'_>) -> Option<IndexEntry> {
    let offset = last.offset.wrapping_add(reader.unsigned()?);
    let first_ns = last.last_ns.wrapping_add(reader.signed()?);
    Some(IndexEntry {
        offset,
        first_ns,
        last_ns: first_ns.wrapping_add(reader.signed()?),
        units_before: last.units_before.wrapping_add(reader.unsigned()?),
        units: reader.small()?,
        damaged: reader.small()?,
        events: reader.small()?,
        gaps: reader.small()?,
    })
}
