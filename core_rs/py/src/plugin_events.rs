//! `_core.EventTap` and `_core.EventRun`: market events as tuples that plugins' event classes are made of.

use crate::columns::{PyColumns, table_of};
use crate::errors::user_error;
use crate::market_session::{InstrumentRow, instrument_row};
use crate::recordings::RecordingOptions;
use crate::view_queries::status_name;
use plimsoll_session::plugins::{
    EventRequest, EventRun, Perturbation, PluginEvent, Stamped, TapPort, TapReader, TapWaker, simulated_input,
};
use plimsoll_types::{InstrumentId, Level, Nanos};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

/// A tap of a running session: one plugin's thread waits on it, any thread may close it.
#[pyclass(name = "EventTap", module = "terminal._core", frozen)]
pub struct PyEventTap {
    reader: Mutex<TapReader>,
    waker: TapWaker,
}

/// Longest single wait: a caller who asks for more asks again.
const LONGEST_WAIT_S: f64 = 3_600.0;

/// Where taps of one session are opened, from any thread.
#[pyclass(name = "TapPort", module = "terminal._core", frozen)]
pub struct PyTapPort {
    pub(crate) port: TapPort,
}

#[pymethods]
impl PyTapPort {
    /// Tells plugin `name` what happens from now on, through a ring of `capacity` events; with `past` also what is left of
    /// the past that the session catches up with. Raises `CoreError` where the features asked for are wrong.
    #[pyo3(signature = (name, wanted, capacity=16_384, past=false))]
    fn tap(&self, name: &str, wanted: Wanted, capacity: usize, past: bool) -> PyResult<PyEventTap> {
        let reader = self.port.tap(&event_request(wanted), capacity, past);
        let reader = reader.map_err(|error| user_error(format!("{name}: {error}")))?;
        Ok(PyEventTap { waker: reader.waker(), reader: Mutex::new(reader) })
    }
}

/// What is told: (instruments, quotes, trades, phases, features, every_ns).
pub(crate) type Wanted = (Option<Vec<u32>>, bool, bool, bool, String, i64);

pub(crate) fn event_request((instruments, quotes, trades, phases, features, every_ns): Wanted) -> EventRequest {
    EventRequest { instruments, quotes, trades, phases, features, every_ns }
}

#[pymethods]
impl PyEventTap {
    /// The next events as (code, stamp_ns, fields), `most` at most; waits for the first of them without the interpreter
    /// lock. Empty when the time is over, the tap was closed or the session is over.
    fn wait<'py>(&self, py: Python<'py>, timeout_s: f64, most: usize) -> PyResult<Bound<'py, PyList>> {
        let mut events = Vec::new();
        {
            let mut reader = self.reader()?;
            if !self.waker.is_closed() {
                reader.take(most, &mut events);
            }
            if events.is_empty() {
                let timeout = Duration::try_from_secs_f64(timeout_s.clamp(0.0, LONGEST_WAIT_S)).unwrap_or_default();
                let reader = &mut *reader;
                py.detach(|| reader.wait(timeout, most, &mut events));
            }
        }
        let rows = events.into_iter().map(|Stamped { event, stamp_ns }| row(py, event, stamp_ns));
        PyList::new(py, rows.collect::<PyResult<Vec<_>>>()?)
    }

    /// Ends it; a thread that waits returns at once. Again does nothing.
    fn close(&self) {
        self.waker.close();
    }

    /// Whether `close` was called.
    #[getter]
    fn closed(&self) -> bool {
        self.waker.is_closed()
    }

    /// Whether the session is over: what waits can still be taken, nothing comes any more.
    #[getter]
    fn ended(&self) -> bool {
        self.waker.has_ended()
    }

    /// Events dropped because the ring was full, all told.
    #[getter]
    fn skipped(&self) -> u64 {
        self.waker.skipped()
    }

    /// Events that wait to be taken.
    #[getter]
    fn waiting(&self) -> u64 {
        self.waker.waiting()
    }

    /// Why the features stopped, or None.
    #[getter]
    fn failure(&self) -> Option<String> {
        self.waker.failure()
    }
}

impl PyEventTap {
    fn reader(&self) -> PyResult<MutexGuard<'_, TapReader>> {
        match self.reader.try_lock() {
            Ok(reader) => Ok(reader),
            Err(TryLockError::Poisoned(poisoned)) => Ok(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => Err(user_error("the tap has one reader, and another thread waits".into())),
        }
    }
}

impl Drop for PyEventTap {
    fn drop(&mut self) {
        self.waker.close();
    }
}

/// The same events without a session or a clock.
#[pyclass(name = "EventRun", module = "terminal._core", frozen)]
pub struct PyEventRun {
    run: Mutex<EventRun>,
}

