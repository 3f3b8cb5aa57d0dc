//! Sizes by price row and pixel column, kept between frames: a frame computes only the columns that are new.
//!
//! Columns are multiples of the time per pixel, so a scrolling picture moves by whole pixels and finished columns never
//! change. The matrix is a ring over columns.

use crate::grid::PriceGrid;
use crate::history::{ColumnLog, DepthHistory, LogReader, PYRAMID_LEVELS, Sides};
use crate::view::InstrumentView;
use plimsoll_engine::publish::COLUMN_NS;
use plimsoll_types::{Nanos, Side};

/// Rows that a best price took within a pixel column: lowest, highest, last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct BestSpan {
    pub low: i64,
    pub high: i64,
    pub last: i64,
}

/// One pixel column.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    bucket: i64,
    sealed: bool,
    /// Best bid and ask.
    pub best: [Option<BestSpan>; 2],
}

const NO_SLOT: Slot = Slot { bucket: i64::MIN, sealed: false, best: [None; 2] };

/// What the columns were computed for; another one voids them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Shape {
    ns_per_px: Nanos,
    width: usize,
    lines: usize,
    top_row: i64,
    group: i64,
}

/// The cached matrix.
#[derive(Debug, Default)]
pub struct Strip {
    shape: Shape,
    grid: PriceGrid,
    slots: Vec<Slot>,
    cells: Vec<f32>,
    column: Vec<f32>,
    readers: [LogReader; PYRAMID_LEVELS + 1],
    sample: Vec<f32>,
    computed: u64,
}

impl Strip {
    /// Prepares `width` columns of `ns_per_px` for the rows of `grid`, of which `lines` are visible. Keeps what was
    /// computed for the same shape; a grid that only scrolled loses its cells but not its buffers.
    pub fn shape(&mut self, ns_per_px: Nanos, width: usize, lines: usize, grid: &PriceGrid) {
        let shape = Shape { ns_per_px, width, lines, top_row: grid.top_row(), group: grid.group() };
        if shape != self.shape {
            self.shape = shape;
            self.grid = grid.clone();
            self.slots.clear();
            self.slots.resize(width, NO_SLOT);
            self.cells.clear();
            self.cells.resize(width * lines, 0.0);
            self.column.resize(lines, 0.0);
        }
    }

    /// Forgets everything computed: the history behind it was replaced.
    pub fn forget(&mut self) {
        self.shape = Shape::default();
        self.readers = Default::default();
    }

    /// Makes the columns `first..=last` (of which `last` may hold the cursor) ready.
    pub fn prepare(&mut self, view: &InstrumentView, first: i64, last: i64, now: Nanos) {
        for bucket in first..=last {
            let at = self.slot_index(bucket);
            if self.slots[at].bucket != bucket || !self.slots[at].sealed {
                self.compute(view, bucket, at, now);
            }
        }
    }

    /// Columns computed so far: the work done, for tests.
    #[must_use]
    pub const fn computed(&self) -> u64 {
        self.computed
    }

    /// Place of a column in the ring.
    #[must_use]
    pub fn slot_index(&self, bucket: i64) -> usize {
        bucket.rem_euclid(self.shape.width.max(1) as i64) as usize
    }

    /// A prepared column.
    #[must_use]
    pub fn slot(&self, bucket: i64) -> &Slot {
        &self.slots[self.slot_index(bucket)]
    }

    /// Mean sizes in lots of one line over the whole ring.
    #[must_use]
    pub fn line(&self, line: usize) -> &[f32] {
        &self.cells[line * self.shape.width..(line + 1) * self.shape.width]
    }

    /// The size in lots that all but the largest twentieth of the non-empty cells stay below; `None` when all are empty.
    pub fn high_size(&mut self) -> Option<f32> {
        self.sample.clear();
        self.sample.extend(self.cells.iter().step_by(7).copied().filter(|&v| v > 0.0));
        if self.sample.is_empty() {
            self.sample.extend(self.cells.iter().copied().filter(|&v| v > 0.0));
        }
        let place = self.sample.len() * 19 / 20;
        if self.sample.is_empty() {
            return None;
        }
        Some(*self.sample.select_nth_unstable_by(place, f32::total_cmp).1)
    }

    fn compute(&mut self, view: &InstrumentView, bucket: i64, at: usize, now: Nanos) {
        self.computed += 1;
        let (t0, t1) = (bucket * self.shape.ns_per_px, (bucket + 1) * self.shape.ns_per_px);
        self.column.fill(0.0);
        let live = now >= t0 && now < t1;
        let best = if live && !view.gapped() {
            self.add_book(view);
            [Side::Buy, Side::Sell].map(|s| self.live_best(view, s))
        } else {
            self.add_history(view.depth(), t0, t1.min(now), now);
            [0, 1].map(|side| self.best_span(view.depth(), side, t0, t1, now))
        };
        for (line, &size) in self.column.iter().enumerate() {
            self.cells[line * self.shape.width + at] = size;
        }
        let sealed = !live && view.depth().end_ns().is_some_and(|end| t1 <= end) && t1 + COLUMN_NS <= now;
        self.slots[at] = Slot { bucket, sealed, best };
    }

