//! A hand-made market with a venue in it.

use crate::venue::config::VenueConfig;
use crate::venue::sim_venue::SimVenue;
use plimsoll_book::Books;
use plimsoll_engine::Venue;
use plimsoll_types::{
    Attribution, CancelOrder, CancelReason, ClOrdId, EventFlags, Instrument, InstrumentId, InstrumentTable, Liquidity,
    MarketBody, MarketEvent, Nanos, NewOrder, OrderId, Price, Qty, RejectReason, ReplaceOrder, Side, UNKNOWN_TIME,
    VenueCommand, VenueReport, VenueReportBody,
};

pub const ID: InstrumentId = InstrumentId(0);

/// Cents.
pub const fn px(cents: i64) -> Price {
    Price::from_raw(cents * 10_000_000)
}

/// Shares.
pub const fn qty(shares: i64) -> Qty {
    Qty::from_raw(shares * Qty::ONE)
}

/// A report in few words: what happened, to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Accepted(u64),
    Rejected(u64, RejectReason),
    /// Order, shares, cents, liquidity.
    Fill(u64, i64, i64, Liquidity),
    Cancelled(u64, CancelReason),
    Replaced(u64, u64),
    Refused(u64, RejectReason),
    Triggered(u64),
    Status(u64, i64, bool),
}

pub fn said(report: &VenueReport) -> Said {
    let name = report.cl_ord_id.0;
    match report.body {
        VenueReportBody::Accepted => Said::Accepted(name),
        VenueReportBody::Rejected { reason } => Said::Rejected(name, reason),
        VenueReportBody::Fill { px, qty, liquidity, .. } => {
            Said::Fill(name, qty.raw() / Qty::ONE, px.raw() / 10_000_000, liquidity)
        }
        VenueReportBody::Cancelled { reason } => Said::Cancelled(name, reason),
        VenueReportBody::Replaced { orig_cl_ord_id, .. } => Said::Replaced(name, orig_cl_ord_id.0),
        VenueReportBody::CancelRejected { reason, .. } => Said::Refused(name, reason),
        VenueReportBody::Triggered => Said::Triggered(name),
        VenueReportBody::Status { cum_qty, is_working, .. } => Said::Status(name, cum_qty.raw() / Qty::ONE, is_working),
        other => panic!("the venue never says {other:?}"),
    }
}

/// Books, venue and clock of one instrument.
pub struct Floor {
    pub books: Books,
    pub instruments: InstrumentTable,
    pub venue: SimVenue,
    pub now_ns: Nanos,
}

impl Floor {
    pub fn new(config: VenueConfig) -> Self {
        let mut instruments = InstrumentTable::default();
        instruments.intern("HULL", || Instrument {
            symbol: "HULL".into(),
            venue_mic: "XSIM".into(),
            currency: "USD".into(),
            tick: px(1),
            lot: qty(1),
        });
        Self { books: Books::default(), instruments, venue: SimVenue::new(config), now_ns: 0 }
    }

    /// Without latency, fees and impact, with a book: bids 100 and 200 at 99.99 (orders 1, 2) and 300 at 99.98 (3),
    /// asks 100 and 200 at 100.01 (11, 12) and 300 at 100.02 (13).
    pub fn with_book() -> Self {
        Self::with_config(VenueConfig::default())
    }

    pub fn with_config(config: VenueConfig) -> Self {
        let mut floor = Self::new(config);
        for (id, shares, cents) in [(1, 100, 9_999), (2, 200, 9_999), (3, 300, 9_998)] {
            floor.add(id, Side::Buy, shares, cents);
        }
        for (id, shares, cents) in [(11, 100, 10_001), (12, 200, 10_001), (13, 300, 10_002)] {
            floor.add(id, Side::Sell, shares, cents);
        }
        floor
    }

    /// A nanosecond later, this happens.
    pub fn event(&mut self, body: MarketBody) {
        self.flagged(body, EventFlags::default());
    }

