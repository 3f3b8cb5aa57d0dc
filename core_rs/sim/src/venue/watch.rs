//! The recorded orders that stand ahead of ours, by their number.
//!
//! Nearly every event names an order that is not here: an open-addressing table answers that with one look.

use plimsoll_types::{OrderId, Side};

/// A recorded order ahead of one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Watched {
    pub side: Side,
    pub px: i64,
    /// Counts arrivals in the instrument, ours included; zero marks an empty place.
    pub rank: u64,
    pub qty: i64,
}

const EMPTY: (u64, Watched) = (0, Watched { side: Side::Buy, px: 0, rank: 0, qty: 0 });
const LEAST: usize = 16;

/// At most half full; its length is a power of two.
#[derive(Debug, Clone)]
pub(super) struct WatchTable {
    entries: Vec<(u64, Watched)>,
    shift: u32,
    live: usize,
}

impl WatchTable {
    pub fn new() -> Self {
        Self { entries: vec![EMPTY; LEAST], shift: 64 - LEAST.trailing_zeros(), live: 0 }
    }

    #[inline]
    const fn home(&self, id: u64) -> usize {
        (id.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift) as usize
    }

    /// Where `id` is, or the empty place where it would be.
    #[inline]
    fn place(&self, id: u64) -> usize {
        let mask = self.entries.len() - 1;
        let mut at = self.home(id);
        while self.entries[at].1.rank != 0 && self.entries[at].0 != id {
            at = (at + 1) & mask;
        }
        at
    }

    #[inline]
    pub fn contains(&self, id: OrderId) -> bool {
        self.entries[self.place(id.0)].1.rank != 0
    }

    pub fn get_mut(&mut self, id: OrderId) -> Option<&mut Watched> {
        let at = self.place(id.0);
        Some(&mut self.entries[at].1).filter(|watched| watched.rank != 0)
    }

    /// Adds an order that is not there; its rank is above zero.
    pub fn insert(&mut self, id: OrderId, watched: Watched) {
        if 2 * (self.live + 1) > self.entries.len() {
            let larger = vec![EMPTY; 2 * self.entries.len()];
            self.shift -= 1;
            for entry in std::mem::replace(&mut self.entries, larger) {
                if entry.1.rank != 0 {
                    let at = self.place(entry.0);
                    self.entries[at] = entry;
                }
            }
        }
        self.live += 1;
        let at = self.place(id.0);
        self.entries[at] = (id.0, watched);
    }

    /// Takes an order out, if it is there.
    pub fn remove(&mut self, id: OrderId) {
        let mask = self.entries.len() - 1;
        let mut hole = self.place(id.0);
        if self.entries[hole].1.rank == 0 {
            return;
        }
        self.live -= 1;
        let mut at = (hole + 1) & mask;
        while self.entries[at].1.rank != 0 {
            let home = self.home(self.entries[at].0);
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
        fn test_the_table_follows_a_map(ops in proptest::collection::vec((any::<bool>(), 0_u64..60), 0..600)) {
            let mut table = WatchTable::new();
            let mut naive = HashMap::new();
            for (rank, (add, id)) in (1_u64..).zip(ops) {
                let watched = Watched { side: Side::Buy, px: 1, rank, qty: 5 };
                if !add {
                    table.remove(OrderId(id));
                    naive.remove(&id);
                } else if naive.insert(id, watched).is_none() {
                    table.insert(OrderId(id), watched);
                } else if let Some(there) = table.get_mut(OrderId(id)) {
                    *there = watched;
                }
                for id in 0..60 {
                    prop_assert_eq!(table.get_mut(OrderId(id)).copied(), naive.get(&id).copied());
                    prop_assert_eq!(table.contains(OrderId(id)), naive.contains_key(&id));
                }
            }
        }
    }
}
