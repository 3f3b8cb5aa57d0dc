//! The prices of one side in order of merit, each with its level's slot.
//!
//! Near the best price, where nearly all events fall, two sorted arrays with the best at the end; behind them, in books
//! deeper than [`NEAR_MAX`] levels, a B-tree. Prices are turned into *merits* (the larger the better, on either side).

use plimsoll_types::Side;
use std::collections::BTreeMap;

/// Near levels beyond which the worse half moves to the tree.
const NEAR_MAX: usize = 256;
const NEAR_HALF: usize = NEAR_MAX / 2;
/// Levels looked at one by one from the best before searching by halves.
const LINEAR: usize = 8;

/// One side's levels in order. While anything is in `deep`, `near` is not empty and better than all of it.
#[derive(Debug, Clone)]
pub struct Ladder {
    merits: Vec<i64>,
    slots: Vec<u32>,
    deep: BTreeMap<i64, u32>,
    flip: i64,
}

/// Where a price is, or belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Its level's slot.
    At(u32),
    /// Not there; it belongs before this index of the near arrays.
    Near(usize),
    /// Not there; it belongs in the tree.
    Deep,
}

impl Ladder {
    pub const fn new(side: Side) -> Self {
        let flip = match side {
            Side::Buy => 0,
            Side::Sell => -1,
        };
        Self { merits: Vec::new(), slots: Vec::new(), deep: BTreeMap::new(), flip }
    }

    /// `!px` reverses the order without overflow.
    #[inline]
    const fn merit(&self, px: i64) -> i64 {
        px ^ self.flip
    }

    /// The best level's slot.
    #[inline]
    pub fn best(&self) -> Option<u32> {
        self.slots.last().copied()
    }

    /// The best price.
    #[inline]
    pub fn best_px(&self) -> Option<i64> {
        self.merits.last().map(|merit| merit ^ self.flip)
    }

    /// The worst level's slot.
    pub fn worst(&self) -> Option<u32> {
        self.deep.first_key_value().map(|(_, slot)| *slot).or_else(|| self.slots.first().copied())
    }

    pub fn len(&self) -> usize {
        self.slots.len() + self.deep.len()
    }

    /// Where `px` is or belongs.
    #[inline]
    pub fn find(&self, px: i64) -> Place {
        let merit = self.merit(px);
        let at = self.rank(merit);
        if at > 0 && self.merits[at - 1] == merit {
            return Place::At(self.slots[at - 1]);
        }
        if at > 0 || self.deep.is_empty() {
            return Place::Near(at);
        }
        self.deep.get(&merit).map_or(Place::Deep, |slot| Place::At(*slot))
    }

    /// Near levels that are not better than `merit`.
    #[inline]
    fn rank(&self, merit: i64) -> usize {
        let mut at = self.merits.len();
        let stop = at.saturating_sub(LINEAR);
        while at > stop {
            if self.merits[at - 1] <= merit {
                return at;
            }
            at -= 1;
        }
        self.merits[..stop].partition_point(|m| *m <= merit)
    }

    /// Adds a level at a place that [`find`](Self::find) named.
    pub fn insert(&mut self, place: Place, px: i64, slot: u32) {
        let merit = self.merit(px);
        match place {
            Place::At(_) => {}
            Place::Near(at) => {
                self.merits.insert(at, merit);
                self.slots.insert(at, slot);
                if self.merits.len() > NEAR_MAX {
                    self.spill();
                }
            }
            Place::Deep => {
                self.deep.insert(merit, slot);
            }
        }
    }

    /// Takes the level at `px` out.
    pub fn remove(&mut self, px: i64) {
        let merit = self.merit(px);
        let at = self.rank(merit);
        if at > 0 && self.merits[at - 1] == merit {
            self.merits.remove(at - 1);
            self.slots.remove(at - 1);
            if self.merits.is_empty() && !self.deep.is_empty() {
                self.refill();
            }
        } else {
            self.deep.remove(&merit);
        }
    }

    fn spill(&mut self) {
        let merits = self.merits.drain(..NEAR_HALF);
        let slots = self.slots.drain(..NEAR_HALF);
        self.deep.extend(merits.zip(slots));
    }

    #[cold]
    fn refill(&mut self) {
        while self.merits.len() < NEAR_HALF {
            let Some((merit, slot)) = self.deep.pop_last() else { break };
            self.merits.push(merit);
            self.slots.push(slot);
        }
        self.merits.reverse();
        self.slots.reverse();
    }

    /// Level slots, best first.
    pub fn slots(&self) -> impl Iterator<Item = u32> + '_ {
        self.slots.iter().rev().chain(self.deep.values().rev()).copied()
    }

    /// Empties the ladder.
    pub fn clear(&mut self) {
        self.merits.clear();
        self.slots.clear();
        self.deep.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn put(ladder: &mut Ladder, px: i64) {
        let place = ladder.find(px);
        let slot = u32::try_from(px + 100_000).unwrap();
        ladder.insert(place, px, slot);
    }

    #[test]
    fn test_asks_run_upwards_and_bids_downwards() {
        let (mut bids, mut asks) = (Ladder::new(Side::Buy), Ladder::new(Side::Sell));
        for px in [3, 1, 2] {
            put(&mut bids, px);
            put(&mut asks, px);
        }
        assert_eq!(bids.slots().collect::<Vec<_>>(), [100_003, 100_002, 100_001]);
        assert_eq!(asks.slots().collect::<Vec<_>>(), [100_001, 100_002, 100_003]);
        assert_eq!((bids.best_px(), asks.best_px()), (Some(3), Some(1)));
        assert_eq!((bids.worst(), asks.worst()), (Some(100_001), Some(100_003)));
    }

    proptest! {
        #[test]
        fn test_ladder_follows_a_sorted_map(ops in proptest::collection::vec((any::<bool>(), -1_500_i64..1_500), 0..6_000)) {
            let mut ladder = Ladder::new(Side::Sell);
            let mut naive = BTreeMap::new();
            for (add, px) in ops {
                if add {
                    put(&mut ladder, px);
                    naive.insert(px, ());
                } else {
                    ladder.remove(px);
                    naive.remove(&px);
                }
                prop_assert_eq!(ladder.best_px(), naive.first_key_value().map(|(px, ())| *px));
            }
            prop_assert_eq!(ladder.len(), naive.len());
            let expected: Vec<u32> = naive.keys().map(|px| u32::try_from(px + 100_000).unwrap()).collect();
            prop_assert_eq!(ladder.slots().collect::<Vec<_>>(), expected);
        }
    }
}
