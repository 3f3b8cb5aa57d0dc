//! `_core.TradeRun`: a strategy in lockstep with a recording. Its callbacks are called from here, one event at a time.

use crate::columns::{PyColumns, table_of};
use crate::errors::user_error;
use crate::market_session::{InstrumentRow, instrument_row};
use crate::plugin_events::{Wanted, event_fields, event_request};
use crate::recordings::RecordingOptions;
use plimsoll_session::trading_run::{
    OrderRequest, StrategyRef, Told, TradingReport, TradingRun, TradingRunError, TradingRunRequest,
};
use plimsoll_types::{
    ClOrdId, ExecutionReport, InstrumentId, OrdType, OrderFlags, PegTo, Price, Qty, RejectReason, Side, TimeInForce,
    UNKNOWN_TIME,
};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyString, PyTuple, PyType};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Steps of the market between two looks at the interpreter's signals.
const STEPS: usize = 4_096;

/// Codes of `terminal.sdk.events.EVENT_TYPES`.
const ORDER: usize = 7;
const FILL: usize = 8;

enum Stage {
    Trading(Box<TradingRun>),
    Over(Box<TradingReport>),
    /// The audit log could not be closed.
    Broken(String),
}

/// A recording being traded by one strategy.
#[pyclass(name = "TradeRun", module = "terminal._core", frozen)]
pub struct PyTradeRun {
    stage: Mutex<Stage>,
    cancelled: AtomicBool,
    figures: Mutex<(f64, u64)>,
}

/// (instrument, side, order type, time in force, peg).
type Kinds = (u32, u8, u8, u8, u8);
/// (quantity, price, stop price, displayed quantity, peg offset, expiry).
type Figures = (i64, i64, i64, i64, i64, i64);

#[pymethods]
impl PyTradeRun {
    /// Opens recording and audit log. Raises `CoreError` where one of them, or the limits, cannot be used.
    #[new]
    #[pyo3(signature = (path, wanted, strategy, audit_root, key, limits=None, seed=0, format=None, skip_damaged=false, columns=None))]
    #[allow(clippy::too_many_arguments)] // what a run is made of
    fn new(
        py: Python<'_>,
        path: String,
        wanted: Wanted,
        strategy: (String, String, String),
        audit_root: PathBuf,
        key: PathBuf,
        limits: Option<PathBuf>,
        seed: u64,
        format: Option<String>,
        skip_damaged: bool,
        columns: Option<Bound<'_, PyColumns>>,
    ) -> PyResult<Self> {
        let columns = table_of(columns)?;
        let label =
            Path::new(&path).file_name().map_or_else(|| path.clone(), |name| name.to_string_lossy().into_owned());
        let options = RecordingOptions { path, format, verify: None, skip_damaged, columns };
        let (id, version, digest) = strategy;
        let strategy = StrategyRef { id, version, digest: digest_of(&digest)? };
        let events = event_request(wanted);
        let request = TradingRunRequest { label, strategy, events, audit_root, key, limits, seed };
        let run = py.detach(|| {
            let input = options.open()?.input;
            TradingRun::new(input, &request).map_err(|error: TradingRunError| error.to_string())
        });
        let stage = Mutex::new(Stage::Trading(Box::new(run.map_err(user_error)?)));
        Ok(Self { stage, cancelled: AtomicBool::new(false), figures: Mutex::new((0.0, 0)) })
    }

    /// Lets the market go on until `most` events were handed to `handlers`, by the codes of `types`; how many were. Sets
    /// `context.now_ns` before each. What a handler raises comes through, and the run can go on.
    fn drive(
        &self,
        py: Python<'_>,
        types: &Bound<'_, PyTuple>,
        handlers: &Bound<'_, PyAny>,
        context: &Bound<'_, PyAny>,
        most: usize,
    ) -> PyResult<usize> {
        let types = types.iter().collect::<Vec<_>>();
        let handlers = handlers.try_iter()?.collect::<PyResult<Vec<_>>>()?;
        let handler = |code: usize| handlers.get(code).filter(|handler| !handler.is_none());
        let mut heard = 0;
        while heard < most && !self.cancelled.load(Relaxed) {
            let Some(told) = self.next_told()? else {
                py.check_signals()?;
                break;
            };
            let (code, ts_ns) = place_of(&told);
            heard += 1;
            let Some(handler) = handler(code) else { continue };
            let kind = types.get(code).ok_or_else(|| user_error(format!("no event type of code {code}")))?;
            let event = made(py, kind, fields_of(py, told)?)?;
            context.setattr(pyo3::intern!(py, "now_ns"), ts_ns)?;
            handler.call1((event,))?;
        }
        Ok(heard)
    }

