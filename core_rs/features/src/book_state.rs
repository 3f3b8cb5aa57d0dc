//! The book as operators see it.

use crate::digest::StateSink;
use plimsoll_types::{Level, Nanos, Price, Side};

/// The best levels of a book at one moment, best first.
#[derive(Debug, Clone, Copy)]
pub struct Depth<'a> {
    /// When, UTC nanoseconds.
    pub ts_ns: Nanos,
    /// Bids from the highest price down.
    pub bids: &'a [Level],
    /// Asks from the lowest price up.
    pub asks: &'a [Level],
    /// The smallest price step; unset or zero where unknown.
    pub tick: Price,
}

/// The levels that the operators of a set need, kept between events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BookState {
    bids: Vec<Level>,
    asks: Vec<Level>,
    tick: Price,
    known: bool,
}

impl BookState {
    /// Whether the book is to be believed: false before the first depth and from a gap to the resync.
    #[must_use]
    pub const fn known(&self) -> bool {
        self.known
    }

    /// The smallest price step, where known.
    #[must_use]
    pub fn tick(&self) -> Option<Price> {
        (self.tick.is_set() && self.tick.raw() > 0).then_some(self.tick)
    }

    /// The levels of `side`, best first; empty while the book is not known.
    #[must_use]
    pub fn levels(&self, side: Side) -> &[Level] {
        match side {
            Side::Buy => &self.bids,
            Side::Sell => &self.asks,
        }
    }

    /// Best bid and best ask, where both are there.
    #[must_use]
    pub fn best(&self) -> Option<(&Level, &Level)> {
        Some((self.bids.first()?, self.asks.first()?))
    }

    /// Best bid plus best ask in raw price units: twice the mid, exactly.
    #[must_use]
    pub fn twice_mid(&self) -> Option<i64> {
        let (bid, ask) = self.best()?;
        bid.px.raw().checked_add(ask.px.raw())
    }

    /// Mid price; NaN where a side is empty or the book is not known.
    #[must_use]
    pub fn mid(&self) -> f64 {
        self.twice_mid().map_or(f64::NAN, mid_of_twice)
    }

    /// Takes the best `count` levels of `depth`.
    pub(crate) fn load(&mut self, depth: &Depth<'_>, count: usize) {
        load_side(&mut self.bids, depth.bids, count);
        load_side(&mut self.asks, depth.asks, count);
        self.tick = depth.tick;
        self.known = true;
    }

    /// Nothing is known any more.
    pub(crate) fn forget(&mut self) {
        self.bids.clear();
        self.asks.clear();
        self.known = false;
    }

    pub(crate) fn digest(&self, sink: &mut StateSink) {
        sink.put_bool(self.known);
        sink.put_i64(self.tick.raw());
        for side in [&self.bids, &self.asks] {
            sink.put_len(side.len());
            for level in side {
                sink.put_i64(level.px.raw());
                sink.put_i64(level.qty.raw());
            }
        }
    }
}

/// Order counts are dropped: two books that differ in nothing else are one book to every operator.
fn load_side(into: &mut Vec<Level>, from: &[Level], count: usize) {
    into.clear();
    into.extend(from.iter().take(count).take_while(|l| l.px.is_set()).map(|l| Level { orders: 0, ..*l }));
}

/// Price of twice a mid in raw units.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub(crate) fn mid_of_twice(twice: i64) -> f64 {
    twice as f64 / (2 * Price::ONE) as f64
}

/// One change of the book.
#[derive(Debug, Clone, Copy)]
pub struct BookStep<'a> {
    /// When.
    pub ts_ns: Nanos,
    /// Before; not [known](BookState::known) at the first depth and after a gap.
    pub before: &'a BookState,
    /// After.
    pub after: &'a BookState,
}

impl BookStep<'_> {
    /// Whether the mid came, went or moved.
    #[must_use]
    pub fn mid_moved(&self) -> bool {
        self.before.twice_mid() != self.after.twice_mid()
    }
}
