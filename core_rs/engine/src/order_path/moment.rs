//! Time as the order path is handed it.

use plimsoll_types::{Nanos, UNKNOWN_TIME};

/// One moment by both clocks: wall time may step, the monotonic clock may not. In a replay and in the fault simulation both
/// are the virtual time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// UTC.
    pub utc_ns: Nanos,
    /// Since whenever.
    pub mono_ns: Nanos,
}

impl Moment {
    /// Before anything happened.
    pub const NEVER: Self = Self::at(UNKNOWN_TIME);

    /// A moment of a virtual clock.
    #[must_use]
    pub const fn at(ns: Nanos) -> Self {
        Self { utc_ns: ns, mono_ns: ns }
    }

    /// The later of both, by the wall clock; for virtual time that never runs back.
    #[must_use]
    pub fn or_later(self, other: Self) -> Self {
        if other.utc_ns > self.utc_ns { other } else { self }
    }
}

/// Whose time market events pass by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// Their own: replay, backtest, simulation.
    #[default]
    Market,
    /// The last moment that was handed in: live.
    Handed,
}
