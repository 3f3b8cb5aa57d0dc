//! Volume at price from the session's start to the cursor, at any cursor without counting from the start.
//!
//! Sums are exact integers, so the profile walks backwards as well as forwards; checkpoints bound the walk.

use crate::tape::TradeTape;
use plimsoll_types::{EventFlags, Side, TradePrint};
use std::collections::BTreeMap;

/// Prints between two checkpoints: a seek recounts at most half as many.
pub const CHECKPOINT_PRINTS: usize = 8192;

/// Raw quantities traded at one tick: taken by buyers, by sellers, and without known aggressor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub struct Traded {
    pub bought: i64,
    pub sold: i64,
    pub other: i64,
}

impl Traded {
    /// Everything.
    #[must_use]
    pub const fn total(self) -> i64 {
        self.bought + self.sold + self.other
    }

    fn of(&mut self, side: Option<Side>) -> &mut i64 {
        match side {
            Some(Side::Buy) => &mut self.bought,
            Some(Side::Sell) => &mut self.sold,
            None => &mut self.other,
        }
    }
}

/// The profile at one print index.
#[derive(Debug, Default)]
pub struct VolumeProfile {
    tick: i64,
    by_tick: BTreeMap<i64, Traded>,
    at: usize,
    total: i64,
    checkpoints: Vec<Checkpoint>,
}

#[derive(Debug)]
struct Checkpoint {
    at: usize,
    total: i64,
    rows: Box<[(i64, Traded)]>,
}

impl VolumeProfile {
    /// An empty profile of price step `tick` (raw).
    #[must_use]
    pub fn new(tick: i64) -> Self {
        Self { tick: tick.max(1), ..Self::default() }
    }

    /// Volume by tick.
    #[must_use]
    pub const fn by_tick(&self) -> &BTreeMap<i64, Traded> {
        &self.by_tick
    }

    /// Raw quantity traded up to the cursor.
    #[must_use]
    pub const fn total(&self) -> i64 {
        self.total
    }

    /// Moves to the state after the print before index `to`.
    pub fn move_to(&mut self, tape: &TradeTape, to: usize) {
        let near = self.checkpoints.partition_point(|c| c.at <= to).checked_sub(1);
        let near = near.map(|i| &self.checkpoints[i]).filter(|c| to - c.at < self.at.abs_diff(to));
        if let Some(point) = near {
            self.by_tick = point.rows.iter().copied().collect();
            (self.at, self.total) = (point.at, point.total);
        }
        while self.at < to {
            self.count(tape.get(self.at), 1);
            self.at += 1;
            self.checkpoint();
        }
        while self.at > to {
            self.at -= 1;
            self.count(tape.get(self.at), -1);
        }
    }

    fn count(&mut self, print: Option<TradePrint>, sign: i64) {
        let Some(print) = print.filter(|p| !p.flags.contains(EventFlags::NON_PRINTABLE) && p.px.is_set()) else {
            return;
        };
        let tick = print.px.raw().div_euclid(self.tick);
        let row = self.by_tick.entry(tick).or_default();
        *row.of(print.aggressor) += sign * print.qty.raw();
        self.total += sign * print.qty.raw();
        if *row == Traded::default() {
            self.by_tick.remove(&tick);
        }
    }

    fn checkpoint(&mut self) {
        let newest = self.checkpoints.last().map_or(0, |c| c.at);
        if self.at >= newest + CHECKPOINT_PRINTS {
            let rows = self.by_tick.iter().map(|(&t, &v)| (t, v)).collect();
            self.checkpoints.push(Checkpoint { at: self.at, total: self.total, rows });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tape::tests::print;

    fn counted(tape: &TradeTape, to: usize) -> BTreeMap<i64, Traded> {
        let mut fresh = VolumeProfile::new(10_000_000);
        fresh.move_to(tape, to);
        fresh.by_tick
    }

    #[test]
    fn test_any_cursor_gives_the_profile_counted_from_the_start() {
        let mut tape = TradeTape::default();
        for i in 0..30_000_i64 {
            tape.push(&print(i * 900, 22_000 + (i * 7919) % 61, 1 + i % 13, (i % 3) as u8));
        }
        let mut profile = VolumeProfile::new(10_000_000);
        for to in [30_000, 29_999, 12, 0, 8_192, 20_000, 8_191, 30_000, 16_500] {
            profile.move_to(&tape, to);
            assert_eq!(profile.by_tick, counted(&tape, to), "at {to}");
            let sum: i64 = profile.by_tick.values().map(|t| t.total()).sum();
            assert_eq!(profile.total(), sum);
        }
    }

    #[test]
    fn test_non_printable_executions_are_not_volume() {
        let mut tape = TradeTape::default();
        tape.push(&TradePrint { flags: EventFlags::NON_PRINTABLE, ..print(0, 10, 5, 1) });
        tape.push(&print(1, 10, 7, 1));
        let mut profile = VolumeProfile::new(10_000_000);
        profile.move_to(&tape, 2);
        assert_eq!(profile.total(), 7 * plimsoll_types::Qty::ONE);
    }
}
