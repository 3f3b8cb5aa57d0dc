//! The price grid that ladder and heatmap share: rows of one or more ticks that stand still until told to move.

use plimsoll_types::{Nanos, Side};

/// Ticks per row that the aggregation menu offers.
pub const GROUPS: [i64; 10] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/// How long the market must stay outside the middle of the grid before the grid follows.
pub const FOLLOW_AFTER_NS: Nanos = 1_500_000_000;

/// Rows of prices from the top of the screen down.
///
/// Row `r` is labelled with tick `r * group`. Bids round down to their row and asks round up, so that everything summed
/// in a row trades at its label or better, and an uncrossed best bid and ask never share a row, however coarse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceGrid {
    group: i64,
    top_row: i64,
    rows: i64,
    placed: bool,
    outside_since: Option<Nanos>,
    revision: u64,
}

impl Default for PriceGrid {
    fn default() -> Self {
        Self { group: 1, top_row: 0, rows: 1, placed: false, outside_since: None, revision: 0 }
    }
}

impl PriceGrid {
    /// Ticks per row.
    #[must_use]
    pub const fn group(&self) -> i64 {
        self.group
    }

    /// The row at the top of the screen.
    #[must_use]
    pub const fn top_row(&self) -> i64 {
        self.top_row
    }

    /// Rows on screen, as last told by [`set_rows`](Self::set_rows).
    #[must_use]
    pub const fn rows(&self) -> i64 {
        self.rows
    }

    /// Whether it was ever centred on a market.
    #[must_use]
    pub const fn placed(&self) -> bool {
        self.placed
    }

    /// Grows with every move: what was drawn for another revision is void.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Tells how many rows the screen holds; the top row stays.
    pub fn set_rows(&mut self, rows: i64) {
        self.rows = rows.max(1);
    }

    /// Another number of ticks per row; the tick in the middle of the screen stays there.
    pub fn set_group(&mut self, group: i64) {
        let middle = (self.top_row - self.rows / 2) * self.group;
        self.group = group.max(1);
        if self.placed {
            self.centre(middle);
        }
    }

    /// Coarser (`steps` > 0) or finer by this many entries of [`GROUPS`].
    pub fn step_group(&mut self, steps: i32) {
        let at = GROUPS.iter().position(|&g| g >= self.group).unwrap_or(GROUPS.len() - 1);
        let to = (at as i64 + i64::from(steps)).clamp(0, GROUPS.len() as i64 - 1);
        self.set_group(GROUPS[to as usize]);
    }

    /// Puts `tick` in the middle of the screen.
    pub fn centre(&mut self, tick: i64) {
        self.move_to(tick.div_euclid(self.group) + self.rows / 2);
        self.placed = true;
        self.outside_since = None;
    }

    /// Moves the screen by `rows` (up positive).
    pub fn scroll(&mut self, rows: i64) {
        self.move_to(self.top_row.saturating_add(rows));
        self.outside_since = None;
    }

    fn move_to(&mut self, top_row: i64) {
        if top_row != self.top_row || !self.placed {
            self.top_row = top_row;
            self.revision += 1;
        }
    }

    /// Follows the market: centres on first sight, and again once `mid` was outside the middle three fifths of the
    /// screen for [`FOLLOW_AFTER_NS`]. Never while `held` (the mouse is over the rows). True when it moved.
    pub fn follow(&mut self, mid: i64, held: bool, now: Nanos) -> bool {
        if !self.placed {
            self.centre(mid);
            return true;
        }
        let offset = (self.top_row - mid.div_euclid(self.group)) * 2 - self.rows;
        if held || offset.abs() * 5 <= self.rows * 3 {
            self.outside_since = None;
            return false;
        }
        let since = *self.outside_since.get_or_insert(now);
        if now - since < FOLLOW_AFTER_NS {
            return false;
        }
        self.centre(mid);
        true
    }

    /// The row that counts quantity resting on `side` at `tick`.
    #[inline]
    #[must_use]
    pub const fn row_of(&self, side: Side, tick: i64) -> i64 {
        match side {
            Side::Buy => tick.div_euclid(self.group),
            Side::Sell => -((-tick).div_euclid(self.group)),
        }
    }

    /// The row of a trade: that of the side it took from; without aggressor it rounds down.
    #[must_use]
    pub const fn row_of_trade(&self, aggressor: Option<Side>, tick: i64) -> i64 {
        match aggressor {
            Some(side) => self.row_of(side.opposite(), tick),
            None => self.row_of(Side::Buy, tick),
        }
    }

    /// The row whose label is nearest to `tick`.
    #[must_use]
    pub const fn nearest_row(&self, tick: i64) -> i64 {
        (tick * 2 + self.group).div_euclid(self.group * 2)
    }

    /// The tick that labels `row`.
    #[must_use]
    pub const fn label_tick(&self, row: i64) -> i64 {
        row * self.group
    }

    /// Place of `row` on the screen, counted from the top; outside `0..rows` it is not visible.
    #[inline]
    #[must_use]
    pub const fn line_of(&self, row: i64) -> i64 {
        self.top_row - row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(group: i64) -> PriceGrid {
        let mut grid = PriceGrid::default();
        grid.set_rows(20);
        grid.set_group(group);
        grid.centre(22_315);
        grid
    }

    #[test]
    fn test_best_bid_and_ask_never_share_a_row() {
        for group in GROUPS {
            let grid = grid(group);
            for bid in 22_000..22_100 {
                assert!(grid.row_of(Side::Buy, bid) < grid.row_of(Side::Sell, bid + 1));
            }
        }
    }

    #[test]
    fn test_everything_in_a_row_trades_at_its_label_or_better() {
        let grid = grid(5);
        for tick in -20..20 {
            assert!(grid.label_tick(grid.row_of(Side::Buy, tick)) <= tick);
            assert!(grid.label_tick(grid.row_of(Side::Sell, tick)) >= tick);
        }
    }

    #[test]
    fn test_grid_never_moves_while_held() {
        let mut grid = grid(1);
        let top = grid.top_row();
        for second in 0..100 {
            assert!(!grid.follow(30_000, true, second * 1_000_000_000));
        }
        assert_eq!(grid.top_row(), top);
    }

    #[test]
    fn test_grid_follows_only_after_a_while_outside_the_middle() {
        let mut grid = grid(1);
        assert!(!grid.follow(22_320, false, 0), "still in the middle band");
        assert!(!grid.follow(22_322, false, 0));
        assert!(!grid.follow(22_322, false, FOLLOW_AFTER_NS - 1));
        assert!(!grid.follow(22_316, false, FOLLOW_AFTER_NS), "came back: the wait starts anew");
        assert!(!grid.follow(22_322, false, FOLLOW_AFTER_NS + 1));
        assert!(grid.follow(22_322, false, 2 * FOLLOW_AFTER_NS + 1));
        assert_eq!(grid.line_of(grid.row_of(Side::Buy, 22_322)), 10);
    }

    #[test]
    fn test_aggregation_keeps_the_middle() {
        let mut grid = grid(1);
        grid.step_group(2);
        assert_eq!(grid.group(), 5);
        assert_eq!(grid.line_of(grid.row_of(Side::Buy, 22_315)), 10);
        grid.step_group(-9);
        assert_eq!(grid.group(), 1);
        grid.step_group(99);
        assert_eq!(grid.group(), 1000);
    }
}
