//! What halts by itself: losses of a scope, and sessions that go wild.
#![allow(clippy::unwrap_used)]

mod support;

use plimsoll_risk::{Control, LimitKind, Owner, Totals, Trip};
use plimsoll_types::{ExecType, HaltMode, Money, RejectReason, Scope, UNKNOWN_TIME};
use support::{AMZN, Desk, NOW, OF, SECOND, amount, buy, dollars, lots, report};

const STRATEGY: Scope = Scope::Strategy(OF.strategy);
const SESSION: Scope = Scope::Session(1);

impl Desk {
    fn result(&mut self, day: i64, below_peak: i64) -> Option<Trip> {
        let (day, below) = (amount(day), amount(below_peak));
        let totals = Totals { pnl: day, day, day_drawdown: below, ..Totals::default() };
        self.book.totals.insert(STRATEGY, Some(totals));
        self.engine.watch(&self.book);
        self.engine.next_trip()
    }
}

#[test]
fn test_a_strategy_that_reaches_its_daily_loss_is_stopped_once() {
    let mut desk = Desk::limited(&[(STRATEGY, LimitKind::DailyLoss, dollars(1_000).raw())]);
    assert_eq!(desk.result(-999, 0), None);
    let trip = desk.result(-1_000, 0).unwrap();
    assert_eq!((trip.scope, trip.mode, trip.control), (STRATEGY, HaltMode::CancelAll, Control::DailyLoss));
    assert_eq!((trip.measured, trip.limit), (dollars(1_000).raw(), dollars(1_000).raw()));
    assert_eq!(desk.result(-5_000, 0), None, "it is stopped already");
    let record = trip.record(NOW);
    assert_eq!(
        (record.scope, record.mode, record.by.as_str(), record.number),
        (STRATEGY, HaltMode::CancelAll, "daily-loss", 0)
    );
    assert!(record.reason.contains("1000000000"), "{}", record.reason);
}

#[test]
fn test_no_day_and_no_recovery_stops_the_watch_from_being_latched() {
    let mut desk = Desk::limited(&[(STRATEGY, LimitKind::DailyLoss, dollars(1_000).raw())]);
    assert!(desk.result(-1_000, 0).is_some());
    desk.result(500, 0);
    desk.engine.start_day();
    assert_eq!(desk.result(-2_000, 0), None, "nobody armed it again");
    desk.rearm(STRATEGY);
    assert!(desk.result(-2_000, 0).is_some(), "the day's loss is still there");
}

#[test]
fn test_a_drawdown_counts_from_the_present_result_once_a_person_armed_it_again() {
    let mut desk = Desk::limited(&[(STRATEGY, LimitKind::Drawdown, dollars(100).raw())]);
    assert_eq!(desk.result(500, 0), None);
    assert_eq!(desk.result(401, 99), None);
    assert_eq!(desk.result(400, 100).map(|trip| trip.control), Some(Control::Drawdown));
    desk.rearm(STRATEGY);
    assert_eq!(desk.result(400, 100), None);
    assert_eq!(desk.order(&buy(1, 1, 100.0)), RejectReason::None);
    assert_eq!(desk.result(450, 50), None);
    assert_eq!(desk.result(351, 149), None);
    assert!(desk.result(350, 150).is_some(), "100 below the 450 since");
    desk.engine.start_day();
    desk.rearm(STRATEGY);
    assert_eq!(desk.result(400, 0), None);
}

#[test]
fn test_a_fill_makes_risk_look_at_results() {
    let mut desk = Desk::limited(&[(STRATEGY, LimitKind::DailyLoss, dollars(1_000).raw())]);
    desk.book.totals.insert(STRATEGY, Some(Totals { day: amount(-3_000), ..Totals::default() }));
    assert_eq!(desk.fill(&buy(1, 1, 100.0), 1, 1).map(|trip| trip.control), Some(Control::DailyLoss));
    assert_eq!(desk.fill(&buy(2, 1, 100.0), 1, 1), None);
}

