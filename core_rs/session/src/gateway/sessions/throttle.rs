//! How many commands a second one session may hand in. Beyond it a command is refused before anything is spent on it; the
//! message limits of risk come after.

/// A bucket that fills evenly and holds one second's worth. Cancels have a bucket of their own: they are never refused
/// for the orders that came before them.
#[derive(Debug, Clone)]
pub struct Throttle {
    per_second: u32,
    orders: Bucket,
    cancels: Bucket,
}

#[derive(Debug, Clone)]
struct Bucket {
    credit_ns: i64,
    at_ns: i64,
}

const SECOND_NS: i64 = 1_000_000_000;

impl Bucket {
    fn take(&mut self, per_second: u32, mono_ns: i64) -> bool {
        let cost_ns = SECOND_NS / i64::from(per_second.max(1));
        self.credit_ns = (self.credit_ns + (mono_ns - self.at_ns).max(0)).min(SECOND_NS);
        self.at_ns = mono_ns;
        let enough = self.credit_ns >= cost_ns;
        if enough {
            self.credit_ns -= cost_ns;
        }
        enough
    }
}

impl Throttle {
    /// Full at the start.
    #[must_use]
    pub const fn new(per_second: u32, mono_ns: i64) -> Self {
        let full = Bucket { credit_ns: SECOND_NS, at_ns: mono_ns };
        Self { per_second, orders: Bucket { ..full }, cancels: full }
    }

    /// Whether one more may come now.
    pub fn take(&mut self, is_cancel: bool, mono_ns: i64) -> bool {
        if is_cancel {
            self.cancels.take(self.per_second.saturating_mul(4), mono_ns)
        } else {
            self.orders.take(self.per_second, mono_ns)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_a_second_takes_no_more_than_the_rate_and_one_burst() {
        let mut throttle = Throttle::new(1_000, 0);
        let offered = |from: i64, to: i64| (from..to).map(|at| at * 10_000); // 100,000 a second
        let burst = offered(0, 100_000).filter(|at| throttle.take(false, *at)).count();
        assert!((1_999..=2_001).contains(&burst), "{burst}");
        let steady = offered(100_000, 200_000).filter(|at| throttle.take(false, *at)).count();
        assert!((999..=1_001).contains(&steady), "{steady}");
        assert!(throttle.take(true, 2_000_000_000), "a cancel passes");
    }

    #[test]
    fn test_a_clock_that_stands_still_gives_no_credit() {
        let mut throttle = Throttle::new(10, 5);
        assert_eq!((0..100).filter(|_| throttle.take(false, 5)).count(), 10);
        assert!(!throttle.take(false, 4));
    }
}
