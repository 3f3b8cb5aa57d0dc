//! What books say of single events: prints, phases, quotes, gaps, clears, limits.
#![allow(clippy::unwrap_used)]

use plimsoll_book::{Applied, BookFault, Books, Freshness, GapCause, MAX_INSTRUMENTS, OrderIdScope};
use plimsoll_types::{
    AuctionKind, EventFlags, InstrumentId, Level, MarketBody, MarketEvent, OrderId, Price, Qty, Side, TradingStatus,
};

const ID: InstrumentId = InstrumentId(3);

fn px(cents: i64) -> Price {
    Price::from_scaled(cents, 2).unwrap()
}

fn qty(shares: i64) -> Qty {
    Qty::from_scaled(shares, 0).unwrap()
}

fn flagged(instrument: InstrumentId, flags: EventFlags, body: MarketBody) -> MarketEvent {
    MarketEvent { ts_venue_ns: 5, ts_recv_ns: 6, instrument, flags: flags.with(EventFlags::LAST), body }
}

fn apply(books: &mut Books, body: MarketBody) -> Applied {
    books.apply(&flagged(ID, EventFlags::default(), body))
}

fn add(books: &mut Books, id: u64, side: Side, cents: i64, shares: i64) -> Applied {
    apply(books, MarketBody::AddOrder { order_id: OrderId(id), side, px: px(cents), qty: qty(shares) })
}

fn execute(id: u64, shares: i64) -> MarketBody {
    MarketBody::ExecuteOrder { order_id: OrderId(id), qty: qty(shares), px: Price::UNSET, side: None }
}

fn best(books: &Books, side: Side) -> Option<(i64, i64, u32)> {
    let level = books.book(ID)?.best(side)?;
    Some((level.px.raw() / 10_000_000, level.qty.raw() / Qty::ONE, level.orders))
}

#[test]
fn test_execution_prints_at_the_resting_price_against_the_resting_side() {
    let mut books = Books::default();
    add(&mut books, 1, Side::Sell, 1_010, 100);
    let print = apply(&mut books, execute(1, 30)).print.unwrap();
    assert_eq!((print.px, print.qty, print.aggressor), (px(1_010), qty(30), Some(Side::Buy)));
    assert_eq!(best(&books, Side::Sell), Some((1_010, 70, 1)));
    let book = books.book(ID).unwrap();
    assert_eq!((book.volume(), book.trades(), book.last_trade()), (qty(30), 1, Some(print)));
}

#[test]
fn test_non_printable_and_hidden_prints_are_told_apart() {
    let mut books = Books::default();
    add(&mut books, 1, Side::Buy, 1_000, 100);
    let applied = books.apply(&flagged(ID, EventFlags::NON_PRINTABLE, execute(1, 40)));
    assert!(applied.print.unwrap().flags.contains(EventFlags::NON_PRINTABLE));
    assert_eq!(books.book(ID).unwrap().volume(), Qty::ZERO);
    let hidden = MarketBody::Trade { px: px(1_001), qty: qty(7), aggressor: None, match_id: 9 };
    let applied = books.apply(&flagged(ID, EventFlags::HIDDEN, hidden));
    assert_eq!(applied.print.unwrap().match_id, 9);
    assert_eq!(books.book(ID).unwrap().volume(), qty(7));
    assert_eq!(best(&books, Side::Buy), Some((1_000, 60, 1)));
}

#[test]
fn test_an_empty_cross_prints_nothing_and_is_no_fault() {
    let mut books = Books::default();
    let cross = MarketBody::Trade { px: Price::ZERO, qty: Qty::ZERO, aggressor: None, match_id: 1 };
    assert_eq!(apply(&mut books, cross), Applied::default());
}

#[test]
fn test_over_execution_removes_the_order_and_keeps_the_venues_quantity() {
    let mut books = Books::default();
    add(&mut books, 1, Side::Buy, 1_000, 10);
    let applied = apply(&mut books, execute(1, 25));
    assert_eq!((applied.fault, applied.print.unwrap().qty), (Some(BookFault::OverExecution), qty(25)));
    assert_eq!(best(&books, Side::Buy), None);
}

#[test]
fn test_an_unknown_execution_with_a_price_still_prints() {
    let mut books = Books::default();
    let body = MarketBody::ExecuteOrder { order_id: OrderId(8), qty: qty(5), px: px(1_000), side: None };
    let applied = apply(&mut books, body);
    assert_eq!(applied.fault, Some(BookFault::UnknownOrder));
    assert_eq!((applied.print.unwrap().qty, applied.print.unwrap().aggressor), (qty(5), None));
}

