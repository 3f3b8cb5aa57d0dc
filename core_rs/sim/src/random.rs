//! Random variates that are the same bits on every platform.
//!
//! The generator is xoshiro256++ (Blackman & Vigna 2018) seeded through splitmix64. `ln` and `exp` are written out in
//! additions, multiplications and divisions, which IEEE 754 rounds identically everywhere; the platform's own
//! mathematics library is never called, because its last bit differs between systems.

const LN_2: f64 = std::f64::consts::LN_2;

/// A seeded stream of random numbers.
#[derive(Debug, Clone)]
pub(crate) struct Random {
    state: [u64; 4],
}

impl Random {
    /// Stream `stream` of `seed`: streams of one seed are independent, so that adding an instrument changes no other.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut z = seed ^ stream.wrapping_mul(0xD605_BBB5_8C8A_BC17);
        Self { state: std::array::from_fn(|_| split_mix(&mut z)) }
    }

    #[inline]
    pub(crate) fn bits(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// Uniform in the open interval (0, 1).
    #[inline]
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn uniform(&mut self) -> f64 {
        ((self.bits() >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
    }

    /// Uniform in `0..bound`; the bias of at most `bound / 2^32` is immaterial to a simulation.
    #[inline]
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        (((self.bits() >> 32) * u64::from(bound)) >> 32) as u32
    }

    /// Whether an event of this probability happens.
    #[inline]
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// Exponential with mean 1.
    #[inline]
    pub(crate) fn exponential(&mut self) -> f64 {
        -ln(self.uniform())
    }

    /// Standard normal, by Marsaglia's polar method.
    pub(crate) fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let r = x * x + y * y;
            if r < 1.0 && r > 0.0 {
                return x * (-2.0 * ln(r) / r).sqrt();
            }
        }
    }

    /// Pareto of smallest value 1 and tail exponent `alpha`.
    pub(crate) fn pareto(&mut self, alpha: f64) -> f64 {
        exp(self.exponential() / alpha)
    }

    /// Plus or minus one, evenly.
    pub(crate) fn sign(&mut self) -> i8 {
        if self.bits() >> 63 == 0 { 1 } else { -1 }
    }
}

fn split_mix(z: &mut u64) -> u64 {
    *z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut x = *z;
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// Natural logarithm of a positive, normal number, to about 1e-13.
#[inline]
#[allow(clippy::cast_precision_loss, clippy::cast_possible_wrap)]
pub(crate) fn ln(x: f64) -> f64 {
    const SQRT_HALF_BITS: u64 = 0x3FE6_A09E_667F_3BCD;
    // Shift the exponent so that the mantissa lands in [sqrt(1/2), sqrt(2)), where the series converges fast.
    let bits = x.to_bits().wrapping_sub(SQRT_HALF_BITS);
    let exponent = (bits as i64) >> 52;
    let mantissa = f64::from_bits((bits & ((1 << 52) - 1)).wrapping_add(SQRT_HALF_BITS));
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let t2 = t * t;
    let high = 1.0 / 9.0 + t2 * (1.0 / 11.0 + t2 * (1.0 / 13.0 + t2 * (1.0 / 15.0)));
    let series = 1.0 + t2 * (1.0 / 3.0 + t2 * (1.0 / 5.0 + t2 * (1.0 / 7.0 + t2 * high)));
    2.0 * t * series + exponent as f64 * LN_2
}

/// The exponential function for `|x| < 700`, to about 1e-15 of the result.
#[inline]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(crate) fn exp(x: f64) -> f64 {
    let x = x.clamp(-700.0, 700.0);
    let k = (x / LN_2 + 0.5).floor();
    let r = x - k * LN_2;
    let mut sum = 1.0;
    let mut n = 13.0;
    while n > 0.5 {
        sum = 1.0 + r * sum / n;
        n -= 1.0;
    }
    sum * f64::from_bits(((k as i64 + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_logarithm_and_exponential_agree_with_the_library() {
        let mut random = Random::new(1, 1);
        for _ in 0..10_000 {
            let u = random.uniform();
            assert!((ln(u) - u.ln()).abs() < 1e-12 * (1.0 + u.ln().abs()), "{u}");
            let x = 60.0 * u - 30.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-12, "{x}");
        }
    }

    #[test]
    fn test_variates_have_their_moments() {
        let mut random = Random::new(7, 3);
        let n = 200_000;
        let (mut mean, mut square, mut exponential, mut heavy) = (0.0, 0.0, 0.0, 0);
        for _ in 0..n {
            let z = random.normal();
            mean += z;
            square += z * z;
            exponential += random.exponential();
            heavy += u32::from(random.pareto(1.5) > 4.0);
        }
        let n = f64::from(n);
        assert!((mean / n).abs() < 0.01);
        assert!((square / n - 1.0).abs() < 0.02);
        assert!((exponential / n - 1.0).abs() < 0.02);
        assert!((f64::from(heavy) / n - 0.125).abs() < 0.005);
    }

    #[test]
    fn test_first_numbers_of_a_seed_never_change() {
        let mut random = Random::new(42, 0);
        let first: Vec<u64> = (0..3).map(|_| random.bits()).collect();
        assert_eq!(first, [0xD0764D4F4476689F, 0x519E4174576F3791, 0xFBE07CFB0C24ED8C]);
    }
}
