//! Fields of text rows as typed values, refused by name where they are not.

use crate::lines::Refusal;
use plimsoll_types::{DecimalError, Price, Qty, parse_decimal};

/// The text of a field for an error message, cut short and printable.
pub fn shown(text: &[u8]) -> String {
    let cut = &text[..text.len().min(40)];
    format!("{:?}", String::from_utf8_lossy(cut))
}

/// An integer written in ASCII.
///
/// # Errors
/// [`Refusal`] of `field` for anything else.
pub fn integer(text: &[u8], field: &'static str) -> Result<i64, Refusal> {
    let refused = || Refusal::new(field, format!("{} is not an integer", shown(text)));
    let (negative, digits) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 19 || !digits.iter().all(u8::is_ascii_digit) {
        return Err(refused());
    }
    let magnitude = digits.iter().fold(0_u64, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    let value = i64::try_from(magnitude).map_err(|_| refused())?;
    Ok(if negative { -value } else { value })
}

/// An unsigned integer written in ASCII.
///
/// # Errors
/// [`Refusal`] of `field` for anything else.
pub fn unsigned(text: &[u8], field: &'static str) -> Result<u64, Refusal> {
    std::str::from_utf8(text)
        .ok()
        .filter(|digits| digits.as_bytes().first().is_some_and(u8::is_ascii_digit))
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| Refusal::new(field, format!("{} is not an unsigned integer", shown(text))))
}

/// A price in decimal text.
///
/// # Errors
/// [`Refusal`] of `field` where it is no number or is not exactly representable.
pub fn price(text: &[u8], field: &'static str) -> Result<Price, Refusal> {
    let value = Price::parse(text).map_err(|why| Refusal::new(field, format!("{}: {why}", shown(text))))?;
    set(value.is_set(), value, text, field)
}

/// A quantity in decimal text, not negative.
///
/// # Errors
/// [`Refusal`] of `field` where it is no number, negative, or is not exactly representable.
pub fn quantity(text: &[u8], field: &'static str) -> Result<Qty, Refusal> {
    let value = Qty::parse(text).map_err(|why| Refusal::new(field, format!("{}: {why}", shown(text))))?;
    if value.raw() < 0 {
        return Err(Refusal::new(field, format!("{} is negative", shown(text))));
    }
    Ok(value)
}

/// A whole number of shares, contracts or coins.
///
/// # Errors
/// [`Refusal`] of `field` where it does not fit [`Qty`] or is negative.
pub fn whole_quantity(value: i64, field: &'static str) -> Result<Qty, Refusal> {
    if value < 0 {
        return Err(Refusal::new(field, format!("{value} is negative")));
    }
    Qty::from_scaled(value, 0).ok_or_else(|| Refusal::new(field, format!("{value} is outside the quantity range")))
}

/// A price that somebody computed (a bar's): decimals behind the scale are rounded, half away from zero.
///
/// # Errors
/// [`Refusal`] of `field` where it is no number or is outside the range.
pub fn rounded_price(text: &[u8], field: &'static str) -> Result<Price, Refusal> {
    let raw = rounded(text, Price::SCALE).map_err(|why| Refusal::new(field, format!("{}: {why}", shown(text))))?;
    let value = Price::from_raw(raw);
    set(value.is_set(), value, text, field)
}

/// A quantity that somebody computed (a bar's volume, a sum of doubles): decimals behind the scale are rounded.
///
/// # Errors
/// [`Refusal`] of `field` where it is no number, negative or outside the range.
pub fn rounded_quantity(text: &[u8], field: &'static str) -> Result<Qty, Refusal> {
    match rounded(text, Qty::SCALE) {
        Ok(raw) if raw >= 0 => Ok(Qty::from_raw(raw)),
        Ok(_) => Err(Refusal::new(field, format!("{} is negative", shown(text)))),
        Err(why) => Err(Refusal::new(field, format!("{}: {why}", shown(text)))),
    }
}

/// Decimal text in units of `10^-scale`; decimals behind the scale are rounded, half away from zero.
///
/// # Errors
/// [`DecimalError`] where it is no number or is outside the range.
pub fn rounded(text: &[u8], scale: u32) -> Result<i64, DecimalError> {
    let exact = parse_decimal(text, scale);
    let (Err(DecimalError::TooPrecise), Some(point)) = (exact, text.iter().position(|&byte| byte == b'.')) else {
        return exact;
    };
    let end = point + 1 + scale as usize;
    let (Some(kept), Some(next)) = (text.get(..end), text.get(end)) else { return exact };
    if !text[end..].iter().all(u8::is_ascii_digit) {
        return exact; // an exponent
    }
    let away = if text.first() == Some(&b'-') { -1 } else { 1 };
    let raw = parse_decimal(kept, scale)?;
    if *next >= b'5' { raw.checked_add(away).ok_or(DecimalError::OutOfRange) } else { Ok(raw) }
}

fn set<T>(is_set: bool, value: T, text: &[u8], field: &'static str) -> Result<T, Refusal> {
    if is_set { Ok(value) } else { Err(Refusal::new(field, format!("{} is outside the range", shown(text)))) }
}

/// Exactly `N` comma-separated columns.
///
/// # Errors
/// [`Refusal`] naming the first column missing, or the count found where there are more.
pub fn columns<'a, const N: usize>(line: &'a [u8], names: &[&'static str; N]) -> Result<[&'a [u8]; N], Refusal> {
    let mut found = [&line[..0]; N];
    let mut count = 0;
    for column in line.split(|&byte| byte == b',') {
        if let Some(slot) = found.get_mut(count) {
            *slot = column.trim_ascii();
        }
        count += 1;
    }
    match count.cmp(&N) {
        std::cmp::Ordering::Equal => Ok(found),
        std::cmp::Ordering::Less => {
            Err(Refusal::new(names[count], format!("missing: the row has {count} columns of {N}")))
        }
        std::cmp::Ordering::Greater => {
            Err(Refusal::new(names[N - 1], format!("followed by more: the row has {count} columns instead of {N}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_integers_are_digits_and_nothing_else() {
        assert_eq!(integer(b"-42", "f"), Ok(-42));
        for bad in [&b""[..], b"-", b"+1", b"1x", b"1.0", b"99999999999999999999", b"9999999999999999999"] {
            assert!(integer(bad, "f").is_err(), "{}", shown(bad));
        }
        assert_eq!(unsigned(b"18446744073709551615", "f"), Ok(u64::MAX));
        assert!(unsigned(b"-1", "f").is_err() && unsigned(b"+1", "f").is_err());
    }

    #[test]
    fn test_computed_numbers_are_rounded_and_others_not() {
        let raw = |text: &str| rounded_quantity(text.as_bytes(), "f").map(Qty::raw).ok();
        assert_eq!(raw("218102.59507500002"), Some(21_810_259_507_500));
        assert_eq!(raw("0.000000015"), Some(2));
        assert_eq!(raw("0.0000000149"), Some(1));
        assert_eq!(raw("1"), Some(100_000_000));
        assert_eq!(raw("-0.5"), None);
        assert_eq!(raw("99999999999999"), None);
        assert_eq!(raw("1.234567891e2x"), None);
        assert_eq!(rounded_price(b"-1.9999999999", "f"), Ok(Price::from_raw(-2_000_000_000)));
        assert!(quantity(b"218102.59507500002", "f").is_err());
    }

    #[test]
    fn test_a_short_row_names_the_missing_column() {
        let refusal = columns(b"1,2", &["a", "b", "c"]).unwrap_err();
        assert_eq!(refusal.field, "c");
    }
}
