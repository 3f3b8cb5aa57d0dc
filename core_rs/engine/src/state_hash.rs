//! A digest of books and features.

use std::fmt;

/// BLAKE3 of the canonical state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StateHash([u8; 32]);

impl StateHash {
    /// The hash of everything that `describe` absorbs.
    pub fn of(describe: impl FnOnce(&mut dyn FnMut(&[u8]))) -> Self {
        let mut hasher = blake3::Hasher::new();
        describe(&mut |bytes| {
            hasher.update(bytes);
        });
        Self(*hasher.finalize().as_bytes())
    }

    /// All of its 256 bits.
    #[must_use]
    pub const fn bytes(self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Display for StateHash {
    /// 32 hexadecimal digits: the first 128 bits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(16).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
