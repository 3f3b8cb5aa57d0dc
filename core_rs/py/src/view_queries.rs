//! What panels ask of an instrument's view besides pictures: figures, depth, bars, trades.

use numpy::ndarray::Array2;
use numpy::{IntoPyArray, PyArray2, ToPyArray};
use plimsoll_render::bar_series::{BarSeries, SeriesBar};
use plimsoll_render::traded::{TradedAsk, TradedRow, traded_at_price};
use plimsoll_render::view::InstrumentView;
use plimsoll_types::{Bar, Level, Nanos, Price, Side, TradePrint, TradingStatus};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::collections::HashMap;

const UNSET: i64 = Price::UNSET.raw();

/// Bars of the periods asked for so far.
#[derive(Default)]
pub(crate) struct BarShelf {
    by_period: HashMap<Nanos, BarSeries>,
}

impl BarShelf {
    /// Bars overlapping `start_ns..end_ns` at the view's cursor as columns, the running one last.
    pub fn columns<'py>(
        &mut self,
        py: Python<'py>,
        view: &InstrumentView,
        period_ns: Nanos,
        start_ns: Nanos,
        end_ns: Nanos,
    ) -> PyResult<Bound<'py, PyDict>> {
        if view.tape().kept().is_empty() {
            return feed_bar_columns(py, &view.feed_bars().joined(view.cursor(), period_ns, start_ns, end_ns));
        }
        let series = match self.by_period.entry(period_ns) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(BarSeries::new(period_ns).map_err(|error| crate::errors::user_error(error.to_string()))?)
            }
        };
        series.follow(view.tape());
        let (complete, running) = series.at(view.tape(), view.tape_end());
        let first = complete.partition_point(|bar| bar.bar.ts_open_ns.saturating_add(period_ns) <= start_ns);
        let behind = complete.partition_point(|bar| bar.bar.ts_open_ns < end_ns);
        let wanted: Vec<SeriesBar> = complete[first.min(behind)..behind]
            .iter()
            .copied()
            .chain(running.filter(|bar| bar.bar.ts_open_ns < end_ns))
            .collect();
        bar_columns(py, &wanted)
    }
}

/// Bars as a bar feed delivered them: without trades there is no session VWAP.
fn feed_bar_columns<'py>(py: Python<'py>, bars: &[Bar]) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    let times: Vec<i64> = bars.iter().map(|bar| bar.ts_open_ns).collect();
    dict.set_item("ts_open_ns", times.into_pyarray(py))?;
    let column = |name: &str, value: fn(&Bar) -> f64| {
        let values: Vec<f64> = bars.iter().map(value).collect();
        dict.set_item(name, values.into_pyarray(py))
    };
    column("open", |bar| bar.open.to_f64())?;
    column("high", |bar| bar.high.to_f64())?;
    column("low", |bar| bar.low.to_f64())?;
    column("close", |bar| bar.close.to_f64())?;
    column("volume", |bar| bar.volume.to_f64())?;
    column("vwap", |_| f64::NAN)?;
    column("vwap_sigma", |_| f64::NAN)?;
    Ok(dict)
}

fn bar_columns<'py>(py: Python<'py>, bars: &[SeriesBar]) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    let times: Vec<i64> = bars.iter().map(|bar| bar.bar.ts_open_ns).collect();
    dict.set_item("ts_open_ns", times.into_pyarray(py))?;
    let column = |name: &str, value: fn(&SeriesBar) -> f64| {
        let values: Vec<f64> = bars.iter().map(value).collect();
        dict.set_item(name, values.into_pyarray(py))
    };
    column("open", |bar| bar.bar.open.to_f64())?;
    column("high", |bar| bar.bar.high.to_f64())?;
    column("low", |bar| bar.bar.low.to_f64())?;
    column("close", |bar| bar.bar.close.to_f64())?;
    column("volume", |bar| bar.bar.volume().to_f64())?;
    column("vwap", |bar| bar.vwap)?;
    column("vwap_sigma", |bar| bar.sigma)?;
    Ok(dict)
}

/// The first `levels` levels of a side as an array of shape (n, 3): raw price, raw quantity, orders.
pub(crate) fn depth<'py>(
    py: Python<'py>,
    view: &InstrumentView,
    side: Side,
    levels: usize,
) -> Bound<'py, PyArray2<i64>> {
    let side = view.book().side(side);
    let side = &side[..side.len().min(levels)];
    let rows = Array2::from_shape_fn((side.len(), 3), |(row, column)| cell(&side[row], column));
    rows.to_pyarray(py)
}

fn cell(level: &Level, column: usize) -> i64 {
    match column {
        0 => level.px.raw(),
        1 => level.qty.raw(),
        _ => i64::from(level.orders),
    }
}

