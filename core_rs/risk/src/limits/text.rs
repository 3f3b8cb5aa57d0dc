//! Values of limits as people write them.

use super::{LimitError, LimitKind};
use plimsoll_types::{Money, Price, Qty, Unit};

const MILLION: i64 = 1_000_000;

impl LimitKind {
    /// The value that `text` says: `1000` or `0.5` for quantities and money, `5%`, `3x` or `50000` (millionths) for ratios,
    /// `250ms`, `2s`, `5m` or `1h` for lengths of time, whole numbers for counts.
    ///
    /// # Errors
    /// [`LimitError::Text`] with an example.
    pub fn parse_value(self, text: &str) -> Result<i64, LimitError> {
        let text = text.trim();
        let value = match self.unit() {
            Unit::Qty => Qty::parse(text.as_bytes()).ok().map(Qty::raw),
            Unit::Money => Money::parse(text.as_bytes()).ok().map(Money::raw),
            Unit::Price => Price::parse(text.as_bytes()).ok().map(Price::raw),
            Unit::Nanos => nanos(text),
            Unit::Millionths => millionths(text),
            Unit::Count | Unit::Flag => text.parse().ok(),
        };
        value.filter(|&value| value >= 0).ok_or_else(|| LimitError::Text {
            kind: self,
            text: text.to_owned(),
            example: example(self.unit()),
        })
    }

    /// The text that [`parse_value`](Self::parse_value) reads as `value`.
    #[must_use]
    pub fn value_text(self, value: i64) -> String {
        match self.unit() {
            Unit::Qty => Qty::from_raw(value).to_string(),
            Unit::Money => Money::from_raw(value).to_string(),
            Unit::Price => Price::from_raw(value).to_string(),
            Unit::Nanos => nanos_text(value),
            Unit::Millionths if value % 10_000 == 0 => format!("{}%", value / 10_000),
            Unit::Millionths | Unit::Count | Unit::Flag => value.to_string(),
        }
    }
}

const LENGTHS: [(&str, i64); 6] = [
    ("ns", 1),
    ("us", 1_000),
    ("ms", MILLION),
    ("s", 1_000 * MILLION),
    ("m", 60_000 * MILLION),
    ("h", 3_600_000 * MILLION),
];

fn nanos(text: &str) -> Option<i64> {
    let split = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(split);
    let (_, nanos) = LENGTHS.into_iter().find(|(name, _)| *name == unit)?;
    number.trim().parse::<i64>().ok()?.checked_mul(nanos)
}

fn nanos_text(value: i64) -> String {
    let fits = LENGTHS.into_iter().rev().find(|(_, nanos)| value % nanos == 0 && value >= *nanos);
    fits.map_or_else(|| format!("{value}ns"), |(name, nanos)| format!("{}{name}", value / nanos))
}

fn millionths(text: &str) -> Option<i64> {
    let scaled = |number: &str, one: i64| {
        // Nine decimal places are more than millionths have: what is finer than one is refused below.
        let raw = Price::parse(number.trim().as_bytes()).ok()?.raw();
        let exact = i128::from(raw) * i128::from(one);
        (exact % i128::from(Price::ONE) == 0).then(|| i64::try_from(exact / i128::from(Price::ONE)).ok()).flatten()
    };
    match (text.strip_suffix('%'), text.strip_suffix('x')) {
        (Some(percent), _) => scaled(percent, MILLION / 100),
        (None, Some(times)) => scaled(times, MILLION),
        (None, None) => text.parse().ok(),
    }
}

const fn example(unit: Unit) -> &'static str {
    match unit {
        Unit::Qty | Unit::Money | Unit::Price => "a number like 1000 or 0.5",
        Unit::Nanos => "a length of time like 250ms, 2s, 5m or 1h",
        Unit::Millionths => "a ratio like 5%, 3x or 50000 (millionths)",
        Unit::Count | Unit::Flag => "a whole number",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_values_read_as_people_write_them() {
        for (kind, text, value) in [
            (LimitKind::MaxQty, "1000", 1_000 * Qty::ONE),
            (LimitKind::MaxNotional, "0.5", Money::ONE / 2),
            (LimitKind::CollarLast, "5%", 50_000),
            (LimitKind::CollarLast, "2.5 %", 25_000),
            (LimitKind::FatFinger, "3x", 3_000_000),
            (LimitKind::FatFinger, "1500000", 1_500_000),
            (LimitKind::DuplicateWindow, "250ms", 250 * MILLION),
            (LimitKind::MessageInterval, "5m", 300_000 * MILLION),
            (LimitKind::OpenOrders, "10", 10),
        ] {
            assert_eq!(kind.parse_value(text), Ok(value), "{text}");
            assert_eq!(kind.parse_value(&kind.value_text(value)), Ok(value), "{text} again");
        }
    }

    #[test]
    fn test_what_is_no_value_is_named_with_an_example() {
        for (kind, text) in [
            (LimitKind::MaxQty, "NaN"),
            (LimitKind::MaxQty, "-1"),
            (LimitKind::MaxNotional, "1e30"),
            (LimitKind::CollarLast, "five%"),
            (LimitKind::CollarLast, "0.00001%"),
            (LimitKind::DuplicateWindow, "250"),
            (LimitKind::DuplicateWindow, "9223372036854775807h"),
            (LimitKind::OpenOrders, "1.5"),
            (LimitKind::OpenOrders, ""),
        ] {
            let error = kind.parse_value(text).unwrap_err();
            assert!(error.to_string().contains("write a"), "{error}");
        }
    }
}
