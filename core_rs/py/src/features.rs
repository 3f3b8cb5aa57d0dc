//! Features over NumPy columns: one call runs the streaming operators without the interpreter lock.

use numpy::{IntoPyArray, PyReadonlyArray1};
use plimsoll_features::batch::{self, DepthColumns, SideColumns, TradeColumns};
use plimsoll_features::{
    BarRule, CATALOGUE, FeatureDef, FeatureError, FeatureFrame, FeatureSet, Params, Sampler, TradeBar, hex, parse_every,
};
use plimsoll_types::{Price, Qty};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

type Ints<'py> = PyReadonlyArray1<'py, i64>;

fn refused(error: FeatureError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

fn slices<'a>(columns: &'a [Ints<'_>]) -> PyResult<Vec<&'a [i64]>> {
    columns.iter().map(|c| Ok(c.as_slice()?)).collect()
}

/// Columns of books, best level first; they stay borrowed while the lock is given up.
#[derive(FromPyObject)]
pub(crate) struct PyDepth<'py> {
    ts_ns: Ints<'py>,
    bid_px: Vec<Ints<'py>>,
    bid_qty: Vec<Ints<'py>>,
    ask_px: Vec<Ints<'py>>,
    ask_qty: Vec<Ints<'py>>,
    known: Option<PyReadonlyArray1<'py, bool>>,
}

impl PyDepth<'_> {
    fn columns(&self) -> PyResult<DepthColumns<'_>> {
        Ok(DepthColumns {
            ts_ns: self.ts_ns.as_slice()?,
            bids: SideColumns { px: slices(&self.bid_px)?, qty: slices(&self.bid_qty)? },
            asks: SideColumns { px: slices(&self.ask_px)?, qty: slices(&self.ask_qty)? },
            known: self.known.as_ref().map(|k| k.as_slice()).transpose()?,
        })
    }
}

/// Columns of trades.
#[derive(FromPyObject)]
pub(crate) struct PyTrades<'py> {
    ts_ns: Ints<'py>,
    px: Ints<'py>,
    qty: Ints<'py>,
    side: PyReadonlyArray1<'py, i8>,
    flags: Option<PyReadonlyArray1<'py, u16>>,
}

impl PyTrades<'_> {
    fn columns(&self) -> PyResult<TradeColumns<'_>> {
        Ok(TradeColumns {
            ts_ns: self.ts_ns.as_slice()?,
            px: self.px.as_slice()?,
            qty: self.qty.as_slice()?,
            side: self.side.as_slice()?,
            flags: self.flags.as_ref().map(|f| f.as_slice()).transpose()?,
        })
    }
}

/// Rows as Python takes them: arrays by name, the start times first.
fn to_python(py: Python<'_>, frame: FeatureFrame) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    let (ts_start_ns, columns) = frame.into_parts();
    dict.set_item(FeatureFrame::TIME, ts_start_ns.into_pyarray(py))?;
    for (name, column) in columns {
        dict.set_item(name, column.into_pyarray(py))?;
    }
    Ok(dict)
}

/// A feature set sampled at regular intervals, fed with pieces of columns.
#[pyclass(module = "terminal._core")]
pub(crate) struct FeatureStream {
    sampler: Sampler,
    tick: Price,
}

#[pymethods]
impl FeatureStream {
    /// Samples `spec` every `every_ns`; `tick` and `session_start_ns` may be unset.
    #[new]
    #[pyo3(signature = (spec, every_ns, tick=None, session_start_ns=0))]
    fn new(spec: &str, every_ns: i64, tick: Option<i64>, session_start_ns: i64) -> PyResult<Self> {
        let set = FeatureSet::parse(spec).map_err(refused)?;
        let sampler = Sampler::every(set, every_ns).map_err(refused)?.from_session_start(session_start_ns);
        Ok(Self { sampler, tick: tick.map_or(Price::UNSET, Price::from_raw) })
    }

