#![allow(clippy::unwrap_used, clippy::panic)]
//! Our order right behind a recorded one: it fills when the flow would have filled it.
//!
//! The next order that joins the queue behind ours is the witness: if it trades, we had traded before it, and we do not
//! trade before those ahead are gone.

mod approval;

use approval::{Approver, WHO};
use plimsoll_book::Books;
use plimsoll_engine::{Feed, FeedState, Venue};
use plimsoll_sim::venue::{SelfMatch, SimVenue, VenueConfig};
use plimsoll_sim::{SimConfig, SimFeed};
use plimsoll_types::{
    CancelOrder, ClOrdId, EventBatch, EventFlags, InstrumentId, InstrumentTable, MarketBody, MarketEvent, NewOrder,
    OrderId, Price, Side, VenueReport, VenueReportBody,
};
use plimsoll_wire::Decoder;
use plimsoll_wire::lobster::{LobsterDecoder, LobsterName, OrderBookRows};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Events after which a shadow that did not fill is cancelled.
const PATIENCE: usize = 500;

struct Shadow {
    name: ClOrdId,
    instrument: InstrumentId,
    side: Side,
    px: Price,
    ahead: Vec<OrderId>,
    behind: Option<OrderId>,
    since: usize,
}

#[derive(Debug, Default)]
struct Score {
    placed: u32,
    filled: u32,
    by_witness: u32,
}

/// Follows one recorded order after another through `events`.
fn shadow(events: &[MarketEvent], instruments: &InstrumentTable, every: usize) -> Score {
    let config = VenueConfig { self_match: SelfMatch::Ignore, ..VenueConfig::default() };
    let (mut books, mut venue, mut score) = (Books::default(), SimVenue::new(config), Score::default());
    let mut risk = Approver::new();
    let (mut shadowed, mut skipped): (Option<Shadow>, usize) = (None, 0);
    for (at, event) in events.iter().enumerate() {
        venue.pass_time(event.ts_venue_ns - 1, &books, instruments);
        let witnesses = shadowed.as_ref().is_some_and(|shadow| shadow.is_witnessed(event, &books));
        let applied = books.apply(event);
        venue.on_market(event, &applied, &books, instruments);
        let mut reports = Vec::new();
        venue.poll(i64::MAX, &mut reports);
        let Some(shadow) = &mut shadowed else {
            skipped += 1;
            if skipped >= every {
                shadowed = Shadow::place(event, at, &books, instruments, (&mut risk, &mut venue), score.placed);
                score.placed += u32::from(shadowed.is_some());
            }
            continue;
        };
        let is_filled = reports.iter().any(is_fill);
        assert!(is_filled || !witnesses, "event {at}: {event:?} traded behind {} at {}", shadow.name, shadow.px);
        if is_filled {
            shadow.check_turn(event, &books);
            score.filled += 1;
            score.by_witness += u32::from(witnesses);
        }
        shadow.note_behind(event);
        if is_filled || at - shadow.since > PATIENCE {
            let name = ClOrdId(shadow.name.0 + 1);
            let cancel = CancelOrder { cl_ord_id: name, orig_cl_ord_id: shadow.name, ts_intent_ns: 0 };
            venue.send(event.ts_venue_ns, risk.cancel(event.ts_venue_ns, &cancel));
            (shadowed, skipped) = (None, 0);
        }
    }
    score
}

fn is_fill(report: &VenueReport) -> bool {
    matches!(report.body, VenueReportBody::Fill { .. })
}

impl Shadow {
    /// One lot right behind the order that has just come to a level near the best.
    fn place(
        event: &MarketEvent,
        at: usize,
        books: &Books,
        instruments: &InstrumentTable,
        (risk, venue): (&mut Approver, &mut SimVenue),
        number: u32,
    ) -> Option<Self> {
        let MarketBody::AddOrder { side, px, .. } = event.body else { return None };
        let book = books.book(event.instrument)?;
        if book.best(side)?.px != px || book.is_crossed() || book.is_locked() {
            return None;
        }
        let name = ClOrdId(2 * u64::from(number) + 1);
        let instrument = instruments.get(event.instrument)?;
        let order = NewOrder::limit(name, WHO, event.instrument, side, instrument.lot, px);
        venue.send(event.ts_venue_ns, risk.new_order(event.ts_venue_ns, &order, instrument));
        venue.pass_time(event.ts_venue_ns, books, instruments);
        let mut reports = Vec::new();
        venue.poll(i64::MAX, &mut reports);
        assert!(matches!(reports[..], [.., VenueReport { body: VenueReportBody::Accepted, .. }]), "{reports:?}");
        let ahead = book.orders_at(side, px).map(|order| order.order_id).collect();
        Some(Self { name, instrument: event.instrument, side, px, ahead, behind: None, since: at })
    }

