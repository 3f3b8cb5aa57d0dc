//! The promise of the gate: none after the latch.

use super::interleavings::{World, explore};
use super::*;
use crate::approval::{Grounds, Nature};
use std::sync::atomic::{AtomicBool, Ordering};

const OPEN: u64 = 0;
const SHUT: u64 = 1;

fn sends_twice(world: &World) {
    for _ in 0..2 {
        let sending = world.latch.enter();
        if sending.word() == OPEN {
            world.send();
        }
    }
}

fn engages(world: &World) {
    world.latch.set(SHUT);
    world.latch.settle();
    world.engage_returned();
}

#[test]
fn test_under_every_interleaving_no_order_leaves_after_engage_returned() {
    let (runs, violations) = explore(sends_twice, engages);
    assert!(runs > 300, "{runs} interleavings");
    assert_eq!(violations, 0, "of {runs}");
}

#[test]
fn test_two_halts_and_a_sender_do_not_wait_for_each_other() {
    fn engages_twice(world: &World) {
        engages(world);
        engages(world);
    }
    fn sends_once(world: &World) {
        let sending = world.latch.enter();
        if sending.word() == OPEN {
            world.send();
        }
    }
    assert_eq!(explore(sends_once, engages_twice).1, 0);
}

#[test]
fn test_the_model_finds_a_word_that_is_read_before_the_mark_and_a_mark_that_is_not_waited_for() {
    fn reads_early(world: &World) {
        let word = world.latch.word();
        let _sending = world.latch.enter();
        if word == OPEN {
            world.send();
        }
    }
    fn does_not_wait(world: &World) {
        world.latch.set(SHUT);
        world.engage_returned();
    }
    assert!(explore(reads_early, engages).1 > 0);
    assert!(explore(sends_twice, does_not_wait).1 > 0);
}

const DESK: Attribution = Attribution {
    trader: plimsoll_types::TraderId(1),
    desk: plimsoll_types::DeskId(2),
    account: plimsoll_types::AccountId(3),
    strategy: plimsoll_types::StrategyId(4),
};
const AMZN: InstrumentId = InstrumentId(5);

fn halt(number: u64, scope: Scope, mode: HaltMode) -> HaltRecord {
    HaltRecord { number, scope, mode, reason: "a test".into(), by: "kim".into(), ts_ns: 7 }
}

#[test]
fn test_the_strictest_halt_decides_and_lifting_a_narrow_one_never_lifts_a_wide_one() {
    let gate = HaltGate::default();
    assert_eq!(gate.strictest(DESK, AMZN, 6), HaltMode::None);
    let narrow = gate.engage(halt(0, Scope::Strategy(DESK.strategy), HaltMode::CancelAll));
    let wide = gate.engage(halt(0, Scope::Firm, HaltMode::Freeze));
    assert_eq!((narrow, wide), (1, 2));
    assert_eq!(gate.strictest(DESK, AMZN, 6), HaltMode::CancelAll);
    assert_eq!(gate.firm_mode(), HaltMode::Freeze);
    assert!(gate.lift(narrow));
    assert_eq!(gate.strictest(DESK, AMZN, 6), HaltMode::Freeze);
    assert!(!gate.lift(narrow), "there is none of this number any more");
    assert!(gate.lift(wide));
    assert_eq!((gate.strictest(DESK, AMZN, 6), gate.firm_mode()), (HaltMode::None, HaltMode::None));
}

#[test]
fn test_lifting_a_wide_halt_leaves_the_narrow_one() {
    let gate = HaltGate::new(vec![
        halt(3, Scope::Instrument(AMZN), HaltMode::ReduceOnly),
        halt(9, Scope::Desk(DESK.desk), HaltMode::Flatten),
    ]);
    assert!(gate.lift(9));
    assert_eq!(gate.strictest(DESK, AMZN, 1), HaltMode::ReduceOnly);
    assert_eq!(gate.strictest(DESK, InstrumentId(6), 1), HaltMode::None);
    assert_eq!(gate.engage(halt(0, Scope::Session(1), HaltMode::Freeze)), 10, "numbers are never given twice");
    assert_eq!(gate.halts().iter().map(|halt| halt.number).collect::<Vec<_>>(), [3, 10]);
}

