//! What the name of a LOBSTER file says.

/// `AAPL_2012-06-21_34200000_57600000_message_10.csv`: symbol, date, first and last millisecond of the day, levels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LobsterName {
    /// Ticker symbol.
    pub symbol: String,
    /// Trading day: year, month, day.
    pub date: (i32, u8, u8),
    /// Levels of the orderbook file.
    pub levels: usize,
    /// `message` or `orderbook`.
    pub is_message: bool,
}

impl LobsterName {
    /// Reads a file name, with or without folders before it; `None` where it is not of that form.
    #[must_use]
    pub fn parse(file_name: &str) -> Option<Self> {
        let base = file_name.rsplit(['/', '\\']).next()?;
        let stem = base.split_once('.').map_or(base, |(stem, _)| stem);
        let mut parts = stem.rsplitn(6, '_');
        let levels = parts.next()?.parse().ok().filter(|levels| (1..=10_000).contains(levels))?;
        let is_message = match parts.next()? {
            "message" => true,
            "orderbook" => false,
            _ => return None,
        };
        let _end_ms: u64 = parts.next()?.parse().ok()?;
        let _start_ms: u64 = parts.next()?.parse().ok()?;
        let date = parse_date(parts.next()?)?;
        let symbol = parts.next().filter(|symbol| !symbol.is_empty())?.to_owned();
        Some(Self { symbol, date, levels, is_message })
    }

    /// UTC nanoseconds of the New York midnight that the file's times count from.
    #[must_use]
    pub fn midnight_ns(&self) -> i64 {
        let (year, month, day) = self.date;
        crate::venue_day::new_york_midnight_ns(year, month, day)
    }
}

fn parse_date(text: &str) -> Option<(i32, u8, u8)> {
    let mut parts = text.splitn(3, '-');
    let date = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    ((1970..2200).contains(&date.0) && (1..=12).contains(&date.1) && (1..=31).contains(&date.2)).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_a_name_gives_symbol_date_and_levels() {
        let name = LobsterName::parse("a/AAPL_2012-06-21_34200000_57600000_message_10.csv").unwrap();
        assert_eq!((name.symbol.as_str(), name.date, name.levels), ("AAPL", (2012, 6, 21), 10));
        assert_eq!(name.midnight_ns(), 1_340_251_200_000_000_000);
    }

    #[test]
    fn test_other_names_are_not_lobster() {
        for other in ["", "trades.csv", "AAPL_2012-06-21_message_10.csv", "A_2012-13-21_1_2_message_10.csv"] {
            assert_eq!(LobsterName::parse(other), None, "{other}");
        }
    }
}
