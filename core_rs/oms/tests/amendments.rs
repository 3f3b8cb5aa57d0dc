//! Fills that come twice, late or early, are taken back or corrected: each counts once, as the venue sees it in the end.

#![allow(clippy::unwrap_used)] // test code

mod support;

use plimsoll_types::{ExecId, ExecType, Liquidity, Money, OrdStatus, Price, Qty, Side, VenueReport, VenueReportBody};
use support::{Desk, fill, id, money, px, qty};

fn bust(of: ExecId) -> VenueReportBody {
    VenueReportBody::Bust { of }
}

fn correct(of: ExecId, whole: i64, at: i64) -> VenueReportBody {
    VenueReportBody::Correct { of, px: px(at), qty: qty(whole) }
}

#[test]
fn test_a_report_that_comes_twice_counts_once() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    let first = desk.hear(1, fill(40, 20));
    let before = desk.bytes();
    desk.hear_again(&first);
    assert_eq!((desk.alerts(), desk.told.len()), (vec!["duplicate"], 0));
    assert_eq!(desk.bytes(), before);
    assert_eq!(desk.position().qty, qty(40));
}

#[test]
fn test_a_report_that_comes_twice_with_other_contents_is_a_conflict_and_the_first_stands() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    let first = desk.hear(1, fill(40, 20));
    desk.hear_again(&VenueReport { body: fill(41, 20), ..first });
    assert_eq!(desk.alerts(), ["conflict"]);
    let other = desk.hear(1, VenueReportBody::Accepted);
    desk.hear_again(&VenueReport { body: fill(41, 20), ..other });
    assert_eq!((desk.alerts(), desk.position().qty), (vec!["conflict"], qty(40)));
}

#[test]
fn test_a_duplicate_of_a_done_order_counts_once_too() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    let last = desk.hear(1, fill(100, 20));
    desk.hear_again(&last);
    assert_eq!((desk.alerts(), desk.position().qty), (vec!["duplicate"], qty(100)));
}

#[test]
fn test_a_busted_fill_never_was() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.fill(1, 10, 20);
    let gone = desk.fill(1, 30, 26);
    desk.fill(1, 20, 23);
    desk.hear(1, bust(gone));
    let told = desk.told[0];
    assert_eq!((told.exec_type, told.ord_status), (ExecType::TradeCancel, OrdStatus::Unknown));
    assert_eq!((told.cum_qty, told.leaves_qty, told.avg_px), (qty(30), qty(70), px(22)));
    assert_eq!((desk.position().qty, desk.position().avg_px(), desk.position().fills), (qty(30), px(22), 2));
    assert_eq!(desk.position().working(Side::Buy).qty, qty(70), "the rest may trade again, or not");
    desk.says(1, 100, 20, 30, true);
    assert_eq!(desk.status(1), OrdStatus::PartiallyFilled);
    assert!(desk.oms.fill(gone).unwrap().is_busted);
}

#[test]
fn test_a_bust_changes_the_profit_of_what_was_closed_after_it() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 30);
    let gone = desk.fill(1, 50, 10);
    desk.fill(1, 50, 20);
    desk.working(2, Side::Sell, 50, 15);
    desk.fill(2, 50, 30);
    assert_eq!(desk.position().realised.to_money(), Some(money(750)), "against an average of 15");
    desk.hear(1, bust(gone));
    assert_eq!(desk.position().realised.to_money(), Some(money(500)), "against 20, as if 10 had never been paid");
    assert_eq!((desk.position().qty, desk.position().cost.raw()), (Qty::ZERO, 0));
}

#[test]
fn test_a_bust_that_comes_twice_counts_once() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    let gone = desk.fill(1, 30, 20);
    let report = desk.hear(1, bust(gone));
    desk.hear_again(&report);
    assert_eq!(desk.alerts(), ["duplicate"]);
    desk.hear(1, bust(gone));
    assert_eq!((desk.alerts(), desk.position().qty), (vec!["stale"], Qty::ZERO));
}