#[test]
fn test_seeded_quantity_stands_ahead_of_known_orders() {
    let mut books = Books::default();
    apply(&mut books, MarketBody::SetLevel { side: Side::Buy, px: px(1_000), qty: qty(500), orders: 4 });
    add(&mut books, 1, Side::Buy, 1_000, 100);
    assert_eq!(best(&books, Side::Buy), Some((1_000, 600, 5)));
    let unseen =
        MarketBody::ExecuteOrder { order_id: OrderId(77), qty: qty(200), px: px(1_000), side: Some(Side::Buy) };
    assert_eq!(apply(&mut books, unseen).print.unwrap().aggressor, Some(Side::Sell));
    let position = books.book(ID).unwrap().queue_position(OrderId(1)).unwrap();
    assert_eq!((position.ahead_qty, position.anonymous_ahead_qty, position.ahead_orders), (qty(300), qty(300), 4));
}

#[test]
fn test_amendments_lose_their_place_for_price_and_growth_only() {
    let mut books = Books::default();
    add(&mut books, 1, Side::Buy, 1_000, 100);
    add(&mut books, 2, Side::Buy, 1_000, 100);
    let amend =
        |shares| MarketBody::AmendOrder { order_id: OrderId(1), side: Side::Buy, px: px(1_000), qty: qty(shares) };
    apply(&mut books, amend(60));
    assert_eq!(books.book(ID).unwrap().queue_position(OrderId(1)).unwrap().ahead_qty, Qty::ZERO);
    apply(&mut books, amend(61));
    assert_eq!(books.book(ID).unwrap().queue_position(OrderId(1)).unwrap().ahead_qty, qty(100));
}

#[test]
fn test_quotes_answer_until_depth_comes() {
    let mut books = Books::default();
    let quote = MarketBody::Quote { bid_px: px(999), bid_qty: qty(1), ask_px: Price::UNSET, ask_qty: qty(0) };
    assert!(apply(&mut books, quote).best_changed);
    assert!(!apply(&mut books, quote).best_changed);
    assert_eq!((best(&books, Side::Buy), best(&books, Side::Sell)), (Some((999, 1, 0)), None));
    add(&mut books, 1, Side::Sell, 1_010, 3);
    assert_eq!((best(&books, Side::Buy), best(&books, Side::Sell)), (None, Some((1_010, 3, 1))));
}

#[test]
fn test_a_gap_lasts_until_resync_and_keeps_its_start() {
    let mut books = Books::default();
    add(&mut books, 1, Side::Buy, 1_000, 10);
    assert_eq!(books.book(ID).unwrap().freshness(), Freshness::Live);
    apply(&mut books, MarketBody::Gap { expected: 10, received: 14 });
    apply(&mut books, MarketBody::Gap { expected: 20, received: 29 });
    let Freshness::Gapped(gap) = books.book(ID).unwrap().freshness() else { panic!("not gapped") };
    assert_eq!((gap.since_ns, gap.expected, gap.received, gap.cause), (5, 10, 29, GapCause::Sequence));
    add(&mut books, 2, Side::Buy, 1_001, 10);
    assert!(matches!(books.book(ID).unwrap().freshness(), Freshness::Gapped(_)));
    apply(&mut books, MarketBody::Resync);
    assert_eq!((books.book(ID).unwrap().freshness(), books.book(ID).unwrap().gaps()), (Freshness::Live, 2));
}

#[test]
fn test_venue_wide_events_reach_every_book_and_those_to_come() {
    let mut books = Books::default();
    add(&mut books, 1, Side::Buy, 1_000, 10);
    let halt = MarketBody::Status { status: TradingStatus::Halted, reason: *b"MWC1" };
    books.apply(&flagged(InstrumentId::ALL, EventFlags::default(), halt));
    books.apply(&flagged(InstrumentId(9), EventFlags::default(), MarketBody::Note { code: 0 }));
    for id in [ID, InstrumentId(9)] {
        let book = books.book(id).unwrap();
        assert_eq!((book.status(), book.status_reason()), (TradingStatus::Halted, *b"MWC1"));
    }
    let clear = MarketBody::Clear { side: None };
    assert!(books.apply(&flagged(InstrumentId::ALL, EventFlags::default(), clear)).best_changed);
    assert_eq!((best(&books, Side::Buy), books.resting_orders()), (None, 0));
    let stray = flagged(InstrumentId::ALL, EventFlags::default(), execute(1, 1));
    assert_eq!(books.apply(&stray).fault, Some(BookFault::UnknownInstrument));
    assert_eq!(books.faults().of(BookFault::UnknownInstrument), 1);
}

