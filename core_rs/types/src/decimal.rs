//! Decimal text to scaled integers and back, without floating point.

use thiserror::Error;

/// Why a decimal text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DecimalError {
    /// No digit at all.
    #[error("empty number")]
    Empty,
    /// A byte that is neither digit, sign, point nor exponent.
    #[error("not a decimal number")]
    NotANumber,
    /// More decimals than the scale holds, and they are not zero.
    #[error("more decimals than the fixed-point scale holds")]
    TooPrecise,
    /// Larger than the fixed-point range.
    #[error("outside the fixed-point range")]
    OutOfRange,
}

/// Parses ASCII `text` (`-12.50`, `3e-05`) into an integer of unit `10^-scale`, exactly.
///
/// # Errors
/// [`DecimalError`] for anything that is not a number or cannot be represented without rounding.
pub fn parse_decimal(text: &[u8], scale: u32) -> Result<i64, DecimalError> {
    let (negative, digits) = match text.split_first() {
        None => return Err(DecimalError::Empty),
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        Some(_) => (false, text),
    };
    let (mantissa, exponent) = split_exponent(digits)?;
    let mut value: i128 = 0;
    let mut decimals: i32 = 0;
    let mut seen_point = false;
    let mut seen_digit = false;
    for &byte in mantissa {
        match byte {
            b'0'..=b'9' => {
                seen_digit = true;
                value = value
                    .checked_mul(10)
                    .and_then(|v| v.checked_add(i128::from(byte - b'0')))
                    .ok_or(DecimalError::OutOfRange)?;
                decimals += i32::from(seen_point);
            }
            b'.' if !seen_point => seen_point = true,
            _ => return Err(DecimalError::NotANumber),
        }
    }
    if !seen_digit {
        return Err(DecimalError::Empty);
    }
    let shift = i32::try_from(scale).map_err(|_| DecimalError::OutOfRange)? + exponent - decimals;
    let scaled = rescale(value, shift)?;
    let signed = if negative { -scaled } else { scaled };
    i64::try_from(signed).map_err(|_| DecimalError::OutOfRange)
}

fn split_exponent(digits: &[u8]) -> Result<(&[u8], i32), DecimalError> {
    let Some(at) = digits.iter().position(|b| matches!(b, b'e' | b'E')) else {
        return Ok((digits, 0));
    };
    let text = std::str::from_utf8(&digits[at + 1..]).map_err(|_| DecimalError::NotANumber)?;
    let exponent: i32 = text.parse().map_err(|_| DecimalError::NotANumber)?;
    if exponent.abs() > 64 {
        return Err(DecimalError::OutOfRange);
    }
    Ok((&digits[..at], exponent))
}

fn rescale(value: i128, shift: i32) -> Result<i128, DecimalError> {
    if value == 0 {
        return Ok(0);
    }
    let power = 10_i128.checked_pow(shift.unsigned_abs()).ok_or(if shift < 0 {
        DecimalError::TooPrecise
    } else {
        DecimalError::OutOfRange
    })?;
    if shift >= 0 {
        return value.checked_mul(power).ok_or(DecimalError::OutOfRange);
    }
    if value % power != 0 {
        return Err(DecimalError::TooPrecise);
    }
    Ok(value / power)
}

/// Writes an integer of unit `10^-scale` as decimal text with at least `decimals` places (and at most `scale`): no
/// non-zero digit is ever dropped.
#[must_use]
pub fn write_decimal(value: i64, scale: u32, decimals: u32) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let power = 10_u64.pow(scale);
    let magnitude = value.unsigned_abs();
    let whole = magnitude / power;
    let mut fraction = format!("{:0width$}", magnitude % power, width = scale as usize);
    while fraction.len() > decimals as usize && fraction.ends_with('0') {
        fraction.pop();
    }
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn test_parse_reads_plain_signed_and_exponent_forms() {
        assert_eq!(parse_decimal(b"58710.20", 9), Ok(58_710_200_000_000));
        assert_eq!(parse_decimal(b"-0.5", 1), Ok(-5));
        assert_eq!(parse_decimal(b"3e-05", 8), Ok(3_000));
        assert_eq!(parse_decimal(b"2300413.7295", 8), Ok(230_041_372_950_000));
    }

    #[test]
    fn test_parse_refuses_what_is_no_exact_number() {
        assert_eq!(parse_decimal(b"", 9), Err(DecimalError::Empty));
        assert_eq!(parse_decimal(b"-", 9), Err(DecimalError::Empty));
        assert_eq!(parse_decimal(b".", 9), Err(DecimalError::Empty));
        assert_eq!(parse_decimal(b"1.2.3", 9), Err(DecimalError::NotANumber));
        assert_eq!(parse_decimal(b"nan", 9), Err(DecimalError::NotANumber));
        assert_eq!(parse_decimal(b"0.01", 1), Err(DecimalError::TooPrecise));
        assert_eq!(parse_decimal(b"99999999999999999999", 0), Err(DecimalError::OutOfRange));
        assert_eq!(parse_decimal(b"1e63", 0), Err(DecimalError::OutOfRange));
    }

    #[test]
    fn test_write_keeps_places_and_never_drops_digits() {
        assert_eq!(write_decimal(223_170_000_000, 9, 2), "223.17");
        assert_eq!(write_decimal(223_000_000_000, 9, 2), "223.00");
        assert_eq!(write_decimal(1, 9, 2), "0.000000001");
        assert_eq!(write_decimal(-500_000_000, 9, 0), "-0.5");
    }

    proptest! {
        #[test]
        fn test_written_numbers_read_back(value in any::<i64>(), decimals in 0_u32..9) {
            prop_assume!(value != i64::MIN);
            let text = write_decimal(value, 9, decimals);
            prop_assert_eq!(parse_decimal(text.as_bytes(), 9), Ok(value));
        }
    }
}
