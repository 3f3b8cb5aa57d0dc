//! Amends: prices and sizes as of a new order, sums by what they add.
#![allow(clippy::unwrap_used)]

mod support;

use plimsoll_risk::{Holding, LimitKind, Totals};
use plimsoll_types::{HaltMode, HaltRecord, NewOrder, OrderFlags, Qty, RejectReason, Scope};
use support::{AMZN, Desk, NOW, OF, amount, buy, dollars, lots, px, sell};

const ACCOUNT: Scope = Scope::Account(OF.account);

#[test]
fn test_the_amended_order_has_to_keep_the_limits_of_one_order_in_full() {
    let mut desk = Desk::limited(&[
        (Scope::Firm, LimitKind::MaxQty, lots(10).raw()),
        (Scope::Firm, LimitKind::MaxNotional, dollars(900).raw()),
        (Scope::Firm, LimitKind::CollarLast, 50_000),
        (Scope::Firm, LimitKind::FatFinger, 3_000_000),
    ]);
    let order = buy(1, 5, 100.0);
    assert_eq!(desk.amend(&order, 8, 100.0), None);
    assert_eq!(desk.amend(&order, 11, 50.0), Some(RejectReason::MaxQty));
    assert_eq!(desk.amend(&order, 9, 100.01), Some(RejectReason::MaxNotional));
    assert_eq!(desk.amend(&order, 5, 94.0), Some(RejectReason::PriceCollar));
    assert_eq!(desk.amend(&order, 5, 100.09), Some(RejectReason::FatFinger));
}

#[test]
fn test_sums_count_what_the_amend_adds() {
    let mut desk = Desk::limited(&[
        (ACCOUNT, LimitKind::Position, lots(100).raw()),
        (ACCOUNT, LimitKind::GrossExposure, dollars(10_100).raw()),
        (ACCOUNT, LimitKind::OpenOrders, 1),
    ]);
    let order = buy(1, 90, 100.0);
    desk.book.holdings.insert((ACCOUNT, AMZN), Some(Holding { open_buy: lots(90), ..Holding::default() }));
    desk.book.totals.insert(ACCOUNT, Some(Totals { open_buy: amount(9_000), ..Totals::default() }));
    desk.book.open_orders.insert(ACCOUNT, Some(1));
    assert_eq!(desk.amend(&order, 100, 100.0), None, "ten more, and no order more");
    assert_eq!(desk.amend(&order, 101, 100.0), Some(RejectReason::PositionLimit));
    assert_eq!(desk.amend(&order, 100, 101.01), Some(RejectReason::GrossLimit), "dearer counts too");
    assert_eq!(desk.amend(&order, 100, 101.0), None);
    desk.book.totals.insert(ACCOUNT, Some(Totals { open_buy: amount(20_000), ..Totals::default() }));
    assert_eq!(
        desk.amend(&order, 90, 99.0),
        Some(RejectReason::GrossLimit),
        "over already: only cancels and reductions help"
    );
    desk.book
        .holdings
        .insert((ACCOUNT, AMZN), Some(Holding { net: lots(-95), open_buy: lots(90), ..Holding::default() }));
    assert_eq!(desk.amend(&order, 95, 99.0), None, "it only reduces");
}

#[test]
fn test_what_is_filled_is_not_counted_again() {
    let mut desk = Desk::limited(&[(ACCOUNT, LimitKind::Position, lots(100).raw())]);
    let order = buy(1, 100, 100.0);
    let held = Holding { net: lots(60), open_buy: lots(40), ..Holding::default() };
    desk.book.holdings.insert((ACCOUNT, AMZN), Some(held));
    assert_eq!(desk.amend_filled(&order, 60, 100, 100.01), None);
    assert_eq!(desk.amend_filled(&order, 60, 101, 100.01), Some(RejectReason::PositionLimit));
}

#[test]
fn test_an_amend_that_is_no_number_is_refused() {
    let mut desk = Desk::limited(&[]);
    let unset = NewOrder { qty: Qty::UNSET, ..buy(1, 5, 100.0) };
    assert_eq!(desk.amend(&buy(1, 5, 100.0), -5, 100.0), Some(RejectReason::NotANumber));
    assert_eq!(desk.amend(&unset, 5, 100.0), None, "nothing is known to be open: all of it is added");
    desk.book.holdings.insert((Scope::Firm, AMZN), Some(Holding { net: Qty::UNSET, ..Holding::default() }));
    assert_eq!(desk.amend(&buy(1, 5, 100.0), 6, 100.0), Some(RejectReason::NotANumber));
}

#[test]
fn test_halts_stop_amends_and_reduce_only_lets_those_of_reducing_orders_through() {
    let halt =
        |mode| HaltRecord { number: 1, scope: Scope::Firm, mode, reason: "x".into(), by: "kim".into(), ts_ns: NOW };
    let mut desk = Desk::limited(&[]);
    let order = NewOrder { flags: OrderFlags::REDUCE_ONLY, ..sell(1, 5, 100.1) };
    desk.book.position = Some(Some(Holding { net: lots(10), open_sell: lots(5), ..Holding::default() }));
    desk.gate.engage(halt(HaltMode::ReduceOnly));
    assert_eq!(desk.amend(&order, 10, 100.1), None);
    assert_eq!(desk.amend(&order, 11, 100.1), Some(RejectReason::ReduceOnly));
    desk.gate.engage(halt(HaltMode::Freeze));
    assert_eq!(desk.amend(&order, 5, 100.2), Some(RejectReason::Halted));
    desk.cancel(1);
}

#[test]
fn test_an_amend_may_not_meet_an_own_order() {
    let mut desk = Desk::limited(&[]);
    desk.book.own = vec![(OF, plimsoll_types::Side::Sell, px(100.05))];
    assert_eq!(desk.amend(&buy(1, 5, 100.0), 5, 100.04), None);
    assert_eq!(desk.amend(&buy(1, 5, 100.0), 5, 100.05), Some(RejectReason::SelfTrade));
}
