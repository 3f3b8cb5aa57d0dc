//! The market that everybody trades in: simulated ITCH messages of one instrument as events, the same by levels, and both as
//! hftbacktest's records.

use plimsoll_book::Books;
use plimsoll_engine::{Feed, FeedState};
use plimsoll_sim::{SimConfig, SimFeed};
use plimsoll_types::{
    EventBatch, EventFlags, InstrumentTable, MarketBody, MarketEvent, Nanos, OrderId, Price, Qty, Side,
};

/// One market in two tellings.
pub struct Market {
    /// Order by order.
    pub orders: Vec<MarketEvent>,
    /// Level by level, and the prints.
    pub levels: Vec<MarketEvent>,
    /// Of the feed.
    pub instruments: InstrumentTable,
}

impl Market {
    /// About `messages` messages of one instrument that publishes `rate` a second.
    pub fn new(seed: u64, messages: usize, rate: f64) -> Result<Self, String> {
        let mut feed = SimFeed::new(SimConfig::load(seed, 1, rate));
        let (mut orders, mut batch) = (Vec::with_capacity(messages + EventBatch::TARGET), EventBatch::default());
        while orders.len() < messages {
            batch.clear();
            let state = feed.poll(Nanos::MAX, &mut batch).map_err(|error| error.to_string())?;
            orders.extend(batch.events.iter().filter(|event| is_told(event)));
            if state == FeedState::End {
                break;
            }
        }
        let levels = by_level(&orders)?;
        Ok(Self { orders, levels, instruments: feed.instruments().clone() })
    }
}

/// What both can be told: orders and prints.
const fn is_told(event: &MarketEvent) -> bool {
    matches!(
        event.body,
        MarketBody::AddOrder { .. }
            | MarketBody::ExecuteOrder { .. }
            | MarketBody::ReduceOrder { .. }
            | MarketBody::DeleteOrder { .. }
            | MarketBody::ReplaceOrder { .. }
            | MarketBody::Trade { .. }
    )
}

/// Where an order rests.
fn place(books: &Books, event: &MarketEvent, id: OrderId) -> Option<(Side, Price, Qty)> {
    let order = books.book(event.instrument)?.order(id)?;
    Some((order.side, order.px, order.qty))
}

fn by_level(orders: &[MarketEvent]) -> Result<Vec<MarketEvent>, String> {
    let (mut books, mut levels) = (Books::default(), Vec::with_capacity(orders.len() * 9 / 8));
    for event in orders {
        let old = match event.body {
            MarketBody::ExecuteOrder { order_id, .. }
            | MarketBody::ReduceOrder { order_id, .. }
            | MarketBody::DeleteOrder { order_id, .. }
            | MarketBody::ReplaceOrder { order_id, .. } => place(&books, event, order_id),
            _ => None,
        };
        let applied = books.apply(event);
        let new = match event.body {
            MarketBody::AddOrder { order_id, .. } => place(&books, event, order_id),
            MarketBody::ReplaceOrder { new_order_id, .. } => place(&books, event, new_order_id),
            _ => None,
        };
        if let Some(print) = applied.print {
            let (px, qty, aggressor, match_id) = (print.px, print.qty, print.aggressor, 0);
            levels.push(MarketEvent { body: MarketBody::Trade { px, qty, aggressor, match_id }, ..*event });
        }
        for (side, px, _) in old.into_iter().chain(new) {
            let qty = books.book(event.instrument).and_then(|book| book.level_at(side, px));
            let qty = qty.map_or(Qty::ZERO, |detail| detail.level.qty);
            levels.push(MarketEvent { body: MarketBody::SetLevel { side, px, qty, orders: 0 }, ..*event });
        }
    }
    if books.faults().total() > 0 {
        return Err(format!("{} faults in a clean feed", books.faults().total()));
    }
    Ok(levels)
}

const EXCHANGE_AND_LOCAL: u64 = 1 << 31 | 1 << 30;
const BUY: u64 = 1 << 29;
const SELL: u64 = 1 << 28;
const DEPTH: u64 = 1;
const TRADE: u64 = 2;
const ADD_ORDER: u64 = 10;
const CANCEL_ORDER: u64 = 11;
const MODIFY_ORDER: u64 = 12;
const FILL: u64 = 13;

/// hftbacktest's `event_dtype`, 64 bytes little-endian.
struct Records {
    bytes: Vec<u8>,
}

