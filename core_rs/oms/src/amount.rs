//! Exact amounts of money.

use plimsoll_types::{Money, Price, Qty};
use std::cmp::Ordering;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// Raw units of an [`Amount`] in one raw unit of [`Money`].
const IN_MONEY: i128 = 10_i128.pow(Amount::SCALE - Money::SCALE);

/// `amount` in raw units of [`Money`], half a unit rounded up. Risk asks for it many times an order: `IN_MONEY` is
/// 2^11 * 5^11, and what is left after the shift is divided limb by limb, each by a constant.
#[inline]
fn rounded(amount: u128) -> Option<i64> {
    const POWER: u64 = 5_u64.pow(11);
    let mut left = (amount + IN_MONEY.unsigned_abs() / 2) >> 11;
    if left >> 89 != 0 {
        return None; // beyond 2^63 units
    }
    let (mut whole, mut rest) = (0_u64, 0_u64);
    for _ in 0..3 {
        #[allow(clippy::cast_possible_truncation)] // the upper 32 of 96 bits
        let limb = (left >> 64) as u32;
        left <<= 32;
        left &= (1 << 96) - 1;
        let step = (rest << 32) | u64::from(limb);
        whole = (whole << 32) | (step / POWER);
        rest = step % POWER;
    }
    i64::try_from(whole).ok()
}

/// An amount in units of 1e-17 of a currency: what a price times a quantity is, without rounding. An amount that left its
/// range is [`OVERFLOWED`](Self::OVERFLOWED) and stays so whatever is added: it compares with nothing and is no [`Money`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(transparent)]
pub struct Amount(i128);

impl Amount {
    /// Decimal places.
    pub const SCALE: u32 = Price::SCALE + Qty::SCALE;
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// No amount any more.
    pub const OVERFLOWED: Self = Self(i128::MIN);

    /// From raw units of 1e-17.
    #[must_use]
    pub const fn from_raw(raw: i128) -> Self {
        Self(raw)
    }

    /// The raw units of 1e-17.
    #[must_use]
    pub const fn raw(self) -> i128 {
        self.0
    }

    /// `qty` at `px`; both signed. Unset values give [`OVERFLOWED`](Self::OVERFLOWED).
    #[must_use]
    pub const fn of(px: Price, qty: Qty) -> Self {
        if px.is_set() && qty.is_set() { Self(px.raw() as i128 * qty.raw() as i128) } else { Self::OVERFLOWED }
    }

    /// The same amount; unset gives [`OVERFLOWED`](Self::OVERFLOWED).
    #[must_use]
    pub const fn from_money(money: Money) -> Self {
        if money.is_set() { Self(money.raw() as i128 * IN_MONEY) } else { Self::OVERFLOWED }
    }

    /// Rounded half away from zero; `None` outside of the range of [`Money`].
    #[must_use]
    pub fn to_money(self) -> Option<Money> {
        if !self.is_known() {
            return None;
        }
        let whole = rounded(self.0.unsigned_abs())?;
        Some(Money::from_raw(if self.0 < 0 { -whole } else { whole }))
    }

    /// Whether it is an amount still.
    #[must_use]
    pub const fn is_known(self) -> bool {
        self.0 != i128::MIN
    }

    /// Whether it is more than `limit`, or cannot be told to be less: what a limit has to ask.
    #[must_use]
    pub const fn exceeds(self, limit: Self) -> bool {
        !self.is_known() || !limit.is_known() || self.0 > limit.0
    }

    /// Without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        if self.0 < 0 && self.is_known() { Self(-self.0) } else { self }
    }

    /// The greater one; [`OVERFLOWED`](Self::OVERFLOWED) where one of them is.
    #[must_use]
    pub const fn max(self, other: Self) -> Self {
        if !self.is_known() || !other.is_known() {
            Self::OVERFLOWED
        } else if self.0 < other.0 {
            other
        } else {
            self
        }
    }

    /// This part of `parts` equal ones, `part` of them, towards zero: never overflows where `part` is at most `parts`.
    #[must_use]
    pub fn share(self, part: i64, parts: i64) -> Self {
        if !self.is_known() || parts == 0 {
            return Self::OVERFLOWED;
        }
        let (part, parts) = (i128::from(part), i128::from(parts));
        let (whole, rest) = (self.0 / parts, self.0 % parts);
        match whole.checked_mul(part).and_then(|raw| raw.checked_add(rest * part / parts)) {
            Some(raw) => Self(raw),
            None => Self::OVERFLOWED,
        }
    }

    /// The price at which `qty` is worth this, rounded half away from zero; unset for none.
    #[must_use]
    pub fn per(self, qty: Qty) -> Price {
        let qty = i128::from(qty.raw());
        if qty == 0 || !self.is_known() {
            return Price::UNSET;
        }
        let half = if (self.0 < 0) == (qty < 0) { qty / 2 } else { -(qty / 2) };
        let rounded = self.0.checked_add(half).map(|raw| raw / qty);
        rounded.and_then(|raw| i64::try_from(raw).ok()).map_or(Price::UNSET, Price::from_raw)
    }
}

