//! The venue's door, with a clock over it.

use crate::gateway::clock::mono_ns;
use plimsoll_book::{Applied, Books};
use plimsoll_engine::Venue;
use plimsoll_risk::RiskApproved;
use plimsoll_types::{ClOrdId, InstrumentTable, MarketEvent, Nanos, NewOrder, OrderFlags, VenueCommand, VenueReport};

/// Something that left for the venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Left {
    at_ns: i64,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Order,
    Closing,
    Cancel(ClOrdId),
}

impl Left {
    pub fn at_ns(&self) -> i64 {
        self.at_ns
    }

    /// An order, or a change of one, that a halt should have stopped.
    pub fn is_order(&self) -> bool {
        self.what == What::Order
    }

    pub fn is_cancel(&self) -> bool {
        matches!(self.what, What::Cancel(_))
    }

    /// The order that it cancels.
    pub fn cancelled(&self) -> Option<ClOrdId> {
        match self.what {
            What::Cancel(order) => Some(order),
            _ => None,
        }
    }
}

/// A venue that stamps what it is sent.
pub(super) struct Door<V> {
    venue: V,
    left: Vec<Left>,
}

impl<V> Door<V> {
    pub fn new(venue: V) -> Self {
        Self { venue, left: Vec::with_capacity(1 << 20) }
    }

    pub fn take_left(&mut self) -> Vec<Left> {
        std::mem::take(&mut self.left)
    }
}

impl<V: Venue> Venue for Door<V> {
    fn venue_mic(&self) -> &str {
        self.venue.venue_mic()
    }

    fn pass_time(&mut self, until_ns: Nanos, books: &Books, instruments: &InstrumentTable) {
        self.venue.pass_time(until_ns, books, instruments);
    }

    fn on_market(&mut self, event: &MarketEvent, applied: &Applied, books: &Books, instruments: &InstrumentTable) {
        self.venue.on_market(event, applied, books, instruments);
    }

    fn send(&mut self, now_ns: Nanos, command: RiskApproved<VenueCommand>) {
        let at_ns = mono_ns();
        let what = match command.command() {
            VenueCommand::New(NewOrder { flags, .. }) if flags.contains(OrderFlags::LIQUIDATION) => What::Closing,
            VenueCommand::New(_) | VenueCommand::Replace(_) => What::Order,
            VenueCommand::Cancel(cancel) => What::Cancel(cancel.orig_cl_ord_id),
        };
        self.left.push(Left { at_ns, what });
        self.venue.send(now_ns, command);
    }

    fn request_status(&mut self, now_ns: Nanos, order: ClOrdId, replacing: ClOrdId) {
        self.venue.request_status(now_ns, order, replacing);
    }

    fn poll(&mut self, now_ns: Nanos, reports: &mut Vec<VenueReport>) {
        self.venue.poll(now_ns, reports);
    }

    fn next_due_ns(&self) -> Option<Nanos> {
        self.venue.next_due_ns()
    }

    fn is_connected(&self) -> bool {
        self.venue.is_connected()
    }
}
