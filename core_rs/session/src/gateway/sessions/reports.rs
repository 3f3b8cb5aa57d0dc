//! The newest reports under their numbers: what is sent again after a connection was lost.

use plimsoll_types::ExecutionReport;
use std::collections::VecDeque;

/// Reports kept for sending again. Whoever lacks older ones takes a snapshot; every report stays in the audit log.
pub const KEPT_REPORTS: usize = 65_536;

/// Bits of a report's number that tell apart the reports of one step.
pub const STEP_BITS: u32 = 16;

/// A ring of reports. A number is the size of the audit log after the step that told the report, and within it which of the
/// step's reports: numbers only grow, over restarts too, and a restart finds them again in the log.
#[derive(Debug, Clone)]
pub struct ReportRing {
    kept: VecDeque<(u64, ExecutionReport)>,
    most: usize,
    /// Reports before the oldest that is kept.
    gone: u64,
    /// Number of the newest that is not kept.
    gone_number: u64,
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
        Self { kept: VecDeque::new(), most, gone: 0, gone_number: 0, last: 0 }
    }

    /// The next report, told when the log held `records`; returns its number.
    pub fn push(&mut self, records: u64, report: ExecutionReport) -> u64 {
        if self.kept.len() == self.most
            && let Some((number, _)) = self.kept.pop_front()
        {
            self.gone += 1;
            self.gone_number = number;
        }
        self.last = (records << STEP_BITS).max(self.last + 1);
        self.kept.push_back((self.last, report));
        self.last
    }

    /// The log that a restart read holds `records`: later reports have higher numbers than all of before, those among them that
    /// the log does not give back.
    pub fn resume_after(&mut self, records: u64) {
        self.last = self.last.max(records << STEP_BITS);
    }

    /// The number of the newest; zero before the first.
    #[must_use]
    pub const fn last(&self) -> u64 {
        self.last
    }

    /// Whether a report after `number` is no longer kept.
    #[must_use]
    pub const fn lacks_after(&self, number: u64) -> bool {
        number < self.gone_number
    }

    /// The place of the first kept report after `number`.
    #[must_use]
    pub fn place_after(&self, number: u64) -> u64 {
        self.gone + self.kept.partition_point(|(kept, _)| *kept <= number) as u64
    }

    /// The place behind the newest.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.gone + self.kept.len() as u64
    }

    /// The report at a place, where it is kept.
    #[must_use]
    pub fn at(&self, place: u64) -> Option<(u64, &ExecutionReport)> {
        let index = usize::try_from(place.checked_sub(self.gone)?).ok()?;
        self.kept.get(index).map(|(number, report)| (*number, report))
    }
}
