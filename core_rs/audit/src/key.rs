//! Keys that sign checkpoints.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// An Ed25519 public key.
pub type PublicKey = [u8; 32];

/// The first eight bytes of SHA-256 of a public key.
pub type KeyId = [u8; 8];

/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;

/// Whoever holds the key. The key may be elsewhere: in another process, in a token.
pub trait Signer: Send {
    /// Its public half.
    fn public_key(&self) -> PublicKey;

    /// The Ed25519 signature over `message`.
    fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_BYTES];
}

/// A key in memory, wiped when dropped.
#[derive(Debug)]
pub struct Ed25519Signer(SigningKey);

impl Ed25519Signer {
    /// The key of a 32-byte secret seed (RFC 8032). Whoever makes the seed must draw it from the system's randomness.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }
}

impl Signer for Ed25519Signer {
    fn public_key(&self) -> PublicKey {
        self.0.verifying_key().to_bytes()
    }

    fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_BYTES] {
        self.0.sign(message).to_bytes()
    }
}

/// The id of a public key.
#[must_use]
pub fn key_id(public: &PublicKey) -> KeyId {
    let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = Sha256::digest(public).into();
    [a, b, c, d, e, f, g, h]
}

/// Whether `signature` is that of `public` over `message`. Weak keys and malleable signatures are refused.
pub fn is_signed(public: &PublicKey, message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
    VerifyingKey::from_bytes(public)
        .is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What the key file holds: 64 hexadecimal digits and a line end.
#[must_use]
pub fn public_key_text(public: &PublicKey) -> String {
    format!("{}\n", hex(public))
}

/// The key of such a text; `None` where it is anything else.
#[must_use]
pub fn public_key_from_text(text: &[u8]) -> Option<PublicKey> {
    let digits = text.strip_suffix(b"\n").unwrap_or(text);
    if digits.len() != 64 || !digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let mut key = [0; 32];
    for (byte, pair) in key.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_only_the_key_itself_signs() {
        let (one, other) = (Ed25519Signer::from_seed(&[1; 32]), Ed25519Signer::from_seed(&[2; 32]));
        let mut signature = one.sign(b"message");
        assert!(is_signed(&one.public_key(), b"message", &signature));
        assert!(!is_signed(&other.public_key(), b"message", &signature));
        assert!(!is_signed(&one.public_key(), b"massage", &signature));
        signature[3] ^= 1;
        assert!(!is_signed(&one.public_key(), b"message", &signature));
        assert!(!is_signed(&[0; 32], b"message", &[0; 64]), "a key of small order signs nothing");
    }

    #[test]
    fn test_a_key_file_reads_back_and_nothing_else_does() {
        let public = Ed25519Signer::from_seed(&[7; 32]).public_key();
        let text = public_key_text(&public);
        assert_eq!(public_key_from_text(text.as_bytes()), Some(public));
        assert_eq!(public_key_from_text(text.to_uppercase().as_bytes()), None);
        assert_eq!(public_key_from_text(&text.as_bytes()[1..]), None);
        assert_ne!(key_id(&public), key_id(&[7; 32]));
    }
}
