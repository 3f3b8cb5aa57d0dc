//! Midnight of a venue's trading day, from which exchange feeds count their time.

const SECOND_NS: i64 = 1_000_000_000;
const HOUR_NS: i64 = 3_600 * SECOND_NS;
const DAY_NS: i64 = 24 * HOUR_NS;

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible low-level date
/// algorithms", `days_from_civil`). `month` from 1, `day` from 1.
#[must_use]
pub fn days_since_epoch(year: i32, month: u8, day: u8) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// UTC nanoseconds of UTC midnight of a date.
#[must_use]
pub fn utc_midnight_ns(year: i32, month: u8, day: u8) -> i64 {
    days_since_epoch(year, month, day).saturating_mul(DAY_NS)
}

/// UTC nanoseconds of midnight in New York of a date: five hours behind UTC, four in daylight saving time.
#[must_use]
pub fn new_york_midnight_ns(year: i32, month: u8, day: u8) -> i64 {
    let hours = if is_new_york_daylight_saving(year, month, day) { 4 } else { 5 };
    utc_midnight_ns(year, month, day).saturating_add(hours * HOUR_NS)
}

/// Whether midnight of that day in New York is in daylight saving time. The clock moves at 02:00, so the first day
/// still begins in standard time and the last in daylight saving time (Uniform Time Act; Energy Policy Act of 2005
/// from 2007 on; first Sunday of April to last Sunday of October from 1987 to 2006).
fn is_new_york_daylight_saving(year: i32, month: u8, day: u8) -> bool {
    let today = days_since_epoch(year, month, day);
    let (first, last) = if year >= 2007 {
        (nth_sunday(year, 3, 2), nth_sunday(year, 11, 1))
    } else {
        (nth_sunday(year, 4, 1), nth_sunday(year, 11, 1) - 7)
    };
    first < today && today <= last
}

/// Days since the epoch of the `nth` Sunday of a month.
fn nth_sunday(year: i32, month: u8, nth: i64) -> i64 {
    let first = days_since_epoch(year, month, 1);
    let weekday = (first + 4).rem_euclid(7); // 1970-01-01 was a Thursday; Sunday is 0
    first + (7 - weekday) % 7 + 7 * (nth - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_days_agree_with_known_dates() {
        assert_eq!(days_since_epoch(1970, 1, 1), 0);
        assert_eq!(days_since_epoch(2000, 3, 1), 11_017);
        assert_eq!(days_since_epoch(1969, 12, 31), -1);
    }

    #[test]
    fn test_new_york_is_four_hours_behind_in_summer_and_five_in_winter() {
        for (date, hours) in [
            ((2012, 6, 21), 4),
            ((2010, 12, 24), 5),
            ((2024, 3, 10), 5), // the clock moves at 02:00
            ((2024, 3, 11), 4),
            ((2024, 11, 3), 4),
            ((2024, 11, 4), 5),
            ((2006, 4, 2), 5),
            ((2006, 4, 3), 4),
            ((2006, 10, 29), 4),
            ((2006, 10, 30), 5),
        ] {
            let (y, m, d) = date;
            assert_eq!(new_york_midnight_ns(y, m, d) - utc_midnight_ns(y, m, d), hours * HOUR_NS, "{date:?}");
        }
    }
}
