//! The shape of a recorded day: traded volume over time, and the moments worth a mark.

use plimsoll_book::Applied;
use plimsoll_engine::{MarketOnly, TradingLoop, Witness};
use plimsoll_types::{EventFlags, InstrumentTable, MarketBody, MarketEvent, Nanos, TradingStatus};
use std::collections::BTreeMap;

const SECOND_NS: Nanos = 1_000_000_000;

/// Marks kept of each kind: a recording with more gaps than pixels needs no further ones.
const MOST_MARKS: usize = 1_000;

/// A moment worth a mark on the time bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Venue time.
    pub ts_ns: Nanos,
    /// `gap`, `halt`, `resume`, `auction`.
    pub kind: &'static str,
    /// What happened, in words.
    pub text: String,
}

/// Volume per second and marks, gathered while a recording is indexed.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    volume_by_second: BTreeMap<Nanos, f64>,
    marks: Vec<Mark>,
}

impl Outline {
    /// Traded quantity in `bins` equal parts of `first_ns..=last_ns`.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    pub fn volume(&self, first_ns: Nanos, last_ns: Nanos, bins: usize) -> Vec<f64> {
        let mut volume = vec![0.0; bins];
        let span = last_ns.saturating_sub(first_ns).max(1) as f64;
        for (second, quantity) in &self.volume_by_second {
            let at = (second * SECOND_NS + SECOND_NS / 2 - first_ns) as f64 / span;
            let bin = (at.clamp(0.0, 1.0) * bins as f64) as usize;
            if let Some(slot) = volume.get_mut(bin.min(bins.saturating_sub(1))) {
                *slot += quantity;
            }
        }
        volume
    }

    /// The marks in order of time.
    #[must_use]
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    fn mark(&mut self, ts_ns: Nanos, kind: &'static str, text: String) {
        if self.marks.len() < MOST_MARKS {
            self.marks.push(Mark { ts_ns, kind, text });
        }
    }
}

impl Witness<MarketOnly> for Outline {
    fn applied(&mut self, event: &MarketEvent, applied: &Applied, state: &TradingLoop, _: &InstrumentTable) {
        if let Some(print) = applied.print
            && !print.flags.contains(EventFlags::NON_PRINTABLE)
        {
            *self.volume_by_second.entry(state.clock_ns().div_euclid(SECOND_NS)).or_default() += print.qty.to_f64();
        }
        match event.body {
            MarketBody::Gap { expected, received } => {
                self.mark(state.clock_ns(), "gap", format!("Gap: expected {expected}, received {received}"));
            }
            MarketBody::Status { status: TradingStatus::Halted | TradingStatus::Paused, reason } => {
                let code = String::from_utf8_lossy(&reason).trim_matches(['\0', ' ']).to_owned();
                self.mark(state.clock_ns(), "halt", format!("Trading halted {code}").trim_end().to_owned());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_volume_falls_into_equal_parts_and_none_is_lost() {
        let mut outline = Outline::default();
        for second in 0..100 {
            outline.volume_by_second.insert(second, 2.0);
        }
        let volume = outline.volume(0, 100 * SECOND_NS, 10);
        assert_eq!(volume, vec![20.0; 10]);
        assert!(outline.volume(0, 0, 0).is_empty());
    }
}
