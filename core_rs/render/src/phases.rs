//! What interrupts an instrument's stream: gaps, halts and other phases, skipped records.

use plimsoll_types::{Nanos, TradingStatus};

/// One interruption, between two prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhaseEvent {
    /// Venue time.
    pub ts_ns: Nanos,
    /// Prints that came before it.
    pub prints_before: usize,
    /// What happened.
    pub kind: PhaseKind,
}

/// Kinds of interruption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhaseKind {
    /// Another trading phase.
    Status(TradingStatus),
    /// Units are missing.
    Gap,
    /// The book is whole again, after so long.
    Resync(Nanos),
    /// Records were dropped because the reader fell behind.
    Skipped(u64),
}

/// A span that ends never (`None`) or at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// Its start.
    pub start_ns: Nanos,
    /// Its end.
    pub end_ns: Option<Nanos>,
}

/// Interruptions in venue time order.
#[derive(Debug, Default)]
pub struct PhaseLog {
    events: Vec<PhaseEvent>,
    gaps: Vec<Interval>,
}

impl PhaseLog {
    /// All events.
    #[must_use]
    pub fn events(&self) -> &[PhaseEvent] {
        &self.events
    }

    /// All gaps.
    #[must_use]
    pub fn gaps(&self) -> &[Interval] {
        &self.gaps
    }

    /// Index after the last event at or before `ts_ns`.
    #[must_use]
    pub fn end_at(&self, ts_ns: Nanos) -> usize {
        self.events.partition_point(|e| e.ts_ns <= ts_ns)
    }

    /// The trading phase at `ts_ns`, and since when.
    #[must_use]
    pub fn status_at(&self, ts_ns: Nanos) -> Option<(TradingStatus, Nanos)> {
        self.events[..self.end_at(ts_ns)].iter().rev().find_map(|e| match e.kind {
            PhaseKind::Status(status) => Some((status, e.ts_ns)),
            _ => None,
        })
    }

    /// The gap that is open at `ts_ns`.
    #[must_use]
    pub fn gap_at(&self, ts_ns: Nanos) -> Option<Interval> {
        let i = self.gaps.partition_point(|g| g.start_ns <= ts_ns).checked_sub(1)?;
        self.gaps[i].end_ns.is_none_or(|end| end > ts_ns).then_some(self.gaps[i])
    }

    fn add(&mut self, ts_ns: Nanos, prints_before: usize, kind: PhaseKind) {
        let ts_ns = self.events.last().map_or(ts_ns, |e| e.ts_ns.max(ts_ns));
        self.events.push(PhaseEvent { ts_ns, prints_before, kind });
    }

    /// The phase changed; repeats are ignored.
    pub fn status(&mut self, ts_ns: Nanos, status: TradingStatus, prints: usize) {
        if self.status_at(Nanos::MAX).map(|s| s.0) != Some(status) {
            self.add(ts_ns, prints, PhaseKind::Status(status));
        }
    }

    /// The feed skipped units; a gap within a gap is the same gap.
    pub fn gap(&mut self, ts_ns: Nanos, prints: usize) {
        if self.gaps.last().is_none_or(|g| g.end_ns.is_some()) {
            self.gaps.push(Interval { start_ns: ts_ns, end_ns: None });
            self.add(ts_ns, prints, PhaseKind::Gap);
        }
    }

    /// The book is whole again.
    pub fn resync(&mut self, ts_ns: Nanos, prints: usize) {
        if let Some(open) = self.gaps.last_mut().filter(|g| g.end_ns.is_none()) {
            open.end_ns = Some(ts_ns);
            let lasted = ts_ns - open.start_ns;
            self.add(ts_ns, prints, PhaseKind::Resync(lasted));
        }
    }

    /// Records were dropped.
    pub fn skipped(&mut self, ts_ns: Nanos, count: u64, prints: usize) {
        self.add(ts_ns, prints, PhaseKind::Skipped(count));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_a_gap_lasts_until_resync() {
        let mut log = PhaseLog::default();
        log.gap(100, 0);
        log.gap(120, 0);
        assert!(log.gap_at(99).is_none() && log.gap_at(1_000_000).is_some());
        log.resync(200, 3);
        assert!(log.gap_at(199).is_some() && log.gap_at(200).is_none());
        assert_eq!(log.events().len(), 2);
    }

    #[test]
    fn test_status_is_that_of_the_cursor() {
        let mut log = PhaseLog::default();
        log.status(10, TradingStatus::Trading, 0);
        log.status(50, TradingStatus::Halted, 0);
        assert_eq!(log.status_at(9), None);
        assert_eq!(log.status_at(49), Some((TradingStatus::Trading, 10)));
        assert_eq!(log.status_at(50), Some((TradingStatus::Halted, 50)));
    }
}
