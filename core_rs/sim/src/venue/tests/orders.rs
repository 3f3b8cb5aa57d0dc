//! Arrival, taking, resting, cancel and replace.

use super::floor::{Floor, Said, cancel, limit, px, qty};
use crate::venue::{FeeRate, FeeSchedule, LatencyModel, VenueConfig};
use plimsoll_engine::Venue;
use plimsoll_types::Liquidity::{Added, Removed};
use plimsoll_types::{
    CancelReason, Money, NewOrder, OrdType, OrderFlags, Price, RejectReason, Side, TimeInForce, VenueCommand,
    VenueReportBody,
};

fn market(name: u64, side: Side, shares: i64) -> NewOrder {
    NewOrder { ord_type: OrdType::Market, px: Price::UNSET, ..limit(name, side, shares, 1) }
}

fn with_tif(order: NewOrder, time_in_force: TimeInForce) -> NewOrder {
    NewOrder { time_in_force, ..order }
}

#[test]
fn test_a_taker_walks_the_displayed_book_and_no_share_is_taken_twice() {
    let mut floor = Floor::with_book();
    let said = floor.new_order(market(1, Side::Buy, 350));
    assert_eq!(said, [Said::Accepted(1), Said::Fill(1, 300, 10_001, Removed), Said::Fill(1, 50, 10_002, Removed)]);
    // The recording still shows all of it.
    let said = floor.new_order(market(2, Side::Buy, 400));
    let rest = Said::Cancelled(2, CancelReason::NotImmediate);
    assert_eq!(said, [Said::Accepted(2), Said::Fill(2, 250, 10_002, Removed), rest]);
}

#[test]
fn test_new_orders_at_a_level_are_fresh_and_cancels_of_what_was_taken_free_it() {
    let mut floor = Floor::with_book();
    floor.new_order(market(1, Side::Buy, 150)); // all of order 11, 50 of order 12
    floor.add(14, Side::Sell, 70, 10_001);
    floor.delete(11);
    let said = floor.new_order(with_tif(limit(2, Side::Buy, 1_000, 10_001), TimeInForce::Ioc));
    assert_eq!(said[1], Said::Fill(2, 220, 10_001, Removed)); // 150 of order 12, 70 of order 14
}

#[test]
fn test_what_recorded_flow_takes_after_us_is_not_there_either() {
    let mut floor = Floor::with_book();
    floor.new_order(market(1, Side::Buy, 100)); // order 11
    floor.execute(11, 100); // in our world that buyer took 100 of order 12
    let said = floor.new_order(with_tif(limit(2, Side::Buy, 1_000, 10_001), TimeInForce::Ioc));
    assert_eq!(said[1], Said::Fill(2, 100, 10_001, Removed));
}

#[test]
fn test_a_level_that_emptied_comes_back_whole() {
    let mut floor = Floor::with_book();
    floor.new_order(market(1, Side::Buy, 300));
    floor.execute(11, 100);
    floor.execute(12, 200);
    floor.add(15, Side::Sell, 40, 10_001);
    let said = floor.new_order(market(2, Side::Buy, 40));
    assert_eq!(said[1], Said::Fill(2, 40, 10_001, Removed));
}

#[test]
fn test_a_limit_order_takes_up_to_its_price_and_rests_with_the_rest() {
    let mut floor = Floor::with_book();
    assert_eq!(floor.limit(1, Side::Buy, 500, 10_001), [Said::Accepted(1), Said::Fill(1, 300, 10_001, Removed)]);
    floor.add(16, Side::Sell, 120, 10_001); // meets our bid
    assert_eq!(floor.said(), [Said::Fill(1, 120, 10_001, Added)]);
}

#[test]
fn test_fok_takes_all_or_nothing() {
    let mut floor = Floor::with_book();
    let fok = |name, shares| with_tif(limit(name, Side::Buy, shares, 10_001), TimeInForce::Fok);
    assert_eq!(floor.new_order(fok(1, 301)), [Said::Accepted(1), Said::Cancelled(1, CancelReason::NotImmediate)]);
    assert_eq!(floor.new_order(fok(2, 300)), [Said::Accepted(2), Said::Fill(2, 300, 10_001, Removed)]);
}

#[test]
fn test_post_only_never_takes() {
    let mut floor = Floor::with_book();
    let post = |name, cents| NewOrder { flags: OrderFlags::POST_ONLY, ..limit(name, Side::Buy, 10, cents) };
    assert_eq!(floor.new_order(post(1, 10_001)), [Said::Rejected(1, RejectReason::WouldTakeLiquidity)]);
    assert_eq!(floor.new_order(post(2, 10_000)), [Said::Accepted(2)]);
    let moved = floor.replace(3, 2, 10, 10_001);
    assert_eq!(moved, [Said::Refused(3, RejectReason::WouldTakeLiquidity)]);
}

