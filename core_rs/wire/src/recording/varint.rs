//! Integers in as few bytes as they need: seven bits a byte, least first, the high bit says that more follow.

/// Longest varint of 64 bits.
const LONGEST: usize = 10;

/// Appends `value`.
#[inline]
pub fn put(out: &mut Vec<u8>, mut value: u64) {
    let mut bytes = [0_u8; LONGEST];
    let mut length = 0;
    while value >= 0x80 {
        bytes[length] = low_byte(value) | 0x80;
        value >>= 7;
        length += 1;
    }
    bytes[length] = low_byte(value);
    out.extend_from_slice(&bytes[..=length]);
}

/// Appends `value`, small in either direction.
#[inline]
pub fn put_signed(out: &mut Vec<u8>, value: i64) {
    put(out, zigzag(value));
}

/// Appends text behind its length.
pub fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// 0, -1, 1, -2, 2 … as 0, 1, 2, 3, 4 …
#[inline]
pub const fn zigzag(value: i64) -> u64 {
    (value.cast_unsigned() << 1) ^ (value >> 63).cast_unsigned()
}

/// The inverse of [`zigzag`].
#[inline]
pub const fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -((value & 1).cast_signed())
}

const fn low_byte(value: u64) -> u8 {
    value.to_le_bytes()[0]
}

/// What is left of a payload; `None` where it ends early or holds what no writer wrote.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// From the front of `bytes`.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Whether everything was read.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next byte.
    #[inline]
    pub fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }

    /// The next `N` bytes.
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*bytes)
    }

    /// The next varint.
    #[inline]
    pub fn unsigned(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for (place, &byte) in self.0.iter().take(LONGEST).enumerate() {
            value |= u64::from(byte & 0x7f) << (7 * place);
            if byte < 0x80 {
                self.0 = &self.0[place + 1..];
                // The tenth byte has room for one bit.
                return (place < LONGEST - 1 || byte <= 1).then_some(value);
            }
        }
        None
    }

    /// The next varint of either direction.
    #[inline]
    pub fn signed(&mut self) -> Option<i64> {
        self.unsigned().map(unzigzag)
    }

    /// The next varint of 32 bits.
    pub fn small(&mut self) -> Option<u32> {
        u32::try_from(self.unsigned()?).ok()
    }

    /// The next text.
    pub fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.unsigned()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(bytes).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_numbers_of_any_size_survive() {
        for shift in 0..64 {
            for value in [1_u64 << shift, (1_u64 << shift) - 1, u64::MAX >> shift] {
                let mut bytes = Vec::new();
                put(&mut bytes, value);
                assert_eq!(Reader::new(&bytes).unsigned(), Some(value));
                assert_eq!(unzigzag(zigzag(value.cast_signed())), value.cast_signed());
                assert_eq!(Reader::new(&bytes[..bytes.len() - 1]).unsigned(), None);
            }
        }
    }

    #[test]
    fn test_a_varint_that_never_ends_is_none() {
        assert_eq!(Reader::new(&[0x80; 11]).unsigned(), None);
        assert_eq!(Reader::new(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2]).unsigned(), None);
    }
}
