//! What Python says of a recording to be opened, and what it asks of one without replaying it.

use crate::columns::{PyColumns, table_of};
use crate::errors::user_error;
use numpy::{IntoPyArray, PyArray2, PyArrayMethods};
use plimsoll_engine::{FeaturePlan, Replay};
use plimsoll_session::extract_job;
use plimsoll_session::recorded::SessionSurvey;
use plimsoll_session::recording::{Recording, RecordingError, RecordingRequest};
use plimsoll_types::Level;
use plimsoll_wire::tabular::Table;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::PathBuf;
use std::sync::Arc;

/// Path and options as they come from the command line.
pub(crate) struct RecordingOptions {
    pub path: String,
    pub format: Option<String>,
    pub verify: Option<String>,
    pub skip_damaged: bool,
    pub columns: Option<Arc<Table>>,
}

impl RecordingOptions {
    /// Opens the recording.
    ///
    /// # Errors
    /// The message for the user.
    pub fn open(&self) -> Result<Recording, String> {
        let request = RecordingRequest {
            path: PathBuf::from(&self.path),
            format: self.format.clone(),
            verify: self.verify.as_ref().map(PathBuf::from),
            skip_damaged: self.skip_damaged,
            columns: self.columns.clone(),
            rejects: None,
        };
        request.open().map_err(|error: RecordingError| error.to_string())
    }
}

/// The figures of a recorded session's folder from its indexes and block headers; nothing is decoded but the first names.
#[pyfunction]
#[pyo3(signature = (path, names=true))]
pub fn survey(py: Python<'_>, path: String, names: bool) -> PyResult<Bound<'_, PyDict>> {
    let looked = py.detach(|| {
        let survey = SessionSurvey::of(&PathBuf::from(&path))?;
        let symbols = if names { survey.symbols() } else { Vec::new() };
        let source = survey.opening().map(|opening| opening.source.clone()).unwrap_or_default();
        Ok::<_, std::io::Error>((survey.figures(), symbols, source, survey.segments.len()))
    });
    let (figures, symbols, source, segments) = looked.map_err(|error| user_error(format!("{path}: {error}")))?;
    let dict = PyDict::new(py);
    dict.set_item("messages", figures.units)?;
    dict.set_item("events", figures.events)?;
    dict.set_item("damaged", figures.damaged)?;
    dict.set_item("gaps", figures.gaps)?;
    dict.set_item("from_ns", figures.first_ns.unwrap_or(0))?;
    dict.set_item("to_ns", figures.last_ns.unwrap_or(0))?;
    dict.set_item("bytes", figures.bytes)?;
    dict.set_item("ended", figures.ended)?;
    dict.set_item("damage", figures.damage)?;
    dict.set_item("source", source)?;
    dict.set_item("segments", segments)?;
    dict.set_item("instruments", symbols)?;
    Ok(dict)
}

type Side<'py> = Bound<'py, PyArray2<i64>>;

/// Bids and asks of `symbol` as they stood at `ts_ns`, best first: raw price, raw quantity, order count.
#[pyfunction]
#[pyo3(signature = (path, symbol, ts_ns, levels, format=None, skip_damaged=false, columns=None))]
#[allow(clippy::too_many_arguments)] // the options that every path takes
pub fn book_at<'py>(
    py: Python<'py>,
    path: String,
    symbol: &str,
    ts_ns: i64,
    levels: usize,
    format: Option<String>,
    skip_damaged: bool,
    columns: Option<Bound<'py, PyColumns>>,
) -> PyResult<(Side<'py>, Side<'py>)> {
    let columns = table_of(columns)?;
    let options = RecordingOptions { path, format, verify: None, skip_damaged, columns };
    let found = py.detach(|| {
        let recording = options.open()?;
        let state = recording.input.trading_loop(FeaturePlan::none());
        let replay = Replay::new(recording.input.feed, state);
        extract_job::book_at(replay, symbol, ts_ns, levels).map_err(|error| error.to_string())
    });
    match found.map_err(user_error)? {
        Ok([bids, asks]) => Ok((side(py, &bids)?, side(py, &asks)?)),
        Err(known) => Err(user_error(format!("{}: has no instrument {symbol:?}; {}", options.path, listed(&known)))),
    }
}

fn listed(known: &[String]) -> String {
    match known {
        [] => "none was seen by that time".to_owned(),
        few if few.len() <= 12 => format!("there are {}", few.join(", ")),
        many => format!("there are {} and {} more", many[..12].join(", "), many.len() - 12),
    }
}

fn side<'py>(py: Python<'py>, levels: &[Level]) -> PyResult<Side<'py>> {
    let rows = levels.iter().flat_map(|level| [level.px.raw(), level.qty.raw(), i64::from(level.orders)]);
    rows.collect::<Vec<i64>>().into_pyarray(py).reshape([levels.len(), 3])
}
