//! A reused buffer of events between a decoder and the engine.

use crate::{MarketEvent, Nanos, Price, Qty};

/// An OHLCV bar as a bar feed delivers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bar {
    /// Start of the bar, UTC nanoseconds.
    pub ts_open_ns: Nanos,
    /// First price.
    pub open: Price,
    /// Highest price.
    pub high: Price,
    /// Lowest price.
    pub low: Price,
    /// Last price.
    pub close: Price,
    /// Traded quantity.
    pub volume: Qty,
}

/// Events of whole input units, reused between calls. Full is advice: one unit may overshoot it.
#[derive(Debug, Clone, Default)]
pub struct EventBatch {
    /// In feed order.
    pub events: Vec<MarketEvent>,
    /// What [`MarketBody::Bar`](crate::MarketBody::Bar) points to.
    pub bars: Vec<Bar>,
    /// Input units (messages, rows, frames) decoded into this batch, those without events included.
    pub units: u64,
    /// Units dropped as damaged.
    pub damaged: u64,
}

impl EventBatch {
    /// Events after which a decoder stops filling.
    pub const TARGET: usize = 4_096;

    /// Empties the batch, keeping its memory.
    pub fn clear(&mut self) {
        self.events.clear();
        self.bars.clear();
        self.units = 0;
        self.damaged = 0;
    }

    /// Whether a decoder should return now.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.events.len() >= Self::TARGET
    }
}
