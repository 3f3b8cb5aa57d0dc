//! Halts, people and what they sign, for the commands.

use crate::errors::user_error;
use plimsoll_session::supervision::four_eyes;
use plimsoll_session::supervision::people::Person;
use plimsoll_session::supervision::statement::{Approval, LiftRequest, LimitsRequest, Signable, Vouch};
use plimsoll_session::supervision::{
    DecisionLog, HaltsFile, HaltsState, KeptHalt, NewHalt, People, ScopeText, SignedStatement, SupervisionError,
};
use plimsoll_types::HaltMode;
use plimsoll_wire::journal::{JournalEntry, LiftEntry};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};
use std::path::{Path, PathBuf};

/// Who, what they signed, and the signature in hexadecimal digits.
pub(crate) type Signed = (String, Vec<u8>, String);

pub(crate) fn refused(error: SupervisionError) -> PyErr {
    user_error(error.to_string())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn bytes_of_hex<const N: usize>(text: &str, what: &str) -> PyResult<[u8; N]> {
    let byte = |index: usize| text.get(2 * index..2 * index + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Option<Vec<u8>> = (0..N).map(byte).collect();
    let exact = bytes.filter(|_| text.len() == 2 * N).and_then(|bytes| bytes.try_into().ok());
    exact.ok_or_else(|| user_error(format!("{what} {text:?} is not of {} hexadecimal digits", 2 * N)))
}

pub(crate) fn signed_statements(signed: Vec<Signed>) -> Vec<SignedStatement> {
    signed.into_iter().map(|(person, statement, digits)| SignedStatement::new(&person, statement, &digits)).collect()
}

fn scope_of(text: &str) -> PyResult<ScopeText> {
    ScopeText::parse(text).map_err(refused)
}

fn mode_of(text: &str) -> PyResult<HaltMode> {
    let mode = HaltMode::parse(text).filter(|mode| *mode != HaltMode::None);
    mode.ok_or_else(|| {
        user_error(format!("`{text}` is no mode of a halt; there are reduce-only, freeze, cancel-all and flatten"))
    })
}

fn halt_dict<'py>(py: Python<'py>, halt: &KeptHalt) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("number", halt.number)?;
    dict.set_item("scope", halt.scope.as_str())?;
    dict.set_item("mode", halt.mode.name())?;
    dict.set_item("reason", &halt.reason)?;
    dict.set_item("by", &halt.by)?;
    dict.set_item("ts_ns", halt.ts_ns)?;
    Ok(dict)
}

fn state_dict<'py>(py: Python<'py>, file: &HaltsFile, state: &HaltsState) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    let halts: Vec<_> = state.halts.iter().map(|halt| halt_dict(py, halt)).collect::<PyResult<_>>()?;
    dict.set_item("path", file.path())?;
    dict.set_item("ledger", hex(&state.ledger))?;
    dict.set_item("sequence", state.sequence)?;
    dict.set_item("halts", halts)?;
    dict.set_item("damage", state.damage.as_deref())?;
    dict.set_item("is_half_damaged", state.is_half_damaged)?;
    Ok(dict)
}

/// What the halts file of a folder says; damage halts the firm.
#[pyfunction]
pub fn halts_read(py: Python<'_>, folder: PathBuf) -> PyResult<Bound<'_, PyDict>> {
    let (file, state) = py.detach(|| {
        let file = HaltsFile::at(&folder);
        let state = file.read();
        (file, state)
    });
    state_dict(py, &file, &state)
}

/// Makes the halts file where there never was one, and a sound one of a damaged one: halted, as damage means.
#[pyfunction]
pub fn halts_settle(py: Python<'_>, folder: PathBuf) -> PyResult<Bound<'_, PyDict>> {
    let settled = py.detach(|| {
        let file = HaltsFile::prepare(&folder)?;
        let state = file.settle()?;
        Ok((file, state))
    });
    let (file, state) = settled.map_err(refused)?;
    state_dict(py, &file, &state)
}

/// Keeps a halt; it is on the disk when this returns.
#[pyfunction]
pub fn halts_engage<'py>(
    py: Python<'py>,
    folder: PathBuf,
    scope: &str,
    mode: &str,
    reason: &str,
    by: &str,
    ts_ns: i64,
) -> PyResult<Bound<'py, PyDict>> {
    let (scope, mode) = (scope_of(scope)?, mode_of(mode)?);
    if reason.trim().is_empty() {
        return Err(refused(SupervisionError::NoReason("halt")));
    }
    let new = NewHalt { number: 0, scope, mode, reason: reason.to_owned(), by: by.to_owned(), ts_ns };
    let kept = py.detach(|| HaltsFile::at(&folder).engage(new)).map_err(refused)?;
    halt_dict(py, &kept)
}

fn lift_dict<'py>(py: Python<'py>, lift: &LiftEntry) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("number", lift.number)?;
    dict.set_item("reason", &lift.reason)?;
    dict.set_item("requested_by", &lift.requested_by)?;
    dict.set_item("approved_by", &lift.approved_by)?;
    Ok(dict)
}

