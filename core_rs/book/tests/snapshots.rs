//! Snapshots between threads: whole, in order, conflated.
#![allow(clippy::unwrap_used)]

use plimsoll_book::snapshot::{BookSnapshot, channel};
use plimsoll_book::{Books, Freshness};
use plimsoll_types::{EventFlags, InstrumentId, MarketBody, MarketEvent, Price, Qty, Side};

const ID: InstrumentId = InstrumentId(0);
const LEVELS: i64 = 20;

fn apply(books: &mut Books, ts_venue_ns: i64, body: MarketBody) {
    books.apply(&MarketEvent { ts_venue_ns, ts_recv_ns: ts_venue_ns, instrument: ID, flags: EventFlags::LAST, body });
}

/// A book all of whose numbers follow from `round`.
fn tell(books: &mut Books, round: i64) {
    for n in 0..LEVELS {
        let qty = Qty::from_raw(round + 1);
        for (side, px) in [(Side::Buy, 1_000 - n), (Side::Sell, 1_001 + n)] {
            apply(books, round, MarketBody::SetLevel { side, px: Price::from_raw(px), qty, orders: 0 });
        }
    }
}

/// The round that a snapshot shows, when all of it is of one round.
fn round_of(snapshot: &BookSnapshot) -> i64 {
    let round = snapshot.ts_venue_ns;
    for side in [Side::Buy, Side::Sell] {
        assert_eq!(snapshot.levels(side).len(), usize::try_from(LEVELS).unwrap());
        for level in snapshot.levels(side) {
            assert_eq!(level.qty.raw(), round + 1, "torn");
        }
    }
    assert_eq!(snapshot.updates, u64::try_from((round + 1) * 2 * LEVELS).unwrap());
    round
}

#[test]
fn test_readers_never_see_a_torn_snapshot_nor_an_older_one() {
    const ROUNDS: i64 = 20_000;
    let (mut writer, mut reader) = channel(32);
    let drawing = std::thread::spawn(move || {
        let (mut last, mut seen) = (-1, 0_u32);
        while last < ROUNDS - 1 {
            if reader.is_updated() {
                let round = round_of(reader.latest());
                assert!(round > last);
                (last, seen) = (round, seen + 1);
            }
            std::thread::yield_now();
        }
        seen
    });
    let mut books = Books::default();
    for round in 0..ROUNDS {
        tell(&mut books, round);
        writer.publish(books.book(ID).unwrap());
    }
    assert!(drawing.join().unwrap() > 0);
}

#[test]
fn test_columns_are_filled_best_first_as_far_as_they_reach() {
    let mut books = Books::default();
    tell(&mut books, 6);
    let mut snapshot = BookSnapshot::new(10);
    snapshot.take(books.book(ID).unwrap());
    let (mut px, mut qty, mut orders) = ([-1; 12], [-1; 12], [-1; 3]);
    assert_eq!(snapshot.fill(Side::Sell, &mut px, &mut qty, &mut orders), 3);
    assert_eq!((&px[..4], qty[0], orders), (&[1_001, 1_002, 1_003, -1][..], 7, [0, 0, 0]));
    assert_eq!(snapshot.fill(Side::Buy, &mut px, &mut qty, &mut [0; 12]), 10);
}

#[test]
fn test_a_reader_before_the_first_publication_sees_an_empty_book() {
    let (_writer, mut reader) = channel(4);
    assert!(!reader.is_updated());
    let snapshot = reader.latest();
    assert_eq!((snapshot.instrument, snapshot.freshness), (InstrumentId::ALL, Freshness::Empty));
    assert!(snapshot.levels(Side::Buy).is_empty());
}