impl Add for Amount {
    type Output = Self;

    #[inline]
    fn add(self, other: Self) -> Self {
        match self.0.checked_add(other.0) {
            Some(raw) if self.is_known() && other.is_known() => Self(raw),
            _ => Self::OVERFLOWED,
        }
    }
}

impl Neg for Amount {
    type Output = Self;

    #[inline]
    fn neg(self) -> Self {
        if self.is_known() { Self(-self.0) } else { self }
    }
}

impl Sub for Amount {
    type Output = Self;

    #[inline]
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl AddAssign for Amount {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Amount {
    #[inline]
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.is_known() && other.is_known()).then(|| self.0.cmp(&other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(px: i64, qty: i64) -> Amount {
        Amount::of(Price::from_raw(px), Qty::from_raw(qty))
    }

    #[test]
    fn test_a_price_times_a_quantity_is_exact_and_rounds_only_as_money() {
        let third = amount(333_333_333, 1);
        assert_eq!(third.raw(), 333_333_333);
        assert_eq!(third.to_money(), Some(Money::ZERO));
        assert_eq!((0..300).fold(Amount::ZERO, |sum, _| sum + third).to_money(), Some(Money::from_raw(1)));
        assert_eq!(amount(-500_000_000, 100).to_money(), Some(Money::from_raw(-1)));
    }

    #[test]
    fn test_an_amount_out_of_range_fails_closed_for_ever() {
        let most = amount(i64::MAX, i64::MAX);
        let over = most + most + most;
        assert!(!over.is_known() && !(over - most).is_known() && !(-over).is_known());
        assert_eq!(over.to_money(), None);
        assert!(over.exceeds(most) && Amount::ZERO.exceeds(over));
        assert_eq!(over.partial_cmp(&Amount::ZERO), None);
        assert_eq!(most.to_money(), None, "in range, and still no money");
        assert!(!amount(i64::MIN, 1).is_known(), "an unset price");
    }

    #[test]
    fn test_a_share_of_a_large_amount_is_the_same_as_in_wider_arithmetic() {
        let cost = amount(9_000_000_000_000_000_000, 9_000_000_000_000_000_000);
        assert_eq!(cost.share(3, 9), Amount::from_raw(cost.raw() / 3));
        assert_eq!(cost.share(i64::MAX, i64::MAX), cost);
        assert_eq!(Amount::from_raw(-10).share(1, 3), Amount::from_raw(-3));
    }

    #[test]
    fn test_the_average_price_rounds_half_away_from_zero() {
        assert_eq!(Amount::from_raw(7).per(Qty::from_raw(2)), Price::from_raw(4));
        assert_eq!(Amount::from_raw(-7).per(Qty::from_raw(2)), Price::from_raw(-4));
        assert_eq!(Amount::from_raw(7).per(Qty::from_raw(-2)), Price::from_raw(-4));
        assert_eq!(Amount::from_raw(-7).per(Qty::from_raw(-2)), Price::from_raw(4));
        assert_eq!(Amount::from_raw(7).per(Qty::ZERO), Price::UNSET);
    }

    #[test]
    fn test_rounding_by_limbs_is_that_of_a_plain_division() {
        let plain = |raw: i128| {
            let half = if raw < 0 { -IN_MONEY / 2 } else { IN_MONEY / 2 };
            i64::try_from(raw.checked_add(half)? / IN_MONEY).ok().filter(|&raw| raw != i64::MIN).map(Money::from_raw)
        };
        let edge = i128::from(i64::MAX) * IN_MONEY;
        let near = [0, 1, IN_MONEY / 2 - 1, IN_MONEY / 2, IN_MONEY / 2 + 1, IN_MONEY];
        let mut raws: Vec<i128> = near.iter().flat_map(|by| [*by, edge + by, edge - by, i128::MAX - by]).collect();
        let mut random = 0x9e37_79b9_7f4a_7c15_u128;
        for shift in 0..120 {
            for _ in 0..50 {
                random = random.wrapping_mul(0xda94_2042_e4dd_58b5_2360_ed05_1fc6_5da4_u128).wrapping_add(1);
                raws.push((random >> 1 >> shift).cast_signed());
            }
        }
        for raw in raws.into_iter().flat_map(|raw| [raw, -raw]) {
            let expected = if raw.checked_add(IN_MONEY).is_none() { None } else { plain(raw) };
            assert_eq!(Amount::from_raw(raw).to_money(), expected, "{raw}");
        }
    }
}
