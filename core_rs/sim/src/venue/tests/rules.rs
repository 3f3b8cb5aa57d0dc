//! Order types, queues known only in part, phases and auctions.

use super::floor::{Floor, ID, Said, limit, px, qty};
use crate::venue::{InFlight, OnDisconnect, QueueModel, SelfMatch, VenueConfig, WhenHalted};
use plimsoll_engine::Venue;
use plimsoll_types::Liquidity::{Added, Auction, Removed};
use plimsoll_types::{
    AuctionKind, CancelReason, ClOrdId, EventFlags, MarketBody, NewOrder, OrdType, OrderFlags, PegTo, Price,
    RejectReason, Side, TimeInForce, TradingStatus, VenueCommand,
};

const NO_FLAGS: EventFlags = EventFlags(0);

fn status(floor: &mut Floor, status: TradingStatus) {
    floor.event(MarketBody::Status { status, reason: [0; 4] });
}

fn tops(floor: &Floor) -> [i64; 2] {
    floor.venue.lane(ID).unwrap().tops
}

fn iceberg(name: u64, side: Side, shares: i64, shown: i64, cents: i64) -> NewOrder {
    NewOrder { display_qty: qty(shown), ..limit(name, side, shares, cents) }
}

fn stop(name: u64, side: Side, shares: i64, cents: i64) -> NewOrder {
    NewOrder { ord_type: OrdType::Stop, px: Price::UNSET, stop_px: px(cents), ..limit(name, side, shares, 1) }
}

fn peg(name: u64, side: Side, peg_to: PegTo, offset_cents: i64) -> NewOrder {
    NewOrder {
        ord_type: OrdType::Pegged,
        px: Price::UNSET,
        peg_to: Some(peg_to),
        peg_offset: px(offset_cents),
        ..limit(name, side, 100, 1)
    }
}

#[test]
fn test_what_an_iceberg_shows_next_stands_behind_the_queue() {
    let mut floor = Floor::with_book();
    floor.new_order(iceberg(1, Side::Buy, 100, 30, 9_998)); // behind the 300 of order 3
    floor.add(4, Side::Buy, 60, 9_998);
    floor.execute(3, 300);
    floor.execute(4, 20); // ours first; then 40 of order 4 are ahead of the next 30
    assert_eq!(floor.said(), [Said::Fill(1, 20, 9_998, Added)]);
    floor.execute(4, 10);
    assert_eq!(floor.said(), [Said::Fill(1, 10, 9_998, Added)]);
    floor.execute(4, 30);
    assert_eq!(floor.said(), []);
    floor.add(5, Side::Buy, 60, 9_998);
    floor.execute(5, 60);
    assert_eq!(floor.said(), [Said::Fill(1, 30, 9_998, Added)]); // the rest of the 60 met order 5, ahead of the third 30
}

#[test]
fn test_the_parts_of_an_iceberg_alone_at_its_price_fill_as_one() {
    let mut floor = Floor::with_book();
    floor.new_order(iceberg(1, Side::Buy, 100, 30, 10_000));
    floor.execute(1, 70);
    assert_eq!(floor.said(), [Said::Fill(1, 70, 10_000, Added)]);
}

#[test]
fn test_a_stop_waits_for_the_last_trade_to_reach_it() {
    let mut floor = Floor::with_book();
    assert_eq!(floor.new_order(stop(1, Side::Buy, 50, 10_002)), [Said::Accepted(1)]);
    floor.execute(11, 100);
    assert_eq!(floor.said(), []);
    floor.print(Some(Side::Buy), 10, 10_002, EventFlags::HIDDEN);
    assert_eq!(floor.said(), [Said::Triggered(1), Said::Fill(1, 50, 10_001, Removed)]);
    // Reached already: active at once.
    let stop_limit = NewOrder { ord_type: OrdType::StopLimit, stop_px: px(10_000), ..limit(2, Side::Buy, 500, 10_001) };
    let said = floor.new_order(stop_limit);
    assert_eq!(said, [Said::Accepted(2), Said::Triggered(2), Said::Fill(2, 150, 10_001, Removed)]);
    assert_eq!(floor.cancel(3, 2), [Said::Cancelled(2, CancelReason::Requested)]);
}

