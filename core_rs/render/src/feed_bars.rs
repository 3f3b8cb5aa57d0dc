//! Bars of a bar feed, as delivered: what there is to chart where no trade is ever told.

use plimsoll_types::{Bar, Nanos, Qty};

/// Bars in order, each with the time from which it is known.
#[derive(Debug, Default)]
pub struct FeedBars {
    known_ns: Vec<Nanos>,
    bars: Vec<Bar>,
}

impl FeedBars {
    /// Appends a bar known from `ts_ns` on.
    pub fn push(&mut self, ts_ns: Nanos, bar: Bar) {
        self.known_ns.push(self.known_ns.last().map_or(ts_ns, |last| ts_ns.max(*last)));
        self.bars.push(bar);
    }

    /// Those known at `cursor`; all without one.
    #[must_use]
    pub fn until(&self, cursor: Option<Nanos>) -> &[Bar] {
        let count = cursor.map_or(self.bars.len(), |cursor| self.known_ns.partition_point(|known| *known <= cursor));
        &self.bars[..count]
    }

    /// The bars known at `cursor` that overlap `start_ns..end_ns`, joined into periods of at least `period_ns`.
    #[must_use]
    pub fn joined(&self, cursor: Option<Nanos>, period_ns: Nanos, start_ns: Nanos, end_ns: Nanos) -> Vec<Bar> {
        let period_ns = period_ns.max(1);
        let from = start_ns.saturating_sub(start_ns.rem_euclid(period_ns));
        let known = self.until(cursor);
        let first = known.partition_point(|bar| bar.ts_open_ns < from);
        let mut joined: Vec<Bar> = Vec::new();
        for bar in known[first..].iter().take_while(|bar| bar.ts_open_ns < end_ns) {
            let ts_open_ns = bar.ts_open_ns - bar.ts_open_ns.rem_euclid(period_ns);
            match joined.last_mut().filter(|last| last.ts_open_ns == ts_open_ns) {
                Some(last) => join(last, bar),
                None => joined.push(Bar { ts_open_ns, ..*bar }),
            }
        }
        joined
    }
}

fn join(into: &mut Bar, bar: &Bar) {
    into.high = into.high.max(bar.high);
    into.low = into.low.min(bar.low);
    into.close = bar.close;
    into.volume = into.volume.checked_add(bar.volume).unwrap_or(Qty::from_raw(i64::MAX));
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_types::Price;

    const MINUTE: Nanos = 60_000_000_000;

    fn bars() -> FeedBars {
        let mut bars = FeedBars::default();
        for i in 0..10_i64 {
            let px = |step: i64| Price::from_raw((100 + i + step) * Price::ONE);
            let (open, high, low, close) = (px(0), px(3), px(-3), px(1));
            let volume = Qty::from_raw(Qty::ONE);
            bars.push((i + 1) * MINUTE, Bar { ts_open_ns: i * MINUTE, open, high, low, close, volume });
        }
        bars
    }

    #[test]
    fn test_a_bar_is_known_only_when_it_is_complete() {
        assert_eq!(bars().until(Some(3 * MINUTE)).len(), 3);
        assert_eq!(bars().until(Some(3 * MINUTE - 1)).len(), 2);
        assert_eq!(bars().until(None).len(), 10);
    }

    #[test]
    fn test_five_minutes_join_five_bars() {
        let joined = bars().joined(None, 5 * MINUTE, 0, 10 * MINUTE);
        let px = |whole: i64| Price::from_raw(whole * Price::ONE);
        assert_eq!(joined.len(), 2);
        assert_eq!(
            (joined[1].open, joined[1].high, joined[1].low, joined[1].close),
            (px(105), px(112), px(102), px(110))
        );
        assert_eq!(joined[1].volume, Qty::from_raw(5 * Qty::ONE));
        assert_eq!(bars().joined(Some(7 * MINUTE), 5 * MINUTE, 6 * MINUTE, 10 * MINUTE).len(), 1);
    }
}
