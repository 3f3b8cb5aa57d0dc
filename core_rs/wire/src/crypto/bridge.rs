//! Joins a stream of depth updates to its snapshot by update id, as Binance documents it ("How to manage a local order
//! book correctly", spot and USD-M futures).

use plimsoll_types::{Price, Qty, Side};
use std::collections::VecDeque;

/// Levels that are held at most while no snapshot has come.
const HELD_LEVELS: usize = 1 << 20;

/// Update ids of one depth update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpdateIds {
    /// `U`: first id in it.
    pub first: u64,
    /// `u`: last id in it.
    pub last: u64,
    /// `pu`: last id of the update before it (futures).
    pub previous: Option<u64>,
}

impl UpdateIds {
    /// The id that must be the book's for this update to be the next.
    fn follows(self) -> u64 {
        self.previous.unwrap_or_else(|| self.first.saturating_sub(1))
    }

    /// Whether it is the next of a book that stands at `id`: nothing between is missing and something in it is new.
    ///
    /// Spot: `U <= id + 1 <= u`. Futures: `U <= id <= u`; ids between `pu` and `U` belong to other symbols, so that a
    /// snapshot at one of them is followed by this update as well: `pu <= id <= u`.
    fn bridges(self, id: u64) -> bool {
        let is_new = if self.previous.is_some() { id <= self.last } else { id < self.last };
        self.follows() <= id && is_new
    }

    fn is_older_than(self, id: u64) -> bool {
        if self.previous.is_some() { self.last < id } else { self.last <= id }
    }
}

/// The new quantity of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelUpdate {
    /// Bid or ask.
    pub side: Side,
    /// Its price.
    pub px: Price,
    /// Everything at it; zero when it is gone.
    pub qty: Qty,
}

/// What becomes of a depth update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpdateFate {
    /// It is the next: apply it.
    Apply,
    /// No snapshot yet: it is held.
    Held,
    /// The book contains it already.
    Old,
    /// Updates are missing before it. It is to be applied, but the book is not to be believed.
    Gap {
        /// The id that the update should have followed.
        expected: u64,
        /// The id that it follows.
        received: u64,
    },
}

/// What becomes of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SnapshotFate {
    /// The book is the snapshot and these held updates.
    Apply {
        /// To apply on top.
        updates: Vec<LevelUpdate>,
        /// Whether a gap ends with it.
        ends_gap: bool,
    },
    /// It does not join the updates, or none is wanted.
    OutOfSequence,
}

#[derive(Debug, Clone)]
struct HeldUpdate {
    ids: UpdateIds,
    levels: Vec<LevelUpdate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// No snapshot was seen.
    Waiting,
    /// The book is a snapshot at this id; no update has joined it yet.
    Snapshot(u64),
    /// The book stands at this id.
    Joined(u64),
    /// Updates are missing; the last one seen ends at this id.
    Gapped(u64),
}

/// The state of one depth stream.
#[derive(Debug, Clone)]
pub struct Bridge {
    phase: Phase,
    held: VecDeque<HeldUpdate>,
    held_levels: usize,
}

impl Bridge {
    /// Before the first snapshot.
    #[must_use]
    pub const fn new() -> Self {
        Self { phase: Phase::Waiting, held: VecDeque::new(), held_levels: 0 }
    }

    /// Judges an update. Held ones are kept here with their levels.
    pub fn update(&mut self, ids: UpdateIds, levels: &[LevelUpdate]) -> UpdateFate {
        match self.phase {
            Phase::Waiting => {
                self.hold(ids, levels);
                UpdateFate::Held
            }
            Phase::Snapshot(at) if ids.is_older_than(at) => UpdateFate::Old,
            Phase::Snapshot(at) => self.next(ids, levels, at, ids.bridges(at)),
            Phase::Joined(at) | Phase::Gapped(at) if ids.last <= at => UpdateFate::Old,
            Phase::Joined(at) => self.next(ids, levels, at, ids.follows() == at),
            Phase::Gapped(at) => {
                self.hold(ids, levels);
                self.phase = Phase::Gapped(ids.last);
                if ids.follows() == at { UpdateFate::Apply } else { gap(ids, at) }
            }
        }
    }

    fn next(&mut self, ids: UpdateIds, levels: &[LevelUpdate], at: u64, is_next: bool) -> UpdateFate {
        if is_next {
            self.phase = Phase::Joined(ids.last);
            return UpdateFate::Apply;
        }
        self.phase = Phase::Gapped(ids.last);
        self.hold(ids, levels);
        gap(ids, at)
    }

    fn hold(&mut self, ids: UpdateIds, levels: &[LevelUpdate]) {
        self.held_levels += levels.len().max(1);
        self.held.push_back(HeldUpdate { ids, levels: levels.to_vec() });
        while self.held_levels > HELD_LEVELS {
            let Some(oldest) = self.held.pop_front() else { return };
            self.held_levels -= oldest.levels.len().max(1);
        }
    }

    /// The connection was lost: a book is not whole before the next snapshot.
    pub fn lose(&mut self) {
        if let Phase::Snapshot(at) | Phase::Joined(at) = self.phase {
            self.phase = Phase::Gapped(at);
        }
        self.held.clear();
        self.held_levels = 0;
    }

