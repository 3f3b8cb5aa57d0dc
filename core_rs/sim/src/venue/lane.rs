//! Our orders of one instrument, and where they stand.

use super::config::SelfMatch;
use super::eaten::Eaten;
use super::house::House;
use super::impact::Displacement;
use super::own_order::{OwnOrder, Standing, is_better};
use super::queue::QueueModel;
use super::watch::{WatchTable, Watched};
use plimsoll_book::Book;
use plimsoll_types::{Instrument, Liquidity, OrderId, Price, Side, TradingStatus};
use std::collections::BTreeMap;

/// What a lane must be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Interest(pub u8);

impl Interest {
    pub const RESTING: u8 = 1;
    pub const STOPS: u8 = 1 << 1;
    pub const PEGS: u8 = 1 << 2;
    pub const AUCTION: u8 = 1 << 3;
    pub const EATEN: u8 = 1 << 4;

    #[inline]
    pub const fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }

    #[inline]
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// A price at which orders of ours rest.
#[derive(Debug, Clone, Default)]
pub(super) struct OwnLevel {
    /// Ours here.
    pub orders: u32,
    /// The recorded book's quantity here whose orders are not known.
    pub anonymous: i64,
    /// Of this, what prints told of before the level did.
    pub traded: i64,
    /// Recorded orders of this level in the watch table.
    pub ids: Vec<OrderId>,
}

/// Our orders of one instrument.
#[derive(Debug, Clone)]
pub(super) struct Lane {
    /// The best price of ours on each side, or one that nothing reaches.
    pub tops: [i64; 2],
    /// The worst.
    pub worsts: [i64; 2],
    pub interest: Interest,
    pub watch: WatchTable,
    pub tick: i64,
    pub lot: i64,
    pub queue_model: QueueModel,
    pub self_match: SelfMatch,
    pub orders: Vec<OwnOrder>,
    pub free: Vec<u32>,
    /// Resting, in price–time order.
    pub queues: [Vec<u32>; 2],
    pub stops: Vec<u32>,
    /// Resting and adrift.
    pub pegs: Vec<u32>,
    pub for_auction: Vec<u32>,
    pub levels: [BTreeMap<i64, OwnLevel>; 2],
    pub eaten: Eaten,
    pub moved: Displacement,
    pub ranks: u64,
    /// The phase that was acted on last.
    pub status: TradingStatus,
    /// An order came, went or moved since the lane was last settled.
    pub is_stirred: bool,
}

/// No price of ours: nothing is at or beyond it.
const NO_TOPS: [i64; 2] = [i64::MIN, i64::MAX];
const NO_WORSTS: [i64; 2] = [i64::MAX, i64::MIN];

/// Whether orders trade continuously. A feed that says nothing of phases trades.
pub(super) const fn is_trading(status: TradingStatus) -> bool {
    matches!(status, TradingStatus::Trading | TradingStatus::Unknown)
}

/// The quantity at a price whose orders the book does not know.
pub(super) fn anonymous_at(book: Book<'_>, side: Side, px: i64) -> i64 {
    if let Some(detail) = book.level_at(side, Price::from_raw(px)) {
        return detail.anonymous_qty.raw();
    }
    let quoted = book.quote().filter(|_| book.level_count(Side::Buy) + book.level_count(Side::Sell) == 0);
    let at_price = quoted.and_then(|quote| quote.side(side)).filter(|level| level.px.raw() == px);
    at_price.map_or(0, |level| level.qty.raw())
}

