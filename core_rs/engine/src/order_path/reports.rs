//! What venues say: recorded, booked, told; and what it sets off.

use super::state::OrderPath;
use crate::seam::Venue;
use plimsoll_audit::Storage;
use plimsoll_oms::{Alert, Outcome};
use plimsoll_types::{
    ClOrdId, ExecId, ExecutionReport, HaltMode, RejectReason, Scope, UNKNOWN_TIME, VenueOrderId, VenueReport,
    VenueReportBody,
};
use plimsoll_wire::journal::EntryKind;

/// Alerts that wait to be taken; all of them are in the journal.
const MOST_ALERTS: usize = 4_096;

impl<V: Venue, S: Storage> OrderPath<V, S> {
    /// Takes every report that is due.
    pub(super) fn take_reports(&mut self) {
        let mut reports = std::mem::take(&mut self.venue_reports);
        self.venue.poll(self.at.utc_ns, &mut reports);
        for report in &reports {
            self.take_report(report);
        }
        reports.clear();
        self.venue_reports = reports;
    }

    fn take_report(&mut self, report: &VenueReport) {
        if let (VenueReportBody::Fill { .. }, Some(order)) = (report.body, self.oms.order(report.cl_ord_id)) {
            self.mark(order.instrument()); // results are looked at with the fill
        }
        self.journal.put(self.at, EntryKind::VenueReport, report);
        let outcome = self.book(report);
        if matches!(report.body, VenueReportBody::Fill { .. }) {
            self.tally.fills += 1;
        }
        self.heed_outcome(&outcome);
        self.heed_trips();
    }

    /// Books a report and sees to what clients were told of it.
    pub(super) fn book(&mut self, report: &VenueReport) -> Outcome {
        let from = self.told.len();
        let outcome = self.oms.on_venue_report(self.at.utc_ns, report, &mut self.told);
        for index in from..self.told.len() {
            let told = self.told[index];
            self.tally.refused += u64::from(told.reason != RejectReason::None);
            self.heed_report(&told);
        }
        outcome
    }

    fn heed_outcome(&mut self, outcome: &Outcome) {
        for alert in &outcome.alerts {
            self.heed_alert(alert);
        }
        if let Some(command) = &outcome.release {
            self.release(command);
        }
        if let Some(order) = outcome.needs_status {
            self.ask_status_of(order);
        }
    }

    /// Says an alert in the journal; one after which our books and the venue's may differ halts the strategy.
    fn heed_alert(&mut self, alert: &Alert) {
        if self.alerts.len() < MOST_ALERTS {
            self.alerts.push(*alert);
        }
        if matches!(alert, Alert::Duplicate { .. } | Alert::Stale { .. }) {
            return; // every reconnect brings some
        }
        self.journal.put(self.at, EntryKind::Note, &format!("{}: {alert}", alert.name()));
        if alert.is_severe() {
            let scope = alert.cl_ord_id().map_or(Scope::Firm, |order| self.scope_of(order));
            self.trip(scope, HaltMode::CancelAll, alert.name(), alert.to_string());
        }
    }

    /// The strategy of an order, or its account where a person sent it; the firm where nobody knows it.
    fn scope_of(&self, order: ClOrdId) -> Scope {
        let live = self.oms.order(order).map(|order| order.attribution());
        let of = live.or_else(|| self.oms.closed(order).map(|order| order.attribution));
        match of {
            Some(of) if of.strategy.is_some() => Scope::Strategy(of.strategy),
            Some(of) if of.account.is_some() => Scope::Account(of.account),
            _ => Scope::Firm,
        }
    }

    /// What was told of an order goes to risk: results, executions, refusals.
    pub(super) fn heed_report(&mut self, told: &ExecutionReport) {
        if let Some(trip) = self.risk.on_report(self.at.mono_ns, told, &self.oms) {
            self.trips.push(trip);
        }
    }

    /// Engages what the automatic controls asked for.
    pub(super) fn heed_trips(&mut self) {
        while let Some(trip) = self.trips.pop().or_else(|| self.risk.next_trip()) {
            self.risk.gate().engage(trip.record(self.at.utc_ns));
        }
        self.heed_halts();
    }

    /// Books an end that the gateway itself gave an order or a request.
    pub(super) fn book_own(&mut self, cl_ord_id: ClOrdId, body: VenueReportBody) {
        let report = own_report(cl_ord_id, body);
        let from = self.told.len();
        let outcome = self.book(&report);
        for index in from..self.told.len() {
            let told = self.told[index];
            self.journal.put(self.at, EntryKind::Report, &told);
        }
        self.heed_outcome(&outcome);
    }

    /// What people have to hear since the last call.
    pub fn take_alerts(&mut self) -> Vec<Alert> {
        std::mem::take(&mut self.alerts)
    }
}

/// A report in the venue's form that the gateway itself makes: no name, no venue time.
pub(super) const fn own_report(cl_ord_id: ClOrdId, body: VenueReportBody) -> VenueReport {
    VenueReport { ts_venue_ns: UNKNOWN_TIME, exec_id: ExecId(0), cl_ord_id, venue_order_id: VenueOrderId(0), body }
}
