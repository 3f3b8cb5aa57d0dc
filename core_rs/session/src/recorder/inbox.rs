//! What waits to be written, between the thread that receives and the one that writes.

use plimsoll_types::{Bar, Instrument, InstrumentId, InstrumentTable, MarketBody, MarketEvent};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Events that may wait; beyond it batches are dropped and counted.
const MOST_WAITING: usize = 1 << 20;

/// Events whose memory is kept when they are gone: the past that a session begins with comes once.
const MOST_KEPT: usize = 64 << 10;

/// Events for which the writer is woken before its time.
const WORTH_WAKING: usize = 32 << 10;

/// Small batches are put together up to so many events: a block is cut only between batches.
const TOGETHER: usize = 1_024;

/// An instrument as it is from a batch on.
#[derive(Debug, Clone)]
pub(super) struct Definition {
    pub id: InstrumentId,
    pub instrument: Instrument,
}

/// One or several polled batches, by where they end.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Part {
    pub events: usize,
    pub definitions: usize,
    pub units: u64,
    pub damaged: u64,
    /// An instrument known before is defined anew: its definition must not reach what came before.
    pub redefines: bool,
    /// Received and dropped.
    pub lost: bool,
}

/// Whole batches in order, with the definitions that they bring.
#[derive(Debug, Default)]
pub struct Intake {
    pub(super) events: Vec<MarketEvent>,
    pub(super) bars: Vec<Bar>,
    pub(super) definitions: Vec<Definition>,
    pub(super) parts: Vec<Part>,
}

impl Intake {
    /// Takes a batch in. `known` are the instruments as they were told before, and are brought up to date.
    pub fn push(
        &mut self,
        (events, bars): (&[MarketEvent], &[Bar]),
        (units, damaged): (u64, u64),
        table: &InstrumentTable,
        known: &mut Vec<Instrument>,
    ) {
        let definitions = self.definitions.len();
        let redefines = self.define(events, table, known);
        let bars_before = u32::try_from(self.bars.len()).unwrap_or(u32::MAX);
        let events_before = self.events.len();
        self.events.extend_from_slice(events);
        if !bars.is_empty() {
            self.bars.extend_from_slice(bars);
            for event in &mut self.events[events_before..] {
                if let MarketBody::Bar { index } = &mut event.body {
                    *index = index.saturating_add(bars_before);
                }
            }
        }
        let (ends, definitions_end) = (self.events.len(), self.definitions.len());
        let started = self.parts.len().checked_sub(2).map_or(0, |before| self.parts[before].events);
        if let Some(last) = self.parts.last_mut()
            && definitions == definitions_end
            && !last.lost
            && ends - started <= TOGETHER
        {
            last.events = ends;
            last.units += units;
            last.damaged += damaged;
            return;
        }
        self.parts.push(Part { events: ends, definitions: definitions_end, units, damaged, redefines, lost: false });
    }

    /// Events that wait.
    #[must_use]
    pub fn events(&self) -> usize {
        self.events.len()
    }

    /// Notes that units came and are not kept.
    fn lose(&mut self, units: u64) {
        let units = units.max(1); // the replay tells a gap by the units that are missing
        if let Some(last) = self.parts.last_mut().filter(|last| last.lost) {
            last.units += units;
            return;
        }
        let (events, definitions) = (self.events.len(), self.definitions.len());
        self.parts.push(Part { events, definitions, units, damaged: 0, redefines: false, lost: true });
    }

    /// Empties it, keeping its memory.
    pub fn clear(&mut self) {
        self.events.clear();
        self.events.shrink_to(MOST_KEPT);
        self.bars.clear();
        self.definitions.clear();
        self.parts.clear();
    }

    /// Notes the instruments that are new, or other than they were, among those that the events speak of.
    fn define(&mut self, events: &[MarketEvent], table: &InstrumentTable, known: &mut Vec<Instrument>) -> bool {
        let rows = table.rows();
        for (number, instrument) in rows.iter().enumerate().skip(known.len()) {
            let id = InstrumentId(u32::try_from(number).unwrap_or(u32::MAX));
            self.definitions.push(Definition { id, instrument: instrument.clone() });
            known.push(instrument.clone());
        }
        let mut redefines = false;
        let mut last = InstrumentId::ALL;
        for event in events {
            let id = event.instrument;
            if id == last {
                continue;
            }
            last = id;
            if let (Some(now), Some(then)) = (rows.get(id.index()), known.get_mut(id.index()))
                && now != then
            {
                then.clone_from(now);
                self.definitions.push(Definition { id, instrument: now.clone() });
                redefines = true;
            }
        }
        redefines
    }
}

/// The bounded queue. Full-policy: whole batches are dropped and counted, the receiving thread never waits.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    waiting: Mutex<Waiting>,
    wake: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    intake: Intake,
    closing: bool,
}

impl Inbox {
    /// Hands a batch over; `false` where it was dropped.
    pub fn push(
        &self,
        batch: (&[MarketEvent], &[Bar]),
        counts: (u64, u64),
        table: &InstrumentTable,
        known: &mut Vec<Instrument>,
    ) -> bool {
        let mut waiting = self.lock();
        let intake = &mut waiting.intake;
        if intake.events.len() + batch.0.len() > MOST_WAITING && !intake.events.is_empty() {
            intake.lose(counts.0);
            return false;
        }
        intake.push(batch, counts, table, known);
        if intake.events.len() >= WORTH_WAKING {
            self.wake.notify_one();
        }
        true
    }

    /// Swaps what waits for `empty`, after `at_most` or when it is worth it; `true` when nothing will follow.
    pub fn take(&self, empty: &mut Intake, at_most: Duration) -> bool {
        let mut waiting = self.lock();
        if waiting.intake.events.len() < WORTH_WAKING && !waiting.closing {
            let outcome = self.wake.wait_timeout(waiting, at_most);
            waiting = outcome.unwrap_or_else(PoisonError::into_inner).0;
        }
        std::mem::swap(&mut waiting.intake, empty);
        waiting.closing
    }

    /// Waits without taking anything, `at_most` long; `true` when nothing will follow.
    pub fn wait(&self, at_most: Duration) -> bool {
        let waiting = self.lock();
        let calm = |waiting: &mut Waiting| !waiting.closing;
        let outcome = self.wake.wait_timeout_while(waiting, at_most, calm);
        outcome.unwrap_or_else(PoisonError::into_inner).0.closing
    }

    /// Nothing will follow.
    pub fn close(&self) {
        self.lock().closing = true;
        self.wake.notify_one();
    }

    // A thread that panicked while holding the lock left whole batches, or one that the next replay refuses by name.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
