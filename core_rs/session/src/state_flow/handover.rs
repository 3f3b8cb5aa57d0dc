//! From the threads that know to the thread that writes: bounded, conflating, and never a wait.
//!
//! A port tries the lock and, where the mirror's thread happens to hold it, keeps the value and tries with its next one. The
//! mirror's thread holds it only to swap two tables. A key's later value takes the place of its earlier one; halts queue.

use super::value::{HaltEvent, StateKey, StateValue};
use plimsoll_types::{HaltRecord, Instrument, InstrumentId, Nanos, Scope};
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

/// Keys that are mirrored at most; more are refused and counted.
pub const MOST_KEYS: usize = 16_384;

/// Halts that wait at most; beyond it the oldest events are dropped and counted, the halts in force never are.
pub const MOST_HALT_EVENTS: usize = 4_096;

/// Keys of halts, sessions and the gateway still find room when there is none for the others.
const RESERVE: usize = 4_096;

/// How many keys there may be for one more of this kind.
pub(super) const fn most_keys(key: StateKey) -> usize {
    match key {
        StateKey::Halt(_) | StateKey::Session(_) | StateKey::Gateway => MOST_KEYS + RESERVE,
        _ => MOST_KEYS,
    }
}

/// A value, or that there is none any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Versioned {
    pub seq: u64,
    pub ts_ns: Nanos,
    pub value: Option<StateValue>,
}

/// What waits to be mirrored.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    pub values: HashMap<StateKey, Versioned>,
    pub halts: VecDeque<(u64, HaltEvent)>,
    pub names: Vec<(InstrumentId, Instrument)>,
    pub beat_ns: Nanos,
    pub deferred: u64,
    pub conflated: u64,
    pub refused: u64,
    pub halts_lost: u64,
}

impl Waiting {
    fn put(&mut self, key: StateKey, value: Versioned) {
        let room = self.values.len() < most_keys(key);
        match self.values.get_mut(&key) {
            Some(earlier) => {
                self.conflated += 1;
                if earlier.seq < value.seq {
                    *earlier = value;
                }
            }
            None if room => {
                self.values.insert(key, value);
            }
            None => self.refused += 1,
        }
    }

    fn note(&mut self, seq: u64, event: HaltEvent) {
        if self.halts.len() >= MOST_HALT_EVENTS {
            self.halts.pop_front();
            self.halts_lost += 1;
        }
        self.halts.push_back((seq, event));
    }

    /// Takes what a port kept while the lock was held elsewhere.
    fn absorb(&mut self, kept: &mut Self) {
        for (key, value) in kept.values.drain() {
            self.put(key, value);
        }
        for (seq, event) in kept.halts.drain(..) {
            self.note(seq, event);
        }
        self.names.append(&mut kept.names);
        self.conflated += std::mem::take(&mut kept.conflated);
        self.refused += std::mem::take(&mut kept.refused);
        self.halts_lost += std::mem::take(&mut kept.halts_lost);
        self.deferred += std::mem::take(&mut kept.deferred);
        if kept.beat_ns != 0 {
            self.beat_ns = kept.beat_ns;
        }
    }

    fn is_empty(&self) -> bool {
        self.values.is_empty() && self.halts.is_empty() && self.names.is_empty()
    }
}

/// The place between ports and mirror.
#[derive(Debug, Default)]
pub(super) struct Handover {
    waiting: Mutex<Waiting>,
    seq: AtomicU64,
}

impl Handover {
    /// Swaps what waits for an empty table, whose memory is used again.
    pub fn take(&self, into: &mut Waiting) {
        debug_assert!(into.is_empty());
        std::mem::swap(&mut *self.locked(), into);
    }

    /// Sequence of the newest value.
    pub fn head(&self) -> u64 {
        self.seq.load(Ordering::Acquire)
    }

