//! One encoding a value.

use crate::bytes::Bytes;

/// No text is longer.
pub const MOST_TEXT: usize = 65_535;

/// No list is longer.
pub const MOST_LIST: usize = 65_535;

/// A value with one encoding.
pub trait Canonical: Sized {
    /// Appends the encoding.
    fn put(&self, out: &mut Vec<u8>);

    /// Takes a value from the front; `None` where the bytes are no encoding of one.
    fn take(bytes: &mut Bytes<'_>) -> Option<Self>;

    /// The encoding.
    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.put(&mut out);
        out
    }

    /// The value that these bytes, all of them, encode.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes::new(bytes);
        let value = Self::take(&mut bytes)?;
        bytes.is_empty().then_some(value)
    }
}

macro_rules! integers {
    ($($type:ty),*) => {
        $(
            impl Canonical for $type {
                #[inline]
                fn put(&self, out: &mut Vec<u8>) {
                    out.extend_from_slice(&self.to_le_bytes());
                }

                #[inline]
                fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
                    bytes.take(size_of::<Self>())?.try_into().ok().map(Self::from_le_bytes)
                }
            }
        )*
    };
}

integers!(u8, u16, u32, u64, i64);

impl Canonical for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
        match bytes.u8()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Canonical for [u8; 32] {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }

    fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
        bytes.take(32)?.try_into().ok()
    }
}

impl Canonical for String {
    /// Longer texts are cut at a character.
    fn put(&self, out: &mut Vec<u8>) {
        let text = &self[..self.floor_boundary(MOST_TEXT)];
        u16::try_from(text.len()).unwrap_or(u16::MAX).put(out);
        out.extend_from_slice(text.as_bytes());
    }

    fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
        let length = bytes.u16_le()?;
        std::str::from_utf8(bytes.take(usize::from(length))?).ok().map(str::to_owned)
    }
}

trait FloorBoundary {
    fn floor_boundary(&self, most: usize) -> usize;
}

impl FloorBoundary for String {
    fn floor_boundary(&self, most: usize) -> usize {
        let mut end = self.len().min(most);
        while !self.is_char_boundary(end) {
            end -= 1;
        }
        end
    }
}

impl<T: Canonical> Canonical for Vec<T> {
    /// Longer lists are cut.
    fn put(&self, out: &mut Vec<u8>) {
        let kept = &self[..self.len().min(MOST_LIST)];
        u16::try_from(kept.len()).unwrap_or(u16::MAX).put(out);
        kept.iter().for_each(|item| item.put(out));
    }

    fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
        let length = bytes.u16_le()?;
        (0..length).map(|_| T::take(bytes)).collect()
    }
}

impl<T: Canonical> Canonical for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }

    fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
        if bool::take(bytes)? { T::take(bytes).map(Some) } else { Some(None) }
    }
}

/// A struct is its fields, in the order given.
macro_rules! fields {
    ($($type:ident { $($field:ident),* $(,)? })*) => {
        $(
            impl $crate::journal::canonical::Canonical for $type {
                fn put(&self, out: &mut Vec<u8>) {
                    $(self.$field.put(out);)*
                }

                fn take(bytes: &mut $crate::bytes::Bytes<'_>) -> Option<Self> {
                    Some(Self { $($field: $crate::journal::canonical::Canonical::take(bytes)?),* })
                }
            }
        )*
    };
}
pub(super) use fields;
