//! From order ids to slots: a paged table for near-dense ids, a hash map for the rest.
//!
//! Exchange order references mostly count upwards, so the recent ones share few pages and a look-up is one load. A page
//! that grows old with few live orders is emptied into the hash map, and pages are only opened while live orders justify
//! them: memory stays within about 600 bytes per live order and one megabyte, whatever the ids.

use crate::store::NIL;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

const PAGE_BITS: u32 = 10;
const PAGE_IDS: usize = 1 << PAGE_BITS;
/// Pages kept below the first id seen.
const MARGIN_PAGES: u64 = 1_024;
/// How far ahead of the last page a new one may lie.
const JUMP_PAGES: usize = 1 << 14;
/// The directory's largest length: four thousand million ids.
const MAX_PAGES: usize = 1 << 22;
/// Pages allowed whatever the number of live orders.
const FREE_PAGES: usize = 256;
/// Live orders at which an old page is emptied into the hash map.
const SPARSE_LIVE: u16 = 8;
/// Pages behind the newest that count as old.
const OLD_PAGES: usize = 64;
/// Emptied pages kept for reuse.
const SPARE_PAGES: usize = 16;

type Page = [u32; PAGE_IDS];

/// Order ids hash by one multiplication: they come from the venue, not from an adversary, and are spread by it.
#[derive(Debug, Clone, Default)]
pub struct OrderIdHasher(u64);

impl Hasher for OrderIdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        let product = u128::from(self.0 ^ value) * 0x9E37_79B9_7F4A_7C15_u128;
        #[allow(clippy::cast_possible_truncation)]
        let (high, low) = ((product >> 64) as u64, product as u64);
        self.0 = high ^ low;
    }
}

type SparseMap = HashMap<u64, u32, BuildHasherDefault<OrderIdHasher>>;

/// Live order ids and the slots of their records.
#[derive(Debug, Clone, Default)]
pub struct OrderIndex {
    base: u64,
    pages: Vec<Option<Box<Page>>>,
    /// Live ids of each old page. Those of new ones are counted when they become old.
    old_live: Vec<u16>,
    open_pages: usize,
    spare: Vec<Box<Page>>,
    sparse: SparseMap,
    /// No id above was ever put into the hash map: spares the newest ids a look-up there.
    sparse_max: u64,
    live: usize,
}

#[allow(clippy::cast_possible_truncation)]
const fn offset_of(id: u64) -> usize {
    id as usize & (PAGE_IDS - 1)
}

impl OrderIndex {
    /// Live ids.
    pub const fn len(&self) -> usize {
        self.live
    }

    /// Index into the directory; far out of range for ids below the base.
    #[inline]
    #[allow(clippy::cast_possible_truncation)]
    const fn page_of(&self, id: u64) -> usize {
        (id >> PAGE_BITS).wrapping_sub(self.base) as usize
    }

    /// The slot of `id`, or `NIL`.
    #[inline]
    pub fn get(&self, id: u64) -> u32 {
        if let Some(Some(page)) = self.pages.get(self.page_of(id)) {
            let slot = page[offset_of(id)];
            if slot != NIL {
                return slot;
            }
        }
        if self.sparse.is_empty() { NIL } else { self.sparse.get(&id).copied().unwrap_or(NIL) }
    }

    /// Where the slot of `id` is kept, if in a page; some other place otherwise: for fetching ahead.
    #[inline]
    pub fn place(&self, id: u64) -> &u32 {
        match self.pages.get(self.page_of(id)) {
            Some(Some(page)) => &page[offset_of(id)],
            _ => &NIL,
        }
    }

    /// Adds an id, or returns the slot of the one that is there.
    #[inline]
    pub fn insert(&mut self, id: u64, slot: u32) -> Result<(), u32> {
        let at = self.page_of(id);
        if id <= self.sparse_max
            && let Some(resting) = self.sparse.get(&id)
        {
            return Err(*resting);
        }
        if let Some(Some(page)) = self.pages.get_mut(at) {
            let place = &mut page[offset_of(id)];
            if *place != NIL {
                return Err(*place);
            }
            *place = slot;
            if at < self.old_live.len() {
                self.old_live[at] += 1;
            }
        } else {
            self.open_page_or_scatter(id, slot);
        }
        self.live += 1;
        Ok(())
    }

    #[cold]
    fn open_page_or_scatter(&mut self, id: u64, slot: u32) {
        if self.pages.is_empty() {
            self.base = (id >> PAGE_BITS).saturating_sub(MARGIN_PAGES);
        }
        let at = self.page_of(id);
        let reachable = at < MAX_PAGES && at < self.pages.len() + JUMP_PAGES;
        if !reachable || self.open_pages >= FREE_PAGES + self.live / SPARSE_LIVE as usize {
            self.scatter(id, slot);
            return;
        }
        if at >= self.pages.len() {
            self.pages.resize_with(at + 1, || None);
            self.age_pages();
        }
        let mut page = self.spare.pop().unwrap_or_else(|| Box::new([NIL; PAGE_IDS]));
        page[offset_of(id)] = slot;
        self.pages[at] = Some(page);
        if at < self.old_live.len() {
            self.old_live[at] = 1;
        }
        self.open_pages += 1;
    }

