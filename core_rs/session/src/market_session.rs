//! A running feed with its books, as the terminal holds it.

use crate::hub::{RecordHub, ViewEnds};
use crate::indexer::{Indexer, run_late};
use crate::md_thread::{Beginning, Command, MdThread, Timing, as_multiple};
use crate::outline::{Mark, Outline};
use crate::plugins::{TapPort, TapSet};
use crate::status::{Phase, SessionStatus, StatusCell};
use crate::system_clock::SystemClock;
use plimsoll_book::{ChecksumRule, OrderIdScope};
use plimsoll_engine::{Checkpoints, Clock, FeaturePlan, Feed, FeedError, Pacing, Replay, Speed, TradingLoop};
use plimsoll_types::{Instrument, InstrumentId, Nanos, UNKNOWN_TIME};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

/// Instruments recorded for the panels from the start of a live session.
pub const RECORDED_INSTRUMENTS: usize = 64;

/// Instruments of a recording whose history is read ahead at once; others are read when asked for.
pub const INDEXED_INSTRUMENTS: usize = 12;

/// A feed, and what the loop must know of it.
pub struct Input {
    /// In order.
    pub feed: Box<dyn Feed>,
    /// Within what its order ids are unique.
    pub scope: OrderIdScope,
    /// How its venue computes checksums of an instrument's book, where it sends them.
    pub checksums: Option<fn(&Instrument) -> ChecksumRule>,
}

impl Input {
    /// A loop fit for this feed, before its first event.
    #[must_use]
    pub fn trading_loop(&self, features: FeaturePlan) -> TradingLoop {
        let watching = TradingLoop::market_only(self.scope, features);
        match self.checksums {
            Some(rule) => watching.checking_with(rule),
            None => watching,
        }
    }
}

/// Handle of a session's threads; dropping it ends them.
pub struct MarketSession {
    commands: Sender<Command>,
    cell: Arc<StatusCell>,
    instruments: Arc<Mutex<Vec<Instrument>>>,
    outline: Arc<Mutex<Outline>>,
    new_views: Receiver<ViewEnds>,
    announce: Sender<ViewEnds>,
    origin: Option<Input>,
    threads: Vec<JoinHandle<()>>,
}

/// What the threads fill and the owner reads, rarely.
#[derive(Default)]
struct Shared {
    instruments: Arc<Mutex<Vec<Instrument>>>,
    outline: Arc<Mutex<Outline>>,
}

struct Wiring {
    clock: SystemClock,
    cell: Arc<StatusCell>,
    commands: Sender<Command>,
    obeyed: Receiver<Command>,
    new_views: Sender<ViewEnds>,
    views: Receiver<ViewEnds>,
}

impl Wiring {
    fn new() -> Self {
        let clock = SystemClock::start();
        let (commands, obeyed) = channel();
        let (new_views, views) = channel();
        Self { clock, cell: Arc::new(StatusCell::new(clock)), commands, obeyed, new_views, views }
    }

    fn hub(&self) -> RecordHub {
        RecordHub::new(self.new_views.clone(), self.commands.clone(), Arc::clone(&self.cell))
    }
}

impl MarketSession {
    /// Plays a recording: indexed ahead at full speed, paced by `speed`, standing still until [`play`](Self::play).
    ///
    /// # Errors
    /// [`FeedError`] when nothing of it can be decoded, or it cannot be played twice.
    pub fn replay(input: Input, speed: Speed) -> Result<Self, FeedError> {
        let wiring = Wiring::new();
        let (again, origin) = (fork(&input)?, Input { feed: fork(&input)?, ..input });
        let checkpoints = Arc::new(Checkpoints::default());
        let cursor = input.trading_loop(FeaturePlan::none());
        let ahead = input.trading_loop(FeaturePlan::none()).recording_first(INDEXED_INSTRUMENTS);
        let mut indexer = Indexer {
            replay: Replay::new(input.feed, ahead).with_checkpoints(Arc::clone(&checkpoints)),
            hub: wiring.hub(),
            cell: Arc::clone(&wiring.cell),
            instruments: Arc::default(),
            outline: Arc::default(),
            seen: Outline::default(),
            first_ns: UNKNOWN_TIME,
        };
        indexer.begin()?;
        let shared = Shared { instruments: Arc::clone(&indexer.instruments), outline: Arc::clone(&indexer.outline) };
        let mut replay = Replay::new(again, cursor).with_checkpoints(checkpoints);
        replay.step(1, &mut ())?;
        let pacing = Pacing::anchored(wiring.clock.now_ns(), indexer.first_ns, speed);
        wiring.cell.set_phase(Phase::Paused);
        wiring.cell.set_speed(as_multiple(speed));
        let beginning = Beginning { ts_ns: indexer.first_ns, units: replay.units() };
        let mut session = Self::start(wiring, replay, None, Some(beginning), pacing, shared)?;
        session.origin = Some(origin);
        session.spawn("index", move || indexer.run())?;
        Ok(session)
    }

    /// Runs a feed that carries the machine's own time; what lies before now is caught up with first.
    ///
    /// # Errors
    /// [`FeedError`] when the machine gives no thread.
    pub fn live(input: Input) -> Result<Self, FeedError> {
        let wiring = Wiring::new();
        let watching = input.trading_loop(FeaturePlan::none()).recording_first(RECORDED_INSTRUMENTS);
        let mut hub = wiring.hub();
        for index in 0..input.feed.instruments().rows().len().min(RECORDED_INSTRUMENTS) {
            hub.ensure(InstrumentId(u32::try_from(index).unwrap_or(u32::MAX)));
        }
        let replay = Replay::new(input.feed, watching);
        let now_ns = wiring.clock.now_ns();
        let pacing = Pacing::anchored(now_ns, now_ns, Speed::Times(1.0));
        Self::start(wiring, replay, Some(hub), None, pacing, Shared::default())
    }

