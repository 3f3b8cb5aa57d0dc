//! Events that name an order.

use crate::books::{Applied, Books, Effect};
use crate::fault::BookFault;
use crate::level_map::Owner;
use crate::store::NIL;
use plimsoll_types::{EventFlags, InstrumentId, MarketEvent, OrderId, Price, Qty, Side, TradePrint};

/// What looking for a named order found.
enum Named {
    Order(u32),
    /// Unknown here; the event names a level to take from.
    Anonymous(Side, i64),
    Fault(BookFault),
}

/// Whether a price and quantity may enter a book.
const fn check_new(px: Price, qty: Qty) -> Result<(), BookFault> {
    if !px.is_set() {
        return Err(BookFault::UnsetPrice);
    }
    if qty.raw() <= 0 { Err(BookFault::NonPositiveQty) } else { Ok(()) }
}

impl Books {
    #[inline]
    pub(crate) fn add_order(
        &mut self,
        instrument: InstrumentId,
        id: OrderId,
        side: Side,
        px: Price,
        qty: Qty,
    ) -> Effect {
        if let Err(fault) = check_new(px, qty) {
            return Effect::fault(fault);
        }
        self.rest(instrument, id, side, px.raw(), qty.raw())
    }

    #[inline]
    pub(crate) fn execute_order(
        &mut self,
        event: &MarketEvent,
        instrument: InstrumentId,
        id: OrderId,
        qty: Qty,
        px: Price,
        side: Option<Side>,
    ) -> Applied {
        if qty.raw() <= 0 {
            return Applied::fault(BookFault::NonPositiveQty);
        }
        let (best_changed, fault, trade_px, resting) = match self.named(instrument, id, px, side) {
            Named::Order(slot) => {
                let level = self.store.level(self.store.order(slot).level);
                let trade_px = if px.is_set() { px } else { Price::from_raw(level.px) };
                let resting = level.side;
                let (best, over) = self.take_from_order(slot, qty.raw());
                let disagrees = side.is_some_and(|told| told != resting).then_some(BookFault::OrderMismatch);
                (best, over.then_some(BookFault::OverExecution).or(disagrees), trade_px, Some(resting))
            }
            Named::Anonymous(side, level_px) => {
                let taken = self.take_anonymous(instrument, side, level_px, qty.raw(), false);
                (taken.best_changed, taken.fault, px, Some(side))
            }
            Named::Fault(fault) => (false, Some(fault), px, side),
        };
        let print = trade_px.is_set().then(|| TradePrint {
            ts_venue_ns: event.ts_venue_ns,
            px: trade_px,
            qty,
            aggressor: if event.flags.contains(EventFlags::CROSS) { None } else { resting.map(Side::opposite) },
            flags: event.flags,
            match_id: 0,
        });
        self.states[instrument.index()].note_print(print);
        Applied { print, best_changed, fault }
    }

    #[inline]
    pub(crate) fn reduce_order(
        &mut self,
        instrument: InstrumentId,
        id: OrderId,
        qty: Qty,
        px: Price,
        side: Option<Side>,
    ) -> Effect {
        if qty.raw() <= 0 {
            return Effect::fault(BookFault::NonPositiveQty);
        }
        match self.named(instrument, id, px, side) {
            Named::Order(slot) => {
                let disagrees = self.disagrees(slot, px, side);
                let (best_changed, over) = self.take_from_order(slot, qty.raw());
                let fault = over.then_some(BookFault::OverReduction).or(disagrees);
                Effect { best_changed, fault }
            }
            Named::Anonymous(side, px) => self.take_anonymous(instrument, side, px, qty.raw(), false),
            Named::Fault(fault) => Effect::fault(fault),
        }
    }

    /// Most deletions name a known order and nothing else: that way is short, with one pass through the index.
    #[inline]
    pub(crate) fn delete_order(
        &mut self,
        instrument: InstrumentId,
        id: OrderId,
        qty: Qty,
        px: Price,
        side: Option<Side>,
    ) -> Effect {
        if qty.is_set() || px.is_set() || side.is_some() {
            return self.delete_described(instrument, id, qty, px, side);
        }
        match self.unlist(instrument, id) {
            Ok(slot) => Effect::best(self.leave(slot)),
            Err(fault) => Effect::fault(fault),
        }
    }

