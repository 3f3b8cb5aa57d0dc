//! Time-weighted average mid, of the session or a moving window.

use crate::book_state::BookStep;
use crate::definition::{FeatureDef, FeatureKind, best_level, one_output};
use crate::digest::StateSink;
use crate::operator::{Hears, MID, Moment, Operator};
use crate::vwap::WINDOW;
use plimsoll_types::{Nanos, Price};
use std::collections::VecDeque;

/// A stretch of time in which the mid stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    from_ns: Nanos,
    to_ns: Nanos,
    twice_mid: i64,
}

/// Exact integral of twice the mid over time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Integral {
    twice_mid_ns: i128,
    known_ns: i128,
}

impl Integral {
    fn count(&mut self, twice_mid: i64, from_ns: Nanos, to_ns: Nanos, sign: i128) {
        let length = i128::from(to_ns) - i128::from(from_ns);
        if length > 0 {
            self.known_ns += sign * length;
            // Below 2^63 · 2^64: the product always fits.
            self.twice_mid_ns = self.twice_mid_ns.saturating_add(sign * (i128::from(twice_mid) * length));
        }
    }

    #[allow(clippy::cast_precision_loss)]
    fn mean(&self) -> f64 {
        let twice_one = (2 * Price::ONE) as f64;
        if self.known_ns > 0 { self.twice_mid_ns as f64 / self.known_ns as f64 / twice_one } else { f64::NAN }
    }
}

#[derive(Debug, Clone, Default)]
struct Twap {
    window_ns: Option<Nanos>,
    past: Integral,
    recent: VecDeque<Stretch>,
    twice_mid: Option<i64>,
    since_ns: Nanos,
}

impl Twap {
    fn new(window_ns: Option<Nanos>) -> Self {
        Self { window_ns, ..Self::default() }
    }

    fn close_stretch(&mut self, ts_ns: Nanos) {
        let Some(twice_mid) = self.twice_mid.filter(|_| ts_ns > self.since_ns) else { return };
        self.past.count(twice_mid, self.since_ns, ts_ns, 1);
        if self.window_ns.is_some() {
            self.recent.push_back(Stretch { from_ns: self.since_ns, to_ns: ts_ns, twice_mid });
        }
    }

    fn let_go(&mut self, now_ns: Nanos) {
        let Some(start) = self.window_ns.map(|w| now_ns.saturating_sub(w)) else { return };
        while let Some(old) = self.recent.front().filter(|s| s.to_ns <= start).copied() {
            self.past.count(old.twice_mid, old.from_ns, old.to_ns, -1);
            self.recent.pop_front();
        }
    }

    fn integral_at(&self, now_ns: Nanos) -> Integral {
        let start = self.window_ns.map_or(Nanos::MIN, |w| now_ns.saturating_sub(w));
        let mut integral = self.past;
        for old in self.recent.iter().take_while(|s| s.from_ns < start) {
            integral.count(old.twice_mid, old.from_ns, old.to_ns.min(start), -1);
        }
        if let Some(twice_mid) = self.twice_mid {
            integral.count(twice_mid, self.since_ns.max(start), now_ns, 1);
        }
        integral
    }
}

impl Operator for Twap {
    fn hears(&self) -> Hears {
        MID
    }

    fn on_book(&mut self, step: &BookStep<'_>) {
        self.close_stretch(step.ts_ns);
        self.twice_mid = step.after.twice_mid();
        self.since_ns = step.ts_ns;
        self.let_go(step.ts_ns);
    }

    fn on_time(&mut self, now_ns: Nanos) {
        self.let_go(now_ns);
    }

    fn values(&self, moment: &Moment<'_>, out: &mut [f64]) {
        out[0] = self.integral_at(moment.now_ns).mean();
    }

    fn reset(&mut self) {
        *self = Self::new(self.window_ns);
    }

    fn fork(&self) -> Box<dyn Operator> {
        Box::new(self.clone())
    }

    fn digest(&self, sink: &mut StateSink) {
        sink.put_i128(self.past.twice_mid_ns);
        sink.put_i128(self.past.known_ns);
        sink.put_i64(self.twice_mid.unwrap_or(i64::MIN));
        sink.put_i64(self.since_ns);
        sink.put_len(self.recent.len());
        for stretch in &self.recent {
            sink.put_i64(stretch.from_ns);
            sink.put_i64(stretch.to_ns);
            sink.put_i64(stretch.twice_mid);
        }
    }
}

pub(crate) static TWAP: FeatureDef = FeatureDef {
    name: "twap",
    title: "Time-weighted average mid",
    kind: FeatureKind::State,
    unit: "price",
    formula: "∫ mid dt / ∫ dt over the time in which the mid was known; the integral is an exact integer",
    params: &[WINDOW],
    warm_up: "first nanosecond with a two-sided book",
    unknown: "with a window: while the mid was not known at any time in it",
    source: "Johnson (2010), Algorithmic Trading & DMA",
    outputs: one_output,
    levels: best_level,
    build: |params| Ok(Box::new(Twap::new(params.duration("window")))),
};