    /// Whether nothing comes any more, or the run was cancelled.
    #[getter]
    fn over(&self) -> bool {
        self.cancelled.load(Relaxed)
            || match &*self.lock() {
                Stage::Trading(run) => run.is_over(),
                Stage::Over(_) | Stage::Broken(_) => true,
            }
    }

    /// Why it ended early; `cancelled` where it was. None where it did not.
    #[getter]
    fn failure(&self) -> Option<String> {
        let of_feed = match &*self.lock() {
            Stage::Trading(run) => run.failure(),
            Stage::Over(_) => None,
            Stage::Broken(why) => Some(why.clone()),
        };
        of_feed.or_else(|| self.cancelled.load(Relaxed).then(|| "cancelled".to_owned()))
    }

    /// Fraction of the recording done.
    #[getter]
    fn fraction(&self) -> f64 {
        self.told_figures().0
    }

    /// Messages so far.
    #[getter]
    fn units(&self) -> u64 {
        self.told_figures().1
    }

    /// Ends the run at the next event.
    fn cancel(&self) {
        self.cancelled.store(true, Relaxed);
    }

    /// (symbol, venue_mic, currency, tick, lot, price_decimals, qty_decimals) of each instrument seen so far.
    fn instruments(&self) -> Vec<InstrumentRow> {
        match &*self.lock() {
            Stage::Trading(run) => run.instruments().iter().cloned().map(instrument_row).collect(),
            Stage::Over(_) | Stage::Broken(_) => Vec::new(),
        }
    }

    /// Hands an order on; its name.
    fn submit(&self, kinds: Kinds, figures: Figures, flags: (bool, bool), parent: &str) -> PyResult<String> {
        let wanted = order_request(kinds, figures, flags, parent).map_err(user_error)?;
        self.trading(|run| run.submit(&wanted).to_string())
    }

    /// Asks for a cancel; false where no such order works.
    fn cancel_order(&self, cl_ord_id: &str) -> PyResult<bool> {
        let Some(order) = ClOrdId::parse(cl_ord_id) else { return Ok(false) };
        self.trading(|run| run.cancel_order(order))
    }

    /// Asks for another whole quantity and price; the order's name once it is replaced.
    fn replace(&self, cl_ord_id: &str, qty: i64, px: i64) -> PyResult<String> {
        let order = ClOrdId::parse(cl_ord_id).unwrap_or(ClOrdId::NONE);
        let replaced = self.trading(|run| run.replace(order, Qty::from_raw(qty), Price::from_raw(px)))?;
        replaced.map(|name| name.to_string()).map_err(|error| user_error(error.to_string()))
    }

    /// Quotes both sides, price and quantity each; the quote's id.
    fn quote(&self, instrument: u32, bid: (i64, i64), ask: (i64, i64)) -> PyResult<String> {
        let side = |(px, qty)| (Price::from_raw(px), Qty::from_raw(qty));
        self.trading(|run| run.quote(InstrumentId(instrument), side(bid), side(ask)).to_string())
    }

    /// Orders that are not done.
    fn working(&self) -> PyResult<Vec<String>> {
        self.trading(|run| run.working().iter().map(ToString::to_string).collect())
    }

    /// What the strategy holds, raw.
    fn position(&self, instrument: u32) -> PyResult<i64> {
        self.trading(|run| run.position(InstrumentId(instrument)).raw())
    }

    /// Halts the strategy and cancels its orders; how many worked. Of a run that is over, none.
    fn stop(&self, reason: &str) -> usize {
        self.trading(|run| run.stop(reason)).unwrap_or(0)
    }

