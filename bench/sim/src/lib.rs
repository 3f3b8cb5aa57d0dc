//! `bench_sim`: one simulated market for ours and the peers, and our run in it, for `run.py`.

mod maker;
mod market;
mod ours;

use market::{Market, level_records, order_records, quotes};
use ours::{Fault, best_px};
use plimsoll_types::Side;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

fn failed(why: impl std::fmt::Display) -> PyErr {
    PyRuntimeError::new_err(why.to_string())
}

/// One market, told order by order and level by level.
#[pyclass]
struct Day {
    market: Market,
}

#[pymethods]
impl Day {
    #[new]
    fn new(seed: u64, messages: usize, rate: f64) -> PyResult<Self> {
        Ok(Self { market: Market::new(seed, messages, rate).map_err(failed)? })
    }

    /// Events of each telling, seconds of market time, lowest and highest price.
    fn shape(&self) -> (usize, usize, f64, f64, f64) {
        let times = (self.market.orders.first(), self.market.orders.last());
        let span = times.0.zip(times.1).map_or(0, |(first, last)| last.ts_venue_ns - first.ts_venue_ns);
        let prices = self.market.levels.iter().filter_map(|event| match event.body {
            plimsoll_types::MarketBody::SetLevel { px, .. } => Some(px.to_f64()),
            _ => None,
        });
        let (low, high) = prices.fold((f64::MAX, f64::MIN), |(low, high), px| (low.min(px), high.max(px)));
        (self.market.orders.len(), self.market.levels.len(), span as f64 / 1e9, low, high)
    }

    /// hftbacktest's records of one telling.
    fn records<'py>(&self, py: Python<'py>, by_level: bool) -> Bound<'py, PyBytes> {
        let bytes = if by_level { level_records(&self.market.levels) } else { order_records(&self.market.orders) };
        PyBytes::new(py, &bytes)
    }

    /// Changes of the best bid and offer.
    fn quotes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &quotes(&self.market.orders))
    }

    /// Runs ours, with a market maker or without, calling `callback(ts_ns, bid, ask)` after every event where given.
    #[pyo3(signature = (by_level, acts, callback=None, most=None))]
    fn run<'py>(
        &self,
        py: Python<'py>,
        by_level: bool,
        acts: bool,
        callback: Option<Bound<'py, PyAny>>,
        most: Option<usize>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let events = if by_level { &self.market.levels } else { &self.market.orders };
        let events = &events[..most.unwrap_or(usize::MAX).min(events.len())];
        let instruments = &self.market.instruments;
        let outcome = match callback {
            None => ours::run(events, instruments, acts, |_, _| Ok(())),
            Some(callback) => ours::run(events, instruments, acts, |event, market| {
                let px = |side| best_px(market, side).map_or(f64::NAN, plimsoll_types::Price::to_f64);
                let handed = (event.ts_venue_ns, px(Side::Buy), px(Side::Sell));
                callback.call1(handed).map(drop).map_err(Fault::from)
            }),
        };
        let outcome = outcome.map_err(failed)?;
        let told = PyDict::new(py);
        told.set_item("events", outcome.events)?;
        told.set_item("orders", outcome.orders)?;
        told.set_item("fills", outcome.fills)?;
        told.set_item("shares", outcome.shares)?;
        told.set_item("refused", outcome.refused)?;
        told.set_item("records", outcome.records)?;
        Ok(told)
    }
}

#[pymodule]
fn bench_sim(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Day>()
}
