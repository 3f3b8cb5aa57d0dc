//! Moments as the regulations write them.

use plimsoll_types::{Nanos, UNKNOWN_TIME};

/// `2026-11-28T03:40:00.123456789Z`; `None` where unknown. Nanoseconds are more than the granularity of 1 µs that RTS 25
/// asks of trading at high frequency.
pub fn moment(ts_ns: Nanos) -> Option<String> {
    if ts_ns == UNKNOWN_TIME {
        return None;
    }
    let (seconds, nanos) = (ts_ns.div_euclid(1_000_000_000), ts_ns.rem_euclid(1_000_000_000));
    let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{nanos:09}Z"))
}

/// `2026-11-28`.
pub fn date(ts_ns: Nanos) -> Option<String> {
    moment(ts_ns).and_then(|text| text.get(..10).map(str::to_owned))
}

/// Year, month and day of a day counted from 1 January 1970 (Howard Hinnant's `civil_from_days`).
const fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_moments_are_those_of_the_calendar() {
        let told = |ts_ns| moment(ts_ns).unwrap();
        assert_eq!(told(0), "1970-01-01T00:00:00.000000000Z");
        assert_eq!(told(-1), "1969-12-31T23:59:59.999999999Z");
        assert_eq!(told(951_782_400_000_000_000), "2000-02-29T00:00:00.000000000Z");
        assert_eq!(told(1_340_271_000_013_994_120), "2012-06-21T09:30:00.013994120Z");
        assert_eq!(moment(UNKNOWN_TIME), None);
        assert_eq!(date(1_340_271_000_013_994_120).unwrap(), "2012-06-21");
    }
}
