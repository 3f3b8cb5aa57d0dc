//! Lowest and highest reference price of a period.

use plimsoll_types::{Nanos, Price};

const BUCKETS: usize = 16;
const RING: usize = BUCKETS + 1;

/// What the market was within a period, in sixteenths of it. Kept for each instrument.
#[derive(Debug, Clone)]
pub(crate) struct Period {
    extremes: [(i64, i64); RING],
    head: usize,
    head_ends_ns: Nanos,
    width_ns: Nanos,
}

const NOTHING: (i64, i64) = (i64::MAX, i64::MIN);

impl Period {
    /// Nothing was seen.
    pub(crate) fn new(length_ns: Nanos) -> Self {
        Self { extremes: [NOTHING; RING], head: 0, head_ends_ns: Nanos::MIN, width_ns: length_ns.max(16) / 16 }
    }

    /// Sees a reference.
    #[inline]
    pub(crate) fn see(&mut self, now_ns: Nanos, reference: Price) {
        if now_ns >= self.head_ends_ns {
            self.turn(now_ns);
        }
        if reference.is_set() {
            let (low, high) = &mut self.extremes[self.head];
            *low = (*low).min(reference.raw());
            *high = (*high).max(reference.raw());
        }
    }

    #[inline(never)]
    fn turn(&mut self, now_ns: Nanos) {
        if self.head_ends_ns == Nanos::MIN {
            self.head_ends_ns = now_ns.saturating_add(self.width_ns);
            return;
        }
        let steps = (now_ns - self.head_ends_ns) / self.width_ns + 1;
        for _ in 0..steps.min(RING as Nanos) {
            self.head = (self.head + 1) % RING;
            self.extremes[self.head] = NOTHING;
        }
        self.head_ends_ns = self.head_ends_ns.saturating_add(steps.saturating_mul(self.width_ns));
    }

    /// Lowest and highest reference; unset before the first.
    pub(crate) fn extremes(&self) -> (Price, Price) {
        let low = self.extremes.iter().map(|extremes| extremes.0).min().unwrap_or(i64::MAX);
        let high = self.extremes.iter().map(|extremes| extremes.1).max().unwrap_or(i64::MIN);
        if low > high { (Price::UNSET, Price::UNSET) } else { (Price::from_raw(low), Price::from_raw(high)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_extremes_reach_back_over_the_period_and_no_further() {
        let px = Price::from_raw;
        let mut period = Period::new(1_600);
        assert_eq!(period.extremes(), (Price::UNSET, Price::UNSET));
        period.see(0, px(100));
        period.see(10, px(90));
        period.see(800, px(120));
        period.see(1_590, Price::UNSET);
        assert_eq!(period.extremes(), (px(90), px(120)));
        period.see(1_800, px(110));
        assert_eq!(period.extremes(), (px(110), px(120)));
        period.see(1_000_000, px(5));
        assert_eq!(period.extremes(), (px(5), px(5)));
    }
}
