//! Levels told smaller than their known orders: a fault in the live flow, none in snapshots and at a window's edge.
#![allow(clippy::unwrap_used)]

use plimsoll_book::{BookFault, Books};
use plimsoll_types::{EventFlags, InstrumentId, MarketBody, MarketEvent, OrderId, Price, Qty, Side};

const PX: Price = Price::from_raw(10 * Price::ONE);

fn event(body: MarketBody, flags: EventFlags) -> MarketEvent {
    MarketEvent {
        ts_venue_ns: 1,
        ts_recv_ns: 1,
        instrument: InstrumentId(0),
        flags: flags.with(EventFlags::LAST),
        body,
    }
}

/// What is left at the level, and the faults, after two orders of 30 are told to be `shares` in all.
fn told(shares: i64, flags: EventFlags) -> (i64, u32, u64) {
    let mut books = Books::default();
    for id in [1, 2] {
        let qty = Qty::from_raw(30 * Qty::ONE);
        let add = MarketBody::AddOrder { order_id: OrderId(id), side: Side::Buy, px: PX, qty };
        books.apply(&event(add, EventFlags::default()));
    }
    let level = MarketBody::SetLevel { side: Side::Buy, px: PX, qty: Qty::from_raw(shares * Qty::ONE), orders: 0 };
    let applied = books.apply(&event(level, flags));
    let faults = books.faults();
    assert_eq!(applied.fault.is_some(), faults.total() > 0);
    let best = books.book(InstrumentId(0)).unwrap().best(Side::Buy);
    let left = best.map_or((0, 0), |best| (best.qty.raw() / Qty::ONE, best.orders));
    (left.0, left.1, faults.of(BookFault::LevelBelowOrders))
}

#[test]
fn test_a_level_below_its_orders_is_a_fault_of_the_live_flow() {
    assert_eq!(told(40, EventFlags::default()), (40, 2, 1));
    assert_eq!(told(0, EventFlags::default()), (0, 0, 1));
    assert_eq!(told(60, EventFlags::default()), (60, 2, 0));
}

#[test]
fn test_snapshots_and_window_edges_drop_the_same_orders_without_a_fault() {
    for flags in [EventFlags::SNAPSHOT, EventFlags::REVEALED] {
        assert_eq!(told(40, flags), (40, 2, 0));
        assert_eq!(told(0, flags), (0, 0, 0));
    }
}
