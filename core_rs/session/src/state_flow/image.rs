//! Everything that is mirrored, as last known, and which of it Redis does not have yet.

use super::handover::{MOST_HALT_EVENTS, Versioned, Waiting, most_keys};
use super::row::{Names, StateRow};
use super::value::{HaltEvent, StateKey, StateValue};
use plimsoll_types::Nanos;
use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

#[derive(Debug)]
struct Entry {
    version: Versioned,
    /// Its place in the order of writing; none once written.
    place: Option<u64>,
}

/// What is written at once.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub rows: Vec<StateRow>,
    pub removed: Vec<String>,
    pub halts: Vec<Vec<(&'static str, String)>>,
    places: Vec<(u64, StateKey)>,
    halts_to: u64,
    /// Everything up to this sequence is written once this batch is; as before where more remains.
    pub seq: u64,
    /// Nothing remains after it.
    pub is_last: bool,
}

impl Batch {
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.removed.is_empty() && self.halts.is_empty()
    }
}

/// Losses and savings since the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub conflated: u64,
    pub deferred: u64,
    pub refused: u64,
    pub halts_lost: u64,
}

#[derive(Debug, Default)]
pub(super) struct Image {
    names: Names,
    epoch: Nanos,
    entries: BTreeMap<StateKey, Entry>,
    unwritten: BTreeMap<u64, StateKey>,
    unnamed: Vec<StateKey>,
    halts: VecDeque<(u64, HaltEvent)>,
    places: u64,
    newest: u64,
    complete: u64,
    refreshed: Option<StateKey>,
    pub source_ns: Nanos,
    source_at: Option<Instant>,
    pub tally: Tally,
}

impl Image {
    pub fn new(names: Names, epoch: Nanos) -> Self {
        Self { names, epoch, ..Self::default() }
    }

    /// Takes over what the ports handed in; `waiting` is empty afterwards.
    pub fn absorb(&mut self, waiting: &mut Waiting) {
        let named = !waiting.names.is_empty();
        for (id, instrument) in waiting.names.drain(..) {
            self.names.name(id, instrument);
        }
        if named {
            for key in std::mem::take(&mut self.unnamed) {
                self.queue(key);
            }
        }
        for (key, version) in waiting.values.drain() {
            self.put(key, version);
        }
        for halt in waiting.halts.drain(..) {
            if self.halts.len() >= MOST_HALT_EVENTS {
                self.halts.pop_front();
                self.tally.halts_lost += 1;
            }
            self.halts.push_back(halt);
        }
        // A clock set back is a sign of life too.
        if waiting.beat_ns != 0 && waiting.beat_ns != self.source_ns {
            self.source_ns = waiting.beat_ns;
            self.source_at = Some(Instant::now());
        }
        waiting.beat_ns = 0;
        self.tally.conflated += std::mem::take(&mut waiting.conflated);
        self.tally.deferred += std::mem::take(&mut waiting.deferred);
        self.tally.refused += std::mem::take(&mut waiting.refused);
        self.tally.halts_lost += std::mem::take(&mut waiting.halts_lost);
    }

    fn put(&mut self, key: StateKey, version: Versioned) {
        self.newest = self.newest.max(version.seq);
        let room = self.entries.len() < most_keys(key);
        match self.entries.get_mut(&key) {
            Some(entry) if entry.version.seq >= version.seq => return,
            Some(entry) => {
                self.tally.conflated += u64::from(entry.place.is_some());
                entry.version = version;
            }
            None if room => {
                self.entries.insert(key, Entry { version, place: None });
            }
            None => {
                self.tally.refused += 1;
                return;
            }
        }
        self.queue(key);
    }

    /// Last in the order of writing.
    fn queue(&mut self, key: StateKey) {
        let Some(entry) = self.entries.get_mut(&key) else { return };
        self.places += 1;
        if let Some(earlier) = entry.place.replace(self.places) {
            self.unwritten.remove(&earlier);
        }
        self.unwritten.insert(self.places, key);
    }

    /// Everything is to be written anew, and halts in force are told again. Returns the last place that this gave.
    pub fn queue_all(&mut self) -> u64 {
        let keys: Vec<StateKey> = self.entries.keys().copied().collect();
        for key in keys {
            self.queue(key);
        }
        self.halts.retain(|(_, event)| !matches!(event, HaltEvent::Held(_)));
        let mut held: Vec<_> = self
            .entries
            .values()
            .filter_map(|entry| match &entry.version.value {
                Some(StateValue::Halt(halt)) => Some((entry.version.seq, HaltEvent::Held(halt.clone()))),
                _ => None,
            })
            .filter(|(seq, _)| self.halts.iter().all(|(waiting, _)| waiting != seq))
            .collect();
        held.sort_by_key(|(seq, _)| *seq);
        for halt in held.into_iter().rev().take(MOST_HALT_EVENTS.saturating_sub(self.halts.len())) {
            self.halts.push_front(halt);
        }
        self.places
    }

