//! The machine's clocks, as both ends read them.

use super::sessions::Now;
use rustix::time::{ClockId, clock_gettime};

/// Both clocks now. The monotonic one is the machine's own, the same in every process.
#[must_use]
pub fn now() -> Now {
    Now { utc_ns: read(ClockId::Realtime), mono_ns: read(ClockId::Monotonic) }
}

/// The monotonic clock now.
#[must_use]
pub fn mono_ns() -> i64 {
    read(ClockId::Monotonic)
}

fn read(clock: ClockId) -> i64 {
    let time = clock_gettime(clock);
    time.tv_sec.saturating_mul(1_000_000_000).saturating_add(time.tv_nsec)
}

/// Random bytes of the system.
///
/// # Errors
/// Where the system gives none.
pub fn random<const N: usize>() -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    let mut filled = 0;
    while filled < N {
        match rustix::rand::getrandom(&mut bytes[filled..], rustix::rand::GetRandomFlags::empty()) {
            Ok(count) => filled += count,
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(bytes)
}
