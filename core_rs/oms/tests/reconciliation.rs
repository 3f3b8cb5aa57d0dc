//! A lost link leaves orders unknown, and nothing is guessed until the venue says how each is.

#![allow(clippy::unwrap_used)] // test code

mod support;

use plimsoll_oms::{CancelStep, StatusRequest};
use plimsoll_types::{
    ClOrdId, ExecType, NewOrder, OrdStatus, OrdType, Price, Qty, RejectReason, Side, VenueCommand, VenueReport,
    VenueReportBody,
};
use support::{Desk, cancel, fill, id, px, qty};

fn lost(desk: &mut Desk) {
    desk.told.clear();
    let (now_ns, mut told) = (desk.now_ns, Vec::new());
    desk.oms.venue_lost(now_ns, &mut told);
    desk.told = told;
}

fn back(desk: &mut Desk) -> Vec<StatusRequest> {
    let now_ns = desk.now_ns;
    desk.oms.venue_back(now_ns)
}

#[test]
fn test_a_lost_link_leaves_every_live_order_unknown_and_held_back() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.send(&Desk::limit(2, Side::Sell, 50, 30));
    desk.working(3, Side::Buy, 10, 20);
    desk.fill(3, 10, 20);
    lost(&mut desk);
    assert_eq!(desk.types(), [ExecType::OrderStatus; 2], "the done one is none of them");
    assert_eq!(
        (desk.status(1), desk.status(2), desk.status(3)),
        (OrdStatus::Unknown, OrdStatus::Unknown, OrdStatus::Filled)
    );
    assert_eq!(desk.position().working(Side::Sell).qty, qty(50));
    lost(&mut desk);
    assert!(desk.told.is_empty(), "it is no news twice");
    let asked = back(&mut desk);
    assert_eq!(asked.iter().map(|it| it.cl_ord_id).collect::<Vec<_>>(), [id(1), id(2)]);
    assert_eq!(asked[0].venue_order_id.0, 99);
    assert_eq!(desk.status(1), OrdStatus::Unknown, "the link alone says nothing of orders");
}

#[test]
fn test_a_status_that_agrees_settles_the_order() {
    let mut desk = Desk::new();
    for (number, is_working, cum, settled) in [
        (1, true, 0, OrdStatus::New),
        (2, true, 30, OrdStatus::PartiallyFilled),
        (3, false, 0, OrdStatus::Cancelled),
        (4, false, 30, OrdStatus::Cancelled),
    ] {
        desk.working(number, Side::Buy, 100, 20);
        if cum > 0 {
            desk.fill(number, cum, 20);
        }
        lost(&mut desk);
        back(&mut desk);
        desk.says(number, 100, 20, cum, is_working);
        assert_eq!((desk.status(number), desk.alerts().len()), (settled, 0));
        desk.cancelled(number);
    }
}

#[test]
fn test_an_order_that_never_arrived_is_rejected() {
    let mut desk = Desk::new();
    desk.send(&Desk::limit(1, Side::Buy, 100, 20));
    lost(&mut desk);
    back(&mut desk);
    desk.hear(1, VenueReportBody::Rejected { reason: RejectReason::UnknownOrder });
    assert_eq!((desk.status(1), desk.position().working(Side::Buy).qty), (OrdStatus::Rejected, Qty::ZERO));
}

#[test]
fn test_an_order_that_arrives_after_it_was_given_up_is_found_again() {
    let mut desk = Desk::new();
    desk.send(&Desk::limit(1, Side::Buy, 100, 20));
    lost(&mut desk);
    back(&mut desk);
    desk.hear(1, VenueReportBody::Rejected { reason: RejectReason::UnknownOrder });
    desk.hear(1, VenueReportBody::Accepted);
    assert_eq!((desk.alerts(), desk.status(1)), (vec!["reopened"], OrdStatus::Unknown));
    assert_eq!(desk.position().working(Side::Buy).qty, qty(100), "a kill switch can find it");
}

#[test]
fn test_fills_that_the_venue_counts_and_never_reported_are_waited_for() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    lost(&mut desk);
    back(&mut desk);
    desk.says(1, 100, 20, 60, true);
    assert_eq!((desk.alerts(), desk.status(1)), (vec!["missing-fills"], OrdStatus::Unknown));
    assert_eq!(desk.position().qty, Qty::ZERO, "at what price nobody knows");
    late_fill(&mut desk, 20, 20);
    assert_eq!(desk.status(1), OrdStatus::Unknown);
    late_fill(&mut desk, 40, 21);
    assert_eq!((desk.status(1), desk.position().qty), (OrdStatus::PartiallyFilled, qty(60)));
}

/// A fill of before the venue's status.
fn late_fill(desk: &mut Desk, whole: i64, at: i64) {
    let report = VenueReport { ts_venue_ns: 1, ..desk.report(id(1), fill(whole, at)) };
    desk.hear_again(&report);
}

