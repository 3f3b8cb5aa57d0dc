//! The book as operators see it.

use crate::digest::StateSink;
use plimsoll_types::{Level, Nanos, Price, Qty, Side};

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

/// Price and quantity of a level: what operators read of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// Its price.
    pub px: Price,
    /// Everything displayed at it.
    pub qty: Qty,
}

/// Where a book is read from: a snapshot or a row of columns.
pub(crate) trait BookSource {
    fn ts_ns(&self) -> Nanos;
    fn tick(&self) -> Price;
    /// The level at place `m` of `side`, or `None` behind the last one.
    fn quote(&self, side: Side, m: usize) -> Option<Quote>;
}

impl BookSource for Depth<'_> {
    fn ts_ns(&self) -> Nanos {
        self.ts_ns
    }

    fn tick(&self) -> Price {
        self.tick
    }

    fn quote(&self, side: Side, m: usize) -> Option<Quote> {
        let level = if side == Side::Buy { self.bids.get(m) } else { self.asks.get(m) };
        level.filter(|l| l.px.is_set()).map(|l| Quote { px: l.px, qty: l.qty })
    }
}

/// The levels that the operators of a set need, kept between events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BookState {
    bids: Vec<Quote>,
    asks: Vec<Quote>,
    tick: Price,
    twice_mid: Option<i64>,
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
    pub fn levels(&self, side: Side) -> &[Quote] {
        match side {
            Side::Buy => &self.bids,
            Side::Sell => &self.asks,
        }
    }

    /// Best bid and best ask, where both are there.
    #[must_use]
    pub fn best(&self) -> Option<(&Quote, &Quote)> {
        Some((self.bids.first()?, self.asks.first()?))
    }

    /// Best bid plus best ask in raw price units: twice the mid, exactly.
    #[must_use]
    pub const fn twice_mid(&self) -> Option<i64> {
        self.twice_mid
    }

    /// Mid price; NaN where a side is empty or the book is not known.
    #[must_use]
    pub fn mid(&self) -> f64 {
        self.twice_mid.map_or(f64::NAN, mid_of_twice)
    }

    /// Takes the best `count` levels of `source` and says where they differ from `old`.
    pub(crate) fn load(&mut self, source: &impl BookSource, count: usize, old: &Self) -> [Span; 2] {
        let bids = load_side(&mut self.bids, &old.bids, |m| source.quote(Side::Buy, m), count);
        let asks = load_side(&mut self.asks, &old.asks, |m| source.quote(Side::Sell, m), count);
        self.tick = source.tick();
        self.known = true;
        self.twice_mid = self.best().and_then(|(bid, ask)| bid.px.raw().checked_add(ask.px.raw()));
        [bids, asks]
    }

    /// Nothing is known any more.
    pub(crate) fn forget(&mut self) {
        self.bids.clear();
        self.asks.clear();
        self.twice_mid = None;
        self.known = false;
    }

    /// Whether anything but the levels differs.
    pub(crate) fn differs_beside_levels(&self, other: &Self) -> bool {
        self.known != other.known || self.tick != other.tick
    }

    pub(crate) fn digest(&self, sink: &mut StateSink) {
        sink.put_bool(self.known);
        sink.put_i64(self.tick.raw());
        for side in [&self.bids, &self.asks] {
            sink.put_len(side.len());
            for quote in side {
                sink.put_i64(quote.px.raw());
                sink.put_i64(quote.qty.raw());
            }
        }
    }
}

#[inline]
fn load_side(into: &mut Vec<Quote>, old: &[Quote], quote: impl Fn(usize) -> Option<Quote>, count: usize) -> Span {
    let mut changed = Span::NONE;
    into.clear();
    for m in 0..count {
        let Some(new) = quote(m) else { break };
        if old.get(m) != Some(&new) {
            changed.cover(m);
        }
        into.push(new);
    }
    for gone in into.len()..old.len() {
        changed.cover(gone);
    }
    changed
}

/// The places of one side that a step changed, from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First place changed.
    pub from: usize,
    /// Behind the last place changed.
    pub to: usize,
}

impl Span {
    /// Nothing changed.
    pub const NONE: Self = Self { from: usize::MAX, to: 0 };

    fn cover(&mut self, m: usize) {
        self.from = self.from.min(m);
        self.to = m + 1;
    }

    /// Whether nothing changed.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.to == 0
    }

    /// The places below `count`.
    #[must_use]
    pub fn below(self, count: usize) -> std::ops::Range<usize> {
        self.from.min(count)..self.to.min(count)
    }
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
    /// Places of bids and of asks that differ.
    pub changed: [Span; 2],
}
