//! Exponential averages and Wilder's RSI.

use crate::book_state::{BookStep, mid_of_twice};
use crate::definition::{FeatureDef, FeatureKind, best_level, one_output};
use crate::digest::StateSink;
use crate::operator::{Hears, MID, Moment, Operator, SAMPLES_ONLY, Sample};
use crate::params::{DAY_NS, ParamDef, ParamKind};
use plimsoll_types::Nanos;

/// Which price of a [`Sample`] a chained operator reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Mid,
    Trade,
}

impl Source {
    pub(crate) fn named(word: &str) -> Self {
        if word == "trade" { Self::Trade } else { Self::Mid }
    }

    /// The price, where it is known.
    pub(crate) fn of(self, sample: &Sample) -> Option<f64> {
        let price = if self == Self::Trade { sample.last_px } else { sample.mid };
        (!price.is_nan()).then_some(price)
    }
}

pub(crate) const ON: ParamDef =
    ParamDef { name: "on", kind: ParamKind::Choice(&["mid", "trade"]), doc: "Input: the mid or the last trade price." };

/// EMA over samples.
#[derive(Debug, Clone, Copy)]
struct EmaBySamples {
    length: usize,
    source: Source,
    average: f64,
    seen: usize,
    fresh: bool,
}

impl EmaBySamples {
    const fn new(length: usize, source: Source) -> Self {
        Self { length, source, average: 0.0, seen: 0, fresh: false }
    }

    #[allow(clippy::cast_precision_loss)]
    fn weight(&self) -> f64 {
        2.0 / (self.length as f64 + 1.0)
    }
}

impl Operator for EmaBySamples {
    fn hears(&self) -> Hears {
        SAMPLES_ONLY
    }

    fn on_sample(&mut self, sample: &Sample) {
        let price = self.source.of(sample);
        self.fresh = price.is_some();
        if let Some(price) = price {
            self.average = if self.seen == 0 { price } else { self.average + self.weight() * (price - self.average) };
            self.seen = self.seen.saturating_add(1);
        }
    }

    fn values(&self, _: &Moment<'_>, out: &mut [f64]) {
        out[0] = if self.fresh && self.seen >= self.length { self.average } else { f64::NAN };
    }

    fn reset(&mut self) {
        *self = Self::new(self.length, self.source);
    }

    fn fork(&self) -> Box<dyn Operator> {
        Box::new(*self)
    }

    fn digest(&self, sink: &mut StateSink) {
        sink.put_f64(self.average);
        sink.put_len(self.seen);
        sink.put_bool(self.fresh);
    }
}

/// EMA of the mid in continuous time: the mid is a step function, its weight halves every half-life.
#[derive(Debug, Clone, Copy)]
struct EmaByTime {
    half_life_ns: Nanos,
    average: Option<f64>,
    mid: Option<f64>,
    since_ns: Nanos,
    known_ns: Nanos,
}

impl EmaByTime {
    const fn new(half_life_ns: Nanos) -> Self {
        Self { half_life_ns, average: None, mid: None, since_ns: 0, known_ns: 0 }
    }

    /// Average and known time at `now_ns`.
    #[allow(clippy::cast_precision_loss)]
    fn at(&self, now_ns: Nanos) -> Option<(f64, Nanos)> {
        let (average, mid) = (self.average?, self.mid?);
        let elapsed = now_ns.saturating_sub(self.since_ns);
        if elapsed <= 0 {
            return Some((average, self.known_ns));
        }
        let kept = libm::exp2(-(elapsed as f64 / self.half_life_ns as f64));
        Some((mid + (average - mid) * kept, self.known_ns.saturating_add(elapsed)))
    }
}

impl Operator for EmaByTime {
    fn hears(&self) -> Hears {
        MID
    }

    fn on_book(&mut self, step: &BookStep<'_>) {
        if let Some((average, known_ns)) = self.at(step.ts_ns) {
            self.average = Some(average);
            self.known_ns = known_ns;
        }
        self.mid = step.after.twice_mid().map(mid_of_twice);
        if self.known_ns == 0 {
            self.average = self.mid; // a mid that stood for no time leaves no trace
        }
        self.since_ns = step.ts_ns;
    }

    fn values(&self, moment: &Moment<'_>, out: &mut [f64]) {
        let warm = self.at(moment.now_ns).filter(|(_, known_ns)| *known_ns >= self.half_life_ns);
        out[0] = warm.map_or(f64::NAN, |(average, _)| average);
    }

    fn reset(&mut self) {
        *self = Self::new(self.half_life_ns);
    }

    fn fork(&self) -> Box<dyn Operator> {
        Box::new(*self)
    }

    fn digest(&self, sink: &mut StateSink) {
        sink.put_f64(self.average.unwrap_or(f64::NAN));
        sink.put_f64(self.mid.unwrap_or(f64::NAN));
        sink.put_i64(self.since_ns);
        sink.put_i64(self.known_ns);
    }
}

