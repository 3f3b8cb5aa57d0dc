//! Fixed-point price and quantity.

use crate::decimal::{DecimalError, parse_decimal, write_decimal};
use std::fmt;

macro_rules! fixed_point {
    ($name:ident, $scale:literal, $what:literal) => {
        #[doc = $what]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        #[repr(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Decimal places of the fixed-point unit.
            pub const SCALE: u32 = $scale;
            /// Raw units in one whole.
            pub const ONE: i64 = 10_i64.pow($scale);
            /// Nothing, and the additive identity.
            pub const ZERO: Self = Self(0);
            /// A value the feed did not carry; never a real value.
            pub const UNSET: Self = Self(i64::MIN);

            /// From raw fixed-point units.
            #[must_use]
            pub const fn from_raw(raw: i64) -> Self {
                Self(raw)
            }

            /// The raw fixed-point units.
            #[must_use]
            pub const fn raw(self) -> i64 {
                self.0
            }

            /// From an integer of `decimals` places (ITCH prices: 4), or `None` outside the range.
            #[must_use]
            pub const fn from_scaled(value: i64, decimals: u32) -> Option<Self> {
                if decimals > Self::SCALE {
                    return None;
                }
                match value.checked_mul(10_i64.pow(Self::SCALE - decimals)) {
                    Some(raw) => Some(Self(raw)),
                    None => None,
                }
            }

            /// From decimal text.
            ///
            /// # Errors
            /// [`DecimalError`] where the text is no number or is not exactly representable.
            pub fn parse(text: &[u8]) -> Result<Self, DecimalError> {
                parse_decimal(text, Self::SCALE).map(Self)
            }

            /// Whether the feed carried this value.
            #[must_use]
            pub const fn is_set(self) -> bool {
                self.0 != i64::MIN
            }

            /// Approximate value for analytics; `NaN` when unset.
            #[must_use]
            #[allow(clippy::cast_precision_loss)]
            pub fn to_f64(self) -> f64 {
                if self.is_set() { self.0 as f64 / Self::ONE as f64 } else { f64::NAN }
            }

            /// Sum, or `None` on overflow.
            #[must_use]
            pub const fn checked_add(self, other: Self) -> Option<Self> {
                match self.0.checked_add(other.0) {
                    Some(raw) => Some(Self(raw)),
                    None => None,
                }
            }

            /// Difference, or `None` on overflow.
            #[must_use]
            pub const fn checked_sub(self, other: Self) -> Option<Self> {
                match self.0.checked_sub(other.0) {
                    Some(raw) => Some(Self(raw)),
                    None => None,
                }
            }

            /// Text with at least `decimals` places.
            #[must_use]
            pub fn format(self, decimals: u32) -> String {
                write_decimal(self.0, Self::SCALE, decimals)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                if self.is_set() { f.write_str(&self.format(0)) } else { f.write_str("unset") }
            }
        }
    };
}

fixed_point!(Money, 6, "An amount in units of 1e-6 of a currency; range ±9.2e12.");

impl Money {
    /// `qty` at `px`, rounded half away from zero, or `None` outside the range.
    #[must_use]
    pub fn notional(px: Price, qty: Qty) -> Option<Self> {
        const UNIT: i128 = 10_i128.pow(Price::SCALE + Qty::SCALE - Money::SCALE);
        let exact = i128::from(px.raw()) * i128::from(qty.raw());
        let half = if exact < 0 { -UNIT / 2 } else { UNIT / 2 };
        i64::try_from((exact + half) / UNIT).ok().map(Self::from_raw)
    }
}

fixed_point!(Price, 9, "A price in units of 1e-9 of the quote currency; range ±9.2e9.");
fixed_point!(Qty, 8, "A quantity in units of 1e-8 of a share, contract or coin; range ±9.2e10.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_itch_price_is_exact() {
        assert_eq!(Price::from_scaled(2_238_200, 4), Some(Price::from_raw(223_820_000_000)));
        assert_eq!(Price::from_scaled(2_238_200, 4).map(|p| p.format(2)), Some("223.82".to_owned()));
    }

    #[test]
    fn test_notional_is_price_times_quantity() {
        let (px, qty) = (Price::from_raw(223_820_000_000), Qty::from_raw(-300 * Qty::ONE));
        assert_eq!(Money::notional(px, qty), Some(Money::from_raw(-67_146_000_000)));
        assert_eq!(Money::notional(Price::from_raw(i64::MAX), Qty::from_raw(i64::MAX)), None);
    }

    #[test]
    fn test_unset_is_never_a_number() {
        assert!(Price::UNSET.to_f64().is_nan());
        assert_eq!(Price::UNSET.to_string(), "unset");
        assert!(Qty::ZERO.is_set());
    }

    #[test]
    fn test_out_of_range_is_none() {
        assert_eq!(Price::from_scaled(i64::MAX, 4), None);
        assert_eq!(Qty::from_scaled(1, 9), None);
    }
}
