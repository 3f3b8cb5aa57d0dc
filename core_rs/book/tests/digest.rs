//! Digests tell content, not history.
#![allow(clippy::unwrap_used)]

#[path = "reference/events.rs"]
mod events;

use events::{EVENT_BYTES, INSTRUMENTS, events_of};
use plimsoll_book::{Books, OrderIdScope};
use plimsoll_types::{EventFlags, InstrumentId, MarketBody, MarketEvent, OrderId, Price, Qty, Side};
use proptest::prelude::*;

fn digest(books: &Books) -> Vec<u8> {
    let mut bytes = Vec::new();
    books.digest(&mut |part| bytes.extend_from_slice(part));
    bytes
}

/// Says again, in order of merit, what `books` hold: the shortest history of the same content.
fn retold(books: &Books) -> Books {
    let mut again = Books::new(OrderIdScope::Feed);
    for book in books.iter().filter(|book| book.updates() > 0) {
        let event = |body| MarketEvent {
            ts_venue_ns: 0,
            ts_recv_ns: 0,
            instrument: book.instrument(),
            flags: EventFlags::LAST,
            body,
        };
        again.apply(&event(MarketBody::Clear { side: None }));
        for side in [Side::Buy, Side::Sell] {
            for detail in book.level_details(side) {
                let px = detail.level.px;
                if detail.anonymous_qty > Qty::ZERO {
                    let (qty, orders) = (detail.anonymous_qty, detail.anonymous_orders);
                    again.apply(&event(MarketBody::SetLevel { side, px, qty, orders }));
                }
                for order in book.orders_at(side, px) {
                    let (order_id, qty) = (order.order_id, order.qty);
                    again.apply(&event(MarketBody::AddOrder { order_id, side, px, qty }));
                }
            }
        }
    }
    again
}

/// Without trades, which content remembers; with depth and content in every book.
fn silent(bytes: &[u8]) -> Books {
    let mut books = Books::new(OrderIdScope::Feed);
    for instrument in (0..INSTRUMENTS).map(InstrumentId) {
        let flags = EventFlags::LAST;
        let body = MarketBody::AddOrder {
            order_id: OrderId(1_000 + u64::from(instrument.0)),
            side: Side::Buy,
            px: Price::from_raw(7),
            qty: Qty::from_raw(7),
        };
        books.apply(&MarketEvent { ts_venue_ns: 0, ts_recv_ns: 0, instrument, flags, body });
    }
    let prints = |event: &MarketEvent| matches!(event.body, MarketBody::ExecuteOrder { .. } | MarketBody::Trade { .. });
    let clears = |event: &MarketEvent| matches!(event.body, MarketBody::Clear { .. });
    events_of(bytes).iter().filter(|event| !prints(event) && !clears(event)).for_each(|event| {
        books.apply(event);
    });
    books
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn test_two_histories_of_one_content_have_one_digest(
        bytes in proptest::collection::vec(any::<u8>(), 0..EVENT_BYTES * 200),
    ) {
        let books = silent(&bytes);
        let content_without_depth = books.iter().any(|book| book.level_count(Side::Buy) + book.level_count(Side::Sell) == 0);
        prop_assume!(!content_without_depth);
        prop_assert_eq!(digest(&retold(&books)), digest(&books));
    }

    #[test]
    fn test_a_clone_goes_on_like_its_original(
        bytes in proptest::collection::vec(any::<u8>(), EVENT_BYTES..EVENT_BYTES * 200),
        at in any::<prop::sample::Index>(),
    ) {
        let events = events_of(&bytes);
        let mut books = Books::new(OrderIdScope::Instrument);
        let half = at.index(events.len());
        books.apply_all(&events[..half], |_, _, _| {});
        let mut copy = books.clone();
        books.apply_all(&events[half..], |_, _, _| {});
        for event in &events[half..] {
            copy.apply(event);
        }
        prop_assert_eq!(digest(&copy), digest(&books));
    }
}

#[test]
fn test_any_difference_in_content_changes_the_digest() {
    let base = silent(&[]);
    let told = |body| {
        let mut books = base.clone();
        books.apply(&MarketEvent {
            ts_venue_ns: 0,
            ts_recv_ns: 0,
            instrument: InstrumentId(1),
            flags: EventFlags::LAST,
            body,
        });
        digest(&books)
    };
    let (side, px, qty) = (Side::Sell, Price::from_raw(9), Qty::from_raw(3));
    let bodies = [
        MarketBody::Note { code: 1 },
        MarketBody::AddOrder { order_id: OrderId(5), side, px, qty },
        MarketBody::AddOrder { order_id: OrderId(6), side, px, qty },
        MarketBody::AddOrder { order_id: OrderId(5), side: Side::Buy, px, qty },
        MarketBody::SetLevel { side, px, qty, orders: 0 },
        MarketBody::SetLevel { side, px, qty, orders: 1 },
        MarketBody::Trade { px, qty, aggressor: None, match_id: 0 },
        MarketBody::Gap { expected: 1, received: 2 },
        MarketBody::Quote { bid_px: px, bid_qty: qty, ask_px: px, ask_qty: qty },
    ];
    let digests: std::collections::HashSet<Vec<u8>> = bodies.into_iter().map(told).collect();
    assert_eq!(digests.len(), bodies.len());
    assert!(digests.contains(&digest(&base)), "a note changes nothing");
}
