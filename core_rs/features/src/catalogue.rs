//! All features.

use crate::definition::FeatureDef;
use crate::{averages, bars, order_flow, quotes, trade_flow, twap, volatility, vwap};

/// Every feature, in the order of the reference page.
pub static CATALOGUE: &[&FeatureDef] = &[
    &quotes::MID,
    &quotes::MICROPRICE,
    &quotes::SPREAD,
    &quotes::SPREAD_TICKS,
    &quotes::DEPTH_IMBALANCE,
    &order_flow::OFI,
    &order_flow::OFI_MULTI,
    &order_flow::MLOFI,
    &trade_flow::TRADE_IMBALANCE,
    &trade_flow::VOLUME,
    &trade_flow::TRADE_COUNT,
    &trade_flow::LAST,
    &vwap::VWAP,
    &vwap::VWAP_BANDS,
    &twap::TWAP,
    &bars::OHLCV,
    &bars::TICK_BARS,
    &bars::VOLUME_BARS,
    &averages::RSI,
    &averages::EMA,
    &volatility::REALISED_VARIANCE,
    &volatility::REALISED_VOL,
    &volatility::ROLLING_VOL,
];

/// The feature called `name`.
#[must_use]
pub fn find(name: &str) -> Option<&'static FeatureDef> {
    CATALOGUE.iter().find(|d| d.name == name).copied()
}

/// The name closest to `name`: fewest letters to change, the first of several.
#[must_use]
pub fn nearest(name: &str) -> &'static str {
    let by_distance = |d: &&&FeatureDef| edit_distance(name, d.name);
    CATALOGUE.iter().min_by_key(by_distance).map_or("mid", |d| d.name)
}

fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (diagonal + usize::from(x != *y)).min(above + 1).min(row[j] + 1);
            diagonal = above;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn test_names_are_unique_and_fully_described() {
        let names: HashSet<_> = CATALOGUE.iter().map(|d| d.name).collect();
        assert_eq!(names.len(), CATALOGUE.len());
        for def in CATALOGUE {
            for text in [def.title, def.unit, def.formula, def.warm_up, def.unknown, def.source] {
                assert!(!text.is_empty(), "{}", def.name);
            }
        }
    }

    #[test]
    fn test_a_slip_of_the_pen_finds_its_feature() {
        for (typed, meant) in
            [("offi", "ofi"), ("vwapp", "vwap"), ("trade-imbalance", "trade_imbalance"), ("rsj", "rsi")]
        {
            assert_eq!(nearest(typed), meant);
        }
    }
}
