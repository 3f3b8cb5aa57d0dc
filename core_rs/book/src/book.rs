//! The reader's view of one book.

use crate::books::Books;
use crate::fault::FaultCounts;
use crate::level_map::Owner;
use crate::state::{AuctionInfo, BookState, Freshness, Quote};
use crate::store::{LevelRecord, NIL, OrderRecord};
use plimsoll_types::{InstrumentId, Level, Nanos, OrderId, Price, Qty, Side, TradePrint, TradingStatus};
use std::iter;

/// A known resting order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderInfo {
    /// The venue's reference.
    pub order_id: OrderId,
    /// Resting side.
    pub side: Side,
    /// Its price.
    pub px: Price,
    /// What is left of it.
    pub qty: Qty,
}

/// A level with the part of it that no known order covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelDetail {
    /// All of it.
    pub level: Level,
    /// Known orders.
    pub known_orders: u32,
    /// Quantity of orders never seen; it stands at the front.
    pub anonymous_qty: Qty,
    /// Orders in the anonymous quantity; zero where the feed does not say.
    pub anonymous_orders: u32,
}

/// Where an order stands in its queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueuePosition {
    /// Quantity to trade before it, the anonymous part included.
    pub ahead_qty: Qty,
    /// Of this, quantity of orders never seen.
    pub anonymous_ahead_qty: Qty,
    /// Known orders ahead, plus anonymous ones where the feed counts them.
    pub ahead_orders: u32,
    /// Quantity behind it.
    pub behind_qty: Qty,
    /// Orders behind it.
    pub behind_orders: u32,
}

/// One instrument's book, to read.
#[derive(Debug, Clone, Copy)]
pub struct Book<'a> {
    pub(crate) instrument: InstrumentId,
    pub(crate) state: &'a BookState,
    pub(crate) books: &'a Books,
}

impl<'a> Book<'a> {
    /// Whose book.
    #[must_use]
    pub const fn instrument(self) -> InstrumentId {
        self.instrument
    }

    /// The best level. Where no depth event ever came, the quote's.
    #[inline]
    #[must_use]
    pub fn best(self, side: Side) -> Option<Level> {
        self.state.best(&self.books.store, side)
    }