#[test]
fn test_a_fill_newer_than_the_status_that_counts_on_others_makes_it_worthless() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    lost(&mut desk);
    back(&mut desk);
    desk.says(1, 100, 20, 60, true);
    desk.fill(1, 60, 20);
    assert_eq!((desk.status(1), desk.outcome.needs_status), (OrdStatus::Unknown, Some(id(1))), "the 60 were others");
}

#[test]
fn test_a_status_older_than_what_was_heard_is_asked_for_once_more_and_then_left_to_people() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    lost(&mut desk);
    back(&mut desk);
    let body = VenueReportBody::Status { qty: qty(100), px: px(20), cum_qty: Qty::ZERO, is_working: true };
    for (alert, asked) in [("stale", Some(id(1))), ("disagreement", None)] {
        let report = VenueReport { ts_venue_ns: 1, ..desk.report(id(1), body) };
        desk.hear_again(&report);
        assert_eq!((desk.alerts(), desk.outcome.needs_status), (vec![alert], asked));
        assert_eq!(desk.status(1), OrdStatus::Unknown);
    }
    desk.says(1, 100, 20, 0, true);
    assert_eq!(desk.status(1), OrdStatus::New);
}

#[test]
fn test_an_end_heard_while_unknown_still_has_its_fills_asked_for() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    lost(&mut desk);
    desk.cancelled(1);
    assert_eq!((desk.status(1), desk.position().working(Side::Buy).qty), (OrdStatus::Cancelled, Qty::ZERO));
    assert_eq!(back(&mut desk).len(), 1, "what it traded while the link was gone is not known");
    desk.says(1, 100, 20, 30, false);
    assert_eq!(desk.alerts(), ["missing-fills"]);
    late_fill(&mut desk, 30, 20);
    assert_eq!((desk.status(1), desk.position().qty, desk.alerts().len()), (OrdStatus::Cancelled, qty(30), 0));
    assert!(desk.oms.unknown().next().is_none());
}

#[test]
fn test_a_report_under_the_name_of_a_replace_says_that_it_was_taken() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.replace(2, 1, 150, 21).unwrap();
    desk.fill(2, 10, 21);
    assert_eq!(desk.types(), [ExecType::Replaced, ExecType::Trade]);
    assert_eq!((desk.order(1).cl_ord_id(), desk.order(1).leaves_qty()), (id(2), qty(140)));
    desk.replaced(2, 1, 150, 21);
    assert_eq!((desk.alerts(), desk.order(1).leaves_qty()), (vec!["stale"], qty(140)));
}

#[test]
fn test_fills_that_the_venue_does_not_count_are_asked_about_again() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.fill(1, 60, 20);
    lost(&mut desk);
    back(&mut desk);
    desk.says(1, 100, 20, 30, true);
    assert_eq!((desk.alerts(), desk.status(1)), (vec!["disagreement"], OrdStatus::Unknown));
    assert_eq!(desk.outcome.needs_status, Some(id(1)));
    desk.says(1, 100, 20, 60, true);
    assert_eq!(desk.status(1), OrdStatus::PartiallyFilled);
}

#[test]
fn test_a_replace_on_a_lost_link_is_either_taken_or_dead() {
    for is_taken in [true, false] {
        let mut desk = Desk::new();
        desk.working(1, Side::Buy, 100, 20);
        desk.replace(2, 1, 150, 21).unwrap();
        lost(&mut desk);
        let asked = back(&mut desk);
        assert_eq!((asked[0].cl_ord_id, asked[0].replacing), (id(1), id(2)));
        if is_taken {
            desk.says(2, 150, 21, 0, true);
            assert_eq!((desk.types()[0], desk.order(1).cl_ord_id()), (ExecType::Replaced, id(2)));
        } else {
            desk.says(1, 100, 20, 0, true);
            assert_eq!(
                (desk.told[0].exec_type, desk.told[0].reason),
                (ExecType::CancelRejected, RejectReason::VenueDown)
            );
        }
        assert_eq!(desk.status(1), OrdStatus::New);
        let held = if is_taken { 150 } else { 100 };
        assert_eq!(desk.position().working(Side::Buy).qty, qty(held));
    }
}

#[test]
fn test_a_replace_that_was_given_up_and_taken_after_all_is_found() {
    for is_told in [true, false] {
        let mut desk = Desk::new();
        desk.working(1, Side::Buy, 100, 20);
        desk.replace(2, 1, 150, 21).unwrap();
        lost(&mut desk);
        back(&mut desk);
        desk.says(1, 100, 20, 0, true);
        if is_told {
            desk.replaced(2, 1, 150, 21);
            assert!(desk.alerts().is_empty());
        } else {
            lost(&mut desk);
            assert_eq!(back(&mut desk)[0].replacing, id(2), "asked by this name, too");
            desk.says(2, 150, 21, 0, true);
        }
        assert_eq!((desk.order(1).cl_ord_id(), desk.order(1).leaves_qty()), (id(2), qty(150)));
    }
}

