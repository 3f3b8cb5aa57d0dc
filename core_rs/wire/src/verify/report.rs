//! What a verifier found.

use plimsoll_types::{Level, Side};

/// Of one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The answer file has no row for this unit.
    NoRow,
    /// Book and row are equal.
    Match,
    /// They differ, or the row cannot be read.
    Mismatch,
}

/// Of a whole input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Rows compared, those that differ included.
    pub verified_rows: u64,
    /// Rows that differ.
    pub mismatches: u64,
    /// Levels that the decoder took from the answer file.
    pub revealed: u64,
    /// The first row that differs: its line, the place in the book, both values.
    pub first_mismatch: Option<String>,
}

impl VerifyReport {
    /// Counts a row that is equal (`None`) or differs as told.
    pub(crate) fn count(&mut self, difference: Option<String>) -> Verdict {
        self.verified_rows += 1;
        match difference {
            None => Verdict::Match,
            Some(told) => {
                self.mismatches += 1;
                self.first_mismatch.get_or_insert(told);
                Verdict::Mismatch
            }
        }
    }
}

/// Where `found` first differs from `expected`, in words; order counts are compared on demand.
pub(crate) fn difference(side: Side, expected: &[Level], found: &[Level], with_orders: bool) -> Option<String> {
    let equal = |a: &Level, b: &Level| a.px == b.px && a.qty == b.qty && (!with_orders || a.orders == b.orders);
    let at = (0..expected.len().max(found.len())).find(|&at| match (expected.get(at), found.get(at)) {
        (Some(a), Some(b)) => !equal(a, b),
        _ => true,
    })?;
    let name = match side {
        Side::Buy => "bid",
        Side::Sell => "ask",
    };
    let (wanted, got) = (shown(expected.get(at), with_orders), shown(found.get(at), with_orders));
    Some(format!("{name} level {}: expected {wanted}, found {got}", at + 1))
}

fn shown(level: Option<&Level>, with_orders: bool) -> String {
    match level {
        None => "no level".to_owned(),
        Some(level) if with_orders => format!("{} x {} in {} orders", level.qty, level.px, level.orders),
        Some(level) => format!("{} x {}", level.qty, level.px),
    }
}