#[test]
fn test_pegs_follow_the_book_and_lose_their_place() {
    let mut floor = Floor::with_book();
    floor.new_order(peg(1, Side::Buy, PegTo::Primary, 0)); // behind 300
    floor.add(6, Side::Buy, 10, 10_000);
    floor.execute(6, 10); // ten were ahead of us there
    floor.execute(1, 100);
    floor.execute(2, 150); // we had gone back, behind 300
    assert_eq!(floor.said(), []);
    floor.add(7, Side::Buy, 5, 9_999);
    floor.execute(2, 50);
    floor.execute(7, 5);
    assert_eq!(floor.said(), [Said::Fill(1, 5, 9_999, Added)]);
}

#[test]
fn test_a_peg_meets_what_arrives_at_its_price() {
    let mut floor = Floor::with_book();
    floor.new_order(peg(2, Side::Sell, PegTo::Mid, 0));
    floor.add(6, Side::Buy, 10, 10_000);
    assert_eq!(floor.said(), [Said::Fill(2, 10, 10_000, Added)]);
    assert_eq!(tops(&floor)[1], px(10_001).raw(), "the middle is 100.005 now");
}

#[test]
fn test_a_mid_peg_never_rounds_towards_the_other_side() {
    let mut floor = Floor::with_book();
    floor.add(6, Side::Buy, 10, 10_000); // mid 100.005
    floor.new_order(peg(1, Side::Buy, PegTo::Mid, 0));
    floor.new_order(peg(2, Side::Sell, PegTo::Mid, 0));
    assert_eq!(tops(&floor), [px(10_000).raw(), px(10_001).raw()]);
}

#[test]
fn test_a_post_only_peg_stays_a_tick_away_from_what_it_would_take() {
    let mut floor = Floor::with_book();
    let order = NewOrder { flags: OrderFlags::POST_ONLY, ..peg(1, Side::Buy, PegTo::Market, 0) };
    floor.new_order(order);
    assert_eq!(tops(&floor)[0], px(10_000).raw());
    let taking = peg(2, Side::Buy, PegTo::Market, 0);
    assert_eq!(floor.new_order(taking)[1], Said::Fill(2, 100, 10_001, Removed));
}

#[test]
fn test_cancels_in_an_anonymous_queue_follow_the_model() {
    for (queue, fills_after) in [(QueueModel::Pessimistic, 100), (QueueModel::Power(1.0), 50)] {
        let mut floor = Floor::new(VenueConfig { queue, ..VenueConfig::default() });
        floor.level(Side::Buy, 100, 9_999);
        floor.limit(1, Side::Buy, 10, 9_999); // behind 100
        floor.level(Side::Buy, 200, 9_999); // 100 behind
        floor.level(Side::Buy, 100, 9_999); // 100 cancelled
        floor.said();
        floor.print(Some(Side::Sell), fills_after, 9_999, NO_FLAGS);
        assert_eq!(floor.said(), [], "{queue:?}");
        floor.print(Some(Side::Sell), 1, 9_999, NO_FLAGS);
        assert_eq!(floor.said(), [Said::Fill(1, 1, 9_999, Added)], "{queue:?}");
    }
}

#[test]
fn test_a_level_that_shrinks_by_a_told_trade_moves_the_queue_once() {
    let mut floor = Floor::new(VenueConfig { queue: QueueModel::Power(1.0), ..VenueConfig::default() });
    floor.level(Side::Buy, 100, 9_999);
    floor.limit(1, Side::Buy, 10, 9_999);
    floor.print(Some(Side::Sell), 60, 9_999, NO_FLAGS);
    floor.level(Side::Buy, 40, 9_999); // that trade
    floor.said();
    floor.print(Some(Side::Sell), 40, 9_999, NO_FLAGS);
    assert_eq!(floor.said(), []);
}

