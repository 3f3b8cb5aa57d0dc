//! Which reports a client has, so that it is sent each once, whatever became of connections and gateways.

use crate::gateway::logon::{Standing, Welcome};
use crate::gateway::message::NumberedReport;
use crate::gateway::octets::canonical;
use crate::gateway::sessions::STEP_BITS;
use plimsoll_types::ExecutionReport;

/// What was received so far. Kept over a terminal's end, its next start goes on from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    standing: Standing,
    /// Reports of the last step: a restarted gateway may send them again, under other numbers.
    last: Vec<ExecutionReport>,
}

impl Default for Received {
    fn default() -> Self {
        Self { standing: Standing { resumes: true, ..Standing::default() }, last: Vec::new() }
    }
}

canonical! {
    Received { standing, last }
}

impl Received {
    /// The number of the last report.
    #[must_use]
    pub const fn last_report(&self) -> u64 {
        self.standing.last_report
    }

    pub(crate) const fn standing(&self) -> Standing {
        self.standing
    }

    /// A session began. A gateway whose newest report is older than the last step but one keeps another log: nothing of it
    /// is known here. The reports of the last step may have lower numbers than before.
    pub(crate) fn welcomed(&mut self, welcome: &Welcome) {
        if self.standing.last_step > welcome.last_report && self.standing.instance != welcome.instance {
            self.standing = Standing { last_report: 0, last_step: 0, ..self.standing };
            self.last.clear();
        }
        self.standing.instance = welcome.instance;
    }

    /// Whether the report is a new one; one without a number tells a state and always is.
    pub(crate) fn take(&mut self, numbered: &NumberedReport) -> bool {
        let NumberedReport { number, report } = numbered;
        if *number == 0 {
            return true;
        }
        if *number <= self.standing.last_report {
            let is_new = !self.last.contains(report);
            if is_new {
                self.last.push(*report);
            }
            return is_new;
        }
        if number >> STEP_BITS != self.standing.last_report >> STEP_BITS {
            self.standing.last_step = self.standing.last_report;
            self.last.clear();
        }
        self.standing.last_report = *number;
        self.last.push(*report);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::tests::sessions::{order, report};

    fn told(number: u64, name: u64) -> NumberedReport {
        NumberedReport { number, report: report(&order(1, name)) }
    }

    #[test]
    fn test_reports_of_the_last_step_are_taken_once_under_whatever_number() {
        let mut received = Received::default();
        let step = |records: u64| records << STEP_BITS;
        assert!([told(step(4), 1), told(step(9), 2), told(step(9) + 1, 3)].iter().all(|it| received.take(it)));
        assert_eq!((received.standing().last_report, received.standing().last_step), (step(9) + 1, step(4)));
        // The restarted gateway finds the step's three reports at the records that they came from.
        assert!(!received.take(&told(step(7), 2)) && !received.take(&told(step(8), 3)));
        assert!(received.take(&told(step(9), 4)), "the one that was lost");
        assert!(received.take(&told(step(11), 5)));
        assert_eq!(received.standing().last_step, step(9) + 1);
    }
}