/// Wilder's relative strength index over samples.
#[derive(Debug, Clone, Copy)]
struct Rsi {
    length: usize,
    source: Source,
    last: Option<f64>,
    changes: usize,
    gain: f64,
    loss: f64,
    fresh: bool,
}

impl Rsi {
    const fn new(length: usize, source: Source) -> Self {
        Self { length, source, last: None, changes: 0, gain: 0.0, loss: 0.0, fresh: false }
    }

    /// The first `length` changes are averaged plainly, later ones by Wilder's smoothing.
    #[allow(clippy::cast_precision_loss)]
    fn take_change(&mut self, change: f64) {
        let (up, down) = (change.max(0.0), (-change).max(0.0));
        let length = self.length as f64;
        if self.changes < self.length {
            self.gain += up / length;
            self.loss += down / length;
        } else {
            self.gain = (self.gain * (length - 1.0) + up) / length;
            self.loss = (self.loss * (length - 1.0) + down) / length;
        }
        self.changes = self.changes.saturating_add(1);
    }

    fn index(&self) -> f64 {
        let moved = self.gain + self.loss;
        if moved > 0.0 { 100.0 * self.gain / moved } else { 50.0 }
    }
}

impl Operator for Rsi {
    fn hears(&self) -> Hears {
        SAMPLES_ONLY
    }

    fn on_sample(&mut self, sample: &Sample) {
        let price = self.source.of(sample);
        self.fresh = price.is_some();
        let Some(price) = price else { return };
        if let Some(last) = self.last.replace(price) {
            self.take_change(price - last);
        }
    }

    fn values(&self, _: &Moment<'_>, out: &mut [f64]) {
        out[0] = if self.fresh && self.changes >= self.length { self.index() } else { f64::NAN };
    }

    fn reset(&mut self) {
        *self = Self::new(self.length, self.source);
    }

    fn fork(&self) -> Box<dyn Operator> {
        Box::new(*self)
    }

    fn digest(&self, sink: &mut StateSink) {
        sink.put_f64(self.last.unwrap_or(f64::NAN));
        sink.put_len(self.changes);
        sink.put_f64(self.gain);
        sink.put_f64(self.loss);
        sink.put_bool(self.fresh);
    }
}

pub(crate) const SKIPPED: &str =
    "at samples whose price is unknown; such samples are passed over and the state goes on from the next known one";

pub(crate) static EMA: FeatureDef = FeatureDef {
    name: "ema",
    title: "Exponential moving average",
    kind: FeatureKind::State,
    unit: "price",
    formula: "by count: y ← y + 2/(n+1)·(x − y) at the end of each sampling interval, begun with the first x; by half_life: of the mid as a step function of time, y ← m + (y − m)·2^(−Δt/half_life), begun with the first mid that stands",
    params: &[
        ParamDef {
            name: "n",
            kind: ParamKind::Count { default: Some(20), min: 1, max: 100_000 },
            doc: "Length in sampling intervals.",
        },
        ParamDef {
            name: "half_life",
            kind: ParamKind::Duration { default: None, min: 1_000_000, max: DAY_NS },
            doc: "Half-life in time instead of `n`; the input is the mid.",
        },
        ON,
    ],
    warm_up: "n samples, or one half-life of known mid",
    unknown: SKIPPED,
    source: "Roberts (1959), Control chart tests based on geometric moving averages, Technometrics 1(3); irregular times: Eckner (2019), Algorithms for unevenly spaced time series",
    outputs: one_output,
    levels: best_level,
    build: |params| {
        params.exclude("n", "half_life")?;
        params.exclude("on", "half_life")?;
        Ok(match params.duration("half_life") {
            Some(half_life_ns) => Box::new(EmaByTime::new(half_life_ns)),
            None => Box::new(EmaBySamples::new(params.count("n"), Source::named(params.choice("on")))),
        })
    },
};

pub(crate) static RSI: FeatureDef = FeatureDef {
    name: "rsi",
    title: "Relative strength index",
    kind: FeatureKind::State,
    unit: "0 to 100",
    formula: "100·G/(G + L), G and L the averages of upward and downward changes per sampling interval: the plain mean of the first n, then (previous·(n − 1) + new)/n; 50 when nothing moved",
    params: &[
        ParamDef {
            name: "n",
            kind: ParamKind::Count { default: Some(14), min: 1, max: 10_000 },
            doc: "Length in sampling intervals.",
        },
        ON,
    ],
    warm_up: "n changes, that is n + 1 samples",
    unknown: SKIPPED,
    source: "Wilder (1978), New Concepts in Technical Trading Systems",
    outputs: one_output,
    levels: best_level,
    build: |params| Ok(Box::new(Rsi::new(params.count("n"), Source::named(params.choice("on"))))),
};
