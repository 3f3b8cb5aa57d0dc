//! Latency as received, own impact, broken links and pauses.

use super::floor::{Floor, ID, Said, limit, px, qty};
use crate::venue::{FeedLatency, ImpactModel, InFlight, VenueConfig, WhenHalted};
use plimsoll_engine::Venue;
use plimsoll_types::Liquidity::{Added, Removed};
use plimsoll_types::{
    CancelReason, EventFlags, MarketBody, MarketEvent, NewOrder, OrdType, OrderId, PegTo, Price, Side, TimeInForce,
    TradingStatus, UNKNOWN_TIME, VenueCommand,
};

fn status(floor: &mut Floor, status: TradingStatus) {
    floor.event(MarketBody::Status { status, reason: [0; 4] });
}

#[test]
fn test_a_feed_that_is_received_late_delays_the_answer_to_it() {
    let mut floor = Floor::with_config(VenueConfig { feed_latency: FeedLatency::AsReceived, ..VenueConfig::default() });
    let late = |floor: &mut Floor, ts_recv_ns| {
        floor.now_ns += 1;
        let body = MarketBody::AddOrder { order_id: OrderId(50), side: Side::Buy, px: px(9_000), qty: qty(1) };
        let event =
            MarketEvent { ts_venue_ns: floor.now_ns, ts_recv_ns, instrument: ID, flags: EventFlags::LAST, body };
        let applied = floor.books.apply(&event);
        floor.venue.on_market(&event, &applied, &floor.books, &floor.instruments);
    };
    let received_ns = floor.now_ns + 1 + 25;
    late(&mut floor, received_ns);
    floor.venue.take(floor.now_ns, VenueCommand::New(limit(1, Side::Buy, 10, 9_000)));
    assert_eq!(floor.venue.next_due_ns(), Some(received_ns));
    late(&mut floor, UNKNOWN_TIME); // says nothing: as late as before
    floor.venue.take(floor.now_ns, VenueCommand::New(limit(2, Side::Buy, 10, 9_000)));
    floor.now_ns = received_ns;
    floor.venue.pass_time(received_ns, &floor.books, &floor.instruments);
    assert_eq!(floor.said(), [Said::Accepted(1)]);
    assert_eq!(floor.venue.next_due_ns(), Some(received_ns + 1));
}

#[test]
fn test_own_purchases_make_the_next_ones_dearer_for_a_while() {
    let impact = ImpactModel {
        permanent_per_unit: Price::ZERO,
        transient_per_unit: Price::from_raw(px(1).raw() / 50), // 100 shares move it by two cents
        half_life_ns: 10,
    };
    let mut floor = Floor::with_config(VenueConfig { impact: Some(impact), ..VenueConfig::default() });
    let take = |name| NewOrder { time_in_force: TimeInForce::Ioc, ..limit(name, Side::Buy, 100, 10_003) };
    assert_eq!(floor.new_order(take(1))[1], Said::Fill(1, 100, 10_002, Removed)); // half of its own two cents
    // Shown at 100.01, met at 100.04: beyond the limit.
    assert_eq!(floor.new_order(take(2))[1], Said::Cancelled(2, CancelReason::NotImmediate));
    floor.now_ns += 1_000;
    assert_eq!(floor.new_order(take(3))[1], Said::Fill(3, 100, 10_002, Removed));
    // And what rests is not reached by what only seems to cross it.
    floor.limit(4, Side::Buy, 50, 10_000);
    floor.add(60, Side::Sell, 50, 10_000);
    assert_eq!(floor.said(), [], "shown at 100.00, there for us at 100.02");
    floor.now_ns += 1_000;
    floor.add(61, Side::Sell, 50, 10_000);
    assert_eq!(floor.said(), [Said::Fill(4, 50, 10_000, Added)]);
}

#[test]
fn test_commands_under_way_may_arrive_although_the_link_is_lost() {
    let mut floor = Floor::with_book();
    floor.venue.take(floor.now_ns, VenueCommand::New(limit(1, Side::Buy, 100, 10_001)));
    floor.venue.disconnect(floor.now_ns, InFlight::Arrives);
    floor.add(70, Side::Buy, 1, 9_000);
    assert_eq!(floor.said(), []);
    floor.venue.reconnect();
    assert_eq!(floor.said(), [Said::Accepted(1), Said::Fill(1, 100, 10_001, Removed)]);
}

#[test]
fn test_a_peg_that_lost_its_market_in_a_halt_waits_for_one() {
    let mut floor = Floor::with_config(VenueConfig { when_halted: WhenHalted::Hold, ..VenueConfig::default() });
    status(&mut floor, TradingStatus::Halted);
    let peg = NewOrder {
        ord_type: OrdType::Pegged,
        px: Price::UNSET,
        peg_to: Some(PegTo::Market),
        ..limit(1, Side::Buy, 10, 1)
    };
    floor.new_order(peg);
    for id in [11, 12, 13] {
        floor.delete(id);
    }
    status(&mut floor, TradingStatus::Trading);
    assert_eq!(floor.said(), [], "nothing to follow, nothing to take");
    floor.add(80, Side::Sell, 4, 10_005);
    assert_eq!(floor.said(), [Said::Fill(1, 4, 10_005, Removed)]);
}

#[test]
fn test_liquidity_that_came_during_a_halt_is_met_when_trading_resumes() {
    let mut floor = Floor::with_book();
    floor.limit(1, Side::Buy, 100, 10_000);
    status(&mut floor, TradingStatus::Paused);
    floor.add(90, Side::Sell, 30, 10_000);
    floor.said();
    status(&mut floor, TradingStatus::Trading);
    assert_eq!(floor.said(), [Said::Fill(1, 30, 10_000, Added)]);
}

#[test]
fn test_a_tape_without_a_book_fills_what_it_reaches() {
    let mut floor = Floor::new(VenueConfig::default());
    floor.print(None, 5, 10_000, EventFlags::default());
    floor.limit(1, Side::Buy, 10, 9_999);
    floor.print(Some(Side::Sell), 4, 9_999, EventFlags::default());
    floor.print(None, 5, 9_998, EventFlags::default());
    assert_eq!(floor.said(), [Said::Fill(1, 4, 9_999, Added), Said::Fill(1, 5, 9_999, Added)]);
}

#[test]
fn test_a_venue_that_begins_later_gives_other_numbers() {
    let first_number = |now_ns| {
        let mut floor = Floor::with_book();
        floor.now_ns = now_ns;
        floor.venue.take(floor.now_ns, VenueCommand::New(limit(1, Side::Buy, 10, 9_998)));
        floor.venue.pass_time(floor.now_ns, &floor.books, &floor.instruments);
        let mut reports = Vec::new();
        floor.venue.poll(floor.now_ns, &mut reports);
        (reports[0].exec_id, reports[0].venue_order_id)
    };
    let (exec_id, order_id) = first_number(1_000);
    assert_eq!(first_number(1_000), (exec_id, order_id), "the same run gives the same numbers");
    let (later_exec, later_order) = first_number(1_000_000_000);
    assert!(later_exec.0.abs_diff(exec_id.0) > 1 << 30 && later_order.0.abs_diff(order_id.0) > 1 << 30);
}