    fn note_behind(&mut self, event: &MarketEvent) {
        if let MarketBody::AddOrder { order_id, side, px, .. } = event.body
            && event.instrument == self.instrument
            && (side, px) == (self.side, self.px)
        {
            self.behind.get_or_insert(order_id);
        }
    }

    /// Whether the event, not yet applied, trades with somebody behind us or at a worse price.
    fn is_witnessed(&self, event: &MarketEvent, books: &Books) -> bool {
        let MarketBody::ExecuteOrder { order_id, .. } = event.body else { return false };
        let resting = books.book(event.instrument).filter(|_| event.instrument == self.instrument);
        let Some(order) = resting.and_then(|book| book.order(order_id)) else { return false };
        let is_worse = match self.side {
            Side::Buy => order.px < self.px,
            Side::Sell => order.px > self.px,
        };
        order.side == self.side && (is_worse || Some(order_id) == self.behind)
    }

    /// A fill is in turn: nobody whom we know ahead is left, or the trade was at a worse price than ours, or liquidity
    /// came that crosses us.
    fn check_turn(&self, event: &MarketEvent, books: &Books) {
        let book = books.book(self.instrument).unwrap();
        let is_left = |id: &OrderId| book.order(*id).is_some_and(|order| order.px == self.px);
        let worse = |px: Price| match self.side {
            Side::Buy => px < self.px,
            Side::Sell => px > self.px,
        };
        let by_price = match event.body {
            MarketBody::ExecuteOrder { px, .. } | MarketBody::Trade { px, .. } => px.is_set() && worse(px),
            MarketBody::AddOrder { side, .. } => side != self.side,
            _ => false,
        };
        let left: Vec<_> = self.ahead.iter().filter(|id| is_left(id)).collect();
        assert!(by_price || left.is_empty(), "{} filled before {left:?} by {event:?}", self.name);
    }
}

/// A recorded day, where the shared data is.
fn lobster(name: &str) -> Option<(Vec<MarketEvent>, InstrumentTable)> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("PLIMSOLL_SHARED_DATA").map_or(beside, PathBuf::from).join("lobster");
    let Ok(messages) = std::fs::read(folder.join(name)) else {
        println!("skipped: no real data; set PLIMSOLL_SHARED_DATA to its folder");
        return None;
    };
    let levels = std::fs::read(folder.join(name.replace("message", "orderbook"))).ok()?;
    let told = LobsterName::parse(name)?;
    let rows = OrderBookRows::new(Arc::new(levels)).ok()?;
    let mut decoder = LobsterDecoder::new(&told.symbol, told.midnight_ns(), Some(rows));
    let (mut events, mut batch, mut at) = (Vec::new(), EventBatch::default(), 0);
    while at < messages.len() {
        batch.clear();
        let used = decoder.decode(&messages[at..], true, &mut batch).unwrap();
        at += used;
        events.extend_from_slice(&batch.events);
        if used == 0 && batch.events.is_empty() {
            break;
        }
    }
    Some((events, decoder.instruments().clone()))
}

#[test]
fn test_shadows_of_recorded_orders_fill_in_their_turn() {
    for (name, every, least) in [
        ("AAPL_2012-06-21_34200000_57600000_message_10.csv", 1, 3),
        ("AMZN_2012-06-21_34200000_57600000_message_1.csv", 7, 250),
    ] {
        let Some((events, instruments)) = lobster(name) else { continue };
        let score = shadow(&events, &instruments, every);
        println!("{name}: {score:?}");
        assert!(score.filled >= least, "{score:?}");
    }
}

#[test]
fn test_shadows_of_simulated_orders_fill_in_their_turn() {
    let config = SimConfig::demo(11);
    let until_ns = config.session_start_ns + 120 * 1_000_000_000;
    let (mut feed, mut events, mut batch) = (SimFeed::new(config), Vec::new(), EventBatch::default());
    loop {
        batch.clear();
        let state = feed.poll(until_ns, &mut batch).unwrap();
        events.extend_from_slice(&batch.events);
        if state != FeedState::More {
            break;
        }
    }
    let opened = events.iter().position(|event| !event.flags.contains(EventFlags::SNAPSHOT)).unwrap_or(0);
    let mut score = Score::default();
    for instrument in 0..8 {
        let own: Vec<MarketEvent> =
            events[opened..].iter().filter(|event| event.instrument == InstrumentId(instrument)).copied().collect();
        let one = shadow(&own, feed.instruments(), 3);
        score.placed += one.placed;
        score.filled += one.filled;
        score.by_witness += one.by_witness;
    }
    println!("{score:?}");
    assert!(score.filled > 100 && score.by_witness > 50, "{score:?}");
}
