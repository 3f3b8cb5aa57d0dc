//! Distances and sizes of orders, as tables drawn from in one step.

use crate::random::{Random, exp, ln};
use crate::resting::SPAN;

const DRAWS: usize = 2_048;
const LONGEST: i32 = SPAN / 2;
/// Tail exponent of the density of relative limit prices (Bouchaud, Mézard & Potters 2002 find 1.6 in Paris).
const TAIL: f64 = 1.6;
/// Cancels of far orders against cancels at the best price.
const PATIENT: f64 = 0.06;
/// Chance that a quote at the touch improves on the best price by one tick more, where the spread has room.
const BOLDER: f64 = 0.78;

/// Where limit orders go, measured from the opposite best price, and how soon they leave.
#[derive(Debug, Clone)]
pub(crate) struct Placement {
    distances: Vec<u16>,
    cancels: Vec<f32>,
    spread: f64,
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
impl Placement {
    pub(crate) fn new(spread_ticks: f64, depth_ticks: f64) -> Self {
        let spread = spread_ticks.max(1.0);
        let cancels =
            (0..=LONGEST).map(|d| (PATIENT + (1.0 - PATIENT) * exp(-f64::from(d) / depth_ticks)) as f32).collect();
        Self { distances: quantiles(spread, depth_ticks), cancels, spread }
    }

    /// The usual spread in ticks.
    pub(crate) fn spread(&self) -> f64 {
        self.spread
    }

    /// Distance of a new order from the opposite best price, in ticks, at least 1.
    #[inline]
    pub(crate) fn distance(&self, random: &mut Random) -> i32 {
        i32::from(self.distances[(random.bits() >> 53) as usize])
    }

    /// Ticks by which a quote at the touch improves on the best price of its side, zero to join it.
    #[inline]
    pub(crate) fn improvement(&self, random: &mut Random) -> i32 {
        let mut ticks = 0;
        while ticks < LONGEST && random.chance(BOLDER) {
            ticks += 1;
        }
        ticks
    }

    /// Weight, 1 at most, with which a cancel falls on an order `behind` ticks behind its best price.
    #[inline]
    pub(crate) fn cancel_chance(&self, behind: i32) -> f64 {
        f64::from(self.cancels[behind.clamp(0, LONGEST) as usize])
    }
}

/// The distance at each of [`DRAWS`] evenly spaced probabilities.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn quantiles(spread: f64, depth: f64) -> Vec<u16> {
    let density = |d: i32| {
        let beyond = f64::from(d) - spread;
        if beyond < 0.0 {
            return exp(beyond / (0.45 * spread));
        }
        exp(-TAIL * ln(1.0 + beyond / depth))
    };
    let total: f64 = (1..=LONGEST).map(density).sum();
    let mut distances = Vec::with_capacity(DRAWS);
    let mut reached = 0.0;
    for d in 1..=LONGEST {
        reached += density(d) / total;
        while distances.len() < DRAWS && (distances.len() as f64 + 0.5) / DRAWS as f64 <= reached {
            distances.push(d as u16);
        }
    }
    distances.resize(DRAWS, LONGEST as u16);
    distances
}

/// Sizes in shares: round lots in clusters, odd lots between them, and a heavy tail.
pub(crate) struct Sizes {
    odd: f64,
    one_lot: f64,
    few_lots: f64,
}

/// Sizes like those of AMZN on 2012-06-21: 38 % of limit orders below 100 shares, 50 % of exactly 100.
pub(crate) const SIZES: Sizes = Sizes { odd: 0.38, one_lot: 0.50, few_lots: 0.10 };

const TYPICAL_ODD: [u32; 12] = [10, 10, 10, 10, 20, 20, 50, 6, 16, 18, 19, 25];

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
impl Sizes {
    /// Size of a limit order.
    #[inline]
    pub(crate) fn limit(&self, random: &mut Random) -> u32 {
        let draw = random.uniform();
        if draw < self.one_lot {
            return 100;
        }
        if draw < self.one_lot + self.odd {
            return self.odd_lot(random);
        }
        if draw < self.one_lot + self.odd + self.few_lots {
            return 100 * (2 + random.below(3) * random.below(2));
        }
        100 * (3.0 * random.pareto(1.7)).min(100.0) as u32
    }

    /// Size of a market order: smaller, and more often odd.
    pub(crate) fn market(&self, random: &mut Random) -> u32 {
        let draw = random.uniform();
        if draw < 0.42 {
            return self.odd_lot(random);
        }
        if draw < 0.80 {
            return 100;
        }
        100 * (1.6 * random.pareto(1.5)).min(100.0) as u32
    }

    fn odd_lot(&self, random: &mut Random) -> u32 {
        if random.bits() >> 63 == 0 {
            return TYPICAL_ODD[random.below(TYPICAL_ODD.len() as u32) as usize];
        }
        1 + random.below(99)
    }
}
