//! One message of any type, as a view on the bytes it stands in.

use super::layout::{HEADER_FIELDS, Header, Layout};
use super::notices::{
    IpoQuotingPeriod, LuldAuctionCollar, MarketParticipantPosition, MwcbDeclineLevel, MwcbStatus, OperationalHalt,
    RegShoRestriction, StockDirectory, StockTradingAction, SystemEvent,
};
use super::orders::{
    AddOrder, AddOrderMpid, OrderCancel, OrderDelete, OrderExecuted, OrderExecutedWithPrice, OrderReplace,
};
use super::trades::{BrokenTrade, CrossTrade, DirectListing, NetOrderImbalance, RetailPriceImprovement, Trade};
use zerocopy::{FromBytes, IntoBytes};

macro_rules! messages {
    ($($variant:ident),* $(,)?) => {
        /// A message of TotalView-ITCH 5.0. Nothing is copied or converted until a field is read; only the length and
        /// the type byte have been checked.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs)] // each variant's layout has its own documentation
        #[repr(u8)]
        pub enum Message<'a> {
            $($variant(&'a $variant) = $variant::KIND,)*
        }

        impl<'a> Message<'a> {
            /// Views `bytes`, one whole message without framing. `None` when the type is unknown or has another length.
            #[inline(always)]
            #[must_use]
            pub fn of(bytes: &'a [u8]) -> Option<Self> {
                match *bytes.first()? {
                    $($variant::KIND => $variant::ref_from_bytes(bytes).ok().map(Self::$variant),)*
                    _ => None,
                }
            }

            /// Views the front of `window` as a message of type `kind`, whose length the caller has compared with
            /// [`MessageLengths`]. The window is as long as the longest message, so that no length is left to check and
            /// all arms are the same pointer: the compiler turns them into no branch at all.
            #[inline(always)]
            fn in_window(kind: u8, window: &'a [u8; MessageLengths::MAX]) -> Option<Self> {
                match kind {
                    $($variant::KIND => $variant::ref_from_prefix(window).ok().map(|(m, _)| Self::$variant(m)),)*
                    _ => None,
                }
            }

            /// The fields that all messages share.
            #[inline]
            #[must_use]
            pub fn header(&self) -> &'a Header {
                match *self {
                    $(Self::$variant(m) => m.header(),)*
                }
            }

            /// The bytes viewed.
            #[inline]
            #[must_use]
            pub fn as_bytes(&self) -> &'a [u8] {
                match *self {
                    $(Self::$variant(m) => m.as_bytes(),)*
                }
            }
        }

        impl MessageLengths {
            const TABLE: [u8; 256] = {
                let mut table = [0_u8; 256];
                $(table[$variant::KIND as usize] = size_of::<$variant>() as u8;)*
                table
            };

            /// Every type byte, in the order of the specification.
            pub const KINDS: &'static [u8] = &[$($variant::KIND),*];

            /// The specification's name of type `kind`.
            #[must_use]
            pub fn name(kind: u8) -> Option<&'static str> {
                match kind {
                    $($variant::KIND => Some($variant::NAME),)*
                    _ => None,
                }
            }

            fn own_fields(kind: u8) -> &'static [(&'static str, usize)] {
                match kind {
                    $($variant::KIND => $variant::FIELDS,)*
                    _ => &[],
                }
            }
        }
    };
}

/// Bytes of each message type, from the type byte to the last field.
#[derive(Debug, Clone, Copy)]
pub struct MessageLengths;

messages! {
    SystemEvent, StockDirectory, StockTradingAction, RegShoRestriction, MarketParticipantPosition, MwcbDeclineLevel,
    MwcbStatus, IpoQuotingPeriod, LuldAuctionCollar, OperationalHalt, AddOrder, AddOrderMpid, OrderExecuted,
    OrderExecutedWithPrice, OrderCancel, OrderDelete, OrderReplace, Trade, CrossTrade, BrokenTrade, NetOrderImbalance,
    RetailPriceImprovement, DirectListing,
}

impl<'a> Message<'a> {
    /// Views the first `length` bytes of `bytes` as one message. `None` when the type is unknown or has another length,
    /// or when bytes are missing.
    #[inline(always)]
    pub(super) fn at_front(bytes: &'a [u8], length: usize) -> Option<Self> {
        match bytes.first_chunk() {
            Some(window) if MessageLengths::of(window[0]) == length => Self::in_window(window[0], window),
            Some(_) => None,
            None => Self::near_end(bytes, length),
        }
    }

    #[cold]
    #[inline(never)]
    fn near_end(bytes: &'a [u8], length: usize) -> Option<Self> {
        Self::of(bytes.get(..length)?)
    }
}

impl MessageLengths {
    /// The shortest message.
    pub const MIN: usize = 12;
    /// The longest message.
    pub const MAX: usize = 50;

    /// Bytes of a message of type `kind`, zero where the type is unknown.
    #[inline]
    #[must_use]
    pub const fn of(kind: u8) -> usize {
        Self::TABLE[kind as usize] as usize
    }

    /// The field of a message of type `kind` that byte `at` belongs to.
    #[must_use]
    pub fn field_at(kind: u8, at: usize) -> &'static str {
        let mut end = 0;
        for &(field, length) in HEADER_FIELDS.iter().chain(Self::own_fields(kind)) {
            end += length;
            if at < end {
                return field;
            }
        }
        "message_type"
    }
}
