//! OHLCV bars by time, number of trades or volume.

use crate::definition::{FeatureDef, FeatureKind, no_levels};
use crate::digest::StateSink;
use crate::operator::{Hears, Moment, Operator, TRADES};
use crate::params::{ParamDef, ParamKind};
use crate::vwap::{PriceMoments, volume_of};
use plimsoll_types::{Nanos, Price, Qty, TradePrint};

/// When a bar is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarRule {
    /// At multiples of this many nanoseconds (above zero) since the epoch. Stretches without trades make no bar.
    Time(Nanos),
    /// With this many trades.
    Ticks(u64),
    /// With the trade that brings the volume to this quantity; a trade is never split.
    Volume(Qty),
}

/// A bar of trades.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TradeBar {
    /// Start of the interval for time bars, else time of the first trade.
    pub ts_open_ns: Nanos,
    /// Time of the last trade.
    pub ts_last_ns: Nanos,
    /// First price.
    pub open: Price,
    /// Highest price.
    pub high: Price,
    /// Lowest price.
    pub low: Price,
    /// Last price.
    pub close: Price,
    /// Trades.
    pub trades: u64,
    moments: PriceMoments,
}

impl TradeBar {
    fn begin(ts_open_ns: Nanos, trade: &TradePrint) -> Self {
        let mut bar = Self {
            ts_open_ns,
            ts_last_ns: trade.ts_venue_ns,
            open: trade.px,
            high: trade.px,
            low: trade.px,
            close: trade.px,
            trades: 0,
            moments: PriceMoments::default(),
        };
        bar.add(trade);
        bar
    }

    fn add(&mut self, trade: &TradePrint) {
        self.ts_last_ns = trade.ts_venue_ns;
        self.high = self.high.max(trade.px);
        self.low = self.low.min(trade.px);
        self.close = trade.px;
        self.trades += 1;
        self.moments.add(trade.px, trade.qty);
    }

    /// Traded quantity; the largest quantity there is where it does not fit.
    #[must_use]
    pub fn volume(&self) -> Qty {
        Qty::from_raw(i64::try_from(self.moments.volume()).unwrap_or(i64::MAX))
    }

    /// Volume-weighted average price.
    #[must_use]
    pub fn vwap(&self) -> f64 {
        self.moments.mean()
    }

    fn write(&self, out: &mut [f64]) {
        let prices = [self.open, self.high, self.low, self.close].map(Price::to_f64);
        out[..4].copy_from_slice(&prices);
        out[4] = volume_of(&self.moments);
        out[5] = self.vwap();
    }

    fn digest(&self, sink: &mut StateSink) {
        for raw in
            [self.ts_open_ns, self.ts_last_ns, self.open.raw(), self.high.raw(), self.low.raw(), self.close.raw()]
        {
            sink.put_i64(raw);
        }
        sink.put_i64(self.trades.cast_signed());
        self.moments.digest(sink);
    }
}

/// Builds bars from trades in order of time. Skips what is not printable or has no price, like every operator.
#[derive(Debug, Clone)]
pub struct BarBuilder {
    rule: BarRule,
    current: Option<TradeBar>,
}

impl BarBuilder {
    /// No bar begun.
    #[must_use]
    pub const fn new(rule: BarRule) -> Self {
        Self { rule, current: None }
    }

    /// The bar being built.
    #[must_use]
    pub const fn current(&self) -> Option<&TradeBar> {
        self.current.as_ref()
    }

    /// Takes a trade; returns the bar that it completes.
    pub fn on_trade(&mut self, trade: &TradePrint) -> Option<TradeBar> {
        if !crate::set::counts(trade) {
            return None;
        }
        let timed_out = self.on_time(trade.ts_venue_ns);
        match &mut self.current {
            Some(bar) => bar.add(trade),
            None => self.current = Some(TradeBar::begin(self.start_of(trade.ts_venue_ns), trade)),
        }
        timed_out.or_else(|| self.current.take_if(|bar| is_full(self.rule, bar)))
    }

    /// Time passed; returns the time bar that ended.
    pub fn on_time(&mut self, now_ns: Nanos) -> Option<TradeBar> {
        let BarRule::Time(every_ns) = self.rule else { return None };
        self.current.take_if(|bar| now_ns.saturating_sub(bar.ts_open_ns) >= every_ns)
    }

    fn start_of(&self, ts_ns: Nanos) -> Nanos {
        match self.rule {
            BarRule::Time(every_ns) => ts_ns.saturating_sub(ts_ns.rem_euclid(every_ns.max(1))),
            _ => ts_ns,
        }
    }

    pub(crate) fn digest(&self, sink: &mut StateSink) {
        sink.put_bool(self.current.is_some());
        if let Some(bar) = &self.current {
            bar.digest(sink);
        }
    }
}

fn is_full(rule: BarRule, bar: &TradeBar) -> bool {
    match rule {
        BarRule::Time(_) => false,
        BarRule::Ticks(count) => bar.trades >= count,
        BarRule::Volume(qty) => bar.moments.volume() >= i128::from(qty.raw()),
    }
}

/// The bar of the sampling interval itself.
#[derive(Debug, Clone, Default)]
struct IntervalBar {
    bar: Option<TradeBar>,
}

impl Operator for IntervalBar {
    fn hears(&self) -> Hears {
        TRADES
    }

