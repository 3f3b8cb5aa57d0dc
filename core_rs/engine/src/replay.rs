//! Deterministic progress through a feed: run, step, seek. Neither clock nor thread lives here.

use crate::checkpoints::Checkpoints;
use crate::seam::{Feed, FeedError, FeedState, MarketOnly, Trading};
use crate::trading_loop::{PanelSink, TradingLoop};
use plimsoll_book::Applied;
use plimsoll_types::{EventBatch, InstrumentTable, MarketBody, MarketEvent, Nanos};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Everything needed to go on from one place of a recording.
pub struct ReplayState<T: Trading = MarketOnly> {
    feed: Mutex<Box<dyn Feed>>,
    state: Mutex<TradingLoop<T>>,
}

impl<T: Trading> ReplayState<T> {
    // The locks only make both shareable; poisoned ones were still only ever copied from.
    fn state(&self) -> MutexGuard<'_, TradingLoop<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Checkpoints of one recording, shared by its cursors.
pub type SharedCheckpoints<T = MarketOnly> = Arc<Checkpoints<ReplayState<T>>>;

/// Why an advance ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The event budget is used up; more is due.
    Busy,
    /// The next event lies behind the time asked for.
    Reached,
    /// The feed has nothing for now.
    Idle,
    /// The feed is over.
    Ended,
}

/// Sees every event right after it was applied, with the state behind it.
pub trait Witness<T: Trading> {
    /// `event` was applied to `state`; `instruments` are those that the feed has named.
    fn applied(
        &mut self,
        event: &MarketEvent,
        applied: &Applied,
        state: &TradingLoop<T>,
        instruments: &InstrumentTable,
    );
}

/// Nobody looks on.
impl<T: Trading> Witness<T> for () {
    #[inline]
    fn applied(&mut self, _: &MarketEvent, _: &Applied, _: &TradingLoop<T>, _: &InstrumentTable) {}
}

/// A cursor in a feed: the trading loop, and the events decoded but not yet applied.
pub struct Replay<T: Trading = MarketOnly> {
    feed: Box<dyn Feed>,
    state: TradingLoop<T>,
    batch: EventBatch,
    next: usize,
    units_in_batch: u64,
    feed_state: FeedState,
    failure: Option<FeedError>,
    checkpoints: Option<Keeping<T>>,
}

/// Where checkpoints are kept, and how a state is copied into and out of one.
struct Keeping<T: Trading> {
    kept: SharedCheckpoints<T>,
    copy: fn(&TradingLoop<T>) -> TradingLoop<T>,
}

impl<T: Trading> Replay<T> {
    /// A cursor at the start of `feed`.
    #[must_use]
    pub fn new(feed: Box<dyn Feed>, state: TradingLoop<T>) -> Self {
        Self {
            feed,
            state,
            batch: EventBatch::default(),
            next: 0,
            units_in_batch: 0,
            feed_state: FeedState::More,
            failure: None,
            checkpoints: None,
        }
    }

    /// Keeps and uses these checkpoints; the state before the first event becomes the first of them.
    #[must_use]
    pub fn with_checkpoints(mut self, checkpoints: SharedCheckpoints<T>) -> Self
    where
        T: Clone,
    {
        self.checkpoints = Some(Keeping { kept: checkpoints, copy: TradingLoop::clone });
        self.keep_checkpoint();
        self
    }

    /// Applies the events due up to `until_ns`, `budget` at most.
    ///
    /// # Errors
    /// [`FeedError`] once everything before the failure was applied; asking again gives it again.
    pub fn advance<S: PanelSink, W: Witness<T>>(
        &mut self,
        until_ns: Nanos,
        budget: usize,
        sink: &mut S,
        witness: &mut W,
    ) -> Result<Progress, FeedError> {
        for _ in 0..budget {
            match self.peek(until_ns)? {
                Ok(due) if due > until_ns => return Ok(Progress::Reached),
                Ok(_) => self.apply_next(sink, witness),
                Err(FeedState::End) => {
                    self.state.finish(sink);
                    return Ok(Progress::Ended);
                }
                Err(_) => return Ok(Progress::Idle),
            }
        }
        Ok(Progress::Busy)
    }

