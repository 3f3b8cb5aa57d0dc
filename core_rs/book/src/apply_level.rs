//! Events that speak of levels.

use crate::books::{Books, Effect};
use crate::fault::BookFault;
use crate::level_map::Owner;
use crate::store::NIL;
use plimsoll_types::{InstrumentId, Price, Qty, Side};

impl Books {
    /// A new, empty level in its ladder.
    pub(crate) fn open_level(&mut self, instrument: InstrumentId, side: Side, px: i64) -> u32 {
        let level = self.store.open_level(side, px);
        self.levels.insert(Owner::new(instrument, side), px, level);
        self.states[instrument.index()].ladder_mut(side).insert(px, level);
        level
    }

    /// Closes the level when nothing rests there any more. Returns whether it is, or was, the best of its side.
    #[inline]
    pub(crate) fn settle_level(&mut self, instrument: InstrumentId, level: u32) -> bool {
        let record = self.store.level(level);
        let (side, px, empty) = (record.side, record.px, record.is_empty());
        let ladder = self.states[instrument.index()].ladder_mut(side);
        let best = ladder.best() == level;
        if empty {
            ladder.remove(px);
            self.levels.remove(Owner::new(instrument, side), px);
            self.store.close_level(level);
        }
        best
    }

    /// `qty` in all at `px`: what known orders do not cover is anonymous and stands in front.
    pub(crate) fn set_level(
        &mut self,
        instrument: InstrumentId,
        side: Side,
        px: Price,
        qty: Qty,
        orders: u32,
    ) -> Effect {
        if !px.is_set() {
            return Effect::fault(BookFault::UnsetPrice);
        }
        if qty.raw() < 0 {
            return Effect::fault(BookFault::NonPositiveQty);
        }
        let state = &mut self.states[instrument.index()];
        state.has_depth = true;
        state.has_content = true;
        let level = match self.levels.get(Owner::new(instrument, side), px.raw()) {
            NIL if qty.raw() == 0 => return Effect::NOTHING,
            NIL => self.open_level(instrument, side, px.raw()),
            level => level,
        };
        let trimmed = self.trim_queue(level, qty.raw());
        let record = self.store.level_mut(level);
        record.anonymous_qty += qty.raw() - record.qty;
        record.qty = qty.raw();
        record.anonymous_orders = if record.anonymous_qty > 0 { orders.saturating_sub(record.known_orders) } else { 0 };
        let best_changed = self.settle_level(instrument, level);
        Effect { best_changed, fault: trimmed.then_some(BookFault::LevelBelowOrders) }
    }

    /// Drops known orders from the back of the queue until they fit into `qty`. Returns whether any had to go.
    fn trim_queue(&mut self, level: u32, qty: i64) -> bool {
        let mut trimmed = false;
        loop {
            let record = self.store.level(level);
            let (known, tail) = (record.qty - record.anonymous_qty, record.tail);
            if known <= qty || tail == NIL {
                return trimmed;
            }
            trimmed = true;
            let last = self.store.order(tail);
            let (id, instrument) = (last.id, last.instrument);
            if known - last.qty < qty {
                self.store.shrink_order(tail, known - qty);
                return true;
            }
            self.store.take_order(tail);
            let index = self.index_number(instrument);
            self.indexes[index].remove(id.0);
        }
    }

    /// An order that the book never saw takes `qty` from the anonymous quantity; `leaves` when it is gone for good.
    pub(crate) fn take_anonymous(
        &mut self,
        instrument: InstrumentId,
        side: Side,
        px: i64,
        qty: i64,
        leaves: bool,
    ) -> Effect {
        let level = self.levels.get(Owner::new(instrument, side), px);
        if level == NIL {
            return Effect::fault(BookFault::UnknownLevel);
        }
        let record = self.store.level_mut(level);
        let taken = qty.min(record.anonymous_qty);
        record.anonymous_qty -= taken;
        record.qty -= taken;
        if record.anonymous_qty == 0 {
            record.anonymous_orders = 0;
        } else if leaves && record.anonymous_orders > 1 {
            record.anonymous_orders -= 1;
        }
        let fault = (taken < qty).then_some(BookFault::LevelUnderflow);
        let best_changed = taken > 0 && self.settle_level(instrument, level);
        Effect { best_changed, fault }
    }

    /// Empties one side, or both.
    pub(crate) fn clear(&mut self, instrument: InstrumentId, side: Option<Side>) -> Effect {
        let mut best_changed = false;
        for one in [Side::Buy, Side::Sell] {
            if side.is_none_or(|named| named == one) {
                best_changed |= self.clear_side(instrument, one);
            }
        }
        let state = &mut self.states[instrument.index()];
        state.has_content = true;
        if state.quote.is_some() && !state.has_depth {
            state.quote = None;
            best_changed = true;
        }
        Effect::best(best_changed)
    }

    fn clear_side(&mut self, instrument: InstrumentId, side: Side) -> bool {
        let ladder = self.states[instrument.index()].ladder_mut(side);
        let levels: Vec<u32> = ladder.slots().collect();
        ladder.clear();
        for level in &levels {
            self.empty_level(instrument, *level);
        }
        !levels.is_empty()
    }

    /// Drops everything at a level that is no longer in its ladder.
    fn empty_level(&mut self, instrument: InstrumentId, level: u32) {
        let index = self.index_number(instrument);
        loop {
            let head = self.store.level(level).head;
            if head == NIL {
                break;
            }
            let id = self.store.order(head).id;
            self.store.take_order(head);
            self.indexes[index].remove(id.0);
        }
        let record = self.store.level(level);
        self.levels.remove(Owner::new(instrument, record.side), record.px);
        self.store.close_level(level);
    }

    /// Drops the levels beyond the book's depth limit.
    pub(crate) fn cut_depth(&mut self, instrument: InstrumentId) {
        let limit = self.states[instrument.index()].depth_limit;
        for side in [Side::Buy, Side::Sell] {
            while self.states[instrument.index()].ladder(side).len() > limit {
                let level = self.states[instrument.index()].ladder(side).worst();
                let px = self.store.level(level).px;
                self.states[instrument.index()].ladder_mut(side).remove(px);
                self.empty_level(instrument, level);
            }
        }
    }
}
