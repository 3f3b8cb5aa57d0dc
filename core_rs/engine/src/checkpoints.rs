//! Checkpoints of a replay: any time of a recording is reached by restoring one and running the rest.

use plimsoll_types::Nanos;
use std::sync::{Arc, Mutex, PoisonError};

/// Most checkpoints kept; beyond it every other one is dropped and the spacing doubles.
const CAPACITY: usize = 48;

/// Most bytes that checkpoints may take together, for the same consequence.
const BUDGET: u64 = 512 << 20;

/// So many are kept whatever they weigh: seeking in a market of millions of orders takes its memory.
const FEWEST: usize = 8;

/// Units between checkpoints at first.
const FIRST_SPACING: u64 = 100_000;

/// A state of type `T` worth returning to, with its place in the recording.
#[derive(Debug)]
struct Entry<T> {
    ts_ns: Nanos,
    units: u64,
    bytes: u64,
    state: Arc<T>,
}

/// Checkpoints in order of time, shared between the pass that makes them and the cursor that uses them.
#[derive(Debug)]
pub struct Checkpoints<T> {
    inner: Mutex<Shelf<T>>,
}

#[derive(Debug)]
struct Shelf<T> {
    entries: Vec<Entry<T>>,
    spacing: u64,
}

impl<T> Default for Checkpoints<T> {
    fn default() -> Self {
        Self { inner: Mutex::new(Shelf { entries: Vec::new(), spacing: FIRST_SPACING }) }
    }
}

impl<T> Shelf<T> {
    fn is_too_large(&self) -> bool {
        let count = self.entries.len();
        count > CAPACITY || (count > FEWEST && self.entries.iter().map(|entry| entry.bytes).sum::<u64>() > BUDGET)
    }

    fn thin(&mut self) {
        let mut index = 0;
        self.entries.retain(|_| {
            index += 1;
            index % 2 == 1
        });
        self.spacing *= 2;
    }
}

impl<T> Checkpoints<T> {
    /// Whether a checkpoint at `units` is far enough from its neighbours to be worth making.
    #[must_use]
    pub fn wants(&self, units: u64) -> bool {
        let shelf = self.lock();
        shelf.entries.last().is_none_or(|last| units >= last.units + shelf.spacing)
    }

    /// Keeps `state` of about `bytes` bytes, reached after `units` units at `ts_ns`.
    pub fn keep(&self, ts_ns: Nanos, units: u64, bytes: u64, state: T) {
        let mut shelf = self.lock();
        if shelf.entries.last().is_some_and(|last| units <= last.units) {
            return;
        }
        shelf.entries.push(Entry { ts_ns, units, bytes, state: Arc::new(state) });
        if shelf.is_too_large() {
            shelf.thin();
        }
    }

    /// The last state with time strictly before `ts_ns`, or the first of all.
    #[must_use]
    pub fn before(&self, ts_ns: Nanos) -> Option<Arc<T>> {
        self.last_where(|entry| entry.ts_ns < ts_ns)
    }

    /// The last state with no more than `units` units applied, or the first of all.
    #[must_use]
    pub fn at_units(&self, units: u64) -> Option<Arc<T>> {
        self.last_where(|entry| entry.units <= units)
    }

    /// How many are kept.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lock().entries.len()
    }

    fn last_where(&self, mut fits: impl FnMut(&Entry<T>) -> bool) -> Option<Arc<T>> {
        let shelf = self.lock();
        let behind = shelf.entries.partition_point(&mut fits);
        shelf.entries.get(behind.saturating_sub(1)).map(|entry| Arc::clone(&entry.state))
    }

    // A thread that panicked while holding the lock left a list that is still ordered.
    fn lock(&self) -> std::sync::MutexGuard<'_, Shelf<T>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf_of(count: u64, bytes: u64) -> Checkpoints<u64> {
        let checkpoints = Checkpoints::default();
        for i in 0..count {
            let units = i * FIRST_SPACING;
            if checkpoints.wants(units) {
                checkpoints.keep(Nanos::try_from(i).unwrap() * 10, units, bytes, units);
            }
        }
        checkpoints
    }

    #[test]
    fn test_the_nearest_earlier_state_is_found() {
        let checkpoints = shelf_of(10, 1);
        assert_eq!(checkpoints.before(35).as_deref(), Some(&(3 * FIRST_SPACING)));
        assert_eq!(checkpoints.before(30).as_deref(), Some(&(2 * FIRST_SPACING)));
        assert_eq!(checkpoints.before(-5).as_deref(), Some(&0));
        assert_eq!(checkpoints.at_units(FIRST_SPACING * 2 + 1).as_deref(), Some(&(2 * FIRST_SPACING)));
    }

    #[test]
    fn test_count_stays_bounded_and_the_start_is_kept() {
        let checkpoints = shelf_of(5_000, 1);
        assert!((CAPACITY / 2..=CAPACITY).contains(&checkpoints.count()));
        assert_eq!(checkpoints.before(0).as_deref(), Some(&0));
    }

    #[test]
    fn test_heavy_states_are_fewer_and_never_too_few() {
        assert!((10..=20).contains(&shelf_of(5_000, BUDGET / 20).count()));
        assert!((FEWEST / 2..=FEWEST).contains(&shelf_of(5_000, BUDGET).count()));
    }
}
