//! Thread `index`: one pass over a recording, ahead of the cursor, at full speed.
//!
//! It leaves the checkpoints that seeking restores, sends the panels their whole history, and draws the day's outline.

use crate::hub::RecordHub;
use crate::market_session::INDEXED_INSTRUMENTS;
use crate::outline::Outline;
use crate::status::StatusCell;
use plimsoll_engine::{FeedError, Progress, Replay};
use plimsoll_types::{Instrument, InstrumentId, Nanos, UNKNOWN_TIME};
use std::sync::{Arc, Mutex, PoisonError};

/// Events between two reports of progress.
const TURN_EVENTS: usize = 50_000;

/// The pass.
pub struct Indexer {
    pub(crate) replay: Replay,
    pub(crate) hub: RecordHub,
    pub(crate) cell: Arc<StatusCell>,
    pub(crate) instruments: Arc<Mutex<Vec<Instrument>>>,
    pub(crate) outline: Arc<Mutex<Outline>>,
    pub(crate) seen: Outline,
    pub(crate) first_ns: Nanos,
}

impl Indexer {
    /// The first events, so that a wrong or empty file is refused before anything is shown.
    ///
    /// # Errors
    /// [`FeedError`] when not one unit can be decoded.
    pub fn begin(&mut self) -> Result<(), FeedError> {
        let outcome = self.replay.step(1, &mut self.hub);
        self.first_ns = self.replay.clock_ns();
        self.tell();
        outcome.map(|_| ())
    }

    /// Runs to the end of the recording, or until the session closes.
    pub fn run(mut self) {
        loop {
            let outcome = self.replay.advance(Nanos::MAX, TURN_EVENTS, &mut self.hub, &mut self.seen);
            self.tell();
            match outcome {
                Ok(Progress::Busy) if !self.cell.closing() => {}
                Ok(_) => break,
                Err(error) => {
                    self.cell.warn(error.to_string());
                    break;
                }
            }
        }
        if !self.cell.closing() {
            self.cell.set_total_units(self.replay.units());
            self.cell.set_indexed(self.replay.units(), 1.0);
        }
    }

    fn tell(&mut self) {
        if self.first_ns == UNKNOWN_TIME {
            self.first_ns = self.replay.clock_ns();
        }
        if self.first_ns != UNKNOWN_TIME {
            self.cell.set_bounds(self.first_ns, self.replay.clock_ns());
        }
        self.cell.set_indexed(self.replay.units(), self.replay.feed().fraction().unwrap_or(0.0).min(0.999));
        let seen = self.replay.feed().instruments().rows();
        share_instruments(&self.instruments, seen);
        for index in 0..seen.len().min(INDEXED_INSTRUMENTS) {
            self.hub.ensure(InstrumentId(u32::try_from(index).unwrap_or(u32::MAX)));
        }
        self.outline.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&self.seen);
    }
}

/// A further pass that only fills the panels of one instrument asked for later.
pub(crate) fn run_late(mut replay: Replay, mut hub: RecordHub, cell: &StatusCell) {
    while let Ok(Progress::Busy) = replay.advance(Nanos::MAX, TURN_EVENTS, &mut hub, &mut ()) {
        if cell.closing() {
            return;
        }
    }
}

/// Makes instruments seen by one thread known to the session; a thread that is behind changes nothing.
pub(crate) fn share_instruments(shared: &Mutex<Vec<Instrument>>, seen: &[Instrument]) {
    let mut known = shared.lock().unwrap_or_else(PoisonError::into_inner);
    if known.len() < seen.len() {
        known.clear();
        known.extend_from_slice(seen);
    }
}
