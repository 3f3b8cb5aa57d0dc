//! Limits tried on a recorded day before they hold: which of the orders that went out would they have refused?
//!
//! The day's audit log gives back every order, report and position in order; each order that was let through is put before
//! risk again under the draft. The market of the moment is not in the log: what depends on it (collars, fat finger, the age
//! of data and frames) is held against what risk measured on the day. Everything else is measured anew.

mod day;

use super::{LimitsText, SupervisionError};
use day::Day;
use plimsoll_audit::{FolderSource, VerifyOptions, read};
use plimsoll_types::Nanos;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Refused orders that are named; the rest is counted.
const MOST_NAMED: usize = 20;

/// An order that a draft would have refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WouldRefuse {
    /// Its decision's record in the log.
    pub seq: u64,
    /// When, UTC.
    pub ts_ns: Nanos,
    /// Which order.
    pub cl_ord_id: String,
    /// Of what.
    pub symbol: String,
    /// The check that would have refused it.
    pub check: &'static str,
    /// What was measured, in words.
    pub measured: String,
    /// What the draft allows, in words.
    pub limit: String,
}

/// What a draft would have done to one recorded day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rehearsed {
    /// The log.
    pub folder: PathBuf,
    /// Sound records.
    pub records: u64,
    /// Orders and amends that were let through on the day.
    pub orders: u64,
    /// Those that the draft would have refused.
    pub refused: u64,
    /// The same by check.
    pub by_check: BTreeMap<&'static str, u64>,
    /// The first of them.
    pub first: Vec<WouldRefuse>,
    /// Halts that the automatic controls would have asked for, in words.
    pub trips: Vec<String>,
    /// What is wrong with the log, in words: the figures then are of the part before it.
    pub problem: Option<String>,
}

impl Rehearsed {
    fn refuse(&mut self, one: WouldRefuse) {
        self.refused += 1;
        *self.by_check.entry(one.check).or_default() += 1;
        if self.first.len() < MOST_NAMED {
            self.first.push(one);
        }
    }
}

/// Tries limits on the log in `folder`.
///
/// # Errors
/// [`SupervisionError::Unusable`] where there is no log to be read, or where risk cannot use the limits.
pub fn rehearse(text: &LimitsText, folder: &Path) -> Result<Rehearsed, SupervisionError> {
    let unusable = |reason: String| SupervisionError::Unusable { path: folder.to_owned(), reason };
    let mut source = FolderSource::open(folder, &[]).map_err(|error| unusable(error.to_string()))?;
    let mut day = Day::new(text);
    let verdict = read(&mut source, &VerifyOptions::default(), &mut |record| day.record(record))
        .map_err(|error| unusable(error.to_string()))?;
    let mut done = day.close()?;
    folder.clone_into(&mut done.folder);
    done.records = verdict.records;
    done.problem = verdict.first_bad.map(|bad| bad.to_string());
    Ok(done)
}

#[cfg(test)]
mod tests;
