//! Timestamps as market data files write them.

use crate::fields::{integer, shown};
use crate::lines::Refusal;
use crate::venue_day::utc_midnight_ns;
use plimsoll_types::{Nanos, parse_decimal};

const SECOND_NS: i64 = 1_000_000_000;

/// As seconds this is the year 5138, as milliseconds 1973: for times since then the units cannot be mistaken.
const SECOND_LIMIT: i64 = 100_000_000_000;
const MILLISECOND_LIMIT: i64 = SECOND_LIMIT * 1_000;
const MICROSECOND_LIMIT: i64 = MILLISECOND_LIMIT * 1_000;

/// ISO 8601 text (`2025-07-17T08:05:03.360842448Z`, `2012-02-01 00:00:00+00:00`, `2012-02-01`), or a number of seconds,
/// milli-, micro- or nanoseconds since the epoch, told apart by magnitude. Text without an offset is UTC.
///
/// # Errors
/// [`Refusal`] of `field` where it is neither.
pub fn parse(text: &[u8], field: &'static str) -> Result<Nanos, Refusal> {
    let text = text.trim_ascii();
    if text.get(4) == Some(&b'-') && text.len() >= 10 {
        return iso(text).ok_or_else(|| Refusal::new(field, format!("{} is not an ISO 8601 time", shown(text))));
    }
    epoch(text, field)
}

/// Decimal seconds since the epoch, exactly.
///
/// # Errors
/// [`Refusal`] of `field` where it is no number or has more than nine decimals.
pub fn seconds(text: &[u8], field: &'static str) -> Result<Nanos, Refusal> {
    let ns = parse_decimal(text, 9).map_err(|why| Refusal::new(field, format!("{}: {why}", shown(text))))?;
    positive(ns, text, field)
}

/// Whole units of `unit_ns` since the epoch.
///
/// # Errors
/// [`Refusal`] of `field` where it is no integer or leaves the range.
pub fn whole(text: &[u8], unit_ns: i64, field: &'static str) -> Result<Nanos, Refusal> {
    let ns = integer(text, field)?.checked_mul(unit_ns).unwrap_or(-1);
    positive(ns, text, field)
}

fn positive(ns: Nanos, text: &[u8], field: &'static str) -> Result<Nanos, Refusal> {
    if ns >= 0 { Ok(ns) } else { Err(Refusal::new(field, format!("{} is outside the range of times", shown(text)))) }
}

fn epoch(text: &[u8], field: &'static str) -> Result<Nanos, Refusal> {
    if text.contains(&b'.') {
        return seconds(text, field);
    }
    let unit_ns = match integer(text, field)? {
        ..SECOND_LIMIT => SECOND_NS,
        SECOND_LIMIT..MILLISECOND_LIMIT => 1_000_000,
        MILLISECOND_LIMIT..MICROSECOND_LIMIT => 1_000,
        _ => 1,
    };
    whole(text, unit_ns, field)
}

fn iso(text: &[u8]) -> Option<Nanos> {
    let (date, rest) = text.split_at_checked(10)?;
    let (year, month, day) = (digits(&date[..4])?, digits(&date[5..7])?, digits(&date[8..10])?);
    if date[7] != b'-' || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let midnight = utc_midnight_ns(i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let Some((separator, rest)) = rest.split_first() else { return Some(midnight) };
    if !matches!(separator, b'T' | b' ' | b't') {
        return None;
    }
    let (of_day, zone) = time_of_day(rest)?;
    midnight.checked_add(of_day)?.checked_sub(offset(zone)?)
}

fn time_of_day(text: &[u8]) -> Option<(i64, &[u8])> {
    let (clock, rest) = text.split_at_checked(8)?;
    let (hours, minutes, seconds) = (digits(&clock[..2])?, digits(&clock[3..5])?, digits(&clock[6..8])?);
    if clock[2] != b':' || clock[5] != b':' || hours > 23 || minutes > 59 || seconds > 60 {
        return None;
    }
    let whole = (hours * 3_600 + minutes * 60 + seconds) * SECOND_NS;
    let Some((b'.' | b',', fraction)) = rest.split_first() else { return Some((whole, rest)) };
    let length = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (fraction, rest) = fraction.split_at(length);
    if !(1..=9).contains(&length) {
        return None;
    }
    let scale = 10_i64.pow(9 - u32::try_from(length).ok()?);
    Some((whole + digits(fraction)? * scale, rest))
}

fn offset(zone: &[u8]) -> Option<i64> {
    let (sign, rest) = match zone {
        b"" | b"Z" | b"z" => return Some(0),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest.len() {
        2 => (digits(rest)?, 0),
        4 => (digits(&rest[..2])?, digits(&rest[2..])?),
        5 if rest[2] == b':' => (digits(&rest[..2])?, digits(&rest[3..])?),
        _ => return None,
    };
    Some(sign * (hours * 3_600 + minutes * 60) * SECOND_NS)
}

fn digits(text: &[u8]) -> Option<i64> {
    let sum = |sum: i64, byte: &u8| Some(sum * 10 + i64::from(byte.checked_sub(b'0').filter(|digit| *digit < 10)?));
    text.iter().try_fold(0, sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_iso_forms_give_one_moment() {
        for text in [
            "2021-04-17T16:44:07.845614Z",
            "2021-04-17 16:44:07.845614",
            "2021-04-17T18:44:07.845614000+02:00",
            "2021-04-17T11:44:07,845614-0500",
        ] {
            assert_eq!(parse(text.as_bytes(), "t"), Ok(1_618_677_847_845_614_000), "{text}");
        }
        assert_eq!(parse(b"1970-01-02", "t"), Ok(86_400 * SECOND_NS));
    }

    #[test]
    fn test_epoch_units_are_told_by_magnitude() {
        for text in ["1618677847", "1618677847000", "1618677847000000", "1618677847000000000", "1618677847.000"] {
            assert_eq!(parse(text.as_bytes(), "t"), Ok(1_618_677_847 * SECOND_NS), "{text}");
        }
    }

    #[test]
    fn test_what_is_no_time_is_refused() {
        for text in [
            "",
            "x",
            "2021-13-01",
            "2021-04-17T25:00:00",
            "2021-04-17T16:44",
            "2021-04-17X",
            "-5",
            "1e9",
            "2021-04-17T16:44:07.",
            "2021-04-17T16:44:07.1234567890Z",
            "2021-04-17T16:44:07+1",
            "99999999999999999999",
        ] {
            assert!(parse(text.as_bytes(), "t").is_err(), "{text}");
        }
    }
}
