//! Which orders can be meant: every reason below 100 that the form gives.

#![allow(clippy::unwrap_used)] // test code

mod support;

use plimsoll_types::{
    AccountId, Attribution, ClOrdId, DeskId, InstrumentId, NewOrder, OrdType, OrderFlags, PegTo, Price, Qty,
    RejectReason, Side, StrategyId, TimeInForce, TraderId,
};
use support::{AMZN, BY, Desk, instrument, oms, px, qty};

fn admitted(order: &NewOrder) -> Result<(), RejectReason> {
    oms().admit(1_000, 3, order, &instrument("AMZN", "USD"))
}

fn limit() -> NewOrder {
    Desk::limit(1, Side::Buy, 100, 20)
}

fn market() -> NewOrder {
    NewOrder { ord_type: OrdType::Market, px: Price::UNSET, ..limit() }
}

fn stop() -> NewOrder {
    NewOrder { ord_type: OrdType::Stop, stop_px: px(25), ..market() }
}

fn pegged() -> NewOrder {
    NewOrder { ord_type: OrdType::Pegged, peg_to: Some(PegTo::Primary), px: Price::UNSET, ..limit() }
}

#[test]
fn test_every_order_type_has_a_form_that_is_admitted() {
    let stop_limit = NewOrder { ord_type: OrdType::StopLimit, stop_px: px(25), ..limit() };
    let iceberg = NewOrder { display_qty: qty(10), ..limit() };
    let offset = Price::from_raw(-10_000_000);
    let bounded = NewOrder { px: px(30), peg_offset: offset, peg_to: Some(PegTo::Mid), ..pegged() };
    for order in [limit(), market(), stop(), stop_limit, pegged(), bounded, iceberg] {
        assert_eq!(admitted(&order), Ok(()), "{order:?}");
    }
}

#[test]
fn test_every_time_in_force_has_a_form_that_is_admitted() {
    use TimeInForce::{AtClose, AtOpen, Day, Fok, Gtc, Ioc};
    for time_in_force in [Day, Gtc, AtOpen, Ioc, Fok, AtClose] {
        assert_eq!(admitted(&NewOrder { time_in_force, ..limit() }), Ok(()));
    }
    let gtd = NewOrder { time_in_force: TimeInForce::Gtd, expire_ns: 1_001, ..limit() };
    assert_eq!(admitted(&gtd), Ok(()));
}

#[test]
fn test_each_fault_of_form_has_its_reason() {
    let step = Price::from_raw(1);
    let cases = [
        (NewOrder { qty: Qty::ZERO, ..limit() }, RejectReason::InvalidQty),
        (NewOrder { qty: Qty::UNSET, ..limit() }, RejectReason::InvalidQty),
        (NewOrder { qty: qty(-1), ..limit() }, RejectReason::InvalidQty),
        (NewOrder { qty: qty(9_000_000_000), px: px(9_000_000_000), ..limit() }, RejectReason::InvalidQty),
        (NewOrder { qty: Qty::from_raw(1), ..limit() }, RejectReason::OffLot),
        (NewOrder { px: Price::UNSET, ..limit() }, RejectReason::InvalidPrice),
        (NewOrder { px: Price::ZERO, ..limit() }, RejectReason::InvalidPrice),
        (NewOrder { px: px(-20), ..limit() }, RejectReason::InvalidPrice),
        (NewOrder { px: px(20), ..market() }, RejectReason::InvalidPrice),
        (NewOrder { px: px(20), ..stop() }, RejectReason::InvalidPrice),
        (NewOrder { px: step, ..limit() }, RejectReason::OffTick),
        (NewOrder { stop_px: step, ..stop() }, RejectReason::OffTick),
        (NewOrder { peg_offset: step, ..pegged() }, RejectReason::OffTick),
        (NewOrder { stop_px: Price::UNSET, ..stop() }, RejectReason::InvalidStop),
        (NewOrder { stop_px: px(-1), ..stop() }, RejectReason::InvalidStop),
        (NewOrder { stop_px: px(20), ..limit() }, RejectReason::InvalidStop),
        (NewOrder { peg_to: None, ..pegged() }, RejectReason::InvalidPeg),
        (NewOrder { peg_offset: Price::UNSET, ..pegged() }, RejectReason::InvalidPeg),
        (NewOrder { peg_to: Some(PegTo::Mid), ..limit() }, RejectReason::InvalidPeg),
        (NewOrder { peg_offset: px(1), ..limit() }, RejectReason::InvalidPeg),
        (NewOrder { display_qty: Qty::ZERO, ..limit() }, RejectReason::InvalidDisplay),
        (NewOrder { display_qty: qty(101), ..limit() }, RejectReason::InvalidDisplay),
        (NewOrder { display_qty: Qty::from_raw(1), ..limit() }, RejectReason::OffLot),
        (NewOrder { expire_ns: 2_000, ..limit() }, RejectReason::InvalidExpiry),
        (NewOrder { time_in_force: TimeInForce::Gtd, ..limit() }, RejectReason::InvalidExpiry),
        (NewOrder { time_in_force: TimeInForce::Gtd, expire_ns: 1_000, ..limit() }, RejectReason::InvalidExpiry),
        (NewOrder { instrument: InstrumentId::ALL, ..limit() }, RejectReason::UnknownInstrument),
        (NewOrder { cl_ord_id: ClOrdId::NONE, ..limit() }, RejectReason::WrongOrigin),
    ];
    for (order, reason) in cases {
        assert_eq!(admitted(&order), Err(reason), "{order:?}");
    }
}