    /// Whether a snapshot taken at update id `at` would join the held updates.
    #[must_use]
    pub fn holds(&self, at: u64) -> bool {
        self.held.front().is_some_and(|oldest| oldest.ids.follows() <= at) && self.join(at).is_some()
    }

    /// Judges a snapshot taken at update id `at`.
    pub fn snapshot(&mut self, at: u64) -> SnapshotFate {
        if matches!(self.phase, Phase::Snapshot(_) | Phase::Joined(_)) {
            return SnapshotFate::OutOfSequence;
        }
        let Some(reached) = self.join(at) else { return SnapshotFate::OutOfSequence };
        let ends_gap = matches!(self.phase, Phase::Gapped(_));
        let newer = self.held.iter().filter(|held| !held.ids.is_older_than(at));
        let updates = newer.flat_map(|held| held.levels.iter().copied()).collect();
        self.phase = reached;
        self.held.clear();
        self.held_levels = 0;
        SnapshotFate::Apply { updates, ends_gap }
    }

    /// Where the book stands after a snapshot at `at` and the held updates; `None` where they do not join.
    fn join(&self, at: u64) -> Option<Phase> {
        let mut phase = Phase::Snapshot(at);
        for HeldUpdate { ids, .. } in self.held.iter().filter(|held| !held.ids.is_older_than(at)) {
            let joins = match phase {
                Phase::Joined(at) => ids.follows() == at,
                _ => ids.bridges(at),
            };
            if !joins {
                return None;
            }
            phase = Phase::Joined(ids.last);
        }
        Some(phase)
    }
}

fn gap(ids: UpdateIds, at: u64) -> UpdateFate {
    UpdateFate::Gap { expected: at, received: ids.follows() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(first: u64, last: u64) -> UpdateIds {
        UpdateIds { first, last, previous: None }
    }

    fn futures(previous: u64, first: u64, last: u64) -> UpdateIds {
        UpdateIds { first, last, previous: Some(previous) }
    }

    fn level(qty: i64) -> LevelUpdate {
        LevelUpdate { side: Side::Buy, px: Price::from_raw(1), qty: Qty::from_raw(qty) }
    }

    #[test]
    fn test_a_snapshot_takes_only_the_held_updates_behind_it() {
        let mut bridge = Bridge::new();
        for (first, last) in [(10, 12), (13, 15), (16, 20)] {
            assert_eq!(bridge.update(spot(first, last), &[level(i64::try_from(last).unwrap())]), UpdateFate::Held);
        }
        let fate = bridge.snapshot(15);
        assert_eq!(fate, SnapshotFate::Apply { updates: vec![level(20)], ends_gap: false });
        assert_eq!(bridge.update(spot(21, 21), &[]), UpdateFate::Apply);
    }

    #[test]
    fn test_the_first_spot_update_must_span_the_snapshot() {
        for (first, last, fate) in [
            (8, 10, UpdateFate::Old),
            (9, 11, UpdateFate::Apply),
            (11, 11, UpdateFate::Apply),
            (12, 13, UpdateFate::Gap { expected: 10, received: 11 }),
        ] {
            let mut bridge = Bridge::new();
            assert!(matches!(bridge.snapshot(10), SnapshotFate::Apply { .. }));
            assert_eq!(bridge.update(spot(first, last), &[]), fate, "{first} {last}");
        }
    }

    #[test]
    fn test_the_first_futures_update_must_span_the_snapshot() {
        for (ids, fate) in [
            (futures(5, 7, 9), UpdateFate::Old),
            (futures(7, 8, 10), UpdateFate::Apply),
            (futures(7, 10, 12), UpdateFate::Apply),
            (futures(9, 11, 12), UpdateFate::Apply),
            (futures(11, 13, 14), UpdateFate::Gap { expected: 10, received: 11 }),
        ] {
            let mut bridge = Bridge::new();
            assert!(matches!(bridge.snapshot(10), SnapshotFate::Apply { .. }));
            assert_eq!(bridge.update(ids, &[]), fate, "{ids:?}");
        }
    }

    #[test]
    fn test_a_break_is_a_gap_until_a_snapshot_joins() {
        let mut bridge = Bridge::new();
        assert!(matches!(bridge.snapshot(10), SnapshotFate::Apply { ends_gap: false, .. }));
        assert_eq!(bridge.update(futures(10, 11, 12), &[]), UpdateFate::Apply);
        let broken = bridge.update(futures(20, 21, 22), &[level(22)]);
        assert_eq!(broken, UpdateFate::Gap { expected: 12, received: 20 });
        assert_eq!(bridge.update(futures(22, 23, 24), &[level(24)]), UpdateFate::Apply);
        assert_eq!(bridge.update(futures(12, 13, 14), &[]), UpdateFate::Old);
        assert_eq!(bridge.snapshot(15), SnapshotFate::OutOfSequence);
        let fate = bridge.snapshot(23);
        assert_eq!(fate, SnapshotFate::Apply { updates: vec![level(24)], ends_gap: true });
        assert_eq!(bridge.update(futures(24, 25, 26), &[]), UpdateFate::Apply);
        assert_eq!(bridge.snapshot(26), SnapshotFate::OutOfSequence);
    }
}