    /// Ends the run in order and closes the audit log; the figures. Again gives the same.
    fn finish<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let mut stage = self.lock();
        if let Stage::Trading(_) = &*stage {
            let ended = std::mem::replace(&mut *stage, Stage::Broken("the run did not end".to_owned()));
            if let Stage::Trading(run) = ended {
                *stage = match run.finish() {
                    Ok(report) => Stage::Over(Box::new(report)),
                    Err(error) => Stage::Broken(error.to_string()),
                };
            }
        }
        match &*stage {
            Stage::Over(report) => report_dict(py, report),
            Stage::Broken(why) => Err(user_error(why.clone())),
            Stage::Trading(_) => Err(user_error("the run did not end".to_owned())),
        }
    }
}

impl PyTradeRun {
    fn lock(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn told_figures(&self) -> (f64, u64) {
        let mut kept = self.figures.lock().unwrap_or_else(PoisonError::into_inner);
        if let Stage::Trading(run) = &*self.lock() {
            *kept = (run.fraction(), run.units());
        }
        *kept
    }

    fn trading<T>(&self, act: impl FnOnce(&mut TradingRun) -> T) -> PyResult<T> {
        match &mut *self.lock() {
            Stage::Trading(run) => Ok(act(run)),
            Stage::Over(_) | Stage::Broken(_) => Err(user_error("the run is over: nothing trades any more".to_owned())),
        }
    }

    fn next_told(&self) -> PyResult<Option<Told>> {
        self.trading(|run| run.next(STEPS))
    }
}

/// Code and time of what is told.
fn place_of(told: &Told) -> (usize, i64) {
    match told {
        Told::Market(event) => (usize::from(event.code()), event.ts_ns()),
        Told::Order(report) => (ORDER, report.ts_ns),
        Told::Fill(report) => (FILL, report.ts_ns),
    }
}

fn fields_of(py: Python<'_>, told: Told) -> PyResult<Bound<'_, PyTuple>> {
    match told {
        Told::Market(event) => event_fields(py, event),
        Told::Order(report) | Told::Fill(report) => report_fields(py, &report),
    }
}

/// A named tuple without its checks: what `_make` does.
fn made<'py>(py: Python<'py>, kind: &Bound<'py, PyAny>, fields: Bound<'py, PyTuple>) -> PyResult<Bound<'py, PyAny>> {
    static NEW: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let new = NEW.get_or_try_init(py, || PyType::new::<PyTuple>(py).getattr("__new__").map(Bound::unbind))?;
    new.bind(py).call1((kind, fields))
}

/// The fields of `terminal.sdk.events.ExecutionReport`.
fn report_fields<'py>(py: Python<'py>, report: &ExecutionReport) -> PyResult<Bound<'py, PyTuple>> {
    let letter = |code: u8| PyString::new(py, char::from(code).encode_utf8(&mut [0; 4]));
    let named = |name: ClOrdId| if name.is_some() { name.to_string() } else { String::new() };
    let (reason, text) = match report.reason {
        RejectReason::None => ("", ""),
        reason => (reason.name(), reason.words()),
    };
    let first = (report.instrument.0, report.ts_ns, named(report.cl_ord_id), named(report.orig_cl_ord_id));
    let kinds = (letter(report.exec_type as u8), letter(report.ord_status as u8), report.side as u8);
    let figures = [report.qty.raw(), report.px.raw(), report.last_qty.raw(), report.last_px.raw()];
    let sums = [report.cum_qty.raw(), report.leaves_qty.raw(), report.avg_px.raw(), report.fee.raw()];
    let parts: Vec<Bound<'py, PyAny>> = first
        .into_pyobject(py)?
        .iter()
        .chain(kinds.into_pyobject(py)?.iter())
        .chain(PyList::new(py, figures)?.iter())
        .chain(PyList::new(py, sums)?.iter())
        .chain((report.liquidity as u8, reason, text).into_pyobject(py)?.iter())
        .collect();
    PyTuple::new(py, parts)
}

