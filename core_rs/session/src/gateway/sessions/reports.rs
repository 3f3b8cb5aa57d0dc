//! The newest reports under their numbers: what is sent again after a connection was lost.

use plimsoll_types::ExecutionReport;
use std::collections::VecDeque;

/// Reports kept for sending again. Whoever lacks older ones takes a snapshot; every report stays in the audit log.
pub const KEPT_REPORTS: usize = 65_536;

/// A ring of reports. Numbers count from 1 and never start again: a restart reads the reports of the journal into it.
#[derive(Debug, Clone)]
pub struct ReportRing {
    kept: VecDeque<ExecutionReport>,
    most: usize,
    last: u64,
}

impl Default for ReportRing {
    fn default() -> Self {
        Self::keeping(KEPT_REPORTS)
    }
}

impl ReportRing {
    /// Keeps the newest `most`.
    #[must_use]
    pub const fn keeping(most: usize) -> Self {
        Self { kept: VecDeque::new(), most, last: 0 }
    }

    /// The next report; returns its number.
    pub fn push(&mut self, report: ExecutionReport) -> u64 {
        if self.kept.len() == self.most {
            self.kept.pop_front();
        }
        self.kept.push_back(report);
        self.last += 1;
        self.last
    }

    /// The number of the newest; zero before the first.
    #[must_use]
    pub const fn last(&self) -> u64 {
        self.last
    }

    /// The number of the oldest that is kept.
    #[must_use]
    pub fn first(&self) -> u64 {
        self.last + 1 - self.kept.len() as u64
    }

    /// The report of this number, where it is kept.
    #[must_use]
    pub fn get(&self, number: u64) -> Option<&ExecutionReport> {
        let index = number.checked_sub(self.first())?;
        usize::try_from(index).ok().and_then(|index| self.kept.get(index))
    }
}