impl Lane {
    pub fn new(instrument: &Instrument, queue_model: QueueModel, self_match: SelfMatch, status: TradingStatus) -> Self {
        Self {
            tops: NO_TOPS,
            worsts: NO_WORSTS,
            interest: Interest::default(),
            watch: WatchTable::new(),
            tick: instrument.tick.raw().max(1),
            lot: instrument.lot.raw().max(1),
            queue_model,
            self_match,
            orders: Vec::new(),
            free: Vec::new(),
            queues: [Vec::new(), Vec::new()],
            stops: Vec::new(),
            pegs: Vec::new(),
            for_auction: Vec::new(),
            levels: [BTreeMap::new(), BTreeMap::new()],
            eaten: Eaten::default(),
            moved: Displacement::default(),
            ranks: 0,
            status,
            is_stirred: false,
        }
    }

    #[inline]
    pub fn order(&self, slot: u32) -> &OwnOrder {
        &self.orders[slot as usize]
    }

    #[inline]
    pub fn order_mut(&mut self, slot: u32) -> &mut OwnOrder {
        &mut self.orders[slot as usize]
    }

    /// A new order's slot.
    pub fn take_in(&mut self, order: OwnOrder) -> u32 {
        if let Some(slot) = self.free.pop() {
            self.orders[slot as usize] = order;
            return slot;
        }
        self.orders.push(order);
        u32::try_from(self.orders.len() - 1).unwrap_or(u32::MAX)
    }

    /// Rests at `at`, behind all that is there.
    pub fn rest(&mut self, slot: u32, at: i64, book: Book<'_>) {
        self.is_stirred = true;
        let side = self.order(slot).side;
        let px = Price::from_raw(at);
        let level = self.levels[side.index()].entry(at).or_default();
        level.orders += 1;
        level.anonymous = anonymous_at(book, side, at);
        let mut known = 0_i64;
        for recorded in book.orders_at(side, px) {
            known = known.saturating_add(recorded.qty.raw());
            if self.watch.get_mut(recorded.order_id).is_none() {
                self.ranks += 1;
                let watched = Watched { side, px: at, rank: self.ranks, qty: recorded.qty.raw() };
                self.watch.insert(recorded.order_id, watched);
                level.ids.push(recorded.order_id);
            }
        }
        let anonymous = level.anonymous;
        self.ranks += 1;
        let rank = self.ranks;
        let is_blind = book.level_at(side, px).is_none() && is_behind_best(book, side, at);
        let order = self.order_mut(slot);
        order.at = at;
        order.rank = rank;
        order.shown = order.display.min(order.leaves());
        order.known_ahead = known;
        order.anonymous_ahead = anonymous;
        order.is_blind = is_blind;
        order.standing = Standing::Resting;
        let place = self.queues[side.index()].partition_point(|other| !is_better(side, at, self.order(*other).at));
        self.queues[side.index()].insert(place, slot);
    }

    /// Leaves its queue.
    fn leave_queue(&mut self, slot: u32) {
        let (side, at) = (self.order(slot).side, self.order(slot).at);
        self.queues[side.index()].retain(|other| *other != slot);
        let Some(level) = self.levels[side.index()].get_mut(&at) else { return };
        level.orders -= 1;
        if level.orders == 0 {
            for id in std::mem::take(&mut level.ids) {
                self.watch.remove(id);
            }
            self.levels[side.index()].remove(&at);
        }
    }

    /// Leaves wherever it stands; it still has its slot.
    pub fn detach(&mut self, slot: u32) {
        self.is_stirred = true;
        match self.order(slot).standing {
            Standing::Resting => self.leave_queue(slot),
            Standing::Stopped => self.stops.retain(|other| *other != slot),
            Standing::ForAuction => self.for_auction.retain(|other| *other != slot),
            Standing::Adrift | Standing::Loose | Standing::Over => {}
        }
        self.order_mut(slot).standing = Standing::Loose;
    }

    /// The order is over: filled, cancelled, expired.
    pub fn finish(&mut self, slot: u32, house: &mut House) {
        self.detach(slot);
        self.pegs.retain(|other| *other != slot);
        house.done(self.order(slot));
        self.order_mut(slot).standing = Standing::Over;
        self.free.push(slot);
    }

