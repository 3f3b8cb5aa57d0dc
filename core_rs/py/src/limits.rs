//! Limits for the commands: reading, agreeing, rehearsing.

use crate::errors::user_error;
use crate::supervision::{Signed, hex, refused, signed_statements};
use plimsoll_risk::{Holds, LimitKind};
use plimsoll_session::supervision::rehearsal::{Rehearsed, WouldRefuse, rehearse};
use plimsoll_session::supervision::{DecisionLog, LimitsStore, LimitsText, LiveLimits, People};
use plimsoll_types::Unit;
use plimsoll_wire::journal::JournalEntry;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use std::path::PathBuf;

fn text_dict<'py>(py: Python<'py>, text: &LimitsText) -> PyResult<Bound<'py, PyDict>> {
    let lines = PyList::empty(py);
    for line in &text.lines {
        let row = PyDict::new(py);
        row.set_item("scope", line.scope.as_str())?;
        row.set_item("kind", line.kind.name())?;
        row.set_item("value", line.kind.value_text(line.value))?;
        row.set_item("reason", &line.reason)?;
        lines.append(row)?;
    }
    let restricted = PyList::empty(py);
    for line in &text.restricted {
        let row = PyDict::new(py);
        row.set_item("scope", line.scope.as_str())?;
        row.set_item("instrument", &line.symbol)?;
        row.set_item("reason", &line.reason)?;
        restricted.append(row)?;
    }
    let dict = PyDict::new(py);
    dict.set_item("path", &text.path)?;
    dict.set_item("version", text.version)?;
    dict.set_item("reason", &text.reason)?;
    dict.set_item("digest", hex(&text.digest))?;
    dict.set_item("lines", lines)?;
    dict.set_item("restricted", restricted)?;
    Ok(dict)
}

fn live_dict<'py>(py: Python<'py>, live: &LiveLimits) -> PyResult<Bound<'py, PyDict>> {
    let dict = text_dict(py, &live.text)?;
    let edit = live.edit();
    dict.set_item("requested_by", edit.requested_by)?;
    dict.set_item("approved_by", edit.approved_by)?;
    dict.set_item("asked_ns", live.agreed.as_ref().map(|agreed| agreed.request.ts_ns))?;
    Ok(dict)
}

/// The limits that hold in a home, or an approved version.
#[pyfunction]
#[pyo3(signature = (folder, people, version=None))]
pub fn limits_live(
    py: Python<'_>,
    folder: PathBuf,
    people: PathBuf,
    version: Option<u64>,
) -> PyResult<Bound<'_, PyDict>> {
    let people = People::read(&people).map_err(refused)?;
    let store = LimitsStore::at(&folder);
    let live = version.map_or_else(|| store.live(&people), |version| store.version(&people, version));
    live_dict(py, &live.map_err(refused)?)
}

/// The highest version that two people agreed to; zero for none.
#[pyfunction]
pub fn limits_newest(folder: PathBuf) -> PyResult<u64> {
    LimitsStore::at(&folder).newest().map_err(refused)
}

/// Reads the text of limits; `path` is for messages.
#[pyfunction]
pub fn limits_parse<'py>(py: Python<'py>, path: PathBuf, text: &str) -> PyResult<Bound<'py, PyDict>> {
    text_dict(py, &LimitsText::draft(&path, text).map_err(refused)?)
}

/// Makes limits, to which two people agree, those that hold.
#[pyfunction]
#[allow(clippy::too_many_arguments)] // what, by whom, where it is kept and recorded
pub fn limits_approve<'py>(
    py: Python<'py>,
    folder: PathBuf,
    people: PathBuf,
    now_ns: i64,
    text: &str,
    signed: Vec<Signed>,
    audit: PathBuf,
    key: PathBuf,
) -> PyResult<Bound<'py, PyDict>> {
    let people = People::read(&people).map_err(refused)?;
    let live = LimitsStore::at(&folder).approve(&people, now_ns, text, &signed_statements(signed), |edit| {
        DecisionLog::at(&audit, &key).record(&[JournalEntry::Limits(edit.clone())])
    });
    live_dict(py, &live.map_err(refused)?)
}

/// Refuses a request for limits that no approval could carry through.
#[pyfunction]
pub fn check_limits_request(people: PathBuf, now_ns: i64, signed: Signed) -> PyResult<()> {
    let people = People::read(&people).map_err(refused)?;
    let signed = signed_statements(vec![signed]).remove(0);
    plimsoll_session::supervision::four_eyes::limits_request(&people, now_ns, &signed).map_err(refused).map(|_| ())
}

/// What limits cap: name, words, unit, whether one of the kind must be there, and whether it is a length and no cap.
#[pyfunction]
pub fn limit_kinds() -> Vec<(&'static str, &'static str, &'static str, bool, bool)> {
    let unit = |unit: Unit| match unit {
        Unit::Flag => "flag",
        Unit::Count => "count",
        Unit::Qty => "quantity",
        Unit::Price => "price",
        Unit::Money => "money",
        Unit::Nanos => "time",
        Unit::Millionths => "ratio",
    };
    let row = |kind: &LimitKind| {
        let is_mandatory = LimitKind::MANDATORY.contains(kind);
        (
            kind.name(),
            kind.words(),
            unit(kind.unit()),
            is_mandatory,
            matches!(kind.holds(), Holds::Own | Holds::Longest),
        )
    };
    LimitKind::ALL.iter().map(row).collect()
}

fn refused_dict<'py>(py: Python<'py>, one: &WouldRefuse) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("seq", one.seq)?;
    dict.set_item("ts_ns", one.ts_ns)?;
    dict.set_item("cl_ord_id", &one.cl_ord_id)?;
    dict.set_item("symbol", &one.symbol)?;
    dict.set_item("check", one.check)?;
    dict.set_item("measured", &one.measured)?;
    dict.set_item("limit", &one.limit)?;
    Ok(dict)
}

fn rehearsed_dict<'py>(py: Python<'py>, done: &Rehearsed) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    let first: Vec<_> = done.first.iter().map(|one| refused_dict(py, one)).collect::<PyResult<_>>()?;
    dict.set_item("log", &done.folder)?;
    dict.set_item("records", done.records)?;
    dict.set_item("orders", done.orders)?;
    dict.set_item("refused", done.refused)?;
    dict.set_item("by_check", done.by_check.clone())?;
    dict.set_item("first", first)?;
    dict.set_item("trips", &done.trips)?;
    dict.set_item("problem", done.problem.as_deref())?;
    Ok(dict)
}

/// Which orders of a recorded day limits would have refused.
#[pyfunction]
pub fn limits_rehearse<'py>(py: Python<'py>, path: PathBuf, text: &str, log: PathBuf) -> PyResult<Bound<'py, PyDict>> {
    let done = py.detach(|| rehearse(&LimitsText::draft(&path, text)?, &log));
    rehearsed_dict(py, &done.map_err(|error| user_error(error.to_string()))?)
}
