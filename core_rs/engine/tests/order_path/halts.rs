//! Halts: the gate, the cancels, going after them, closing positions.

use super::desk::*;
use super::venue::Manner;
use plimsoll_types::*;
use plimsoll_wire::journal::{JournalEntry, LiftEntry};

fn lift(number: u64) -> LiftEntry {
    LiftEntry {
        number,
        reason: "clean".into(),
        requested_by: "kim".into(),
        approved_by: "lee".into(),
        signatures: String::new(),
    }
}

#[test]
fn test_a_halt_cancels_what_rests_and_lets_nothing_new_through() {
    let mut desk = Desk::new();
    let orders = [desk.limit(Side::Buy, 1, 99.9), desk.limit(Side::Sell, 1, 100.2)];
    let number = desk.halt(Scope::Firm, HaltMode::CancelAll);
    assert_eq!(desk.venue.script().cancels(), orders);
    desk.venue.script().take_sent();
    let refused = desk.limit(Side::Buy, 1, 99.9);
    assert_eq!(desk.told_of(refused), [(ExecType::Rejected, RejectReason::Halted)]);
    assert_eq!(desk.venue.script().sent, []);
    let (at, entry) = (desk.path().now(), lift(number));
    assert!(desk.path().lift(at, &entry));
    assert!(!desk.path().lift(at, &entry), "lifted once");
    let again = desk.limit(Side::Buy, 1, 99.9);
    assert_eq!(desk.told_of(again)[0].0, ExecType::PendingNew);
    let halts = entries(&desk.disk).into_iter().filter(|entry| {
        matches!(entry, JournalEntry::Halt(halt) if halt.number == number)
            || matches!(entry, JournalEntry::Lift(lift) if lift.number == number)
    });
    assert_eq!(halts.count(), 2);
}

#[test]
fn test_a_halt_engaged_elsewhere_is_noticed_recorded_and_carried_out() {
    let mut desk = Desk::new();
    let order = desk.limit(Side::Buy, 1, 99.9);
    desk.gate.engage(HaltRecord {
        number: 0,
        scope: Scope::Strategy(StrategyId(1)),
        mode: HaltMode::CancelAll,
        reason: "control thread".into(),
        by: "kim".into(),
        ts_ns: desk.now_ns,
    });
    desk.wait(1);
    assert_eq!(desk.venue.script().cancels(), [order]);
    assert!(entries(&desk.disk).iter().any(|entry| matches!(entry, JournalEntry::Halt(halt) if halt.by == "kim")));
}

#[test]
fn test_a_narrow_halt_leaves_the_rest_alone() {
    let mut desk = Desk::new();
    let mine = desk.limit(Side::Buy, 1, 99.9);
    desk.halt(Scope::Strategy(StrategyId(2)), HaltMode::CancelAll);
    assert_eq!(desk.venue.script().cancels(), []);
    desk.halt(Scope::Session(SESSION), HaltMode::CancelAll);
    assert_eq!(desk.venue.script().cancels(), [mine]);
}

#[test]
fn test_a_freeze_leaves_resting_orders_and_lets_cancels_pass() {
    let mut desk = Desk::new();
    let order = desk.limit(Side::Buy, 1, 99.9);
    desk.halt(Scope::Firm, HaltMode::Freeze);
    assert_eq!(desk.venue.script().cancels(), []);
    let changed = desk.replace(order, 2, 99.9);
    assert_eq!(desk.told_of(changed), [(ExecType::CancelRejected, RejectReason::Halted)]);
    desk.cancel(order);
    assert_eq!(desk.venue.script().cancels(), [order]);
}

#[test]
fn test_reduce_only_cancels_what_would_add_and_lets_reducing_orders_through() {
    let mut desk = Desk::new();
    let bought = desk.limit(Side::Buy, 10, 100.0);
    desk.venue.script().fill(bought, px(100.0), lots(10));
    desk.wait(1);
    let (adding, reducing) = (desk.limit(Side::Buy, 1, 99.9), desk.limit(Side::Sell, 4, 100.2));
    desk.halt(Scope::Firm, HaltMode::ReduceOnly);
    assert_eq!(desk.venue.script().cancels(), [adding]);
    let more = desk.limit(Side::Buy, 1, 99.9);
    assert_eq!(desk.told_of(more)[0].0, ExecType::Rejected);
    let less = desk.limit(Side::Sell, 6, 100.3);
    assert_eq!(desk.told_of(less)[0], (ExecType::PendingNew, RejectReason::None));
    assert!(desk.path().oms().order(reducing).is_some());
}

