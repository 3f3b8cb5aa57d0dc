//! The clock that event stamps and callback times are read from.

use rustix::time::{ClockId, clock_gettime};

/// Nanoseconds of `CLOCK_MONOTONIC`: the clock behind Python's `time.monotonic_ns()` here.
#[must_use]
#[allow(clippy::useless_conversion)] // the fields' types differ between platforms
pub fn monotonic_ns() -> i64 {
    let now = clock_gettime(ClockId::Monotonic);
    i64::from(now.tv_sec).saturating_mul(1_000_000_000).saturating_add(i64::from(now.tv_nsec))
}
