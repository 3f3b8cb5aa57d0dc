//! The normalised market event: one cache line, produced by every decoder, read by everything else.

use crate::{InstrumentId, Nanos, OrderId, Price, Qty, Side};

/// Bit flags of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[repr(transparent)]
pub struct EventFlags(pub u16);

impl EventFlags {
    /// The last event of one input unit (message, row, frame): the book may be read after it.
    pub const LAST: Self = Self(1);
    /// Part of a snapshot or seed, not of the live flow.
    pub const SNAPSHOT: Self = Self(1 << 1);
    /// The traded order was not displayed.
    pub const HIDDEN: Self = Self(1 << 2);
    /// A cross or auction print.
    pub const CROSS: Self = Self(1 << 3);
    /// Not to be counted in volume (ITCH non-printable executions).
    pub const NON_PRINTABLE: Self = Self(1 << 4);
    /// A level that entered the published window from outside it.
    pub const REVEALED: Self = Self(1 << 5);

    /// Both sets of flags.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of `other` are set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// Trading phase of an instrument, FIX tag 326 in spirit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum TradingStatus {
    /// Nothing said yet.
    #[default]
    Unknown,
    /// Before the open.
    PreOpen,
    /// Continuous trading.
    Trading,
    /// Quotes are taken, no trades (ITCH `Q`).
    QuotationOnly,
    /// Volatility pause (ITCH `P`).
    Paused,
    /// Halted (ITCH `H`).
    Halted,
    /// In an auction.
    Auction,
    /// Closed for the day.
    Closed,
}

/// Which cross an auction event speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum AuctionKind {
    /// Opening cross.
    Opening,
    /// Closing cross.
    Closing,
    /// Halt, IPO or volatility cross.
    Halt,
    /// Extended-hours close.
    Extended,
}

/// What happened.
///
/// `px`, `qty` and `side` of [`ReduceOrder`](Self::ReduceOrder), [`DeleteOrder`](Self::DeleteOrder) and
/// [`ExecuteOrder`](Self::ExecuteOrder) are filled by feeds that repeat them (LOBSTER): they let a book that was seeded
/// from aggregated levels take the quantity from an order that it never saw. Other feeds leave them unset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the variants' documentation names their fields
pub enum MarketBody {
    /// A new order joins the back of its queue.
    AddOrder { order_id: OrderId, side: Side, px: Price, qty: Qty },
    /// A resting order trades `qty`; `px` unset means at its own price. `side` is the resting side.
    ExecuteOrder { order_id: OrderId, qty: Qty, px: Price, side: Option<Side> },
    /// A resting order shrinks by `qty` and keeps its place.
    ReduceOrder { order_id: OrderId, qty: Qty, px: Price, side: Option<Side> },
    /// A resting order leaves; `qty` is what was left of it, where the feed says so.
    DeleteOrder { order_id: OrderId, qty: Qty, px: Price, side: Option<Side> },
    /// A resting order leaves and a new one of the same side joins the back of its queue (ITCH `U`).
    ReplaceOrder { order_id: OrderId, new_order_id: OrderId, px: Price, qty: Qty },
    /// A resting order takes these values; it keeps its place when the price stays and the quantity does not grow.
    AmendOrder { order_id: OrderId, side: Side, px: Price, qty: Qty },
    /// A price level now holds `qty` in all (zero removes it); `orders` is zero where unknown. In a per-order book the
    /// part not covered by known orders is anonymous and stands at the front of the queue.
    SetLevel { side: Side, px: Price, qty: Qty, orders: u32 },
    /// One side, or both, is emptied.
    Clear { side: Option<Side> },
    /// Best bid and offer from a quote feed; an unset price is an empty side.
    Quote { bid_px: Price, bid_qty: Qty, ask_px: Price, ask_qty: Qty },
    /// A print that does not reduce a displayed order.
    Trade { px: Price, qty: Qty, aggressor: Option<Side>, match_id: u64 },
    /// A print is cancelled (ITCH `B`).
    TradeBust { match_id: u64 },
    /// A finished bar of a bar feed: index into [`EventBatch::bars`](crate::EventBatch::bars).
    Bar { index: u32 },
    /// Trading phase changed; `reason` is the venue's own code, NUL padded.
    Status { status: TradingStatus, reason: [u8; 4] },
    /// Auction imbalance; `side` is the imbalance's, `None` when balanced.
    Auction { kind: AuctionKind, px: Price, paired_qty: Qty, imbalance_qty: Qty, side: Option<Side> },
    /// The venue's checksum of the book after this unit.
    Checksum { value: u32 },
    /// Units are missing: the book is not to be believed until [`Resync`](Self::Resync).
    Gap { expected: u64, received: u64 },
    /// The book is whole again.
    Resync,
    /// A unit without meaning for the book (a system message, a heartbeat); keeps counts and clocks moving.
    Note { code: u8 },
}

/// One normalised market event; 64 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MarketEvent {
    /// The venue's clock, UTC nanoseconds.
    pub ts_venue_ns: Nanos,
    /// The receiver's clock, UTC nanoseconds, or [`UNKNOWN_TIME`](crate::UNKNOWN_TIME).
    pub ts_recv_ns: Nanos,
    /// Whose event.
    pub instrument: InstrumentId,
    /// See [`EventFlags`].
    pub flags: EventFlags,
    /// What happened.
    pub body: MarketBody,
}

impl MarketEvent {
    /// Whether the book may be read after this event.
    #[must_use]
    pub const fn is_last(&self) -> bool {
        self.flags.contains(EventFlags::LAST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_event_fills_one_cache_line() {
        assert_eq!(size_of::<MarketEvent>(), 64);
    }
}
