//! How often the `md` thread looks at a feed that does not say when its next event is due, while plugins listen.

use std::time::Duration;

/// Bounds of the time between two looks.
const SHORTEST_NS: i64 = 100_000;
const LONGEST_NS: i64 = 1_000_000;

/// Follows how quickly events are told.
#[derive(Debug, Default)]
pub struct ListenPace {
    looked_ns: i64,
    told: u64,
    mean_gap_ns: i64,
}

impl ListenPace {
    /// The time to the next look, at monotonic time `now_ns` when `told` events were told in all.
    pub fn next(&mut self, now_ns: i64, told: u64) -> Duration {
        let events = i64::try_from(told.saturating_sub(self.told)).unwrap_or(i64::MAX);
        let gap_ns = (now_ns - self.looked_ns).clamp(0, 10 * LONGEST_NS) / events.max(1);
        self.mean_gap_ns += (gap_ns - self.mean_gap_ns) / 8;
        (self.looked_ns, self.told) = (now_ns, told);
        // One event a look: fewer would wake for nothing, more would reach the plugins in heaps.
        let wait_ns = self.mean_gap_ns.clamp(SHORTEST_NS, LONGEST_NS);
        Duration::from_nanos(wait_ns.unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(gap_ns: i64, events: u64) -> Duration {
        let mut pace = ListenPace::default();
        let looks = 1..200_i64;
        let wait = looks.map(|look| pace.next(look * gap_ns, look.unsigned_abs() * events)).last();
        wait.unwrap_or_default()
    }

    #[test]
    fn test_a_quick_flow_is_looked_at_often_and_a_slow_one_seldom() {
        let (shortest, longest) = (Duration::from_micros(100), Duration::from_millis(1));
        assert_eq!(settled(100_000, 10), shortest);
        assert!((shortest..longest).contains(&settled(600_000, 2)));
        assert_eq!(settled(3_000_000, 1), longest);
        assert_eq!(settled(3_000_000, 0), longest);
    }
}
