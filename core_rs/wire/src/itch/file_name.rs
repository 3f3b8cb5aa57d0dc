//! What the names of Nasdaq's files say: `01302020.NASDAQ_ITCH50`, `20190830.PSX_ITCH_50`, `S081321-v50.txt`,
//! `ex20101224.TEST_ITCH_50`.

use super::settings::Market;
use crate::venue_day::new_york_midnight_ns;
use plimsoll_types::Nanos;

/// A calendar date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TradingDate {
    /// Four digits.
    pub year: i32,
    /// From 1.
    pub month: u8,
    /// From 1.
    pub day: u8,
}

impl TradingDate {
    /// UTC nanoseconds of the date's midnight in New York, from which ITCH counts its time.
    #[must_use]
    pub fn midnight_ns(self) -> Nanos {
        new_york_midnight_ns(self.year, self.month, self.day)
    }

    fn checked(year: u32, month: u32, day: u32) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let date =
            Self { year: i32::try_from(year).ok()?, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? };
        ((1990..2090).contains(&year) && (1..=days).contains(&day)).then_some(date)
    }
}

/// The date in a file's name: the first run of eight digits that is a date (`YYYYMMDD` or `MMDDYYYY`) or of six that is
/// (`MMDDYY`). `None` where there is none.
#[must_use]
pub fn date_of_file(name: &str) -> Option<TradingDate> {
    name.split(|c: char| !c.is_ascii_digit()).find_map(date_of_digits)
}

fn date_of_digits(digits: &str) -> Option<TradingDate> {
    let number: u32 = digits.parse().ok()?;
    match digits.len() {
        8 => TradingDate::checked(number / 10_000, number / 100 % 100, number % 100)
            .or_else(|| TradingDate::checked(number % 10_000, number / 1_000_000, number / 10_000 % 100)),
        6 => TradingDate::checked(2_000 + number % 100, number / 10_000, number / 100 % 100),
        _ => None,
    }
}

/// The market in a file's name: `BX` or `PSX` as a word of its own, else Nasdaq.
#[must_use]
pub fn market_of_file(name: &str) -> Market {
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .find_map(|word| match word {
            "BX" => Some(Market::Bx),
            "PSX" => Some(Market::Psx),
            _ => None,
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u8, day: u8) -> Option<TradingDate> {
        Some(TradingDate { year, month, day })
    }

    #[test]
    fn test_dates_are_read_from_every_naming_scheme() {
        for (name, expected) in [
            ("01302020.NASDAQ_ITCH50", date(2020, 1, 30)),
            ("20190830.PSX_ITCH_50.gz", date(2019, 8, 30)),
            ("ex20101224.TEST_ITCH_50", date(2010, 12, 24)),
            ("S081321-v50.txt", date(2021, 8, 13)),
            ("S022912-v50.txt", date(2012, 2, 29)),
            ("02302020.NASDAQ_ITCH50", None),
            ("99999999.NASDAQ_ITCH50", None),
            ("day.itch", None),
            ("123456789.itch", None),
        ] {
            assert_eq!(date_of_file(name), expected, "{name}");
        }
    }

    #[test]
    fn test_midnight_is_new_york_s() {
        let midnight = |name| date_of_file(name).map(TradingDate::midnight_ns);
        assert_eq!(midnight("01302020.NASDAQ_ITCH50"), Some(1_580_360_400_000_000_000)); // 05:00 UTC
        assert_eq!(midnight("S081321-v50.txt"), Some(1_628_827_200_000_000_000)); // 04:00 UTC
    }

    #[test]
    fn test_market_is_read_from_the_name() {
        assert_eq!(market_of_file("20190830.PSX_ITCH_50"), Market::Psx);
        assert_eq!(market_of_file("20190830.BX_ITCH_50.gz"), Market::Bx);
        assert_eq!(market_of_file("01302020.NASDAQ_ITCH50"), Market::Nasdaq);
    }
}
