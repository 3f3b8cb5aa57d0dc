#![allow(clippy::unwrap_used, clippy::expect_used)]
//! The feed through the decoder and the real books; failures on schedule.

use plimsoll_book::{Books, OrderIdScope};
use plimsoll_engine::{Feed, FeedState};
use plimsoll_sim::{FaultyFeed, FeedFault, SimConfig, SimFeed};
use plimsoll_types::{EventBatch, InstrumentId, MarketBody, MarketEvent, Nanos, Side};

const SECOND: i64 = 1_000_000_000;

fn poll_until(feed: &mut dyn Feed, until_ns: Nanos) -> (Vec<MarketEvent>, FeedState) {
    let (mut events, mut batch) = (Vec::new(), EventBatch::default());
    loop {
        batch.clear();
        let state = feed.poll(until_ns, &mut batch).expect("the simulation never sends damaged bytes");
        events.extend_from_slice(&batch.events);
        if state != FeedState::More {
            return (events, state);
        }
    }
}

fn books_of(events: &[MarketEvent]) -> Books {
    let mut books = Books::new(OrderIdScope::Feed);
    for event in events {
        books.apply(event);
    }
    books
}

fn same_books(one: &Books, other: &Books) -> bool {
    (0..8).all(|n| {
        let both = [one, other].map(|books| books.book(InstrumentId(n)).expect("a book"));
        [Side::Buy, Side::Sell].into_iter().all(|side| both[0].levels(side).eq(both[1].levels(side)))
    })
}

#[test]
fn test_feed_builds_real_books_without_a_fault() {
    let config = SimConfig::demo(6);
    let start = config.session_start_ns;
    let mut feed = SimFeed::new(config.clone());
    let (events, state) = poll_until(&mut feed, start + 30 * SECOND);
    assert_eq!(state, FeedState::Idle);
    assert_eq!(events.len() as u64, feed.exchange().messages());
    assert!(events.windows(2).all(|pair| pair[0].ts_venue_ns <= pair[1].ts_venue_ns));
    assert!(events.iter().all(|event| event.ts_venue_ns >= start && event.ts_venue_ns <= start + 30 * SECOND));
    let books = books_of(&events);
    assert_eq!(books.faults().total(), 0);
    assert_eq!(books.resting_orders() as u32, feed.exchange().resting_orders().iter().sum::<u32>());
    for (n, row) in config.instruments.iter().enumerate() {
        let id = InstrumentId(n as u32);
        assert_eq!(feed.instruments().get(id).map(|i| i.symbol.as_str()), Some(row.symbol.as_str()));
        let book = books.book(id).expect("a book");
        assert!(!book.is_crossed() && !book.is_locked());
        let levels = [Side::Buy, Side::Sell].map(|side| book.level_count(side));
        assert!(levels.iter().all(|&n| n >= 10), "{} shows {levels:?} levels", row.symbol);
    }
}

#[test]
fn test_fork_delivers_what_the_original_delivers() {
    let config = SimConfig::demo(2);
    let start = config.session_start_ns;
    let mut feed = SimFeed::new(config);
    let mut batch = EventBatch::default();
    assert_eq!(feed.poll(start + SECOND, &mut batch).unwrap(), FeedState::More);
    let mut twin = feed.fork().unwrap();
    let (one, _) = poll_until(&mut feed, start + 5 * SECOND);
    let (other, _) = poll_until(twin.as_mut(), start + 5 * SECOND);
    assert!(!one.is_empty());
    assert_eq!(one, other);
}

#[test]
fn test_session_ends() {
    let mut config = SimConfig::demo(2);
    config.close_ns = config.open_ns + 10 * SECOND;
    let (events, state) = poll_until(&mut SimFeed::new(config), Nanos::MAX - 1);
    assert_eq!(state, FeedState::End);
    assert!(matches!(events.last().map(|e| e.body), Some(MarketBody::Note { code: b'C' })));
}

#[test]
fn test_silence_delivers_nothing_then_everything() {
    let config = SimConfig::demo(5);
    let at = |second: i64| config.session_start_ns + second * SECOND;
    let silence = FeedFault::Silence { from_ns: at(3), to_ns: at(6) };
    let mut faulty = FaultyFeed::new(SimFeed::new(config.clone()), vec![silence]);
    let (mut events, _) = poll_until(&mut faulty, at(4));
    assert!(events.iter().all(|event| event.ts_venue_ns < at(3)));
    let (during, state) = poll_until(&mut faulty, at(5));
    assert_eq!((during.len(), state), (0, FeedState::Idle));
    events.extend(poll_until(&mut faulty, at(8)).0);
    assert_eq!(events, poll_until(&mut SimFeed::new(config.clone()), at(8)).0);
}

#[test]
fn test_loss_opens_a_gap_until_a_snapshot_makes_the_books_whole() {
    let config = SimConfig::demo(5);
    let at = |second: i64| config.session_start_ns + second * SECOND;
    let loss = FeedFault::Loss { from_ns: at(3), to_ns: at(4), resync_ns: at(6) };
    let mut faulty = FaultyFeed::new(SimFeed::new(config.clone()), vec![loss]);
    let (mut events, _) = poll_until(&mut faulty, at(5));
    let whole = poll_until(&mut SimFeed::new(config.clone()), at(8)).0;
    let lost = whole.iter().filter(|event| event.ts_venue_ns >= at(3) && event.ts_venue_ns < at(4)).count() as u64;
    let gap = events.iter().find_map(|event| match event.body {
        MarketBody::Gap { expected, received } => Some(received - expected),
        _ => None,
    });
    assert!(lost > 100);
    assert_eq!(gap, Some(lost));
    assert!(!events.iter().any(|event| matches!(event.body, MarketBody::Resync)));
    events.extend(poll_until(&mut faulty, at(8)).0);
    assert!(events.iter().any(|event| matches!(event.body, MarketBody::Resync)));
    assert!(same_books(&books_of(&events), &books_of(&whole)));
}

#[test]
fn test_faulty_delivery_does_not_depend_on_how_often_it_is_polled() {
    let config = SimConfig::demo(8);
    let at = |tenths: i64| config.session_start_ns + tenths * SECOND / 10;
    let faults = vec![
        FeedFault::Loss { from_ns: at(10), to_ns: at(15), resync_ns: at(22) },
        FeedFault::Silence { from_ns: at(30), to_ns: at(35) },
    ];
    let mut often = FaultyFeed::new(SimFeed::new(config.clone()), faults.clone());
    let mut pieces = Vec::new();
    for tenth in 0..=50 {
        pieces.extend(poll_until(&mut often, at(tenth)).0);
    }
    assert_eq!(pieces, poll_until(&mut FaultyFeed::new(SimFeed::new(config.clone()), faults), at(50)).0);
}
