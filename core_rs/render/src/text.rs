//! Numbers and clock times as text, without allocation.

use std::fmt::{self, Write};

/// A short text on the stack; what does not fit is cut off.
#[derive(Clone, Copy)]
pub struct Short {
    bytes: [u8; 96],
    len: usize,
}

impl Default for Short {
    fn default() -> Self {
        Self { bytes: [0; 96], len: 0 }
    }
}

impl Short {
    /// `format!` onto the stack: `Short::of(format_args!("{n} new"))`.
    #[must_use]
    pub fn of(args: fmt::Arguments) -> Self {
        let mut text = Self::default();
        let _ = text.write_fmt(args); // only ever cuts off
        text
    }

    /// As a string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or("")
    }
}

impl std::ops::Deref for Short {
    type Target = str;
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl Write for Short {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        for c in s.chars() {
            let end = self.len + c.len_utf8();
            if end > self.bytes.len() {
                return Err(fmt::Error);
            }
            c.encode_utf8(&mut self.bytes[self.len..end]);
            self.len = end;
        }
        Ok(())
    }
}

/// A raw fixed-point value of `scale` decimals with thousands separators and exactly `decimals` places, rounded half
/// away from zero; the minus sign is U+2212.
#[must_use]
pub fn decimal(raw: i64, scale: u32, decimals: u32) -> Short {
    let mut text = Short::default();
    let unit = 10_u128.pow(scale.saturating_sub(decimals));
    let scaled = (u128::from(raw.unsigned_abs()) + unit / 2) / unit;
    if raw < 0 && scaled > 0 {
        let _ = text.write_char('\u{2212}');
    }
    let one = 10_u128.pow(decimals);
    thousands(&mut text, scaled / one);
    if decimals > 0 {
        let _ = write!(text, ".{:0width$}", scaled % one, width = decimals as usize);
    }
    text
}

/// A whole number with thousands separators.
#[must_use]
pub fn whole(n: u64) -> Short {
    let mut text = Short::default();
    thousands(&mut text, u128::from(n));
    text
}

fn thousands(text: &mut Short, n: u128) {
    if n >= 1000 {
        thousands(text, n / 1000);
        let _ = write!(text, ",{:03}", n % 1000);
    } else {
        let _ = write!(text, "{n}");
    }
}

/// A quantity as it fits a narrow column: all digits up to `width` chars, else `12.3k`, `4.56M`.
#[must_use]
pub fn quantity(raw: i64, scale: u32, decimals: u32, width: usize) -> Short {
    let full = decimal(raw, scale, decimals);
    if full.chars().count() <= width {
        return full;
    }
    let one = 10_f64.powi(scale as i32);
    let value = raw as f64 / one;
    if value < 1000.0 {
        return decimal(raw, scale, decimals.min(2));
    }
    let (n, unit) = if value < 1e6 {
        (value / 1e3, 'k')
    } else if value < 1e9 {
        (value / 1e6, 'M')
    } else {
        (value / 1e9, 'G')
    };
    let places = usize::from(n < 100.0) + usize::from(n < 10.0);
    Short::of(format_args!("{n:.places$}{unit}"))
}

/// `16:21:07` of a UTC time.
#[must_use]
pub fn clock(ts_ns: i64) -> Short {
    let s = ts_ns.div_euclid(1_000_000_000).rem_euclid(86_400);
    Short::of(format_args!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60))
}

/// `16:21:07.318` of a UTC time.
#[must_use]
pub fn clock_ms(ts_ns: i64) -> Short {
    Short::of(format_args!("{}.{:03}", clock(ts_ns), ts_ns.div_euclid(1_000_000).rem_euclid(1000)))
}

/// `841 ns`, `39.9 µs`, `366 µs`, `4.2 s`, `1 min 48 s`.
#[must_use]
pub fn duration(ns: i64) -> Short {
    let value = ns as f64;
    match ns {
        ..1_000 => Short::of(format_args!("{ns} ns")),
        1_000..100_000 => Short::of(format_args!("{:.1} µs", value / 1e3)),
        100_000..1_000_000 => Short::of(format_args!("{:.0} µs", value / 1e3)),
        1_000_000..100_000_000 => Short::of(format_args!("{:.1} ms", value / 1e6)),
        100_000_000..1_000_000_000 => Short::of(format_args!("{:.0} ms", value / 1e6)),
        1_000_000_000..60_000_000_000 => Short::of(format_args!("{:.1} s", value / 1e9)),
        _ => Short::of(format_args!("{} min {} s", ns / 60_000_000_000, ns / 1_000_000_000 % 60)),
    }
}

/// The 1-2-5 number at or above `value` (at least 1).
#[must_use]
pub fn nice_above(value: f64) -> f64 {
    if value.is_nan() || value <= 1.0 {
        return 1.0;
    }
    let decade = 10_f64.powf(value.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * decade).find(|&n| n >= value * (1.0 - 1e-9)).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_numbers_follow_the_style() {
        assert_eq!(&*decimal(1_204_500_000_000, 9, 2), "1,204.50");
        assert_eq!(&*decimal(-5_000_000, 9, 2), "\u{2212}0.01");
        assert_eq!(&*decimal(0, 9, 0), "0");
        assert_eq!(&*decimal(223_135_000_000, 9, 3), "223.135");
        assert_eq!(&*whole(1_234_567), "1,234,567");
        assert_eq!(&*quantity(123_456_700_000_000, 8, 0, 7), "1.23M");
        assert_eq!(&*quantity(1_234_567, 8, 8, 7), "0.01");
    }

    #[test]
    fn test_times_follow_the_style() {
        assert_eq!(&*clock_ms(1_340_295_667_318_204_551), "16:21:07.318");
        assert_eq!(&*duration(841), "841 ns");
        assert_eq!(&*duration(39_900), "39.9 µs");
        assert_eq!(&*duration(366_000), "366 µs");
        assert_eq!(&*duration(108_000_000_000), "1 min 48 s");
    }

    #[test]
    fn test_nice_numbers_are_one_two_five() {
        assert_eq!([0.2, 3.0, 5.0, 640.0].map(nice_above), [1.0, 5.0, 5.0, 1000.0]);
    }

    #[test]
    fn test_too_long_text_is_cut_not_lost() {
        assert_eq!(Short::of(format_args!("{}", "x".repeat(200))).len(), 96);
    }
}