    fn add_book(&mut self, view: &InstrumentView) {
        let lot = view.spec().lot.max(1) as f32;
        for side in [Side::Buy, Side::Sell] {
            for level in view.book().side(side) {
                let line = self.grid.line_of(self.grid.row_of(side, view.tick_of(level.px.raw())));
                if let Some(cell) = usize::try_from(line).ok().and_then(|l| self.column.get_mut(l)) {
                    *cell += level.qty.raw() as f32 / lot;
                }
            }
        }
    }

    fn live_best(&self, view: &InstrumentView, side: Side) -> Option<BestSpan> {
        let row = self.grid.row_of(side, view.tick_of(view.book().best(side)?));
        Some(BestSpan { low: row, high: row, last: row })
    }

    /// Adds the time-weighted mean of `t0..t1`, from the coarsest bins that fit and finer ones at the ends.
    fn add_history(&mut self, depth: &DepthHistory, t0: Nanos, t1: Nanos, now: Nanos) {
        if t1 <= t0 {
            return;
        }
        let mut readers = std::mem::take(&mut self.readers);
        let level = depth.levels().iter().take_while(|l| l.bin_ns() <= self.shape.ns_per_px).count();
        self.cover(depth, &mut readers, level, t0, t1, now, 1.0 / (t1 - t0) as f32);
        self.readers = readers;
    }

    #[allow(clippy::too_many_arguments)]
    fn cover(
        &mut self,
        depth: &DepthHistory,
        readers: &mut [LogReader; PYRAMID_LEVELS + 1],
        level: usize,
        t0: Nanos,
        t1: Nanos,
        now: Nanos,
        scale: f32,
    ) {
        if t0 >= t1 {
            return;
        }
        let Some(coarse) = level.checked_sub(1).map(|l| &depth.levels()[l]) else {
            self.cover_exact(depth, readers, t0, t1, now, scale);
            return;
        };
        let bin = coarse.bin_ns();
        let known = t1.min(coarse.finished_ns().unwrap_or(t0)).min(now);
        let first = t0 + (-t0).rem_euclid(bin);
        let last = known - known.rem_euclid(bin);
        if first >= last {
            self.cover(depth, readers, level - 1, t0, t1, now, scale);
            return;
        }
        self.cover(depth, readers, level - 1, t0, first, now, scale);
        self.walk(coarse.log(), &mut readers[level], first, last, Nanos::MAX, scale);
        self.cover(depth, readers, level - 1, last, t1, now, scale);
    }

    /// The exact columns; where they were dropped for room, the finest means that are left.
    fn cover_exact(
        &mut self,
        depth: &DepthHistory,
        readers: &mut [LogReader; PYRAMID_LEVELS + 1],
        t0: Nanos,
        t1: Nanos,
        now: Nanos,
        scale: f32,
    ) {
        let kept_from = depth.base().first_ns().unwrap_or(Nanos::MAX);
        if t0 < kept_from {
            let split = kept_from.min(t1);
            let means = &depth.levels()[0];
            self.walk(means.log(), &mut readers[1], t0, split, now - means.bin_ns(), scale);
        }
        if t1 > kept_from {
            // A column shows the book at its end: only columns that ended by now may be seen.
            self.walk(depth.base(), &mut readers[0], t0.max(kept_from), t1, now - COLUMN_NS, scale);
        }
    }

    fn walk(&mut self, log: &ColumnLog, reader: &mut LogReader, t0: Nanos, t1: Nanos, newest: Nanos, scale: f32) {
        reader.seek(log, t0.min(newest));
        let mut at = t0;
        while at < t1 {
            let next = match reader.column() {
                Some(_) => reader.next_ns(log),
                None => log.first_ns(),
            };
            let next = next.filter(|&n| n <= newest);
            let end = next.map_or(t1, |n| n.min(t1));
            if let Some((_, sides, false)) = reader.column().filter(|_| end > at) {
                add_cells(&mut self.column, &self.grid, sides, (end - at) as f32 * scale);
            }
            at = at.max(end);
            match next {
                Some(n) if n < t1 => reader.seek(log, n),
                _ => break,
            }
        }
    }