    /// Fills up to `want` of what a resting order shows, at its own price; what an iceberg shows next joins the back of the
    /// queue. Returns how much was filled.
    pub fn fill_shown(&mut self, slot: u32, want: i64, book: Book<'_>, house: &mut House) -> i64 {
        let take = self.order(slot).shown.min(want);
        self.fill_resting(slot, take, book, house)
    }

    /// The same where nobody stands between the parts of an iceberg: they fill one after the other, told as one.
    pub fn fill_whole(&mut self, slot: u32, want: i64, book: Book<'_>, house: &mut House) -> i64 {
        let take = self.order(slot).leaves().min(want);
        self.fill_resting(slot, take, book, house)
    }

    fn fill_resting(&mut self, slot: u32, take: i64, book: Book<'_>, house: &mut House) -> i64 {
        if take <= 0 {
            return 0;
        }
        let order = self.order_mut(slot);
        let (at, shown) = (order.at, order.shown);
        house.fill(order, at, take, Liquidity::Added);
        if order.leaves() == 0 {
            self.finish(slot, house);
        } else if take >= shown {
            self.detach(slot);
            self.rest(slot, at, book);
        } else {
            order.shown = shown - take;
        }
        take
    }

    /// Slots of ours resting at a price, first come first.
    pub fn slots_at(&self, side: Side, px: i64) -> Vec<u32> {
        let queue = &self.queues[side.index()];
        let first = queue.partition_point(|slot| is_better(side, self.order(*slot).at, px));
        queue[first..].iter().copied().take_while(|slot| self.order(*slot).at == px).collect()
    }

    /// Changes every order of ours resting at a price; none may leave.
    pub fn for_each_at(&mut self, side: Side, px: i64, mut change: impl FnMut(&mut OwnOrder)) {
        let queue = &self.queues[side.index()];
        let first = queue.partition_point(|slot| is_better(side, self.orders[*slot as usize].at, px));
        for slot in &queue[first..] {
            let order = &mut self.orders[*slot as usize];
            if order.at != px {
                break;
            }
            change(order);
        }
    }

    /// What the lane must be told of from now on.
    pub fn settle(&mut self) {
        self.is_stirred = false;
        let best = |queue: &Vec<u32>, none| queue.first().map_or(none, |slot| self.order(*slot).at);
        let worst = |queue: &Vec<u32>, none| queue.last().map_or(none, |slot| self.order(*slot).at);
        let [bids, asks] = &self.queues;
        let tops = [best(bids, NO_TOPS[0]), best(asks, NO_TOPS[1])];
        let worsts = [worst(bids, NO_WORSTS[0]), worst(asks, NO_WORSTS[1])];
        let bit = |is_set: bool, bit| if is_set { bit } else { 0 };
        let interest = bit(!bids.is_empty() || !asks.is_empty(), Interest::RESTING)
            | bit(!self.stops.is_empty(), Interest::STOPS)
            | bit(!self.pegs.is_empty(), Interest::PEGS)
            | bit(!self.for_auction.is_empty(), Interest::AUCTION)
            | bit(!self.eaten.is_empty(), Interest::EATEN);
        (self.tops, self.worsts, self.interest) = (tops, worsts, Interest(interest));
    }

    /// Every live order's slot, in order of arrival.
    pub fn live_slots(&self) -> Vec<u32> {
        let count = u32::try_from(self.orders.len()).unwrap_or(u32::MAX);
        let mut slots: Vec<u32> = (0..count).filter(|slot| self.order(*slot).standing != Standing::Over).collect();
        slots.sort_by_key(|slot| self.order(*slot).venue_order_id);
        slots
    }
}

/// Whether better prices stand before `px`: a level that is not in the book may be outside what the feed shows.
fn is_behind_best(book: Book<'_>, side: Side, px: i64) -> bool {
    book.best(side).is_some_and(|best| is_better(side, best.px.raw(), px))
}