    /// A deletion that repeats what was left of the order, or where it stood.
    #[inline(never)]
    fn delete_described(
        &mut self,
        instrument: InstrumentId,
        id: OrderId,
        qty: Qty,
        px: Price,
        side: Option<Side>,
    ) -> Effect {
        match self.named(instrument, id, px, side) {
            Named::Order(slot) => {
                let left = Qty::from_raw(self.store.order(slot).qty);
                let differs = (qty.is_set() && qty != left).then_some(BookFault::OrderMismatch);
                let fault = differs.or_else(|| self.disagrees(slot, px, side));
                Effect { best_changed: self.drop_order(slot), fault }
            }
            Named::Anonymous(side, px) if qty.is_set() && qty.raw() > 0 => {
                self.take_anonymous(instrument, side, px, qty.raw(), true)
            }
            Named::Anonymous(..) => Effect::fault(BookFault::UnknownOrder),
            Named::Fault(fault) => Effect::fault(fault),
        }
    }

    /// Takes a known order of this instrument out of the index; it still stands in its queue.
    #[inline]
    fn unlist(&mut self, instrument: InstrumentId, id: OrderId) -> Result<u32, BookFault> {
        let index = self.index_number(instrument);
        let slot = self.indexes[index].remove(id.0);
        if self.store.order(slot).instrument == instrument {
            return Ok(slot);
        }
        Err(self.list_again(index, id, slot))
    }

    #[cold]
    fn list_again(&mut self, index: usize, id: OrderId, slot: u32) -> BookFault {
        if slot == NIL {
            return BookFault::UnknownOrder;
        }
        let absent = self.indexes[index].insert(id.0, slot);
        debug_assert!(absent.is_ok(), "it was taken out a moment ago");
        BookFault::WrongInstrument
    }

    #[inline]
    pub(crate) fn replace_order(
        &mut self,
        instrument: InstrumentId,
        id: OrderId,
        new_id: OrderId,
        px: Price,
        qty: Qty,
    ) -> Effect {
        let slot = match self.unlist(instrument, id) {
            Ok(slot) => slot,
            Err(fault) => return Effect::fault(fault),
        };
        let side = self.store.level(self.store.order(slot).level).side;
        let best_changed = self.leave(slot);
        let added = match check_new(px, qty) {
            Ok(()) => self.rest(instrument, new_id, side, px.raw(), qty.raw()),
            Err(kind) => self.replace_by_nothing(instrument, new_id, kind),
        };
        Effect { best_changed: best_changed | added.best_changed, fault: added.fault }
    }

    /// A replacement whose new order cannot be: an order that already has its id goes all the same.
    #[cold]
    fn replace_by_nothing(&mut self, instrument: InstrumentId, new_id: OrderId, kind: BookFault) -> Effect {
        match self.slot_of(instrument, new_id) {
            NIL => Effect::fault(kind),
            resting => Effect { best_changed: self.drop_order(resting), fault: Some(BookFault::DuplicateOrder) },
        }
    }

    /// A lower quantity at the same price keeps the order's place; anything else sends it to the back of its queue.
    pub(crate) fn amend_order(
        &mut self,
        instrument: InstrumentId,
        id: OrderId,
        side: Side,
        px: Price,
        qty: Qty,
    ) -> Effect {
        if let Err(fault) = check_new(px, qty) {
            return Effect::fault(fault);
        }
        let slot = match self.named(instrument, id, Price::UNSET, None) {
            Named::Order(slot) => slot,
            Named::Fault(BookFault::WrongInstrument) => return Effect::fault(BookFault::WrongInstrument),
            Named::Anonymous(..) | Named::Fault(_) => {
                let fault = Some(BookFault::UnknownOrder);
                return Effect { fault, ..self.add_order(instrument, id, side, px, qty) };
            }
        };
        let order = *self.store.order(slot);
        let level = self.store.level(order.level);
        if level.px == px.raw() && level.side == side && qty.raw() <= order.qty {
            return match order.qty - qty.raw() {
                0 => Effect::NOTHING,
                by => Effect::best(self.take_from_order(slot, by).0),
            };
        }
        let best_changed = self.drop_order(slot);
        let added = self.rest(instrument, id, side, px.raw(), qty.raw());
        Effect { best_changed: best_changed | added.best_changed, fault: added.fault }
    }

