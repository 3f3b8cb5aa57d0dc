//! Every print of an instrument in compact columns, grouped into sweeps.
//!
//! A sweep is a run of consecutive prints of one aggressor within [`SWEEP_NS`] of the run's first print that takes at
//! least two prices. Live tapes are bounded: past [`TAPE_PRINTS`] the oldest quarter is dropped; day volume and the
//! volume profile keep counting what was dropped.

mod cells;
mod columns;
mod paint;
mod rows;

pub use paint::{TapeHit, TapeLook, TapePainter};
pub use rows::{RowKey, RowSource};

use plimsoll_types::{EventFlags, Nanos, Price, Qty, Side, TradePrint};
use std::ops::Range;

/// Longest time from the first to the last print of a sweep.
pub const SWEEP_NS: Nanos = 500_000;

/// Most prints kept: about 80 MB.
pub const TAPE_PRINTS: usize = 2_000_000;

/// Prints in venue time order. Indices are absolute: they stay valid, or gone, when old prints are dropped.
#[derive(Debug)]
pub struct TradeTape {
    ts: Vec<Nanos>,
    px: Vec<i64>,
    qty: Vec<i64>,
    match_id: Vec<u64>,
    meta: Vec<Meta>,
    dropped: usize,
    limit: usize,
}

#[derive(Debug, Clone, Copy)]
struct Meta {
    /// How many prints before this one the run began.
    back: u32,
    /// Distinct prices of the run so far.
    prices: u16,
    flags: u8,
    side: u8,
}

impl Default for TradeTape {
    fn default() -> Self {
        Self {
            ts: Vec::new(),
            px: Vec::new(),
            qty: Vec::new(),
            match_id: Vec::new(),
            meta: Vec::new(),
            dropped: 0,
            limit: TAPE_PRINTS,
        }
    }
}

/// One run of prints that is a sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sweep {
    /// Index of its first print.
    pub first: usize,
    /// Index after its last print.
    pub end: usize,
    /// Distinct prices taken.
    pub prices: u16,
    /// Sum of its prints.
    pub qty: Qty,
    /// From its first to its last print.
    pub span_ns: Nanos,
}

impl TradeTape {
    /// Another bound on the prints kept.
    pub fn set_limit(&mut self, prints: usize) {
        self.limit = prints.max(4);
    }

    /// Appends a print; true when old prints were dropped for it.
    pub fn push(&mut self, print: &TradePrint) -> bool {
        let ts = self.ts.last().map_or(print.ts_venue_ns, |&last| last.max(print.ts_venue_ns));
        let side = print.aggressor.map_or(0, |s| s as u8);
        let meta = self.extend_run(ts, print.px.raw(), side);
        self.ts.push(ts);
        self.px.push(print.px.raw());
        self.qty.push(print.qty.raw());
        self.match_id.push(print.match_id);
        self.meta.push(Meta { flags: print.flags.0 as u8, side, ..meta });
        if self.ts.len() > self.limit {
            self.drop_oldest(self.limit / 4);
            return true;
        }
        false
    }

    fn extend_run(&self, ts: Nanos, px: i64, side: u8) -> Meta {
        let fresh = Meta { back: 0, prices: 1, flags: 0, side };
        let Some(last) = self.meta.last().filter(|last| last.side == side && side != 0) else { return fresh };
        let first = self.ts.len() - 1 - last.back as usize;
        if ts - self.ts[first] > SWEEP_NS {
            return fresh;
        }
        let prices = last.prices.saturating_add(u16::from(self.px.last() != Some(&px)));
        Meta { back: last.back + 1, prices, ..fresh }
    }

    fn drop_oldest(&mut self, mut count: usize) {
        while count < self.meta.len() && self.meta[count].back > 0 {
            count += 1; // never cut a run
        }
        let count = count.min(self.ts.len());
        self.ts.drain(..count);
        self.px.drain(..count);
        self.qty.drain(..count);
        self.match_id.drain(..count);
        self.meta.drain(..count);
        self.dropped += count;
    }

    /// Indices of the prints kept.
    #[must_use]
    pub const fn kept(&self) -> Range<usize> {
        self.dropped..self.dropped + self.ts.len()
    }

    /// Index after the last print at or before `ts_ns`.
    #[must_use]
    pub fn end_at(&self, ts_ns: Nanos) -> usize {
        self.dropped + self.ts.partition_point(|&t| t <= ts_ns)
    }

