//! Each transition of an order, by the report that makes it.

#![allow(clippy::unwrap_used)] // test code

mod support;

use plimsoll_oms::{CancelStep, ReplaceStep};
use plimsoll_types::{
    CancelReason, ExecType, NewOrder, OrdStatus, OrdType, Price, Qty, RejectReason, Scope, Side, VenueCommand,
    VenueReportBody,
};
use support::{AMZN, Desk, cancel, fill, id, px, qty};

#[test]
fn test_an_order_is_pending_until_the_venue_has_it_and_holds_back_from_the_start() {
    let mut desk = Desk::new();
    desk.send(&Desk::limit(1, Side::Buy, 100, 20));
    assert_eq!(desk.status(1), OrdStatus::PendingNew);
    assert_eq!(desk.position().working(Side::Buy).qty, qty(100));
    desk.hear(1, VenueReportBody::Accepted);
    assert_eq!((desk.status(1), desk.types()), (OrdStatus::New, vec![ExecType::New]));
    assert_eq!(desk.order(1).venue_order_id.0, 99);
}

#[test]
fn test_fills_add_up_to_filled() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.fill(1, 30, 20);
    let told = desk.told[0];
    assert_eq!((told.exec_type, told.ord_status), (ExecType::Trade, OrdStatus::PartiallyFilled));
    assert_eq!((told.last_qty, told.cum_qty, told.leaves_qty), (qty(30), qty(30), qty(70)));
    desk.fill(1, 70, 10);
    let told = desk.told[0];
    assert_eq!((told.ord_status, told.leaves_qty, told.avg_px), (OrdStatus::Filled, Qty::ZERO, px(13)));
    assert!(desk.oms.order(id(1)).is_none(), "a done order is kept compactly");
    assert_eq!(desk.oms.closed(id(1)).map(|order| (order.status, order.cum_qty)), Some((OrdStatus::Filled, qty(100))));
    assert_eq!(desk.position().working(Side::Buy).qty, Qty::ZERO);
}

#[test]
fn test_a_reject_ends_the_order_and_says_why() {
    let mut desk = Desk::new();
    desk.send(&Desk::limit(1, Side::Sell, 100, 20));
    desk.hear(1, VenueReportBody::Rejected { reason: RejectReason::VenueClosed });
    assert_eq!((desk.status(1), desk.told[0].reason), (OrdStatus::Rejected, RejectReason::VenueClosed));
    assert_eq!(desk.position().working(Side::Sell).orders, 0);
}

#[test]
fn test_an_unfilled_rest_expires_or_is_cancelled_by_the_venue() {
    let mut desk = Desk::new();
    for (number, reason, status) in [
        (1, CancelReason::NotImmediate, OrdStatus::Cancelled),
        (2, CancelReason::Expired, OrdStatus::Expired),
        (3, CancelReason::SelfTrade, OrdStatus::Cancelled),
        (4, CancelReason::Venue, OrdStatus::Cancelled),
    ] {
        desk.working(number, Side::Buy, 100, 20);
        desk.fill(number, 1, 20);
        desk.hear(number, VenueReportBody::Cancelled { reason });
        assert_eq!((desk.status(number), desk.told[0].cum_qty), (status, qty(1)));
        assert_eq!(desk.told[0].leaves_qty, Qty::ZERO);
    }
}

#[test]
fn test_a_cancel_is_pending_until_the_venue_answers() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    assert_eq!(desk.cancel(2, 1), Ok(CancelStep::Send(cancel(2, 1))));
    assert_eq!(desk.status(1), OrdStatus::PendingCancel);
    let told = desk.oms.pending_report(desk.now_ns, id(2)).unwrap();
    assert_eq!((told.exec_type, told.cl_ord_id, told.orig_cl_ord_id), (ExecType::PendingCancel, id(2), id(1)));
    assert_eq!(desk.cancel(3, 1), Err(RejectReason::AlreadyPending));
    desk.cancelled(1);
    assert_eq!((desk.status(1), desk.types()), (OrdStatus::Cancelled, vec![ExecType::Cancelled]));
    assert_eq!(desk.cancel(4, 1), Err(RejectReason::TooLate));
    assert_eq!(desk.cancel(4, 77), Err(RejectReason::UnknownOrder));
}