    fn start(
        wiring: Wiring,
        replay: Replay,
        hub: Option<RecordHub>,
        beginning: Option<Beginning>,
        pacing: Pacing,
        shared: Shared,
    ) -> Result<Self, FeedError> {
        let timing = if beginning.is_some() { Timing::Replay } else { Timing::Live };
        let md = MdThread {
            replay,
            hub,
            commands: wiring.obeyed,
            cell: Arc::clone(&wiring.cell),
            instruments: Arc::clone(&shared.instruments),
            clock: wiring.clock,
            timing,
            pacing,
            playing: timing == Timing::Live,
            beginning,
            goal: None,
            set_out: false,
            taps: TapSet::default(),
            owes_jump: false,
            lanes: Vec::new(),
            published_at_ns: 0,
        };
        let mut session = Self {
            commands: wiring.commands,
            cell: wiring.cell,
            instruments: shared.instruments,
            outline: shared.outline,
            new_views: wiring.views,
            announce: wiring.new_views,
            origin: None,
            threads: Vec::new(),
        };
        session.spawn("md", move || md.run())?;
        Ok(session)
    }

    fn spawn(&mut self, name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), FeedError> {
        let thread = Builder::new().name(name.into()).spawn(work).map_err(|error| FeedError::Unreadable {
            input: format!("thread {name}"),
            reason: format!("the system gives no thread: {error}"),
        })?;
        self.threads.push(thread);
        Ok(())
    }

    /// Lets replay time run.
    pub fn play(&self) {
        self.send(Command::Play);
    }

    /// Holds replay time.
    pub fn pause(&self) {
        self.send(Command::Pause);
    }

    /// Changes the replay's pace.
    pub fn set_speed(&self, speed: Speed) {
        self.send(Command::Speed(speed));
    }

    /// Pauses and applies `units` further input units, backwards when negative.
    pub fn step(&self, units: i64) {
        self.send(Command::Step(units));
    }

    /// Goes to the state after the last event at or before `ts_ns`.
    pub fn seek(&self, ts_ns: Nanos) {
        self.send(Command::Seek(ts_ns));
    }

    /// Opens the panels' streams of an instrument beyond the first [`INDEXED_INSTRUMENTS`] of a recording, which is read
    /// once more for its history, or beyond the first [`RECORDED_INSTRUMENTS`] of a live feed, which gives it from now on.
    ///
    /// # Errors
    /// [`FeedError`] when the machine gives no thread.
    pub fn watch(&mut self, instrument: InstrumentId) -> Result<(), FeedError> {
        let Some(origin) = &self.origin else {
            self.send(Command::Watch(instrument));
            return Ok(());
        };
        let mut watching = origin.trading_loop(FeaturePlan::none());
        watching.record_also(instrument);
        let replay = Replay::new(fork(origin)?, watching);
        let cell = Arc::clone(&self.cell);
        let mut hub = RecordHub::new(self.announce.clone(), self.commands.clone(), Arc::clone(&cell));
        hub.ensure(instrument);
        self.spawn("index-late", move || run_late(replay, hub, &cell))
    }

    /// Where taps are opened, from any thread.
    #[must_use]
    pub fn tap_port(&self) -> TapPort {
        TapPort::new(self.commands.clone())
    }

    /// The session at this moment.
    #[must_use]
    pub fn status(&self) -> SessionStatus {
        self.cell.read()
    }

    /// Age of the oldest event that no frame has shown yet; the asker takes it as shown now.
    #[must_use]
    pub fn take_unseen_age_ns(&self) -> Option<i64> {
        self.cell.take_unseen_age_ns()
    }

    /// The instruments seen so far.
    #[must_use]
    pub fn instruments(&self) -> Vec<Instrument> {
        self.instruments.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reading ends of instruments that appeared since the last call.
    pub fn take_new_views(&self) -> Vec<ViewEnds> {
        self.new_views.try_iter().collect()
    }

    /// Traded volume of the recording in `bins` equal parts, and its marks.
    #[must_use]
    pub fn outline(&self, bins: usize) -> (Vec<f64>, Vec<Mark>) {
        let status = self.cell.read();
        let outline = self.outline.lock().unwrap_or_else(PoisonError::into_inner);
        (outline.volume(status.first_ns, status.last_ns, bins), outline.marks().to_vec())
    }

    /// Ends the threads and waits for them; again does nothing.
    pub fn close(&mut self) {
        self.cell.close();
        self.send(Command::Close);
        for thread in self.threads.drain(..) {
            // A thread that panicked has nothing left to tell.
            let _ = thread.join();
        }
    }

    fn send(&self, command: Command) {
        // The thread is gone only after close.
        let _ = self.commands.send(command);
    }
}

fn fork(input: &Input) -> Result<Box<dyn Feed>, FeedError> {
    input.feed.fork().ok_or_else(|| FeedError::Unreadable {
        input: "feed".into(),
        reason: "cannot be replayed: it keeps no past".into(),
    })
}

impl Drop for MarketSession {
    fn drop(&mut self) {
        self.close();
    }
}
