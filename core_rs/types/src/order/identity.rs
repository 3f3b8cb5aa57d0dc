//! Who an order belongs to and what it is called.

use std::fmt;

/// FIX tag 11: the client's name of an order, unique for ever within a firm. The upper 24 bits are the origin that the
/// gateway gave the session's key, the lower 40 count that origin's orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(transparent)]
pub struct ClOrdId(pub u64);

impl ClOrdId {
    /// No order: FIX tag 41 where nothing is replaced or cancelled.
    pub const NONE: Self = Self(0);
    /// Bits that count the orders of one origin.
    pub const NUMBER_BITS: u32 = 40;

    /// The `number`th order of `origin`.
    #[must_use]
    pub const fn new(origin: u32, number: u64) -> Self {
        Self(((origin as u64) << Self::NUMBER_BITS) | (number & ((1 << Self::NUMBER_BITS) - 1)))
    }

    /// Whose order.
    #[must_use]
    pub const fn origin(self) -> u32 {
        #[allow(clippy::cast_possible_truncation)] // 24 bits are left
        let origin = (self.0 >> Self::NUMBER_BITS) as u32;
        origin
    }

    /// Which of that origin's orders.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0 & ((1 << Self::NUMBER_BITS) - 1)
    }

    /// Whether it names an order.
    #[must_use]
    pub const fn is_some(self) -> bool {
        self.0 != 0
    }

    /// From the text that [`Display`](fmt::Display) writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (origin, number) = text.split_once('-')?;
        let (origin, number) = (origin.parse::<u32>().ok()?, number.parse::<u64>().ok()?);
        (origin < 1 << 24 && number < 1 << Self::NUMBER_BITS).then(|| Self::new(origin, number))
    }
}

impl fmt::Display for ClOrdId {
    /// `ORIGIN-NUMBER`, at most 21 characters: what FIX tag 11 carries.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.origin(), self.number())
    }
}

/// FIX tag 17: names one report of a venue, unique for ever within that venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(transparent)]
pub struct ExecId(pub u64);

/// FIX tag 37: the venue's name of an order; zero before it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(transparent)]
pub struct VenueOrderId(pub u64);

macro_rules! directory_index {
    ($name:ident, $what:literal) => {
        #[doc = $what]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        #[repr(transparent)]
        pub struct $name(pub u16);

        impl $name {
            /// Nobody.
            pub const NONE: Self = Self(0);

            /// Whether it names somebody.
            #[must_use]
            pub const fn is_some(self) -> bool {
                self.0 != 0
            }
        }
    };
}

directory_index!(DeskId, "A desk of the firm, as the gateway's directory numbers it from 1.");
directory_index!(AccountId, "FIX tag 1: an account, as the gateway's directory numbers it from 1.");
directory_index!(TraderId, "A person who trades, as the gateway's directory numbers them from 1.");
directory_index!(StrategyId, "An algorithm, as the gateway's directory numbers it from 1; none for orders by hand.");

/// RTS 6 Art. 12(3): the trader, desk, account and algorithm behind an order. An order without the first three is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Attribution {
    /// Who answers for it.
    pub trader: TraderId,
    /// Of which desk.
    pub desk: DeskId,
    /// For which account.
    pub account: AccountId,
    /// Decided by which algorithm; none for orders by hand.
    pub strategy: StrategyId,
}

impl Attribution {
    /// Whether trader, desk and account are named.
    #[must_use]
    pub const fn is_complete(self) -> bool {
        self.trader.is_some() && self.desk.is_some() && self.account.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_a_cl_ord_id_reads_back_as_written() {
        let id = ClOrdId::new(7, 123_456);
        assert_eq!((id.origin(), id.number()), (7, 123_456));
        assert_eq!(ClOrdId::parse(&id.to_string()), Some(id));
        for wrong in ["", "7", "7-", "x-1", "16777216-1", "1-1099511627776"] {
            assert_eq!(ClOrdId::parse(wrong), None, "{wrong}");
        }
    }
}