#[test]
fn test_displayed_orders_come_before_hidden_ones_at_their_price() {
    let mut floor = Floor::with_book();
    floor.limit(1, Side::Buy, 30, 10_000);
    floor.limit(2, Side::Buy, 30, 9_999);
    floor.said();
    floor.print(Some(Side::Sell), 20, 10_000, EventFlags::HIDDEN);
    assert_eq!(floor.said(), [Said::Fill(1, 20, 10_000, Added)]);
    floor.print(Some(Side::Sell), 25, 9_999, EventFlags::HIDDEN); // ten through, then 300 displayed are ahead
    assert_eq!(floor.said(), [Said::Fill(1, 10, 10_000, Added)]);
    floor.print(Some(Side::Buy), 500, 9_990, EventFlags::HIDDEN);
    assert_eq!(floor.said(), [], "a purchase hits no bid");
}

#[test]
fn test_quotes_that_reach_an_order_fill_it_and_are_taken_once() {
    let mut floor = Floor::new(VenueConfig::default());
    let quote = |floor: &mut Floor, bid: i64, ask: i64| {
        floor.event(MarketBody::Quote { bid_px: px(bid), bid_qty: qty(100), ask_px: px(ask), ask_qty: qty(80) });
    };
    quote(&mut floor, 9_999, 10_001);
    floor.limit(1, Side::Buy, 200, 10_000);
    quote(&mut floor, 9_998, 10_000);
    quote(&mut floor, 9_997, 10_000);
    assert_eq!(floor.said(), [Said::Fill(1, 80, 10_000, Added)]);
    quote(&mut floor, 9_997, 9_999);
    assert_eq!(floor.said(), [Said::Fill(1, 80, 10_000, Added)]);
}

#[test]
fn test_a_level_out_of_view_keeps_our_place() {
    let mut floor = Floor::new(VenueConfig::default());
    let set = |floor: &mut Floor, shares: i64, flags: EventFlags| {
        let body = MarketBody::SetLevel { side: Side::Buy, px: px(9_999), qty: qty(shares), orders: 0 };
        floor.flagged(body, flags);
    };
    set(&mut floor, 100, NO_FLAGS);
    floor.limit(1, Side::Buy, 10, 9_999);
    set(&mut floor, 0, EventFlags::SNAPSHOT); // left the window
    set(&mut floor, 500, EventFlags::REVEALED); // 400 joined behind us meanwhile
    floor.said();
    floor.print(Some(Side::Sell), 99, 9_999, NO_FLAGS);
    assert_eq!(floor.said(), []);
    floor.print(Some(Side::Sell), 6, 9_999, NO_FLAGS);
    assert_eq!(floor.said(), [Said::Fill(1, 5, 9_999, Added)]);
}

#[test]
fn test_an_order_that_joins_a_level_out_of_view_stands_behind_all_that_appears() {
    let mut floor = Floor::new(VenueConfig::default());
    floor.level(Side::Buy, 100, 9_999);
    floor.limit(1, Side::Buy, 10, 9_998);
    let body = MarketBody::SetLevel { side: Side::Buy, px: px(9_998), qty: qty(70), orders: 0 };
    floor.flagged(body, EventFlags::REVEALED);
    floor.said();
    floor.print(Some(Side::Sell), 70, 9_998, NO_FLAGS);
    assert_eq!(floor.said(), []);
    floor.print(Some(Side::Sell), 1, 9_998, NO_FLAGS);
    assert_eq!(floor.said(), [Said::Fill(1, 1, 9_998, Added)]);
}

