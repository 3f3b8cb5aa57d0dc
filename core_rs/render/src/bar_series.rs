//! Time bars with the session's VWAP, from the feature library's operators, at any cursor of the tape.
//!
//! Operators are incremental and a cursor may go back: the series keeps copies of them now and then and runs on from the
//! nearest one.

use crate::tape::TradeTape;
use plimsoll_features::{BarBuilder, BarRule, FeatureError, FeatureSet, TradeBar};
use plimsoll_types::{Nanos, TradePrint};

/// Completed bars between two kept copies of the operators.
const KEEP_EVERY: usize = 64;

/// One bar and the session's VWAP at its end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeriesBar {
    /// The bar.
    pub bar: TradeBar,
    /// Session VWAP up to its last trade.
    pub vwap: f64,
    /// Volume-weighted standard deviation of the session's prices.
    pub sigma: f64,
}

/// The bars of one period.
#[derive(Debug)]
pub struct BarSeries {
    bars: Vec<SeriesBar>,
    head: Operators,
    kept: Vec<Operators>,
    cursor: Option<Operators>,
}

/// The operators as they stood before print `next`, with `bars` bars complete.
#[derive(Debug, Clone)]
struct Operators {
    next: usize,
    bars: usize,
    builder: BarBuilder,
    session: FeatureSet,
}

impl Operators {
    fn take(&mut self, print: &TradePrint) -> Option<SeriesBar> {
        // The bar that this print completes ends with the session as it stood before it.
        let before = self.reading();
        let complete = self.builder.on_trade(print);
        self.session.on_trade(print);
        self.next += 1;
        let (vwap, sigma) = before;
        let bar = complete.map(|bar| SeriesBar { bar, vwap, sigma });
        self.bars += usize::from(bar.is_some());
        bar
    }

    fn reading(&self) -> (f64, f64) {
        let mut values = [f64::NAN; 4];
        self.session.read(&mut values);
        (values[0], values[1])
    }
}

impl BarSeries {
    /// Bars of `period_ns` nanoseconds.
    ///
    /// # Errors
    /// [`FeatureError`] where the feature library knows no such VWAP.
    pub fn new(period_ns: Nanos) -> Result<Self, FeatureError> {
        let start = Operators {
            next: 0,
            bars: 0,
            builder: BarBuilder::new(BarRule::Time(period_ns.max(1))),
            session: FeatureSet::parse("vwap_bands(k=1)")?,
        };
        Ok(Self { bars: Vec::new(), head: start.clone(), kept: vec![start], cursor: None })
    }

    /// Takes the prints that came since the last call.
    pub fn follow(&mut self, tape: &TradeTape) {
        self.head.next = self.head.next.max(tape.kept().start);
        while let Some(print) = tape.get(self.head.next) {
            if let Some(bar) = self.head.take(&print) {
                self.bars.push(bar);
                self.keep_now_and_then();
            }
        }
    }

    fn keep_now_and_then(&mut self) {
        if self.bars.len().is_multiple_of(KEEP_EVERY) {
            self.kept.push(self.head.clone());
        }
    }

    /// Bars complete at tape index `end`, and the one under way there.
    pub fn at(&mut self, tape: &TradeTape, end: usize) -> (&[SeriesBar], Option<SeriesBar>) {
        if end >= self.head.next {
            let running = running_bar(&self.head);
            return (&self.bars, running);
        }
        let start = self.nearest(end);
        let mut operators = start;
        while operators.next < end {
            let Some(print) = tape.get(operators.next) else { break };
            operators.take(&print);
        }
        let running = running_bar(&operators);
        let complete = operators.bars.min(self.bars.len());
        self.cursor = Some(operators);
        (&self.bars[..complete], running)
    }

    fn nearest(&self, end: usize) -> Operators {
        let behind = self.kept.partition_point(|kept| kept.next <= end);
        let kept = &self.kept[behind.saturating_sub(1)];
        match &self.cursor {
            Some(cursor) if cursor.next <= end && cursor.next >= kept.next => cursor.clone(),
            _ => kept.clone(),
        }
    }
}

fn running_bar(operators: &Operators) -> Option<SeriesBar> {
    let (vwap, sigma) = operators.reading();
    operators.builder.current().map(|bar| SeriesBar { bar: *bar, vwap, sigma })
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_types::{EventFlags, Price, Qty, Side};

    const SECOND: Nanos = 1_000_000_000;

    fn tape() -> TradeTape {
        let mut tape = TradeTape::default();
        for i in 0..50_000_i64 {
            tape.push(&TradePrint {
                ts_venue_ns: i * SECOND / 7,
                px: Price::from_raw(Price::ONE * 100 + (i * i % 97) * 10_000_000),
                qty: Qty::from_raw(Qty::ONE * (1 + i % 13)),
                aggressor: Some(Side::Buy),
                flags: EventFlags::default(),
                match_id: 0,
            });
        }
        tape
    }

    #[test]
    fn test_any_cursor_shows_what_a_series_of_only_the_past_shows() {
        let whole = tape();
        let mut series = BarSeries::new(SECOND * 5).unwrap();
        series.follow(&whole);
        for end in [40_000, 123, 39_999, 0, 50_000, 7, 40_001] {
            let mut past = TradeTape::default();
            whole.iter(0..end).for_each(|print| {
                past.push(&print);
            });
            let mut only_past = BarSeries::new(SECOND * 5).unwrap();
            only_past.follow(&past);
            let (bars, running) = only_past.at(&past, end);
            let (seen, seen_running) = series.at(&whole, end);
            assert_eq!(seen, bars, "at {end}");
            assert_eq!(seen_running, running, "at {end}");
        }
    }

    #[test]
    fn test_volume_of_all_bars_is_the_tape_s_volume() {
        let whole = tape();
        let mut series = BarSeries::new(SECOND * 60).unwrap();
        series.follow(&whole);
        let (bars, running) = series.at(&whole, whole.kept().end);
        let sum: i64 = bars.iter().chain(&running).map(|bar| bar.bar.volume().raw()).sum();
        let traded: i64 = whole.iter(whole.kept()).map(|print| print.qty.raw()).sum();
        assert_eq!(sum, traded);
    }
}
