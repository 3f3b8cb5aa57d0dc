//! Orders of ours that meet the displayed book.

use super::config::SelfMatch;
use super::house::House;
use super::lane::{Lane, is_trading};
use super::own_order::{OwnOrder, Standing, any_price, crosses};
use plimsoll_book::Book;
use plimsoll_types::{CancelReason, Liquidity, OrdType, PegTo, Side, TimeInForce, VenueReportBody};

impl Lane {
    /// An accepted order takes its place.
    pub fn enter(&mut self, slot: u32, book: Book<'_>, house: &mut House) {
        self.is_stirred = true;
        let order = self.order(slot);
        match order.ord_type {
            _ if order.is_for_auction() => {
                self.order_mut(slot).standing = Standing::ForAuction;
                self.for_auction.push(slot);
            }
            OrdType::Stop | OrdType::StopLimit => {
                self.order_mut(slot).standing = Standing::Stopped;
                self.stops.push(slot);
                self.trigger_stops(book, house);
            }
            OrdType::Pegged => {
                self.pegs.push(slot);
                self.follow(slot, book, house);
            }
            OrdType::Market | OrdType::Limit => self.trade_or_rest(slot, order.worst_px(), book, house),
        }
    }

    /// Takes what there is at `limit` or better; the rest joins the book or is cancelled.
    pub fn trade_or_rest(&mut self, slot: u32, limit: i64, book: Book<'_>, house: &mut House) {
        let order = self.order(slot);
        let (is_immediate, is_fok) = (order.is_immediate(), order.time_in_force == TimeInForce::Fok);
        if !is_trading(book.status()) {
            if is_immediate {
                return self.cancel(slot, CancelReason::Venue, house);
            }
            self.order_mut(slot).held = true;
            return self.rest(slot, limit, book);
        }
        if order.is_post_only() && self.would_take(order.side, limit, book) {
            return self.cancel(slot, CancelReason::Venue, house);
        }
        self.order_mut(slot).held = false;
        let bound = self.without_self_match(slot, limit, house);
        if is_fok && self.within_reach(slot, bound, book) < self.order(slot).leaves() {
            return self.cancel(slot, CancelReason::NotImmediate, house);
        }
        self.sweep(slot, bound, book, house);
        let order = self.order(slot);
        if order.leaves() == 0 {
            self.finish(slot, house);
        } else if is_immediate {
            self.cancel(slot, CancelReason::NotImmediate, house);
        } else if bound != limit {
            self.cancel(slot, CancelReason::SelfTrade, house);
        } else {
            self.rest(slot, limit, book);
        }
    }

    /// The order ends.
    pub fn cancel(&mut self, slot: u32, reason: CancelReason, house: &mut House) {
        house.cancelled(self.order(slot), reason);
        self.finish(slot, house);
    }

    /// Whether an order at this limit would take liquidity.
    pub fn would_take(&self, side: Side, limit: i64, book: Book<'_>) -> bool {
        let own = self.queues[side.opposite().index()].first().map(|slot| self.order(*slot).at);
        own.is_some_and(|px| crosses(side, limit, px))
            || self.eaten.offers(book, side.opposite(), limit).next().is_some()
    }

    /// The limit up to which the order meets none of ours, whoever has to go for it.
    fn without_self_match(&mut self, slot: u32, limit: i64, house: &mut House) -> i64 {
        let side = self.order(slot).side;
        loop {
            let Some(&other) = self.queues[side.opposite().index()].first() else { return limit };
            let px = self.order(other).at;
            if !crosses(side, limit, px) {
                return limit;
            }
            match self.self_match {
                SelfMatch::Ignore => return limit,
                SelfMatch::CancelIncoming => return px.saturating_sub(side.sign()),
                SelfMatch::CancelResting => self.cancel(other, CancelReason::SelfTrade, house),
            }
        }
    }

    /// How much an order could take at `limit` or better.
    fn within_reach(&self, slot: u32, limit: i64, book: Book<'_>) -> i64 {
        let side = self.order(slot).side;
        let offers = self.eaten.offers(book, side.opposite(), limit);
        offers.fold(0_i64, |sum, offer| sum.saturating_add(offer.qty))
    }