#[test]
fn test_a_halted_instrument_rejects_or_holds() {
    for when_halted in [WhenHalted::Reject, WhenHalted::Hold] {
        let mut floor = Floor::with_config(VenueConfig { when_halted, ..VenueConfig::default() });
        floor.limit(9, Side::Buy, 10, 10_000);
        floor.said();
        status(&mut floor, TradingStatus::Halted);
        let said = floor.limit(1, Side::Buy, 50, 10_001);
        let ioc = NewOrder { time_in_force: TimeInForce::Ioc, ..limit(2, Side::Buy, 50, 10_001) };
        assert_eq!(floor.new_order(ioc), [Said::Rejected(2, RejectReason::VenueHalted)]);
        assert_eq!(floor.cancel(3, 9), [Said::Cancelled(9, CancelReason::Requested)]);
        if when_halted == WhenHalted::Reject {
            assert_eq!(said, [Said::Rejected(1, RejectReason::VenueHalted)]);
            continue;
        }
        assert_eq!(said, [Said::Accepted(1)]);
        status(&mut floor, TradingStatus::Trading);
        assert_eq!(floor.said(), [Said::Fill(1, 50, 10_001, Removed)]);
    }
}

#[test]
fn test_the_close_ends_day_orders_and_takes_no_new_ones() {
    let mut floor = Floor::with_book();
    floor.limit(1, Side::Buy, 10, 9_998);
    floor.new_order(NewOrder { time_in_force: TimeInForce::Gtc, ..limit(2, Side::Buy, 10, 9_998) });
    floor.new_order(stop(3, Side::Sell, 10, 9_000));
    status(&mut floor, TradingStatus::Closed);
    let over = |name| Said::Cancelled(name, CancelReason::Expired);
    assert_eq!(floor.said(), [over(1), over(3)]);
    assert_eq!(floor.limit(4, Side::Buy, 10, 9_998), [Said::Rejected(4, RejectReason::VenueClosed)]);
}

#[test]
fn test_a_date_and_a_session_end_come_by_themselves() {
    let mut floor = Floor::with_config(VenueConfig { session_ends_ns: vec![2_000], ..VenueConfig::default() });
    floor.limit(1, Side::Buy, 10, 9_998);
    let dated = NewOrder { time_in_force: TimeInForce::Gtd, expire_ns: 1_000, ..limit(2, Side::Buy, 10, 9_998) };
    floor.new_order(dated);
    assert_eq!(floor.venue.next_due_ns(), Some(1_000));
    floor.now_ns = 999;
    floor.venue.pass_time(999, &floor.books, &floor.instruments);
    assert_eq!(floor.said(), []);
    floor.now_ns = 3_000;
    floor.venue.pass_time(3_000, &floor.books, &floor.instruments);
    let over = |name| Said::Cancelled(name, CancelReason::Expired);
    assert_eq!(floor.said(), [over(2), over(1)]);
    assert_eq!(floor.venue.next_due_ns(), None);
}

#[test]
fn test_orders_take_part_in_a_cross_at_its_price() {
    let mut floor = Floor::with_book();
    status(&mut floor, TradingStatus::PreOpen);
    let on_open = |name, cents| NewOrder { time_in_force: TimeInForce::AtOpen, ..limit(name, Side::Buy, 40, cents) };
    let market_on_open = NewOrder { ord_type: OrdType::Market, px: Price::UNSET, ..on_open(1, 1) };
    assert_eq!(floor.new_order(market_on_open), [Said::Accepted(1)]);
    floor.new_order(on_open(2, 10_001));
    floor.new_order(on_open(3, 10_000));
    floor.new_order(on_open(4, 9_999));
    floor.limit(5, Side::Buy, 40, 10_002);
    floor.said();
    let imbalance = |side| MarketBody::Auction {
        kind: AuctionKind::Opening,
        px: px(10_000),
        paired_qty: qty(1),
        imbalance_qty: qty(1),
        side,
    };
    floor.event(imbalance(Some(Side::Buy))); // buyers at the price are left over
    floor.print(None, 90, 10_000, EventFlags::CROSS);
    let fill = |name, shares| Said::Fill(name, shares, 10_000, Auction);
    let over = |name| Said::Cancelled(name, CancelReason::Expired);
    assert_eq!(floor.said(), [fill(1, 40), fill(5, 40), fill(2, 10), over(2), over(3), over(4)]);
    status(&mut floor, TradingStatus::Trading);
    assert_eq!(floor.new_order(on_open(6, 9_999)), [Said::Rejected(6, RejectReason::VenueRefused)]);
}