#[test]
fn test_a_fill_while_a_cancel_is_pending_counts_and_the_cancel_comes_too_late() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.cancel(2, 1).unwrap();
    desk.fill(1, 40, 20);
    assert_eq!(desk.told[0].ord_status, OrdStatus::PendingCancel);
    desk.fill(1, 60, 20);
    assert_eq!(desk.told[0].ord_status, OrdStatus::Filled);
    desk.cancel_rejected(2, 1, RejectReason::TooLate);
    assert_eq!((desk.told[0].exec_type, desk.told[0].ord_status), (ExecType::CancelRejected, OrdStatus::Filled));
    assert_eq!((desk.told[0].cl_ord_id, desk.told[0].orig_cl_ord_id), (id(2), id(1)));
    assert_eq!(desk.position().qty, qty(100));
}

#[test]
fn test_a_refused_cancel_leaves_the_order_as_it_was() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.cancel(2, 1).unwrap();
    desk.cancel_rejected(2, 1, RejectReason::VenueRefused);
    assert_eq!((desk.status(1), desk.told[0].reason), (OrdStatus::New, RejectReason::VenueRefused));
    assert!(desk.cancel(3, 1).is_ok());
}

#[test]
fn test_a_venue_that_says_too_late_without_having_said_how_leaves_the_order_unknown() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.cancel(2, 1).unwrap();
    desk.cancel_rejected(2, 1, RejectReason::TooLate);
    assert_eq!((desk.status(1), desk.outcome.needs_status), (OrdStatus::Unknown, Some(id(1))));
    desk.fill(1, 100, 20);
    assert_eq!(desk.status(1), OrdStatus::Filled, "the fill was on its way");
}

#[test]
fn test_a_fill_after_the_cancel_is_booked_and_alerted() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.cancelled(1);
    desk.fill(1, 40, 20);
    assert_eq!((desk.alerts(), desk.status(1)), (vec!["fill-after-done"], OrdStatus::Cancelled));
    assert_eq!((desk.position().qty, desk.told[0].cum_qty), (qty(40), qty(40)));
    desk.fill(1, 60, 20);
    assert_eq!(desk.status(1), OrdStatus::Filled);
}

#[test]
fn test_an_overfill_is_booked_and_alerted() {
    let mut desk = Desk::new();
    desk.working(1, Side::Sell, 100, 20);
    desk.fill(1, 130, 20);
    assert_eq!(desk.alerts(), ["overfill"]);
    assert!(desk.outcome.alerts[0].is_severe());
    assert_eq!(
        (desk.position().qty, desk.told[0].leaves_qty, desk.status(1)),
        (qty(-130), Qty::ZERO, OrdStatus::Filled)
    );
}

#[test]
fn test_cancel_before_ack_waits_for_ack() {
    let mut desk = Desk::new();
    desk.send(&Desk::limit(1, Side::Buy, 100, 20));
    assert_eq!(desk.cancel(2, 1), Ok(CancelStep::Wait));
    assert_eq!(desk.status(1), OrdStatus::PendingCancel);
    desk.hear(1, VenueReportBody::Accepted);
    assert_eq!(desk.outcome.release, Some(VenueCommand::Cancel(cancel(2, 1))));
    desk.cancelled(1);
    assert_eq!(desk.status(1), OrdStatus::Cancelled);
}

