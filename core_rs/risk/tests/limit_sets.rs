//! Sets of limits: what is refused, how versions follow, what a new set changes at once; and what a journal brings back.
#![allow(clippy::unwrap_used)]

mod support;

use plimsoll_risk::{LimitError, LimitKind, LimitRecord, Limits};
use plimsoll_types::{AccountId, NewOrder, OrderFlags, RejectReason, RiskCheck, Scope};
use support::{AMZN, Desk, NOW, OF, SECOND, buy, limits, lots, px, record, sell, setup, wide};

fn with(change: impl FnOnce(&mut Vec<LimitRecord>)) -> Result<Limits, LimitError> {
    let mut records = wide();
    change(&mut records);
    Limits::new(1, records)
}

#[test]
fn test_a_record_that_cannot_be_used_is_named() {
    let (scope, kind) = (Scope::Account(AccountId(1)), LimitKind::MaxQty);
    let silent = LimitRecord { reason: "  ".into(), ..record(scope, kind, 1) };
    assert_eq!(with(|records| records.push(silent)), Err(LimitError::NoReason { scope, kind }));
    for value in [-1, i64::MIN] {
        let found = with(|records| records.push(record(scope, kind, value)));
        assert_eq!(found, Err(LimitError::Value { scope, kind, value }));
    }
    let window = LimitKind::MessageInterval;
    assert!(with(|records| records.push(record(scope, window, 0))).is_err(), "a window of no length");
    assert!(with(|records| records.push(record(scope, kind, 0))).is_ok(), "nothing at all is a limit");
    let twice = with(|records| records.extend([record(scope, kind, 1), record(scope, kind, 2)]));
    assert_eq!(twice, Err(LimitError::Twice { scope, kind }));
    let (scope, kind) = (Scope::Session(1), LimitKind::Position);
    assert_eq!(with(|records| records.push(record(scope, kind, 1))), Err(LimitError::Scope { scope, kind }));
}

#[test]
fn test_a_draft_is_the_next_version_and_leaves_what_holds_alone() {
    let held = limits(&[]);
    let edit = record(Scope::Firm, LimitKind::MaxQty, 7);
    let draft = held.with(edit).unwrap();
    assert_eq!((held.version(), draft.version()), (1, 2));
    assert_eq!((draft.get(LimitKind::MaxQty, Scope::Firm), draft.records().len()), (Some(7), held.records().len()));
    let changed: Vec<_> = draft.records().iter().filter(|record| record.version == 2).collect();
    assert_eq!(changed.len(), 1);
    let less = draft.without(LimitKind::MaxQty, Scope::Firm).unwrap();
    assert_eq!((less.version(), less.get(LimitKind::MaxQty, Scope::Firm)), (3, None));
}

#[test]
fn test_new_limits_and_rules_hold_from_the_next_order_on_and_forget_no_message() {
    let mut desk = Desk::limited(&[(Scope::Firm, LimitKind::MessagesPerInterval, 3)]);
    assert_eq!(desk.order(&buy(1, 5, 100.0)), RejectReason::None);
    desk.engine.set_limits(limits(&[(Scope::Firm, LimitKind::MaxQty, lots(4).raw())]));
    assert_eq!(desk.order(&buy(2, 5, 100.0)), RejectReason::MaxQty);
    let tighter =
        [(Scope::Firm, LimitKind::MessagesPerInterval, 1), (Scope::Firm, LimitKind::MessageInterval, 1_000 * SECOND)];
    desk.engine.set_limits(limits(&tighter));
    desk.mono_ns = 500 * SECOND;
    assert_eq!(desk.order(&buy(3, 5, 100.0)), RejectReason::MessageRate, "the longer interval holds what was counted");
    desk.engine.set_limits(limits(&[]));
    assert_eq!(desk.order(&buy(4, 5, 100.0)), RejectReason::None);
    let mut rules = setup();
    rules.restricted.insert((Scope::Firm, AMZN));
    desk.engine.set_setup(rules);
    assert_eq!(desk.order(&buy(5, 5, 100.0)), RejectReason::RestrictedList);
}

#[test]
fn test_the_first_collar_that_fails_is_named_whatever_comes_behind() {
    let mut desk = Desk::limited(&[
        (Scope::Firm, LimitKind::CollarLast, 10_000),
        (Scope::Firm, LimitKind::CollarStatic, 20_000),
        (Scope::Firm, LimitKind::CollarPeriod, 5_000),
    ]);
    assert_eq!(desk.refused_by(&buy(1, 1, 110.0)), Some((RiskCheck::PriceCollar, RejectReason::PriceCollar)));
    assert_eq!(desk.decision.outcomes.last().unwrap().limit, 10_000);
}

#[test]
fn test_in_a_locked_market_a_tick_is_the_spread() {
    let mut desk = Desk::limited(&[(Scope::Firm, LimitKind::FatFinger, 2_000_000)]);
    desk.market.bid.px = px(100.02);
    assert_eq!(desk.order(&buy(1, 1, 100.04)), RejectReason::None);
    assert_eq!(desk.order(&buy(2, 1, 100.05)), RejectReason::FatFinger);
}

#[test]
fn test_without_a_limit_on_frames_orders_by_hand_need_none_and_the_end_of_hours_is_written_down() {
    let mut rules = setup();
    rules.calendar.all = plimsoll_risk::Hours::Windows(vec![(NOW, NOW + SECOND)]);
    let mut desk = Desk::under(limits(&[]), rules);
    let by_hand = NewOrder { flags: OrderFlags::MANUAL, ..buy(1, 1, 100.0) };
    assert_eq!(desk.order(&by_hand), RejectReason::None);
    let session = desk.decision.outcomes.iter().find(|outcome| outcome.check == RiskCheck::Session).unwrap();
    assert_eq!((session.measured, session.limit), (NOW, NOW + SECOND));
}

#[test]
fn test_recorded_decisions_and_cancels_bring_the_same_state_back() {
    let narrow = [
        (Scope::Firm, LimitKind::DuplicateWindow, SECOND),
        (Scope::Firm, LimitKind::MaxQty, lots(5).raw()),
        (Scope::Firm, LimitKind::RejectsPerInterval, 100),
    ];
    let (mut lived, mut replayed) = (Desk::limited(&narrow), Desk::limited(&narrow));
    for number in 1..60 {
        lived.mono_ns += SECOND / 30;
        let order = if number % 2 == 0 { sell(number, 1 + number as i64 % 7, 100.1) } else { buy(number, 2, 100.0) };
        lived.order(&order);
        replayed.engine.replay_order(lived.mono_ns, 1, &order, true, &lived.decision);
        lived.kill_cancel(number);
        replayed.engine.replay_cancel(lived.mono_ns, None, OF, AMZN);
        let owner = plimsoll_risk::Owner { attribution: OF, instrument: AMZN, session: 1 };
        lived.book.owners.insert(order.cl_ord_id, owner);
        lived.cancel(number);
        replayed.engine.replay_cancel(lived.mono_ns, Some(1), OF, AMZN);
    }
    let digest = |desk: &Desk| {
        let mut all = Vec::new();
        desk.engine.digest(&mut |bytes| all.extend_from_slice(bytes));
        all
    };
    assert_eq!(digest(&lived), digest(&replayed));
}
