//! From a price to its level's slot, for all books in one open-addressing table.
//!
//! Nearly all orders join a level that exists: one probe finds it, where a search among sorted prices mispredicts. A
//! removal moves the followers of its probe chain back, so that there are no tombstones and look-ups stay short.

use crate::store::NIL;
use plimsoll_types::{InstrumentId, Side};

/// One side of one book, as a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner(u32);

impl Owner {
    /// Instrument ids stay far below 2^31.
    #[inline]
    pub const fn new(instrument: InstrumentId, side: Side) -> Self {
        Self(instrument.0 << 1 | side.index() as u32)
    }
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    px: i64,
    owner: u32,
    /// `NIL` marks an empty place.
    slot: u32,
}

const EMPTY: Entry = Entry { px: 0, owner: 0, slot: NIL };
const LEAST: usize = 64;

/// At most half full; its length is a power of two.
#[derive(Debug, Clone)]
pub struct LevelMap {
    entries: Vec<Entry>,
    /// 64 less the binary logarithm of the length.
    shift: u32,
    live: usize,
}

impl LevelMap {
    pub fn new() -> Self {
        Self { entries: vec![EMPTY; LEAST], shift: 64 - LEAST.trailing_zeros(), live: 0 }
    }

    /// Fibonacci hashing: the high bits of a product scatter equidistant prices best.
    #[inline]
    #[allow(clippy::cast_possible_truncation)]
    const fn home(&self, owner: u32, px: i64) -> usize {
        let owner = (owner as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        ((px.cast_unsigned() ^ owner).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift) as usize
    }

    /// The level's slot, or `NIL`.
    #[inline]
    pub fn get(&self, owner: Owner, px: i64) -> u32 {
        let mask = self.entries.len() - 1;
        let mut at = self.home(owner.0, px);
        loop {
            let entry = &self.entries[at & mask];
            if (entry.px == px && entry.owner == owner.0) || entry.slot == NIL {
                return entry.slot;
            }
            at += 1;
        }
    }

    /// The slot in the place where the search for a level begins, right or not: for fetching ahead.
    #[inline]
    pub fn first_guess(&self, owner: Owner, px: i64) -> &u32 {
        &self.entries[self.home(owner.0, px)].slot
    }

    /// Adds a level that is not there.
    pub fn insert(&mut self, owner: Owner, px: i64, slot: u32) {
        if 2 * (self.live + 1) > self.entries.len() {
            self.grow();
        }
        self.live += 1;
        self.put(Entry { px, owner: owner.0, slot });
    }

    fn put(&mut self, entry: Entry) {
        let mask = self.entries.len() - 1;
        let mut at = self.home(entry.owner, entry.px);
        while self.entries[at & mask].slot != NIL {
            at += 1;
        }
        self.entries[at & mask] = entry;
    }

    #[cold]
    fn grow(&mut self) {
        let larger = vec![EMPTY; 2 * self.entries.len()];
        self.shift -= 1;
        let old = std::mem::replace(&mut self.entries, larger);
        old.into_iter().filter(|entry| entry.slot != NIL).for_each(|entry| self.put(entry));
    }

    /// Takes a level out.
    pub fn remove(&mut self, owner: Owner, px: i64) {
        let mask = self.entries.len() - 1;
        let mut hole = self.home(owner.0, px) & mask;
        while self.entries[hole].px != px || self.entries[hole].owner != owner.0 {
            if self.entries[hole].slot == NIL {
                return;
            }
            hole = (hole + 1) & mask;
        }
        self.live -= usize::from(self.entries[hole].slot != NIL);
        self.close_hole(hole, mask);
    }

    /// Moves back every follower whose own search would pass over `hole`.
    fn close_hole(&mut self, mut hole: usize, mask: usize) {
        let mut at = (hole + 1) & mask;
        while self.entries[at].slot != NIL {
            let Entry { px, owner, .. } = self.entries[at];
            let home = self.home(owner, px);
            if at.wrapping_sub(home) & mask >= at.wrapping_sub(hole) & mask {
                self.entries[hole] = self.entries[at];
                hole = at;
            }
            at = (at + 1) & mask;
        }
        self.entries[hole] = EMPTY;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    proptest! {
        #[test]
        fn test_level_map_follows_a_map(ops in proptest::collection::vec((any::<bool>(), 0_u32..3, -40_i64..40), 0..800)) {
            let mut map = LevelMap::new();
            let mut naive: HashMap<(u32, i64), u32> = HashMap::new();
            for (n, (add, instrument, px)) in (1_u32..).zip(ops) {
                let (owner, key) = (Owner::new(InstrumentId(instrument), Side::Sell), (instrument, px));
                if add && !naive.contains_key(&key) {
                    map.insert(owner, px, n);
                    naive.insert(key, n);
                } else if !add {
                    map.remove(owner, px);
                    naive.remove(&key);
                }
                prop_assert_eq!(map.get(owner, px), naive.get(&key).copied().unwrap_or(NIL));
                prop_assert_eq!(map.live, naive.len());
            }
            for ((instrument, px), slot) in naive {
                prop_assert_eq!(map.get(Owner::new(InstrumentId(instrument), Side::Sell), px), slot);
            }
        }
    }
}
