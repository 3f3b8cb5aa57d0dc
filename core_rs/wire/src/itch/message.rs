//! One message of any type, as a view on the bytes it stands in.

use super::layout::{Header, Layout};
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
}
