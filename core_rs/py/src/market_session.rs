//! `_core.MarketSession`: a running feed, as the bridge drives it.

use crate::columns::{PyColumns, table_of};
use crate::errors::user_error;
use crate::instrument_view::PyInstrumentView;
use crate::plugin_events::PyTapPort;
use crate::recordings::RecordingOptions;
use plimsoll_engine::Speed;
use plimsoll_session::recorder::{RecorderProbe, RecorderTarget};
use plimsoll_session::simulation::{SceneFault, SimRequest, SimScene};
use plimsoll_session::{MarketSession, Phase, ViewEnds};
use plimsoll_types::{Instrument, InstrumentId};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::cell::RefCell;

/// Threads of one session. All calls return at once; nothing calls back.
#[pyclass(name = "MarketSession", module = "terminal._core", unsendable)]
pub struct PyMarketSession {
    session: Option<MarketSession>,
    format: String,
    recorder: Option<RecorderProbe>,
    /// Streams of instruments that are not listed yet.
    unopened: RefCell<Vec<ViewEnds>>,
}

impl PyMarketSession {
    fn simulated(py: Python<'_>, request: SimRequest, record: Option<RecorderTarget>) -> PyResult<Self> {
        let started = py.detach(|| match record {
            Some(target) => request.start_recorded(target).map(|(session, probe)| (session, Some(probe))),
            None => request.start().map(|session| (session, None)),
        });
        let (session, recorder) = started.map_err(|error| user_error(error.to_string()))?;
        Ok(Self { session: Some(session), format: "itch50".into(), recorder, unopened: RefCell::default() })
    }

    pub(crate) fn running(&self) -> PyResult<&MarketSession> {
        self.session.as_ref().ok_or_else(|| PyRuntimeError::new_err("the session is closed"))
    }
}

#[pymethods]
impl PyMarketSession {
    /// Replays a recording, paused at its first event. Raises `CoreError` for what cannot be opened or decoded.
    #[staticmethod]
    #[pyo3(signature = (path, format=None, skip_damaged=false, speed=1.0, columns=None))]
    fn open_replay(
        py: Python<'_>,
        path: String,
        format: Option<String>,
        skip_damaged: bool,
        speed: f64,
        columns: Option<Bound<'_, PyColumns>>,
    ) -> PyResult<Self> {
        let columns = table_of(columns)?;
        let options = RecordingOptions { path, format, verify: None, skip_damaged, columns };
        let speed = speed_of(speed)?;
        py.detach(|| {
            let recording = options.open()?;
            let session = MarketSession::replay(recording.input, speed).map_err(|error| error.to_string())?;
            let format = recording.format.name().into();
            Ok(Self { session: Some(session), format, recorder: None, unopened: RefCell::default() })
        })
        .map_err(user_error)
    }

    /// Starts the simulated exchange, opened `past_s` seconds ago. `faults` are ("silence", after, for, 0) and ("loss",
    /// after, for, resync after that), in seconds. What it receives is recorded into the folder `record_to`, under `label`.
    #[staticmethod]
    #[pyo3(signature = (seed, past_s=180.0, faults=Vec::new(), record_to=None, label=String::new()))]
    fn open_simulation(
        py: Python<'_>,
        seed: u64,
        past_s: f64,
        faults: Vec<(String, f64, f64, f64)>,
        record_to: Option<String>,
        label: String,
    ) -> PyResult<Self> {
        let record = record_to.map(|folder| RecorderTarget { folder: folder.into(), label, source: "itch50".into() });
        let faults = faults.into_iter().map(scene_fault).collect::<PyResult<_>>()?;
        Self::simulated(py, SimRequest { seed, scene: SimScene::Demo, past_s, faults }, record)
    }

    /// Starts the simulated exchange as a load of `updates_per_second` messages over `instruments` instruments.
    #[staticmethod]
    #[pyo3(signature = (seed, instruments, updates_per_second, past_s=1.0))]
    fn open_load(
        py: Python<'_>,
        seed: u64,
        instruments: usize,
        updates_per_second: f64,
        past_s: f64,
    ) -> PyResult<Self> {
        let scene = SimScene::Load { instruments, updates_per_second };
        Self::simulated(py, SimRequest { seed, scene, past_s, faults: Vec::new() }, None)
    }

    /// Where plugins' threads open their taps.
    fn tap_port(&self) -> PyResult<PyTapPort> {
        self.running().map(|session| PyTapPort { port: session.tap_port() })
    }

    /// The format that is being decoded.
    #[getter]
    fn format(&self) -> &str {
        &self.format
    }

    /// How many instruments were seen.
    fn instrument_count(&self) -> PyResult<usize> {
        self.running().map(|session| session.instruments().len())
    }

    /// Opens the panels' streams of an instrument beyond the first ones.
    fn watch(&mut self, instrument: u32) -> PyResult<()> {
        let session = self.session.as_mut().ok_or_else(|| PyRuntimeError::new_err("the session is closed"))?;
        session.watch(InstrumentId(instrument)).map_err(|error| user_error(error.to_string()))
    }

    /// (instrument id, view) of the instruments that appeared since the last call.
    fn take_new_views(&self) -> PyResult<Vec<(u32, PyInstrumentView)>> {
        let session = self.running()?;
        let mut unopened = self.unopened.take();
        unopened.extend(session.take_new_views());
        if unopened.is_empty() {
            return Ok(Vec::new());
        }
        let instruments = session.instruments();
        // A stream may begin a moment before its instrument is listed: it waits, it is not lost.
        let (known, early): (Vec<_>, Vec<_>) =
            unopened.into_iter().partition(|ends| instruments.get(ends.instrument.index()).is_some());
        self.unopened.replace(early);
        let view = |ends: ViewEnds| {
            let id = ends.instrument;
            instruments.get(id.index()).map(|known| (id.0, PyInstrumentView::open(known, ends)))
        };
        Ok(known.into_iter().filter_map(view).collect())
    }