#[test]
fn test_a_cancel_on_a_lost_link_is_sent_again_where_the_order_works() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.cancel(2, 1).unwrap();
    lost(&mut desk);
    back(&mut desk);
    desk.says(1, 100, 20, 0, true);
    assert_eq!(desk.outcome.release, Some(VenueCommand::Cancel(cancel(2, 1))));
    assert_eq!(desk.status(1), OrdStatus::PendingCancel);
}

#[test]
fn test_nothing_is_changed_while_the_link_is_down_and_cancels_wait() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    lost(&mut desk);
    assert_eq!(desk.replace(2, 1, 150, 21), Err(RejectReason::Recovering));
    assert_eq!(desk.cancel(3, 1), Ok(CancelStep::Wait));
    back(&mut desk);
    assert_eq!(desk.replace(4, 1, 150, 21), Err(RejectReason::AlreadyPending));
    desk.says(1, 100, 20, 0, true);
    assert_eq!(desk.outcome.release, Some(VenueCommand::Cancel(cancel(3, 1))));
}

#[test]
fn test_an_unknown_order_can_be_cancelled_once_the_link_is_back() {
    let mut desk = Desk::new();
    desk.send(&Desk::limit(1, Side::Buy, 100, 20));
    lost(&mut desk);
    back(&mut desk);
    assert_eq!(desk.cancel(2, 1), Ok(CancelStep::Send(cancel(2, 1))));
    desk.cancelled(1);
    assert_eq!(desk.status(1), OrdStatus::Cancelled, "the end is the end, asked or not");
}

#[test]
fn test_reports_that_were_on_their_way_count_while_the_order_is_unknown() {
    let mut desk = Desk::new();
    desk.send(&Desk::limit(1, Side::Buy, 100, 20));
    lost(&mut desk);
    desk.hear(1, VenueReportBody::Accepted);
    desk.hear(1, fill(30, 20));
    assert_eq!((desk.status(1), desk.position().qty), (OrdStatus::Unknown, qty(30)));
    back(&mut desk);
    desk.says(1, 100, 20, 30, true);
    assert_eq!(desk.status(1), OrdStatus::PartiallyFilled);
}

#[test]
fn test_an_order_that_was_done_and_is_said_to_work_is_unknown_until_said_again() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.cancelled(1);
    desk.says(1, 100, 20, 0, true);
    assert_eq!((desk.alerts(), desk.status(1)), (vec!["reopened"], OrdStatus::Unknown));
    assert_eq!(desk.position().working(Side::Buy).qty, qty(100), "a kill switch can find it");
    desk.says(1, 100, 20, 0, true);
    assert_eq!(desk.status(1), OrdStatus::New);
    assert_eq!(desk.cancel(2, 1), Ok(CancelStep::Send(cancel(2, 1))));
}

#[test]
fn test_a_status_may_leave_out_the_price_of_an_order_that_names_none() {
    let mut desk = Desk::new();
    let market = NewOrder { ord_type: OrdType::Market, px: Price::UNSET, ..Desk::limit(1, Side::Buy, 100, 20) };
    desk.send(&market);
    lost(&mut desk);
    back(&mut desk);
    desk.says(1, 100, 20, 0, true);
    assert_eq!((desk.alerts().len(), desk.order(1).terms.px), (0, Price::UNSET));
}

#[test]
fn test_a_venue_that_changed_an_order_by_itself_is_believed_and_alerted() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.says(1, 80, 21, 0, true);
    assert_eq!(
        (desk.alerts(), desk.order(1).terms.qty, desk.order(1).terms.px),
        (vec!["unsolicited"], qty(80), px(21))
    );
    desk.replaced(1, 1, 70, 22);
    assert_eq!(
        (desk.alerts(), desk.order(1).terms.qty, desk.order(1).terms.px),
        (vec!["unsolicited"], qty(70), px(22))
    );
    desk.working(2, Side::Buy, 100, 20);
    desk.replaced(2, 1, 70, 22);
    assert_eq!((desk.alerts(), desk.status(1)), (vec!["unusable"], OrdStatus::Unknown), "that is another order's name");
}

#[test]
fn test_a_filled_order_whose_replace_was_lost_lets_go() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.replace(2, 1, 150, 20).unwrap();
    desk.fill(1, 100, 20);
    lost(&mut desk);
    assert_eq!(back(&mut desk), [StatusRequest { replacing: id(2), ..back(&mut desk)[0] }]);
    desk.says(1, 100, 20, 100, false);
    assert_eq!((desk.status(1), desk.position().working(Side::Buy).orders), (OrdStatus::Filled, 0));
    assert_eq!(desk.told[0].reason, RejectReason::TooLate);
    assert!(desk.oms.unknown().next().is_none());
    assert_ne!(desk.told[0].cl_ord_id, ClOrdId::NONE);
}