#[test]
fn test_a_resting_order_fills_after_the_queue_ahead_of_it() {
    let mut floor = Floor::with_book();
    assert_eq!(floor.limit(1, Side::Buy, 100, 9_999), [Said::Accepted(1)]); // behind 300
    floor.add(4, Side::Buy, 500, 9_999); // behind us
    floor.execute(1, 100);
    floor.reduce(2, 50); // 150 ahead
    floor.execute(2, 150);
    assert_eq!(floor.said(), []);
    floor.execute(4, 60);
    assert_eq!(floor.said(), [Said::Fill(1, 60, 9_999, Added)]);
    floor.execute(4, 60);
    assert_eq!(floor.said(), [Said::Fill(1, 40, 9_999, Added)]);
    floor.execute(4, 60);
    assert_eq!(floor.said(), []);
}

#[test]
fn test_a_trade_at_a_worse_price_would_have_been_ours_first() {
    let mut floor = Floor::with_book();
    floor.limit(1, Side::Buy, 100, 10_000);
    floor.execute(1, 70); // somebody sold at 99.99
    assert_eq!(floor.said(), [Said::Fill(1, 70, 10_000, Added)]);
}

#[test]
fn test_liquidity_that_crosses_a_resting_order_trades_with_it_once() {
    let mut floor = Floor::with_book();
    floor.limit(1, Side::Buy, 100, 10_000);
    floor.add(17, Side::Sell, 250, 9_999); // marketable in our world
    assert_eq!(floor.said(), [Said::Fill(1, 100, 10_000, Added)]);
    let said = floor.new_order(with_tif(limit(2, Side::Buy, 500, 9_999), TimeInForce::Ioc));
    assert_eq!(said[1], Said::Fill(2, 150, 9_999, Removed));
}

#[test]
fn test_two_orders_of_ours_fill_in_price_time_order() {
    let mut floor = Floor::with_book();
    floor.limit(1, Side::Sell, 50, 10_001);
    floor.limit(2, Side::Sell, 50, 10_000);
    floor.limit(3, Side::Sell, 50, 10_001);
    floor.execute(11, 100);
    assert_eq!(floor.said(), [Said::Fill(2, 50, 10_000, Added)]);
    floor.execute(12, 200);
    floor.add(18, Side::Sell, 100, 10_001);
    floor.execute(18, 70);
    assert_eq!(floor.said(), [Said::Fill(1, 50, 10_001, Added), Said::Fill(3, 20, 10_001, Added)]);
}

#[test]
fn test_cancels_answer_by_the_state_of_the_order() {
    let mut floor = Floor::with_book();
    floor.limit(1, Side::Buy, 100, 9_998);
    assert_eq!(floor.cancel(2, 1), [Said::Cancelled(1, CancelReason::Requested)]);
    assert_eq!(floor.cancel(3, 1), [Said::Refused(3, RejectReason::TooLate)]);
    assert_eq!(floor.cancel(4, 99), [Said::Refused(4, RejectReason::UnknownOrder)]);
    assert_eq!(floor.limit(1, Side::Buy, 100, 9_998), [Said::Rejected(1, RejectReason::DuplicateClOrdId)]);
}

#[test]
fn test_a_cancel_loses_the_race_against_a_fill_on_its_way() {
    let order_latency = LatencyModel::Constant(5);
    let mut floor = Floor::with_config(VenueConfig { order_latency, ..VenueConfig::default() });
    floor.limit(1, Side::Buy, 100, 10_000);
    for _ in 0..6 {
        floor.add(90 + floor.now_ns.unsigned_abs(), Side::Buy, 1, 9_000);
    }
    assert_eq!(floor.said(), [Said::Accepted(1)]);
    floor.venue.take(floor.now_ns, VenueCommand::Cancel(cancel(2, 1)));
    floor.execute(2, 200);
    for _ in 0..6 {
        floor.add(90 + floor.now_ns.unsigned_abs(), Side::Buy, 1, 9_000);
    }
    assert_eq!(floor.said(), [Said::Fill(1, 100, 10_000, Added), Said::Refused(2, RejectReason::TooLate)]);
}

#[test]
fn test_a_smaller_quantity_keeps_the_place_and_anything_else_loses_it() {
    let mut floor = Floor::with_book();
    floor.limit(1, Side::Buy, 100, 9_999);
    floor.add(4, Side::Buy, 500, 9_999);
    assert_eq!(floor.replace(2, 1, 80, 9_999), [Said::Replaced(2, 1)]);
    floor.execute(1, 100);
    floor.execute(2, 200);
    floor.execute(4, 30);
    assert_eq!(floor.said(), [Said::Fill(2, 30, 9_999, Added)]);
    assert_eq!(floor.replace(3, 2, 30, 9_999), [Said::Refused(3, RejectReason::BelowFilled)]);
    assert_eq!(floor.replace(4, 2, 130, 9_999), [Said::Replaced(4, 2)]); // now behind the 470 of order 4
    floor.execute(4, 470);
    assert_eq!(floor.said(), []);
    floor.add(5, Side::Buy, 10, 9_999);
    floor.execute(5, 10);
    assert_eq!(floor.said(), [Said::Fill(4, 10, 9_999, Added)]);
    assert_eq!(floor.cancel(5, 1), [Said::Refused(5, RejectReason::TooLate)]);
}