#[test]
fn test_orders_for_the_close_wait_for_its_cross() {
    let mut floor = Floor::with_book();
    status(&mut floor, TradingStatus::Trading);
    floor.execute(11, 10);
    let order = NewOrder { time_in_force: TimeInForce::AtClose, ..limit(1, Side::Sell, 40, 9_990) };
    assert_eq!(floor.new_order(order), [Said::Accepted(1)]);
    floor.execute(1, 10);
    assert_eq!(floor.said(), []);
    floor.print(None, 500, 10_000, EventFlags::CROSS);
    assert_eq!(floor.said(), [Said::Fill(1, 40, 10_000, Auction)]);
}

#[test]
fn test_orders_never_trade_with_each_other() {
    let cases = [
        (SelfMatch::CancelIncoming, vec![Said::Accepted(2), Said::Cancelled(2, CancelReason::SelfTrade)]),
        (SelfMatch::CancelResting, vec![Said::Accepted(2), Said::Cancelled(1, CancelReason::SelfTrade)]),
        (SelfMatch::Ignore, vec![Said::Accepted(2)]),
    ];
    for (self_match, expected) in cases {
        let mut floor = Floor::with_config(VenueConfig { self_match, ..VenueConfig::default() });
        floor.limit(1, Side::Sell, 10, 10_000);
        assert_eq!(floor.limit(2, Side::Buy, 10, 10_000), expected, "{self_match:?}");
    }
}

#[test]
fn test_a_lost_link_loses_commands_and_keeps_reports() {
    let mut floor =
        Floor::with_config(VenueConfig { on_disconnect: OnDisconnect::CancelAll, ..VenueConfig::default() });
    floor.limit(1, Side::Buy, 10, 9_998);
    floor.venue.take(floor.now_ns, VenueCommand::New(limit(2, Side::Buy, 10, 9_998)));
    floor.venue.disconnect(floor.now_ns, InFlight::CommandsLost);
    assert!(!floor.venue.is_connected());
    assert_eq!(floor.limit(3, Side::Buy, 10, 9_998), []);
    floor.venue.reconnect();
    let down = Said::Rejected(3, RejectReason::VenueDown);
    assert_eq!(floor.said(), [Said::Cancelled(1, CancelReason::Venue), down]);
    let ask = |floor: &mut Floor, order, replacing| {
        floor.venue.request_status(floor.now_ns, ClOrdId(order), ClOrdId(replacing));
        floor.said()
    };
    assert_eq!(ask(&mut floor, 1, 0), [Said::Status(1, 0, false)]);
    assert_eq!(ask(&mut floor, 2, 0), [Said::Rejected(2, RejectReason::UnknownOrder)]);
    floor.limit(4, Side::Buy, 10, 10_000);
    floor.execute(1, 4);
    floor.replace(5, 4, 9, 10_000);
    floor.said();
    assert_eq!(ask(&mut floor, 4, 5), [Said::Status(5, 4, true)]);
    assert_eq!(ask(&mut floor, 5, 6), [Said::Status(5, 4, true)]); // replacement 6 never came
    floor.execute(1, 5);
    floor.said();
    assert_eq!(ask(&mut floor, 5, 0), [Said::Status(5, 9, false)]);
}
