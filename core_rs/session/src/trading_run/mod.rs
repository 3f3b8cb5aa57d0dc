//! `plimsoll trade`: a strategy and an order path in lockstep with a recording.
//!
//! Nothing happens in the market while the strategy thinks: events up to and including the one that it is told of are
//! applied, its orders enter the order path at that time, then the market goes on. What falls due between two events, a
//! report or a timer, happens at its own time on the books as they stand, and is told before the next event.

mod error;
mod orders;
mod setup;
mod story;

pub use error::TradingRunError;
pub use orders::{OrderRefusal, OrderRequest};
pub use setup::{StrategyRef, TradingRunRequest, run_venue};
pub use story::Told;

use crate::market_session::Input;
use plimsoll_audit::Head;
use plimsoll_engine::order_path::{Moment, Tally};
use plimsoll_engine::{FeaturePlan, FeedError, FeedState, Progress, Replay, StateHash, TradingLoop};
use plimsoll_types::{HaltMode, HaltRecord, Instrument, Money, Nanos, Scope, UNKNOWN_TIME};
use plimsoll_wire::journal::{JournalEntry, PluginEntry};
use setup::{RunPath, WHO};
use std::path::{Path, PathBuf};
use story::Story;

/// Virtual time that the end of a run waits for cancels to be confirmed.
const LAST_WAIT_NS: Nanos = 10_000_000_000;

/// A recording being traded.
pub struct TradingRun {
    replay: Replay<RunPath>,
    story: Story,
    strategy: StrategyRef,
    folder: PathBuf,
    last_number: u64,
    has_ended: bool,
    failure: Option<FeedError>,
}

/// What a run came to.
#[derive(Debug, Clone)]
pub struct TradingReport {
    /// Messages of the recording.
    pub messages: u64,
    /// Orders, fills, refusals.
    pub tally: Tally,
    /// Realised and unrealised result less fees; unset where a price to value it is missing.
    pub pnl: Money,
    /// ISO 4217: of what `pnl` counts.
    pub currency: String,
    /// Of orders, positions, counts and halts.
    pub state_hash: StateHash,
    /// Where the audit log lies.
    pub folder: PathBuf,
    /// Its end.
    pub head: Head,
    /// Halts that held at the end.
    pub halts: Vec<HaltRecord>,
}

impl TradingRun {
    /// Opens the audit log; nothing is applied yet.
    ///
    /// # Errors
    /// [`TradingRunError`] naming what cannot be had.
    pub fn new(input: Input, request: &TradingRunRequest) -> Result<Self, TradingRunError> {
        let story = Story::new(request.events.narrator()?);
        let (path, folder) = setup::open(request, &input)?;
        let state = TradingLoop::new(input.scope, FeaturePlan::none(), path);
        let state = match input.checksums {
            Some(rule) => state.checking_with(rule),
            None => state,
        };
        Ok(Self {
            replay: Replay::new(input.feed, state),
            story,
            strategy: request.strategy.clone(),
            folder,
            last_number: 0,
            has_ended: false,
            failure: None,
        })
    }

    /// The next thing that the strategy is told; the market goes on until there is one, `most` steps at most. `None` at the
    /// end, and where the steps are used up.
    pub fn next(&mut self, most: usize) -> Option<Told> {
        for _ in 0..most {
            if let Some(told) = self.story.next() {
                return Some(told);
            }
            if self.has_ended {
                return None;
            }
            self.step();
        }
        self.story.next()
    }

    /// The next market event, or what falls due before it.
    fn step(&mut self) {
        match self.replay.look_ahead_ns(Nanos::MAX) {
            Ok(Ok(event_ns)) => {
                let due_ns = self.replay.state().trading().next_due_ns();
                match due_ns.filter(|due_ns| *due_ns < event_ns) {
                    Some(due_ns) => self.replay.pass_time(due_ns),
                    None => self.apply(event_ns),
                }
            }
            Ok(Err(FeedState::More)) => {}
            Ok(Err(FeedState::Idle | FeedState::End)) => self.has_ended = true,
            Err(failure) => {
                self.has_ended = true;
                self.failure = Some(failure);
            }
        }
        self.story.hear_orders(self.replay.state_mut().trading_mut());
    }