#[test]
fn test_a_cancel_that_nobody_answers_is_sent_again_until_the_order_is_gone() {
    let mut desk = Desk::new();
    let order = desk.limit(Side::Buy, 1, 99.9);
    desk.wait(1);
    desk.venue.script().manner = Manner::Silent;
    desk.halt(Scope::Firm, HaltMode::CancelAll);
    assert_eq!(
        desk.path().unconfirmed().iter().map(|one| (one.cl_ord_id, one.tries)).collect::<Vec<_>>(),
        [(order, 1)]
    );
    desk.wait(99 * MILLISECOND);
    assert_eq!(desk.venue.script().cancels().len(), 1);
    desk.wait(MILLISECOND);
    desk.wait(200 * MILLISECOND);
    assert_eq!(desk.venue.script().cancels(), [order; 3]);
    assert_eq!(desk.path().unconfirmed()[0].tries, 3);
    desk.venue.script().say(order, VenueReportBody::Cancelled { reason: CancelReason::Requested });
    desk.wait(60_000 * MILLISECOND);
    assert!(desk.path().unconfirmed().is_empty());
    assert_eq!(desk.venue.script().cancels().len(), 3);
}

#[test]
fn test_a_halt_cancels_an_order_that_the_venue_has_not_answered() {
    let mut desk = Desk::new();
    desk.venue.script().manner = Manner::Silent;
    let order = desk.limit(Side::Buy, 1, 99.9);
    desk.halt(Scope::Firm, HaltMode::CancelAll);
    assert_eq!(desk.venue.script().cancels(), [order], "the kill switch waits for nobody");
}

/// Fills every liquidation order whole, as a venue of this depth would.
fn fill_slices(desk: &mut Desk) -> Vec<i64> {
    let sent = desk.venue.script().take_sent();
    let mut slices = Vec::new();
    for command in sent {
        if let VenueCommand::New(order) = command {
            assert!(order.flags.contains(OrderFlags::LIQUIDATION.with(OrderFlags::REDUCE_ONLY)));
            assert_eq!((order.side, order.time_in_force), (Side::Sell, TimeInForce::Ioc));
            desk.venue.script().fill(order.cl_ord_id, order.px, order.qty);
            slices.push(order.qty.raw() / Qty::ONE);
        }
    }
    desk.wait(1);
    slices
}

#[test]
fn test_flatten_cancels_then_closes_in_slices_of_the_shown_quantity() {
    let mut desk = Desk::new();
    let bought = desk.limit(Side::Buy, 600, 100.1);
    desk.venue.script().fill(bought, px(100.1), lots(600));
    desk.wait(1);
    let resting = desk.limit(Side::Buy, 1, 99.9);
    desk.wait(1);
    desk.venue.script().take_sent();
    desk.halt(Scope::Firm, HaltMode::Flatten);
    assert_eq!(desk.venue.script().cancels(), [resting]);
    let mut slices = Vec::new();
    for _ in 0..5 {
        slices.extend(fill_slices(&mut desk));
        desk.wait(250 * MILLISECOND);
    }
    assert!(!slices.is_empty(), "{:?} {:?}", desk.last(), entries(&desk.disk).iter().rev().take(4).collect::<Vec<_>>());
    assert_eq!(slices, [250, 250, 100], "a quarter of the 1,000 shown at a time");
    assert!(desk.path().closings().is_empty());
    let position = *desk.path().oms().position(AccountId(1), StrategyId(1), AMZN).unwrap();
    assert_eq!(position.qty, Qty::ZERO);
    let refused = desk.limit(Side::Buy, 1, 100.0);
    assert_eq!(desk.told_of(refused)[0].1, RejectReason::Halted);
}

#[test]
fn test_flatten_sends_nothing_outside_its_collar_and_says_that_it_waits() {
    let mut desk = Desk::new();
    let bought = desk.limit(Side::Buy, 600, 100.1);
    desk.venue.script().fill(bought, px(100.1), lots(600));
    desk.wait(1);
    desk.venue.script().take_sent();
    desk.halt(Scope::Firm, HaltMode::Flatten);
    desk.wait(1);
    assert_eq!(fill_slices(&mut desk), [600 - 350]);
    desk.quote_market(90.0, 90.1);
    desk.wait(300 * MILLISECOND);
    assert_eq!(fill_slices(&mut desk), [0_i64; 0], "ten per cent below where it began");
    assert!(desk.path().closings()[0].is_waiting);
    desk.quote_market(99.9, 100.0);
    desk.wait(300 * MILLISECOND);
    assert_eq!(fill_slices(&mut desk), [250]);
}
