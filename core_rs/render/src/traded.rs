//! Volume at price of any stretch of time, whole (a profile) or bar by bar (a footprint).

use crate::profile::Traded;
use crate::view::InstrumentView;
use plimsoll_types::{EventFlags, Nanos, Side};
use std::collections::BTreeMap;

/// What to sum.
#[derive(Debug, Clone, Copy)]
pub struct TradedAsk {
    /// First instant.
    pub start_ns: Nanos,
    /// Instant behind the last.
    pub end_ns: Nanos,
    /// Time of one bar; zero sums the whole stretch into one.
    pub period_ns: Nanos,
    /// Price step of a row, raw.
    pub step: i64,
}

/// Traded quantity of one row of one bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TradedRow {
    /// Opening of its bar; the start of the stretch where there is one bar only.
    pub ts_open_ns: Nanos,
    /// Lowest price of the row, raw.
    pub px: i64,
    /// How much, by aggressor.
    pub traded: Traded,
}

/// Rows in order of bar and price, up to the view's cursor. Prints that count in no volume are left out.
#[must_use]
pub fn traded_at_price(view: &InstrumentView, ask: TradedAsk) -> Vec<TradedRow> {
    let step = ask.step.max(1);
    let mut rows: BTreeMap<(Nanos, i64), Traded> = BTreeMap::new();
    for print in view.trades_between(ask.start_ns, ask.end_ns) {
        if print.flags.contains(EventFlags::NON_PRINTABLE) {
            continue;
        }
        let bar = if ask.period_ns > 0 {
            print.ts_venue_ns - print.ts_venue_ns.rem_euclid(ask.period_ns)
        } else {
            ask.start_ns
        };
        let row = rows.entry((bar, print.px.raw().div_euclid(step) * step)).or_default();
        let side = match print.aggressor {
            Some(Side::Buy) => &mut row.bought,
            Some(Side::Sell) => &mut row.sold,
            None => &mut row.other,
        };
        *side = side.saturating_add(print.qty.raw());
    }
    rows.into_iter().map(|((ts_open_ns, px), traded)| TradedRow { ts_open_ns, px, traded }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::spec;
    use plimsoll_engine::publish::PanelRecord;
    use plimsoll_types::{Price, Qty, TradePrint};

    fn view() -> InstrumentView {
        let mut view = InstrumentView::new(spec());
        for i in 0..100_i64 {
            view.ingest(&PanelRecord::Trade(TradePrint {
                ts_venue_ns: i * 10,
                px: Price::from_raw(1_000 + i % 7),
                qty: Qty::from_raw(1 + i),
                aggressor: [Some(Side::Buy), Some(Side::Sell), None][i as usize % 3],
                flags: if i % 10 == 9 { EventFlags::NON_PRINTABLE } else { EventFlags::default() },
                match_id: 0,
            }));
        }
        view.settle();
        view
    }

    fn sum(rows: &[TradedRow]) -> i64 {
        rows.iter().map(|row| row.traded.total()).sum()
    }

    #[test]
    fn test_bars_and_rows_hold_what_the_whole_holds() {
        let view = view();
        let whole = TradedAsk { start_ns: 0, end_ns: 1_000, period_ns: 0, step: 1 };
        let counted: i64 = (0..100).filter(|i| i % 10 != 9).map(|i| 1 + i).sum();
        assert_eq!(sum(&traded_at_price(&view, whole)), counted);
        for (period_ns, step) in [(100, 1), (70, 3), (1, 1_000)] {
            let rows = traded_at_price(&view, TradedAsk { period_ns, step, ..whole });
            assert_eq!(sum(&rows), counted);
            assert!(rows.iter().all(|row| row.px % step == 0 && row.ts_open_ns % period_ns == 0));
            assert!(rows.is_sorted_by_key(|row| (row.ts_open_ns, row.px)));
        }
    }

    #[test]
    fn test_a_stretch_holds_only_its_own_prints() {
        let rows = traded_at_price(&view(), TradedAsk { start_ns: 100, end_ns: 130, period_ns: 0, step: 1 });
        assert_eq!(sum(&rows), 11 + 12 + 13);
        assert!(rows.iter().all(|row| row.ts_open_ns == 100));
    }
}