    /// Names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.sampler.set().columns().to_vec()
    }

    /// Book levels that the features need.
    #[getter]
    fn levels_needed(&self) -> usize {
        self.sampler.set().levels_needed()
    }

    /// Takes the next books and trades.
    fn feed(&mut self, py: Python<'_>, depth: Option<PyDepth<'_>>, trades: Option<PyTrades<'_>>) -> PyResult<()> {
        let books = depth.as_ref().map_or_else(|| Ok(DepthColumns::default()), PyDepth::columns)?;
        let prints = trades.as_ref().map_or_else(|| Ok(TradeColumns::default()), PyTrades::columns)?;
        let (sampler, tick) = (&mut self.sampler, self.tick);
        py.detach(|| batch::feed(sampler, tick, &books, &prints)).map_err(refused)
    }

    /// Completes the interval that was begun.
    fn finish(&mut self) {
        self.sampler.finish();
    }

    /// The complete rows, taken out, and their hash.
    fn take<'py>(&mut self, py: Python<'py>) -> PyResult<(Bound<'py, PyDict>, String)> {
        let frame = self.sampler.take_frame();
        let hash = py.detach(|| frame.hash());
        Ok((to_python(py, frame)?, hash))
    }

    /// The complete rows, taken out.
    fn take_arrays<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        to_python(py, self.sampler.take_frame())
    }

    /// The same operators in the same state: a checkpoint.
    fn fork(&self) -> Self {
        Self { sampler: self.sampler.clone(), tick: self.tick }
    }

    /// BLAKE3 of the state.
    fn digest(&self) -> String {
        hex(&self.sampler.digest())
    }
}

/// Bars of trades by `rule` (`time`, `ticks` or `volume`) of `size` nanoseconds, trades or raw quantity.
#[pyfunction]
pub(crate) fn trade_bars<'py>(
    py: Python<'py>,
    rule: &str,
    size: i64,
    trades: PyTrades<'py>,
) -> PyResult<Bound<'py, PyDict>> {
    let rule = match (rule, size) {
        ("time", 1..) => BarRule::Time(size),
        ("ticks", 1..) => BarRule::Ticks(size.unsigned_abs()),
        ("volume", 1..) => BarRule::Volume(Qty::from_raw(size)),
        _ => {
            return Err(PyValueError::new_err(format!(
                "bars by {rule:?} of size {size}: give time, ticks or volume and a size above zero"
            )));
        }
    };
    let columns = trades.columns()?;
    let bars = py.detach(|| batch::bars(rule, &columns)).map_err(refused)?;
    bar_columns(py, &bars)
}

fn bar_columns<'py>(py: Python<'py>, bars: &[TradeBar]) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    let times = |of: fn(&TradeBar) -> i64| bars.iter().map(of).collect::<Vec<_>>().into_pyarray(py);
    let numbers = |of: fn(&TradeBar) -> f64| bars.iter().map(of).collect::<Vec<_>>().into_pyarray(py);
    dict.set_item("ts_open_ns", times(|b| b.ts_open_ns))?;
    dict.set_item("ts_last_ns", times(|b| b.ts_last_ns))?;
    dict.set_item("open", numbers(|b| b.open.to_f64()))?;
    dict.set_item("high", numbers(|b| b.high.to_f64()))?;
    dict.set_item("low", numbers(|b| b.low.to_f64()))?;
    dict.set_item("close", numbers(|b| b.close.to_f64()))?;
    dict.set_item("volume", numbers(|b| b.volume().to_f64()))?;
    dict.set_item("vwap", numbers(TradeBar::vwap))?;
    dict.set_item("trades", times(|b| b.trades.cast_signed()))?;
    Ok(dict)
}

/// Nanoseconds of a sampling interval such as `10s`.
#[pyfunction]
pub(crate) fn parse_interval(text: &str) -> PyResult<i64> {
    parse_every(text).map_err(refused)
}

/// Every feature with its documentation and parameters, for dialogs and the reference page.
#[pyfunction]
pub(crate) fn feature_catalogue(py: Python<'_>) -> PyResult<Vec<Bound<'_, PyDict>>> {
    CATALOGUE.iter().map(|def| describe(py, def)).collect()
}

fn describe<'py>(py: Python<'py>, def: &FeatureDef) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    let texts = [
        ("name", def.name),
        ("title", def.title),
        ("kind", def.kind.name()),
        ("unit", def.unit),
        ("formula", def.formula),
        ("warm_up", def.warm_up),
        ("unknown", def.unknown),
        ("source", def.source),
    ];
    for (key, text) in texts {
        dict.set_item(key, text)?;
    }
    dict.set_item("outputs", (def.outputs)(&Params::new(def.name, def.params)))?;
    let params: Vec<_> = def.params.iter().map(|p| (p.name, p.kind.wanted(), p.kind.default_text(), p.doc)).collect();
    dict.set_item("params", params)?;
    Ok(dict)
}
