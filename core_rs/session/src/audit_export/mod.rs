//! The orders of an audit log as supervisors ask for them: RTS 24 (order records of venues, filled from the firm's side) and
//! RTS 6 Annex II (order records of firms that trade at high frequency).
//!
//! [`OrderHistory`] folds the journal into [`OrderEvent`]s; [`rts24`] and [`rts6`] are tables of columns over them;
//! [`export`] writes rows as CSV or JSON while it reads.

mod clock;
mod columns;
mod event;
mod history;
mod rts24;
mod rts6;
mod target;
mod writer;

pub use columns::{Column, ExportOptions};
pub use event::{EventCode, OrderEvent, OrderNow, Stage};
pub use history::OrderHistory;
pub use target::ExportRequest;

use columns::Context;
use plimsoll_audit::{LogSource, StorageError, Verdict, VerifyOptions};
use plimsoll_wire::journal::{EntryError, JournalEntry};
use std::io::{self, Write};
use thiserror::Error;
use writer::TableWriter;

/// Which record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// (EU) 2017/580.
    Rts24,
    /// (EU) 2017/589, Annex II.
    Rts6,
}

impl ExportFormat {
    /// Of its name, `rts24` or `rts6`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "rts24" => Some(Self::Rts24),
            "rts6" => Some(Self::Rts6),
            _ => None,
        }
    }

    /// Its columns, in order.
    #[must_use]
    pub fn columns(self) -> Vec<Column> {
        match self {
            Self::Rts24 => rts24::COLUMNS.iter().chain(columns::OURS).copied().collect(),
            Self::Rts6 => rts6::COLUMNS.iter().chain(columns::OURS).copied().collect(),
        }
    }

    /// Whether an event has a row: in RTS 24 what happened to an order, in RTS 6 also what was decided and sent.
    fn has_row(self, event: &OrderEvent) -> bool {
        self == Self::Rts6 || event.code.is_some()
    }
}

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFormat {
    /// RFC 4180, the first line names the columns; nothing between two commas is null.
    Csv,
    /// An array of objects, every column in each.
    Json,
}

/// An export that broke off.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The log cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A record that is sound, but of another version.
    #[error("record {seq}: {error}")]
    Entry {
        /// Which record.
        seq: u64,
        /// Why.
        error: EntryError,
    },
    /// The rows cannot be written.
    #[error("the rows cannot be written: {0}")]
    Output(#[from] io::Error),
}

/// What was exported.
#[derive(Debug, Clone)]
pub struct Exported {
    /// Rows written.
    pub rows: u64,
    /// Of the log that they came from: rows end before its first bad record.
    pub verdict: Verdict,
}

/// Writes the rows of the log to `out`, up to its first bad record.
///
/// # Errors
/// [`ExportError`] where it broke off.
pub fn export(
    source: &mut dyn LogSource,
    verify: &VerifyOptions,
    (format, rows): (ExportFormat, RowFormat),
    options: &ExportOptions,
    out: &mut dyn Write,
) -> Result<Exported, ExportError> {
    let columns = format.columns();
    let mut table = TableWriter::begin(rows, &columns, out)?;
    let mut history = OrderHistory::default();
    let mut events = Vec::new();
    let mut failure = None;
    let verdict = plimsoll_audit::read(source, verify, &mut |record| {
        if record.is_own() || failure.is_some() {
            return;
        }
        match JournalEntry::read(record.kind, record.payload) {
            Ok(entry) => history.follow(record, entry, &mut events),
            Err(error) => failure = Some(ExportError::Entry { seq: record.seq, error }),
        }
        for event in events.drain(..).filter(|event| format.has_row(event)) {
            let context = Context { event: &event, vocabulary: history.vocabulary(), options };
            if let Err(error) = table.row(&context) {
                failure.get_or_insert(error.into());
            }
        }
    })?;
    match failure {
        Some(error) => Err(error),
        None => Ok(Exported { rows: table.finish()?, verdict }),
    }
}

#[cfg(test)]
mod tests;
