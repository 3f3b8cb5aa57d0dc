//! What stands in each row of the ladder: sums over the ticks that the row covers.

use crate::grid::PriceGrid;
use crate::profile::VolumeProfile;
use crate::text::nice_above;
use crate::view::{BookState, InstrumentView};
use plimsoll_types::Side;

/// One row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowSum {
    /// Raw quantity resting, bid and ask.
    pub qty: [i64; 2],
    /// Orders resting; zero where the feed does not say.
    pub orders: [u32; 2],
    /// Raw quantity traded in the session.
    pub volume: i64,
}

/// All visible rows, and the scales of their bars.
#[derive(Debug, Default)]
pub struct LadderSums {
    rows: Vec<RowSum>,
    sizes: Vec<i64>,
    size_top: f64,
    volume_top: i64,
}

impl LadderSums {
    /// Sums book and profile of `view` into the visible rows of `grid`.
    pub fn fill(&mut self, view: &InstrumentView, grid: &PriceGrid) {
        self.rows.clear();
        self.rows.resize(grid.rows() as usize, RowSum::default());
        for side in [Side::Buy, Side::Sell] {
            self.add_side(view, grid, side);
        }
        self.add_volume(view.profile(), grid);
        self.scale_sizes();
        self.volume_top = self.rows.iter().map(|r| r.volume).max().unwrap_or(0).max(1);
    }

    fn add_side(&mut self, view: &InstrumentView, grid: &PriceGrid, side: Side) {
        for level in view.book().side(side) {
            let line = grid.line_of(grid.row_of(side, view.tick_of(level.px.raw())));
            let Some(row) = usize::try_from(line).ok().and_then(|l| self.rows.get_mut(l)) else { continue };
            row.qty[side.index()] = row.qty[side.index()].saturating_add(level.qty.raw());
            row.orders[side.index()] = row.orders[side.index()].saturating_add(level.orders);
        }
    }

    fn add_volume(&mut self, profile: &VolumeProfile, grid: &PriceGrid) {
        let group = grid.group();
        let low = (grid.top_row() - grid.rows()).saturating_mul(group);
        let high = (grid.top_row() + 1).saturating_mul(group);
        for (&tick, traded) in profile.by_tick().range(low..=high) {
            let shares = [(Some(Side::Buy), traded.bought), (Some(Side::Sell), traded.sold), (None, traded.other)];
            for (aggressor, qty) in shares {
                let line = grid.line_of(grid.row_of_trade(aggressor, tick));
                if let Some(row) = usize::try_from(line).ok().and_then(|l| self.rows.get_mut(l)) {
                    row.volume += qty;
                }
            }
        }
    }

    /// The bar scale follows three times the median size in 1-2-5 steps and stays while it is near.
    fn scale_sizes(&mut self) {
        self.sizes.clear();
        self.sizes.extend(self.rows.iter().flat_map(|r| r.qty).filter(|&q| q > 0));
        let middle = self.sizes.len() / 2;
        if self.sizes.is_empty() {
            return;
        }
        let (_, median, _) = self.sizes.select_nth_unstable(middle);
        let wanted = nice_above(*median as f64 * 3.0);
        if wanted > self.size_top * 2.0 || wanted < self.size_top / 2.0 || self.size_top == 0.0 {
            self.size_top = wanted;
        }
    }

    /// The rows from the top.
    #[must_use]
    pub fn rows(&self) -> &[RowSum] {
        &self.rows
    }

    /// Share of the bar's full length, and whether it is longer than that.
    #[must_use]
    pub fn bar(&self, qty: i64) -> (f32, bool) {
        let share = qty as f64 / self.size_top.max(1.0);
        (share.min(1.0) as f32, share > 1.0)
    }

    /// Share of the longest volume bar on screen.
    #[must_use]
    pub fn volume_bar(&self, qty: i64) -> f32 {
        (qty as f64 / self.volume_top as f64) as f32
    }
}

/// Raw quantity of the best `levels` of each side.
#[must_use]
pub fn totals(book: &BookState, levels: usize) -> [i64; 2] {
    [Side::Buy, Side::Sell].map(|side| book.side(side).iter().take(levels).map(|l| l.qty.raw()).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::GROUPS;
    use crate::testing::{level, spec};

    fn view() -> InstrumentView {
        let mut view = InstrumentView::new(spec());
        let book = view.book_mut();
        book.bids = (0..50).map(|i| level(22_313 - i, 100 + i as u64)).collect();
        book.asks = (0..50).map(|i| level(22_317 + i, 200 + i as u64)).collect();
        view
    }

    #[test]
    fn test_every_aggregation_shows_all_of_the_book() {
        let view = view();
        let all = totals(view.book(), usize::MAX);
        for group in GROUPS {
            let mut grid = PriceGrid::default();
            grid.set_rows(200);
            grid.set_group(group);
            grid.centre(22_315);
            let mut sums = LadderSums::default();
            sums.fill(&view, &grid);
            let shown = [0, 1].map(|side| sums.rows().iter().map(|r| r.qty[side]).sum::<i64>());
            assert_eq!(shown, all, "group {group}");
        }
    }

    #[test]
    fn test_a_grouped_row_sums_its_ticks() {
        let view = view();
        let mut grid = PriceGrid::default();
        grid.set_rows(20);
        grid.set_group(5);
        grid.centre(22_315);
        let mut sums = LadderSums::default();
        sums.fill(&view, &grid);
        let row = |tick: i64| sums.rows()[grid.line_of(tick / 5) as usize];
        let one = plimsoll_types::Qty::ONE;
        assert_eq!(row(22_310).qty[0], (100 + 101 + 102 + 103) * one, "22,313 to 22,310 round down");
        assert_eq!(row(22_320).qty[1], (200 + 201 + 202 + 203) * one, "22,317 to 22,320 round up");
        assert_eq!(row(22_315).qty, [0, 0]);
    }
}
