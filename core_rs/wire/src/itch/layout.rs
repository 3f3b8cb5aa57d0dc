//! What every message layout shares: the header, and the tie between a type byte and its layout.

use zerocopy::byteorder::big_endian::{U16, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// The eleven bytes before every message's own fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub struct Header {
    /// Message type.
    pub kind: u8,
    /// Stock locate: the day's number of the security, zero for the whole market.
    pub locate: U16,
    /// Two fields read in one load: the tracking number (16 bits) above the timestamp (48 bits).
    tracking_and_time: U64,
}

impl Header {
    const TIME_MASK: u64 = (1 << 48) - 1;

    /// A header of type `kind`; the time is cut to its 48 bits.
    #[must_use]
    pub const fn new(kind: u8, locate: u16, tracking: u16, ts_ns_since_midnight: u64) -> Self {
        let joined = ((tracking as u64) << 48) | (ts_ns_since_midnight & Self::TIME_MASK);
        Self { kind, locate: U16::new(locate), tracking_and_time: U64::new(joined) }
    }

    /// Nasdaq's internal tracking number.
    #[must_use]
    pub const fn tracking(&self) -> u16 {
        (self.tracking_and_time.get() >> 48) as u16
    }

    /// Nanoseconds since midnight, New York time.
    #[must_use]
    pub const fn ts_ns_since_midnight(&self) -> u64 {
        self.tracking_and_time.get() & Self::TIME_MASK
    }
}

/// The header's fields and their lengths, in order.
pub(super) const HEADER_FIELDS: &[(&str, usize)] =
    &[("message_type", 1), ("stock_locate", 2), ("tracking_number", 2), ("timestamp", 6)];

/// A message layout: its bytes are the struct, so reading and writing copy nothing.
pub trait Layout: FromBytes + IntoBytes + KnownLayout + Immutable + Unaligned + Copy {
    /// The message type byte.
    const KIND: u8;
    /// Its name in the specification.
    const NAME: &'static str;
    /// Names and lengths of its own fields, in order.
    const FIELDS: &'static [(&'static str, usize)];

    /// The header.
    fn header(&self) -> &Header;
}

/// Declares one layout with its type byte and the length the specification gives it.
macro_rules! layout {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $spec_name:literal, $len:literal,
        { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
        #[repr(C)]
        pub struct $name {
            /// The fields that all messages share.
            pub header: Header,
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl Layout for $name {
            const KIND: u8 = $kind;
            const NAME: &'static str = $spec_name;
            const FIELDS: &'static [(&'static str, usize)] = &[$((stringify!($field), size_of::<$type>()),)*];

            #[inline]
            fn header(&self) -> &Header {
                &self.header
            }
        }

        const _: () = assert!(size_of::<$name>() == $len);
    };
}

pub(super) use layout;
