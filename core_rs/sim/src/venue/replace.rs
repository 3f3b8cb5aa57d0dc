//! Cancel/replace: a smaller quantity keeps the place in the queue, anything else is a new arrival.

use super::form;
use super::house::{House, Place};
use super::lane::{Lane, is_trading};
use super::matcher::Matcher;
use super::own_order::{Standing, display_of};
use plimsoll_book::{Book, Books};
use plimsoll_types::{ClOrdId, InstrumentId, OrdType, RejectReason, ReplaceOrder, TimeInForce, VenueReportBody};

impl Matcher {
    pub fn replace_order(&mut self, replace: &ReplaceOrder, books: &Books) -> Result<(), RejectReason> {
        if self.house.names.contains_key(&replace.cl_ord_id) {
            return Err(RejectReason::DuplicateClOrdId);
        }
        let (instrument, slot, lane, house) = self.find(replace.orig_cl_ord_id)?;
        let book = books.book(instrument).ok_or(RejectReason::VenueClosed)?;
        lane.check_replace(slot, replace, book)?;
        rename(lane, slot, replace.cl_ord_id, instrument, house);
        lane.replace(slot, replace, book, house);
        lane.settle();
        Ok(())
    }
}

/// The order is called otherwise from now on.
fn rename(lane: &mut Lane, slot: u32, name: ClOrdId, instrument: InstrumentId, house: &mut House) {
    let order = lane.order_mut(slot);
    house.names.insert(order.cl_ord_id, Place::Void);
    house.names.insert(name, Place::Live(instrument, slot));
    if order.time_in_force == TimeInForce::Gtd {
        house.expiries.remove(&(order.expire_ns, order.cl_ord_id));
        house.expiries.insert((order.expire_ns, name));
    }
    order.cl_ord_id = name;
}

impl Lane {
    fn check_replace(&self, slot: u32, replace: &ReplaceOrder, book: Book<'_>) -> Result<(), RejectReason> {
        let order = self.order(slot);
        form::check_lot(replace.qty, self.lot)?;
        form::check_display(replace.qty, replace.display_qty)?;
        if replace.qty.raw() <= order.cum {
            return Err(RejectReason::BelowFilled);
        }
        if replace.px.is_set() != order.limit.is_set() && order.ord_type != OrdType::Pegged {
            return Err(RejectReason::InvalidPrice);
        }
        if replace.px.is_set() && replace.px.raw() % self.tick != 0 {
            return Err(RejectReason::OffTick);
        }
        if order.standing == Standing::Stopped && !replace.stop_px.is_set() {
            return Err(RejectReason::InvalidStop);
        }
        let may_take = order.standing == Standing::Resting && order.ord_type != OrdType::Pegged;
        let is_kept_out = order.is_post_only() && may_take && is_trading(book.status());
        if is_kept_out && !self.keeps_place(slot, replace) && self.would_take(order.side, replace.px.raw(), book) {
            return Err(RejectReason::WouldTakeLiquidity);
        }
        Ok(())
    }

    fn keeps_place(&self, slot: u32, replace: &ReplaceOrder) -> bool {
        let order = self.order(slot);
        let is_no_more = replace.qty.raw() <= order.qty && display_of(replace.display_qty) <= order.display;
        order.standing == Standing::Resting && replace.px == order.limit && is_no_more
    }

    fn replace(&mut self, slot: u32, replace: &ReplaceOrder, book: Book<'_>, house: &mut House) {
        let keeps_place = self.keeps_place(slot, replace);
        let was_stopped = self.order(slot).standing == Standing::Stopped;
        if !keeps_place {
            self.detach(slot);
            self.pegs.retain(|other| *other != slot);
        }
        let order = self.order_mut(slot);
        (order.qty, order.limit, order.display) = (replace.qty.raw(), replace.px, display_of(replace.display_qty));
        order.shown = order.shown.min(order.leaves()).min(order.display);
        if was_stopped {
            order.stop = replace.stop_px;
        }
        let body =
            VenueReportBody::Replaced { orig_cl_ord_id: replace.orig_cl_ord_id, qty: replace.qty, px: replace.px };
        house.tell(order, body);
        let is_active_stop = matches!(order.ord_type, OrdType::Stop | OrdType::StopLimit) && !was_stopped;
        if is_active_stop && !keeps_place {
            let limit = order.worst_px();
            self.trade_or_rest(slot, limit, book, house);
        } else if !keeps_place {
            self.enter(slot, book, house);
        }
    }
}
