//! Long work without a screen: started on a thread of its own, watched and cancelled from Python.

use crate::columns::{PyColumns, table_of};
use crate::errors::user_error;
use crate::market_session::speed_of;
use crate::recordings::RecordingOptions;
use numpy::{IntoPyArray, PyArray1};
use plimsoll_engine::{FeaturePlan, Replay};
use plimsoll_features::FeatureFrame;
use plimsoll_session::extract_job::{self, ExtractKind, Rows};
use plimsoll_session::features_job::{self, FeatureEngine, FeaturesReport};
use plimsoll_session::import_job::{ImportReport, ImportRequest};
use plimsoll_session::recording::RecordingRequest;
use plimsoll_session::replay_job::{self, JobProgress, ReplayReport};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

/// Features that a headless replay computes besides the books, so that its state hash covers both.
const HASHED_FEATURES: &str = "mid,microprice,spread,ofi,trade_imbalance,vwap";

enum Outcome {
    Replay(Box<ReplayReport>),
    Features(FeaturesReport),
    Columns(ExtractKind, Vec<(String, Rows)>),
    Import(ImportReport),
}

/// A running job.
#[pyclass(name = "Job", module = "terminal._core", unsendable)]
pub struct PyJob {
    progress: Arc<JobProgress>,
    thread: Option<JoinHandle<Result<Outcome, String>>>,
}

impl PyJob {
    fn start(work: impl FnOnce(&JobProgress) -> Result<Outcome, String> + Send + 'static) -> PyResult<Self> {
        let progress = Arc::new(JobProgress::default());
        let shared = Arc::clone(&progress);
        let thread = std::thread::Builder::new()
            .name("job".into())
            .spawn(move || work(&shared))
            .map_err(|error| user_error(format!("the system gives no thread: {error}")))?;
        Ok(Self { progress, thread: Some(thread) })
    }
}

#[pymethods]
impl PyJob {
    /// Input units done so far.
    #[getter]
    fn units(&self) -> u64 {
        self.progress.units()
    }

    /// Fraction of the input done.
    #[getter]
    fn fraction(&self) -> f64 {
        self.progress.fraction()
    }

    /// Whether `result` returns without waiting.
    #[getter]
    fn finished(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Waits for the end, `seconds` at most.
    fn wait(&self, py: Python<'_>, seconds: f64) {
        let nap = Duration::from_millis(2);
        let rounds = Duration::try_from_secs_f64(seconds).map_or(0, |whole| whole.as_millis() / nap.as_millis());
        py.detach(|| {
            for _ in 0..rounds {
                if self.thread.as_ref().is_none_or(JoinHandle::is_finished) {
                    return;
                }
                std::thread::sleep(nap);
            }
        });
    }

    /// Asks the job to stop; it answers within a fraction of a second.
    fn cancel(&self) {
        self.progress.cancel();
    }

    /// Waits for the end and returns the report once.
    fn result<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let thread = self.thread.take().ok_or_else(|| user_error("the result was taken already".into()))?;
        let outcome = py.detach(|| thread.join());
        let outcome = outcome.map_err(|_| user_error("the core failed unexpectedly: this is a defect".into()))?;
        match outcome.map_err(user_error)? {
            Outcome::Replay(report) => replay_dict(py, *report),
            Outcome::Features(report) => features_dict(py, report),
            Outcome::Columns(kind, rows) => columns_dict(py, kind, rows),
            Outcome::Import(report) => import_dict(py, report),
        }
    }
}

/// Replays a recording at full speed, or paced, checking it against `verify` where given.
#[pyfunction]
#[pyo3(signature = (path, format=None, verify=None, speed=f64::INFINITY, skip_damaged=false, columns=None))]
pub fn start_replay(
    path: String,
    format: Option<String>,
    verify: Option<String>,
    speed: f64,
    skip_damaged: bool,
    columns: Option<Bound<'_, PyColumns>>,
) -> PyResult<PyJob> {
    let (speed, columns) = (speed_of(speed)?, table_of(columns)?);
    PyJob::start(move |progress| {
        let recording = RecordingOptions { path, format, verify, skip_damaged, columns }.open()?;
        let features = FeaturePlan::continuous(HASHED_FEATURES).map_err(|error| error.to_string())?;
        let state = recording.input.trading_loop(features);
        let replay = Replay::new(recording.input.feed, state);
        Ok(Outcome::Replay(Box::new(replay_job::run(replay, recording.verifier, speed, progress))))
    })
}

/// Samples features over a recording.
#[pyfunction]
#[pyo3(signature = (path, spec, every_ns, engine="stream", format=None, skip_damaged=false, columns=None))]
pub fn start_features(
    path: String,
    spec: String,
    every_ns: i64,
    engine: &str,
    format: Option<String>,
    skip_damaged: bool,
    columns: Option<Bound<'_, PyColumns>>,
) -> PyResult<PyJob> {
    let columns = table_of(columns)?;
    let engine = match engine {
        "stream" => FeatureEngine::Stream,
        "batch" => FeatureEngine::Batch,
        other => return Err(user_error(format!("engine {other:?} is neither stream nor batch"))),
    };
    let plan = features_job::plan(engine, &spec, every_ns).map_err(|error| user_error(error.to_string()))?;
    PyJob::start(move |progress| {
        let recording = RecordingOptions { path, format, verify: None, skip_damaged, columns }.open()?;
        let state = recording.input.trading_loop(plan);
        let replay = Replay::new(recording.input.feed, state);
        features_job::run(replay, engine, &spec, every_ns, progress)
            .map(Outcome::Features)
            .map_err(|error| error.to_string())
    })
}

