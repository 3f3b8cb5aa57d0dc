//! Maps the clock at hand to replay time.

use plimsoll_types::Nanos;

/// How fast replay time runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Speed {
    /// A multiple of venue time, above zero.
    Times(f64),
    /// As fast as the machine goes.
    Max,
}

/// Replay time as a function of the clock, from an anchor where both were known.
#[derive(Debug, Clone, Copy)]
pub struct Pacing {
    anchor_clock_ns: Nanos,
    anchor_venue_ns: Nanos,
    speed: Speed,
}

impl Pacing {
    /// Replay time stands at `venue_ns` when the clock says `clock_ns`.
    #[must_use]
    pub const fn anchored(clock_ns: Nanos, venue_ns: Nanos, speed: Speed) -> Self {
        Self { anchor_clock_ns: clock_ns, anchor_venue_ns: venue_ns, speed }
    }

    /// Venue time at which it was anchored.
    #[must_use]
    pub const fn anchor_ns(&self) -> Nanos {
        self.anchor_venue_ns
    }

    /// The speed in force.
    #[must_use]
    pub const fn speed(&self) -> Speed {
        self.speed
    }

    /// Venue time up to which events are due at `clock_ns`; a clock that steps back holds replay time still.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    pub fn due_ns(&self, clock_ns: Nanos) -> Nanos {
        let elapsed = clock_ns.saturating_sub(self.anchor_clock_ns).max(0);
        match self.speed {
            Speed::Max => Nanos::MAX,
            Speed::Times(times) => self.anchor_venue_ns.saturating_add((elapsed as f64 * times) as Nanos),
        }
    }

    /// Clock time until `venue_ns` is due; zero when it already is.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    pub fn wait_ns(&self, clock_ns: Nanos, venue_ns: Nanos) -> Nanos {
        match self.speed {
            Speed::Max => 0,
            Speed::Times(times) => {
                let ahead = venue_ns.saturating_sub(self.due_ns(clock_ns)).max(0);
                (ahead as f64 / times) as Nanos
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_ten_times_runs_ten_seconds_in_one() {
        let pacing = Pacing::anchored(1_000, 50_000, Speed::Times(10.0));
        assert_eq!(pacing.due_ns(2_000), 60_000);
        assert_eq!(pacing.wait_ns(2_000, 61_000), 100);
    }

    #[test]
    fn test_clock_stepping_back_holds_replay_time() {
        let pacing = Pacing::anchored(1_000, 50_000, Speed::Times(1.0));
        assert_eq!(pacing.due_ns(0), 50_000);
    }

    #[test]
    fn test_max_is_always_due() {
        let pacing = Pacing::anchored(0, 0, Speed::Max);
        assert_eq!(pacing.due_ns(0), Nanos::MAX);
        assert_eq!(pacing.wait_ns(0, 5), 0);
    }
}