    /// Whether everything up to this place is written.
    pub fn is_written(&self, place: u64) -> bool {
        self.unwritten.first_key_value().is_none_or(|(first, _)| *first > place)
    }

    /// The next values to write, at most so many.
    pub fn batch(&mut self, most: usize) -> Batch {
        let mut batch = Batch { seq: self.complete, ..Batch::default() };
        let next: Vec<_> = self.unwritten.iter().take(most).map(|(place, key)| (*place, *key)).collect();
        for (place, key) in next {
            let Some(entry) = self.entries.get(&key) else { continue };
            match (self.names.row(self.epoch, key, &entry.version), self.names.key(key)) {
                (Some(row), _) => batch.rows.push(row),
                (None, Some(gone)) if entry.version.value.is_none() => batch.removed.push(gone),
                _ => {
                    self.await_name(place, key);
                    continue;
                }
            }
            batch.places.push((place, key));
        }
        for (seq, event) in self.halts.iter().take(most) {
            batch.halts.push(self.names.event(self.epoch, *seq, event));
            batch.halts_to = *seq;
        }
        batch.is_last = batch.places.len() == self.unwritten.len() && batch.halts.len() == self.halts.len();
        if batch.is_last {
            batch.seq = self.newest;
        }
        batch
    }

    fn await_name(&mut self, place: u64, key: StateKey) {
        self.unwritten.remove(&place);
        let Some(entry) = self.entries.get_mut(&key) else { return };
        entry.place = None;
        if entry.version.value.is_none() {
            self.entries.remove(&key);
        } else {
            self.unnamed.push(key);
        }
    }

    /// The batch is in Redis. What changed meanwhile still waits.
    pub fn written(&mut self, batch: &Batch) {
        for (place, key) in &batch.places {
            self.unwritten.remove(place);
            let Some(entry) = self.entries.get_mut(key) else { continue };
            if entry.place == Some(*place) {
                entry.place = None;
                if entry.version.value.is_none() {
                    self.entries.remove(key);
                }
            }
        }
        while self.halts.front().is_some_and(|(seq, _)| *seq <= batch.halts_to) {
            self.halts.pop_front();
        }
        self.complete = self.complete.max(batch.seq);
    }

    /// Some values that are written already, in turn: what others did to them in Redis is made good.
    pub fn refresh(&mut self, most: usize) -> Vec<StateRow> {
        use std::ops::Bound;
        let from = self.refreshed.map_or(Bound::Unbounded, Bound::Excluded);
        let chosen: Vec<StateKey> =
            self.entries.range((from, Bound::Unbounded)).take(most).map(|(key, _)| *key).collect();
        self.refreshed = if chosen.len() < most { None } else { chosen.last().copied() };
        let row = |key: &StateKey| {
            let entry = self.entries.get(key).filter(|entry| entry.place.is_none())?;
            self.names.row(self.epoch, *key, &entry.version)
        };
        chosen.iter().filter_map(row).collect()
    }

    /// Every value there is.
    pub fn rows(&self) -> Vec<StateRow> {
        self.entries.iter().filter_map(|(key, entry)| self.names.row(self.epoch, *key, &entry.version)).collect()
    }

    /// Whether there is a value of this key text.
    pub fn key_texts(&self) -> std::collections::HashSet<String> {
        let live = self.entries.iter().filter(|(_, entry)| entry.version.value.is_some());
        live.filter_map(|(key, _)| self.names.key(*key)).collect()
    }

    /// Time since the thread that trades gave its last sign of life.
    pub fn source_age_ns(&self) -> Option<u64> {
        self.source_at.map(|at| u64::try_from(at.elapsed().as_nanos()).unwrap_or(u64::MAX))
    }

    /// Sequence of the newest value taken over.
    pub const fn newest(&self) -> u64 {
        self.newest
    }

    /// Everything up to this sequence is written.
    pub const fn complete(&self) -> u64 {
        self.complete
    }

    /// Values and halts that wait.
    pub fn waiting(&self) -> usize {
        self.unwritten.len() + self.halts.len()
    }
}

#[cfg(test)]
mod tests;