#[test]
fn test_a_cancel_that_waits_for_an_order_that_never_was_comes_to_nothing() {
    let mut desk = Desk::new();
    desk.send(&Desk::limit(1, Side::Buy, 100, 20));
    desk.cancel(2, 1).unwrap();
    desk.hear(1, VenueReportBody::Rejected { reason: RejectReason::VenueClosed });
    assert_eq!(desk.types(), [ExecType::Rejected, ExecType::CancelRejected]);
    assert_eq!(desk.told[1].reason, RejectReason::TooLate);
    assert_eq!(desk.outcome.release, None);
}

#[test]
fn test_a_rejected_order_holds_nothing_back_for_what_was_asked_of_it() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.replace(2, 1, 150, 20).unwrap();
    desk.hear(1, VenueReportBody::Rejected { reason: RejectReason::VenueClosed });
    assert_eq!((desk.status(1), desk.position().working(Side::Buy).qty), (OrdStatus::Rejected, Qty::ZERO));
    assert!(desk.oms.closed(id(1)).is_some());
}

#[test]
fn test_replace_before_ack_waits_for_ack() {
    let mut desk = Desk::new();
    desk.send(&Desk::limit(1, Side::Buy, 100, 20));
    assert_eq!(desk.replace(2, 1, 150, 21), Ok(ReplaceStep::Wait));
    assert_eq!(desk.position().working(Side::Buy).qty, qty(150), "the greater of both is held back");
    desk.fill(1, 10, 20);
    assert_eq!(desk.outcome.release, Some(VenueCommand::Replace(support::replace(2, 1, 150, 21))), "a fill is an ack");
    desk.replaced(2, 1, 150, 21);
    assert_eq!((desk.status(2), desk.order(2).leaves_qty()), (OrdStatus::PartiallyFilled, qty(140)));
}

#[test]
fn test_a_replace_that_waited_and_is_below_the_fills_by_then_is_refused() {
    let mut desk = Desk::new();
    desk.send(&Desk::limit(1, Side::Buy, 100, 20));
    desk.replace(2, 1, 50, 20).unwrap();
    desk.fill(1, 60, 20);
    assert_eq!(desk.outcome.release, None);
    assert_eq!(desk.told[1].reason, RejectReason::BelowFilled);
    assert_eq!(desk.status(1), OrdStatus::PartiallyFilled);
}

#[test]
fn test_a_chain_of_replaces_answers_to_all_its_names() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    for next in 2..6 {
        desk.replace(next, next - 1, 100 + next as i64, 20).unwrap();
        assert_eq!(desk.status(1), OrdStatus::PendingReplace);
        desk.replaced(next, next - 1, 100 + next as i64, 20);
        assert_eq!((desk.types(), desk.told[0].orig_cl_ord_id), (vec![ExecType::Replaced], id(next - 1)));
    }
    assert_eq!(desk.order(1).cl_ord_id(), id(5));
    assert_eq!(desk.order(3).terms.qty, qty(105));
    assert_eq!(desk.order(5).first_cl_ord_id, id(1));
    assert_eq!(desk.replace(6, 3, 100, 20), Err(RejectReason::UnknownOrder), "terms follow the last name only");
    assert_eq!(desk.cancel(7, 2), Ok(CancelStep::Send(cancel(7, 5))), "a cancel is meant whatever the name");
    desk.fill(2, 105, 20);
    assert_eq!(desk.status(5), OrdStatus::Filled);
}

#[test]
fn test_a_refused_replace_leaves_the_order_as_it_was() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.replace(2, 1, 200, 25).unwrap();
    assert_eq!(desk.position().working(Side::Buy).notional.to_money(), Some(support::money(5_000)));
    desk.cancel_rejected(2, 1, RejectReason::VenueRefused);
    assert_eq!((desk.status(1), desk.order(1).terms.px), (OrdStatus::New, px(20)));
    assert_eq!(desk.position().working(Side::Buy).notional.to_money(), Some(support::money(2_000)));
    assert_eq!(desk.order(2).cl_ord_id(), id(1), "its name is used up and means the order");
}

