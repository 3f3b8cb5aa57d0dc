//! The processor's counter as a stopwatch, as the gateway hands it in.
//!
//! Proof of the one unsafe block: `_rdtsc` reads a register that every x86-64 processor has; it touches no memory.

use plimsoll_risk::Stopwatch;
use std::time::Instant;

/// Nanoseconds in a counter's tick, as a fraction of 2^32.
#[derive(Debug)]
pub struct Tsc {
    scale: u64,
}

#[cfg(target_arch = "x86_64")]
fn ticks() -> u64 {
    // SAFETY: reads a register.
    unsafe { core::arch::x86_64::_rdtsc() }
}

#[cfg(not(target_arch = "x86_64"))]
fn ticks() -> u64 {
    use std::sync::LazyLock;
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed().as_nanos() as u64
}

impl Tsc {
    /// Measures how fast the counter runs.
    pub fn calibrated() -> Self {
        let (began, from) = (Instant::now(), ticks());
        while began.elapsed().as_millis() < 50 {}
        let (nanos, ticks) = (began.elapsed().as_nanos(), ticks() - from);
        Self { scale: ((nanos << 32) / u128::from(ticks)) as u64 }
    }

    /// What one reading costs: the best of several rounds, others may have the core.
    pub fn cost_ns(&self) -> f64 {
        const READINGS: u32 = 2_000;
        let round = || {
            let began = Instant::now();
            std::hint::black_box((0..READINGS).fold(0_u64, |sum, _| sum.wrapping_add(self.read_ns())));
            began.elapsed().as_nanos() as f64 / f64::from(READINGS)
        };
        (0..50).map(|_| round()).fold(f64::MAX, f64::min)
    }
}

impl Stopwatch for Tsc {
    #[inline]
    fn read_ns(&self) -> u64 {
        ((u128::from(ticks()) * u128::from(self.scale)) >> 32) as u64
    }
}
