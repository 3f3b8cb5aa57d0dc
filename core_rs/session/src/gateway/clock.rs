//! The machine's clocks, as both ends read them.

use super::sessions::Now;
use rustix::time::{ClockId, clock_gettime};
use std::sync::OnceLock;

/// UTC less the monotonic clock, read once in a process: a step of the system's clock moves nothing here.
static UTC_LESS_MONO_NS: OnceLock<i64> = OnceLock::new();

/// Both clocks now. The monotonic one is the machine's own, the same in every process; UTC is carried forward by it from
/// when this process first asked.
#[must_use]
pub fn now() -> Now {
    let mono_ns = read(ClockId::Monotonic);
    let less_ns = *UTC_LESS_MONO_NS.get_or_init(|| read(ClockId::Realtime) - mono_ns);
    Now { utc_ns: mono_ns + less_ns, mono_ns }
}

/// The system's UTC less that of [`now`]: what steps of its clock came to.
#[must_use]
pub fn utc_offset_ns() -> i64 {
    read(ClockId::Realtime) - now().utc_ns
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