#[pymethods]
impl PyEventRun {
    /// A recording from its beginning. Raises `CoreError` for what cannot be opened.
    #[staticmethod]
    #[pyo3(signature = (path, wanted, format=None, skip_damaged=false, columns=None, perturb=None))]
    fn open(
        py: Python<'_>,
        path: String,
        wanted: Wanted,
        format: Option<String>,
        skip_damaged: bool,
        columns: Option<Bound<'_, PyColumns>>,
        perturb: Option<(i64, u64)>,
    ) -> PyResult<Self> {
        let columns = table_of(columns)?;
        let options = RecordingOptions { path, format, verify: None, skip_damaged, columns };
        let input = py.detach(|| options.open()).map_err(user_error)?.input;
        Self::start(input, Nanos::MAX, wanted, perturb)
    }

    /// The simulated exchange's first `seconds`, in virtual time.
    #[staticmethod]
    #[pyo3(signature = (seed, seconds, wanted, perturb=None))]
    fn simulate(
        py: Python<'_>,
        seed: u64,
        seconds: f64,
        wanted: Wanted,
        perturb: Option<(i64, u64)>,
    ) -> PyResult<Self> {
        let (input, until_ns) = py.detach(|| simulated_input(seed, seconds));
        Self::start(input, until_ns, wanted, perturb)
    }

    /// The next events as (code, 0, fields), `most` at most; none when all were taken. Raises `CoreError` where the
    /// recording is damaged, once everything before it was taken.
    fn take<'py>(&self, py: Python<'py>, most: usize) -> PyResult<Bound<'py, PyList>> {
        let mut events = Vec::new();
        let outcome = py.detach(|| self.lock().take(most.max(1), &mut events));
        outcome.map_err(|error| user_error(error.to_string()))?;
        let rows = events.into_iter().map(|event| row(py, event, 0));
        PyList::new(py, rows.collect::<PyResult<Vec<_>>>()?)
    }

    /// Whether everything was taken.
    #[getter]
    fn ended(&self, py: Python<'_>) -> bool {
        py.detach(|| self.lock().has_ended())
    }

    /// Why the features stopped, or None.
    #[getter]
    fn failure(&self, py: Python<'_>) -> Option<String> {
        py.detach(|| self.lock().feature_failure().map(ToString::to_string))
    }

    /// (symbol, venue_mic, currency, tick, lot, price_decimals, qty_decimals) of each instrument seen so far.
    fn instruments(&self, py: Python<'_>) -> Vec<InstrumentRow> {
        py.detach(|| self.lock().instruments().iter().cloned().map(instrument_row).collect())
    }
}

impl PyEventRun {
    fn start(
        input: plimsoll_session::Input,
        until_ns: Nanos,
        wanted: Wanted,
        perturb: Option<(i64, u64)>,
    ) -> PyResult<Self> {
        let request = event_request(wanted);
        let perturbation = perturb.map(|(after_ns, seed)| Perturbation { after_ns, seed });
        let run = EventRun::new(input, until_ns, &request, perturbation);
        run.map(|run| Self { run: Mutex::new(run) }).map_err(|error| user_error(error.to_string()))
    }

    fn lock(&self) -> MutexGuard<'_, EventRun> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// (code, stamp, fields); the fields are those of the event's class in `terminal.sdk.events`.
fn row(py: Python<'_>, event: PluginEvent, stamp_ns: i64) -> PyResult<Bound<'_, PyTuple>> {
    let code = event.code();
    (code, stamp_ns, event_fields(py, event)?).into_pyobject(py)
}

/// The fields of the event's class in `terminal.sdk.events`.
pub(crate) fn event_fields(py: Python<'_>, event: PluginEvent) -> PyResult<Bound<'_, PyTuple>> {
    let fields = match event {
        PluginEvent::Quote { instrument: InstrumentId(id), ts_ns, bid, ask } => {
            let side = |level: Level| (level.px.raw(), level.qty.raw());
            let ((bid_px, bid_qty), (ask_px, ask_qty)) = (side(bid), side(ask));
            (id, ts_ns, bid_px, bid_qty, ask_px, ask_qty).into_pyobject(py)?
        }
        PluginEvent::Trade { instrument: InstrumentId(id), print } => {
            let side = print.aggressor.map_or(0, |side| side as u8);
            (id, print.ts_venue_ns, print.px.raw(), print.qty.raw(), side, print.flags.0).into_pyobject(py)?
        }
        PluginEvent::Features { instrument: InstrumentId(id), ts_start_ns, ts_end_ns, values } => {
            (id, ts_start_ns, ts_end_ns, PyTuple::new(py, values)?).into_pyobject(py)?
        }
        PluginEvent::Phase { instrument: InstrumentId(id), ts_ns, status } => {
            (id, ts_ns, status_name(status)).into_pyobject(py)?
        }
        PluginEvent::Gap { instrument: InstrumentId(id), ts_ns }
        | PluginEvent::Resync { instrument: InstrumentId(id), ts_ns } => (id, ts_ns).into_pyobject(py)?,
        PluginEvent::Skipped { missed, ts_ns } => (missed, ts_ns).into_pyobject(py)?,
    };
    Ok(fields)
}
