//! Realised variance and volatility of an interval, rolling volatility over intervals.

use crate::averages::{ON, SKIPPED, Source};
use crate::book_state::{BookStep, mid_of_twice};
use crate::definition::{FeatureDef, FeatureKind, best_level, one_output};
use crate::digest::StateSink;
use crate::operator::{Hears, MID, Moment, Operator, SAMPLES_ONLY, Sample, TRADES};
use crate::params::{ParamDef, ParamKind};
use plimsoll_types::TradePrint;
use std::collections::VecDeque;

/// Sum of squared log returns, one per price change.
#[derive(Debug, Clone, Copy)]
struct Realised {
    source: Source,
    root: bool,
    last: Option<f64>,
    sum: f64,
    known: bool,
}

impl Realised {
    const fn new(source: Source, root: bool) -> Self {
        Self { source, root, last: None, sum: 0.0, known: false }
    }

    fn take(&mut self, price: Option<f64>) {
        let log = price.filter(|p| *p > 0.0).map(libm::log);
        if let (Some(before), Some(now)) = (self.last, log) {
            self.sum += (now - before) * (now - before);
        }
        self.last = log;
        self.known |= log.is_some();
    }
}

impl Operator for Realised {
    fn hears(&self) -> Hears {
        if self.source == Source::Mid { MID } else { TRADES }
    }

    fn on_book(&mut self, step: &BookStep<'_>) {
        self.take(step.after.twice_mid().map(mid_of_twice));
    }

    fn on_trade(&mut self, trade: &TradePrint) {
        self.take(Some(trade.px.to_f64()));
    }

    fn values(&self, _: &Moment<'_>, out: &mut [f64]) {
        let value = if self.root { self.sum.sqrt() } else { self.sum };
        out[0] = if self.known { value } else { f64::NAN };
    }

    fn end_interval(&mut self) {
        self.sum = 0.0;
        self.known = self.last.is_some();
    }

    fn reset(&mut self) {
        *self = Self::new(self.source, self.root);
    }

    fn fork(&self) -> Box<dyn Operator> {
        Box::new(*self)
    }

    fn digest(&self, sink: &mut StateSink) {
        sink.put_f64(self.last.unwrap_or(f64::NAN));
        sink.put_f64(self.sum);
        sink.put_bool(self.known);
    }
}

/// Standard deviation of the last log returns between samples, computed afresh: no drift.
#[derive(Debug, Clone)]
struct RollingVolatility {
    length: usize,
    source: Source,
    last: Option<f64>,
    returns: VecDeque<f64>,
    fresh: bool,
}

impl RollingVolatility {
    fn new(length: usize, source: Source) -> Self {
        Self { length, source, last: None, returns: VecDeque::new(), fresh: false }
    }

    #[allow(clippy::cast_precision_loss)]
    fn deviation(&self) -> f64 {
        let count = self.returns.len() as f64;
        let mean = self.returns.iter().sum::<f64>() / count;
        let squares: f64 = self.returns.iter().map(|r| (r - mean) * (r - mean)).sum();
        (squares / (count - 1.0)).sqrt()
    }
}

impl Operator for RollingVolatility {
    fn hears(&self) -> Hears {
        SAMPLES_ONLY
    }

    fn on_sample(&mut self, sample: &Sample) {
        let price = self.source.of(sample).filter(|p| *p > 0.0);
        self.fresh = price.is_some();
        let Some(log) = price.map(libm::log) else { return };
        if let Some(before) = self.last.replace(log) {
            if self.returns.len() == self.length {
                self.returns.pop_front();
            }
            self.returns.push_back(log - before);
        }
    }

    fn values(&self, _: &Moment<'_>, out: &mut [f64]) {
        out[0] = if self.fresh && self.returns.len() == self.length { self.deviation() } else { f64::NAN };
    }

    fn reset(&mut self) {
        *self = Self::new(self.length, self.source);
    }

    fn fork(&self) -> Box<dyn Operator> {
        Box::new(self.clone())
    }

    fn digest(&self, sink: &mut StateSink) {
        sink.put_f64(self.last.unwrap_or(f64::NAN));
        sink.put_bool(self.fresh);
        sink.put_len(self.returns.len());
        self.returns.iter().for_each(|r| sink.put_f64(*r));
    }
}

const UNKNOWN: &str = "in intervals in which events are missing or the price was known neither at the start nor later; no return is taken across unknown prices";
const ABDL: &str =
    "Andersen, Bollerslev, Diebold & Labys (2003), Modeling and forecasting realized volatility, Econometrica 71(2)";

pub(crate) static REALISED_VARIANCE: FeatureDef = FeatureDef {
    name: "realised_variance",
    title: "Realised variance",
    kind: FeatureKind::Interval,
    unit: "1 per sampling interval",
    formula: "Σ (ln p_i − ln p_(i−1))² over every price change in the interval, the first against the last price before it; not annualised",
    params: &[ON],
    warm_up: "first price",
    unknown: UNKNOWN,
    source: ABDL,
    outputs: one_output,
    levels: best_level,
    build: |params| Ok(Box::new(Realised::new(Source::named(params.choice("on")), false))),
};

pub(crate) static REALISED_VOL: FeatureDef = FeatureDef {
    name: "realised_vol",
    title: "Realised volatility",
    kind: FeatureKind::Interval,
    unit: "1 per √ sampling interval",
    formula: "square root of realised_variance",
    params: &[ON],
    warm_up: "first price",
    unknown: UNKNOWN,
    source: ABDL,
    outputs: one_output,
    levels: best_level,
    build: |params| Ok(Box::new(Realised::new(Source::named(params.choice("on")), true))),
};

pub(crate) static ROLLING_VOL: FeatureDef = FeatureDef {
    name: "rolling_vol",
    title: "Rolling volatility",
    kind: FeatureKind::State,
    unit: "1 per √ sampling interval",
    formula: "sample standard deviation (n − 1) of the last n log returns between ends of sampling intervals; not annualised",
    params: &[
        ParamDef {
            name: "n",
            kind: ParamKind::Count { default: Some(20), min: 2, max: 10_000 },
            doc: "Returns in the window.",
        },
        ON,
    ],
    warm_up: "n returns, that is n + 1 samples",
    unknown: SKIPPED,
    source: "Hull (2018), Options, Futures, and Other Derivatives",
    outputs: one_output,
    levels: best_level,
    build: |params| Ok(Box::new(RollingVolatility::new(params.count("n"), Source::named(params.choice("on"))))),
};
