//! How long messages are under way.

use crate::random::{Random, exp};
use plimsoll_types::{MarketEvent, Nanos, UNKNOWN_TIME};

/// How long a message takes. Messages of one direction never overtake each other.
#[derive(Debug, Clone, PartialEq)]
pub enum LatencyModel {
    /// Always the same.
    Constant(Nanos),
    /// Log-normal: half of the messages take less than `median_ns`, two thirds lie within a factor of `exp(sigma)`.
    LogNormal {
        /// The median.
        median_ns: Nanos,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// One of these, evenly drawn.
    Empirical(Vec<Nanos>),
    /// Measured `(when, how long)`, ascending; between two measurements on the straight line, outside the nearest.
    Recorded(Vec<(Nanos, Nanos)>),
}

impl Default for LatencyModel {
    fn default() -> Self {
        Self::Constant(0)
    }
}

/// How late the market is seen.
#[derive(Debug, Clone, PartialEq)]
pub enum FeedLatency {
    /// By a model.
    Model(LatencyModel),
    /// As long as the last event of the feed took from the venue's clock to the receiver's.
    AsReceived,
}

impl Default for FeedLatency {
    fn default() -> Self {
        Self::Model(LatencyModel::default())
    }
}

/// One direction's latencies.
#[derive(Debug, Clone)]
pub(super) struct LatencySource {
    model: LatencyModel,
    random: Random,
}

impl LatencySource {
    /// Stream `stream` of `seed`.
    pub fn new(model: LatencyModel, seed: u64, stream: u64) -> Self {
        Self { model, random: Random::new(seed, stream) }
    }

    /// Of a message that leaves at `at_ns`; never below zero.
    pub fn next(&mut self, at_ns: Nanos) -> Nanos {
        match &self.model {
            LatencyModel::Constant(ns) => *ns,
            LatencyModel::LogNormal { median_ns, sigma } => scaled(*median_ns, exp(sigma * self.random.normal())),
            LatencyModel::Empirical(sample) => {
                let count = u32::try_from(sample.len()).unwrap_or(u32::MAX);
                sample.get(self.random.below(count.max(1)) as usize).copied().unwrap_or(0)
            }
            LatencyModel::Recorded(rows) => on_line(rows, at_ns),
        }
        .max(0)
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)] // saturates; nanoseconds of a latency are few
fn scaled(ns: Nanos, factor: f64) -> Nanos {
    (ns as f64 * factor) as Nanos
}

fn on_line(rows: &[(Nanos, Nanos)], at_ns: Nanos) -> Nanos {
    let next = rows.partition_point(|row| row.0 <= at_ns);
    let before = next.checked_sub(1).and_then(|index| rows.get(index));
    match (before, rows.get(next)) {
        (Some(&(from, first)), Some(&(to, second))) => {
            let (gone, whole) = (i128::from(at_ns) - i128::from(from), i128::from(to) - i128::from(from));
            let slope = (i128::from(second) - i128::from(first)) * gone / whole.max(1);
            first.saturating_add(i64::try_from(slope).unwrap_or(0))
        }
        (Some(&(_, only)), None) | (None, Some(&(_, only))) => only,
        (None, None) => 0,
    }
}

/// What the market's events tell of their own latency.
#[derive(Debug, Clone)]
pub(super) enum FeedDelay {
    Drawn(LatencySource),
    Seen(Nanos),
}

impl FeedDelay {
    pub fn new(latency: FeedLatency, seed: u64, stream: u64) -> Self {
        match latency {
            FeedLatency::Model(model) => Self::Drawn(LatencySource::new(model, seed, stream)),
            FeedLatency::AsReceived => Self::Seen(0),
        }
    }

    #[inline]
    pub fn observe(&mut self, event: &MarketEvent) {
        if let Self::Seen(delay) = self
            && event.ts_recv_ns != UNKNOWN_TIME
        {
            *delay = event.ts_recv_ns.saturating_sub(event.ts_venue_ns).max(0);
        }
    }

    pub fn next(&mut self, at_ns: Nanos) -> Nanos {
        match self {
            Self::Drawn(source) => source.next(at_ns),
            Self::Seen(delay) => *delay,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(model: LatencyModel, count: usize) -> Vec<Nanos> {
        let mut source = LatencySource::new(model, 3, 1);
        (0..count).map(|_| source.next(0)).collect()
    }

    #[test]
    fn test_log_normal_latencies_have_their_median_and_spread() {
        let mut drawn = draws(LatencyModel::LogNormal { median_ns: 100_000, sigma: 0.5 }, 20_001);
        drawn.sort_unstable();
        assert!((95_000..105_000).contains(&drawn[10_000]), "median {}", drawn[10_000]);
        let upper = drawn[16_827]; // one standard deviation
        assert!((155_000..175_000).contains(&upper), "84th percentile {upper}");
    }

    #[test]
    fn test_empirical_latencies_are_those_of_the_sample() {
        let drawn = draws(LatencyModel::Empirical(vec![5, 7, 11]), 600);
        for value in [5, 7, 11] {
            let count = drawn.iter().filter(|ns| **ns == value).count();
            assert!((120..280).contains(&count), "{value}: {count}");
        }
        assert_eq!(draws(LatencyModel::Empirical(Vec::new()), 2), [0, 0]);
    }

    #[test]
    fn test_recorded_latencies_lie_on_the_line_between_measurements() {
        let mut source = LatencySource::new(LatencyModel::Recorded(vec![(100, 10), (200, 30)]), 0, 0);
        assert_eq!([50, 100, 150, 200, 900].map(|at| source.next(at)), [10, 10, 20, 30, 30]);
    }

    #[test]
    fn test_a_negative_latency_is_none() {
        assert_eq!(draws(LatencyModel::Constant(-5), 1), [0]);
    }
}