    fn best_span(&self, depth: &DepthHistory, side: usize, t0: Nanos, t1: Nanos, now: Nanos) -> Option<BestSpan> {
        let steps = depth.best();
        let newest = now - COLUMN_NS;
        let first = steps.partition_point(|s| s.ts_ns <= t0.min(newest)).saturating_sub(1);
        let mut span: Option<BestSpan> = None;
        for step in steps[first..].iter().take_while(|s| s.ts_ns < t1 && s.ts_ns <= newest) {
            let (tick, of) = if side == 0 { (step.bid, Side::Buy) } else { (step.ask, Side::Sell) };
            let row = tick.map(|t| self.grid.row_of(of, t));
            span = match (row, span) {
                (Some(r), Some(s)) => Some(BestSpan { low: s.low.min(r), high: s.high.max(r), last: r }),
                (Some(r), None) => Some(BestSpan { low: r, high: r, last: r }),
                (None, _) => None,
            };
        }
        span
    }
}

fn add_cells(column: &mut [f32], grid: &PriceGrid, sides: &Sides, weight: f32) {
    for (cells, side) in sides.iter().zip([Side::Buy, Side::Sell]) {
        for cell in cells {
            let line = grid.line_of(grid.row_of(side, cell.tick));
            match usize::try_from(line) {
                Ok(l) if l < column.len() => column[l] += cell.lots as f32 * weight,
                // Bids walk down the screen and asks up: past its end nothing more is visible.
                Ok(_) if side == Side::Buy => break,
                Err(_) if side == Side::Sell => break,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{level, spec};
    use plimsoll_engine::publish::{BookColumn, PanelRecord};

    fn recorded(columns: i64) -> InstrumentView {
        let mut view = InstrumentView::new(spec());
        for i in 0..columns {
            let bids = vec![level(100, 10 + i as u64), level(98, 5)];
            let asks = vec![level(102 + i % 2, 20)];
            let column = BookColumn { ts_start_ns: i * COLUMN_NS, bids, asks, gapped: false };
            view.ingest(&PanelRecord::Column(Box::new(column)));
        }
        view
    }

    fn grid() -> PriceGrid {
        let mut grid = PriceGrid::default();
        grid.set_rows(10);
        grid.centre(100); // rows 105 down to 96
        grid
    }

    fn strip(ns_per_px: Nanos, width: usize) -> Strip {
        let mut strip = Strip::default();
        strip.shape(ns_per_px, width, 10, &grid());
        strip
    }

    #[test]
    fn test_exact_columns_show_their_sizes() {
        let view = recorded(50);
        let mut strip = strip(COLUMN_NS, 40);
        strip.prepare(&view, 0, 39, Nanos::MAX);
        assert_eq!(strip.line(5)[7], 17.0);
        assert_eq!(strip.line(7)[7], 5.0);
        assert_eq!((strip.line(3)[6], strip.line(2)[6]), (20.0, 0.0));
        assert_eq!(strip.slot(7).best[0], Some(BestSpan { low: 100, high: 100, last: 100 }));
    }

    #[test]
    fn test_coarse_and_exact_columns_agree_on_the_mean() {
        let view = recorded(2_000);
        for px in [COLUMN_NS * 8, COLUMN_NS * 20, COLUMN_NS * 100] {
            let mut strip = strip(px, 8);
            strip.prepare(&view, 1, 5, 190_000_000_000);
            let n = px / COLUMN_NS;
            let mean = 10.0 + (n + 2 * n - 1) as f32 / 2.0;
            assert!((strip.line(5)[1] - mean).abs() < 0.6, "{px}: {} for {mean}", strip.line(5)[1]);
        }
    }

    #[test]
    fn test_nothing_beyond_the_cursor_is_drawn() {
        let mut view = recorded(50);
        view.book_mut().bids = vec![level(100, 777)];
        let now = 20 * COLUMN_NS + COLUMN_NS / 2; // column 20 has not ended: its place shows the book at the cursor
        let mut exact = strip(COLUMN_NS, 40);
        exact.prepare(&view, 0, 20, now);
        assert_eq!((exact.line(5)[19], exact.line(5)[20], exact.line(5)[21]), (29.0, 777.0, 0.0));
        let mut coarse = strip(COLUMN_NS * 8, 8);
        coarse.prepare(&view, 1, 2, now);
        assert_eq!((coarse.line(5)[1], coarse.line(5)[2]), (22.0, 777.0), "means are whole lots");
    }

    #[test]
    fn test_a_frame_computes_only_new_columns() {
        let view = recorded(2_000);
        let mut strip = strip(COLUMN_NS, 100);
        strip.prepare(&view, 0, 99, 150_000_000_000);
        let before = strip.computed();
        strip.prepare(&view, 3, 102, 150_000_000_000);
        assert_eq!(strip.computed() - before, 3);
        assert_eq!(strip.line(5)[2], 112.0, "the ring's place of column 2 now holds column 102");
    }
}
