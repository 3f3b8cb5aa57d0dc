//! Signs of market orders: a pool of hidden large orders, traded piece by piece.
//!
//! Lillo, Mike & Farmer (2005), "Theory for long memory in supply and demand": `SLOTS` hidden orders are at work at any
//! time; each trade belongs to one of them, drawn at random; a finished one is replaced by another of random sign whose
//! length has a power-law tail of exponent `ALPHA`. The autocorrelation of signs then decays with exponent `ALPHA - 1`
//! at long lags; at short ones the runs of single traders dominate (Tóth et al. 2015).

use crate::random::Random;

const SLOTS: u32 = 15;
const ALPHA: f64 = 1.5;
const LONGEST: f64 = 20_000.0;
/// Share of market orders that belongs to no hidden order.
const STRAY: f64 = 0.08;
/// Chance that the hidden order of the last trade trades again next: pieces come in quick runs.
const AGAIN: f64 = 0.8;
/// Pieces of the shortest hidden order.
const SHORTEST: f64 = 4.0;
/// Memories, in trades, of the public's forecast of the next sign.
const MEMORIES: [f64; 5] = [2.0, 8.0, 32.0, 128.0, 512.0];
/// Part of that forecast that prices have taken in beforehand; the rest lets a metaorder move them as it goes.
const BELIEVED: f64 = 0.9;
/// Weights of those memories, fitted by least squares to the signs that this pool makes.
const WEIGHTS: [f64; 5] = [0.945, -0.517, 0.452, -0.249, 0.293];

#[derive(Debug, Clone, Copy)]
struct Metaorder {
    sign: i8,
    left: u32,
}

/// The pool, and what the public makes of its past.
#[derive(Debug, Clone)]
pub(crate) struct Metaorders {
    pool: [Metaorder; SLOTS as usize],
    at_work: usize,
    averages: [f64; MEMORIES.len()],
    /// Forecast of the next sign, -1 to 1.
    pub(crate) expected: f64,
}

impl Metaorders {
    pub(crate) fn new(random: &mut Random) -> Self {
        let pool = std::array::from_fn(|_| fresh(random));
        Self { pool, at_work: 0, averages: [0.0; MEMORIES.len()], expected: 0.0 }
    }

    /// Sign of the next market order: `+1` buys.
    pub(crate) fn next_sign(&mut self, random: &mut Random) -> i8 {
        if random.chance(STRAY) {
            return random.sign();
        }
        if !random.chance(AGAIN) {
            self.at_work = random.below(SLOTS) as usize;
        }
        let order = &mut self.pool[self.at_work];
        let sign = order.sign;
        order.left -= 1;
        if order.left == 0 {
            *order = fresh(random);
            self.at_work = random.below(SLOTS) as usize;
        }
        sign
    }

    /// What of `sign` nobody could foresee. Prices answer to this alone, so that they stay unpredictable although signs
    /// are not (Lillo & Farmer 2004).
    pub(crate) fn surprise(&mut self, sign: i8) -> f64 {
        let sign = f64::from(sign);
        let surprise = sign - BELIEVED * self.expected;
        let mut expected = 0.0;
        for ((average, memory), weight) in self.averages.iter_mut().zip(MEMORIES).zip(WEIGHTS) {
            *average += (sign - *average) / memory;
            expected += weight * *average;
        }
        self.expected = expected.clamp(-1.0, 1.0);
        surprise
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn fresh(random: &mut Random) -> Metaorder {
    Metaorder { sign: random.sign(), left: (SHORTEST * random.pareto(ALPHA)).min(LONGEST) as u32 }
}
