//! `_core.PluginWatch` and `_core.WatchSlot`: the watchdog, which needs no interpreter lock.

use crate::errors::user_error;
use crate::plugin_orders::PyOrderLedger;
use plimsoll_session::plugins::{Finding, OrderLedger, PluginWatch, Slot};
use pyo3::prelude::*;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// (plugin id, kind, elapsed_ns, grown_bytes, holds the interpreter, orders cancelled, text, monotonic time).
type FindingRow = (String, &'static str, i64, i64, Option<bool>, usize, String, i64);

/// The watchdog of this process.
#[pyclass(name = "PluginWatch", module = "terminal._core", frozen)]
pub struct PyPluginWatch {
    watch: Mutex<PluginWatch>,
    ledger: Arc<OrderLedger>,
}

#[pymethods]
impl PyPluginWatch {
    /// Starts the thread; findings are appended to the file at `report` too. Raises `CoreError` where it cannot be opened.
    #[new]
    #[pyo3(signature = (ledger, report=None))]
    fn new(ledger: &PyOrderLedger, report: Option<PathBuf>) -> PyResult<Self> {
        let ledger = Arc::clone(&ledger.ledger);
        let watch = PluginWatch::start(Arc::clone(&ledger), report.as_deref()).map_err(|error| {
            let file = report.map_or_else(|| "the watchdog".to_owned(), |path| path.display().to_string());
            user_error(format!("{file}: {error}; the watchdog of the plugins does not run"))
        })?;
        Ok(Self { watch: Mutex::new(watch), ledger })
    }

    /// Watches a plugin from now on, in place of an earlier one of the same id. A budget of 0 MiB is none.
    #[pyo3(signature = (plugin_id, hang_ms=200, memory_mb=0))]
    fn register(&self, plugin_id: &str, hang_ms: u32, memory_mb: u32) -> PyWatchSlot {
        let slot = self.lock().register(plugin_id, hang_ms, memory_mb);
        PyWatchSlot { slot, ledger: Arc::clone(&self.ledger) }
    }

    /// Watches this one no longer.
    fn unregister(&self, slot: &PyWatchSlot) {
        self.lock().unregister(&slot.slot);
    }

    /// The window is alive.
    fn breathe(&self) {
        self.lock().breathe();
    }

    /// What was found since the last call.
    fn take_findings(&self) -> Vec<FindingRow> {
        self.lock().take_findings().into_iter().map(finding_row).collect()
    }

    /// Ends the thread and waits for it; again does nothing.
    fn close(&self, py: Python<'_>) {
        py.detach(|| self.lock().close());
    }
}

impl PyPluginWatch {
    fn lock(&self) -> MutexGuard<'_, PluginWatch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn finding_row(finding: Finding) -> FindingRow {
    let Finding { plugin_id, kind, elapsed_ns, grown_bytes, holds_interpreter, cancelled, text, at_ns } = finding;
    (plugin_id, kind.name(), elapsed_ns, grown_bytes, holds_interpreter, cancelled, text, at_ns)
}

/// One plugin under watch. Its own thread enters and leaves; any thread may look.
#[pyclass(name = "WatchSlot", module = "terminal._core", frozen)]
pub struct PyWatchSlot {
    slot: Arc<Slot>,
    ledger: Arc<OrderLedger>,
}

#[pymethods]
impl PyWatchSlot {
    /// A call into the plugin begins.
    fn enter(&self) {
        self.slot.enter();
    }

    /// It is over; nanoseconds that it took.
    fn leave(&self) -> i64 {
        self.slot.leave()
    }

    /// It is over and the next one begins; nanoseconds that it took.
    fn turn(&self) -> i64 {
        self.slot.turn()
    }

    /// Calls `handler(event)` between `enter` and `leave`; nanoseconds that it took.
    fn call(&self, handler: &Bound<'_, PyAny>, event: &Bound<'_, PyAny>) -> PyResult<i64> {
        self.slot.enter();
        let outcome = handler.call1((event,));
        let spent_ns = self.slot.leave();
        outcome.map(|_| spent_ns)
    }

    /// Stops the plugin: no further order of it is taken and those it has are cancelled; how many.
    #[pyo3(signature = (reason="stopped by the host"))]
    fn stop(&self, reason: &str) -> usize {
        self.slot.stop(&self.ledger, reason)
    }

    /// Whether the watchdog or the host stopped the plugin.
    #[getter]
    fn stopped(&self) -> bool {
        self.slot.stopped()
    }

    /// Why; empty while it runs.
    #[getter]
    fn reason(&self) -> String {
        self.slot.why()
    }

    /// Whose.
    #[getter]
    fn plugin_id(&self) -> &str {
        self.slot.plugin_id()
    }

    /// Calls that came back.
    #[getter]
    fn calls(&self) -> u64 {
        self.slot.calls()
    }

    /// Nanoseconds spent in them.
    #[getter]
    fn busy_ns(&self) -> i64 {
        self.slot.busy_ns()
    }

    /// Nanoseconds of the longest.
    #[getter]
    fn longest_ns(&self) -> i64 {
        self.slot.longest_ns()
    }

    /// Growth of the process that is put down to this plugin.
    #[getter]
    fn grown_bytes(&self) -> i64 {
        self.slot.grown_bytes()
    }
}