    #[inline]
    fn named(&self, instrument: InstrumentId, id: OrderId, px: Price, side: Option<Side>) -> Named {
        let slot = self.slot_of(instrument, id);
        if slot == NIL {
            return match side {
                Some(side) if px.is_set() => Named::Anonymous(side, px.raw()),
                _ => Named::Fault(BookFault::UnknownOrder),
            };
        }
        if self.store.order(slot).instrument == instrument {
            Named::Order(slot)
        } else {
            Named::Fault(BookFault::WrongInstrument)
        }
    }

    #[inline]
    fn disagrees(&self, slot: u32, px: Price, side: Option<Side>) -> Option<BookFault> {
        if !px.is_set() && side.is_none() {
            return None;
        }
        let level = self.store.level(self.store.order(slot).level);
        let differs = (px.is_set() && px.raw() != level.px) || side.is_some_and(|side| side != level.side);
        differs.then_some(BookFault::OrderMismatch)
    }

    /// A new order at the back of its queue. One that already has its id goes first.
    #[inline]
    fn rest(&mut self, instrument: InstrumentId, id: OrderId, side: Side, px: i64, qty: i64) -> Effect {
        let index = self.index_number(instrument);
        if let Err(resting) = self.indexes[index].insert(id.0, self.store.next_slot()) {
            return self.rest_again(resting, instrument, id, side, px, qty);
        }
        let level = match self.levels.get(Owner::new(instrument, side), px) {
            NIL => self.open_level(instrument, side, px),
            level if self.store.level(level).qty.checked_add(qty).is_some() => level,
            _ => {
                self.indexes[index].remove(id.0);
                return Effect::fault(BookFault::QtyOverflow);
            }
        };
        self.store.push_order(level, id, qty, instrument);
        let state = &mut self.states[instrument.index()];
        state.has_depth = true;
        state.has_content = true;
        Effect::best(state.ladder(side).best() == level)
    }

    /// The duplicate's old order goes, then it rests.
    #[cold]
    fn rest_again(
        &mut self,
        resting: u32,
        instrument: InstrumentId,
        id: OrderId,
        side: Side,
        px: i64,
        qty: i64,
    ) -> Effect {
        let best_changed = self.drop_order(resting);
        let added = self.rest(instrument, id, side, px, qty);
        Effect { best_changed: best_changed | added.best_changed, fault: Some(BookFault::DuplicateOrder) }
    }

    /// Takes `qty` from a known order; it leaves when nothing remains. Returns whether its level was the best, and
    /// whether `qty` was more than it had.
    #[inline]
    fn take_from_order(&mut self, slot: u32, qty: i64) -> (bool, bool) {
        let order = self.store.order(slot);
        if qty >= order.qty {
            let over = qty > order.qty;
            return (self.drop_order(slot), over);
        }
        let (level, instrument) = (order.level, order.instrument);
        self.store.shrink_order(slot, qty);
        let side = self.store.level(level).side;
        (self.states[instrument.index()].ladder(side).best() == level, false)
    }

    /// Takes a known order out of book and index. Returns whether its level was the best.
    #[inline]
    pub(crate) fn drop_order(&mut self, slot: u32) -> bool {
        let order = self.store.order(slot);
        let (id, instrument) = (order.id, order.instrument);
        let index = self.index_number(instrument);
        self.indexes[index].remove(id.0);
        self.leave(slot)
    }

    /// Takes an order out of its queue. Returns whether its level was the best.
    #[inline]
    fn leave(&mut self, slot: u32) -> bool {
        let instrument = self.store.order(slot).instrument;
        let level = self.store.take_order(slot);
        self.settle_level(instrument, level)
    }
}
