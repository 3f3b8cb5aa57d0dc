//! What plugins are told: complete, only news, the same with and without a session, and never from the future.
#![allow(clippy::unwrap_used, clippy::panic)]

use plimsoll_book::{Applied, OrderIdScope};
use plimsoll_engine::{FeaturePlan, MarketOnly, Replay, Speed, TradingLoop, Witness};
use plimsoll_session::features_job::{self, FeatureEngine};
use plimsoll_session::plugins::{
    EventRequest, EventRun, Perturbation, PerturbedFeed, PluginEvent, Stamped, TapReader, TapSet, simulated_input,
    tap_channel,
};
use plimsoll_session::recording::RecordingRequest;
use plimsoll_session::replay_job::JobProgress;
use plimsoll_session::{Input, MarketSession};
use plimsoll_sim::{SimConfig, SimFeed, SimulatedExchange};
use plimsoll_types::{InstrumentId, InstrumentTable, Level, MarketEvent, Nanos, Side};
use std::collections::HashMap;
use std::io::Write;
use std::time::{Duration, Instant};
use tempfile::NamedTempFile;

const SEED: u64 = 5;
const SECOND_NS: Nanos = 1_000_000_000;
const PATIENCE: Duration = Duration::from_secs(20);

fn everything() -> EventRequest {
    EventRequest { quotes: true, trades: true, phases: true, ..EventRequest::default() }
}

/// Some seconds of a few busy instruments as a file.
fn recording(seconds: i64) -> NamedTempFile {
    let config = SimConfig::load(SEED, 4, 2_000.0);
    let until_ns = config.session_start_ns + seconds * SECOND_NS;
    let mut bytes = Vec::new();
    SimulatedExchange::new(config).advance(until_ns, usize::MAX, &mut bytes);
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(&bytes).unwrap();
    file
}

/// When its market opens: a file whose name tells no day counts from midnight.
fn opened_ns() -> Nanos {
    let config = SimConfig::load(SEED, 4, 2_000.0);
    config.session_start_ns - config.midnight_ns
}

fn input(file: &NamedTempFile) -> Input {
    let format = Some("itch50".into());
    RecordingRequest { path: file.path().to_owned(), format, ..Default::default() }.open().unwrap().input
}

fn all_of(mut run: EventRun, most: usize) -> Vec<PluginEvent> {
    let mut events = Vec::new();
    loop {
        let before = events.len();
        run.take(most, &mut events).unwrap();
        if events.len() == before {
            assert!(run.has_ended());
            return events;
        }
        assert!(events.len() - before <= most);
    }
}

fn simulated(seconds: f64, request: &EventRequest, perturbation: Option<Perturbation>) -> Vec<PluginEvent> {
    let (input, until_ns) = simulated_input(SEED, seconds);
    all_of(EventRun::new(input, until_ns, request, perturbation).unwrap(), 1_000)
}

/// A simulated loop with a tap, driven by the test.
fn tapped(capacity: usize) -> (Replay, TapSet, TapReader) {
    let replay = Replay::new(
        Box::new(SimFeed::new(SimConfig::demo(SEED))),
        TradingLoop::market_only(OrderIdScope::Feed, FeaturePlan::none()),
    );
    let (writer, reader) = tap_channel(everything().narrator().unwrap(), capacity, false);
    let mut taps = TapSet::default();
    taps.attach(Box::new(writer), replay.state());
    (replay, taps, reader)
}

#[test]
fn test_a_full_ring_drops_the_newest_counts_them_and_says_so() {
    let expected = simulated(4.0, &everything(), None);
    let (mut replay, mut taps, mut reader) = tapped(64);
    let start_ns = SimConfig::demo(SEED).session_start_ns;
    let mut got: Vec<Stamped> = Vec::new();
    for tenth in 1..=40 {
        replay.advance(start_ns + tenth * SECOND_NS / 10, usize::MAX, &mut (), &mut taps).unwrap();
        reader.take(if tenth % 7 == 0 { 1_000 } else { 3 }, &mut got);
    }
    reader.take(100_000, &mut got);
    reader.take(100_000, &mut got);
    let mut at = 0;
    let mut missed = 0;
    for Stamped { event, stamp_ns } in &got {
        assert!(*stamp_ns > 0);
        if let PluginEvent::Skipped { missed: count, .. } = event {
            missed += count;
            at += usize::try_from(*count).unwrap();
        } else {
            assert_eq!(*event, expected[at], "each told at its place, {missed} skipped before");
            at += 1;
        }
    }
    assert!(missed > 0);
    assert_eq!(at, expected.len(), "everything is told or counted");
    assert_eq!(reader.waker().skipped(), missed);
}

