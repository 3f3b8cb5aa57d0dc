//! The levels that a LOBSTER file lets one see.

use super::rows::BookRow;
use plimsoll_types::{Level, Price, Qty, Side};

/// The best `depth` levels of each side as the messages leave them.
///
/// Messages about levels behind the window are not in the file. So a level that leaves the window is forgotten, and one
/// that enters it from outside is taken from the orderbook file: only while the window lacks a level, and only at a
/// price strictly behind every price that it held before the message. Nothing else is ever taken: any other difference
/// between window and file stays, for the verifier to find.
#[derive(Debug, Clone)]
pub struct Window {
    depth: usize,
    sides: [Vec<Level>; 2],
}

impl Window {
    /// An empty window of `depth` levels.
    #[must_use]
    pub const fn new(depth: usize) -> Self {
        Self { depth, sides: [Vec::new(), Vec::new()] }
    }

    /// Levels of one side, best first.
    #[must_use]
    pub fn levels(&self, side: Side) -> &[Level] {
        &self.sides[side.index()]
    }

    /// Takes over a row of the orderbook file.
    pub fn seed(&mut self, row: &BookRow) {
        for side in [Side::Buy, Side::Sell] {
            self.sides[side.index()].clear();
            self.sides[side.index()].extend_from_slice(row.side(side));
        }
    }

    /// Adds `change` (raw quantity, negative to take away) at a price; a level that holds nothing is gone.
    /// Returns whether the level could give or take that much.
    pub fn change(&mut self, side: Side, px: Price, change: i64) -> bool {
        let levels = &mut self.sides[side.index()];
        let at = levels.iter().position(|level| !is_better(side, level.px, px)).unwrap_or(levels.len());
        if levels.get(at).is_none_or(|level| level.px != px) {
            if change > 0 {
                levels.insert(at, Level { px, qty: Qty::from_raw(change), orders: 0 });
            }
            return change >= 0;
        }
        let qty = levels[at].qty.raw().saturating_add(change);
        if qty > 0 {
            levels[at].qty = Qty::from_raw(qty);
        } else {
            levels.remove(at);
        }
        qty >= 0
    }

    /// The deepest price in view on one side.
    #[must_use]
    pub fn deepest(&self, side: Side) -> Option<Price> {
        self.sides[side.index()].last().map(|level| level.px)
    }

    /// Forgets the levels that were pushed out, and hands each to `left`.
    pub fn trim(&mut self, side: Side, mut left: impl FnMut(Level)) {
        for level in self.sides[side.index()].drain(self.depth.min(self.sides[side.index()].len())..) {
            left(level);
        }
    }

    /// Takes levels that entered from outside from `row` and hands each to `entered`. `deepest_before` is what
    /// [`deepest`](Self::deepest) gave before the message.
    pub fn reveal(&mut self, side: Side, row: &BookRow, deepest_before: Option<Price>, mut entered: impl FnMut(Level)) {
        let levels = &mut self.sides[side.index()];
        while levels.len() < self.depth {
            let Some(&level) = row.side(side).get(levels.len()) else { return };
            if deepest_before.is_some_and(|deepest| !is_better(side, deepest, level.px)) {
                return;
            }
            if levels.last().is_some_and(|last| !is_better(side, last.px, level.px)) {
                return;
            }
            levels.push(level);
            entered(level);
        }
    }
}

/// Whether `px` is strictly closer to the other side than `other`.
const fn is_better(side: Side, px: Price, other: Price) -> bool {
    match side {
        Side::Buy => px.raw() > other.raw(),
        Side::Sell => px.raw() < other.raw(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(px: i64, qty: i64) -> Level {
        Level { px: Price::from_raw(px), qty: Qty::from_raw(qty), orders: 0 }
    }

    fn two_bids() -> Window {
        let mut window = Window::new(2);
        window.seed(&BookRow { bids: vec![level(10, 5), level(9, 5)], asks: vec![] });
        window
    }

    #[test]
    fn test_a_pushed_out_level_is_forgotten() {
        let mut window = two_bids();
        assert!(window.change(Side::Buy, Price::from_raw(11), 3));
        let mut left = vec![];
        window.trim(Side::Buy, |gone| left.push(gone));
        assert_eq!(left, [level(9, 5)]);
        assert_eq!(window.levels(Side::Buy), [level(11, 3), level(10, 5)]);
    }

    #[test]
    fn test_only_a_price_behind_the_old_window_is_revealed() {
        for (deepest, taken) in [(level(8, 4), true), (level(9, 4), false), (level(10, 4), false)] {
            let mut window = two_bids();
            let before = window.deepest(Side::Buy);
            assert!(window.change(Side::Buy, Price::from_raw(9), -5));
            let row = BookRow { bids: vec![level(10, 5), deepest], asks: vec![] };
            let mut entered = 0;
            window.reveal(Side::Buy, &row, before, |_| entered += 1);
            assert_eq!(entered == 1, taken, "{deepest:?}");
        }
    }

    #[test]
    fn test_taking_more_than_there_is_empties_the_level_and_says_so() {
        let mut window = two_bids();
        assert!(!window.change(Side::Buy, Price::from_raw(10), -6));
        assert!(!window.change(Side::Buy, Price::from_raw(10), -6));
        assert_eq!(window.levels(Side::Buy), [level(9, 5)]);
    }
}