impl Records {
    fn push(&mut self, ts_ns: Nanos, kind: u64, side: Option<Side>, px: Price, qty: Qty, order_id: u64) {
        let side = match side {
            Some(Side::Buy) => BUY,
            Some(Side::Sell) => SELL,
            None => 0,
        };
        self.bytes.extend_from_slice(&(EXCHANGE_AND_LOCAL | side | kind).to_le_bytes());
        self.bytes.extend_from_slice(&ts_ns.to_le_bytes());
        self.bytes.extend_from_slice(&ts_ns.to_le_bytes());
        self.bytes.extend_from_slice(&px.to_f64().to_le_bytes());
        self.bytes.extend_from_slice(&qty.to_f64().to_le_bytes());
        self.bytes.extend_from_slice(&order_id.to_le_bytes());
        self.bytes.extend_from_slice(&[0; 16]);
    }
}

/// The market order by order: an execution is a fill and the change of the order that it leaves behind, as in market-by-order
/// feeds; a replacement is a cancel and a new order.
pub fn order_records(orders: &[MarketEvent]) -> Vec<u8> {
    let (mut books, mut records) = (Books::default(), Records { bytes: Vec::with_capacity(orders.len() * 80) });
    for event in orders {
        let ts_ns = event.ts_venue_ns;
        match event.body {
            MarketBody::AddOrder { order_id, side, px, qty } => {
                records.push(ts_ns, ADD_ORDER, Some(side), px, qty, order_id.0);
            }
            MarketBody::ExecuteOrder { order_id, qty, .. } | MarketBody::ReduceOrder { order_id, qty, .. } => {
                if let Some((side, px, held)) = place(&books, event, order_id) {
                    if matches!(event.body, MarketBody::ExecuteOrder { .. }) {
                        records.push(ts_ns, FILL, Some(side), px, qty, order_id.0);
                    }
                    let left = Qty::from_raw(held.raw() - qty.raw());
                    let kind = if left.raw() > 0 { MODIFY_ORDER } else { CANCEL_ORDER };
                    records.push(ts_ns, kind, Some(side), px, left, order_id.0);
                }
            }
            MarketBody::DeleteOrder { order_id, .. } => {
                if let Some((side, px, held)) = place(&books, event, order_id) {
                    records.push(ts_ns, CANCEL_ORDER, Some(side), px, held, order_id.0);
                }
            }
            MarketBody::ReplaceOrder { order_id, new_order_id, px, qty } => {
                if let Some((side, old_px, held)) = place(&books, event, order_id) {
                    records.push(ts_ns, CANCEL_ORDER, Some(side), old_px, held, order_id.0);
                    records.push(ts_ns, ADD_ORDER, Some(side), px, qty, new_order_id.0);
                }
            }
            MarketBody::Trade { px, qty, aggressor, .. } => records.push(ts_ns, TRADE, aggressor, px, qty, 0),
            _ => {}
        }
        books.apply(event);
    }
    records.bytes
}

/// The market level by level.
pub fn level_records(levels: &[MarketEvent]) -> Vec<u8> {
    let mut records = Records { bytes: Vec::with_capacity(levels.len() * 64) };
    for event in levels {
        let ts_ns = event.ts_venue_ns;
        match event.body {
            MarketBody::SetLevel { side, px, qty, .. } => records.push(ts_ns, DEPTH, Some(side), px, qty, 0),
            // Hidden prints reduce no displayed level; the peer has no word for them and would move its queues by them.
            MarketBody::Trade { px, qty, aggressor, .. } if !event.flags.contains(EventFlags::HIDDEN) => {
                records.push(ts_ns, TRADE, aggressor, px, qty, 0);
            }
            _ => {}
        }
    }
    records.bytes
}

/// Best bid and offer with their quantities whenever they change: `ts_ns` as an integer, then four numbers.
pub fn quotes(orders: &[MarketEvent]) -> Vec<u8> {
    let (mut books, mut bytes, mut last) = (Books::default(), Vec::new(), None);
    for event in orders {
        books.apply(event);
        let Some(book) = books.book(event.instrument) else { continue };
        let Some((bid, ask)) = book.best(Side::Buy).zip(book.best(Side::Sell)) else { continue };
        let now = (bid.px, ask.px, bid.qty, ask.qty);
        if last.replace(now) != Some(now) {
            bytes.extend_from_slice(&event.ts_venue_ns.to_le_bytes());
            for value in [bid.px.to_f64(), ask.px.to_f64(), bid.qty.to_f64(), ask.qty.to_f64()] {
                bytes.extend_from_slice(&value.to_le_bytes());
            }
        }
    }
    bytes
}