#[test]
fn test_a_wide_ring_tells_what_a_run_tells() {
    let expected = simulated(3.0, &everything(), None);
    let (mut replay, mut taps, mut reader) = tapped(1 << 18);
    let start_ns = SimConfig::demo(SEED).session_start_ns;
    replay.advance(start_ns + 3 * SECOND_NS, usize::MAX, &mut (), &mut taps).unwrap();
    let mut got = Vec::new();
    reader.take(1 << 18, &mut got);
    let got: Vec<PluginEvent> = got.into_iter().map(|stamped| stamped.event).collect();
    assert_eq!(got, expected);
}

#[test]
fn test_a_closed_tap_and_an_ended_session_wake_the_reader() {
    let (_, mut taps, mut reader) = tapped(8);
    let waker = reader.waker();
    let closer = std::thread::spawn(move || waker.close());
    let started = Instant::now();
    reader.wait(PATIENCE, 10, &mut Vec::new());
    assert!(started.elapsed() < PATIENCE);
    closer.join().unwrap();
    let (writer, mut other) = tap_channel(everything().narrator().unwrap(), 8, false);
    taps.attach(Box::new(writer), tapped(8).0.state());
    drop(taps);
    let mut none = Vec::new();
    other.wait(PATIENCE, 10, &mut none);
    assert!(none.is_empty() && other.waker().has_ended());
}

/// Best prices after each unit, told when they differ from the last ones.
#[derive(Default)]
struct NaiveQuotes {
    last: HashMap<InstrumentId, [Option<Level>; 2]>,
    told: Vec<(InstrumentId, Nanos, [Option<Level>; 2])>,
}

impl Witness<MarketOnly> for NaiveQuotes {
    fn applied(&mut self, event: &MarketEvent, _: &Applied, state: &TradingLoop, _: &InstrumentTable) {
        if !event.is_last() {
            return;
        }
        let Some(book) = state.books().book(event.instrument) else { return };
        let best = [Side::Buy, Side::Sell].map(|side| book.best(side).map(|level| Level { orders: 0, ..level }));
        let last = self.last.entry(event.instrument).or_default();
        if *last != best {
            *last = best;
            self.told.push((event.instrument, state.clock_ns(), best));
        }
    }
}

#[test]
fn test_a_quote_is_told_when_price_or_quantity_of_a_best_level_changed_and_only_then() {
    let file = recording(4);
    let source = input(&file);
    let state = source.trading_loop(FeaturePlan::none());
    let mut naive = NaiveQuotes::default();
    Replay::new(source.feed, state).advance(Nanos::MAX, usize::MAX, &mut (), &mut naive).unwrap();
    let request = EventRequest { quotes: true, ..EventRequest::default() };
    let told = all_of(EventRun::new(input(&file), Nanos::MAX, &request, None).unwrap(), 777);
    let some = |level: Level| level.px.is_set().then_some(level);
    let quotes: Vec<_> = told
        .iter()
        .map(|event| match event {
            PluginEvent::Quote { instrument, ts_ns, bid, ask } => (*instrument, *ts_ns, [some(*bid), some(*ask)]),
            other => panic!("nothing else was asked for: {other:?}"),
        })
        .collect();
    assert!(quotes.len() > 500);
    assert_eq!(quotes, naive.told);
}

#[test]
fn test_only_the_instruments_asked_for_are_told() {
    let request = EventRequest { instruments: Some(vec![2, 5]), ..everything() };
    let some = simulated(3.0, &request, None);
    let all = simulated(3.0, &everything(), None);
    let of = |event: &PluginEvent| match event {
        PluginEvent::Quote { instrument, .. }
        | PluginEvent::Trade { instrument, .. }
        | PluginEvent::Phase { instrument, .. } => instrument.0,
        other => panic!("not in this market: {other:?}"),
    };
    let expected: Vec<_> = all.into_iter().filter(|event| [2, 5].contains(&of(event))).collect();
    assert_eq!(some, expected);
}