#[test]
fn test_a_replacement_that_crosses_takes() {
    let mut floor = Floor::with_book();
    floor.limit(1, Side::Buy, 100, 9_999);
    assert_eq!(floor.replace(2, 1, 100, 10_001), [Said::Replaced(2, 1), Said::Fill(2, 100, 10_001, Removed)]);
}

#[test]
fn test_reports_come_after_both_latencies_and_next_due_says_when() {
    let config = VenueConfig {
        order_latency: LatencyModel::Constant(10),
        response_latency: LatencyModel::Constant(7),
        ..VenueConfig::default()
    };
    let mut floor = Floor::with_config(config);
    let sent_ns = floor.now_ns;
    floor.limit(1, Side::Buy, 100, 9_998);
    assert_eq!(floor.venue.next_due_ns(), Some(sent_ns + 10));
    floor.now_ns = sent_ns + 10;
    floor.venue.pass_time(floor.now_ns, &floor.books, &floor.instruments);
    assert_eq!((floor.venue.next_due_ns(), floor.said()), (Some(sent_ns + 17), vec![]));
    floor.now_ns = sent_ns + 17;
    assert_eq!(floor.said(), [Said::Accepted(1)]);
    assert_eq!(floor.venue.next_due_ns(), None);
}

#[test]
fn test_a_command_meets_the_book_as_it_was_when_it_arrived() {
    let order_latency = LatencyModel::Constant(1);
    let mut floor = Floor::with_config(VenueConfig { order_latency, ..VenueConfig::default() });
    floor.now_ns += 10;
    floor.venue.take(floor.now_ns, VenueCommand::New(market(1, Side::Buy, 100)));
    floor.now_ns += 10;
    floor.delete(11); // later than the arrival
    assert_eq!(floor.said(), [Said::Accepted(1), Said::Fill(1, 100, 10_001, Removed)]);
}

#[test]
fn test_takers_pay_and_makers_are_paid() {
    let rate = |raw| FeeRate { value_billionths: 0, per_unit: Money::from_raw(raw) };
    let fees = FeeSchedule::flat(rate(-2_000), rate(3_000));
    let mut floor = Floor::with_config(VenueConfig { fees, ..VenueConfig::default() });
    floor.venue.take(floor.now_ns, VenueCommand::New(limit(1, Side::Buy, 400, 10_001)));
    floor.venue.pass_time(floor.now_ns, &floor.books, &floor.instruments);
    floor.add(16, Side::Sell, 100, 10_001);
    let mut reports = Vec::new();
    floor.venue.poll(floor.now_ns, &mut reports);
    let fees: Vec<Money> = reports
        .iter()
        .filter_map(|report| match report.body {
            VenueReportBody::Fill { fee, .. } => Some(fee),
            _ => None,
        })
        .collect();
    assert_eq!(fees, [Money::from_raw(900_000), Money::from_raw(-200_000)]);
}

#[test]
fn test_malformed_orders_are_refused_by_their_reason() {
    let mut floor = Floor::with_book();
    let good = limit(0, Side::Buy, 100, 9_998);
    let cases = [
        (NewOrder { qty: qty(0), ..good }, RejectReason::InvalidQty),
        (NewOrder { qty: plimsoll_types::Qty::from_raw(1), ..good }, RejectReason::OffLot),
        (NewOrder { px: Price::UNSET, ..good }, RejectReason::InvalidPrice),
        (NewOrder { px: Price::from_raw(px(1).raw() + 1), ..good }, RejectReason::OffTick),
        (NewOrder { stop_px: px(1), ..good }, RejectReason::InvalidStop),
        (NewOrder { ord_type: OrdType::Pegged, ..good }, RejectReason::InvalidPeg),
        (NewOrder { display_qty: qty(101), ..good }, RejectReason::InvalidDisplay),
        (NewOrder { time_in_force: TimeInForce::Gtd, ..good }, RejectReason::InvalidExpiry),
        (NewOrder { instrument: plimsoll_types::InstrumentId(7), ..good }, RejectReason::UnknownInstrument),
    ];
    for (number, (order, reason)) in (1..).zip(cases) {
        let named = NewOrder { cl_ord_id: plimsoll_types::ClOrdId(number), ..order };
        assert_eq!(floor.new_order(named), [Said::Rejected(number, reason)]);
    }
}
