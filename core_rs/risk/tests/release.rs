//! Between approval and venue stands the gate, and what is remembered comes back from a journal.
#![allow(clippy::unwrap_used)]

mod support;

use plimsoll_risk::{Holding, LimitKind, RiskApproved};
use plimsoll_types::{
    Attribution, CancelOrder, ClOrdId, HaltMode, HaltRecord, NewOrder, OrderFlags, RejectReason, Scope, StrategyId,
    VenueCommand,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use support::{Desk, NOW, OF, SECOND, buy, lots, sell};

fn halt(scope: Scope, mode: HaltMode) -> HaltRecord {
    HaltRecord { number: 0, scope, mode, reason: "x".into(), by: "kim".into(), ts_ns: NOW }
}

fn approve(desk: &mut Desk, order: &NewOrder) -> RiskApproved<VenueCommand> {
    desk.ask(|engine, ctx, decision| engine.check_new(ctx, order, decision)).unwrap()
}

#[test]
fn test_an_approved_order_does_not_pass_a_halt_that_came_after_its_check() {
    let mut desk = Desk::limited(&[]);
    let approved = approve(&mut desk, &buy(1, 1, 100.0));
    assert_eq!(desk.engine.release(approved, |sent| sent.into_command().cl_ord_id()), Ok(ClOrdId::new(1, 1)));
    let approved = approve(&mut desk, &buy(2, 1, 100.0));
    desk.gate.engage(halt(Scope::Strategy(StrategyId(2)), HaltMode::Freeze));
    assert!(desk.engine.release(approved, |_| ()).is_ok(), "a halt of somebody else");
    let approved = approve(&mut desk, &buy(3, 1, 100.0));
    let number = desk.gate.engage(halt(Scope::Strategy(OF.strategy), HaltMode::ReduceOnly));
    assert_eq!(desk.engine.release(approved, |_| unreachable!()), Err::<(), _>(HaltMode::ReduceOnly));
    desk.gate.lift(number);
    assert!(desk.engine.release(approved, |_| ()).is_ok());
}

#[test]
fn test_cancels_pass_every_halt_and_what_reduces_passes_a_reduce_only_one() {
    let mut desk = Desk::limited(&[]);
    desk.book.position = Some(Some(Holding { net: lots(10), ..Holding::default() }));
    let reducing = approve(&mut desk, &sell(1, 10, 100.1));
    let passing_flat = approve(&mut desk, &sell(2, 11, 100.1));
    let cancel = CancelOrder { cl_ord_id: ClOrdId::new(1, 3), orig_cl_ord_id: ClOrdId::new(1, 1), ts_intent_ns: NOW };
    let cancel = desk.ask(|engine, ctx, decision| engine.check_cancel(ctx, &cancel, decision));
    desk.gate.engage(halt(Scope::Firm, HaltMode::ReduceOnly));
    assert!(desk.engine.release(reducing, |_| ()).is_ok());
    assert!(desk.engine.release(passing_flat, |_| ()).is_err());
    desk.gate.engage(halt(Scope::Firm, HaltMode::Flatten));
    assert!(desk.engine.release(reducing, |_| ()).is_err());
    assert!(desk.engine.release(cancel, |_| ()).is_ok());
}

#[test]
fn test_a_liquidation_passes_a_flatten_halt_that_came_after_its_check() {
    let mut desk = Desk::limited(&[]);
    desk.grant.liquidates = true;
    desk.book.position = Some(Some(Holding { net: lots(10), ..Holding::default() }));
    let approved = approve(&mut desk, &NewOrder { flags: OrderFlags::LIQUIDATION, ..sell(1, 10, 100.1) });
    desk.gate.engage(halt(Scope::Firm, HaltMode::Flatten));
    assert!(desk.engine.release(approved, |_| ()).is_ok());
}

#[test]
fn test_of_a_flood_of_orders_none_is_sent_once_engage_has_returned() {
    for round in 0..20 {
        let mut desk = Desk::limited(&[]);
        let gate = Arc::clone(&desk.gate);
        let (engaged, sent, late) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|threads| {
            threads.spawn(|| {
                for number in 1.. {
                    let order = buy(number, 1, 100.0);
                    let approved = desk.ask(|engine, ctx, decision| engine.check_new(ctx, &order, decision));
                    let Some(approved) = approved else { break };
                    let _ = desk.engine.release(approved, |_| {
                        sent.fetch_add(1, Ordering::Relaxed);
                        late.fetch_add(u64::from(engaged.load(Ordering::SeqCst)), Ordering::Relaxed);
                    });
                }
                assert_eq!(desk.decision.reason, RejectReason::Halted);
            });
            while sent.load(Ordering::Relaxed) < 100 {
                std::thread::yield_now();
            }
            let scope = if round % 2 == 0 { Scope::Firm } else { Scope::Account(OF.account) };
            gate.engage(halt(scope, HaltMode::CancelAll));
            engaged.store(true, Ordering::SeqCst);
        });
        assert_eq!(late.into_inner(), 0, "round {round}");
    }
}

fn digest(desk: &Desk) -> Vec<u8> {
    let mut all = Vec::new();
    desk.engine.digest(&mut |bytes| all.extend_from_slice(bytes));
    all
}

fn day(desk: &mut Desk) {
    for number in 1..200_u64 {
        desk.mono_ns += SECOND / 20;
        let order = if number % 3 == 0 { sell(number, 2, 100.1) } else { buy(number, 1 + (number % 9) as i64, 100.0) };
        let of = Attribution { strategy: StrategyId(1 + (number % 2) as u16), ..OF };
        desk.order(&NewOrder { attribution: of, ..order });
        desk.cancel(number);
        desk.kill_cancel(number);
        desk.fill(&order, 1, 1);
    }
}

#[test]
fn test_the_same_day_leaves_the_same_state_and_every_kind_of_event_changes_it() {
    let narrow = [
        (Scope::Firm, LimitKind::DuplicateWindow, SECOND),
        (Scope::Firm, LimitKind::RepeatedExecutions, 40),
        (Scope::Firm, LimitKind::CancelsPerInterval, 50),
        (Scope::Firm, LimitKind::MaxQty, lots(8).raw()),
    ];
    let played = || {
        let mut desk = Desk::limited(&narrow);
        day(&mut desk);
        desk
    };
    let (one, two) = (played(), played());
    assert_eq!(digest(&one), digest(&two));
    assert!(!one.engine.throttled().is_empty());
    for change in [
        |desk: &mut Desk| drop_reason(desk.order(&buy(900, 1, 99.0))),
        |desk: &mut Desk| drop_reason(desk.order(&buy(900, 9, 99.0))),
        |desk: &mut Desk| desk.cancel(900),
        |desk: &mut Desk| desk.kill_cancel(900),
        |desk: &mut Desk| desk.rearm(Scope::Session(1)),
        |desk: &mut Desk| desk.rearm(Scope::Strategy(OF.strategy)),
        |desk: &mut Desk| desk.engine.start_day(),
        |desk: &mut Desk| desk.engine.on_refused(desk.mono_ns, 1),
        |desk: &mut Desk| {
            desk.fill(&sell(901, 1, 100.0), 1, 1);
        },
    ] {
        let mut other = played();
        change(&mut other);
        assert_ne!(digest(&one), digest(&other));
    }
}

fn drop_reason(_: RejectReason) {}
