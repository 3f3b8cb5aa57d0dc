//! A hash of small integers: one widening multiplication. Keys come from authenticated sessions and venues.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map from small integers.
pub(crate) type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<FastHasher>>;

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FastHasher(u64);

impl Hasher for FastHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    #[inline]
    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    #[inline]
    fn write_u64(&mut self, value: u64) {
        let wide = u128::from(self.0 ^ value ^ 0x9E37_79B9_7F4A_7C15) * 0xD6E8_FEB8_6659_FD93;
        #[allow(clippy::cast_possible_truncation)] // both halves are folded
        let folded = wide as u64 ^ (wide >> 64) as u64;
        self.0 = folded;
    }
}
