//! Reports to whoever sees them: each session reads the ring at its own pace and nobody waits for the slowest.

use super::{ConnId, Effect, Now, Session, Sessions, Stage, WINDOW};
use crate::gateway::frame::Kind;
use crate::gateway::message::NumberedReport;
use plimsoll_types::ExecutionReport;
use plimsoll_wire::journal::{Canonical, SessionChange};

/// Reports looked at for one session in one turn.
const TURN: usize = 1_024;

impl Session {
    /// A session sees the reports of its accounts, and whatever came of its own commands.
    pub(super) fn sees(&self, report: &ExecutionReport) -> bool {
        self.principal.accounts.contains(&report.attribution.account)
            || report.cl_ord_id.origin() == self.principal.origin
    }
}

impl Sessions {
    /// A report of the order path, told when the audit log held `records`; returns its number. It is sent by
    /// [`deliver`](Self::deliver).
    pub fn report(&mut self, records: u64, report: ExecutionReport) -> u64 {
        self.reports.push(records, report)
    }

    /// Number of the newest report.
    #[must_use]
    pub const fn last_report(&self) -> u64 {
        self.reports.last()
    }

    /// Sends what is due to each session, as far as its window allows; true where more is waiting that may go at once.
    pub fn deliver(&mut self, now: Now, effects: &mut Vec<Effect>) -> bool {
        let mut more = false;
        for at in 0..self.sessions.len() {
            if let Some(conn) = self.sessions[at].conn {
                more |= self.deliver_to(conn, at, now, effects);
            }
        }
        more
    }

    fn deliver_to(&mut self, conn: ConnId, at: usize, now: Now, effects: &mut Vec<Effect>) -> bool {
        for _ in 0..TURN {
            let Some(state) = self.conns.get_mut(&conn) else { return false };
            let Stage::Attached { link, .. } = &state.stage else { return false };
            let place = state.next_report;
            if place >= self.reports.end() || link.unacknowledged() >= WINDOW {
                return false;
            }
            let Some((number, &report)) = self.reports.at(place) else {
                let words = "the client is too far behind; it logs on again and takes a snapshot";
                self.end(conn, SessionChange::Lost, true, words, now, effects);
                return false;
            };
            state.next_report += 1;
            if self.sessions[at].sees(&report) {
                self.send(conn, Kind::Report, &NumberedReport { number, report }.to_bytes(), now, effects);
            }
        }
        true
    }
}
