//! Binary fields, taken from the front of a slice; `None` where it ends early.

/// What is left of a slice.
#[derive(Debug, Clone, Copy)]
pub struct Bytes<'a>(&'a [u8]);

macro_rules! integers {
    ($($name:ident $type:ty, $from:ident;)*) => {
        $(
            /// The next integer.
            pub fn $name(&mut self) -> Option<$type> {
                let (bytes, rest) = self.0.split_first_chunk()?;
                self.0 = rest;
                Some(<$type>::$from(*bytes))
            }
        )*
    };
}

impl<'a> Bytes<'a> {
    /// From the front of `bytes`.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next `length` bytes.
    pub fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// Whether nothing is left.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    integers! {
        u8 u8, from_le_bytes;
        u16_le u16, from_le_bytes;
        u16_be u16, from_be_bytes;
        u32_le u32, from_le_bytes;
        u64_le u64, from_le_bytes;
        i64_le i64, from_le_bytes;
    }
}

/// Text of a fixed-length field, without the NULs and spaces that fill it up.
#[must_use]
pub fn text_of(field: &[u8]) -> Option<&str> {
    let end = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    std::str::from_utf8(&field[..end]).ok().map(str::trim_end)
}
