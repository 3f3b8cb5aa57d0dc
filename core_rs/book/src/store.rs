//! Orders and levels of all books in two slabs, linked by 32-bit slots.
//!
//! An order is half a cache line and knows its level's slot, so taking it out needs neither a price search nor a walk.

use plimsoll_types::{InstrumentId, Level, OrderId, Price, Qty, Side};
use std::hint::select_unpredictable;

/// No slot: the end of a queue or free list. The record there is a dummy, so that unlinking writes to both neighbours
/// without asking whether they exist.
pub const NIL: u32 = 0;

/// A resting order; its price and side are its level's.
#[derive(Debug, Clone, Copy)]
pub struct OrderRecord {
    pub id: OrderId,
    pub qty: i64,
    pub level: u32,
    pub prev: u32,
    pub next: u32,
    pub instrument: InstrumentId,
}

/// A price level: anonymous quantity in front, then known orders from `head` to `tail`. `qty` is all of it.
#[derive(Debug, Clone, Copy)]
pub struct LevelRecord {
    pub px: i64,
    pub qty: i64,
    pub anonymous_qty: i64,
    pub head: u32,
    pub tail: u32,
    pub known_orders: u32,
    /// Orders in the anonymous quantity, zero where the feed does not say.
    pub anonymous_orders: u32,
    pub side: Side,
}

impl LevelRecord {
    fn new(side: Side, px: i64) -> Self {
        Self { px, qty: 0, anonymous_qty: 0, head: NIL, tail: NIL, known_orders: 0, anonymous_orders: 0, side }
    }

    /// Whether nothing rests here any more.
    pub const fn is_empty(&self) -> bool {
        self.known_orders == 0 && self.anonymous_qty == 0
    }

    /// The level as readers see it.
    pub const fn as_level(&self) -> Level {
        let counted = self.anonymous_qty == 0 || self.anonymous_orders > 0;
        let orders = if counted { self.known_orders.saturating_add(self.anonymous_orders) } else { 0 };
        Level { px: Price::from_raw(self.px), qty: Qty::from_raw(self.qty), orders }
    }
}

/// Both slabs.
#[derive(Debug, Clone)]
pub struct Store {
    orders: Vec<OrderRecord>,
    free_order: u32,
    levels: Vec<LevelRecord>,
    free_level: u32,
}

impl Store {
    pub fn new() -> Self {
        let order =
            OrderRecord { id: OrderId(0), qty: 0, level: NIL, prev: NIL, next: NIL, instrument: InstrumentId::ALL };
        let level = LevelRecord::new(Side::Buy, 0);
        Self { orders: vec![order], free_order: NIL, levels: vec![level], free_level: NIL }
    }

    #[inline]
    pub fn order(&self, slot: u32) -> &OrderRecord {
        &self.orders[slot as usize]
    }

    #[inline]
    pub fn level(&self, slot: u32) -> &LevelRecord {
        &self.levels[slot as usize]
    }

    #[inline]
    pub fn level_mut(&mut self, slot: u32) -> &mut LevelRecord {
        &mut self.levels[slot as usize]
    }

    /// Order records in use or free.
    #[inline]
    pub const fn order_slots(&self) -> usize {
        self.orders.len()
    }

    /// A new, empty level.
    pub fn open_level(&mut self, side: Side, px: i64) -> u32 {
        let record = LevelRecord::new(side, px);
        if self.free_level == NIL {
            self.levels.push(record);
            return slot_of(self.levels.len() - 1);
        }
        let slot = self.free_level;
        let place = &mut self.levels[slot as usize];
        self.free_level = place.head;
        *place = record;
        slot
    }

    /// Gives an empty level's slot back.
    pub fn close_level(&mut self, slot: u32) {
        let record = &mut self.levels[slot as usize];
        record.head = self.free_level;
        self.free_level = slot;
    }

    /// The slot of the next new order.
    #[inline]
    pub const fn next_slot(&self) -> u32 {
        if self.free_order == NIL { slot_of(self.orders.len()) } else { self.free_order }
    }

    /// Puts a new order at the back of `level`'s queue. The caller has checked that the level's quantity does not overflow.
    #[inline]
    pub fn push_order(&mut self, level: u32, id: OrderId, qty: i64, instrument: InstrumentId) -> u32 {
        let slot = self.next_slot();
        let place = &mut self.levels[level as usize];
        let prev = place.tail;
        place.tail = slot;
        place.head = select_unpredictable(prev == NIL, slot, place.head);
        place.qty += qty;
        place.known_orders += 1;
        self.orders[prev as usize].next = slot;
        let record = OrderRecord { id, qty, level, prev, next: NIL, instrument };
        if slot as usize == self.orders.len() {
            self.orders.push(record);
        } else {
            let free = &mut self.orders[slot as usize];
            self.free_order = free.next;
            *free = record;
        }
        slot
    }

    /// Takes the order out of its queue and gives its slot back. Returns its level, which may now be empty.
    #[inline]
    pub fn take_order(&mut self, slot: u32) -> u32 {
        let OrderRecord { qty, level, prev, next, .. } = self.orders[slot as usize];
        let place = &mut self.levels[level as usize];
        place.qty -= qty;
        place.known_orders -= 1;
        place.head = select_unpredictable(prev == NIL, next, place.head);
        place.tail = select_unpredictable(next == NIL, prev, place.tail);
        self.orders[prev as usize].next = next;
        self.orders[next as usize].prev = prev;
        self.orders[slot as usize].next = self.free_order;
        self.free_order = slot;
        level
    }

    /// Shrinks an order by less than it holds; it keeps its place. Returns its level.
    #[inline]
    pub fn shrink_order(&mut self, slot: u32, by: i64) -> u32 {
        let record = &mut self.orders[slot as usize];
        record.qty -= by;
        let level = record.level;
        self.levels[level as usize].qty -= by;
        level
    }
}

/// A slab never outgrows 32 bits: its records alone would fill more than 100 GB.
#[allow(clippy::cast_possible_truncation)]
const fn slot_of(index: usize) -> u32 {
    index as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_an_order_is_half_a_cache_line() {
        assert_eq!(size_of::<OrderRecord>(), 32);
        assert!(size_of::<LevelRecord>() <= 64);
    }

    #[test]
    fn test_slots_are_used_again() {
        let mut store = Store::new();
        let level = store.open_level(Side::Buy, 5);
        let first = store.push_order(level, OrderId(1), 10, InstrumentId(0));
        let second = store.push_order(level, OrderId(2), 20, InstrumentId(0));
        store.take_order(first);
        assert_eq!(store.push_order(level, OrderId(3), 5, InstrumentId(0)), first);
        assert_eq!(store.level(level).head, second);
        assert_eq!(store.level(level).tail, first);
        assert_eq!(store.level(level).qty, 25);
    }
}
