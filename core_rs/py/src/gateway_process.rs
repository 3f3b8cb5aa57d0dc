//! `plimsoll gateway`: one call that runs it, and what is asked of a running one.

use crate::errors::user_error;
use plimsoll_session::gateway::client::{ask, ask_state};
use plimsoll_session::gateway::config::GatewayConfig;
use plimsoll_session::gateway::control::{ControlReply, ControlRequest, GatewayStatus, Signed, StateLine};
use plimsoll_session::gateway::process::{Folders, GatewayError, Said, start, time_embedded, wait};
use plimsoll_types::HaltMode;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

/// Runs a gateway until something can be read from the descriptor `stop_fd`. It runs no Python and returns what is to be
/// said at the end. Raises `CoreError` where it does not start, or ended by itself.
#[pyfunction]
#[pyo3(signature = (config, home, keys, run, supervision, stop_fd, json=false))]
#[allow(clippy::too_many_arguments)] // folders of a home, one by one
pub fn gateway_run(
    py: Python<'_>,
    config: Option<PathBuf>,
    home: PathBuf,
    keys: PathBuf,
    run: PathBuf,
    supervision: PathBuf,
    stop_fd: i32,
    json: bool,
) -> PyResult<String> {
    let folders = Folders { home, keys, run, supervision };
    py.detach(|| run_gateway(config, &folders, stop_fd, json)).map_err(|error| user_error(error.to_string()))
}

fn run_gateway(config: Option<PathBuf>, folders: &Folders, stop_fd: i32, json: bool) -> Result<String, GatewayError> {
    let config = match config {
        Some(path) => GatewayConfig::read(&path),
        None => GatewayConfig::demo(),
    }?;
    let (gateway, said) = start(&config, folders)?;
    announce(&said, json);
    wait(gateway, stop_fd)
}