    fn scatter(&mut self, id: u64, slot: u32) {
        self.sparse.insert(id, slot);
        self.sparse_max = self.sparse_max.max(id);
    }

    /// Takes an id out. Returns its slot, or `NIL`.
    #[inline]
    pub fn remove(&mut self, id: u64) -> u32 {
        let at = self.page_of(id);
        if let Some(Some(page)) = self.pages.get_mut(at) {
            let slot = std::mem::replace(&mut page[offset_of(id)], NIL);
            if slot != NIL {
                self.live -= 1;
                if at < self.old_live.len() {
                    self.note_old_removal(at);
                }
                return slot;
            }
        }
        self.remove_scattered(id)
    }

    #[inline(never)]
    fn remove_scattered(&mut self, id: u64) -> u32 {
        let slot = self.sparse.remove(&id).unwrap_or(NIL);
        self.live -= usize::from(slot != NIL);
        slot
    }

    #[inline(never)]
    fn note_old_removal(&mut self, at: usize) {
        self.old_live[at] -= 1;
        if self.old_live[at] <= SPARSE_LIVE {
            self.close_page(at);
        }
    }

    /// Empties those pages that became old with few live orders.
    fn age_pages(&mut self) {
        while self.old_live.len() + OLD_PAGES < self.pages.len() {
            let at = self.old_live.len();
            let slots = self.pages[at].iter().flat_map(|page| page.iter());
            let live = slots.map(|slot| u16::from(*slot != NIL)).sum();
            self.old_live.push(live);
            if live <= SPARSE_LIVE {
                self.close_page(at);
            }
        }
    }

    /// Moves an old page's last orders to the hash map.
    #[cold]
    fn close_page(&mut self, at: usize) {
        let Some(mut page) = self.pages.get_mut(at).and_then(Option::take) else { return };
        let first = (self.base + at as u64) << PAGE_BITS;
        if self.old_live[at] > 0 {
            for (id, slot) in (first..).zip(page.iter_mut()).filter(|(_, slot)| **slot != NIL) {
                self.sparse.insert(id, *slot);
                self.sparse_max = self.sparse_max.max(id);
                *slot = NIL;
            }
            self.old_live[at] = 0;
        }
        self.open_pages -= 1;
        if self.spare.len() < SPARE_PAGES {
            self.spare.push(page);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn test_a_long_day_keeps_few_pages() {
        let mut index = OrderIndex::default();
        for id in 0..2_000_000_u64 {
            assert_eq!(index.insert(id, 7), Ok(()));
            if id >= 1_000 && (id - 1_000) % 500 != 0 {
                index.remove(id - 1_000);
            }
        }
        assert!(index.open_pages <= 70, "{} pages", index.open_pages);
        assert!(index.sparse.len() > 3_000);
        assert_eq!((index.get(0), index.get(1), index.get(500), index.get(1_999_999)), (7, NIL, 7, 7));
    }

    #[test]
    fn test_scattered_ids_do_not_open_a_page_each() {
        let mut index = OrderIndex::default();
        for n in 0..10_000_u64 {
            assert_eq!(index.insert(n * 5_000, 1), Ok(()));
        }
        assert!(index.open_pages <= FREE_PAGES + 10_000 / SPARSE_LIVE as usize);
        assert_eq!(index.get(9_999 * 5_000), 1);
        assert_eq!(index.len(), 10_000);
    }

    fn ids() -> impl Strategy<Value = u64> {
        prop_oneof![0..5_000_u64, 1_000_000..1_200_000_u64, any::<u64>(), Just(u64::MAX), Just(0)]
    }

    proptest! {
        #[test]
        fn test_index_follows_a_map(ops in proptest::collection::vec((any::<bool>(), ids()), 0..2_000)) {
            let mut index = OrderIndex::default();
            let mut naive: HashMap<u64, u32> = HashMap::new();
            for (slot, (add, id)) in (1_u32..).zip(ops) {
                if add && !naive.contains_key(&id) {
                    assert_eq!(index.insert(id, slot), Ok(()));
                    assert_eq!(index.insert(id, slot + 1), Err(slot));
                    naive.insert(id, slot);
                } else if !add {
                    index.remove(id);
                    naive.remove(&id);
                }
                prop_assert_eq!(index.get(id), naive.get(&id).copied().unwrap_or(NIL));
                prop_assert_eq!(index.len(), naive.len());
            }
            for (id, slot) in naive {
                prop_assert_eq!(index.get(id), slot);
            }
        }
    }
}
