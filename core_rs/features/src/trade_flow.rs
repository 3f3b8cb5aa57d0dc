//! Trade imbalance, volume, number of trades and last price.

use crate::definition::{FeatureDef, FeatureKind, no_levels, one_output};
use crate::digest::StateSink;
use crate::operator::{Hears, Moment, Operator, TRADES};
use crate::params::{ParamDef, ParamKind};
use crate::quotes::quantity;
use plimsoll_types::{EventFlags, Price, TradePrint};

/// Trades since the interval began, and the last price of the session.
#[derive(Debug, Clone, Copy)]
struct TradeFlow {
    read: fn(&Self) -> f64,
    signed: i128,
    volume: i128,
    sided: u64,
    unsided: u64,
    count: u64,
    last_px: Price,
}

impl TradeFlow {
    fn new(read: fn(&Self) -> f64) -> Self {
        Self { read, signed: 0, volume: 0, sided: 0, unsided: 0, count: 0, last_px: Price::UNSET }
    }

    /// NaN where the feed says of no print who was the aggressor.
    fn imbalance(&self) -> f64 {
        if self.sided == 0 && self.unsided > 0 { f64::NAN } else { quantity(self.signed) }
    }

    fn relative_imbalance(&self) -> f64 {
        if self.volume == 0 { self.imbalance() } else { self.imbalance() / quantity(self.volume) }
    }

    #[allow(clippy::cast_precision_loss)]
    fn count(&self) -> f64 {
        self.count as f64
    }
}

impl Operator for TradeFlow {
    fn hears(&self) -> Hears {
        TRADES
    }

    fn on_trade(&mut self, trade: &TradePrint) {
        let qty = i128::from(trade.qty.raw());
        self.volume += qty;
        self.count += 1;
        self.last_px = trade.px;
        match trade.aggressor {
            Some(side) => {
                self.signed += qty * i128::from(side.sign());
                self.sided += 1;
            }
            None => self.unsided += u64::from(!trade.flags.contains(EventFlags::CROSS)),
        }
    }

    fn values(&self, _: &Moment<'_>, out: &mut [f64]) {
        out[0] = (self.read)(self);
    }

    fn end_interval(&mut self) {
        *self = Self { last_px: self.last_px, ..Self::new(self.read) };
    }

    fn reset(&mut self) {
        *self = Self::new(self.read);
    }

    fn fork(&self) -> Box<dyn Operator> {
        Box::new(*self)
    }

    fn digest(&self, sink: &mut StateSink) {
        sink.put_i128(self.signed);
        sink.put_i128(self.volume);
        for count in [self.sided, self.unsided, self.count] {
            sink.put_i64(count.cast_signed());
        }
        sink.put_i64(self.last_px.raw());
    }
}

const WARM_UP: &str = "none: zero in intervals without trades";
const UNKNOWN: &str = "in intervals in which events are missing";

pub(crate) static TRADE_IMBALANCE: FeatureDef = FeatureDef {
    name: "trade_imbalance",
    title: "Signed trade volume",
    kind: FeatureKind::Interval,
    unit: "quantity; −1 to 1 with norm=volume",
    formula: "Σ quantity of buyer-initiated − Σ quantity of seller-initiated trades, hidden ones included; crosses have no initiator and count zero",
    params: &[ParamDef {
        name: "norm",
        kind: ParamKind::Choice(&["none", "volume"]),
        doc: "`volume` divides by the interval's whole volume.",
    }],
    warm_up: WARM_UP,
    unknown: "in intervals in which events are missing, or with trades of which none names its aggressor",
    source: "Cont, Kukanov & Stoikov (2014), J. Financial Econometrics 12(1)",
    outputs: one_output,
    levels: no_levels,
    build: |params| {
        let relative = params.choice("norm") == "volume";
        Ok(Box::new(TradeFlow::new(if relative { TradeFlow::relative_imbalance } else { TradeFlow::imbalance })))
    },
};

pub(crate) static VOLUME: FeatureDef = FeatureDef {
    name: "volume",
    title: "Traded volume",
    kind: FeatureKind::Interval,
    unit: "quantity",
    formula: "Σ quantity of all printable trades",
    params: &[],
    warm_up: WARM_UP,
    unknown: UNKNOWN,
    source: "Harris (2003), Trading and Exchanges",
    outputs: one_output,
    levels: no_levels,
    build: |_| Ok(Box::new(TradeFlow::new(|flow| quantity(flow.volume)))),
};

pub(crate) static TRADE_COUNT: FeatureDef = FeatureDef {
    name: "trade_count",
    title: "Number of trades",
    kind: FeatureKind::Interval,
    unit: "trades",
    formula: "number of printable trades",
    params: &[],
    warm_up: WARM_UP,
    unknown: UNKNOWN,
    source: "Harris (2003), Trading and Exchanges",
    outputs: one_output,
    levels: no_levels,
    build: |_| Ok(Box::new(TradeFlow::new(TradeFlow::count))),
};

pub(crate) static LAST: FeatureDef = FeatureDef {
    name: "last",
    title: "Last trade price",
    kind: FeatureKind::State,
    unit: "price",
    formula: "price of the session's last printable trade",
    params: &[],
    warm_up: "first trade",
    unknown: "never after that: it is the last price by definition, whatever its age",
    source: "FIX tag 31 (LastPx)",
    outputs: one_output,
    levels: no_levels,
    build: |_| Ok(Box::new(TradeFlow::new(|flow| flow.last_px.to_f64()))),
};
