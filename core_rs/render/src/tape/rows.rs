//! The tape as a list of rows that is never built: each row finds the next older or newer one.
//!
//! So scrolling holds a row, not a number: arriving prints, sweeps that grow and other filters never move what is read.

use super::{Sweep, TradeTape};
use crate::phases::PhaseLog;
use plimsoll_types::Qty;
use std::collections::HashSet;

/// Which row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowKey {
    /// The heading of the sweep whose first print has this index.
    Sweep(usize),
    /// A print.
    Print(usize),
    /// An event of the [`PhaseLog`] by index: gap, halt, skipped records.
    Event(usize),
}

/// What the rows are made of.
#[derive(Debug, Clone, Copy)]
pub struct RowSource<'a> {
    /// The prints.
    pub tape: &'a TradeTape,
    /// The events between them.
    pub phases: &'a PhaseLog,
    /// Index after the last print at or before the cursor.
    pub end: usize,
    /// Index after the last event at or before the cursor.
    pub events_end: usize,
    /// Prints, or sweeps in all, below this quantity are left out.
    pub least: Qty,
    /// First prints of the sweeps that differ from `unfold_all`.
    pub toggled: &'a HashSet<usize>,
    /// Whether sweeps show their prints.
    pub unfold_all: bool,
}

impl RowSource<'_> {
    /// The newest row, `None` when there is nothing to show.
    #[must_use]
    pub fn newest(&self) -> Option<RowKey> {
        self.event_before(self.end).or_else(|| self.top_at_or_below(self.end))
    }

    /// The next older row.
    #[must_use]
    pub fn older(&self, key: RowKey) -> Option<RowKey> {
        match key {
            RowKey::Event(e) => {
                let at = self.phases.events().get(e)?.prints_before;
                let prior = e.checked_sub(1).filter(|&p| self.phases.events()[p].prints_before == at);
                prior.map(RowKey::Event).or_else(|| self.top_at_or_below(at))
            }
            RowKey::Sweep(first) => match self.sweep(first) {
                Some(sweep) if self.unfolded(first) => Some(RowKey::Print(sweep.end - 1)),
                _ => self.below(first),
            },
            RowKey::Print(i) => match self.sweep(i) {
                Some(sweep) if i > sweep.first => Some(RowKey::Print(i - 1)),
                _ => self.below(i),
            },
        }
    }

    /// The next newer row.
    #[must_use]
    pub fn newer(&self, key: RowKey) -> Option<RowKey> {
        match key {
            RowKey::Event(e) => {
                let at = self.phases.events().get(e)?.prints_before;
                let next = (e + 1 < self.events_end).then(|| &self.phases.events()[e + 1]);
                match next {
                    Some(event) if event.prints_before == at => Some(RowKey::Event(e + 1)),
                    _ => self.bottom_at_or_above(at),
                }
            }
            RowKey::Sweep(first) => self.above(self.sweep(first).map_or(first + 1, |s| s.end)),
            RowKey::Print(i) => match self.sweep(i) {
                Some(sweep) if i + 1 < sweep.end => Some(RowKey::Print(i + 1)),
                Some(sweep) => Some(RowKey::Sweep(sweep.first)),
                None => self.above(i + 1),
            },
        }
    }

    /// The sweep of a print, as far as the cursor.
    #[must_use]
    pub fn sweep(&self, index: usize) -> Option<Sweep> {
        self.tape.sweep_of(index, self.end)
    }

    /// Whether the sweep shows its prints.
    #[must_use]
    pub fn unfolded(&self, first: usize) -> bool {
        self.unfold_all != self.toggled.contains(&first)
    }

    /// The row that stands for `key` now: a print may have become part of a folded sweep, or be filtered out or gone.
    #[must_use]
    pub fn settle(&self, key: RowKey) -> Option<RowKey> {
        match key {
            RowKey::Event(e) if e < self.events_end => Some(key),
            RowKey::Event(_) => self.newest(),
            RowKey::Print(i) | RowKey::Sweep(i) => {
                if i >= self.end || !self.tape.kept().contains(&i) {
                    return self.newest();
                }
                match (self.sweep(i), key) {
                    (Some(s), RowKey::Print(_)) if self.unfolded(s.first) && self.passes(i) => Some(key),
                    _ => self.top_at_or_below(i + 1).or_else(|| self.newest()),
                }
            }
        }
    }

    /// How many prints are newer than `key`.
    #[must_use]
    pub fn newer_prints(&self, key: RowKey) -> usize {
        let index = match key {
            RowKey::Event(e) => self.phases.events().get(e).map_or(self.end, |event| event.prints_before),
            RowKey::Print(i) => i + 1,
            RowKey::Sweep(first) => self.sweep(first).map_or(first + 1, |s| s.end),
        };
        self.end.saturating_sub(index)
    }

    fn passes(&self, index: usize) -> bool {
        let qty = self.sweep(index).map(|s| s.qty).or_else(|| self.tape.get(index).map(|p| p.qty));
        qty.is_some_and(|q| q >= self.least)
    }

    /// The newest event that stands right below the boundary after `prints` prints.
    fn event_before(&self, prints: usize) -> Option<RowKey> {
        let events = &self.phases.events()[..self.events_end.min(self.phases.events().len())];
        let e = events.partition_point(|event| event.prints_before <= prints).checked_sub(1)?;
        (events[e].prints_before == prints).then_some(RowKey::Event(e))
    }

    /// The newest row made of prints before index `before`, or an event on the way down.
    fn top_at_or_below(&self, before: usize) -> Option<RowKey> {
        let mut before = before;
        while let Some(i) = before.checked_sub(1).filter(|i| self.tape.kept().contains(i)) {
            let sweep = self.sweep(i);
            if self.passes(i) {
                return Some(sweep.map_or(RowKey::Print(i), |s| RowKey::Sweep(s.first)));
            }
            before = sweep.map_or(i, |s| s.first);
            if let Some(event) = self.event_before(before) {
                return Some(event);
            }
        }
        None
    }

    fn below(&self, first: usize) -> Option<RowKey> {
        self.event_before(first).or_else(|| self.top_at_or_below(first))
    }

    /// The oldest row made of prints from `from` on, or an event on the way up.
    fn bottom_at_or_above(&self, from: usize) -> Option<RowKey> {
        let mut from = from;
        while from < self.end {
            let sweep = self.sweep(from);
            if self.passes(from) {
                return Some(match sweep {
                    Some(s) if self.unfolded(s.first) => RowKey::Print(s.first),
                    Some(s) => RowKey::Sweep(s.first),
                    None => RowKey::Print(from),
                });
            }
            from = sweep.map_or(from + 1, |s| s.end);
            if let Some(event) = self.first_event_at(from) {
                return Some(event);
            }
        }
        None
    }

    fn above(&self, end: usize) -> Option<RowKey> {
        self.first_event_at(end).or_else(|| self.bottom_at_or_above(end))
    }

    fn first_event_at(&self, prints: usize) -> Option<RowKey> {
        let events = &self.phases.events()[..self.events_end.min(self.phases.events().len())];
        let e = events.partition_point(|event| event.prints_before < prints);
        events.get(e).filter(|event| event.prints_before == prints).map(|_| RowKey::Event(e))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::tape;
    use super::*;
    use plimsoll_types::TradingStatus;

    fn walk(source: &RowSource) -> Vec<RowKey> {
        std::iter::successors(source.newest(), |&key| source.older(key)).collect()
    }

    fn walk_up(source: &RowSource, from: RowKey) -> Vec<RowKey> {
        std::iter::successors(Some(from), |&key| source.newer(key)).collect()
    }

    #[test]
    fn test_walking_up_is_walking_down_reversed() {
        let tape = tape(&[
            (0, 10, 100, 1),
            (5_000, 14, 100, 1),
            (5_100, 15, 50, 1),
            (9_000, 14, 5, 2),
            (12_000, 12, 60, 2),
            (12_001, 11, 60, 2),
            (20_000, 12, 70, 0),
        ]);
        let mut phases = PhaseLog::default();
        phases.status(1_000_000, TradingStatus::Halted, 1);
        phases.gap(9_500_000, 4);
        phases.resync(9_600_000, 4);
        let toggled = HashSet::from([1]);
        for (unfold_all, least) in [(false, 0), (true, 0), (false, 60), (true, 60), (false, 1000)] {
            let least = Qty::from_raw(least * Qty::ONE);
            let source =
                RowSource { tape: &tape, phases: &phases, end: 7, events_end: 3, least, toggled: &toggled, unfold_all };
            let mut down = walk(&source);
            let up = walk_up(&source, *down.last().unwrap());
            down.reverse();
            assert_eq!(up, down, "unfold {unfold_all} least {least}");
        }
    }

    #[test]
    fn test_folded_sweeps_are_one_row() {
        let tape = tape(&[(0, 10, 1, 1), (5_000, 14, 1, 1), (5_100, 15, 1, 1), (9_000, 14, 5, 2)]);
        let (phases, toggled) = (PhaseLog::default(), HashSet::new());
        let source = RowSource {
            tape: &tape,
            phases: &phases,
            end: 4,
            events_end: 0,
            least: Qty::ZERO,
            toggled: &toggled,
            unfold_all: false,
        };
        assert_eq!(walk(&source), [RowKey::Print(3), RowKey::Sweep(1), RowKey::Print(0)]);
        let open = RowSource { unfold_all: true, ..source };
        assert_eq!(walk(&open)[1..4], [RowKey::Sweep(1), RowKey::Print(2), RowKey::Print(1)]);
        let earlier = RowSource { end: 2, ..source };
        assert_eq!(walk(&earlier), [RowKey::Print(1), RowKey::Print(0)], "nothing beyond the cursor");
    }

    #[test]
    fn test_a_held_row_stays_through_new_prints() {
        let mut tape = tape(&[(0, 10, 1, 1), (5_000, 14, 1, 2)]);
        let (phases, toggled) = (PhaseLog::default(), HashSet::new());
        let held = RowKey::Print(1);
        for i in 0..50 {
            tape.push(&super::super::tests::print(6_000 + i * 900, 20 + i % 2, 1, 1));
            let source = RowSource {
                tape: &tape,
                phases: &phases,
                end: tape.kept().end,
                events_end: 0,
                least: Qty::ZERO,
                toggled: &toggled,
                unfold_all: false,
            };
            assert_eq!(source.settle(held), Some(held));
            assert_eq!(source.newer_prints(held), i as usize + 1);
        }
    }
}