/// Newest first: time, price, quantity, aggressor, flags.
pub(crate) fn trades<'py>(py: Python<'py>, view: &InstrumentView, limit: usize) -> PyResult<Bound<'py, PyDict>> {
    let end = view.tape_end();
    let newest: Vec<TradePrint> =
        (view.tape().kept().start..end).rev().take(limit).filter_map(|index| view.tape().get(index)).collect();
    let dict = PyDict::new(py);
    let column = |name: &str, value: fn(&TradePrint) -> i64| {
        let values: Vec<i64> = newest.iter().map(value).collect();
        dict.set_item(name, values.into_pyarray(py))
    };
    column("ts_venue_ns", |print| print.ts_venue_ns)?;
    column("px", |print| print.px.raw())?;
    column("qty", |print| print.qty.raw())?;
    column("side", |print| print.aggressor.map_or(0, |side| side as i64))?;
    column("flags", |print| i64::from(print.flags.0))?;
    Ok(dict)
}

/// Prints from tape index `start` up to the cursor, oldest first, and the index behind them; `first` is the oldest kept.
pub(crate) fn prints<'py>(py: Python<'py>, view: &InstrumentView, start: usize) -> PyResult<Bound<'py, PyDict>> {
    let (kept, end) = (view.tape().kept(), view.tape_end());
    let range = start.clamp(kept.start, end.max(kept.start))..end.max(kept.start);
    let prints: Vec<TradePrint> = view.tape().iter(range.clone()).collect();
    let dict = PyDict::new(py);
    dict.set_item("ts_ns", prints.iter().map(|print| print.ts_venue_ns).collect::<Vec<_>>().into_pyarray(py))?;
    dict.set_item("px", prints.iter().map(|print| print.px.raw()).collect::<Vec<_>>().into_pyarray(py))?;
    dict.set_item("qty", prints.iter().map(|print| print.qty.raw()).collect::<Vec<_>>().into_pyarray(py))?;
    let side = |print: &TradePrint| print.aggressor.map_or(0_i8, |side| side as i8);
    dict.set_item("side", prints.iter().map(side).collect::<Vec<_>>().into_pyarray(py))?;
    dict.set_item("flags", prints.iter().map(|print| print.flags.0).collect::<Vec<_>>().into_pyarray(py))?;
    dict.set_item("next", range.end)?;
    dict.set_item("first", kept.start)?;
    Ok(dict)
}

/// Volume at price as columns: see `plimsoll_render::traded`.
pub(crate) fn traded<'py>(py: Python<'py>, view: &InstrumentView, ask: TradedAsk) -> PyResult<Bound<'py, PyDict>> {
    let rows = traded_at_price(view, ask);
    let dict = PyDict::new(py);
    let column = |name: &str, value: fn(&TradedRow) -> i64| {
        let values: Vec<i64> = rows.iter().map(value).collect();
        dict.set_item(name, values.into_pyarray(py))
    };
    column("ts_open_ns", |row| row.ts_open_ns)?;
    column("px", |row| row.px)?;
    column("bought", |row| row.traded.bought)?;
    column("sold", |row| row.traded.sold)?;
    column("other", |row| row.traded.other)?;
    Ok(dict)
}

/// Best prices and day figures, in the order of `terminal.domain.market.TopOfBook`.
pub(crate) fn top<'py>(py: Python<'py>, view: &InstrumentView) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    let book = view.book();
    for (side, px, qty) in [(Side::Buy, "bid_px", "bid_qty"), (Side::Sell, "ask_px", "ask_qty")] {
        let best = book.side(side).first();
        dict.set_item(px, best.map_or(UNSET, |level| level.px.raw()))?;
        dict.set_item(qty, best.map_or(UNSET, |level| level.qty.raw()))?;
    }
    let last = view.last_trade();
    let last_bar = view.feed_bars().until(view.cursor()).last();
    let last_px = last.map(|print| print.px).or_else(|| last_bar.map(|bar| bar.close));
    dict.set_item("last_px", last_px.map_or(UNSET, Price::raw))?;
    dict.set_item("last_qty", last.map_or(UNSET, |print| print.qty.raw()))?;
    dict.set_item("last_side", last.and_then(|print| print.aggressor).map_or(0, |side| side as i64))?;
    let traded = view.profile().by_tick();
    let tick = view.spec().tick;
    let price_of = |row: Option<(&i64, _)>| row.map_or(UNSET, |(number, _)| number.saturating_mul(tick));
    dict.set_item("open_px", view.tape().get(0).filter(|_| view.tape_end() > 0).map_or(UNSET, |print| print.px.raw()))?;
    dict.set_item("high_px", price_of(traded.last_key_value()))?;
    dict.set_item("low_px", price_of(traded.first_key_value()))?;
    dict.set_item("day_volume", view.profile().total())?;
    dict.set_item("status", status_name(book.status))?;
    dict.set_item("crossed", book.crossed())?;
    dict.set_item("locked", book.locked())?;
    dict.set_item("gapped", view.gapped())?;
    dict.set_item("ts_venue_ns", book.ts_ns)?;
    dict.set_item("updates", book.updates)?;
    Ok(dict)
}

/// The phase as `TopOfBook.status` and `Phase.status` say it.
pub(crate) fn status_name(status: TradingStatus) -> &'static str {
    match status {
        TradingStatus::Unknown => "unknown",
        TradingStatus::PreOpen => "pre-open",
        TradingStatus::Trading => "trading",
        TradingStatus::QuotationOnly => "quotation only",
        TradingStatus::Paused => "paused",
        TradingStatus::Halted => "halted",
        TradingStatus::Auction => "auction",
        TradingStatus::Closed => "closed",
    }
}