#[test]
fn test_a_replace_cannot_go_below_what_is_filled() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.fill(1, 60, 20);
    assert_eq!(desk.replace(2, 1, 60, 20), Err(RejectReason::BelowFilled));
    let told = desk.oms.refuse_request(desk.now_ns, id(2), id(1), RejectReason::BelowFilled);
    assert_eq!((told.exec_type, told.ord_status), (ExecType::CancelRejected, OrdStatus::PartiallyFilled));
    assert_eq!(desk.replace(2, 1, 70, 20), Err(RejectReason::DuplicateClOrdId));
    assert!(desk.replace(3, 1, 61, 20).is_ok());
    assert_eq!(desk.replace(4, 1, 80, 20), Err(RejectReason::AlreadyPending));
}

#[test]
fn test_a_replace_that_risk_refuses_is_taken_back() {
    let mut desk = Desk::new();
    desk.send(&Desk::limit(1, Side::Buy, 100, 20));
    desk.replace(2, 1, 500, 20).unwrap();
    desk.oms.refuse_request(desk.now_ns, id(2), id(1), RejectReason::MaxQty);
    assert_eq!(desk.position().working(Side::Buy).qty, qty(100));
    desk.hear(1, VenueReportBody::Accepted);
    assert_eq!(desk.outcome.release, None);
}

#[test]
fn test_an_order_filled_by_its_old_terms_goes_on_by_its_new_ones() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.replace(2, 1, 150, 20).unwrap();
    desk.fill(1, 100, 20);
    assert_eq!(desk.status(1), OrdStatus::Filled);
    assert_eq!(desk.position().working(Side::Buy).qty, qty(50), "the venue may have taken the replace");
    desk.replaced(2, 1, 150, 20);
    assert_eq!((desk.status(2), desk.order(2).leaves_qty()), (OrdStatus::PartiallyFilled, qty(50)));
    desk.fill(2, 50, 20);
    assert_eq!((desk.status(1), desk.position().qty), (OrdStatus::Filled, qty(150)));
}

#[test]
fn test_an_order_filled_while_a_replace_is_refused_holds_nothing_back() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.replace(2, 1, 150, 20).unwrap();
    desk.fill(1, 100, 20);
    desk.cancel_rejected(2, 1, RejectReason::TooLate);
    assert_eq!((desk.status(1), desk.position().working(Side::Buy).qty), (OrdStatus::Filled, Qty::ZERO));
    assert!(desk.oms.closed(id(1)).is_some());
}

#[test]
fn test_a_cancel_waits_for_the_answer_to_a_replace() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.replace(2, 1, 150, 20).unwrap();
    assert_eq!(desk.cancel(3, 1), Ok(CancelStep::Wait));
    desk.replaced(2, 1, 150, 20);
    assert_eq!(desk.outcome.release, Some(VenueCommand::Cancel(cancel(3, 2))), "by the name that the venue knows");
    desk.cancelled(2);
    assert_eq!(desk.status(1), OrdStatus::Cancelled);
}

#[test]
fn test_a_chased_cancel_waits_for_nothing() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.cancel(2, 1).unwrap();
    assert_eq!(desk.oms.chase(desk.now_ns, &cancel(3, 1)), Ok(CancelStep::Send(cancel(3, 1))));
    desk.send(&Desk::limit(4, Side::Buy, 100, 20));
    assert_eq!(desk.oms.chase(desk.now_ns, &cancel(5, 4)), Ok(CancelStep::Send(cancel(5, 4))));
}

#[test]
fn test_reports_out_of_order_end_as_in_order() {
    let mut desk = Desk::new();
    desk.send(&Desk::limit(1, Side::Buy, 100, 20));
    desk.fill(1, 100, 20);
    desk.hear(1, VenueReportBody::Accepted);
    assert!(desk.told.is_empty() && desk.alerts().is_empty());
    assert_eq!(desk.status(1), OrdStatus::Filled);
}

