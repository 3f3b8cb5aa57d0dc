//! A recording as a feed: byte source plus decoder.

use crate::rejects::Rejects;
use crate::source::ByteSource;
use plimsoll_engine::{Feed, FeedError, FeedState};
use plimsoll_types::{EventBatch, InstrumentTable, Nanos};
use plimsoll_wire::{DecodeError, Decoder};
use std::sync::Arc;

/// Bytes read at a time.
const CHUNK: usize = 1 << 20;

/// Longest input unit believed in; beyond it the format is wrong, not the buffer.
const LONGEST_UNIT: usize = 256 << 20;

/// What to do with a damaged unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDamage {
    /// End the feed with the error.
    Stop,
    /// Count it and go on with the next unit.
    Skip,
}

/// A recorded file in order.
pub struct FileFeed {
    input: String,
    source: Arc<dyn ByteSource>,
    decoder: Box<dyn Decoder>,
    on_damage: OnDamage,
    rejects: Option<Arc<Rejects>>,
    window: Vec<u8>,
    start: usize,
    offset: u64,
    at_end: bool,
    over: bool,
    kept: u64,
    pending: Option<FeedError>,
}

impl FileFeed {
    /// A feed from the first byte of `source`; `input` names it in messages.
    #[must_use]
    pub fn new(input: String, source: Arc<dyn ByteSource>, decoder: Box<dyn Decoder>, on_damage: OnDamage) -> Self {
        Self {
            input,
            source,
            decoder,
            on_damage,
            rejects: None,
            window: Vec::new(),
            start: 0,
            offset: 0,
            at_end: false,
            over: false,
            kept: 0,
            pending: None,
        }
    }

    /// Tells `rejects` of each damaged unit that is passed over.
    #[must_use]
    pub fn telling(mut self, rejects: Option<Arc<Rejects>>) -> Self {
        self.rejects = rejects;
        self
    }

    /// Decodes what the window holds; true when anything was consumed or delivered.
    fn decode(&mut self, batch: &mut EventBatch) -> bool {
        let units = batch.units;
        let damaged = batch.damaged;
        let moved = match self.decoder.decode(&self.window[self.start..], self.at_end, batch) {
            Ok(consumed) => {
                self.start += consumed;
                consumed > 0
            }
            Err(error) => {
                let kept = self.kept + (batch.units - units);
                self.take_damage(error, kept, batch);
                true
            }
        };
        self.kept += batch.units - units;
        moved || batch.units > units || batch.damaged > damaged
    }

    fn take_damage(&mut self, error: DecodeError, kept: u64, batch: &mut EventBatch) {
        match (self.on_damage, error.skip) {
            (OnDamage::Skip, Some(skip)) if error.consumed + skip > 0 => {
                self.tell(&error);
                batch.damaged += 1;
                self.start = (self.start + error.consumed + skip).min(self.window.len());
            }
            (OnDamage::Skip, _) if self.at_end && self.start + error.consumed >= self.window.len() => {
                self.tell(&error);
                batch.damaged += 1;
                self.over = true;
            }
            // Where no next unit can be found, going on would drop the rest of the input in silence.
            _ => self.pending = Some(FeedError::Damaged { input: self.input.clone(), kept, source: error }),
        }
    }

    fn tell(&self, error: &DecodeError) {
        if let Some(rejects) = &self.rejects {
            rejects.unit(error);
        }
    }

    /// Brings more bytes into the window.
    fn refill(&mut self) -> Result<(), FeedError> {
        self.window.drain(..self.start);
        self.start = 0;
        let held = self.window.len();
        if held > LONGEST_UNIT {
            return Err(self.unreadable(format!("no unit ends within {LONGEST_UNIT} bytes: wrong --format?")));
        }
        let want = CHUNK.max(held);
        self.window.resize(held + want, 0);
        let read = self.source.read_at(self.offset, &mut self.window[held..]);
        let count = read.as_ref().copied().unwrap_or(0);
        self.window.truncate(held + count);
        self.offset += count as u64;
        self.at_end = read.is_ok() && count == 0;
        let (kept, offset) = (self.kept, self.offset);
        read.map(|_| ()).map_err(|error| {
            self.unreadable(format!("cannot be read behind byte {offset}: {error}; kept the {kept} units before it"))
        })
    }

    fn unreadable(&self, reason: String) -> FeedError {
        FeedError::Unreadable { input: self.input.clone(), reason }
    }
}

impl Feed for FileFeed {
    fn poll(&mut self, _until_ns: Nanos, batch: &mut EventBatch) -> Result<FeedState, FeedError> {
        if let Some(error) = &self.pending {
            return Err(error.clone());
        }
        while !self.over && batch.events.is_empty() {
            let moved = (self.start < self.window.len() || self.at_end) && self.decode(batch);
            if let Some(error) = &self.pending {
                return Err(error.clone());
            }
            if moved {
                continue;
            }
            if self.at_end {
                self.over = true;
            } else if let Err(error) = self.refill() {
                self.pending = Some(error.clone());
                return Err(error);
            }
        }
        Ok(if self.over { FeedState::End } else { FeedState::More })
    }

    fn instruments(&self) -> &InstrumentTable {
        self.decoder.instruments()
    }

    fn fork(&self) -> Option<Box<dyn Feed>> {
        // Bytes not yet decoded are read again: a checkpoint holds no buffer.
        let undecoded = (self.window.len() - self.start) as u64;
        Some(Box::new(Self {
            input: self.input.clone(),
            source: Arc::clone(&self.source),
            decoder: self.decoder.fork(),
            on_damage: self.on_damage,
            rejects: self.rejects.clone(),
            window: Vec::new(),
            start: 0,
            offset: self.offset - undecoded,
            at_end: false,
            over: self.over,
            kept: self.kept,
            pending: self.pending.clone(),
        }))
    }

    fn fraction(&self) -> Option<f64> {
        Some(self.source.fraction(self.offset))
    }
}