    fn apply(&mut self, event_ns: Nanos) {
        match self.replay.advance(event_ns, 1, &mut (), &mut self.story) {
            Ok(Progress::Busy | Progress::Reached) => {}
            Ok(Progress::Idle | Progress::Ended) => self.has_ended = true,
            Err(failure) => {
                self.has_ended = true;
                self.failure = Some(failure);
            }
        }
    }

    /// Whether nothing comes any more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.has_ended && self.story.is_heard()
    }

    /// Why it ended early, if it did.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        let feed = self.failure.as_ref().map(ToString::to_string);
        feed.or_else(|| self.story.failure().map(ToString::to_string))
    }

    /// Messages so far.
    #[must_use]
    pub fn units(&self) -> u64 {
        self.replay.units()
    }

    /// Fraction of the recording done.
    #[must_use]
    pub fn fraction(&self) -> f64 {
        self.replay.feed().fraction().unwrap_or(0.0)
    }

    /// Time of the run.
    #[must_use]
    pub fn now_ns(&self) -> Nanos {
        self.path().now().utc_ns
    }

    /// Instruments seen so far.
    #[must_use]
    pub fn instruments(&self) -> &[Instrument] {
        self.replay.feed().instruments().rows()
    }

    /// Where the audit log lies.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The order path, to look at.
    #[must_use]
    pub fn path(&self) -> &RunPath {
        self.replay.state().trading()
    }

    fn at(&self) -> Moment {
        let now_ns = self.now_ns();
        Moment::at(if now_ns == UNKNOWN_TIME { 0 } else { now_ns })
    }

    /// Halts the strategy: its orders are cancelled, no further one is let through. How many were at work.
    pub fn stop(&mut self, reason: &str) -> usize {
        let at = self.at();
        let working = self.path().oms().working().count();
        let StrategyRef { id, version, digest } = self.strategy.clone();
        let halt = HaltRecord {
            number: 0,
            scope: Scope::Strategy(WHO.strategy),
            mode: HaltMode::CancelAll,
            reason: reason.to_owned(),
            by: "plugin-host".to_owned(),
            ts_ns: at.utc_ns,
        };
        let entry = PluginEntry { id, version, digest, what: format!("quarantined: {reason}") };
        let mut told = Vec::new();
        let (path, _) = self.replay.trading();
        path.record(at, &JournalEntry::Plugin(entry));
        path.engage(at, halt, &mut told);
        self.story.hear(&mut told);
        working
    }

    /// Ends the run in order: what still works is cancelled, and the log is closed.
    ///
    /// # Errors
    /// [`TradingRunError::Audit`] where the log cannot be closed.
    pub fn finish(mut self) -> Result<TradingReport, TradingRunError> {
        let (at, mut told) = (self.at(), Vec::new());
        self.replay.trading().0.cancel_scope(at, Scope::Strategy(WHO.strategy), &mut told);
        let until_ns = at.utc_ns.saturating_add(LAST_WAIT_NS);
        while let Some(due_ns) = self.path().next_due_ns().filter(|due_ns| *due_ns <= until_ns) {
            if self.path().oms().working().next().is_none() {
                break;
            }
            self.replay.pass_time(due_ns);
        }
        let messages = self.replay.units();
        let path = self.replay.into_trading();
        let pnl = path.oms().pnl(Scope::Strategy(WHO.strategy));
        let total = pnl.map_or(Some(Money::ZERO), |pnl| pnl.total.to_money().filter(|_| pnl.is_complete));
        let (tally, state_hash, now) = (path.tally(), path.state_hash(), path.now());
        let halts = path.risk().gate().halts();
        let currency = path.oms().currency(Scope::Firm).unwrap_or_default().to_owned();
        let head = path.close(if now == Moment::NEVER { at } else { now })?;
        Ok(TradingReport {
            messages,
            tally,
            pnl: total.unwrap_or(Money::UNSET),
            currency,
            state_hash,
            folder: self.folder,
            head,
            halts,
        })
    }
}