    /// Applies `units` further input units.
    ///
    /// # Errors
    /// [`FeedError`] as [`advance`](Self::advance).
    pub fn step<S: PanelSink>(&mut self, units: u64, sink: &mut S) -> Result<Progress, FeedError> {
        self.advance_units(self.units() + units, usize::MAX, sink, &mut ())
    }

    /// Applies events, `budget` at most, until `target` input units are applied.
    ///
    /// # Errors
    /// [`FeedError`] as [`advance`](Self::advance).
    pub fn advance_units<S: PanelSink, W: Witness<T>>(
        &mut self,
        target: u64,
        budget: usize,
        sink: &mut S,
        witness: &mut W,
    ) -> Result<Progress, FeedError> {
        for _ in 0..budget {
            if self.units() >= target {
                return Ok(Progress::Reached);
            }
            match self.peek(Nanos::MAX)? {
                Ok(_) => self.apply_next(sink, witness),
                Err(FeedState::End) => return Ok(Progress::Ended),
                Err(_) => return Ok(Progress::Idle),
            }
        }
        Ok(Progress::Busy)
    }

    /// Goes to the state after the last event at or before `ts_ns`, restoring the nearest checkpoint where that is
    /// shorter than running on. Without checkpoints only forward.
    ///
    /// # Errors
    /// [`FeedError`] as [`advance`](Self::advance).
    pub fn seek<S: PanelSink>(&mut self, ts_ns: Nanos, sink: &mut S) -> Result<Progress, FeedError> {
        self.jump_before(ts_ns);
        self.advance(ts_ns, usize::MAX, sink, &mut ())
    }

    /// The first part of [`seek`](Self::seek), for those who run the rest in turns: stands at or before `ts_ns`, as near
    /// as checkpoints allow.
    pub fn jump_before(&mut self, ts_ns: Nanos) {
        let Some(checkpoint) = self.checkpoints.as_ref().and_then(|keeping| keeping.kept.before(ts_ns)) else { return };
        let backwards = self.clock_ns() > ts_ns;
        if backwards || checkpoint.state().counters().events > self.state.counters().events {
            self.restore(&checkpoint);
        }
    }

    /// Goes to the state after exactly `units` units, backwards through a checkpoint.
    ///
    /// # Errors
    /// [`FeedError`] as [`advance`](Self::advance).
    pub fn seek_units<S: PanelSink>(&mut self, units: u64, sink: &mut S) -> Result<Progress, FeedError> {
        self.jump_before_units(units);
        self.advance_units(units, usize::MAX, sink, &mut ())
    }

    /// The first part of [`seek_units`](Self::seek_units): stands at or before `units`, as near as checkpoints allow.
    pub fn jump_before_units(&mut self, units: u64) {
        let Some(checkpoint) = self.checkpoints.as_ref().and_then(|keeping| keeping.kept.at_units(units)) else {
            return;
        };
        if self.units() > units || checkpoint.state().counters().units > self.units() {
            self.restore(&checkpoint);
        }
    }

    /// The trading loop.
    #[must_use]
    pub fn state(&self) -> &TradingLoop<T> {
        &self.state
    }

    /// The trading loop, to read sampled features out of it.
    pub fn state_mut(&mut self) -> &mut TradingLoop<T> {
        &mut self.state
    }

    /// The feed.
    #[must_use]
    pub fn feed(&self) -> &dyn Feed {
        self.feed.as_ref()
    }

    /// Input units applied so far.
    #[must_use]
    pub fn units(&self) -> u64 {
        self.state.counters().units + self.units_in_batch
    }

    /// Venue time of the newest applied event.
    #[must_use]
    pub fn clock_ns(&self) -> Nanos {
        self.state.clock_ns()
    }

