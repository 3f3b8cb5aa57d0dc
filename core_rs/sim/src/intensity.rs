//! How busy an instrument is, and where its fair value stands: all that changes more slowly than single orders.
//!
//! Advanced on a fixed grid of [`PULSE`], so that the fast path needs no exponential.

use crate::config::{SECOND, Scales, VolumeCurve};
use crate::random::{Random, exp};
use plimsoll_types::Nanos;

/// Grid on which slow quantities move.
pub(crate) const PULSE: Nanos = SECOND / 20;
const PULSES_PER_SECOND: f64 = 20.0;

/// Memories, in seconds, and branching ratios of the self-excitation of market orders (Hawkes 1971; two time scales as
/// in Hardiman, Bercot & Bouchaud 2013).
const EXCITATION: [(f64, f64); 3] = [(0.2, 0.42), (8.0, 0.22), (200.0, 0.12)];
/// Memory in seconds, and strength, of the slow drift of activity that belongs to no single trade.
const DRIFT_SECONDS: f64 = 900.0;
const DRIFT_SPREAD: f64 = 0.35;
/// Memory in seconds, and strength, of the changing caution of quotes.
const MOOD_SECONDS: f64 = 20.0;
const MOOD_SPREAD: f64 = 0.65;
/// Seconds in which liquidity comes back after news.
const REFILL_SECONDS: f64 = 25.0;
/// The unforeseen moves of the fair value have Student-like tails: one in this many pulses carries a larger one.
const KICK_CHANCE: f64 = 0.004;
const KICK_SHARE: f64 = 0.2;

/// Activity, liquidity and fair value of one instrument.
#[derive(Debug, Clone)]
pub(crate) struct Intensity {
    /// Fair value in ticks.
    pub(crate) fair: f64,
    /// Multiplies the rates of all orders.
    pub(crate) activity: f64,
    /// Multiplies the rate of market orders on top of it.
    pub(crate) excitation: f64,
    /// Part of the usual liquidity that is on offer, 0 to 1.
    pub(crate) liquidity: f64,
    excited: [f64; EXCITATION.len()],
    drift: f64,
    /// Multiplies the distance that quotes keep from the fair value.
    pub(crate) caution: f64,
    mood: f64,
    bursts: bool,
}

impl Intensity {
    pub(crate) fn new(fair: f64, curve: VolumeCurve) -> Self {
        Self {
            fair,
            activity: 1.0,
            excitation: 1.0,
            liquidity: 1.0,
            excited: [0.0; EXCITATION.len()],
            drift: 0.0,
            caution: 1.0,
            mood: 0.0,
            bursts: curve == VolumeCurve::UShaped,
        }
    }

    /// Moves everything on by one pulse; `curve` is the day's activity at this time.
    pub(crate) fn pulse(&mut self, scales: &Scales, curve: f64, random: &mut Random) {
        self.liquidity += (1.0 - self.liquidity) / (REFILL_SECONDS * PULSES_PER_SECOND);
        let pull = 1.0 / (MOOD_SECONDS * PULSES_PER_SECOND);
        self.mood += -self.mood * pull + MOOD_SPREAD * (2.0 * pull).sqrt() * random.normal();
        self.caution = exp(self.mood) / (0.3 + 0.7 * self.liquidity);
        if self.bursts {
            self.excite(curve, random);
        }
        let step = scales.diffusion * (self.activity / PULSES_PER_SECOND).sqrt();
        self.fair += step * (1.0 - KICK_SHARE).sqrt() * random.normal();
        if random.chance(KICK_CHANCE) {
            self.fair += step * (KICK_SHARE / (2.0 * KICK_CHANCE)).sqrt() * laplace(random);
        }
    }

    fn excite(&mut self, curve: f64, random: &mut Random) {
        let mut excited = 0.0;
        for (level, (memory, _)) in self.excited.iter_mut().zip(EXCITATION) {
            *level -= *level / (memory * PULSES_PER_SECOND);
            excited += *level;
        }
        let pull = 1.0 / (DRIFT_SECONDS * PULSES_PER_SECOND);
        self.drift += -self.drift * pull + DRIFT_SPREAD * (2.0 * pull).sqrt() * random.normal();
        let base = curve * exp(self.drift - DRIFT_SPREAD * DRIFT_SPREAD / 2.0);
        let branching: f64 = EXCITATION.iter().map(|(_, ratio)| ratio).sum();
        // Excitation adds to the base and never multiplies it, or the open would feed on itself without end.
        let burst = ((1.0 - branching) + excited / base).min(30.0);
        // Quotes follow trades in part: a burst of trading is a burst of quoting too.
        let shared = burst.sqrt();
        self.activity = base * shared;
        self.excitation = burst / shared;
    }

    /// A market order raises the rate of the next ones; `usual` is their rate on an average day.
    pub(crate) fn after_trade(&mut self, usual: f64) {
        if self.bursts {
            for (level, (memory, ratio)) in self.excited.iter_mut().zip(EXCITATION) {
                *level += ratio / (memory * usual.max(1e-3));
            }
        }
    }

    /// News: the fair value jumps, liquidity withdraws and trading is stirred up.
    pub(crate) fn shock(&mut self, log_jump: f64) {
        self.fair *= exp(log_jump);
        let size = (log_jump.abs() * 300.0).min(1.0);
        self.liquidity *= 1.0 - 0.75 * size;
        self.excited[1] += 3.0 * size;
        self.excited[2] += 1.5 * size;
    }
}

/// Laplace of unit scale: variance 2.
fn laplace(random: &mut Random) -> f64 {
    f64::from(random.sign()) * random.exponential()
}

/// Activity at part `x` of the day (0 the open, 1 the close), of mean 1: the U shape of volume (Admati & Pfleiderer 1988).
pub(crate) fn day_curve(curve: VolumeCurve, x: f64) -> f64 {
    if curve == VolumeCurve::Flat {
        return 1.0;
    }
    if x < 0.0 {
        return 0.25;
    }
    let (open, close) = (exp(-x / 0.06), exp((x - 1.0) / 0.045));
    // The integrals over the day of the two bursts are 0.06 and 0.045.
    (0.72 + 1.9 * open + 2.8 * close + 0.6 * (2.0 * x - 1.0) * (2.0 * x - 1.0)) / 1.16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_day_curve_has_mean_one_and_is_lowest_inside() {
        let n = 10_000;
        let mean: f64 = (0..n).map(|i| day_curve(VolumeCurve::UShaped, (f64::from(i) + 0.5) / f64::from(n))).sum();
        assert!((mean / f64::from(n) - 1.0).abs() < 0.01, "{}", mean / f64::from(n));
        let at = |x| day_curve(VolumeCurve::UShaped, x);
        assert!(at(0.0) > 2.0 * at(0.5) && at(1.0) > 2.0 * at(0.5));
    }
}