#[test]
fn test_instruments_beyond_the_limit_are_refused() {
    let mut books = Books::default();
    let beyond = InstrumentId(u32::try_from(MAX_INSTRUMENTS).unwrap());
    let event = flagged(beyond, EventFlags::default(), MarketBody::Resync);
    assert_eq!(books.apply(&event).fault, Some(BookFault::UnknownInstrument));
    assert!(books.is_empty());
}

#[test]
fn test_equal_ids_of_two_instruments_follow_the_scope() {
    let order = MarketBody::AddOrder { order_id: OrderId(1), side: Side::Buy, px: px(1_000), qty: qty(5) };
    let delete = MarketBody::DeleteOrder { order_id: OrderId(1), qty: Qty::UNSET, px: Price::UNSET, side: None };
    let mut books = Books::new(OrderIdScope::Instrument);
    for id in [0, 1] {
        let event = flagged(InstrumentId(id), EventFlags::default(), order);
        assert_eq!(books.apply(&event).fault, None);
    }
    assert_eq!(books.resting_orders(), 2);
    let mut books = Books::new(OrderIdScope::Feed);
    books.apply(&flagged(InstrumentId(0), EventFlags::default(), order));
    books.apply(&flagged(InstrumentId(1), EventFlags::default(), MarketBody::Note { code: 0 }));
    let applied = books.apply(&flagged(InstrumentId(1), EventFlags::default(), delete));
    assert_eq!((applied.fault, books.resting_orders()), (Some(BookFault::WrongInstrument), 1));
}

#[test]
fn test_crossed_and_locked_are_seen_and_crossings_counted_once() {
    let mut books = Books::default();
    add(&mut books, 1, Side::Buy, 1_000, 10);
    add(&mut books, 2, Side::Sell, 1_000, 10);
    assert!(books.book(ID).unwrap().is_locked() && !books.book(ID).unwrap().is_crossed());
    add(&mut books, 3, Side::Sell, 990, 10);
    add(&mut books, 4, Side::Sell, 989, 10);
    assert!(books.book(ID).unwrap().is_crossed());
    assert_eq!(books.book(ID).unwrap().crossings(), 1);
}

#[test]
fn test_a_crossing_within_one_unit_is_not_counted() {
    let mut books = Books::default();
    add(&mut books, 1, Side::Sell, 1_000, 10);
    let bid = MarketBody::SetLevel { side: Side::Buy, px: px(1_005), qty: qty(5), orders: 0 };
    books.apply(&MarketEvent { flags: EventFlags::default(), ..flagged(ID, EventFlags::default(), bid) });
    apply(&mut books, execute(1, 10));
    assert_eq!(books.book(ID).unwrap().crossings(), 0);
}

#[test]
fn test_the_last_auction_is_carried() {
    let mut books = Books::default();
    let kind = AuctionKind::Closing;
    let (paired_qty, imbalance_qty) = (qty(1_000), qty(50));
    apply(&mut books, MarketBody::Auction { kind, px: px(1_000), paired_qty, imbalance_qty, side: Some(Side::Sell) });
    let auction = books.book(ID).unwrap().auction().unwrap();
    assert_eq!((auction.kind, auction.imbalance_qty, auction.side), (kind, imbalance_qty, Some(Side::Sell)));
    assert_eq!(books.book(ID).unwrap().freshness(), Freshness::Empty);
}

#[test]
fn test_levels_beyond_the_depth_limit_leave_at_the_end_of_the_unit() {
    let mut books = Books::default();
    assert!(books.set_depth_limit(ID, 2));
    for cents in [1_000_i64, 999, 998, 1_001] {
        add(&mut books, cents.unsigned_abs(), Side::Buy, cents, 10);
    }
    let mut depth = [Level::EMPTY; 4];
    assert_eq!(books.book(ID).unwrap().depth_into(Side::Buy, &mut depth), 2);
    assert_eq!((depth[1].px, depth[2], books.resting_orders()), (px(1_000), Level::EMPTY, 2));
}
