//! Two-sided quotes become two orders that follow the strategy's last word.

#![allow(clippy::unwrap_used, clippy::panic)] // test code

mod support;

use plimsoll_oms::QuoteStep;
use plimsoll_types::{ClOrdId, OrderFlags, RejectReason, Side, StrategyId, TwoSidedQuote, UNKNOWN_TIME};
use support::{AMZN, BY, Desk, id, px, qty};

fn quote(number: u64, (bid, bid_at): (i64, i64), (ask, ask_at): (i64, i64)) -> TwoSidedQuote {
    TwoSidedQuote {
        quote_id: id(number),
        attribution: BY,
        instrument: AMZN,
        bid_px: px(bid_at),
        bid_qty: qty(bid),
        ask_px: px(ask_at),
        ask_qty: qty(ask),
        frame_seq: 5,
        ts_intent_ns: UNKNOWN_TIME,
    }
}

fn stand(desk: &mut Desk, asked: &TwoSidedQuote) {
    for step in desk.oms.quote(asked) {
        if let QuoteStep::New(order) = step {
            desk.send(&order);
            desk.hear(order.cl_ord_id.number(), plimsoll_types::VenueReportBody::Accepted);
        }
    }
}

#[test]
fn test_a_first_quote_is_two_flagged_limit_orders() {
    let desk = Desk::new();
    let [QuoteStep::New(bid), QuoteStep::New(ask)] = desk.oms.quote(&quote(10, (100, 20), (50, 22))) else {
        panic!("two orders");
    };
    assert_eq!((bid.cl_ord_id, ask.cl_ord_id), (id(10), id(11)));
    assert_eq!((bid.side, ask.side), (Side::Buy, Side::Sell));
    assert_eq!((bid.qty, bid.px, ask.qty, ask.px), (qty(100), px(20), qty(50), px(22)));
    assert!(bid.flags.contains(OrderFlags::QUOTE) && ask.flags.contains(OrderFlags::QUOTE));
    assert_eq!(bid.frame_seq, 5);
}

#[test]
fn test_a_new_quote_replaces_what_stands_and_counts_what_was_filled_in() {
    let mut desk = Desk::new();
    stand(&mut desk, &quote(10, (100, 20), (50, 22)));
    desk.fill(10, 30, 20);
    let [QuoteStep::Replace(bid), QuoteStep::Replace(ask)] = desk.oms.quote(&quote(12, (100, 21), (60, 22))) else {
        panic!("two replaces");
    };
    assert_eq!((bid.cl_ord_id, bid.orig_cl_ord_id, bid.qty), (id(12), id(10), qty(130)));
    assert_eq!((ask.cl_ord_id, ask.orig_cl_ord_id, ask.qty), (id(13), id(11), qty(60)));
}

#[test]
fn test_a_side_that_does_not_change_keeps_its_place() {
    let mut desk = Desk::new();
    stand(&mut desk, &quote(10, (100, 20), (50, 22)));
    let steps = desk.oms.quote(&quote(12, (100, 20), (50, 23)));
    assert!(matches!(steps, [QuoteStep::Keep, QuoteStep::Replace(_)]));
}

#[test]
fn test_a_side_of_no_quantity_is_withdrawn() {
    let mut desk = Desk::new();
    assert_eq!(desk.oms.quote(&quote(8, (0, 20), (0, 22))), [QuoteStep::Keep, QuoteStep::Keep]);
    stand(&mut desk, &quote(10, (100, 20), (50, 22)));
    let [QuoteStep::Cancel(bid), QuoteStep::Cancel(ask)] = desk.oms.quote(&quote(12, (0, 20), (0, 22))) else {
        panic!("two cancels");
    };
    assert_eq!((bid.cl_ord_id, bid.orig_cl_ord_id), (id(12), id(10)));
    assert_eq!((ask.cl_ord_id, ask.orig_cl_ord_id), (id(13), id(11)));
    desk.oms.cancel(desk.now_ns, &bid).unwrap();
    let steps = desk.oms.quote(&quote(14, (100, 20), (50, 22)));
    let reason = RejectReason::AlreadyPending;
    assert_eq!(steps, [QuoteStep::Refuse { cl_ord_id: id(14), side: Side::Buy, reason }, QuoteStep::Keep]);
}

#[test]
fn test_a_side_whose_change_is_under_way_is_refused_unless_it_is_that_change() {
    let mut desk = Desk::new();
    stand(&mut desk, &quote(10, (100, 20), (50, 22)));
    desk.replace(12, 10, 100, 21).unwrap();
    assert!(matches!(desk.oms.quote(&quote(14, (100, 21), (50, 22))), [QuoteStep::Keep, QuoteStep::Keep]));
    let [QuoteStep::Refuse { reason, .. }, _] = desk.oms.quote(&quote(14, (100, 19), (50, 22))) else {
        panic!("a refusal");
    };
    assert_eq!(reason, RejectReason::AlreadyPending);
}

#[test]
fn test_a_quote_that_trades_with_itself_is_refused() {
    let desk = Desk::new();
    for (bid_at, ask_at) in [(22, 22), (23, 22)] {
        for step in desk.oms.quote(&quote(10, (100, bid_at), (50, ask_at))) {
            assert!(matches!(step, QuoteStep::Refuse { reason: RejectReason::InvalidPrice, .. }));
        }
    }
    assert!(matches!(desk.oms.quote(&quote(10, (100, 23), (0, 22))), [QuoteStep::New(_), QuoteStep::Keep]));
    assert!(matches!(
        desk.oms.quote(&quote(10, (-1, 20), (0, 22))),
        [QuoteStep::Refuse { reason: RejectReason::InvalidQty, .. }, _]
    ));
}

#[test]
fn test_each_strategy_has_its_own_quote_and_a_done_one_is_quoted_anew() {
    let mut desk = Desk::new();
    stand(&mut desk, &quote(10, (100, 20), (50, 22)));
    let mut other = quote(20, (100, 20), (50, 22));
    other.attribution.strategy = StrategyId(2);
    assert!(matches!(desk.oms.quote(&other), [QuoteStep::New(_), QuoteStep::New(_)]));
    desk.fill(10, 100, 20);
    let steps = desk.oms.quote(&quote(12, (100, 20), (50, 22)));
    assert!(matches!(steps, [QuoteStep::New(order), QuoteStep::Keep] if order.cl_ord_id == id(12)));
    assert_ne!(id(12), ClOrdId::NONE);
}