fn order_request(kinds: Kinds, figures: Figures, flags: (bool, bool), parent: &str) -> Result<OrderRequest, String> {
    let (instrument, side, ord_type, time_in_force, peg_to) = kinds;
    let (qty, px, stop_px, display_qty, peg_offset, expire_ns) = figures;
    let flag = |on: bool, flag: OrderFlags| if on { flag } else { OrderFlags(0) };
    let parent = match parent {
        "" => ClOrdId::NONE,
        text => ClOrdId::parse(text).ok_or_else(|| format!("parent {text:?} is no order's name"))?,
    };
    Ok(OrderRequest {
        instrument: InstrumentId(instrument),
        side: side_of(side)?,
        ord_type: ord_type_of(ord_type)?,
        time_in_force: time_in_force_of(time_in_force)?,
        peg_to: peg_of(peg_to)?,
        flags: flag(flags.0, OrderFlags::POST_ONLY).with(flag(flags.1, OrderFlags::REDUCE_ONLY)),
        qty: Qty::from_raw(qty),
        display_qty: Qty::from_raw(display_qty),
        px: Price::from_raw(px),
        stop_px: Price::from_raw(stop_px),
        peg_offset: Price::from_raw(peg_offset),
        expire_ns: if expire_ns == i64::MIN { UNKNOWN_TIME } else { expire_ns },
        parent,
    })
}

fn side_of(code: u8) -> Result<Side, String> {
    match code {
        1 => Ok(Side::Buy),
        2 => Ok(Side::Sell),
        other => Err(format!("side {other} is neither 1 (buy) nor 2 (sell)")),
    }
}

fn ord_type_of(code: u8) -> Result<OrdType, String> {
    let all = [OrdType::Market, OrdType::Limit, OrdType::Stop, OrdType::StopLimit, OrdType::Pegged];
    all.into_iter().find(|kind| *kind as u8 == code).ok_or_else(|| format!("{code} is no order type"))
}

fn time_in_force_of(code: u8) -> Result<TimeInForce, String> {
    use TimeInForce::{AtClose, AtOpen, Day, Fok, Gtc, Gtd, Ioc};
    let all = [Day, Gtc, AtOpen, Ioc, Fok, Gtd, AtClose];
    all.into_iter().find(|kind| *kind as u8 == code).ok_or_else(|| format!("{code} is no time in force"))
}

fn peg_of(code: u8) -> Result<Option<PegTo>, String> {
    match code {
        0 => Ok(None),
        1 => Ok(Some(PegTo::Primary)),
        2 => Ok(Some(PegTo::Mid)),
        3 => Ok(Some(PegTo::Market)),
        other => Err(format!("{other} is nothing that an order can be pegged to")),
    }
}

fn digest_of(text: &str) -> PyResult<[u8; 32]> {
    let mut digest = [0; 32];
    let is_whole = text.len() == 64;
    for (index, byte) in digest.iter_mut().enumerate().filter(|_| is_whole) {
        let pair = text.get(2 * index..2 * index + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        *byte = pair.ok_or_else(|| user_error(format!("{text:?} is no SHA-256")))?;
    }
    if is_whole { Ok(digest) } else { Err(user_error(format!("{text:?} is no SHA-256"))) }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn report_dict<'py>(py: Python<'py>, report: &TradingReport) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("messages", report.messages)?;
    dict.set_item("orders", report.tally.orders)?;
    dict.set_item("fills", report.tally.fills)?;
    dict.set_item("pnl", if report.pnl.is_set() { Some(report.pnl.to_f64()) } else { None })?;
    dict.set_item("currency", &report.currency)?;
    dict.set_item("refused", report.tally.refused)?;
    dict.set_item(
        "halts",
        report.halts.iter().map(|halt| format!("{}: {}", halt.by, halt.reason)).collect::<Vec<_>>(),
    )?;
    dict.set_item("state_hash", report.state_hash.to_string())?;
    dict.set_item("audit_dir", report.folder.display().to_string())?;
    dict.set_item("audit_head", hex(&report.head.head))?;
    dict.set_item("records", report.head.records)?;
    Ok(dict)
}
