//! Fields of text rows as typed values, refused by name where they are not.

use crate::lines::Refusal;
use plimsoll_types::{Price, Qty};

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
    fn test_a_short_row_names_the_missing_column() {
        let refusal = columns(b"1,2", &["a", "b", "c"]).unwrap_err();
        assert_eq!(refusal.field, "c");
    }
}