    fn locked(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tried(&self) -> Option<MutexGuard<'_, Waiting>> {
        match self.waiting.try_lock() {
            Ok(waiting) => Some(waiting),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}

/// One thread's way into the mirror. Nothing of it waits or enters the kernel.
#[derive(Debug)]
pub struct StatePort {
    shared: Arc<Handover>,
    kept: Waiting,
}

impl StatePort {
    pub(super) fn new(shared: Arc<Handover>) -> Self {
        Self { shared, kept: Waiting::default() }
    }

    /// A way in for another thread.
    #[must_use]
    pub fn another(&self) -> Self {
        Self::new(Arc::clone(&self.shared))
    }

    /// The latest value of `key`. Halts come by [`engage`](Self::engage) instead, so that none is skipped.
    pub fn put(&mut self, now_ns: Nanos, key: StateKey, value: StateValue) {
        self.version(now_ns, key, Some(value));
    }

    /// There is no such value any more.
    pub fn remove(&mut self, now_ns: Nanos, key: StateKey) {
        self.version(now_ns, key, None);
    }

    /// A halt that holds from now on.
    pub fn engage(&mut self, halt: &HaltRecord) {
        let key = StateKey::Halt(halt.number);
        let seq = self.version(halt.ts_ns, key, Some(StateValue::Halt(halt.clone())));
        self.note(seq, HaltEvent::Engaged(halt.clone()));
    }

    /// A halt that holds no longer.
    pub fn lift(&mut self, now_ns: Nanos, number: u64, scope: Scope, by: &str, reason: &str) {
        let seq = self.version(now_ns, StateKey::Halt(number), None);
        let (by, reason) = (by.to_owned(), reason.to_owned());
        self.note(seq, HaltEvent::Lifted { number, scope, by, reason, ts_ns: now_ns });
    }

    /// Names an instrument; values of instruments without a name wait for it.
    pub fn name_instrument(&mut self, id: InstrumentId, instrument: &Instrument) {
        let name = (id, instrument.clone());
        match self.shared.tried() {
            Some(mut waiting) => {
                waiting.absorb(&mut self.kept);
                waiting.names.push(name);
            }
            None => self.kept.names.push(name),
        }
    }

    /// Says that the thread that trades lives, and hands over what the port had to keep. Only that thread calls it, each turn;
    /// others [`flush`](Self::flush).
    pub fn beat(&mut self, now_ns: Nanos) {
        self.kept.beat_ns = now_ns;
        self.flush();
    }

    /// Hands over what the port had to keep because the mirror held the lock. Whether nothing is kept any more.
    pub fn flush(&mut self) -> bool {
        let waiting = self.shared.tried();
        let could = waiting.is_some();
        if let Some(mut waiting) = waiting {
            waiting.absorb(&mut self.kept);
        }
        could
    }

    fn version(&mut self, ts_ns: Nanos, key: StateKey, value: Option<StateValue>) -> u64 {
        let seq = self.shared.seq.fetch_add(1, Ordering::AcqRel) + 1;
        let value = Versioned { seq, ts_ns, value };
        match self.shared.tried() {
            Some(mut waiting) => {
                waiting.absorb(&mut self.kept);
                waiting.put(key, value);
            }
            None => {
                self.kept.deferred += 1;
                self.kept.put(key, value);
            }
        }
        seq
    }

    fn note(&mut self, seq: u64, event: HaltEvent) {
        match self.shared.tried() {
            Some(mut waiting) => {
                waiting.absorb(&mut self.kept);
                waiting.note(seq, event);
            }
            None => self.kept.note(seq, event),
        }
    }
}

impl Drop for StatePort {
    /// The thread ends: here, and only here, it may wait the moment that a swap takes.
    fn drop(&mut self) {
        if !self.kept.is_empty() {
            self.shared.locked().absorb(&mut self.kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::value::{BalanceState, Currency};
    use super::*;
    use plimsoll_types::{AccountId, HaltMode, Money};

    fn key(account: u16) -> StateKey {
        StateKey::Balance { account: AccountId(account), currency: Currency::new("USD") }
    }

    fn value(cash: i64) -> StateValue {
        let cash = Money::from_raw(cash);
        StateValue::Balance(BalanceState { cash, reserved: Money::ZERO, available: cash })
    }

    fn halt(number: u64) -> HaltRecord {
        let (reason, by) = ("test".to_owned(), "kim".to_owned());
        HaltRecord { number, scope: Scope::Firm, mode: HaltMode::Freeze, reason, by, ts_ns: 1 }
    }

    fn taken(shared: &Handover) -> Waiting {
        let mut waiting = Waiting::default();
        shared.take(&mut waiting);
        waiting
    }

    #[test]
    fn test_the_latest_value_of_a_key_wins_and_the_others_are_counted() {
        let shared = Arc::new(Handover::default());
        let mut port = StatePort::new(Arc::clone(&shared));
        for cash in 0..1_000 {
            port.put(cash, key(1), value(cash));
        }
        let waiting = taken(&shared);
        assert_eq!((waiting.values.len(), waiting.conflated), (1, 999));
        assert_eq!(waiting.values[&key(1)], Versioned { seq: 1_000, ts_ns: 999, value: Some(value(999)) });
    }

    #[test]
    fn test_halts_are_never_conflated_and_keep_their_order() {
        let shared = Arc::new(Handover::default());
        let mut port = StatePort::new(Arc::clone(&shared));
        for number in 1..=100 {
            port.engage(&halt(number % 3));
            port.lift(2, number % 3, Scope::Firm, "kim", "over");
        }
        let waiting = taken(&shared);
        assert_eq!(waiting.halts.len(), 200);
        assert!(waiting.halts.iter().zip(waiting.halts.iter().skip(1)).all(|(a, b)| a.0 < b.0));
        assert_eq!(waiting.values.len(), 3);
    }

    #[test]
    fn test_a_port_never_waits_for_the_lock_and_loses_nothing() {
        let shared = Arc::new(Handover::default());
        let mut port = StatePort::new(Arc::clone(&shared));
        let held = shared.locked();
        for account in 0..100 {
            port.put(1, key(account % 10), value(i64::from(account)));
        }
        port.engage(&halt(1));
        drop(held); // had a put waited, this line would never be reached
        assert_eq!(port.kept.deferred, 101);
        port.beat(7);
        let waiting = taken(&shared);
        assert_eq!((waiting.values.len(), waiting.halts.len(), waiting.beat_ns), (11, 1, 7));
        assert_eq!((waiting.deferred, waiting.conflated), (101, 90));
        assert_eq!(waiting.values[&key(9)].value, Some(value(99)));
    }

    #[test]
    fn test_of_two_ports_the_newer_value_wins_whoever_comes_first() {
        let shared = Arc::new(Handover::default());
        let (mut slow, mut fast) = (StatePort::new(Arc::clone(&shared)), StatePort::new(Arc::clone(&shared)));
        let held = shared.locked();
        slow.put(1, key(1), value(1));
        drop(held);
        fast.put(2, key(1), value(2));
        slow.beat(3);
        assert_eq!(taken(&shared).values[&key(1)].value, Some(value(2)));
    }

    #[test]
    fn test_memory_is_bounded_and_halts_still_find_room() {
        let shared = Arc::new(Handover::default());
        let mut port = StatePort::new(Arc::clone(&shared));
        for number in 0..u32::try_from(MOST_KEYS).unwrap() + 500 {
            let instrument = InstrumentId(number);
            port.remove(
                1,
                StateKey::Limit { scope: Scope::Instrument(instrument), kind: plimsoll_risk::LimitKind::MaxQty },
            );
        }
        for number in 0..5_000 {
            port.engage(&halt(number));
        }
        let waiting = taken(&shared);
        assert_eq!(waiting.values.len(), MOST_KEYS + RESERVE);
        assert_eq!(waiting.refused, 500 + 5_000 - RESERVE as u64);
        assert_eq!((waiting.halts.len(), waiting.halts_lost), (MOST_HALT_EVENTS, 5_000 - MOST_HALT_EVENTS as u64));
    }

    #[test]
    fn test_a_port_that_ends_hands_over_what_it_kept() {
        let shared = Arc::new(Handover::default());
        let mut port = StatePort::new(Arc::clone(&shared)).another();
        let held = shared.locked();
        port.put(1, key(1), value(1));
        drop(held);
        drop(port);
        assert_eq!(taken(&shared).values.len(), 1);
    }
}
