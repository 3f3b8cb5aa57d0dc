//! What the session's threads tell about themselves, readable at any time without waiting.

use crate::system_clock::SystemClock;
use plimsoll_engine::Counters;
use plimsoll_types::Nanos;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU8, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// What a session is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Phase {
    /// The first events are still being read.
    Loading = 0,
    /// Events flow, or would if there were any.
    Running = 1,
    /// A replay stands still.
    Paused = 2,
    /// The recording is over.
    Ended = 3,
    /// The feed ended with an error.
    Failed = 4,
}

impl Phase {
    fn from_u8(raw: u8) -> Self {
        match raw {
            1 => Self::Running,
            2 => Self::Paused,
            3 => Self::Ended,
            4 => Self::Failed,
            _ => Self::Loading,
        }
    }
}

/// One reading.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionStatus {
    /// What the session is doing.
    pub phase: Phase,
    /// Whether some instrument's book waits for a resync.
    pub gapped: bool,
    /// What failed, or empty.
    pub message: String,
    /// Venue time of the cursor.
    pub clock_ns: Nanos,
    /// Monotonic time since the books were known to be current.
    pub age_ns: i64,
    /// Bounds of the recording, zero where unknown.
    pub first_ns: Nanos,
    /// See `first_ns`.
    pub last_ns: Nanos,
    /// Multiple of venue time; infinite for as fast as possible.
    pub speed: f64,
    /// What the cursor has applied.
    pub counters: Counters,
    /// Units in the recording once indexed, else zero.
    pub total_units: u64,
    /// Units the indexing pass has seen.
    pub indexed_units: u64,
    /// Fraction of the recording indexed.
    pub indexed: f64,
}

/// The cell behind [`SessionStatus`]. Each field is current by itself; readers only show them.
#[derive(Debug)]
pub struct StatusCell {
    clock: SystemClock,
    phase: AtomicU8,
    gapped: AtomicBool,
    clock_ns: AtomicI64,
    current_at_ns: AtomicI64,
    oldest_unseen_ns: AtomicI64,
    first_ns: AtomicI64,
    last_ns: AtomicI64,
    speed_bits: AtomicU64,
    units: AtomicU64,
    events: AtomicU64,
    gaps: AtomicU64,
    damaged: AtomicU64,
    faults: AtomicU64,
    revealed: AtomicU64,
    total_units: AtomicU64,
    indexed_units: AtomicU64,
    indexed_bits: AtomicU64,
    message: Mutex<String>,
    closing: AtomicBool,
}

impl StatusCell {
    /// A session that has not begun.
    #[must_use]
    pub fn new(clock: SystemClock) -> Self {
        Self {
            clock,
            phase: AtomicU8::new(Phase::Loading as u8),
            gapped: AtomicBool::new(false),
            clock_ns: AtomicI64::new(0),
            current_at_ns: AtomicI64::new(clock.elapsed_ns()),
            oldest_unseen_ns: AtomicI64::new(0),
            first_ns: AtomicI64::new(0),
            last_ns: AtomicI64::new(0),
            speed_bits: AtomicU64::new(1.0_f64.to_bits()),
            units: AtomicU64::new(0),
            events: AtomicU64::new(0),
            gaps: AtomicU64::new(0),
            damaged: AtomicU64::new(0),
            faults: AtomicU64::new(0),
            revealed: AtomicU64::new(0),
            total_units: AtomicU64::new(0),
            indexed_units: AtomicU64::new(0),
            indexed_bits: AtomicU64::new(0.0_f64.to_bits()),
            message: Mutex::new(String::new()),
            closing: AtomicBool::new(false),
        }
    }

    /// Reads everything.
    #[must_use]
    pub fn read(&self) -> SessionStatus {
        SessionStatus {
            phase: Phase::from_u8(self.phase.load(Relaxed)),
            gapped: self.gapped.load(Relaxed),
            message: self.message.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            clock_ns: self.clock_ns.load(Relaxed),
            age_ns: (self.clock.elapsed_ns() - self.current_at_ns.load(Relaxed)).max(0),
            first_ns: self.first_ns.load(Relaxed),
            last_ns: self.last_ns.load(Relaxed),
            speed: f64::from_bits(self.speed_bits.load(Relaxed)),
            counters: Counters {
                units: self.units.load(Relaxed),
                events: self.events.load(Relaxed),
                gaps: self.gaps.load(Relaxed),
                revealed: self.revealed.load(Relaxed),
                damaged: self.damaged.load(Relaxed),
                faults: self.faults.load(Relaxed),
            },
            total_units: self.total_units.load(Relaxed),
            indexed_units: self.indexed_units.load(Relaxed),
            indexed: f64::from_bits(self.indexed_bits.load(Relaxed)),
        }
    }

    /// Age of the oldest event that no frame has shown yet, or `None`; the asker takes it as shown now.
    pub fn take_unseen_age_ns(&self) -> Option<i64> {
        let since = self.oldest_unseen_ns.swap(0, Relaxed);
        (since != 0).then(|| self.clock.elapsed_ns() - since)
    }

    /// Whether the session's threads are to end.
    pub(crate) fn closing(&self) -> bool {
        self.closing.load(Relaxed)
    }

    pub(crate) fn close(&self) {
        self.closing.store(true, Relaxed);
    }

    pub(crate) fn set_phase(&self, phase: Phase) {
        self.phase.store(phase as u8, Relaxed);
    }

    pub(crate) fn set_speed(&self, speed: f64) {
        self.speed_bits.store(speed.to_bits(), Relaxed);
    }

    pub(crate) fn fail(&self, message: String) {
        *self.message.lock().unwrap_or_else(PoisonError::into_inner) = message;
        self.set_phase(Phase::Failed);
    }

    pub(crate) fn warn(&self, message: String) {
        *self.message.lock().unwrap_or_else(PoisonError::into_inner) = message;
    }

    /// The books are current as of now.
    pub(crate) fn mark_current(&self) {
        self.current_at_ns.store(self.clock.elapsed_ns(), Relaxed);
    }

    pub(crate) fn mark_unseen(&self) {
        // Kept when an older one still waits for its frame.
        let _ = self.oldest_unseen_ns.compare_exchange(0, self.clock.elapsed_ns(), Relaxed, Relaxed);
    }

    pub(crate) fn set_cursor(&self, clock_ns: Nanos, counters: Counters, units: u64, gapped: bool) {
        self.clock_ns.store(clock_ns, Relaxed);
        self.units.store(units, Relaxed);
        self.events.store(counters.events, Relaxed);
        self.gaps.store(counters.gaps, Relaxed);
        self.damaged.store(counters.damaged, Relaxed);
        self.faults.store(counters.faults, Relaxed);
        self.revealed.store(counters.revealed, Relaxed);
        self.gapped.store(gapped, Relaxed);
    }

    pub(crate) fn set_bounds(&self, first_ns: Nanos, last_ns: Nanos) {
        self.first_ns.store(first_ns, Relaxed);
        self.last_ns.store(last_ns, Relaxed);
    }

    pub(crate) fn set_indexed(&self, units: u64, fraction: f64) {
        self.indexed_units.store(units, Relaxed);
        self.indexed_bits.store(fraction.to_bits(), Relaxed);
    }

    pub(crate) fn set_total_units(&self, units: u64) {
        self.total_units.store(units, Relaxed);
    }
}
