//! Features that follow from the book as it stands: mid, microprice, spread, depth imbalance.

use crate::book_state::{BookState, Quote};
use crate::definition::{FeatureDef, FeatureKind, best_level, levels_param, one_output};
use crate::digest::StateSink;
use crate::operator::{Hears, Moment, Operator, SAMPLES_ONLY};
use crate::params::{ParamDef, ParamKind};
use plimsoll_types::{Price, Qty, Side};

/// A reading of the book; it has no memory of its own.
#[derive(Debug, Clone, Copy)]
struct BookReading {
    levels: usize,
    read: fn(&BookState, usize) -> f64,
}

impl Operator for BookReading {
    fn hears(&self) -> Hears {
        SAMPLES_ONLY
    }

    fn values(&self, moment: &Moment<'_>, out: &mut [f64]) {
        out[0] = (self.read)(moment.book, self.levels);
    }

    fn reset(&mut self) {}

    fn fork(&self) -> Box<dyn Operator> {
        Box::new(*self)
    }

    fn digest(&self, _: &mut StateSink) {}
}

pub(crate) const LEVELS: ParamDef = ParamDef {
    name: "levels",
    kind: ParamKind::Count { default: Some(5), min: 1, max: 50 },
    doc: "Best levels of each side that count.",
};

const ONE_SIDED: &str = "while a side of the book is empty or the book is not known";

pub(crate) static MID: FeatureDef = FeatureDef {
    name: "mid",
    title: "Mid price",
    kind: FeatureKind::State,
    unit: "price",
    formula: "(best bid + best ask) / 2",
    params: &[],
    warm_up: "first two-sided book",
    unknown: ONE_SIDED,
    source: "Harris (2003), Trading and Exchanges",
    outputs: one_output,
    levels: best_level,
    build: |_| Ok(Box::new(BookReading { levels: 1, read: |book, _| book.mid() })),
};

pub(crate) static MICROPRICE: FeatureDef = FeatureDef {
    name: "microprice",
    title: "Weighted mid",
    kind: FeatureKind::State,
    unit: "price",
    formula: "I·ask + (1 − I)·bid with I = bid qty / (bid qty + ask qty), summed over the best `levels` quantities",
    params: &[
        ParamDef {
            name: "definition",
            kind: ParamKind::Choice(&["weighted_mid"]),
            doc: "Stoikov's weighted mid; his martingale microprice needs a fitted model and is not computed here.",
        },
        ParamDef {
            name: "levels",
            kind: ParamKind::Count { default: Some(1), min: 1, max: 50 },
            doc: "Levels whose quantities make up I; the prices are always the best ones.",
        },
    ],
    warm_up: "first two-sided book",
    unknown: ONE_SIDED,
    source: "Stoikov (2018), The micro-price: a high-frequency estimator of future prices, Quantitative Finance 18(12)",
    outputs: one_output,
    levels: levels_param,
    build: |params| Ok(Box::new(BookReading { levels: levels_param(params), read: weighted_mid })),
};

pub(crate) static SPREAD: FeatureDef = FeatureDef {
    name: "spread",
    title: "Quoted spread",
    kind: FeatureKind::State,
    unit: "price",
    formula: "best ask − best bid; zero when locked, negative when crossed",
    params: &[],
    warm_up: "first two-sided book",
    unknown: ONE_SIDED,
    source: "Harris (2003), Trading and Exchanges",
    outputs: one_output,
    levels: best_level,
    build: |_| Ok(Box::new(BookReading { levels: 1, read: |book, _| raw_spread(book) / units(Price::ONE) })),
};

pub(crate) static SPREAD_TICKS: FeatureDef = FeatureDef {
    name: "spread_ticks",
    title: "Quoted spread in ticks",
    kind: FeatureKind::State,
    unit: "ticks",
    formula: "(best ask − best bid) / tick size",
    params: &[],
    warm_up: "first two-sided book",
    unknown: "while a side of the book is empty, the book is not known, or the tick size is not known",
    source: "Harris (2003), Trading and Exchanges",
    outputs: one_output,
    levels: best_level,
    build: |_| {
        let read = |book: &BookState, _| book.tick().map_or(f64::NAN, |tick| raw_spread(book) / units(tick.raw()));
        Ok(Box::new(BookReading { levels: 1, read }))
    },
};

pub(crate) static DEPTH_IMBALANCE: FeatureDef = FeatureDef {
    name: "depth_imbalance",
    title: "Depth imbalance",
    kind: FeatureKind::State,
    unit: "−1 to 1",
    formula: "(B − A) / (B + A), B and A the quantities of the best `levels` bids and asks",
    params: &[LEVELS],
    warm_up: "first two-sided book",
    unknown: ONE_SIDED,
    source: "Cao, Hansch & Wang (2009), The information content of an open limit-order book, J. Futures Markets 29(1)",
    outputs: one_output,
    levels: levels_param,
    build: |params| Ok(Box::new(BookReading { levels: levels_param(params), read: depth_imbalance })),
};

#[allow(clippy::cast_precision_loss)]
fn units(raw: i64) -> f64 {
    raw as f64
}

fn raw_spread(book: &BookState) -> f64 {
    book.best().map_or(f64::NAN, |(bid, ask)| wide_units(i128::from(ask.px.raw()) - i128::from(bid.px.raw())))
}

#[allow(clippy::cast_precision_loss)]
fn wide_units(raw: i128) -> f64 {
    raw as f64
}

fn displayed(levels: &[Quote], count: usize) -> i128 {
    levels.iter().take(count).map(|l| i128::from(l.qty.raw())).sum()
}

fn quantities(book: &BookState, levels: usize) -> Option<(i128, i128)> {
    book.best()?;
    let (bids, asks) = (displayed(book.levels(Side::Buy), levels), displayed(book.levels(Side::Sell), levels));
    (bids + asks > 0).then_some((bids, asks))
}

fn depth_imbalance(book: &BookState, levels: usize) -> f64 {
    quantities(book, levels).map_or(f64::NAN, |(bids, asks)| wide_units(bids - asks) / wide_units(bids + asks))
}

fn weighted_mid(book: &BookState, levels: usize) -> f64 {
    let (Some((bid, ask)), Some((bids, asks))) = (book.best(), quantities(book, levels)) else {
        return f64::NAN;
    };
    let weight = wide_units(bids) / wide_units(bids + asks);
    bid.px.to_f64() + weight * (ask.px.to_f64() - bid.px.to_f64())
}

/// Quantity of a raw sum.
pub(crate) fn quantity(raw: i128) -> f64 {
    wide_units(raw) / units(Qty::ONE)
}
