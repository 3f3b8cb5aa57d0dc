//! What books and prints look like to their readers.

use crate::{EventFlags, Nanos, Price, Qty, Side};

/// One price level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Level {
    /// Its price.
    pub px: Price,
    /// Everything displayed at it.
    pub qty: Qty,
    /// Orders at it; zero where the feed does not say.
    pub orders: u32,
}

impl Level {
    /// No level: filler in fixed-size snapshots.
    pub const EMPTY: Self = Self { px: Price::UNSET, qty: Qty::ZERO, orders: 0 };
}

/// One trade as the tape shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TradePrint {
    /// The venue's clock, UTC nanoseconds.
    pub ts_venue_ns: Nanos,
    /// Trade price.
    pub px: Price,
    /// Traded quantity.
    pub qty: Qty,
    /// Who crossed the spread; `None` for crosses and where the feed does not say.
    pub aggressor: Option<Side>,
    /// `HIDDEN`, `CROSS`, `NON_PRINTABLE`.
    pub flags: EventFlags,
    /// The venue's match number, zero where there is none.
    pub match_id: u64,
}
