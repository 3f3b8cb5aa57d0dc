//! Signed statements of what the log holds.
//!
//! ```text
//! offset  0  u16  version, 1
//!         2  u16  1 for the last of a clean close, else 0
//!         4  16   log id
//!        20  u64  number: 0, 1, 2...
//!        28  u64  size: records before it, which is its own seq
//!        36  32   root of the Merkle tree of those records
//!        68  32   head: hash of the last of them
//!       100  i64  ts_utc_ns
//!       108   8   key id
//!       116  64   Ed25519 over "plimsoll audit checkpoint 1\n" ‖ the 116 bytes before
//! ```

use crate::LogId;
use crate::bytes::Bytes;
use crate::key::{KeyId, PublicKey, SIGNATURE_BYTES, Signer, is_signed};
use crate::record::{Hash, VERSION};

/// Bytes of a checkpoint, in its record and in the anchor.
pub const ANCHOR_ENTRY_BYTES: usize = BODY_BYTES + SIGNATURE_BYTES;

/// A checkpoint's bytes.
pub type CheckpointBytes = [u8; ANCHOR_ENTRY_BYTES];

const BODY_BYTES: usize = 116;
const DOMAIN: &[u8] = b"plimsoll audit checkpoint 1\n";

/// What the log holds so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whether the log was closed with it.
    pub is_closing: bool,
    /// Of which log.
    pub log_id: LogId,
    /// From 0.
    pub number: u64,
    /// Records before it.
    pub size: u64,
    /// Root of their Merkle tree.
    pub root: Hash,
    /// Hash of the last of them.
    pub head: Hash,
    /// When, UTC.
    pub ts_utc_ns: i64,
    /// Who signs.
    pub key_id: KeyId,
}

impl Checkpoint {
    fn body(&self) -> [u8; BODY_BYTES] {
        let mut body = [0; BODY_BYTES];
        body[0..2].copy_from_slice(&VERSION.to_le_bytes());
        body[2..4].copy_from_slice(&u16::from(self.is_closing).to_le_bytes());
        body[4..20].copy_from_slice(&self.log_id);
        body[20..28].copy_from_slice(&self.number.to_le_bytes());
        body[28..36].copy_from_slice(&self.size.to_le_bytes());
        body[36..68].copy_from_slice(&self.root);
        body[68..100].copy_from_slice(&self.head);
        body[100..108].copy_from_slice(&self.ts_utc_ns.to_le_bytes());
        body[108..116].copy_from_slice(&self.key_id);
        body
    }

    /// Its bytes under the signature of `signer`.
    pub(crate) fn signed(&self, signer: &dyn Signer) -> CheckpointBytes {
        let body = self.body();
        let mut bytes = [0; ANCHOR_ENTRY_BYTES];
        bytes[..BODY_BYTES].copy_from_slice(&body);
        bytes[BODY_BYTES..].copy_from_slice(&signer.sign(&[DOMAIN, &body].concat()));
        bytes
    }

    /// Reads a checkpoint and whether it is signed by `public`; `None` where the bytes are no checkpoint.
    #[must_use]
    pub fn read(bytes: &[u8], public: &PublicKey) -> Option<(Self, bool)> {
        let bytes: &CheckpointBytes = bytes.try_into().ok()?;
        let mut fields = Bytes(bytes);
        if fields.u16()? != VERSION {
            return None;
        }
        let checkpoint = Self {
            is_closing: match fields.u16()? {
                0 => false,
                1 => true,
                _ => return None,
            },
            log_id: fields.array()?,
            number: fields.u64()?,
            size: fields.u64()?,
            root: fields.array()?,
            head: fields.array()?,
            ts_utc_ns: fields.i64()?,
            key_id: fields.array()?,
        };
        let signature = fields.array()?;
        Some((checkpoint, is_signed(public, &[DOMAIN, &bytes[..BODY_BYTES]].concat(), &signature)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ed25519Signer;
    use crate::key::key_id;

    #[test]
    fn test_a_checkpoint_reads_back_and_no_bit_can_be_changed() {
        let signer = Ed25519Signer::from_seed(&[3; 32]);
        let public = signer.public_key();
        let checkpoint = Checkpoint {
            is_closing: true,
            log_id: [9; 16],
            number: 2,
            size: 77,
            root: [1; 32],
            head: [2; 32],
            ts_utc_ns: -5,
            key_id: key_id(&public),
        };
        let bytes = checkpoint.signed(&signer);
        assert_eq!(Checkpoint::read(&bytes, &public), Some((checkpoint, true)));
        for bit in 0..bytes.len() * 8 {
            let mut other = bytes;
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(!Checkpoint::read(&other, &public).is_some_and(|(_, is_signed)| is_signed), "bit {bit}");
        }
        assert_eq!(Checkpoint::read(&bytes[1..], &public), None);
    }
}