#[test]
fn test_feature_rows_are_those_of_the_batch_and_come_once_they_are_complete() {
    const SPEC: &str = "mid,ofi,trade_imbalance,vwap,ema(half_life=2s)";
    let every_ns = SECOND_NS / 4;
    let file = recording(6);
    let source = input(&file);
    let replay = Replay::new(source.feed, TradingLoop::market_only(source.scope, FeaturePlan::none()));
    let progress = JobProgress::default();
    let batch = features_job::run(replay, FeatureEngine::Batch, SPEC, every_ns, &progress).unwrap();
    let request = EventRequest { features: SPEC.into(), every_ns, ..everything() };
    let told = all_of(EventRun::new(input(&file), Nanos::MAX, &request, None).unwrap(), 4_096);
    let mut rows: HashMap<(u32, Nanos), Vec<u64>> = HashMap::new();
    let mut reached_ns = Nanos::MIN;
    for event in &told {
        assert!(event.ts_ns() >= reached_ns, "no event is told before the one before it");
        reached_ns = event.ts_ns();
        if let PluginEvent::Features { instrument, ts_start_ns, ts_end_ns, values } = event {
            assert_eq!(*ts_end_ns, ts_start_ns + every_ns);
            let bits = values.iter().map(|value| value.to_bits()).collect();
            assert!(rows.insert((instrument.0, *ts_start_ns), bits).is_none());
        }
    }
    assert!(batch.frames.len() == 4);
    for (id, (_, frame)) in (0..).zip(&batch.frames) {
        let finished = frame.len() - 1; // the last interval is cut by the end of the file
        assert!(finished > 15);
        for row in 0..finished {
            let expected: Vec<u64> = frame.columns().iter().map(|column| column[row].to_bits()).collect();
            assert_eq!(rows.get(&(id, frame.ts_start_ns()[row])), Some(&expected));
        }
    }
}

#[test]
fn test_a_run_is_the_same_however_it_is_taken() {
    let request = EventRequest { features: "mid,ofi".into(), every_ns: SECOND_NS, ..everything() };
    let run = |most| {
        let (input, until_ns) = simulated_input(SEED, 3.0);
        all_of(EventRun::new(input, until_ns, &request, None).unwrap(), most)
    };
    let whole = run(1 << 20);
    assert!(whole.len() > 500);
    assert_eq!(run(1), whole);
    assert_eq!(run(97), whole);
}

#[test]
fn test_a_perturbed_future_leaves_the_past_alone_and_changes_everything_after() {
    let original = simulated(6.0, &everything(), None);
    for (share, seed) in [(3, 1), (2, 2), (3, 77)] {
        let after_ns = original[original.len() / share].ts_ns();
        let other = simulated(6.0, &everything(), Some(Perturbation { after_ns, seed }));
        let split = |events: &[PluginEvent]| events.iter().position(|event| event.ts_ns() > after_ns).unwrap();
        let (at, at_other) = (split(&original), split(&other));
        assert_eq!(original[..at], other[..at_other], "the past is the same");
        let later: std::collections::HashSet<String> =
            original[at..].iter().map(|event| format!("{event:?}")).collect();
        let kept = other[at_other..].iter().filter(|event| later.contains(&format!("{event:?}"))).count();
        assert_eq!(kept, 0, "no later event is the original one");
        let counts = (original.len() - at, other.len() - at_other);
        assert!(counts.0.abs_diff(counts.1) <= 64, "as busy as the original: {counts:?}");
        assert_eq!(other, simulated(6.0, &everything(), Some(Perturbation { after_ns, seed })));
        assert_ne!(other, simulated(6.0, &everything(), Some(Perturbation { after_ns, seed: seed + 1 })));
    }
}

#[test]
fn test_a_perturbed_book_is_as_valid_as_the_original() {
    let file = recording(5);
    let after_ns = opened_ns() + 2 * SECOND_NS;
    let source = input(&file);
    let feed = PerturbedFeed::new(source.feed, source.scope, Perturbation { after_ns, seed: 3 });
    let state = TradingLoop::market_only(source.scope, FeaturePlan::none());
    let mut replay = Replay::new(Box::new(feed), state);
    replay.advance(Nanos::MAX, usize::MAX, &mut (), &mut ()).unwrap();
    let plain = input(&file);
    let state = TradingLoop::market_only(plain.scope, FeaturePlan::none());
    let mut original = Replay::new(plain.feed, state);
    original.advance(Nanos::MAX, usize::MAX, &mut (), &mut ()).unwrap();
    for (book, other) in original.state().books().iter().zip(replay.state().books().iter()) {
        assert_eq!(other.crossings(), book.crossings());
        assert_eq!(other.level_count(Side::Sell), book.level_count(Side::Buy));
        assert_eq!(other.level_count(Side::Buy), book.level_count(Side::Sell));
    }
    assert_eq!(replay.state().books().resting_orders(), original.state().books().resting_orders());
    assert_eq!(replay.state().books().faults().iter().count(), original.state().books().faults().iter().count());
    assert_eq!(replay.units(), original.units());
}