    /// Venue time of the next event, where it is decoded already.
    #[must_use]
    pub fn next_due_ns(&self) -> Option<Nanos> {
        self.batch.events.get(self.next).map(|event| event.ts_venue_ns)
    }

    /// Venue time of the next event at or before `until_ns`, decoded now where it was not; what the feed says where it has
    /// none.
    ///
    /// # Errors
    /// [`FeedError`] as [`advance`](Self::advance).
    pub fn look_ahead_ns(&mut self, until_ns: Nanos) -> Result<Result<Nanos, FeedState>, FeedError> {
        self.peek(until_ns)
    }

    /// Lets what falls due up to `until_ns` happen without an event.
    pub fn pass_time(&mut self, until_ns: Nanos) {
        self.state.pass_time(until_ns, self.feed.instruments());
    }

    /// What trades, with the instruments that the feed has named so far.
    pub fn trading(&mut self) -> (&mut T, &InstrumentTable) {
        (self.state.trading_mut(), self.feed.instruments())
    }

    /// What traded, the feed and the books let go.
    #[must_use]
    pub fn into_trading(self) -> T {
        self.state.into_trading()
    }

    /// The venue time of the next event, or the state of a feed that has none.
    fn peek(&mut self, until_ns: Nanos) -> Result<Result<Nanos, FeedState>, FeedError> {
        while self.next >= self.batch.events.len() {
            self.settle_batch();
            if let Some(failure) = &self.failure {
                return Err(failure.clone());
            }
            if self.feed_state == FeedState::End {
                return Ok(Err(FeedState::End));
            }
            match self.feed.poll(until_ns, &mut self.batch) {
                Ok(state) => self.feed_state = state,
                Err(failure) => self.failure = Some(failure),
            }
            if self.batch.events.is_empty() && self.failure.is_none() && self.feed_state == FeedState::Idle {
                return Ok(Err(FeedState::Idle));
            }
        }
        Ok(Ok(self.batch.events[self.next].ts_venue_ns))
    }

    #[inline]
    fn apply_next<S: PanelSink, W: Witness<T>>(&mut self, sink: &mut S, witness: &mut W) {
        self.state.books().look_ahead(&self.batch.events, self.next);
        let event = self.batch.events[self.next];
        let applied = self.state.apply(&event, self.feed.instruments(), sink);
        if let MarketBody::Bar { index } = event.body
            && let Some(bar) = self.batch.bars.get(index as usize)
        {
            self.state.record_bar(event.instrument, *bar, sink);
        }
        self.next += 1;
        self.units_in_batch += u64::from(event.is_last());
        witness.applied(&event, &applied, &self.state, self.feed.instruments());
    }

    /// Every event of the batch is applied: count its units and keep a checkpoint where one is due.
    fn settle_batch(&mut self) {
        self.state.count_units(&self.batch);
        self.units_in_batch = 0;
        self.batch.clear();
        self.next = 0;
        self.keep_checkpoint();
    }

    fn keep_checkpoint(&mut self) {
        let Some(Keeping { kept, copy }) = &self.checkpoints else { return };
        let units = self.state.counters().units;
        if !kept.wants(units) {
            return;
        }
        if let Some(feed) = self.feed.fork() {
            let state = ReplayState { feed: Mutex::new(feed), state: Mutex::new(copy(&self.state)) };
            kept.keep(self.state.clock_ns(), units, self.state.checkpoint_bytes(), state);
        }
    }

    fn restore(&mut self, checkpoint: &ReplayState<T>) {
        let Some(copy) = self.checkpoints.as_ref().map(|keeping| keeping.copy) else { return };
        let Some(feed) = checkpoint.feed.lock().unwrap_or_else(PoisonError::into_inner).fork() else { return };
        let recording = self.state.is_recording();
        self.feed = feed;
        self.state = copy(&checkpoint.state());
        if !recording {
            self.state.stop_recording(); // the pass that left the checkpoint records, this cursor does not
        }
        self.batch.clear();
        self.next = 0;
        self.units_in_batch = 0;
        self.feed_state = FeedState::More;
        self.failure = None;
    }
}
