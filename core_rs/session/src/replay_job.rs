//! A whole recording through the trading loop without a screen: `plimsoll replay`.

use crate::system_clock::SystemClock;
use plimsoll_book::{Applied, BookFault, Freshness};
use plimsoll_engine::{Clock, FeedError, MarketOnly, Pacing, Progress, Replay, Speed, StateHash, TradingLoop, Witness};
use plimsoll_types::{InstrumentTable, Level, MarketEvent, Nanos, Side};
use plimsoll_wire::verify::{Verifier, VerifyReport};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Events between two looks at the clock, the progress and the cancel flag.
const TURN_EVENTS: usize = 65_536;

/// Longest sleep while pacing: cancelling answers within it.
const NAP: Duration = Duration::from_millis(20);

/// Progress of a job, read from another thread, and its cancel flag.
#[derive(Debug, Default)]
pub struct JobProgress {
    units: AtomicU64,
    fraction_bits: AtomicU64,
    cancelled: AtomicBool,
}

impl JobProgress {
    /// Input units done.
    #[must_use]
    pub fn units(&self) -> u64 {
        self.units.load(Relaxed)
    }

    /// Fraction of the input done.
    #[must_use]
    pub fn fraction(&self) -> f64 {
        f64::from_bits(self.fraction_bits.load(Relaxed))
    }

    /// Asks the job to stop; it keeps what it has.
    pub fn cancel(&self) {
        self.cancelled.store(true, Relaxed);
    }

    pub(crate) fn cancelled(&self) -> bool {
        self.cancelled.load(Relaxed)
    }

    pub(crate) fn tell(&self, replay: &Replay) {
        self.tell_input(replay.units(), replay.feed().fraction().unwrap_or(0.0));
    }

    pub(crate) fn tell_input(&self, units: u64, fraction: f64) {
        self.units.store(units, Relaxed);
        self.fraction_bits.store(fraction.to_bits(), Relaxed);
    }
}

/// What a whole replay gave.
#[derive(Debug, Clone)]
pub struct ReplayReport {
    /// Input units: messages, rows, frames.
    pub messages: u64,
    /// Wall-clock duration of decoding, books and features.
    pub seconds: f64,
    /// What the verification found.
    pub verified: VerifyReport,
    /// Sequence gaps told by the feed, and books that a checksum found wrong.
    pub gaps: u64,
    /// Units passed over as damaged.
    pub damaged: u64,
    /// Events that contradicted their book, by kind.
    pub faults: Vec<(String, u64)>,
    /// Digest of books and features at the end.
    pub state_hash: StateHash,
    /// Venue time of the first and last event.
    pub first_ns: Nanos,
    /// See `first_ns`.
    pub last_ns: Nanos,
    /// Instruments seen.
    pub instruments: usize,
    /// Why it ended early: damage, or cancelled.
    pub failure: Option<String>,
}

/// Replays everything that `replay` has, checking each unit with `verifier` where there is one.
#[must_use]
pub fn run(
    mut replay: Replay,
    verifier: Option<Box<dyn Verifier>>,
    speed: Speed,
    progress: &JobProgress,
) -> ReplayReport {
    let clock = SystemClock::start();
    let mut watch = Verification::new(verifier);
    let mut outcome = watch.advance(&mut replay, Nanos::MAX, 1); // the first event sets the pace
    let pacing = Pacing::anchored(clock.now_ns(), replay.clock_ns(), speed);
    let failure = loop {
        progress.tell(&replay);
        match outcome {
            Ok(Progress::Ended) => break None,
            Ok(Progress::Busy) => {}
            Ok(Progress::Reached | Progress::Idle) => std::thread::sleep(NAP),
            Err(error) => break Some(error.to_string()),
        }
        if progress.cancelled() {
            break Some(format!("cancelled; kept the {} units before it", replay.units()));
        }
        outcome = watch.advance(&mut replay, pacing.due_ns(clock.now_ns()), TURN_EVENTS);
    };
    let seconds = duration_seconds(clock.elapsed_ns());
    report(&replay, watch, seconds, failure)
}

#[allow(clippy::cast_precision_loss)]
fn duration_seconds(elapsed_ns: i64) -> f64 {
    elapsed_ns as f64 / 1e9
}

fn report(replay: &Replay, mut watch: Verification, seconds: f64, failure: Option<String>) -> ReplayReport {
    let state = replay.state();
    if failure.is_none()
        && let Some(verifier) = &mut watch.verifier
    {
        verifier.finish();
    }
    let verified = watch.verifier.as_ref().map(|verifier| verifier.report().clone()).unwrap_or_default();
    let counters = state.counters();
    let faults = state.books().faults();
    ReplayReport {
        messages: replay.units(),
        seconds,
        verified: VerifyReport { revealed: verified.revealed.max(counters.revealed), ..verified },
        gaps: counters.gaps + faults.of(BookFault::ChecksumMismatch),
        damaged: counters.damaged,
        faults: faults.iter().map(|(fault, count)| (fault.name().to_owned(), count)).collect(),
        state_hash: state.state_hash(),
        first_ns: watch.first_ns.unwrap_or(0),
        last_ns: state.clock_ns(),
        instruments: replay.feed().instruments().rows().len(),
        failure,
    }
}

/// Collects the events of each unit and shows the verifier the book behind them.
struct Verification {
    verifier: Option<Box<dyn Verifier>>,
    unit: Vec<MarketEvent>,
    bids: Vec<Level>,
    asks: Vec<Level>,
    first_ns: Option<Nanos>,
}

impl Verification {
    fn new(verifier: Option<Box<dyn Verifier>>) -> Self {
        Self { verifier, unit: Vec::new(), bids: Vec::new(), asks: Vec::new(), first_ns: None }
    }

    fn advance(&mut self, replay: &mut Replay, due_ns: Nanos, events: usize) -> Result<Progress, FeedError> {
        if self.verifier.is_some() || self.first_ns.is_none() {
            return replay.advance(due_ns, events, &mut (), self);
        }
        replay.advance(due_ns, events, &mut (), &mut ())
    }
}

impl Witness<MarketOnly> for Verification {
    fn applied(&mut self, event: &MarketEvent, _: &Applied, state: &TradingLoop, _: &InstrumentTable) {
        self.first_ns.get_or_insert(state.clock_ns());
        let Some(verifier) = &mut self.verifier else { return };
        self.unit.push(*event);
        if !event.is_last() {
            return;
        }
        let depth = verifier.depth();
        for (side, levels) in [(Side::Buy, &mut self.bids), (Side::Sell, &mut self.asks)] {
            levels.clear();
            if let Some(book) = state.books().book(event.instrument)
                && !matches!(book.freshness(), Freshness::Empty)
            {
                levels.extend(book.levels(side).take(depth));
            }
        }
        verifier.check(&self.unit, &self.bids, &self.asks);
        self.unit.clear();
    }
}
