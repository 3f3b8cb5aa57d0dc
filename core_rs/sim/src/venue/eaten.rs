//! Displayed liquidity that our orders took, and that the recorded book therefore still shows.
//!
//! Of a level's displayed quantity the part taken is not there for us any more, until the recorded orders that it
//! belonged to leave: a new order at the level is fresh, a cancel of an order that we took from frees what we took of
//! it, an execution of recorded flow does not (that flow would have gone on to the rest). A level that empties is
//! forgotten.

use super::own_order::{crosses, is_better};
use plimsoll_book::Book;
use plimsoll_types::{OrderId, Price, Side};
use std::collections::{BTreeMap, HashMap};

/// What was taken, by level and by order.
#[derive(Debug, Clone, Default)]
pub(super) struct Eaten {
    levels: [BTreeMap<i64, i64>; 2],
    orders: HashMap<OrderId, Bite>,
}

#[derive(Debug, Clone, Copy)]
struct Bite {
    side: Side,
    px: i64,
    qty: i64,
}

/// A level to take from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offer {
    pub px: i64,
    pub qty: i64,
}

impl Eaten {
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.levels[0].is_empty() && self.levels[1].is_empty()
    }

    /// What the book shows of `side` at `limit` or better and we have not taken, best first.
    pub fn offers<'a>(&'a self, book: Book<'a>, side: Side, limit: i64) -> impl Iterator<Item = Offer> + 'a {
        book.levels(side)
            .map(|level| (level.px.raw(), level.qty.raw()))
            .take_while(move |(px, _)| crosses(side.opposite(), limit, *px))
            .map(move |(px, qty)| Offer { px, qty: qty.saturating_sub(self.at(side, px)) })
            .filter(|offer| offer.qty > 0)
    }

    pub fn at(&self, side: Side, px: i64) -> i64 {
        self.levels[side.index()].get(&px).copied().unwrap_or(0)
    }

    /// `qty` is taken from the front of what is left at a level.
    pub fn take(&mut self, book: Book<'_>, side: Side, px: i64, qty: i64) {
        let before = self.at(side, px);
        self.levels[side.index()].insert(px, before.saturating_add(qty));
        let anonymous = book.level_at(side, Price::from_raw(px)).map_or(0, |detail| detail.anonymous_qty.raw());
        let mut left = qty - (anonymous - before).clamp(0, qty);
        for order in book.orders_at(side, Price::from_raw(px)) {
            if left == 0 {
                break;
            }
            let bitten = self.orders.get(&order.order_id).map_or(0, |bite| bite.qty);
            let taken = (order.qty.raw() - bitten).clamp(0, left);
            if taken > 0 {
                self.orders.insert(order.order_id, Bite { side, px, qty: bitten + taken });
                left -= taken;
            }
        }
    }

    /// `id` was cancelled down to `left` (zero when it is gone): what we took of the rest is forgotten.
    pub fn cancelled(&mut self, id: OrderId, left: i64) {
        if let Some(bite) = self.orders.get_mut(&id) {
            let freed = (bite.qty - left).max(0);
            bite.qty -= freed;
            let (side, px, rest) = (bite.side, bite.px, bite.qty);
            if rest == 0 {
                self.orders.remove(&id);
            }
            self.set(side, px, self.at(side, px) - freed);
        }
    }

    /// `id` was executed down to `left` by recorded flow, which in our world went on to the others of the level.
    pub fn executed(&mut self, id: OrderId, left: i64) {
        if let Some(bite) = self.orders.get_mut(&id) {
            bite.qty = bite.qty.min(left);
            if bite.qty == 0 {
                self.orders.remove(&id);
            }
        }
    }

    /// A level now shows `qty`.
    pub fn level_shows(&mut self, side: Side, px: i64, qty: i64) {
        let eaten = self.at(side, px);
        if eaten > qty {
            self.set(side, px, qty);
        }
    }

    fn set(&mut self, side: Side, px: i64, qty: i64) {
        if qty > 0 {
            self.levels[side.index()].insert(px, qty);
        } else {
            self.levels[side.index()].remove(&px);
            self.orders.retain(|_, bite| bite.side != side || bite.px != px);
        }
    }

    /// The best prices changed: levels at least as good as the best show what they show, those before it nothing.
    pub fn best_moved(&mut self, book: Book<'_>) {
        for side in [Side::Buy, Side::Sell] {
            let best = book.best(side).map(|level| (level.px.raw(), level.qty.raw()));
            let gone: Vec<i64> = self.levels[side.index()]
                .keys()
                .copied()
                .filter(|px| best.is_none_or(|(best, _)| is_better(side, *px, best)))
                .collect();
            for px in gone {
                self.set(side, px, 0);
            }
            if let Some((px, qty)) = best {
                self.level_shows(side, px, qty);
            }
        }
    }

    /// The book is emptied.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}
