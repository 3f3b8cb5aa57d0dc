//! Typed, bounded parameters of features.

use crate::error::FeatureError;
use plimsoll_types::Nanos;

/// One second.
pub const SECOND_NS: Nanos = 1_000_000_000;
/// One day.
pub const DAY_NS: Nanos = 86_400 * SECOND_NS;

/// Type, default and bounds of a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ParamKind {
    /// A whole number.
    Count {
        /// Where not given.
        default: Option<u32>,
        /// Smallest.
        min: u32,
        /// Largest.
        max: u32,
    },
    /// A length of time.
    Duration {
        /// Where not given, nanoseconds.
        default: Option<Nanos>,
        /// Smallest, nanoseconds.
        min: Nanos,
        /// Largest, nanoseconds.
        max: Nanos,
    },
    /// A number.
    Number {
        /// Where not given.
        default: f64,
        /// Smallest.
        min: f64,
        /// Largest.
        max: f64,
    },
    /// One of these words; the first is the default.
    Choice(&'static [&'static str]),
}

impl ParamKind {
    /// Type and bounds in words.
    #[must_use]
    pub fn wanted(&self) -> String {
        match *self {
            Self::Count { min, max, .. } => format!("a whole number from {min} to {max}"),
            Self::Duration { min, max, .. } => {
                format!("a duration from {} to {}", format_duration(min), format_duration(max))
            }
            Self::Number { min, max, .. } => format!("a number from {min} to {max}"),
            Self::Choice(words) => format!("one of {}", words.join(", ")),
        }
    }

    /// The default as it would be written; `None` where the parameter is simply absent.
    #[must_use]
    pub fn default_text(&self) -> Option<String> {
        match *self {
            Self::Count { default, .. } => default.map(|d| d.to_string()),
            Self::Duration { default, .. } => default.map(format_duration),
            Self::Number { default, .. } => Some(default.to_string()),
            Self::Choice(words) => words.first().map(|w| (*w).to_owned()),
        }
    }

    fn read(&self, text: &str) -> Option<f64> {
        match *self {
            Self::Count { min, max, .. } => text.parse::<u32>().ok().filter(|v| (min..=max).contains(v)).map(f64::from),
            Self::Duration { min, max, .. } => {
                parse_duration(text).filter(|v| (min..=max).contains(v)).map(whole_to_f64)
            }
            Self::Number { min, max, .. } => text.parse::<f64>().ok().filter(|v| (min..=max).contains(v)),
            Self::Choice(words) => words.iter().position(|w| *w == text).map(|at| whole_to_f64(at as i64)),
        }
    }
}

/// Exact below 2^53: durations are bounded well below (104 days).
#[allow(clippy::cast_precision_loss)]
const fn whole_to_f64(value: i64) -> f64 {
    value as f64
}

/// A parameter of a feature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParamDef {
    /// Its key.
    pub name: &'static str,
    /// Type and bounds.
    pub kind: ParamKind,
    /// What it does.
    pub doc: &'static str,
}

/// The parameters of one feature as given, checked against their definitions.
#[derive(Debug, Clone, PartialEq)]
pub struct Params {
    feature: &'static str,
    defs: &'static [ParamDef],
    given: Vec<Option<f64>>,
}

impl Params {
    /// None given yet.
    #[must_use]
    pub fn new(feature: &'static str, defs: &'static [ParamDef]) -> Self {
        Self { feature, defs, given: vec![None; defs.len()] }
    }

    /// Takes `name=value`.
    ///
    /// # Errors
    /// [`FeatureError`] naming an unknown parameter, a value out of bounds, or one given twice.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), FeatureError> {
        let Some(at) = self.defs.iter().position(|d| d.name == name) else {
            let known: Vec<_> = self.defs.iter().map(|d| d.name).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(FeatureError::UnknownParameter { feature: self.feature, name: name.to_owned(), known });
        };
        let def = &self.defs[at];
        let bad = |wanted| FeatureError::BadParameter {
            feature: self.feature,
            name: def.name,
            value: value.to_owned(),
            wanted,
        };
        if self.given[at].is_some() {
            return Err(bad("given once".to_owned()));
        }
        self.given[at] = Some(def.kind.read(value).ok_or_else(|| bad(def.kind.wanted()))?);
        Ok(())
    }

    /// Refuses two parameters given together.
    ///
    /// # Errors
    /// [`FeatureError::Exclusive`].
    pub fn exclude(&self, first: &'static str, second: &'static str) -> Result<(), FeatureError> {
        let given = |name| self.defs.iter().zip(&self.given).any(|(d, g)| d.name == name && g.is_some());
        if given(first) && given(second) {
            return Err(FeatureError::Exclusive { feature: self.feature, first, second });
        }
        Ok(())
    }

    fn find(&self, name: &str) -> Option<(&ParamKind, Option<f64>)> {
        let at = self.defs.iter().position(|d| d.name == name)?;
        Some((&self.defs[at].kind, self.given[at]))
    }

    /// A whole number, or its default, or zero where it has none.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn count(&self, name: &str) -> usize {
        match self.find(name) {
            Some((_, Some(value))) => value as usize,
            Some((ParamKind::Count { default, .. }, None)) => default.unwrap_or(0) as usize,
            _ => 0,
        }
    }

    /// A duration in nanoseconds, or its default, or `None`.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn duration(&self, name: &str) -> Option<Nanos> {
        match self.find(name) {
            Some((_, Some(value))) => Some(value as Nanos),
            Some((ParamKind::Duration { default, .. }, None)) => *default,
            _ => None,
        }
    }

    /// A number, or its default.
    #[must_use]
    pub fn number(&self, name: &str) -> f64 {
        match self.find(name) {
            Some((_, Some(value))) => value,
            Some((ParamKind::Number { default, .. }, None)) => *default,
            _ => f64::NAN,
        }
    }

    /// A word, or its default.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn choice(&self, name: &str) -> &'static str {
        match self.find(name) {
            Some((ParamKind::Choice(words), given)) => words[given.unwrap_or(0.0) as usize],
            _ => "",
        }
    }
}

const UNITS: [(&str, Nanos); 7] = [
    ("ns", 1),
    ("us", 1_000),
    ("ms", 1_000_000),
    ("s", SECOND_NS),
    ("m", 60 * SECOND_NS),
    ("h", 3_600 * SECOND_NS),
    ("d", DAY_NS),
];

/// Nanoseconds of `250ms`, `10s`, `5m`, `1h`; `None` where the text is no such duration.
#[must_use]
pub fn parse_duration(text: &str) -> Option<Nanos> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let (_, scale) = UNITS.iter().find(|(name, _)| *name == unit)?;
    number.parse::<Nanos>().ok()?.checked_mul(*scale)
}

/// The shortest text that [`parse_duration`] reads back.
#[must_use]
pub fn format_duration(ns: Nanos) -> String {
    let fits = UNITS.iter().rev().find(|(_, scale)| ns % scale == 0 && ns >= *scale);
    fits.map_or_else(|| format!("{ns}ns"), |(unit, scale)| format!("{}{unit}", ns / scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_durations_read_back_as_written() {
        for text in ["1ns", "250ms", "10s", "90s", "5m", "1h", "1d"] {
            let ns = parse_duration(text).unwrap();
            assert_eq!(parse_duration(&format_duration(ns)), Some(ns));
        }
        assert_eq!(format_duration(90 * SECOND_NS), "90s");
    }

    #[test]
    fn test_bad_durations_are_refused() {
        for text in ["", "10", "s", "-1s", "1.5s", "1 s", "10fortnights", "99999999999999d"] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }
}