    pub fn flagged(&mut self, body: MarketBody, flags: EventFlags) {
        self.now_ns += 1;
        let event = MarketEvent {
            ts_venue_ns: self.now_ns,
            ts_recv_ns: UNKNOWN_TIME,
            instrument: ID,
            flags: flags.with(EventFlags::LAST),
            body,
        };
        self.venue.pass_time(self.now_ns - 1, &self.books, &self.instruments);
        let applied = self.books.apply(&event);
        self.venue.on_market(&event, &applied, &self.books, &self.instruments);
    }

    pub fn add(&mut self, id: u64, side: Side, shares: i64, cents: i64) {
        self.event(MarketBody::AddOrder { order_id: OrderId(id), side, px: px(cents), qty: qty(shares) });
    }

    pub fn execute(&mut self, id: u64, shares: i64) {
        let (px, side) = (Price::UNSET, None);
        self.event(MarketBody::ExecuteOrder { order_id: OrderId(id), qty: qty(shares), px, side });
    }

    pub fn reduce(&mut self, id: u64, shares: i64) {
        let (px, side) = (Price::UNSET, None);
        self.event(MarketBody::ReduceOrder { order_id: OrderId(id), qty: qty(shares), px, side });
    }

    pub fn delete(&mut self, id: u64) {
        let (px, side) = (Price::UNSET, None);
        self.event(MarketBody::DeleteOrder { order_id: OrderId(id), qty: Qty::UNSET, px, side });
    }

    pub fn level(&mut self, side: Side, shares: i64, cents: i64) {
        self.event(MarketBody::SetLevel { side, px: px(cents), qty: qty(shares), orders: 0 });
    }

    pub fn print(&mut self, aggressor: Option<Side>, shares: i64, cents: i64, flags: EventFlags) {
        self.flagged(MarketBody::Trade { px: px(cents), qty: qty(shares), aggressor, match_id: 0 }, flags);
    }

    /// Sends now and lets time pass without an event.
    pub fn send(&mut self, command: VenueCommand) -> Vec<Said> {
        self.venue.take(self.now_ns, command);
        self.venue.pass_time(self.now_ns, &self.books, &self.instruments);
        self.said()
    }

    pub fn new_order(&mut self, order: NewOrder) -> Vec<Said> {
        self.send(VenueCommand::New(order))
    }

    /// A day limit order.
    pub fn limit(&mut self, name: u64, side: Side, shares: i64, cents: i64) -> Vec<Said> {
        self.new_order(limit(name, side, shares, cents))
    }

    pub fn cancel(&mut self, name: u64, order: u64) -> Vec<Said> {
        self.send(VenueCommand::Cancel(cancel(name, order)))
    }

    pub fn replace(&mut self, name: u64, order: u64, shares: i64, cents: i64) -> Vec<Said> {
        self.send(VenueCommand::Replace(replace(name, order, shares, cents)))
    }

    /// What the venue has said by now.
    pub fn said(&mut self) -> Vec<Said> {
        let mut reports = Vec::new();
        self.venue.poll(self.now_ns, &mut reports);
        reports.iter().map(said).collect()
    }
}

pub fn limit(name: u64, side: Side, shares: i64, cents: i64) -> NewOrder {
    NewOrder::limit(ClOrdId(name), Attribution::default(), ID, side, qty(shares), px(cents))
}

pub fn cancel(name: u64, order: u64) -> CancelOrder {
    CancelOrder { cl_ord_id: ClOrdId(name), orig_cl_ord_id: ClOrdId(order), ts_intent_ns: 0 }
}

pub fn replace(name: u64, order: u64, shares: i64, cents: i64) -> ReplaceOrder {
    ReplaceOrder {
        cl_ord_id: ClOrdId(name),
        orig_cl_ord_id: ClOrdId(order),
        qty: qty(shares),
        display_qty: Qty::UNSET,
        px: px(cents),
        stop_px: Price::UNSET,
        frame_seq: 0,
        ts_intent_ns: 0,
    }
}