    /// Levels, best first. Where no depth event ever came, the quote's one.
    pub fn levels(self, side: Side) -> impl Iterator<Item = Level> + 'a {
        let quoted = if self.state.has_depth { None } else { self.best(side) };
        self.level_records(side).map(LevelRecord::as_level).chain(quoted)
    }

    /// Levels with their anonymous part, best first; none of a quote.
    pub fn level_details(self, side: Side) -> impl Iterator<Item = LevelDetail> + 'a {
        self.level_records(side).map(detail)
    }

    pub(crate) fn level_records(self, side: Side) -> impl Iterator<Item = &'a LevelRecord> + 'a {
        self.state.ladder(side).slots().map(|slot| self.books.store.level(slot))
    }

    /// Number of levels of a side, quotes not counted.
    #[must_use]
    pub fn level_count(self, side: Side) -> usize {
        self.state.ladder(side).len()
    }

    /// Copies the best levels into `out`, best first; the rest of `out` becomes [`Level::EMPTY`]. Returns how many.
    #[inline]
    pub fn depth_into(self, side: Side, out: &mut [Level]) -> usize {
        let mut filled = 0;
        for (place, level) in out.iter_mut().zip(self.levels(side)) {
            *place = level;
            filled += 1;
        }
        out[filled..].fill(Level::EMPTY);
        filled
    }

    /// The level at `px`.
    #[must_use]
    pub fn level_at(self, side: Side, px: Price) -> Option<LevelDetail> {
        self.record_at(side, px).map(detail)
    }

    fn record_at(self, side: Side, px: Price) -> Option<&'a LevelRecord> {
        match self.books.levels.get(Owner::new(self.instrument, side), px.raw()) {
            NIL => None,
            slot => Some(self.books.store.level(slot)),
        }
    }

    fn record(self, id: OrderId) -> Option<&'a OrderRecord> {
        match self.books.slot_of(self.instrument, id) {
            NIL => None,
            slot => Some(self.books.store.order(slot)).filter(|order| order.instrument == self.instrument),
        }
    }

    /// A known order of this instrument.
    #[must_use]
    pub fn order(self, id: OrderId) -> Option<OrderInfo> {
        self.record(id).map(|order| self.info(order))
    }

    fn info(self, order: &OrderRecord) -> OrderInfo {
        let level = self.books.store.level(order.level);
        let (px, qty) = (Price::from_raw(level.px), Qty::from_raw(order.qty));
        OrderInfo { order_id: order.id, side: level.side, px, qty }
    }

    /// Where a known order stands in its queue. Walks the orders ahead of it.
    #[must_use]
    pub fn queue_position(self, id: OrderId) -> Option<QueuePosition> {
        let order = self.record(id)?;
        let level = self.books.store.level(order.level);
        let (mut ahead, mut known_ahead) = (level.anonymous_qty, 0);
        let mut slot = order.prev;
        while slot != NIL {
            let other = self.books.store.order(slot);
            ahead += other.qty;
            known_ahead += 1;
            slot = other.prev;
        }
        Some(QueuePosition {
            ahead_qty: Qty::from_raw(ahead),
            anonymous_ahead_qty: Qty::from_raw(level.anonymous_qty),
            ahead_orders: level.anonymous_orders.saturating_add(known_ahead),
            behind_qty: Qty::from_raw(level.qty - ahead - order.qty),
            behind_orders: level.known_orders - known_ahead - 1,
        })
    }

    /// Known orders at `px`, first in the queue first.
    pub fn orders_at(self, side: Side, px: Price) -> impl Iterator<Item = OrderInfo> + 'a {
        self.record_at(side, px).into_iter().flat_map(move |level| self.queue(level)).map(move |order| self.info(order))
    }

    pub(crate) fn queue(self, level: &'a LevelRecord) -> impl Iterator<Item = &'a OrderRecord> + 'a {
        let at = move |slot: u32| (slot != NIL).then(|| self.books.store.order(slot));
        iter::successors(at(level.head), move |order| at(order.next))
    }

    /// Bid above ask.
    #[must_use]
    pub fn is_crossed(self) -> bool {
        self.state.is_crossed()
    }

    /// Bid at ask.
    #[must_use]
    pub fn is_locked(self) -> bool {
        self.state.best_prices().is_some_and(|(bid, ask)| bid == ask)
    }

    /// Trading phase.
    #[must_use]
    pub const fn status(self) -> TradingStatus {
        self.state.status
    }

    /// The venue's reason for the phase, NUL padded.
    #[must_use]
    pub const fn status_reason(self) -> [u8; 4] {
        self.state.status_reason
    }

    /// The last auction message.
    #[must_use]
    pub const fn auction(self) -> Option<AuctionInfo> {
        self.state.auction
    }

    /// The last quote event.
    #[must_use]
    pub const fn quote(self) -> Option<Quote> {
        self.state.quote
    }

    /// Whether the book is whole.
    #[must_use]
    pub fn freshness(self) -> Freshness {
        self.state.freshness()
    }

    /// What was wrong with its events.
    #[must_use]
    pub const fn faults(self) -> &'a FaultCounts {
        &self.state.faults
    }

    /// Times that a finished unit left the book crossed which it was not before.
    #[must_use]
    pub const fn crossings(self) -> u64 {
        self.state.crossings
    }

    /// Gaps opened so far, failed checksums included.
    #[must_use]
    pub const fn gaps(self) -> u64 {
        self.state.gaps
    }

    /// Events applied so far.
    #[must_use]
    pub const fn updates(self) -> u64 {
        self.state.updates
    }

    /// The venue's clock at the last event, UTC nanoseconds.
    #[must_use]
    pub const fn ts_venue_ns(self) -> Nanos {
        self.state.ts_venue_ns
    }

    /// The receiver's clock at the last event, UTC nanoseconds.
    #[must_use]
    pub const fn ts_recv_ns(self) -> Nanos {
        self.state.ts_recv_ns
    }

    /// The last counted print.
    #[must_use]
    pub const fn last_trade(self) -> Option<TradePrint> {
        self.state.last_trade
    }

    /// Quantity of all counted prints; busted trades are not taken out of it (see [`busts`](Self::busts)).
    #[must_use]
    pub const fn volume(self) -> Qty {
        self.state.volume
    }

    /// Number of counted prints.
    #[must_use]
    pub const fn trades(self) -> u64 {
        self.state.trades
    }

    /// Prints that the venue cancelled.
    #[must_use]
    pub const fn busts(self) -> u64 {
        self.state.busts
    }
}

fn detail(record: &LevelRecord) -> LevelDetail {
    LevelDetail {
        level: record.as_level(),
        known_orders: record.known_orders,
        anonymous_qty: Qty::from_raw(record.anonymous_qty),
        anonymous_orders: record.anonymous_orders,
    }
}
