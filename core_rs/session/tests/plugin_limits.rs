//! The watchdog stops what does not return; the ledger settles who may order.
#![allow(clippy::unwrap_used)]

use plimsoll_session::plugins::{FindingKind, OrderFate, OrderIntent, OrderLedger, PluginWatch, RejectReason, Slot};
use plimsoll_types::{InstrumentId, Nanos, Price, Qty, Side};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(20);
const SECOND_NS: Nanos = 1_000_000_000;

fn intent() -> OrderIntent {
    let (qty, px) = (Qty::from_raw(Qty::ONE), Price::from_raw(Price::ONE));
    OrderIntent { instrument: InstrumentId(3), side: Side::Buy, qty, px }
}

fn until(done: impl Fn() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < PATIENCE);
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn test_a_hang_is_stopped_named_on_disk_and_its_orders_are_gone_while_it_still_hangs() {
    let report = tempfile::NamedTempFile::new().unwrap();
    let ledger = Arc::new(OrderLedger::default());
    let mut watch = PluginWatch::start(Arc::clone(&ledger), Some(report.path())).unwrap();
    ledger.open("tide", 10);
    ledger.open("calm", 10);
    ledger.submit("tide", intent(), 0).unwrap();
    let kept = ledger.submit("calm", intent(), 0).unwrap();
    let (slot, calm) = (watch.register("tide", 30, 0), watch.register("calm", 30, 0));
    calm.enter();
    calm.leave();
    slot.enter();
    until(|| slot.stopped());
    until(|| std::fs::read_to_string(report.path()).unwrap().contains('\n'));
    assert!(ledger.working("tide").is_empty());
    assert_eq!(ledger.working("calm"), [kept]);
    assert!(matches!(ledger.submit("tide", intent(), 0), Err(RejectReason::Stopped(_))));
    until(|| std::fs::read_to_string(report.path()).unwrap().contains("tide"));
    let mut found = Vec::new();
    let started = Instant::now();
    while found.is_empty() && started.elapsed() < PATIENCE {
        found = watch.take_findings();
    }
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].plugin_id.as_str(), found[0].kind, found[0].cancelled), ("tide", FindingKind::Hang, 1));
    assert!(found[0].elapsed_ns > 30_000_000 && found[0].holds_interpreter.is_none());
    slot.leave();
    assert!(slot.stopped() && !calm.stopped());
    watch.close();
    watch.close();
}

/// Keeps a core busy meanwhile, as what holds the interpreter does.
fn work_until(done: impl Fn() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < PATIENCE);
    }
}

#[test]
fn test_a_window_that_breathes_tells_a_loop_from_a_held_interpreter() {
    let mut watch = PluginWatch::start(Arc::default(), None).unwrap();
    for (name, breathes) in [("loops", true), ("holds", false)] {
        let slot = watch.register(name, 150, 0);
        watch.breathe();
        slot.enter();
        work_until(|| {
            if breathes {
                watch.breathe();
            }
            slot.stopped()
        });
        slot.leave();
        let started = Instant::now();
        let finding = loop {
            if let Some(found) = watch.take_findings().pop() {
                break found;
            }
            assert!(started.elapsed() < PATIENCE);
        };
        assert_eq!(finding.holds_interpreter, Some(!breathes), "{finding:?}");
    }
    watch.close();
}

#[test]
fn test_a_slot_registered_anew_replaces_the_stopped_one() {
    let mut watch = PluginWatch::start(Arc::default(), None).unwrap();
    let old = watch.register("tide", 20, 0);
    old.enter();
    until(|| old.stopped());
    let new: Arc<Slot> = watch.register("tide", 20, 0);
    assert!(!new.stopped() && new.why().is_empty() && !old.why().is_empty());
    watch.unregister(&new);
    new.enter();
    std::thread::sleep(Duration::from_millis(60));
    assert!(!new.stopped(), "nobody watches it any more");
    watch.close();
}

#[test]
fn test_calls_are_counted_and_timed() {
    let watch = PluginWatch::start(Arc::default(), None).unwrap();
    let slot = watch.register("tide", 10_000, 0);
    assert_eq!(slot.leave(), 0, "nothing was under way");
    slot.enter();
    assert!(slot.turn() > 0);
    assert!(slot.leave() > 0);
    assert_eq!(slot.calls(), 2);
    assert!(slot.longest_ns() <= slot.busy_ns());
}

#[derive(Debug, Clone)]
enum Act {
    Submit(usize, i64),
    Cancel(usize, usize),
    CancelAll(usize),
    Stop(usize),
    Open(usize, u32),
    Pass(Nanos),
}

const PLUGINS: [&str; 3] = ["tide", "tide-2", "calm"];