#[test]
fn test_instructions_that_exclude_each_other_are_refused() {
    use TimeInForce::{AtClose, Fok, Gtc, Ioc};
    let with = |order: NewOrder, flags| NewOrder { flags, ..order };
    let cases = [
        NewOrder { time_in_force: Gtc, ..market() },
        NewOrder { time_in_force: Ioc, ..stop() },
        NewOrder { time_in_force: AtClose, ..pegged() },
        with(market(), OrderFlags::POST_ONLY),
        with(NewOrder { time_in_force: Fok, ..limit() }, OrderFlags::POST_ONLY),
        with(NewOrder { peg_to: Some(PegTo::Market), ..pegged() }, OrderFlags::POST_ONLY),
        NewOrder { display_qty: qty(10), time_in_force: Ioc, ..limit() },
        NewOrder { display_qty: qty(10), ..market() },
        with(market(), OrderFlags::QUOTE),
        with(NewOrder { display_qty: qty(10), ..limit() }, OrderFlags::QUOTE),
        with(limit(), OrderFlags::LOCATED),
        with(limit(), OrderFlags(1 << 9)),
    ];
    for order in cases {
        assert_eq!(admitted(&order), Err(RejectReason::InvalidCombination), "{order:?}");
    }
    for flags in [OrderFlags::POST_ONLY, OrderFlags::REDUCE_ONLY, OrderFlags::QUOTE, OrderFlags::MANUAL] {
        assert_eq!(admitted(&with(limit(), flags)), Ok(()));
    }
    let short = NewOrder { side: Side::Sell, flags: OrderFlags::LOCATED, ..limit() };
    assert_eq!(admitted(&short), Ok(()));
}

#[test]
fn test_whoever_is_named_has_to_exist_and_the_account_to_be_the_desks() {
    let by = |attribution| admitted(&NewOrder { attribution, ..limit() });
    for attribution in [
        Attribution::default(),
        Attribution { trader: TraderId::NONE, ..BY },
        Attribution { account: AccountId(9), ..BY },
        Attribution { trader: TraderId(9), ..BY },
        Attribution { strategy: StrategyId(9), ..BY },
    ] {
        assert_eq!(by(attribution), Err(RejectReason::Unattributed), "{attribution:?}");
    }
    assert_eq!(by(Attribution { desk: DeskId(2), ..BY }), Err(RejectReason::NotYours));
    assert_eq!(by(Attribution { account: AccountId(3), ..BY }), Err(RejectReason::NotYours));
    assert_eq!(by(Attribution { strategy: StrategyId::NONE, ..BY }), Ok(()), "by hand");
}

#[test]
fn test_an_instrument_without_tick_and_lot_takes_any() {
    let mut listed = instrument("AMZN", "USD");
    (listed.tick, listed.lot) = (Price::ZERO, Qty::ZERO);
    let order = NewOrder { qty: Qty::from_raw(3), px: Price::from_raw(7), instrument: AMZN, ..limit() };
    assert_eq!(oms().admit(1_000, 3, &order, &listed), Ok(()));
}
