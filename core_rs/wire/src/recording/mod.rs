//! The terminal's own recordings: normalised events in checksummed blocks. Bytes only; `session` writes and reads files.
//!
//! A segment is a run of blocks. Each has a [header](BlockHeader) of 64 bytes and a payload, both under checksums: one that opens the
//! segment, data blocks, and an index at the end of a segment that was closed in order. A data block decodes without any
//! other. Blocks number the units before them, so whatever is missing between two of them is told as a gap.
//! `docs/reference/formats.md` has the format byte by byte.

mod block;
mod decoder;
mod encode;
mod events;
mod index;
mod opening;
mod payload;
mod varint;

pub use block::{BlockHeader, BlockKind, HEADER_BYTES, LARGEST_PAYLOAD, MAGIC, next_header};
pub use decoder::RecordingDecoder;
pub use encode::BlockEncoder;
pub use index::{IndexEntry, SegmentIndex, TRAILER_BYTES};
pub use opening::{SegmentOpening, segment_name};
