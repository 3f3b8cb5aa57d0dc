//! Canonical bytes of an operator's state: equal states give equal bytes on every machine.

/// Where operators write their state, in a fixed order, little endian.
#[derive(Debug, Clone, Default)]
pub struct StateSink {
    hasher: blake3::Hasher,
}

impl StateSink {
    /// One 64-bit integer.
    pub fn put_i64(&mut self, value: i64) {
        self.hasher.update(&value.to_le_bytes());
    }

    /// One 128-bit integer.
    pub fn put_i128(&mut self, value: i128) {
        self.hasher.update(&value.to_le_bytes());
    }

    /// A count or index.
    pub fn put_len(&mut self, value: usize) {
        self.hasher.update(&(value as u64).to_le_bytes());
    }

    /// A number; see [`canonical_bits`].
    pub fn put_f64(&mut self, value: f64) {
        self.hasher.update(&canonical_bits(value).to_le_bytes());
    }

    /// A yes or no.
    pub fn put_bool(&mut self, value: bool) {
        self.hasher.update(&[u8::from(value)]);
    }

    /// Text with its length, so that no two lists of texts read alike.
    pub fn put_text(&mut self, text: &str) {
        self.put_len(text.len());
        self.hasher.update(text.as_bytes());
    }

    /// Bytes of known length.
    pub fn put_bytes(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
    }

    /// BLAKE3 of everything put so far.
    #[must_use]
    pub fn finish(&self) -> [u8; 32] {
        *self.hasher.finalize().as_bytes()
    }
}

/// The bits of `value` with one NaN and one zero: values that compare alike hash alike.
#[must_use]
pub fn canonical_bits(value: f64) -> u64 {
    if value.is_nan() {
        0x7ff8_0000_0000_0000
    } else if value == 0.0 {
        0
    } else {
        value.to_bits()
    }
}

/// Lower-case hexadecimal text.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_all_nans_and_both_zeros_hash_alike() {
        assert_eq!(canonical_bits(f64::NAN), canonical_bits(-f64::NAN));
        assert_eq!(canonical_bits(0.0), canonical_bits(-0.0));
        assert_ne!(canonical_bits(1.0), canonical_bits(-1.0));
    }
}
