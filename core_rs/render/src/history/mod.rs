//! The depth of a whole day: exact 100 ms columns, coarser means above them, and the best prices as a step line.

mod codec;
mod pyramid;
#[cfg(test)]
mod tests;

pub use codec::{Cell, ColumnLog, LogReader, Sides};
pub use pyramid::{FANOUT, PyramidLevel};

use plimsoll_engine::publish::{BookColumn, COLUMN_LEVELS, COLUMN_NS};
use plimsoll_types::{Level, Nanos};

/// Levels of the pyramid above the exact columns: bins of 0.8, 6.4 and 51.2 s.
pub const PYRAMID_LEVELS: usize = 3;

/// Heap the history may hold; beyond it the oldest exact columns go first and only their means stay.
pub const HISTORY_BYTES: usize = 280 << 20;

/// The best prices from `ts_ns` on, in ticks; `None` is an empty side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BestStep {
    /// Start of the column.
    pub ts_ns: Nanos,
    /// Best bid.
    pub bid: Option<i64>,
    /// Best ask.
    pub ask: Option<i64>,
}

/// Depth history of one instrument.
#[derive(Debug)]
pub struct DepthHistory {
    tick: i64,
    lot: i64,
    base: ColumnLog,
    levels: [PyramidLevel; PYRAMID_LEVELS],
    best: Vec<BestStep>,
    scratch: Sides,
    last_gapped: bool,
    budget: usize,
    pushed: u64,
}

impl DepthHistory {
    /// An empty history; `tick` and `lot` are raw steps of price and quantity.
    #[must_use]
    pub fn new(tick: i64, lot: i64) -> Self {
        let mut bin = COLUMN_NS;
        let levels = std::array::from_fn(|_| {
            bin *= FANOUT;
            PyramidLevel::new(bin)
        });
        Self {
            tick: tick.max(1),
            lot: lot.max(1),
            base: ColumnLog::new(COLUMN_NS),
            levels,
            best: Vec::new(),
            scratch: Default::default(),
            last_gapped: false,
            budget: HISTORY_BYTES,
            pushed: 0,
        }
    }

    /// Another bound on the heap.
    pub fn set_budget(&mut self, bytes: usize) {
        self.budget = bytes;
    }

    /// Appends a column; columns older than the newest are ignored.
    pub fn push(&mut self, column: &BookColumn) {
        let last = self.base.last_ns();
        if last.is_some_and(|last| column.ts_start_ns <= last) {
            return;
        }
        if let Some(last) = last {
            feed(&mut self.levels, last, column.ts_start_ns, self.base.state(), self.last_gapped);
        }
        fill(&mut self.scratch[0], &column.bids, self.tick, self.lot);
        fill(&mut self.scratch[1], &column.asks, self.tick, self.lot);
        self.base.push(column.ts_start_ns, &self.scratch, column.gapped);
        self.last_gapped = column.gapped;
        // Quotes without sizes have best prices and no cells.
        let best = |side: &[Level]| side.first().map(|level| level.px.raw().div_euclid(self.tick));
        let (bid, ask) = (best(&column.bids), best(&column.asks));
        if self.best.last().is_none_or(|b| (b.bid, b.ask) != (bid, ask)) {
            self.best.push(BestStep { ts_ns: column.ts_start_ns, bid, ask });
        }
        self.pushed += 1;
        if self.pushed.is_multiple_of(1024) {
            self.keep_budget();
        }
    }

    fn keep_budget(&mut self) {
        while self.bytes() > self.budget && self.base.drop_oldest() {}
    }

    /// Heap bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.base.bytes()
            + self.levels.iter().map(PyramidLevel::bytes).sum::<usize>()
            + self.best.capacity() * size_of::<BestStep>()
    }

    /// Columns pushed so far: what was drawn of the running end for another count is void.
    #[must_use]
    pub const fn pushed(&self) -> u64 {
        self.pushed
    }

    /// The exact columns.
    #[must_use]
    pub const fn base(&self) -> &ColumnLog {
        &self.base
    }

    /// The coarser levels, finest first.
    #[must_use]
    pub const fn levels(&self) -> &[PyramidLevel; PYRAMID_LEVELS] {
        &self.levels
    }

    /// Best prices from first to last, one entry for each change.
    #[must_use]
    pub fn best(&self) -> &[BestStep] {
        &self.best
    }

    /// Oldest time of which anything is known.
    #[must_use]
    pub fn first_ns(&self) -> Option<Nanos> {
        self.best.first().map(|b| b.ts_ns)
    }

    /// End of the newest column: nothing later is known here.
    #[must_use]
    pub fn end_ns(&self) -> Option<Nanos> {
        self.base.last_ns().map(|ts| ts + COLUMN_NS)
    }

    /// Size in lots and orders resting at `ts_ns` on a side (0 bid, 1 ask) for each level whose tick `wanted` accepts,
    /// summed. `None` where the column is no longer, or not yet, kept.
    #[must_use]
    pub fn resting(&self, ts_ns: Nanos, side: usize, mut wanted: impl FnMut(i64) -> bool) -> Option<(u64, u32)> {
        let reader = self.base.read_at(ts_ns);
        let (_, sides, _) = reader.column()?;
        let picked = sides[side].iter().filter(|c| wanted(c.tick));
        Some(picked.fold((0, 0), |(lots, orders), c| (lots + c.lots, orders + c.orders)))
    }

    /// Raw quantity of `lots`.
    #[must_use]
    pub const fn qty_of(&self, lots: u64) -> i64 {
        (lots as i64).saturating_mul(self.lot)
    }
}

/// Hands a span of unchanged book up the pyramid.
fn feed(levels: &mut [PyramidLevel], t0: Nanos, t1: Nanos, sides: &Sides, gapped: bool) {
    if let Some((level, above)) = levels.split_first_mut() {
        level.hold(t0, t1, sides, gapped, |start, end, mean| feed(above, start, end, mean, false));
    }
}

fn fill(cells: &mut Vec<Cell>, levels: &[Level], tick: i64, lot: i64) {
    cells.clear();
    for level in levels.iter().take(COLUMN_LEVELS).filter(|l| l.px.is_set() && l.qty.raw() > 0) {
        let at = level.px.raw().div_euclid(tick);
        let lots = (level.qty.raw() / lot).max(1) as u64;
        match cells.last_mut() {
            Some(last) if last.tick == at => last.lots += lots, // two prices within one tick: off-tick quotes
            _ => cells.push(Cell { tick: at, lots, orders: level.orders }),
        }
    }
}