    fn play(&self) -> PyResult<()> {
        self.running().map(MarketSession::play)
    }

    fn pause(&self) -> PyResult<()> {
        self.running().map(MarketSession::pause)
    }

    fn set_speed(&self, speed: f64) -> PyResult<()> {
        let speed = speed_of(speed)?;
        self.running().map(|session| session.set_speed(speed))
    }

    fn step(&self, units: i64) -> PyResult<()> {
        self.running().map(|session| session.step(units))
    }

    fn seek(&self, ts_ns: i64) -> PyResult<()> {
        self.running().map(|session| session.seek(ts_ns))
    }

    /// Everything of the status in one call: see `terminal.bridge.session`.
    fn status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let status = self.running()?.status();
        let dict = PyDict::new(py);
        dict.set_item("phase", phase_name(status.phase))?;
        dict.set_item("gapped", status.gapped)?;
        dict.set_item("message", status.message)?;
        dict.set_item("clock_ns", status.clock_ns)?;
        dict.set_item("age_ns", status.age_ns)?;
        dict.set_item("first_ns", status.first_ns)?;
        dict.set_item("last_ns", status.last_ns)?;
        dict.set_item("speed", status.speed)?;
        dict.set_item("units", status.counters.units)?;
        dict.set_item("updates", status.counters.events)?;
        dict.set_item("gaps", status.counters.gaps)?;
        dict.set_item("damaged", status.counters.damaged)?;
        dict.set_item("faults", status.counters.faults)?;
        dict.set_item("total_units", status.total_units)?;
        dict.set_item("indexed_units", status.indexed_units)?;
        dict.set_item("indexed", status.indexed)?;
        Ok(dict)
    }

    /// The recorder at this moment: `id`, `bytes`, `events`, `dropped`, `failure`, `warning`; None where nothing is recorded.
    fn recorder<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let Some(probe) = &self.recorder else { return Ok(None) };
        let status = probe.status();
        let dict = PyDict::new(py);
        dict.set_item("id", status.id)?;
        dict.set_item("bytes", status.bytes)?;
        dict.set_item("events", status.events)?;
        dict.set_item("dropped", status.dropped)?;
        dict.set_item("failure", status.failure)?;
        dict.set_item("warning", status.warning)?;
        Ok(Some(dict))
    }

    /// Nanoseconds since the oldest event that no frame has shown yet, or None; the caller takes it as shown now.
    fn take_unseen_age_ns(&self) -> PyResult<Option<i64>> {
        self.running().map(MarketSession::take_unseen_age_ns)
    }

    /// (symbol, venue_mic, currency, tick, lot, price_decimals, qty_decimals) of each instrument, in order of id.
    fn instruments(&self) -> PyResult<Vec<InstrumentRow>> {
        Ok(self.running()?.instruments().into_iter().map(instrument_row).collect())
    }

    /// Traded volume in `bins` equal parts of the recording, and marks as (ts_ns, kind, text).
    #[allow(clippy::type_complexity)]
    fn outline(&self, bins: usize) -> PyResult<(Vec<f64>, Vec<(i64, &'static str, String)>)> {
        let (volume, marks) = self.running()?.outline(bins);
        Ok((volume, marks.into_iter().map(|mark| (mark.ts_ns, mark.kind, mark.text)).collect()))
    }

    /// Ends the threads and waits for them; again does nothing.
    fn close(&mut self, py: Python<'_>) {
        if let Some(session) = self.session.take() {
            py.detach(|| drop(session));
        }
    }
}

fn scene_fault((kind, after_s, for_s, resync_s): (String, f64, f64, f64)) -> PyResult<SceneFault> {
    match kind.as_str() {
        "silence" => Ok(SceneFault::Silence { after_s, for_s }),
        "loss" => Ok(SceneFault::Loss { after_s, for_s, resync_s }),
        other => Err(user_error(format!("fault {other:?} is neither silence nor loss"))),
    }
}

/// (symbol, venue_mic, currency, tick, lot, price_decimals, qty_decimals).
pub(crate) type InstrumentRow = (String, String, String, i64, i64, u32, u32);

pub(crate) fn instrument_row(instrument: Instrument) -> InstrumentRow {
    let (price_decimals, qty_decimals) = (instrument.price_decimals(), instrument.qty_decimals());
    let Instrument { symbol, venue_mic, currency, tick, lot } = instrument;
    (symbol, venue_mic, currency, tick.raw(), lot.raw(), price_decimals, qty_decimals)
}

fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Loading => "loading",
        Phase::Running => "running",
        Phase::Paused => "paused",
        Phase::Ended => "ended",
        Phase::Failed => "failed",
    }
}

/// A multiple of venue time; infinity is as fast as possible.
pub(crate) fn speed_of(speed: f64) -> PyResult<Speed> {
    if speed == f64::INFINITY {
        Ok(Speed::Max)
    } else if speed.is_finite() && speed > 0.0 {
        Ok(Speed::Times(speed))
    } else {
        Err(user_error(format!("speed {speed} is not above zero: give a multiple of venue time, or max")))
    }
}
