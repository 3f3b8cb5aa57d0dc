//! The link to the venue: what is unknown while it is gone, and what is asked once it is back.

use super::state::OrderPath;
use crate::seam::Venue;
use plimsoll_audit::Storage;
use plimsoll_oms::StatusRequest;
use plimsoll_types::ClOrdId;
use plimsoll_wire::journal::EntryKind;

impl<V: Venue, S: Storage> OrderPath<V, S> {
    /// Notices that the link came or went.
    pub(super) fn heed_link(&mut self) {
        let is_connected = self.venue.is_connected();
        if is_connected != self.oms.is_connected() {
            self.link_changed(is_connected);
        }
    }

    #[cold]
    fn link_changed(&mut self, is_connected: bool) {
        self.journal.put(self.at, EntryKind::VenueLink, &is_connected);
        if is_connected {
            self.oms.venue_back(self.at.utc_ns);
            self.is_recovering = true;
            self.ask_status();
        } else {
            self.oms.venue_lost(self.at.utc_ns, &mut self.told);
        }
    }

    /// Asks the venue for every order that is unknown; trading goes on once none is.
    pub(super) fn ask_status(&mut self) {
        let unknown: Vec<StatusRequest> = self.oms.unknown().collect();
        self.is_recovering &= !unknown.is_empty();
        if !self.oms.is_connected() {
            return;
        }
        for request in &unknown {
            self.venue.request_status(self.at.utc_ns, request.cl_ord_id, request.replacing);
        }
        self.ask_again_ns = self.at.mono_ns.saturating_add(self.settings.chase_most_ns);
    }

    pub(super) fn ask_status_of(&mut self, order: ClOrdId) {
        let request = self.oms.unknown().find(|request| request.cl_ord_id == order);
        if let Some(request) = request.filter(|_| self.oms.is_connected()) {
            self.venue.request_status(self.at.utc_ns, request.cl_ord_id, request.replacing);
        }
    }

    /// While something is unknown: asks again after a silence, and notices when nothing is any more.
    pub(super) fn heed_recovery(&mut self) {
        if self.is_recovering && self.oms.unknown().next().is_none() {
            self.is_recovering = false;
        } else if self.is_recovering && self.at.mono_ns >= self.ask_again_ns {
            self.ask_status();
        }
    }

    /// Whether orders of before a lost link, or a restart, are not reconciled yet: nothing new is let through until they are.
    #[must_use]
    pub const fn is_recovering(&self) -> bool {
        self.is_recovering
    }
}