#[test]
fn test_a_session_that_is_refused_too_often_is_cut() {
    let mut desk = Desk::limited(&[
        (SESSION, LimitKind::RejectsPerInterval, 3),
        (Scope::Firm, LimitKind::AbnormalInterval, 10 * SECOND),
        (Scope::Firm, LimitKind::MaxQty, lots(5).raw()),
    ]);
    let venue = Owner { attribution: OF, instrument: AMZN, session: 1 };
    desk.book.owners.insert(buy(77, 1, 100.0).cl_ord_id, venue);
    desk.order(&buy(1, 6, 100.0));
    let ours =
        plimsoll_types::ExecutionReport { ts_venue_ns: UNKNOWN_TIME, ..report(&buy(77, 1, 100.0), ExecType::Rejected) };
    assert_eq!(desk.engine.on_report(0, &ours, &desk.book), None, "our own refusals are counted where they are made");
    assert_eq!(desk.engine.on_report(0, &report(&buy(77, 1, 100.0), ExecType::Rejected), &desk.book), None);
    desk.engine.on_refused(0, 1);
    assert_eq!(desk.engine.next_trip(), None);
    desk.order(&buy(2, 6, 100.0));
    let trip = desk.engine.next_trip().unwrap();
    assert_eq!((trip.scope, trip.control, trip.measured, trip.limit), (SESSION, Control::RejectRate, 4, 3));
    desk.order(&buy(3, 6, 100.0));
    assert_eq!(desk.engine.next_trip(), None, "cut already");
    desk.rearm(SESSION);
    for number in 10..13 {
        desk.order(&buy(number, 6, 100.0));
    }
    assert_eq!(desk.engine.next_trip(), None, "counted anew");
    desk.order(&buy(20, 6, 100.0));
    assert!(desk.engine.next_trip().is_some());
}

#[test]
fn test_a_session_that_commands_or_cancels_too_fast_is_cut_and_one_that_takes_its_time_is_not() {
    for (kind, control) in
        [(LimitKind::CommandsPerInterval, Control::CommandRate), (LimitKind::CancelsPerInterval, Control::CancelRate)]
    {
        let limits = [(Scope::Firm, kind, 5), (Scope::Firm, LimitKind::AbnormalInterval, SECOND)];
        let mut desk = Desk::limited(&limits);
        for number in 0..40 {
            desk.mono_ns += SECOND / 2;
            desk.cancel(number);
        }
        assert_eq!(desk.engine.next_trip(), None);
        (0..5).for_each(|number| desk.cancel(number));
        let trip = desk.engine.next_trip().unwrap();
        assert_eq!((trip.scope, trip.control), (SESSION, control), "the firm's limit is each session's");
    }
}

#[test]
fn test_a_result_that_cannot_be_told_refuses_orders_and_halts_nothing() {
    let mut desk = Desk::limited(&[(STRATEGY, LimitKind::DailyLoss, dollars(1_000).raw())]);
    desk.book.totals.insert(STRATEGY, None);
    desk.engine.watch(&desk.book);
    assert_eq!(desk.engine.next_trip(), None);
    assert_eq!(desk.order(&buy(1, 1, 100.0)), RejectReason::NotANumber);
    assert_eq!(Money::from_raw(desk.decision.outcomes.last().unwrap().measured), Money::UNSET);
}

#[test]
fn test_what_a_halt_refuses_does_not_cut_the_session() {
    let mut desk = Desk::limited(&[(SESSION, LimitKind::RejectsPerInterval, 3)]);
    let halt = Trip { scope: STRATEGY, mode: HaltMode::Freeze, control: Control::DailyLoss, measured: 1, limit: 1 };
    desk.gate.engage(halt.record(NOW));
    for number in 0..20 {
        assert_eq!(desk.order(&buy(number, 1, 100.0)), RejectReason::Halted);
    }
    assert_eq!(desk.engine.next_trip(), None);
}
