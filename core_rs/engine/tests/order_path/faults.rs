//! What goes wrong: a full disk, a lost link, a crash.

use super::desk::*;
use super::venue::Manner;
use plimsoll_audit::{DiskFault, Operation};
use plimsoll_engine::order_path::JournalHealth;
use plimsoll_types::*;
use plimsoll_wire::journal::{JournalEntry, StateHashEntry};

#[test]
fn test_a_full_disk_refuses_everything_but_cancels_and_heals_by_itself() {
    let mut desk = Desk::new();
    let resting = desk.limit(Side::Buy, 1, 99.9);
    desk.wait(1);
    desk.disk.fail(Operation::Write, 0, DiskFault::Full);
    for _ in 0..3 {
        let refused = desk.limit(Side::Buy, 1, 99.8);
        assert_eq!(desk.told_of(refused).last().unwrap().1, RejectReason::AuditUnwritable);
    }
    assert!(matches!(desk.path().health(), JournalHealth::Full(_)));
    assert_eq!(desk.venue.script().new_orders(), 1);
    desk.cancel(resting);
    assert_eq!(desk.venue.script().cancels(), [resting]);
    desk.disk.heal();
    desk.wait(1);
    let order = desk.limit(Side::Buy, 1, 99.8);
    assert_eq!(desk.told_of(order)[0], (ExecType::PendingNew, RejectReason::None));
    let noted = entries(&desk.disk)
        .into_iter()
        .any(|entry| matches!(entry, JournalEntry::Note(words) if words.contains("without a record")));
    assert!(noted);
    desk.wait(1);
    assert_eq!(desk.rebuilt().state_hash(), desk.path().state_hash());
}

#[test]
fn test_a_broken_disk_shuts_the_log_for_good_and_cancels_still_go() {
    let mut desk = Desk::new();
    let resting = desk.limit(Side::Buy, 1, 99.9);
    desk.wait(1);
    desk.disk.fail(Operation::Write, 0, DiskFault::Io);
    let refused = desk.limit(Side::Buy, 1, 99.8);
    assert_eq!(desk.told_of(refused).last().unwrap().1, RejectReason::AuditUnwritable);
    desk.disk.heal();
    let still = desk.limit(Side::Buy, 1, 99.8);
    assert_eq!(desk.told_of(still)[0].1, RejectReason::AuditUnwritable);
    desk.halt(Scope::Firm, HaltMode::CancelAll);
    assert_eq!(desk.venue.script().cancels(), [resting]);
}

#[test]
fn test_orders_are_unknown_while_the_link_is_gone_and_asked_for_once_it_is_back() {
    let mut desk = Desk::new();
    let order = desk.limit(Side::Buy, 10, 99.9);
    desk.wait(1);
    desk.venue.script().is_connected = false;
    desk.wait(1);
    assert_eq!(desk.last().ord_status, OrdStatus::Unknown);
    let refused = desk.limit(Side::Buy, 1, 99.8);
    assert_eq!(desk.told_of(refused)[0].1, RejectReason::VenueDown);
    desk.venue.script().is_connected = true;
    desk.wait(1);
    assert_eq!(desk.venue.script().asked, [order]);
    let early = desk.limit(Side::Buy, 1, 99.8);
    assert_eq!(desk.told_of(early)[0].1, RejectReason::Recovering);
    desk.wait(5_000 * MILLISECOND);
    assert_eq!(desk.venue.script().asked, [order, order], "asked again after a silence");
    let status = VenueReportBody::Status { qty: lots(10), px: px(99.9), cum_qty: Qty::ZERO, is_working: true };
    desk.venue.script().say(order, status);
    desk.wait(1);
    assert_eq!(desk.last().ord_status, OrdStatus::New);
    let next = desk.limit(Side::Buy, 1, 99.8);
    assert_eq!(desk.told_of(next)[0].0, ExecType::PendingNew);
}

#[test]
fn test_a_restart_gives_the_same_state_and_asks_for_what_was_at_work() {
    let mut desk = Desk::new();
    let filled = desk.limit(Side::Buy, 10, 100.1);
    desk.venue.script().fill(filled, px(100.1), lots(10));
    let resting = desk.limit(Side::Sell, 5, 100.2);
    let halt = desk.halt(Scope::Strategy(StrategyId(2)), HaltMode::Freeze);
    desk.wait(1);
    let (before, rebuilt) = (desk.path().state_hash(), desk.rebuilt());
    assert_eq!((rebuilt.state_hash(), rebuilt.verdict()), (before, Ok(())));
    desk.restart();
    assert_eq!(desk.venue.script().asked, [resting]);
    assert!(desk.path().is_recovering());
    assert_eq!(desk.gate.halts()[0].number, halt);
    let status = VenueReportBody::Status { qty: lots(5), px: px(100.2), cum_qty: Qty::ZERO, is_working: true };
    desk.venue.script().say(resting, status);
    desk.wait(1);
    let position = desk.path().oms().position(AccountId(1), StrategyId(1), AMZN).unwrap().qty;
    assert_eq!(position, lots(10));
    desk.numbered += 100;
    let next = desk.limit(Side::Buy, 1, 99.8);
    assert_eq!(desk.told_of(next)[0], (ExecType::PendingNew, RejectReason::None));
    desk.wait(1);
    assert_eq!(desk.rebuilt().state_hash(), desk.path().state_hash(), "a second restart too");
}

#[test]
fn test_a_crash_between_a_halt_and_its_cancels_is_made_good_at_the_restart() {
    let mut desk = Desk::new();
    let order = desk.limit(Side::Buy, 10, 99.9);
    desk.wait(1);
    desk.venue.script().manner = Manner::Silent;
    desk.halt(Scope::Firm, HaltMode::CancelAll);
    desk.venue.script().take_sent(); // as if they had never arrived
    desk.restart();
    assert_eq!(desk.venue.script().cancels(), [order]);
    desk.wait(100 * MILLISECOND);
    assert_eq!(desk.venue.script().cancels(), [order, order], "and gone after");
    desk.venue.script().say(order, VenueReportBody::Cancelled { reason: CancelReason::Requested });
    desk.wait(1);
    assert!(desk.path().unconfirmed().is_empty());
    assert_eq!(desk.rebuilt().state_hash(), desk.path().state_hash());
}

#[test]
fn test_a_state_that_is_not_the_recorded_one_is_halted_firm_wide() {
    let mut desk = Desk::new();
    desk.limit(Side::Buy, 10, 99.9);
    desk.path().note_state_hash();
    desk.wait(1);
    assert_eq!(desk.rebuilt().verdict(), Ok(()));
    let at = desk.path().now();
    let wrong = StateHashEntry { digest: [7; 32] };
    desk.path().record(at, &JournalEntry::StateHash(wrong));
    desk.restart();
    let halts = desk.gate.halts();
    assert_eq!(
        (halts[0].scope, halts[0].mode, halts[0].by.as_str()),
        (Scope::Firm, HaltMode::CancelAll, "state-mismatch")
    );
    assert!(halts[0].reason.contains("entry"), "{}", halts[0].reason);
}