    /// The print of `index`, if it is kept.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<TradePrint> {
        let i = index.checked_sub(self.dropped)?;
        let meta = self.meta.get(i)?;
        Some(TradePrint {
            ts_venue_ns: self.ts[i],
            px: Price::from_raw(self.px[i]),
            qty: Qty::from_raw(self.qty[i]),
            aggressor: side_of(meta.side),
            flags: EventFlags(u16::from(meta.flags)),
            match_id: self.match_id[i],
        })
    }

    /// Indices of the prints from `t0` up to, not including, `t1`.
    #[must_use]
    pub fn between(&self, t0: Nanos, t1: Nanos) -> Range<usize> {
        let first = self.dropped + self.ts.partition_point(|&t| t < t0);
        let end = self.dropped + self.ts.partition_point(|&t| t < t1);
        first..end.max(first)
    }

    /// The prints of `range` that are kept, oldest first.
    pub fn iter(&self, range: Range<usize>) -> impl Iterator<Item = TradePrint> + '_ {
        range.filter_map(|i| self.get(i))
    }

    /// The sweep that print `index` belongs to, looking no further than `end`.
    #[must_use]
    pub fn sweep_of(&self, index: usize, end: usize) -> Option<Sweep> {
        let i = index.checked_sub(self.dropped)?;
        let stop = end.checked_sub(self.dropped)?.min(self.meta.len());
        let first = i - self.meta.get(i)?.back as usize;
        let mut last = i;
        while last + 1 < stop && self.meta[last + 1].back > 0 {
            last += 1;
        }
        let prices = self.meta[last].prices;
        (prices >= 2 && last < stop).then(|| Sweep {
            first: first + self.dropped,
            end: last + 1 + self.dropped,
            prices,
            qty: Qty::from_raw(self.qty[first..=last].iter().sum()),
            span_ns: self.ts[last] - self.ts[first],
        })
    }

    /// Heap bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.ts.capacity() * (8 * 4 + size_of::<Meta>())
    }
}

const fn side_of(side: u8) -> Option<Side> {
    match side {
        1 => Some(Side::Buy),
        2 => Some(Side::Sell),
        _ => None,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub fn print(ts_us: i64, tick: i64, qty: i64, side: u8) -> TradePrint {
        TradePrint {
            ts_venue_ns: ts_us * 1000,
            px: Price::from_raw(tick * 10_000_000),
            qty: Qty::from_raw(qty * Qty::ONE),
            aggressor: side_of(side),
            flags: EventFlags::LAST,
            match_id: ts_us as u64,
        }
    }

    pub fn tape(rows: &[(i64, i64, i64, u8)]) -> TradeTape {
        let mut tape = TradeTape::default();
        for &(ts, tick, qty, side) in rows {
            tape.push(&print(ts, tick, qty, side));
        }
        tape
    }

    #[test]
    fn test_a_sweep_is_one_aggressor_two_prices_within_its_time() {
        let tape = tape(&[
            (0, 14, 100, 1),
            (183, 15, 200, 1),
            (366, 16, 140, 1),
            (501, 17, 10, 1),
            (502, 17, 10, 1),
            (503, 16, 10, 2),
        ]);
        let sweep = tape.sweep_of(1, 6).unwrap();
        assert_eq!((sweep.first, sweep.end, sweep.prices, sweep.span_ns), (0, 3, 3, 366_000));
        assert_eq!(sweep.qty, Qty::from_raw(440 * Qty::ONE));
        assert_eq!(tape.sweep_of(3, 6), None, "one price only");
        assert_eq!(tape.sweep_of(5, 6), None, "other side");
    }

    #[test]
    fn test_a_sweep_is_seen_only_up_to_the_cursor() {
        let tape = tape(&[(0, 14, 100, 1), (183, 15, 200, 1), (366, 16, 140, 1)]);
        assert_eq!(tape.sweep_of(0, 1), None);
        assert_eq!(tape.sweep_of(0, 2).unwrap().qty, Qty::from_raw(300 * Qty::ONE));
    }

    #[test]
    fn test_prints_without_aggressor_are_no_sweep() {
        let tape = tape(&[(0, 14, 100, 0), (10, 15, 200, 0)]);
        assert_eq!(tape.sweep_of(0, 2), None);
    }

    #[test]
    fn test_a_full_tape_drops_its_oldest_and_keeps_its_indices() {
        let mut tape = TradeTape::default();
        tape.set_limit(100);
        for i in 0..250 {
            tape.push(&print(i * 1000, i, 1, 1));
        }
        assert!(tape.kept().len() <= 100);
        assert_eq!(tape.kept().end, 250);
        assert_eq!(tape.get(249).unwrap().match_id, 249_000);
        assert_eq!(tape.get(0), None);
        assert_eq!(tape.end_at(200_000_000), 201);
        assert_eq!(tape.between(200_000_000, 210_000_000), 200..210);
    }
}
