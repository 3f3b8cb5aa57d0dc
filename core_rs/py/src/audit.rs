//! An audit log, verified.

use crate::errors::user_error;
use plimsoll_audit::{
    FirstBad, FolderSource, PublicKey, Verdict, VerifyOptions, public_key_from_text, public_key_text, verify,
};
use plimsoll_session::audit_export::{ExportFormat, ExportOptions, ExportRequest, RowFormat};
use plimsoll_session::audit_words::{Search, search};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing into a string cannot fail
        text
    })
}

/// The key of a text that a person gave.
///
/// # Errors
/// The message for the user.
pub(crate) fn pinned(key: Option<&str>) -> PyResult<Option<PublicKey>> {
    let Some(text) = key else { return Ok(None) };
    let key = public_key_from_text(text.trim().as_bytes());
    key.map(Some)
        .ok_or_else(|| user_error("the public key is not 64 hexadecimal digits, as audit.pub holds them".into()))
}

/// Verifies the log in `path` against itself, its anchors, the copies of them in `anchors`, and the public key `key` that
/// it must begin with. What cannot be read at all is told as bad: never an exception.
#[pyfunction]
#[pyo3(signature = (path, anchors=Vec::new(), key=None))]
pub fn audit_verify(
    py: Python<'_>,
    path: PathBuf,
    anchors: Vec<PathBuf>,
    key: Option<String>,
) -> PyResult<Bound<'_, PyDict>> {
    let options = VerifyOptions { public_key: pinned(key.as_deref())? };
    let found = py.detach(|| FolderSource::open(&path, &anchors).and_then(|mut source| verify(&mut source, &options)));
    match found {
        Ok(verdict) => told(py, &verdict),
        Err(error) => unreadable(py, &path, error.to_string()),
    }
}

/// Writes the log's orders as `format` asks for them, as CSV or JSON, to `output` or to standard output, and returns the
/// verdict on the log with the `rows` written: they end before its first bad record.
#[pyfunction]
#[pyo3(signature = (path, format, as_json, output=None, lei=None, trading_capacity=None, anchors=Vec::new(), key=None))]
#[allow(clippy::too_many_arguments)] // the options of a command line
pub fn audit_export<'py>(
    py: Python<'py>,
    path: PathBuf,
    format: &str,
    as_json: bool,
    output: Option<PathBuf>,
    lei: Option<String>,
    trading_capacity: Option<String>,
    anchors: Vec<PathBuf>,
    key: Option<String>,
) -> PyResult<Bound<'py, PyDict>> {
    let format = ExportFormat::named(format)
        .ok_or_else(|| user_error(format!("{format:?} is no record format; there are rts24 and rts6")))?;
    let rows = if as_json { RowFormat::Json } else { RowFormat::Csv };
    let verify = VerifyOptions { public_key: pinned(key.as_deref())? };
    let options = ExportOptions { lei, trading_capacity };
    let request = ExportRequest { folder: path, anchors, verify, options, output };
    let done = py.detach(|| request.carry_out(format, rows));
    let exported = done.map_err(|error| user_error(format!("{}: {error}", request.folder.display())))?;
    let dict = told(py, &exported.verdict)?;
    dict.set_item("rows", exported.rows)?;
    Ok(dict)
}

/// A record in words: seq, UTC nanoseconds, kind, words.
type Words = (u64, i64, &'static str, String);

/// The records that match, and the verdict on the log.
#[pyfunction]
#[pyo3(signature = (path, from_seq, last, kind, text, key=None))]
pub fn audit_search(
    py: Python<'_>,
    path: PathBuf,
    from_seq: u64,
    last: usize,
    kind: String,
    text: String,
    key: Option<String>,
) -> PyResult<(Vec<Words>, Bound<'_, PyDict>)> {
    let verify = VerifyOptions { public_key: pinned(key.as_deref())? };
    let wanted = Search { from_seq, last, kind, text };
    let found = py
        .detach(|| FolderSource::open(&path, &[]).and_then(|mut source| search(&mut source, &verify, &wanted)))
        .map_err(|error| user_error(error.to_string()))?;
    let (records, verdict) = found;
    let words = records.into_iter().map(|told| (told.seq, told.ts_utc_ns, told.kind, told.words)).collect();
    Ok((words, told(py, &verdict)?))
}

/// A verdict in Python's words.
pub(crate) fn told<'py>(py: Python<'py>, verdict: &Verdict) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("records", verdict.records)?;
    dict.set_item("ok", verdict.is_ok())?;
    dict.set_item("first_bad", verdict.first_bad.as_ref().map(|bad| place(py, bad)).transpose()?)?;
    dict.set_item("closed", verdict.is_closed)?;
    dict.set_item("in_use", verdict.is_in_use)?;
    dict.set_item("checkpoints", verdict.checkpoints)?;
    dict.set_item("anchored_records", verdict.anchored_records)?;
    dict.set_item("head", hex(&verdict.head))?;
    dict.set_item("root", hex(&verdict.root))?;
    dict.set_item("log_id", hex(&verdict.log_id))?;
    dict.set_item("first_key", public_key_text(&verdict.first_key).trim_end())?;
    dict.set_item("key", public_key_text(&verdict.key).trim_end())?;
    dict.set_item("bytes", verdict.bytes)?;
    dict.set_item("from_ns", verdict.span_utc_ns.map(|(first, _)| first))?;
    dict.set_item("to_ns", verdict.span_utc_ns.map(|(_, last)| last))?;
    Ok(dict)
}

fn place<'py>(py: Python<'py>, bad: &FirstBad) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("seq", bad.seq)?;
    dict.set_item("file", &bad.file)?;
    dict.set_item("offset", bad.offset)?;
    dict.set_item("reason", &bad.reason)?;
    dict.set_item("recoverable", bad.is_recoverable)?;
    Ok(dict)
}

/// A log that cannot be read: nothing in it can be believed.
fn unreadable<'py>(py: Python<'py>, path: &Path, reason: String) -> PyResult<Bound<'py, PyDict>> {
    let file = path.display().to_string();
    let first_bad = FirstBad { seq: 0, file, offset: 0, reason, is_recoverable: false };
    told(py, &Verdict::nothing(first_bad))
}