/// Says where the gateway is, at once: whoever started it waits for this line.
fn announce(said: &Said, json: bool) {
    let mut text = String::new();
    if json {
        let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
        let endpoints: Vec<String> =
            said.endpoints.iter().map(|(name, at)| format!("[\"{}\", \"{}\"]", quoted(name), quoted(at))).collect();
        let notices: Vec<String> = said.notices.iter().map(|notice| format!("\"{}\"", quoted(notice))).collect();
        text = format!(
            "{{\"ready\": true, \"pid\": {}, \"endpoints\": [{}], \"notices\": [{}]}}\n",
            std::process::id(),
            endpoints.join(", "),
            notices.join(", ")
        );
    } else {
        said.notices.iter().for_each(|notice| text += &format!("  {notice}\n"));
        said.endpoints.iter().for_each(|(name, at)| text += &format!("  {name} at {at}\n"));
        text += &format!("gateway ready (pid {}); stop it with Ctrl-C\n", std::process::id());
    }
    let mut out = std::io::stdout();
    // Nobody may be reading: the gateway runs all the same.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Checks a configuration. Raises `CoreError` naming file, line and key.
#[pyfunction]
pub fn gateway_check(config: PathBuf) -> PyResult<()> {
    GatewayConfig::read(&config).map(|_| ()).map_err(|error| user_error(error.to_string()))
}

fn asked(py: Python<'_>, run: PathBuf, request: ControlRequest, seconds: f64) -> PyResult<Option<ControlReply>> {
    let within = Duration::try_from_secs_f64(seconds).map_err(|error| user_error(error.to_string()))?;
    py.detach(|| ask(&run, &request, within)).map_err(|error| user_error(error.to_string()))
}

/// (number, nanoseconds from the arrival of the request to its being done, words).
type Done = (u64, u64, String);

fn done(reply: Option<ControlReply>) -> PyResult<Option<Done>> {
    match reply {
        None => Ok(None),
        Some(ControlReply::Done { number, took_ns, words }) => Ok(Some((number, took_ns, words))),
        Some(ControlReply::Refused { words }) => Err(user_error(words)),
        Some(other) => Err(user_error(format!("the gateway answered with something else: {other:?}"))),
    }
}

/// How the gateway on this `run` folder stands; None where none runs.
#[pyfunction]
#[pyo3(signature = (run, seconds=2.0))]
pub fn gateway_status(py: Python<'_>, run: PathBuf, seconds: f64) -> PyResult<Option<Bound<'_, PyDict>>> {
    match asked(py, run, ControlRequest::Status, seconds)? {
        None => Ok(None),
        Some(ControlReply::Status { status }) => status_dict(py, &status).map(Some),
        Some(other) => Err(user_error(format!("the gateway answered with something else: {other:?}"))),
    }
}

/// Halts a running gateway; None where none runs.
#[pyfunction]
#[pyo3(signature = (run, scope, mode, reason, by, seconds=2.0))]
pub fn gateway_halt(
    py: Python<'_>,
    run: PathBuf,
    scope: String,
    mode: &str,
    reason: String,
    by: String,
    seconds: f64,
) -> PyResult<Option<Done>> {
    let mode = HaltMode::parse(mode).ok_or_else(|| user_error(format!("`{mode}` is no mode of a halt")))?;
    done(asked(py, run, ControlRequest::Halt { scope, mode, reason, by }, seconds)?)
}

/// Lifts a halt of a running gateway; `signed` is (person, statement, signature) of two people. None where none runs.
#[pyfunction]
#[pyo3(signature = (run, number, reason, signed, seconds=5.0))]
pub fn gateway_arm(
    py: Python<'_>,
    run: PathBuf,
    number: u64,
    reason: String,
    signed: Vec<(String, Vec<u8>, Vec<u8>)>,
    seconds: f64,
) -> PyResult<Option<Done>> {
    let signatures =
        signed.into_iter().map(|(person, statement, signature)| Signed { person, statement, signature }).collect();
    done(asked(py, run, ControlRequest::Arm { number, reason, signatures }, seconds)?)
}

/// Tells a running gateway that its `halts`, `limits` or `people` were changed; None where none runs.
#[pyfunction]
#[pyo3(signature = (run, what, seconds=2.0))]
pub fn gateway_tell(py: Python<'_>, run: PathBuf, what: &str, seconds: f64) -> PyResult<Option<Done>> {
    let request = match what {
        "halts" => ControlRequest::ReadHalts,
        "limits" => ControlRequest::ReadLimits,
        "people" => ControlRequest::ReadPeople,
        other => return Err(user_error(format!("nothing is told of `{other}`; there are halts, limits and people"))),
    };
    done(asked(py, run, request, seconds)?)
}

/// Everything that the state flow holds of the gateway on this `run` folder: (key, fields); None where none runs.
#[pyfunction]
#[pyo3(signature = (run, seconds=2.0))]
pub fn gateway_state(py: Python<'_>, run: PathBuf, seconds: f64) -> PyResult<Option<Vec<StateRow>>> {
    let within = Duration::try_from_secs_f64(seconds).map_err(|error| user_error(error.to_string()))?;
    let lines = py.detach(|| ask_state(&run, within)).map_err(|error| user_error(error.to_string()))?;
    let row = |line: StateLine| (line.key, line.fields.into_iter().map(|field| (field.name, field.text)).collect());
    Ok(lines.map(|lines| lines.into_iter().map(row).collect()))
}

/// A key, and names and texts of its fields.
type StateRow = (String, Vec<(String, String)>);

fn status_dict<'py>(py: Python<'py>, status: &GatewayStatus) -> PyResult<Bound<'py, PyDict>> {
    let content = PyDict::new(py);
    content.set_item("profile", &status.profile)?;
    content.set_item("pid", status.pid)?;
    content.set_item("started_ns", status.started_ns)?;
    let halts = status.halts.iter();
    let halts = halts.map(|it| (it.number, &it.scope, it.mode.name(), &it.reason, &it.by, it.ts_ns));
    content.set_item("halts", halts.collect::<Vec<_>>())?;
    content.set_item("limits_version", status.limits_version)?;
    content.set_item("blocked", &status.blocked)?;
    let sessions = status.sessions.iter();
    let sessions =
        sessions.map(|it| (it.session, &it.principal, it.connected, it.operator_alive, it.commands, it.refused));
    content.set_item("sessions", sessions.collect::<Vec<_>>())?;
    content.set_item("working", status.working)?;
    content.set_item("unconfirmed", status.unconfirmed)?;
    content.set_item("venue_connected", status.venue_connected)?;
    content.set_item("reports", status.reports)?;
    content.set_item("audit_records", status.audit_records)?;
    content.set_item("market_events", status.market_events)?;
    content.set_item("market_age_ms", status.market_age_ms)?;
    content.set_item("mirror", &status.mirror)?;
    Ok(content)
}

/// Times `count` orders through the order path alone, on a home of their own: nanoseconds that half of them took, and that one
/// in a hundred exceeded.
#[pyfunction]
pub fn bench_order_path(py: Python<'_>, home: PathBuf, limits: PathBuf, count: usize) -> PyResult<(u64, u64)> {
    let timed = py.detach(|| time_embedded(home, limits, count));
    timed.map(|times| (times.p50_ns, times.p99_ns)).map_err(|error| user_error(error.to_string()))
}
