//! The prices of one side in order of merit, each with its level's slot.
//!
//! Near the best price, where nearly all levels come and go, a sorted array with the best at the end; behind it, in books
//! deeper than [`NEAR_MAX`] levels, a B-tree. Prices are turned into *merits* (the larger the better, on either side).

use crate::store::NIL;
use plimsoll_types::Side;
use std::collections::BTreeMap;

/// Near levels beyond which the worse half moves to the tree.
const NEAR_MAX: usize = 256;
const NEAR_HALF: usize = NEAR_MAX / 2;
/// Levels looked at one by one from the best before searching by halves.
const LINEAR: usize = 8;

#[derive(Debug, Clone, Copy)]
struct Rung {
    merit: i64,
    slot: u32,
}

/// No level: worse than any.
const NO_RUNG: Rung = Rung { merit: i64::MIN, slot: NIL };

/// One side's levels in order. While anything is in `deep`, `near` is not empty and better than all of it.
#[derive(Debug, Clone)]
pub struct Ladder {
    /// The last of `near`.
    best: Rung,
    flip: i64,
    near: Vec<Rung>,
    /// Most books have none: boxed, to keep the ladder within a cache line.
    #[allow(clippy::box_collection)]
    deep: Option<Box<BTreeMap<i64, u32>>>,
}

impl Ladder {
    pub const fn new(side: Side) -> Self {
        let flip = match side {
            Side::Buy => 0,
            Side::Sell => -1,
        };
        Self { best: NO_RUNG, flip, near: Vec::new(), deep: None }
    }

    /// The best level's slot, or `NIL`.
    #[inline]
    pub const fn best(&self) -> u32 {
        self.best.slot
    }

    /// The best price.
    #[inline]
    pub const fn best_px(&self) -> Option<i64> {
        if self.best.slot == NIL { None } else { Some(self.best.merit ^ self.flip) }
    }

    /// The best price, or one worse than any where there is none.
    #[inline]
    pub const fn best_or_worst_px(&self) -> i64 {
        self.best.merit ^ self.flip
    }

    /// The worst level's slot, or `NIL`.
    pub fn worst(&self) -> u32 {
        match self.deep.as_ref().and_then(|deep| deep.first_key_value()) {
            Some((_, slot)) => *slot,
            None => self.near.first().map_or(NIL, |rung| rung.slot),
        }
    }

    pub fn len(&self) -> usize {
        self.near.len() + self.deep.as_ref().map_or(0, |deep| deep.len())
    }

    /// `!px` reverses the order without overflow.
    #[inline]
    const fn merit(&self, px: i64) -> i64 {
        px ^ self.flip
    }

    /// Near levels that are not better than `merit`.
    #[inline]
    fn rank(&self, merit: i64) -> usize {
        let mut at = self.near.len();
        let stop = at.saturating_sub(LINEAR);
        while at > stop {
            if self.near[at - 1].merit <= merit {
                return at;
            }
            at -= 1;
        }
        self.near[..stop].partition_point(|rung| rung.merit <= merit)
    }

    /// Adds a level whose price is not there.
    pub fn insert(&mut self, px: i64, slot: u32) {
        let merit = self.merit(px);
        let at = self.rank(merit);
        match &mut self.deep {
            Some(deep) if at == 0 => drop(deep.insert(merit, slot)),
            _ => self.near.insert(at, Rung { merit, slot }),
        }
        if self.near.len() > NEAR_MAX {
            self.spill();
        }
        self.note_best();
    }

    /// Takes the level at `px` out.
    pub fn remove(&mut self, px: i64) {
        let merit = self.merit(px);
        let at = self.rank(merit);
        if at > 0 && self.near[at - 1].merit == merit {
            self.near.remove(at - 1);
            if self.near.is_empty() && self.deep.is_some() {
                self.refill();
            }
            self.note_best();
        } else if let Some(deep) = &mut self.deep {
            deep.remove(&merit);
            if deep.is_empty() {
                self.deep = None;
            }
        }
    }

    #[inline]
    fn note_best(&mut self) {
        self.best = self.near.last().copied().unwrap_or(NO_RUNG);
    }

    #[cold]
    fn spill(&mut self) {
        let worse = self.near.drain(..NEAR_HALF).map(|rung| (rung.merit, rung.slot));
        self.deep.get_or_insert_default().extend(worse);
    }

    #[cold]
    fn refill(&mut self) {
        let Some(deep) = &mut self.deep else { return };
        while self.near.len() < NEAR_HALF {
            let Some((merit, slot)) = deep.pop_last() else { break };
            self.near.push(Rung { merit, slot });
        }
        self.near.reverse();
        if deep.is_empty() {
            self.deep = None;
        }
    }

    /// Level slots, best first.
    pub fn slots(&self) -> impl Iterator<Item = u32> + '_ {
        let deep = self.deep.iter().flat_map(|deep| deep.values().rev().copied());
        self.near.iter().rev().map(|rung| rung.slot).chain(deep)
    }

    /// Empties the ladder.
    pub fn clear(&mut self) {
        self.near.clear();
        self.deep = None;
        self.best = NO_RUNG;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slot(px: i64) -> u32 {
        u32::try_from(px + 100_000).unwrap()
    }

    #[test]
    fn test_a_ladder_fits_a_cache_line() {
        assert_eq!(size_of::<Ladder>(), 56);
    }

    #[test]
    fn test_asks_run_upwards_and_bids_downwards() {
        let (mut bids, mut asks) = (Ladder::new(Side::Buy), Ladder::new(Side::Sell));
        for px in [3, 1, 2] {
            bids.insert(px, slot(px));
            asks.insert(px, slot(px));
        }
        assert_eq!(bids.slots().collect::<Vec<_>>(), [100_003, 100_002, 100_001]);
        assert_eq!(asks.slots().collect::<Vec<_>>(), [100_001, 100_002, 100_003]);
        assert_eq!((bids.best_px(), asks.best_px()), (Some(3), Some(1)));
        assert_eq!((bids.worst(), asks.worst()), (100_001, 100_003));
    }

    proptest! {
        #[test]
        fn test_ladder_follows_a_sorted_map(ops in proptest::collection::vec((any::<bool>(), -1_500_i64..1_500), 0..6_000)) {
            let mut ladder = Ladder::new(Side::Sell);
            let mut naive = BTreeMap::new();
            for (add, px) in ops {
                if add && naive.insert(px, ()).is_none() {
                    ladder.insert(px, slot(px));
                } else if !add {
                    ladder.remove(px);
                    naive.remove(&px);
                }
                prop_assert_eq!(ladder.best_px(), naive.first_key_value().map(|(px, ())| *px));
                prop_assert_eq!(ladder.best(), ladder.best_px().map_or(NIL, slot));
            }
            prop_assert_eq!(ladder.len(), naive.len());
            let expected: Vec<u32> = naive.keys().map(|px| slot(*px)).collect();
            prop_assert_eq!(ladder.slots().collect::<Vec<_>>(), expected);
        }
    }
}
