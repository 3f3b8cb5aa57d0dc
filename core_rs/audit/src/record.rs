//! The bytes of a record.
//!
//! ```text
//! offset  0  u32  bytes of the payload          all integers little-endian
//!         4  u16  version, 1
//!         6  u16  kind
//!         8  u64  seq: 0, 1, 2...
//!        16  i64  ts_utc_ns
//!        24  i64  ts_mono_ns
//!        32       payload
//!     32+len      SHA-256(0x00 ‖ the hash before ‖ the 32 bytes of the header ‖ payload)
//! ```

use crate::bytes::Bytes;
use sha2::{Digest, Sha256};

/// A SHA-256.
pub type Hash = [u8; HASH_BYTES];

/// Bytes of a hash.
pub const HASH_BYTES: usize = 32;

/// Bytes of a record's header.
pub const HEADER_BYTES: usize = 32;

/// No payload is larger.
pub const LARGEST_PAYLOAD: usize = 16 << 20;

/// Kinds from here on are the log's own; those below are the caller's.
pub const FIRST_OWN_KIND: u16 = 1000;

/// Version of the layout.
pub const VERSION: u16 = 1;

/// What the first record follows.
pub const BEFORE_THE_FIRST: Hash = [0; HASH_BYTES];

/// One record as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    /// Its place in the log, from 0; also its leaf in the Merkle tree.
    pub seq: u64,
    /// UTC.
    pub ts_utc_ns: i64,
    /// The writer's monotonic clock.
    pub ts_mono_ns: i64,
    /// What the payload is; from [`FIRST_OWN_KIND`] on the log's own.
    pub kind: u16,
    /// What was recorded.
    pub payload: &'a [u8],
}

impl Record<'_> {
    /// Whether the log wrote it about itself: checkpoints, segments, openings, keys.
    #[must_use]
    pub const fn is_own(&self) -> bool {
        self.kind >= FIRST_OWN_KIND
    }

    /// Bytes that it takes on the disk.
    #[must_use]
    pub const fn stored_bytes(&self) -> usize {
        HEADER_BYTES + self.payload.len() + HASH_BYTES
    }

    /// Appends header and payload to `out` and then the hash that links it to `before`, which is returned.
    /// The payload must not be longer than [`LARGEST_PAYLOAD`].
    pub(crate) fn put(&self, before: &Hash, out: &mut Vec<u8>) -> Hash {
        let start = out.len();
        out.reserve(self.stored_bytes());
        out.extend_from_slice(&self.header());
        out.extend_from_slice(self.payload);
        let hash = link(before, &out[start..]);
        out.extend_from_slice(&hash);
        hash
    }

    fn header(&self) -> [u8; HEADER_BYTES] {
        let mut header = [0; HEADER_BYTES];
        let length = u32::try_from(self.payload.len()).unwrap_or(u32::MAX);
        header[0..4].copy_from_slice(&length.to_le_bytes());
        header[4..6].copy_from_slice(&VERSION.to_le_bytes());
        header[6..8].copy_from_slice(&self.kind.to_le_bytes());
        header[8..16].copy_from_slice(&self.seq.to_le_bytes());
        header[16..24].copy_from_slice(&self.ts_utc_ns.to_le_bytes());
        header[24..32].copy_from_slice(&self.ts_mono_ns.to_le_bytes());
        header
    }
}

/// SHA-256(0x00 ‖ before ‖ header and payload): the chain's link, and by RFC 6962 the leaf's hash.
#[inline]
pub fn link(before: &Hash, header_and_payload: &[u8]) -> Hash {
    let mut front = [0; 1 + HASH_BYTES];
    front[1..].copy_from_slice(before);
    let mut hasher = Sha256::new();
    hasher.update(front);
    hasher.update(header_and_payload);
    hasher.finalize().into()
}

/// A header as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    pub length: usize,
    pub version: u16,
    pub kind: u16,
    pub seq: u64,
    pub ts_utc_ns: i64,
    pub ts_mono_ns: i64,
}

impl Header {
    /// From the first [`HEADER_BYTES`] of `bytes`; `None` where they are fewer.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes);
        Some(Self {
            length: usize::try_from(bytes.u32()?).ok()?,
            version: bytes.u16()?,
            kind: bytes.u16()?,
            seq: bytes.u64()?,
            ts_utc_ns: bytes.i64()?,
            ts_mono_ns: bytes.i64()?,
        })
    }

    /// The record of this header.
    pub const fn record(self, payload: &[u8]) -> Record<'_> {
        let Self { kind, seq, ts_utc_ns, ts_mono_ns, .. } = self;
        Record { seq, ts_utc_ns, ts_mono_ns, kind, payload }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn test_a_record_reads_back_and_every_bit_counts(
            seq: u64, ts_utc_ns: i64, ts_mono_ns: i64, kind: u16, before: Hash,
            payload in proptest::collection::vec(any::<u8>(), 0..200), flip in any::<prop::sample::Index>(),
        ) {
            let record = Record { seq, ts_utc_ns, ts_mono_ns, kind, payload: &payload };
            let mut out = Vec::new();
            let hash = record.put(&before, &mut out);
            prop_assert_eq!(out.len(), record.stored_bytes());
            let header = Header::read(&out).unwrap();
            prop_assert_eq!((header.version, header.length), (VERSION, payload.len()));
            prop_assert_eq!(header.record(&out[HEADER_BYTES..out.len() - HASH_BYTES]), record);
            let body = out.len() - HASH_BYTES;
            prop_assert_eq!(link(&before, &out[..body]), hash);
            let bit = flip.index(body * 8);
            out[bit / 8] ^= 1 << (bit % 8);
            prop_assert_ne!(link(&before, &out[..body]), hash);
        }
    }
}