fn act() -> impl Strategy<Value = Act> {
    let plugin = 0..PLUGINS.len();
    prop_oneof![
        6 => (plugin.clone(), -1_i64..4).prop_map(|(who, qty)| Act::Submit(who, qty)),
        3 => (plugin.clone(), 0_usize..40).prop_map(|(who, order)| Act::Cancel(who, order)),
        1 => plugin.clone().prop_map(Act::CancelAll),
        1 => plugin.clone().prop_map(Act::Stop),
        2 => (plugin, 0_u32..4).prop_map(|(who, most)| Act::Open(who, most)),
        2 => (0_i64..SECOND_NS).prop_map(Act::Pass),
    ]
}

#[derive(Default)]
struct Model {
    stopped: bool,
    most: usize,
    sent: Vec<Nanos>,
    working: BTreeSet<String>,
}

proptest! {
    #[test]
    fn test_the_ledger_keeps_what_a_plain_model_keeps(acts in prop::collection::vec(act(), 0..120)) {
        let ledger = OrderLedger::default();
        let mut models: BTreeMap<usize, Model> = BTreeMap::new();
        let (mut now_ns, mut ids) = (0, Vec::new());
        let (mut submitted, mut cancelled, mut refused) = (0_usize, 0_usize, 0_usize);
        for act in acts {
            match act {
                Act::Pass(ns) => now_ns += ns,
                Act::Open(who, most) => {
                    ledger.open(PLUGINS[who], most);
                    let model = models.entry(who).or_default();
                    (model.stopped, model.most) = (false, most as usize);
                }
                Act::Submit(who, qty) => {
                    let order = OrderIntent { qty: Qty::from_raw(qty), ..intent() };
                    let outcome = ledger.submit(PLUGINS[who], order, now_ns);
                    let recent = |model: &Model| model.sent.iter().filter(|sent| now_ns - **sent < SECOND_NS).count();
                    let fits = models.get(&who).is_some_and(|m| !m.stopped && qty > 0 && recent(m) < m.most);
                    prop_assert_eq!(outcome.is_ok(), fits, "{:?}", outcome);
                    if let (Ok(id), Some(model)) = (outcome, models.get_mut(&who)) {
                        prop_assert!(!ids.contains(&id), "an id is never used again");
                        ids.push(id.clone());
                        model.sent.push(now_ns);
                        model.working.insert(id);
                        submitted += 1;
                    } else {
                        refused += 1;
                    }
                }
                Act::Cancel(who, order) => {
                    let id = ids.get(order).cloned().unwrap_or_else(|| "tide-x".into());
                    let was = models.get_mut(&who).is_some_and(|model| model.working.remove(&id));
                    prop_assert_eq!(ledger.cancel(PLUGINS[who], &id, "wanted", now_ns), was);
                    cancelled += usize::from(was);
                }
                Act::CancelAll(who) | Act::Stop(who) => {
                    let stop = matches!(act, Act::Stop(_));
                    let count = if stop { ledger.stop(PLUGINS[who], "told", now_ns) }
                        else { ledger.cancel_all(PLUGINS[who], "told", now_ns) };
                    let model = models.get_mut(&who);
                    prop_assert_eq!(count, model.as_ref().map_or(0, |model| model.working.len()));
                    cancelled += count;
                    if let Some(model) = model {
                        model.working.clear();
                        model.stopped |= stop;
                    }
                }
            }
            for (who, model) in &models {
                let working: BTreeSet<String> = ledger.working(PLUGINS[*who]).into_iter().collect();
                prop_assert_eq!(&working, &model.working);
            }
        }
        let (events, untold) = ledger.take_events();
        let count = |fits: fn(&OrderFate) -> bool| events.iter().filter(|event| fits(&event.fate)).count();
        prop_assert_eq!(count(|fate| *fate == OrderFate::Submitted), submitted);
        prop_assert_eq!(count(|fate| matches!(fate, OrderFate::Cancelled(_))), cancelled);
        prop_assert_eq!(count(|fate| matches!(fate, OrderFate::Refused(_))), refused);
        prop_assert_eq!(untold, 0);
        prop_assert!(events.windows(2).all(|pair| pair[0].at_ns <= pair[1].at_ns));
    }
}

#[test]
fn test_a_ledger_that_nobody_reads_refuses_orders_and_still_cancels() {
    let ledger = OrderLedger::default();
    ledger.open("tide", u32::MAX);
    let mut taken = 0_usize;
    let reason = loop {
        match ledger.submit("tide", intent(), 0) {
            Ok(_) => taken += 1,
            Err(reason) => break reason,
        }
    };
    assert_eq!(reason, RejectReason::Full);
    assert_eq!(ledger.cancel_all("tide", "told", 0), taken);
    ledger.submit("tide", intent(), 0).unwrap_err();
    let (events, untold) = ledger.take_events();
    assert!(events.len() >= 2 * taken && events.len() <= 65_536 && untold >= 1);
    ledger.submit("tide", intent(), 0).unwrap();
}
