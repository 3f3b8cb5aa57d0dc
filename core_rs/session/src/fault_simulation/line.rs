//! The gateway's end of the line to the venue.

use super::exchange::Exchange;
use plimsoll_book::{Applied, Books};
use plimsoll_engine::Venue;
use plimsoll_risk::RiskApproved;
use plimsoll_types::{ClOrdId, InstrumentTable, MarketEvent, Nanos, VenueCommand, VenueReport};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The venue outlives every gateway: it is shared with the world.
#[derive(Clone)]
pub struct Line(Arc<Mutex<Exchange>>);

impl Line {
    /// A line to this venue.
    #[must_use]
    pub fn to(exchange: Exchange) -> Self {
        Self(Arc::new(Mutex::new(exchange)))
    }

    /// The venue itself.
    pub fn exchange(&self) -> MutexGuard<'_, Exchange> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Venue for Line {
    fn venue_mic(&self) -> &'static str {
        "XSIM"
    }

    fn on_market(&mut self, _: &MarketEvent, _: &Applied, _: &Books, _: &InstrumentTable) {}

    fn send(&mut self, _: Nanos, command: RiskApproved<VenueCommand>) {
        self.exchange().receive(command.into_command());
    }

    fn request_status(&mut self, _: Nanos, order: ClOrdId, replacing: ClOrdId) {
        self.exchange().ask(order, replacing);
    }

    fn poll(&mut self, _: Nanos, reports: &mut Vec<VenueReport>) {
        self.exchange().take_reports(reports);
    }

    /// The gateway's clock may be wrong: it looks at every turn.
    fn next_due_ns(&self) -> Option<Nanos> {
        let exchange = self.exchange();
        exchange.next_report_ns().filter(|due_ns| *due_ns <= exchange.now_ns).map(|_| Nanos::MIN)
    }

    fn is_connected(&self) -> bool {
        self.exchange().connected
    }
}
