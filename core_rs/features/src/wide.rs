//! Exact 256-bit sums of products, for moments of prices weighted by quantity.

use crate::digest::StateSink;

/// A signed 256-bit sum in two's complement. Products have at most 193 bits, so 2^62 of them fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct WideSum {
    high: i128,
    low: u128,
}

impl WideSum {
    /// Adds `a · b`, negated where `negative`.
    pub(crate) fn add_product(&mut self, a: u128, b: u64, negative: bool) {
        let (high, low) = product(a, b);
        if negative {
            *self = self.less(Self { high, low });
        } else {
            let (sum, carry) = self.low.overflowing_add(low);
            self.low = sum;
            self.high = self.high.wrapping_add(high).wrapping_add(i128::from(carry));
        }
    }

    /// A whole number.
    pub(crate) const fn from_whole(value: i128) -> Self {
        Self { high: if value < 0 { -1 } else { 0 }, low: value.cast_unsigned() }
    }

    /// This times `factor`; wraps beyond 256 bits.
    pub(crate) fn times(self, factor: i64) -> Self {
        let magnitude = factor.unsigned_abs();
        let mut product = Self::default();
        product.add_product(self.low, magnitude, false);
        product.high = product.high.wrapping_add(self.high.wrapping_mul(i128::from(magnitude)));
        if factor < 0 { product.negated() } else { product }
    }

    /// This less `other`.
    pub(crate) fn less(self, other: Self) -> Self {
        let (low, borrow) = self.low.overflowing_sub(other.low);
        Self { high: self.high.wrapping_sub(other.high).wrapping_sub(i128::from(borrow)), low }
    }

    /// The nearest double, to two roundings.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn to_f64(self) -> f64 {
        const TWO_128: f64 = 340_282_366_920_938_463_463_374_607_431_768_211_456.0;
        if self.high < 0 {
            return -self.negated().to_f64();
        }
        if self.high == 0 { self.low as f64 } else { self.high as f64 * TWO_128 + self.low as f64 }
    }

    fn negated(self) -> Self {
        let low = (!self.low).wrapping_add(1);
        Self { high: (!self.high).wrapping_add(i128::from(low == 0)), low }
    }

    pub(crate) fn digest(&self, sink: &mut StateSink) {
        sink.put_i128(self.high);
        sink.put_i128(self.low.cast_signed());
    }
}

fn product(a: u128, b: u64) -> (i128, u128) {
    let b = u128::from(b);
    let low = (a & u128::from(u64::MAX)) * b;
    let high = (a >> 64) * b;
    let (sum, carry) = low.overflowing_add(high << 64);
    ((high >> 64).cast_signed() + i128::from(carry), sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn test_what_is_added_and_taken_leaves_nothing(terms in prop::collection::vec((any::<u128>(), any::<u64>(), any::<bool>()), 0..50)) {
            let mut sum = WideSum::default();
            for &(a, b, negative) in &terms { sum.add_product(a, b, negative); }
            for &(a, b, negative) in &terms { sum.add_product(a, b, !negative); }
            prop_assert_eq!(sum, WideSum::default());
        }

        #[test]
        fn test_sums_within_128_bits_are_exact(terms in prop::collection::vec((0_u128..1 << 60, 0_u64..1 << 60, any::<bool>()), 0..50)) {
            let mut sum = WideSum::default();
            let mut plain = 0_i128;
            for &(a, b, negative) in &terms {
                sum.add_product(a, b, negative);
                let term = a.cast_signed() * i128::from(b);
                plain += if negative { -term } else { term };
            }
            #[allow(clippy::cast_precision_loss)]
            let wanted = plain as f64;
            prop_assert_eq!(sum.to_f64(), wanted);
        }

        #[test]
        fn test_scaled_whole_numbers_are_exact(value in -(1_i128 << 62)..1 << 62, factor in any::<i64>(), taken in -(1_i128 << 62)..1 << 62) {
            let sum = WideSum::from_whole(value).times(factor).less(WideSum::from_whole(taken));
            #[allow(clippy::cast_precision_loss)]
            let wanted = (value * i128::from(factor) - taken) as f64;
            prop_assert_eq!(sum.to_f64(), wanted);
        }

        #[test]
        fn test_products_beyond_128_bits_keep_their_size(a in 1_u128 << 120.., b in 1_u64 << 60..) {
            let mut sum = WideSum::default();
            sum.add_product(a, b, false);
            #[allow(clippy::cast_precision_loss)]
            let wanted = a as f64 * b as f64;
            prop_assert!((sum.to_f64() / wanted - 1.0).abs() < 1e-15);
        }
    }
}