    fn on_trade(&mut self, trade: &TradePrint) {
        match &mut self.bar {
            Some(bar) => bar.add(trade),
            None => self.bar = Some(TradeBar::begin(trade.ts_venue_ns, trade)),
        }
    }

    fn values(&self, _: &Moment<'_>, out: &mut [f64]) {
        out.fill(f64::NAN);
        match &self.bar {
            Some(bar) => bar.write(out),
            None => out[4] = 0.0,
        }
    }

    fn end_interval(&mut self) {
        self.bar = None;
    }

    fn reset(&mut self) {
        self.bar = None;
    }

    fn fork(&self) -> Box<dyn Operator> {
        Box::new(self.clone())
    }

    fn digest(&self, sink: &mut StateSink) {
        sink.put_bool(self.bar.is_some());
        if let Some(bar) = &self.bar {
            bar.digest(sink);
        }
    }
}

/// The last full bar by trades or volume, and how many became full in the interval.
#[derive(Debug, Clone)]
struct LastBar {
    builder: BarBuilder,
    full: Option<TradeBar>,
    finished: u64,
}

impl LastBar {
    const fn new(rule: BarRule) -> Self {
        Self { builder: BarBuilder::new(rule), full: None, finished: 0 }
    }
}

impl Operator for LastBar {
    fn hears(&self) -> Hears {
        TRADES
    }

    fn on_trade(&mut self, trade: &TradePrint) {
        if let Some(bar) = self.builder.on_trade(trade) {
            self.full = Some(bar);
            self.finished += 1;
        }
    }

    #[allow(clippy::cast_precision_loss)]
    fn values(&self, _: &Moment<'_>, out: &mut [f64]) {
        out.fill(f64::NAN);
        if let Some(bar) = &self.full {
            bar.write(out);
        }
        out[6] = self.finished as f64;
    }

    fn end_interval(&mut self) {
        self.finished = 0;
    }

    fn reset(&mut self) {
        *self = Self::new(self.builder.rule);
    }

    fn fork(&self) -> Box<dyn Operator> {
        Box::new(self.clone())
    }

    fn digest(&self, sink: &mut StateSink) {
        self.builder.digest(sink);
        sink.put_bool(self.full.is_some());
        if let Some(bar) = &self.full {
            bar.digest(sink);
        }
        sink.put_i64(self.finished.cast_signed());
    }
}

const OHLCV_COLUMNS: [&str; 7] = ["open", "high", "low", "close", "volume", "vwap", "finished"];

pub(crate) static OHLCV: FeatureDef = FeatureDef {
    name: "ohlcv",
    title: "Time bar of the sampling interval",
    kind: FeatureKind::Interval,
    unit: "price; volume: quantity",
    formula: "first, highest, lowest and last price, Σ q and Σ p·q / Σ q of the printable trades of the interval",
    params: &[],
    warm_up: "none: without a trade the volume is zero and the prices are unknown",
    unknown: "prices in intervals without a trade; everything in intervals in which events are missing",
    source: "López de Prado (2018), Advances in Financial Machine Learning, ch. 2",
    outputs: |_| OHLCV_COLUMNS[..6].iter().map(|c| (*c).to_owned()).collect(),
    levels: no_levels,
    build: |_| Ok(Box::new(IntervalBar::default())),
};

pub(crate) static TICK_BARS: FeatureDef = FeatureDef {
    name: "tick_bars",
    title: "Last full tick bar",
    kind: FeatureKind::State,
    unit: "price; volume: quantity; finished: bars",
    formula: "open … vwap of the last bar of n trades; finished = bars that became full in the interval",
    params: &[ParamDef {
        name: "n",
        kind: ParamKind::Count { default: Some(100), min: 1, max: 10_000_000 },
        doc: "Trades per bar.",
    }],
    warm_up: "n trades",
    unknown: "never after that",
    source: "López de Prado (2018), Advances in Financial Machine Learning, ch. 2",
    outputs: |_| OHLCV_COLUMNS.map(str::to_owned).to_vec(),
    levels: no_levels,
    build: |params| Ok(Box::new(LastBar::new(BarRule::Ticks(params.count("n") as u64)))),
};

pub(crate) static VOLUME_BARS: FeatureDef = FeatureDef {
    name: "volume_bars",
    title: "Last full volume bar",
    kind: FeatureKind::State,
    unit: "price; volume: quantity; finished: bars",
    formula: "open … vwap of the last bar, full with the trade that brings its volume to qty (trades are not split); finished = bars that became full in the interval",
    params: &[ParamDef {
        name: "qty",
        kind: ParamKind::Number { default: 10_000.0, min: 1e-8, max: 9e10 },
        doc: "Quantity per bar.",
    }],
    warm_up: "qty traded",
    unknown: "never after that",
    source: "López de Prado (2018), Advances in Financial Machine Learning, ch. 2",
    outputs: |_| OHLCV_COLUMNS.map(str::to_owned).to_vec(),
    levels: no_levels,
    build: |params| Ok(Box::new(LastBar::new(BarRule::Volume(whole_qty(params.number("qty")))))),
};

/// Bounded by the parameter, so that the product fits.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn whole_qty(qty: f64) -> Qty {
    Qty::from_raw((qty * Qty::ONE as f64).round() as i64)
}