    /// Takes displayed liquidity, best first, up to `limit`.
    fn sweep(&mut self, slot: u32, limit: i64, book: Book<'_>, house: &mut House) {
        let side = self.order(slot).side;
        let impact = house.config.impact;
        if let Some(model) = &impact {
            self.moved.decay(model, house.now_ns);
        }
        // Own impact may have moved prices towards us: then levels beyond the limit may be within it.
        let sight = if impact.is_some() { any_price(side) } else { limit };
        loop {
            let left = self.order(slot).leaves();
            let Some(offer) = self.eaten.offers(book, side.opposite(), sight).next().filter(|_| left > 0) else {
                return;
            };
            let qty = left.min(offer.qty);
            let tick = self.tick;
            let px = impact.as_ref().map_or(offer.px, |model| self.moved.meets(model, side, offer.px, qty, tick));
            if !crosses(side, limit, px) {
                return;
            }
            house.fill(self.order_mut(slot), px, qty, Liquidity::Removed);
            self.eaten.take(book, side.opposite(), offer.px, qty);
            if let Some(model) = &impact {
                self.moved.took(model, side, qty);
            }
        }
    }

    /// Stops that the last trade has reached become active, oldest first.
    pub fn trigger_stops(&mut self, book: Book<'_>, house: &mut House) {
        let Some(last) = book.last_trade().map(|print| print.px.raw()).filter(|_| is_trading(book.status())) else {
            return;
        };
        let reached = |order: &OwnOrder| match order.side {
            Side::Buy => last >= order.stop.raw(),
            Side::Sell => last <= order.stop.raw(),
        };
        while let Some(slot) = self.stops.iter().copied().find(|slot| reached(self.order(*slot))) {
            self.detach(slot);
            house.tell(self.order(slot), VenueReportBody::Triggered);
            let limit = self.order(slot).worst_px();
            self.trade_or_rest(slot, limit, book, house);
        }
    }

    /// Every peg goes where the book went, oldest first.
    pub fn follow_all(&mut self, book: Book<'_>, house: &mut House) {
        for slot in self.pegs.clone() {
            self.follow(slot, book, house);
        }
    }

    /// A peg goes to its price; at a new price it stands behind all that is there.
    fn follow(&mut self, slot: u32, book: Book<'_>, house: &mut House) {
        let order = self.order(slot);
        if order.standing == Standing::Over {
            return;
        }
        let target = self.peg_price(order, book);
        if order.standing == Standing::Resting && target == Some(order.at) {
            return;
        }
        self.detach(slot);
        let Some(px) = target else {
            self.order_mut(slot).standing = Standing::Adrift;
            return;
        };
        self.trade_or_rest(slot, px, book, house);
    }

    /// Where a peg belongs, on the tick and within its limit; a post-only one never where it would take.
    fn peg_price(&self, order: &OwnOrder, book: Book<'_>) -> Option<i64> {
        let side = order.side;
        let best = |side| book.best(side).map(|level| level.px.raw());
        let tick = self.tick;
        let away = |px: i64| match side {
            Side::Buy => px.div_euclid(tick).saturating_mul(tick),
            Side::Sell => px.saturating_neg().div_euclid(tick).saturating_mul(tick).saturating_neg(),
        };
        let reference = match order.peg_to? {
            PegTo::Primary => best(side)?,
            PegTo::Market => best(side.opposite())?,
            PegTo::Mid => {
                let (bid, ask) = (best(Side::Buy)?, best(Side::Sell)?);
                match side {
                    Side::Buy => (bid & ask) + ((bid ^ ask) >> 1),
                    Side::Sell => (bid | ask) - ((bid ^ ask) >> 1),
                }
            }
        };
        let wanted = away(reference.saturating_add(side.sign().saturating_mul(order.peg_offset)));
        let bounded = match side {
            Side::Buy => wanted.min(order.worst_px()),
            Side::Sell => wanted.max(order.worst_px()),
        };
        let other = best(side.opposite()).filter(|other| order.is_post_only() && crosses(side, bounded, *other));
        Some(other.map_or(bounded, |other| away(other.saturating_sub(side.sign().saturating_mul(tick)))))
    }
}