fn next(reader: &mut TapReader, enough: impl Fn(&[PluginEvent]) -> bool) -> Vec<PluginEvent> {
    let (started, mut events) = (Instant::now(), Vec::new());
    while !enough(&events) {
        let mut taken = Vec::new();
        reader.wait(Duration::from_millis(50), 10_000, &mut taken);
        events.extend(taken.into_iter().map(|stamped| stamped.event));
        assert!(started.elapsed() < PATIENCE, "only {} events came", events.len());
    }
    events
}

#[test]
fn test_a_replay_tells_a_gap_and_the_books_anew_after_a_jump() {
    let file = recording(6);
    let mut session = MarketSession::replay(input(&file), Speed::Max).unwrap();
    let request = EventRequest { features: "mid".into(), every_ns: SECOND_NS, ..everything() };
    let mut reader = session.tap_port().tap(&request, 1 << 18, false).unwrap();
    let quote = |events: &[PluginEvent]| events.iter().any(|event| matches!(event, PluginEvent::Quote { .. }));
    session.play();
    next(&mut reader, |events| events.len() > 2_000);
    session.pause();
    let start_ns = opened_ns();
    session.seek(start_ns + 5 * SECOND_NS / 2);
    let jumped = |events: &[PluginEvent]| {
        let gap = events.iter().position(|event| matches!(event, PluginEvent::Gap { .. }));
        gap.is_some_and(|gap| quote(&events[gap..]))
    };
    let events = next(&mut reader, jumped);
    let gap = events.iter().position(|event| matches!(event, PluginEvent::Gap { .. })).unwrap();
    let mut resynced = false;
    for event in &events[gap..] {
        assert!(event.ts_ns() <= start_ns + 5 * SECOND_NS / 2, "nothing of where the cursor came from: {event:?}");
        resynced |= matches!(event, PluginEvent::Resync { .. });
        assert!(resynced || matches!(event, PluginEvent::Gap { .. }), "whole again before anything is told: {event:?}");
    }
    session.play();
    let row = |events: &[PluginEvent]| events.iter().any(|event| matches!(event, PluginEvent::Features { .. }));
    let events = next(&mut reader, row);
    let first = events.iter().find_map(|event| match event {
        PluginEvent::Features { ts_start_ns, .. } => Some(*ts_start_ns),
        _ => None,
    });
    assert_eq!(first, Some(start_ns + 3 * SECOND_NS), "an interval that was not seen whole gives no row");
    session.close();
    let mut rest = Vec::new();
    while !reader.waker().has_ended() || !rest.is_empty() {
        rest.clear();
        reader.wait(Duration::from_millis(10), 1 << 18, &mut rest);
    }
}

#[test]
fn test_steps_forward_are_told_event_by_event() {
    let file = recording(3);
    let mut session = MarketSession::replay(input(&file), Speed::Max).unwrap();
    let expected = all_of(EventRun::new(input(&file), Nanos::MAX, &everything(), None).unwrap(), 4_096);
    let mut reader = session.tap_port().tap(&everything(), 1 << 16, false).unwrap();
    (0..60).for_each(|_| session.step(100));
    let told = next(&mut reader, |events| events.len() >= 500);
    let same = told.iter().zip(&expected).take_while(|(told, expected)| told == expected).count();
    assert_eq!(same, told.len());
    // Steps that wait are added up: one back among those forward would be one forward less.
    let started = Instant::now();
    while session.status().counters.units < 6_000 {
        assert!(started.elapsed() < PATIENCE, "at {} units", session.status().counters.units);
        std::thread::sleep(Duration::from_millis(1));
    }
    session.step(-1);
    next(&mut reader, |events| events.iter().any(|event| matches!(event, PluginEvent::Gap { .. })));
    session.close();
}