/// Trades or quotes of a recording, by symbol.
#[pyfunction]
#[pyo3(signature = (path, kind, from_ns=i64::MIN, to_ns=i64::MAX, format=None, skip_damaged=false, columns=None))]
pub fn start_extract(
    path: String,
    kind: &str,
    from_ns: i64,
    to_ns: i64,
    format: Option<String>,
    skip_damaged: bool,
    columns: Option<Bound<'_, PyColumns>>,
) -> PyResult<PyJob> {
    let columns = table_of(columns)?;
    let kind = match kind {
        "trades" => ExtractKind::Trades,
        "quotes" => ExtractKind::Quotes,
        other => return Err(user_error(format!("kind {other:?} is neither trades nor quotes"))),
    };
    PyJob::start(move |progress| {
        let recording = RecordingOptions { path, format, verify: None, skip_damaged, columns }.open()?;
        let state = recording.input.trading_loop(FeaturePlan::none());
        let replay = Replay::new(recording.input.feed, state);
        let rows = extract_job::run(replay, kind, (from_ns, to_ns), progress).map_err(|error| error.to_string())?;
        Ok(Outcome::Columns(kind, rows))
    })
}

/// A foreign recording as a session of the terminal's own, below `recordings`.
#[pyfunction]
#[pyo3(signature = (path, recordings, label, format=None, columns=None))]
pub fn start_import(
    path: String,
    recordings: String,
    label: String,
    format: Option<String>,
    columns: Option<Bound<'_, PyColumns>>,
) -> PyResult<PyJob> {
    let columns = table_of(columns)?;
    let recording = RecordingRequest { path: path.into(), format, columns, ..RecordingRequest::default() };
    PyJob::start(move |progress| {
        let request = ImportRequest { recording, recordings: recordings.into(), label };
        request.run(progress).map(Outcome::Import).map_err(|error| error.to_string())
    })
}

fn columns_dict(py: Python<'_>, kind: ExtractKind, rows: Vec<(String, Rows)>) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    for (symbol, rows) in rows {
        let columns = PyDict::new(py);
        for (name, values) in kind.columns().into_iter().zip(rows) {
            columns.set_item(name, values.into_pyarray(py))?;
        }
        dict.set_item(symbol, columns)?;
    }
    Ok(dict)
}

fn import_dict(py: Python<'_>, report: ImportReport) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("folder", report.folder.display().to_string())?;
    dict.set_item("existing", report.existing)?;
    dict.set_item("messages", report.messages)?;
    dict.set_item("rejected", report.rejected)?;
    let rejects = report.rejects.into_iter().map(|reject| (reject.place, reject.field, reject.reason));
    dict.set_item("rejects", rejects.collect::<Vec<_>>())?;
    dict.set_item("seconds", report.seconds)?;
    Ok(dict)
}

fn replay_dict(py: Python<'_>, report: ReplayReport) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("messages", report.messages)?;
    dict.set_item("seconds", report.seconds)?;
    dict.set_item("verified_rows", report.verified.verified_rows)?;
    dict.set_item("mismatches", report.verified.mismatches)?;
    dict.set_item("first_mismatch", report.verified.first_mismatch)?;
    dict.set_item("revealed", report.verified.revealed)?;
    dict.set_item("gaps", report.gaps)?;
    dict.set_item("damaged", report.damaged)?;
    let faults = PyDict::new(py);
    for (fault, count) in report.faults {
        faults.set_item(fault, count)?;
    }
    dict.set_item("faults", faults)?;
    dict.set_item("state_hash", report.state_hash.to_string())?;
    dict.set_item("first_ns", report.first_ns)?;
    dict.set_item("last_ns", report.last_ns)?;
    dict.set_item("instruments", report.instruments)?;
    dict.set_item("failure", report.failure)?;
    Ok(dict)
}

fn features_dict(py: Python<'_>, report: FeaturesReport) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("hash", report.hash)?;
    dict.set_item("messages", report.messages)?;
    dict.set_item("gaps", report.gaps)?;
    dict.set_item("damaged", report.damaged)?;
    let frames = report.frames.into_iter().map(|(symbol, frame)| Ok((symbol, frame_dict(py, frame)?)));
    dict.set_item("frames", frames.collect::<PyResult<Vec<_>>>()?)?;
    Ok(dict)
}

fn frame_dict(py: Python<'_>, frame: FeatureFrame) -> PyResult<Bound<'_, PyDict>> {
    let (times, columns) = frame.into_parts();
    let dict = PyDict::new(py);
    let times: Bound<'_, PyArray1<i64>> = times.into_pyarray(py);
    dict.set_item(FeatureFrame::TIME, times)?;
    for (name, values) in columns {
        dict.set_item(name, values.into_pyarray(py))?;
    }
    Ok(dict)
}
