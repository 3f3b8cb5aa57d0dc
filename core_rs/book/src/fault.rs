//! What can be wrong with an event, and how often it was.

use thiserror::Error;

/// An event that contradicts the book, and what the book did with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[repr(u8)]
pub enum BookFault {
    /// The order is not known and the event names no level to take from. Ignored; an amendment, which says everything
    /// about the order, is taken as a new order; an execution with a price still prints.
    #[error("unknown order")]
    UnknownOrder,
    /// The id already rests. The old order is removed first: the venue's newest word holds.
    #[error("order id already rests")]
    DuplicateOrder,
    /// The order belongs to another instrument. Ignored.
    #[error("order belongs to another instrument")]
    WrongInstrument,
    /// More traded than rested. The order is removed; the print keeps the venue's quantity.
    #[error("executed more than rested")]
    OverExecution,
    /// Reduced by more than rested. The order is removed.
    #[error("reduced by more than rested")]
    OverReduction,
    /// A quantity that must be positive is not. Ignored (a replacement still removes the old order).
    #[error("quantity is not positive")]
    NonPositiveQty,
    /// A price that must be set is not. Ignored (a replacement still removes the old order).
    #[error("price is not set")]
    UnsetPrice,
    /// The level would hold more than fixed point can. Ignored (a replacement still removes the old order).
    #[error("level quantity overflows")]
    QtyOverflow,
    /// An unknown order takes more than the level's anonymous quantity. The anonymous quantity becomes zero.
    #[error("level holds less than was taken")]
    LevelUnderflow,
    /// An unknown order takes from a level that is not there. Ignored.
    #[error("no such level")]
    UnknownLevel,
    /// A level is told smaller than its known orders together. Orders leave from the back of the queue until it fits. No
    /// fault in snapshots and at levels that enter or leave a feed's window: there orders leave untold.
    #[error("level is smaller than its known orders")]
    LevelBelowOrders,
    /// The event repeats another price, side or remaining quantity than the order has. The order's own are used.
    #[error("event disagrees with the order that it names")]
    OrderMismatch,
    /// The venue's checksum differs from the book's. The book is gapped until a resync.
    #[error("checksum mismatch")]
    ChecksumMismatch,
    /// The instrument's index is beyond [`MAX_INSTRUMENTS`](crate::MAX_INSTRUMENTS), or the event makes no sense for all
    /// instruments together. Ignored.
    #[error("no such instrument")]
    UnknownInstrument,
}

impl BookFault {
    /// Number of kinds.
    pub const KINDS: usize = 14;

    /// Every kind, in order of its number.
    pub const ALL: [Self; Self::KINDS] = [
        Self::UnknownOrder,
        Self::DuplicateOrder,
        Self::WrongInstrument,
        Self::OverExecution,
        Self::OverReduction,
        Self::NonPositiveQty,
        Self::UnsetPrice,
        Self::QtyOverflow,
        Self::LevelUnderflow,
        Self::UnknownLevel,
        Self::LevelBelowOrders,
        Self::OrderMismatch,
        Self::ChecksumMismatch,
        Self::UnknownInstrument,
    ];

    /// Short stable name, for counters and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnknownOrder => "unknown_order",
            Self::DuplicateOrder => "duplicate_order",
            Self::WrongInstrument => "wrong_instrument",
            Self::OverExecution => "over_execution",
            Self::OverReduction => "over_reduction",
            Self::NonPositiveQty => "non_positive_qty",
            Self::UnsetPrice => "unset_price",
            Self::QtyOverflow => "qty_overflow",
            Self::LevelUnderflow => "level_underflow",
            Self::UnknownLevel => "unknown_level",
            Self::LevelBelowOrders => "level_below_orders",
            Self::OrderMismatch => "order_mismatch",
            Self::ChecksumMismatch => "checksum_mismatch",
            Self::UnknownInstrument => "unknown_instrument",
        }
    }
}

/// How often each fault was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FaultCounts([u64; BookFault::KINDS]);

impl FaultCounts {
    /// How often `fault` was met.
    #[must_use]
    pub const fn of(&self, fault: BookFault) -> u64 {
        self.0[fault as usize]
    }

    /// All faults together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// The kinds that were met, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (BookFault, u64)> + '_ {
        BookFault::ALL.into_iter().zip(self.0).filter(|(_, count)| *count > 0)
    }

    /// Adds the counts of `other`.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }

    pub(crate) fn count(&mut self, fault: BookFault) {
        self.0[fault as usize] += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_kinds_are_listed_in_order_of_their_number() {
        for (number, fault) in BookFault::ALL.into_iter().enumerate() {
            assert_eq!(fault as usize, number);
        }
    }

    #[test]
    fn test_counts_name_what_was_met() {
        let mut counts = FaultCounts::default();
        counts.count(BookFault::OverExecution);
        counts.count(BookFault::OverExecution);
        let mut sum = FaultCounts::default();
        sum.merge(&counts);
        assert_eq!(sum.iter().collect::<Vec<_>>(), [(BookFault::OverExecution, 2)]);
        assert_eq!(sum.total(), 2);
    }
}