#[test]
fn test_whether_a_filled_order_works_again_after_a_bust_only_the_venue_can_tell() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    let gone = desk.fill(1, 100, 20);
    desk.hear(1, bust(gone));
    assert_eq!((desk.status(1), desk.outcome.needs_status), (OrdStatus::Unknown, Some(id(1))));
    assert_eq!(desk.position().working(Side::Buy).qty, qty(100), "it may trade until the venue says no");
    desk.says(1, 100, 20, 0, false);
    assert_eq!((desk.status(1), desk.position().working(Side::Buy).qty), (OrdStatus::Cancelled, Qty::ZERO));
}

#[test]
fn test_a_bust_of_a_cancelled_order_leaves_it_cancelled() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    let gone = desk.fill(1, 30, 20);
    desk.cancelled(1);
    desk.hear(1, bust(gone));
    assert_eq!((desk.status(1), desk.told[0].cum_qty), (OrdStatus::Cancelled, Qty::ZERO));
    assert_eq!(desk.position().qty, Qty::ZERO);
}

#[test]
fn test_a_bust_that_overtakes_its_fill_waits_for_it() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    let report = desk.report(id(1), fill(30, 20));
    desk.hear(1, bust(report.exec_id));
    assert_eq!(desk.alerts(), ["unknown-fill"]);
    desk.hear_again(&report);
    assert_eq!(desk.types(), [ExecType::Trade, ExecType::TradeCancel]);
    assert_eq!((desk.position().qty, desk.order(1).leaves_qty()), (Qty::ZERO, qty(100)));
}

#[test]
fn test_a_correction_takes_the_place_of_the_fill() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    let wrong = desk.fill(1, 30, 20);
    desk.hear(1, correct(wrong, 50, 18));
    let told = desk.told[0];
    assert_eq!((told.exec_type, told.last_qty, told.last_px), (ExecType::TradeCorrect, qty(50), px(18)));
    assert_eq!((told.cum_qty, told.leaves_qty, told.avg_px), (qty(50), qty(50), px(18)));
    assert_eq!((desk.position().qty, desk.position().avg_px()), (qty(50), px(18)));
}

#[test]
fn test_a_bust_may_name_the_fill_or_its_correction() {
    for names_correction in [false, true] {
        let mut desk = Desk::new();
        desk.working(1, Side::Buy, 100, 20);
        let wrong = desk.fill(1, 30, 20);
        let right = desk.hear(1, correct(wrong, 50, 18)).exec_id;
        desk.hear(1, bust(if names_correction { right } else { wrong }));
        assert_eq!((desk.alerts(), desk.position().qty), (vec!["busted"], Qty::ZERO));
    }
}

#[test]
fn test_corrections_that_overtake_the_fill_count_in_their_order() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    let report = desk.report(id(1), fill(30, 20));
    let first = desk.hear(1, correct(report.exec_id, 40, 20)).exec_id;
    desk.hear(1, correct(first, 50, 19));
    desk.hear_again(&report);
    assert_eq!((desk.position().qty, desk.position().avg_px()), (qty(50), px(19)));
    desk.hear(1, bust(first));
    assert_eq!(desk.position().qty, Qty::ZERO);
}

#[test]
fn test_figures_that_cannot_be_are_not_booked() {
    let mut desk = Desk::new();
    let wrong = |px, qty, fee| VenueReportBody::Fill { px, qty, liquidity: Liquidity::Unknown, fee };
    for (number, body) in [
        (1, wrong(Price::UNSET, qty(10), Money::ZERO)),
        (2, wrong(px(20), Qty::ZERO, Money::ZERO)),
        (3, wrong(px(20), qty(-10), Money::ZERO)),
        (4, wrong(px(20), Qty::UNSET, Money::ZERO)),
        (5, wrong(px(20), qty(10), Money::UNSET)),
    ] {
        desk.working(number, Side::Buy, 100, 20);
        desk.hear(number, body);
        assert_eq!((desk.alerts(), desk.status(number)), (vec!["unusable"], OrdStatus::Unknown));
    }
    assert_eq!(desk.position().fills, 0);
}

#[test]
fn test_a_fill_without_a_name_cannot_be_counted_once_and_is_not_booked() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    let report = desk.report(id(1), fill(10, 20));
    desk.hear_again(&VenueReport { exec_id: ExecId(0), ..report });
    assert_eq!((desk.alerts(), desk.status(1)), (vec!["unusable"], OrdStatus::Unknown));
    assert_eq!(desk.position().fills, 0);
}
