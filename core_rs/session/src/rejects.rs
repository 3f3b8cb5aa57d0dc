//! Damaged units that were passed over, where they were and why.

use plimsoll_engine::FeedError;
use plimsoll_wire::DecodeError;
use std::sync::{Mutex, PoisonError};

/// Rejects kept in words; the rest is counted.
const MOST_KEPT: usize = 5_000;

/// One damaged unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// `line 102`, `byte 4711` or `row 7`.
    pub place: String,
    /// The field, in the format's own words.
    pub field: String,
    /// What is wrong with it.
    pub reason: String,
}

/// The rejects of one pass, shared between the feed that meets them and who reports them.
#[derive(Debug, Default)]
pub struct Rejects {
    inner: Mutex<(u64, Vec<Reject>)>,
}

impl Rejects {
    /// How many, and the first of them.
    #[must_use]
    pub fn take(&self) -> (u64, Vec<Reject>) {
        std::mem::take(&mut self.lock())
    }

    /// Of a byte stream.
    pub(crate) fn unit(&self, error: &DecodeError) {
        let place = error.line.map_or_else(|| format!("byte {}", error.offset), |line| format!("line {line}"));
        self.keep(|| Reject { place, field: error.field.to_owned(), reason: error.reason.clone() });
    }

    /// Of a table.
    pub(crate) fn row(&self, row: u64, field: &str, reason: &str) {
        self.keep(|| Reject { place: format!("row {row}"), field: field.to_owned(), reason: reason.to_owned() });
    }

    /// What ends a feed before its end.
    pub(crate) fn rest(&self, error: &FeedError) {
        match error {
            FeedError::Damaged { source, .. } => self.unit(source),
            FeedError::DamagedRow { row, column, reason, .. } => self.row(*row, column, reason),
            FeedError::Unreadable { reason, .. } => {
                self.keep(|| Reject { place: "the rest".to_owned(), field: "file".to_owned(), reason: reason.clone() })
            }
        }
    }

    fn keep(&self, reject: impl FnOnce() -> Reject) {
        let mut inner = self.lock();
        inner.0 += 1;
        if inner.1.len() < MOST_KEPT {
            inner.1.push(reject());
        }
    }

    // Whoever panicked while holding the lock left a list that is whole.
    fn lock(&self) -> std::sync::MutexGuard<'_, (u64, Vec<Reject>)> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
