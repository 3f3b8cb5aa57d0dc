//! The one place from which a venue is sent anything.

use super::state::OrderPath;
use crate::seam::Venue;
use plimsoll_audit::Storage;
use plimsoll_risk::RiskApproved;
use plimsoll_types::{RejectReason, VenueCommand, VenueReportBody};
use plimsoll_wire::journal::EntryKind;

impl<V: Venue, S: Storage> OrderPath<V, S> {
    /// Writes the journal and sends, unless the journal cannot be written or a halt came meanwhile. Cancels pass both.
    pub(super) fn dispatch(&mut self, approved: RiskApproved<VenueCommand>) {
        let written = match approved.command() {
            VenueCommand::Cancel(_) => self.journal.commit_urgently(),
            VenueCommand::New(_) | VenueCommand::Replace(_) => self.journal.commit(),
        };
        self.send(approved, written);
    }

    /// Sends what the journal has, or has not, as `written` says.
    pub(super) fn send(&mut self, approved: RiskApproved<VenueCommand>, written: bool) {
        let command = *approved.command();
        if !written && !matches!(command, VenueCommand::Cancel(_)) {
            return self.unsent(&command, RejectReason::AuditUnwritable);
        }
        let (now_ns, venue) = (self.at.utc_ns, &mut self.venue);
        match self.risk.release(approved, |approved| venue.send(now_ns, approved)) {
            Ok(()) => {
                self.tally.sent += 1;
                self.journal.put(self.at, EntryKind::Sent, &command);
            }
            Err(_) => {
                self.tally.stopped_at_gate += 1;
                self.unsent(&command, RejectReason::Halted);
            }
        }
    }

    /// An approved command that the venue never saw: the order, or the change, ends here.
    fn unsent(&mut self, command: &VenueCommand, reason: RejectReason) {
        let (cl_ord_id, body) = match command {
            VenueCommand::New(order) => (order.cl_ord_id, VenueReportBody::Rejected { reason }),
            VenueCommand::Replace(replace) => {
                let orig_cl_ord_id = replace.orig_cl_ord_id;
                (replace.cl_ord_id, VenueReportBody::CancelRejected { orig_cl_ord_id, reason })
            }
            VenueCommand::Cancel(_) => return,
        };
        self.book_own(cl_ord_id, body);
    }
}