#[test]
fn test_a_halt_that_is_engaged_again_can_only_become_stricter() {
    let gate = HaltGate::new(vec![halt(1, Scope::Firm, HaltMode::CancelAll)]);
    gate.engage(halt(1, Scope::Firm, HaltMode::ReduceOnly));
    assert_eq!(gate.firm_mode(), HaltMode::CancelAll);
    gate.engage(halt(1, Scope::Firm, HaltMode::Flatten));
    assert_eq!((gate.firm_mode(), gate.halts().len()), (HaltMode::Flatten, 1));
}

#[test]
fn test_halts_that_cannot_be_read_halt_the_firm() {
    let gate = HaltGate::unreadable("CRC of both slots is wrong", 5);
    assert_eq!(gate.firm_mode(), HaltMode::CancelAll);
    assert!(gate.halts()[0].reason.contains("CRC of both slots"));
}

#[test]
fn test_what_each_mode_lets_through() {
    use HaltMode::{CancelAll, Flatten, Freeze, None, ReduceOnly};
    let modes = [None, ReduceOnly, Freeze, CancelAll, Flatten];
    let admitted = |nature| modes.into_iter().filter(|&mode| admits(mode, nature)).collect::<Vec<_>>();
    assert_eq!(admitted(Nature::Cancel), modes);
    assert_eq!(admitted(Nature::Adding), [None]);
    assert_eq!(admitted(Nature::Reducing), [None, ReduceOnly]);
    assert_eq!(admitted(Nature::Liquidating), [None, ReduceOnly, Flatten]);
}

#[test]
fn test_the_view_is_read_anew_only_when_something_changed() {
    let gate = HaltGate::default();
    let mut view = HaltView::default();
    let grounds = Grounds { attribution: DESK, instrument: AMZN, session: 1, epoch: 0, nature: Nature::Adding };
    assert_eq!(view.refresh(&gate), 0);
    assert_eq!(view.admits(&grounds), Ok(()));
    let number = gate.engage(halt(0, Scope::Account(DESK.account), HaltMode::Freeze));
    assert_eq!(view.admits(&grounds), Ok(()), "not refreshed yet");
    assert_eq!(view.refresh(&gate), gate.epoch());
    assert_eq!(view.admits(&grounds), Err(HaltMode::Freeze));
    gate.lift(number);
    view.refresh(&gate);
    assert_eq!(view.admits(&grounds), Ok(()));
}

#[test]
fn test_a_latched_gate_says_when_the_send_under_way_is_over() {
    let gate = HaltGate::default();
    let guard = gate.enter_send();
    let latched = gate.latch(halt(0, Scope::Firm, HaltMode::Freeze));
    assert!(!latched.is_settled());
    assert_eq!(guard.firm_mode(), HaltMode::Freeze, "whoever looks after the latch sees it");
    guard.leave_send();
    assert!(latched.is_settled());
}

#[test]
fn test_a_send_that_panics_does_not_keep_the_gate_open() {
    let gate = std::sync::Arc::new(HaltGate::default());
    let other = std::sync::Arc::clone(&gate);
    let died = std::thread::spawn(move || {
        let _guard = other.enter_send();
        panic!("as a venue link might");
    });
    assert!(died.join().is_err());
    gate.engage(halt(0, Scope::Firm, HaltMode::Freeze));
}

#[test]
fn test_a_thread_that_sends_without_pause_sends_nothing_after_engage_returned() {
    for scope in [Scope::Firm, Scope::Strategy(DESK.strategy)] {
        for _ in 0..15 {
            let (gate, engaged, stop) = (HaltGate::default(), AtomicBool::new(false), AtomicBool::new(false));
            let began = AtomicBool::new(false);
            let late = std::thread::scope(|threads| {
                let sender = threads.spawn(|| {
                    let (mut view, mut late) = (HaltView::default(), 0_u64);
                    while !stop.load(Ordering::Relaxed) {
                        let epoch = view.refresh(&gate);
                        let guard = gate.enter_send();
                        let free = view.strictest(DESK, AMZN, 1) == HaltMode::None;
                        if guard.epoch() == epoch && free {
                            began.store(true, Ordering::Relaxed);
                            late += u64::from(engaged.load(Ordering::SeqCst));
                        }
                        guard.leave_send();
                    }
                    late
                });
                while !began.load(Ordering::Relaxed) {
                    std::thread::yield_now();
                }
                gate.engage(halt(0, scope, HaltMode::Freeze));
                engaged.store(true, Ordering::SeqCst);
                std::thread::sleep(std::time::Duration::from_micros(300));
                stop.store(true, Ordering::Relaxed);
                sender.join().unwrap()
            });
            assert_eq!(late, 0);
        }
    }
}
