//! Volume-weighted average price with bands, of the session or a moving window.

use crate::definition::{FeatureDef, FeatureKind, no_levels, one_output};
use crate::digest::StateSink;
use crate::operator::{Hears, Moment, Operator, TRADES};
use crate::params::{DAY_NS, ParamDef, ParamKind};
use crate::quotes::quantity;
use crate::wide::WideSum;
use plimsoll_types::{Nanos, Price, Qty, TradePrint};
use std::collections::VecDeque;

/// Exact moments of traded prices, taken about the first price so that the variance keeps its digits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PriceMoments {
    origin: Option<Price>,
    volume: i128,
    first: WideSum,
    second: WideSum,
}

impl PriceMoments {
    pub(crate) fn add(&mut self, px: Price, qty: Qty) {
        self.count(px, qty, false);
    }

    pub(crate) fn remove(&mut self, px: Price, qty: Qty) {
        self.count(px, qty, true);
    }

    fn count(&mut self, px: Price, qty: Qty, out: bool) {
        let origin = *self.origin.get_or_insert(px);
        let distance = px.raw().abs_diff(origin.raw());
        let weight = qty.raw().unsigned_abs();
        self.volume += if out { -i128::from(weight) } else { i128::from(weight) };
        self.first.add_product(distance.into(), weight, (px < origin) != out);
        self.second.add_product(u128::from(distance) * u128::from(distance), weight, out);
    }

    /// Traded quantity, raw.
    pub(crate) const fn volume(&self) -> i128 {
        self.volume
    }

    #[allow(clippy::cast_precision_loss)]
    fn mean_distance(&self) -> f64 {
        self.first.to_f64() / self.volume as f64
    }

    /// VWAP; NaN without volume.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn mean(&self) -> f64 {
        match self.origin {
            Some(origin) if self.volume > 0 => (origin.raw() as f64 + self.mean_distance()) / Price::ONE as f64,
            _ => f64::NAN,
        }
    }

    /// Volume-weighted variance of the price; NaN without volume. The moments are first moved, exactly, to a whole raw price
    /// next to the mean: what is then taken away is below one raw unit squared.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    pub(crate) fn variance(&self) -> f64 {
        if self.volume <= 0 {
            return f64::NAN;
        }
        let shift = self.mean_distance().round() as i64;
        let volume = WideSum::from_whole(self.volume);
        let first = self.first.less(volume.times(shift));
        let second = self.second.less(self.first.times(shift)).less(first.times(shift));
        let rest = first.to_f64() / self.volume as f64;
        let raw = (second.to_f64() / self.volume as f64 - rest * rest).max(0.0);
        raw / (Price::ONE as f64 * Price::ONE as f64)
    }

    pub(crate) fn digest(&self, sink: &mut StateSink) {
        sink.put_i64(self.origin.unwrap_or(Price::UNSET).raw());
        sink.put_i128(self.volume);
        self.first.digest(sink);
        self.second.digest(sink);
    }
}

#[derive(Debug, Clone)]
struct Vwap {
    window_ns: Option<Nanos>,
    bands: Option<f64>,
    moments: PriceMoments,
    recent: VecDeque<(Nanos, Price, Qty)>,
}

impl Vwap {
    fn new(window_ns: Option<Nanos>, bands: Option<f64>) -> Self {
        Self { window_ns, bands, moments: PriceMoments::default(), recent: VecDeque::new() }
    }

    /// The window is `(now − window, now]`.
    fn let_go(&mut self, now_ns: Nanos) {
        let Some(window) = self.window_ns else { return };
        while let Some(&(ts, px, qty)) = self.recent.front().filter(|t| now_ns.saturating_sub(t.0) >= window) {
            debug_assert!(ts <= now_ns, "trades come in order of time");
            self.moments.remove(px, qty);
            self.recent.pop_front();
        }
    }

    fn moments_at(&self, now_ns: Nanos) -> PriceMoments {
        let mut moments = self.moments;
        if let Some(window) = self.window_ns {
            for &(_, px, qty) in self.recent.iter().take_while(|t| now_ns.saturating_sub(t.0) >= window) {
                moments.remove(px, qty);
            }
        }
        moments
    }
}

impl Operator for Vwap {
    fn hears(&self) -> Hears {
        TRADES
    }

    fn on_trade(&mut self, trade: &TradePrint) {
        self.moments.add(trade.px, trade.qty);
        if self.window_ns.is_some() {
            self.recent.push_back((trade.ts_venue_ns, trade.px, trade.qty));
            self.let_go(trade.ts_venue_ns);
        }
    }

    fn on_time(&mut self, now_ns: Nanos) {
        self.let_go(now_ns);
    }

    fn values(&self, moment: &Moment<'_>, out: &mut [f64]) {
        let moments = self.moments_at(moment.now_ns);
        out[0] = moments.mean();
        if let Some(k) = self.bands {
            let sigma = moments.variance().sqrt();
            out[1] = sigma;
            out[2] = out[0] + k * sigma;
            out[3] = out[0] - k * sigma;
        }
    }

    fn reset(&mut self) {
        *self = Self::new(self.window_ns, self.bands);
    }

    fn fork(&self) -> Box<dyn Operator> {
        Box::new(self.clone())
    }

    fn digest(&self, sink: &mut StateSink) {
        self.moments.digest(sink);
        sink.put_len(self.recent.len());
        for (ts, px, qty) in &self.recent {
            sink.put_i64(*ts);
            sink.put_i64(px.raw());
            sink.put_i64(qty.raw());
        }
    }
}

/// A moving window.
pub(crate) const WINDOW: ParamDef = ParamDef {
    name: "window",
    kind: ParamKind::Duration { default: None, min: 1_000_000, max: DAY_NS },
    doc: "Length of a moving window that ends now; without it, the whole session.",
};

pub(crate) static VWAP: FeatureDef = FeatureDef {
    name: "vwap",
    title: "Volume-weighted average price",
    kind: FeatureKind::State,
    unit: "price",
    formula: "Σ p·q / Σ q over all printable trades, hidden and crosses included; sums are exact integers",
    params: &[WINDOW],
    warm_up: "first trade",
    unknown: "with a window: while it holds no trade",
    source: "Berkowitz, Logue & Noser (1988), The total cost of transactions on the NYSE, J. Finance 43(1)",
    outputs: one_output,
    levels: no_levels,
    build: |params| Ok(Box::new(Vwap::new(params.duration("window"), None))),
};

pub(crate) static VWAP_BANDS: FeatureDef = FeatureDef {
    name: "vwap_bands",
    title: "VWAP with bands",
    kind: FeatureKind::State,
    unit: "price",
    formula: "vwap, sigma = √(Σ q·(p − vwap)² / Σ q), upper and lower = vwap ± k·sigma",
    params: &[
        ParamDef {
            name: "k",
            kind: ParamKind::Number { default: 2.0, min: 0.1, max: 10.0 },
            doc: "Width of the bands in standard deviations.",
        },
        WINDOW,
    ],
    warm_up: "first trade",
    unknown: "with a window: while it holds no trade",
    source: "as vwap; the bands are the volume-weighted standard deviation of the price",
    outputs: |_| ["vwap", "sigma", "upper", "lower"].map(str::to_owned).to_vec(),
    levels: no_levels,
    build: |params| Ok(Box::new(Vwap::new(params.duration("window"), Some(params.number("k"))))),
};

/// Raw volume as a quantity, for the operators that share [`PriceMoments`].
pub(crate) fn volume_of(moments: &PriceMoments) -> f64 {
    quantity(moments.volume())
}