#[test]
fn test_a_stop_is_not_among_own_resting_orders_until_it_is_set_off() {
    let mut desk = Desk::new();
    let stop =
        NewOrder { ord_type: OrdType::Stop, px: Price::UNSET, stop_px: px(25), ..Desk::limit(1, Side::Buy, 10, 20) };
    desk.send(&stop);
    desk.hear(1, VenueReportBody::Accepted);
    assert_eq!(desk.oms.own_crossed(AMZN, Side::Sell, px(30)).count(), 0);
    desk.hear(1, VenueReportBody::Triggered);
    assert_eq!(desk.types(), [ExecType::Triggered]);
    assert_eq!(desk.oms.own_crossed(AMZN, Side::Sell, px(30)).count(), 1);
    assert_eq!(desk.position().working(Side::Buy).notional.to_money(), Some(support::money(250)));
}

#[test]
fn test_own_orders_that_would_be_crossed_are_found_best_first() {
    let mut desk = Desk::new();
    for (number, at) in [(1, 20), (2, 22), (3, 21)] {
        desk.working(number, Side::Buy, 10, at);
    }
    let crossed = |desk: &Desk, at| -> Vec<u64> {
        desk.oms.own_crossed(AMZN, Side::Sell, at).map(|order| order.cl_ord_id().number()).collect()
    };
    assert_eq!(crossed(&desk, px(21)), [2, 3]);
    assert_eq!(crossed(&desk, Price::UNSET), [2, 3, 1]);
    desk.replace(4, 1, 10, 23).unwrap();
    assert_eq!(crossed(&desk, px(21)), [4 - 3, 2, 3], "a replace under way counts at its better price");
    desk.cancelled(2);
    assert_eq!(crossed(&desk, px(21)), [1, 3]);
}

#[test]
fn test_a_mass_cancel_finds_the_orders_of_its_scope() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 10, 20);
    desk.working(2, Side::Sell, 10, 30);
    desk.cancel(9, 2).unwrap();
    desk.working(3, Side::Buy, 10, 20);
    desk.fill(3, 10, 20);
    let found = |scope| desk.oms.to_cancel(scope).map(|order| order.cl_ord_id().number()).collect::<Vec<_>>();
    assert_eq!(found(Scope::Firm), [1], "one is being cancelled, one is done");
    assert_eq!(found(Scope::Session(3)), [1]);
    assert!(found(Scope::Session(4)).is_empty());
    assert!(found(Scope::Account(plimsoll_types::AccountId(2))).is_empty());
}

#[test]
fn test_names_are_used_up_for_ever() {
    let mut desk = Desk::new();
    let order = Desk::limit(1, Side::Buy, 10, 20);
    let listed = support::instrument("AMZN", "USD");
    desk.oms.refuse(desk.now_ns, 3, &order, RejectReason::MaxQty);
    assert_eq!(desk.oms.admit(desk.now_ns, 3, &order, &listed), Err(RejectReason::DuplicateClOrdId));
    desk.working(2, Side::Buy, 10, 20);
    desk.fill(2, 10, 20);
    let again = Desk::limit(2, Side::Buy, 10, 20);
    assert_eq!(desk.oms.admit(desk.now_ns, 3, &again, &listed), Err(RejectReason::DuplicateClOrdId));
    assert_eq!(desk.oms.use_name(id(3)), Ok(()));
    assert_eq!(desk.cancel(3, 2), Err(RejectReason::DuplicateClOrdId));
    assert_eq!(desk.oms.last_number(7), 3);
}

#[test]
fn test_a_report_of_an_order_that_was_never_sent_books_nothing() {
    let mut desk = Desk::new();
    desk.hear(1, fill(10, 20));
    assert_eq!((desk.alerts(), desk.told.len()), (vec!["unknown-order"], 0));
    assert!(desk.oms.positions().is_empty());
    assert_eq!(desk.oms.strays().1, 1);
}
