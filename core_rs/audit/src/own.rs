//! Records that the log writes about itself.

use crate::bytes::Bytes;
use crate::key::{PublicKey, SIGNATURE_BYTES, Signer, is_signed};
use crate::record::Hash;
use sha2::{Digest, Sha256};

/// What tells one log from another: 16 bytes drawn by whoever begins it.
pub type LogId = [u8; 16];

/// First record of every segment: which log, which segment, whose key.
pub const SEGMENT: u16 = 1000;
/// A [`Checkpoint`](crate::Checkpoint).
pub const CHECKPOINT: u16 = 1001;
/// The log was opened again.
pub const OPENED: u16 = 1002;
/// Another key signs from here on.
pub const KEY: u16 = 1003;

/// The name of one of the log's own kinds; `None` for any other.
#[must_use]
pub const fn own_kind_name(kind: u16) -> Option<&'static str> {
    match kind {
        SEGMENT => Some("segment"),
        CHECKPOINT => Some("checkpoint"),
        OPENED => Some("opened"),
        KEY => Some("key"),
        _ => None,
    }
}

const MARK: &[u8; 16] = b"PLIMSOLL AUDIT 1";
const KEY_DOMAIN: &[u8] = b"plimsoll audit key 1\n";

/// The first record of a segment: 16 bytes of mark, log id, segment (u64), public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentStart {
    pub log_id: LogId,
    pub segment: u64,
    pub public_key: PublicKey,
}

impl SegmentStart {
    pub fn to_payload(self) -> Vec<u8> {
        [&MARK[..], &self.log_id, &self.segment.to_le_bytes(), &self.public_key].concat()
    }

    pub fn read(payload: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(payload);
        if bytes.array()? != *MARK {
            return None;
        }
        let start = Self { log_id: bytes.array()?, segment: bytes.u64()?, public_key: bytes.array()? };
        bytes.rest().is_empty().then_some(start)
    }
}

/// What was found when the log was opened again: u8 closed, u32 anchor entries made good, u64 bytes cut, their SHA-256, and
/// the first of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Whether it had been closed in order.
    pub was_closed: bool,
    /// Checkpoints that were in the log and not yet in every anchor.
    pub anchors_added: u32,
    /// Bytes of a torn tail that were cut off.
    pub cut_bytes: u64,
    /// Their SHA-256.
    pub cut_sha256: Hash,
    /// The first of them, for whoever wants to know what was lost.
    pub cut_kept: Vec<u8>,
}

/// No more of a torn tail is kept.
pub const MOST_CUT_KEPT: usize = 64 << 10;

impl Opened {
    pub(crate) fn of(was_closed: bool, anchors_added: u32, cut: &[u8]) -> Self {
        Self {
            was_closed,
            anchors_added,
            cut_bytes: cut.len() as u64,
            cut_sha256: Sha256::digest(cut).into(),
            cut_kept: cut[..cut.len().min(MOST_CUT_KEPT)].to_vec(),
        }
    }

    pub(crate) fn to_payload(&self) -> Vec<u8> {
        let numbers = (self.anchors_added.to_le_bytes(), self.cut_bytes.to_le_bytes());
        [&[u8::from(self.was_closed)][..], &numbers.0, &numbers.1, &self.cut_sha256, &self.cut_kept].concat()
    }

    /// From a record's payload; `None` where it is none.
    #[must_use]
    pub fn read(payload: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(payload);
        let was_closed = match bytes.u8()? {
            0 => false,
            1 => true,
            _ => return None,
        };
        let (anchors_added, cut_bytes, cut_sha256) = (bytes.u32()?, bytes.u64()?, bytes.array()?);
        let cut_kept = bytes.rest().to_vec();
        Some(Self { was_closed, anchors_added, cut_bytes, cut_sha256, cut_kept })
    }
}

/// The next key, under the signatures of the one before and of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyChange {
    pub public_key: PublicKey,
    by_old: [u8; SIGNATURE_BYTES],
    by_new: [u8; SIGNATURE_BYTES],
}

impl KeyChange {
    fn message(log_id: &LogId, seq: u64, old: &PublicKey, new: &PublicKey) -> Vec<u8> {
        [KEY_DOMAIN, log_id, &seq.to_le_bytes(), old, new].concat()
    }

    pub fn signed(log_id: &LogId, seq: u64, old: &dyn Signer, new: &dyn Signer) -> Self {
        let public_key = new.public_key();
        let message = Self::message(log_id, seq, &old.public_key(), &public_key);
        Self { public_key, by_old: old.sign(&message), by_new: new.sign(&message) }
    }

    pub fn to_payload(self) -> Vec<u8> {
        [&self.public_key[..], &self.by_old, &self.by_new].concat()
    }

    /// The next key, where both have signed.
    pub fn read(payload: &[u8], log_id: &LogId, seq: u64, old: &PublicKey) -> Option<Self> {
        let mut bytes = Bytes(payload);
        let change = Self { public_key: bytes.array()?, by_old: bytes.array()?, by_new: bytes.array()? };
        let message = Self::message(log_id, seq, old, &change.public_key);
        let is_sound = bytes.rest().is_empty()
            && is_signed(old, &message, &change.by_old)
            && is_signed(&change.public_key, &message, &change.by_new);
        is_sound.then_some(change)
    }
}
