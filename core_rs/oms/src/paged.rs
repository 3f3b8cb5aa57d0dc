//! A map from 64-bit names to 32-bit values, made for names that count up: a page of sixteen neighbours is one cache line,
//! a million names are 4 MiB, and no growth moves more than a sixteenth of the keys at once.

use crate::hash::FastMap;

const PAGE_BITS: u32 = 4;
const PAGE: usize = 1 << PAGE_BITS;

/// Not in the map.
pub(crate) const VACANT: u32 = 0;

/// Names to values above zero.
#[derive(Debug, Clone, Default)]
pub(crate) struct PagedMap {
    pages: Vec<[u32; PAGE]>,
    by_key: FastMap<u64, u32>,
    /// The page of the last write: names come in order.
    last: Option<(u64, u32)>,
    len: usize,
}

#[allow(clippy::cast_possible_truncation)] // four bits
const fn place(name: u64) -> usize {
    name as usize & (PAGE - 1)
}

impl PagedMap {
    /// Names in it.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    fn page(&self, key: u64) -> Option<u32> {
        match self.last {
            Some((last, page)) if last == key => Some(page),
            _ => self.by_key.get(&key).copied(),
        }
    }

    /// The value of `name`; [`VACANT`] where it has none.
    #[inline]
    pub(crate) fn get(&self, name: u64) -> u32 {
        self.page(name >> PAGE_BITS).map_or(VACANT, |page| self.pages[page as usize][place(name)])
    }

    /// Gives `name` the value, above zero.
    pub(crate) fn set(&mut self, name: u64, value: u32) {
        let key = name >> PAGE_BITS;
        let page = match self.page(key) {
            Some(page) => page,
            None => {
                #[allow(clippy::cast_possible_truncation)] // 2^32 pages are 256 GiB
                let page = self.pages.len() as u32;
                self.pages.push([VACANT; PAGE]);
                self.by_key.insert(key, page);
                page
            }
        };
        self.last = Some((key, page));
        let old = std::mem::replace(&mut self.pages[page as usize][place(name)], value);
        self.len += usize::from(old == VACANT);
    }

    /// All, by name.
    pub(crate) fn sorted(&self) -> impl Iterator<Item = (u64, u32)> + '_ {
        let mut keys: Vec<(u64, u32)> = self.by_key.iter().map(|(key, page)| (*key, *page)).collect();
        keys.sort_unstable();
        keys.into_iter().flat_map(|(key, page)| {
            let values = self.pages[page as usize].iter().enumerate();
            values
                .filter(|(_, value)| **value != VACANT)
                .map(move |(at, value)| ((key << PAGE_BITS) | at as u64, *value))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn test_it_holds_what_a_tree_holds_and_lists_it_in_order() {
        let (mut map, mut tree) = (PagedMap::default(), BTreeMap::new());
        let mut name = 0_u64;
        for step in 1..4_000_u64 {
            name = if step % 7 == 0 { name.wrapping_mul(0x9E37_79B9_7F4A_7C15) } else { name.wrapping_add(step % 3) };
            map.set(name, step as u32);
            tree.insert(name, step as u32);
            assert_eq!(map.get(name), step as u32);
        }
        assert_eq!(map.len(), tree.len());
        assert_eq!(map.sorted().collect::<Vec<_>>(), tree.into_iter().collect::<Vec<_>>());
        assert_eq!(map.get(u64::MAX), VACANT);
    }
}