/// Records that the halts that a request and an approval name are lifted, and lifts them.
#[pyfunction]
pub fn halts_rearm(
    py: Python<'_>,
    folder: PathBuf,
    people: PathBuf,
    now_ns: i64,
    signed: Vec<Signed>,
    audit: PathBuf,
    key: PathBuf,
) -> PyResult<Bound<'_, PyList>> {
    let signed = signed_statements(signed);
    let lifted = py.detach(|| {
        let people = People::read(&people)?;
        HaltsFile::at(&folder).rearm_recorded(&people, now_ns, &signed, |lifts| {
            let entries: Vec<JournalEntry> = lifts.iter().cloned().map(JournalEntry::Lift).collect();
            DecisionLog::at(&audit, &key).record(&entries)
        })
    });
    let lifts: Vec<_> = lifted.map_err(refused)?.iter().map(|lift| lift_dict(py, lift)).collect::<PyResult<_>>()?;
    PyList::new(py, lifts)
}

/// Refuses a request for re-arming that no approval could carry through.
#[pyfunction]
pub fn check_lift_request(folder: PathBuf, people: PathBuf, now_ns: i64, signed: Signed) -> PyResult<()> {
    let people = People::read(&people).map_err(refused)?;
    let signed = signed_statements(vec![signed]).remove(0);
    let state = HaltsFile::at(&folder).read();
    four_eyes::lift_request(&people, &state, now_ns, &signed).map_err(refused).map(|_| ())
}

/// What somebody signs who asks for halts to be lifted.
#[pyfunction]
#[allow(clippy::too_many_arguments)] // the fields of the statement
pub fn lift_statement<'py>(
    py: Python<'py>,
    ledger: &str,
    halts: Vec<u64>,
    scope: &str,
    reason: String,
    requested_by: String,
    ts_ns: i64,
    expires_ns: i64,
) -> PyResult<Bound<'py, PyBytes>> {
    let scope = scope_of(scope)?.to_string();
    let ledger = bytes_of_hex(ledger, "the halts file's name")?;
    let request = LiftRequest { ledger, halts, scope, reason, requested_by, ts_ns, expires_ns };
    Ok(PyBytes::new(py, &request.statement()))
}

/// What somebody signs who asks for limits to hold.
#[pyfunction]
#[allow(clippy::too_many_arguments)] // the fields of the statement
pub fn limits_statement<'py>(
    py: Python<'py>,
    version: u64,
    replaces: u64,
    digest: &str,
    reason: String,
    requested_by: String,
    ts_ns: i64,
    expires_ns: i64,
) -> PyResult<Bound<'py, PyBytes>> {
    let digest = bytes_of_hex(digest, "the digest of the limits")?;
    let request = LimitsRequest { version, replaces, digest, reason, requested_by, ts_ns, expires_ns };
    Ok(PyBytes::new(py, &request.statement()))
}

/// What somebody signs who agrees to a request.
#[pyfunction]
pub fn approval_statement<'py>(
    py: Python<'py>,
    request: Signed,
    approved_by: &str,
    ts_ns: i64,
) -> PyResult<Bound<'py, PyBytes>> {
    let request = signed_statements(vec![request]).remove(0);
    Ok(PyBytes::new(py, &Approval::of(&request, approved_by, ts_ns).statement()))
}

/// What somebody signs who says that a key is a new person's.
#[pyfunction]
pub fn vouch_statement<'py>(
    py: Python<'py>,
    name: String,
    role: String,
    key: &str,
    scopes: Vec<String>,
) -> PyResult<Bound<'py, PyBytes>> {
    let key = bytes_of_hex(key, "the public key")?;
    Ok(PyBytes::new(py, &Vouch { name, role, key, scopes }.statement()))
}

fn person_dict<'py>(py: Python<'py>, person: &Person) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("name", &person.name)?;
    dict.set_item("role", person.role.name())?;
    dict.set_item("key", hex(&person.key.to_bytes()))?;
    dict.set_item("scopes", person.scopes.iter().map(ScopeText::as_str).collect::<Vec<_>>())?;
    dict.set_item("vouched_by", &person.vouched_by)?;
    dict.set_item("removed_ns", person.removed_ns)?;
    dict.set_item("vouches", person.role.vouches())?;
    Ok(dict)
}

/// Appends words to the log of what people decided.
#[pyfunction]
pub fn record_decision(py: Python<'_>, audit: PathBuf, key: PathBuf, words: String) -> PyResult<()> {
    py.detach(|| DecisionLog::at(&audit, &key).record(&[JournalEntry::Note(words)])).map_err(refused)
}

/// Everybody of a people file, or of the text that is to become one.
#[pyfunction]
#[pyo3(signature = (path, text=None))]
pub fn people_read(py: Python<'_>, path: PathBuf, text: Option<String>) -> PyResult<Bound<'_, PyList>> {
    let path: &Path = &path;
    let people = text.map_or_else(|| People::read(path), |text| People::parse(path, &text)).map_err(refused)?;
    let rows: Vec<_> = people.all().iter().map(|person| person_dict(py, person)).collect::<PyResult<_>>()?;
    PyList::new(py, rows)
}

/// Whether somebody may halt a scope by their role.
#[pyfunction]
pub fn may_halt(people: PathBuf, name: &str, scope: &str) -> PyResult<bool> {
    let scope = scope_of(scope)?;
    let people = People::read(&people).map_err(refused)?;
    Ok(people.person(name).map_err(refused)?.may_halt(&scope))
}
