//! The machine's clocks.

use plimsoll_engine::Clock;
use plimsoll_types::Nanos;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// UTC by the operating system, carried forward monotonically from when it was made: a step of the system clock moves
/// no replay and no age.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    started: Instant,
    started_utc_ns: Nanos,
}

impl SystemClock {
    /// Reads both clocks once.
    #[must_use]
    pub fn start() -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { started: Instant::now(), started_utc_ns: Nanos::try_from(since_epoch.as_nanos()).unwrap_or(Nanos::MAX) }
    }

    /// Monotonic nanoseconds since the start, never zero.
    #[must_use]
    pub fn elapsed_ns(&self) -> i64 {
        i64::try_from(self.started.elapsed().as_nanos()).unwrap_or(i64::MAX).max(1)
    }
}

impl Clock for SystemClock {
    fn now_ns(&self) -> Nanos {
        self.started_utc_ns.saturating_add(self.elapsed_ns())
    }
}
