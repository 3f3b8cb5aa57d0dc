//! One cell of a typed column, read as the field of a CSV row is.

use crate::fields;
use crate::lines::Refusal;
use crate::timestamp;
use plimsoll_types::{Nanos, Price, Qty, UNKNOWN_TIME};
use std::borrow::Cow;

/// Above it a decimal of fifteen digits is no longer the only one that a double may be written as.
const SURELY_EXACT: f64 = 1e15;

/// A value; floats are taken as the shortest decimal that reads back as the same float, which is how CSV files are
/// written. What such a decimal has behind the fixed-point scale comes of arithmetic in floats and is rounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Null, or a column that is not there: the empty field of a CSV row.
    Empty,
    /// A whole number.
    Whole(i64),
    /// A double.
    Double(f64),
    /// A single-precision float.
    Single(f32),
    /// Text, never empty.
    Text(&'a [u8]),
}

impl<'a> Cell<'a> {
    /// Text, or nothing where it is blank.
    #[must_use]
    pub const fn of_text(text: &'a [u8]) -> Self {
        let text = text.trim_ascii();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// Whether there is no value.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        matches!(self, Self::Empty)
    }

    /// As CSV writes it.
    #[must_use]
    pub fn text(self) -> Cow<'a, [u8]> {
        match self {
            Self::Empty => Cow::Borrowed(b""),
            Self::Whole(value) => Cow::Owned(value.to_string().into_bytes()),
            Self::Double(value) => Cow::Owned(value.to_string().into_bytes()),
            Self::Single(value) => Cow::Owned(value.to_string().into_bytes()),
            Self::Text(text) => Cow::Borrowed(text),
        }
    }

    /// A price that somebody quoted or paid.
    ///
    /// # Errors
    /// [`Refusal`] of `field` where it is missing, no number, or text with decimals that the scale does not hold.
    pub fn price(self, field: &'static str) -> Result<Price, Refusal> {
        match self {
            Self::Text(text) => fields::price(text, field),
            other => other.computed_price(field),
        }
    }

    /// A price that somebody computed (a bar's): decimals behind the scale are rounded.
    ///
    /// # Errors
    /// [`Refusal`] of `field` where it is missing, no number or outside the range.
    pub fn computed_price(self, field: &'static str) -> Result<Price, Refusal> {
        if let Some(raw) = self.exact(1_000_000_000) {
            return Ok(Price::from_raw(raw));
        }
        fields::rounded_price(&self.present(field)?.text(), field)
    }

    /// A quantity that was quoted or traded.
    ///
    /// # Errors
    /// [`Refusal`] of `field` as [`price`](Self::price), and where it is negative.
    pub fn quantity(self, field: &'static str) -> Result<Qty, Refusal> {
        match self {
            Self::Text(text) => fields::quantity(text, field),
            other => other.computed_quantity(field),
        }
    }

    /// A quantity that somebody computed: decimals behind the scale are rounded.
    ///
    /// # Errors
    /// [`Refusal`] of `field` as [`computed_price`](Self::computed_price), and where it is negative.
    pub fn computed_quantity(self, field: &'static str) -> Result<Qty, Refusal> {
        match self.exact(100_000_000) {
            Some(raw) if raw >= 0 => Ok(Qty::from_raw(raw)),
            _ => fields::rounded_quantity(&self.present(field)?.text(), field),
        }
    }

    /// A moment: whole numbers count `unit_ns` where that is known; other numbers and text are read as in CSV files.
    ///
    /// # Errors
    /// [`Refusal`] of `field` where it is missing or no time.
    pub fn time(self, unit_ns: Option<i64>, field: &'static str) -> Result<Nanos, Refusal> {
        match (self.present(field)?, unit_ns) {
            (Self::Whole(value), Some(unit_ns)) => {
                value.checked_mul(unit_ns).filter(|ts_ns| *ts_ns != UNKNOWN_TIME).ok_or_else(|| {
                    Refusal::new(field, format!("{value} times {unit_ns} ns is outside the range of times"))
                })
            }
            (other, _) => timestamp::parse(&other.text(), field),
        }
    }

    fn present(self, field: &'static str) -> Result<Self, Refusal> {
        if self.is_empty() { Err(Refusal::new(field, "is missing (null)")) } else { Ok(self) }
    }

    /// A number in units of `1/one` where it has no finer part. Of decimals with at most fifteen digits only one reads back
    /// as a given double, so that the one found by arithmetic is the shortest.
    #[allow(clippy::cast_possible_truncation, clippy::float_cmp)]
    fn exact(self, one: i32) -> Option<i64> {
        match self {
            Self::Whole(value) => value.checked_mul(one.into()),
            Self::Double(value) => {
                let one = f64::from(one);
                let scaled = (value * one).round();
                (scaled.abs() < SURELY_EXACT && scaled / one == value).then_some(scaled as i64)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn test_the_quick_reading_of_a_double_is_the_reading_of_its_text(raw in -2_000_000_000_000_000_i64..2_000_000_000_000_000, noise in -2_i64..3) {
            let value = f64::from_bits((raw as f64 / 1e9).to_bits().wrapping_add_signed(noise));
            let text = value.to_string();
            let slow = fields::rounded_price(text.as_bytes(), "f");
            prop_assert_eq!(Cell::Double(value).price("f"), slow);
        }
    }

    #[test]
    fn test_floats_are_their_shortest_decimals() {
        assert_eq!(Cell::Single(23.619).price("f").unwrap().to_string(), "23.619");
        assert_eq!(Cell::Double(0.1 + 0.2).price("f").unwrap().to_string(), "0.3");
        assert_eq!(Cell::Double(-0.0).quantity("f"), Ok(Qty::ZERO));
        assert_eq!(Cell::Whole(7).quantity("f").unwrap().to_string(), "7");
    }

    #[test]
    fn test_what_is_no_number_is_refused() {
        for cell in [Cell::Empty, Cell::Double(f64::NAN), Cell::Double(f64::INFINITY), Cell::Single(f32::NEG_INFINITY)]
        {
            assert!(cell.price("f").is_err() && cell.computed_quantity("f").is_err(), "{cell:?}");
        }
        for cell in [Cell::Double(-0.5), Cell::Whole(-1), Cell::Text(b"-1"), Cell::Single(-2.0)] {
            assert!(cell.quantity("f").unwrap_err().reason.contains("negative"), "{cell:?}");
        }
        assert!(
            Cell::Text(b"0.0000000001").price("f").is_err() && Cell::Text(b"0.0000000001").computed_price("f").is_ok()
        );
    }

    #[test]
    fn test_times_of_any_unit_are_nanoseconds() {
        assert_eq!(Cell::Whole(-2).time(Some(86_400_000_000_000), "f"), Ok(-172_800_000_000_000));
        assert_eq!(Cell::Whole(1_618_677_847_000).time(None, "f"), Ok(1_618_677_847_000_000_000));
        assert_eq!(Cell::Double(1_618_677_847.5).time(None, "f"), Ok(1_618_677_847_500_000_000));
        assert_eq!(Cell::Text(b"1970-01-01T00:00:01+01:00").time(Some(1), "f"), Ok(-3_599_000_000_000));
        assert!(Cell::Whole(i64::MAX).time(Some(1_000), "f").is_err() && Cell::Empty.time(None, "f").is_err());
    }
}
