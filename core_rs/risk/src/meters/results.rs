//! Results of a day.

use plimsoll_types::{Money, Scope};

/// What a scope's result was when the day began and at its best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Result {
    scope: Scope,
    start: Money,
    peak: Money,
}

/// Results of every scope that has a limit on them. Few: found by looking through.
#[derive(Debug, Default)]
pub(crate) struct Results {
    rows: Vec<Result>,
}

impl Results {
    /// Follows these scopes; those that were followed go on.
    pub(crate) fn follow(&mut self, scopes: &[Scope]) {
        for &scope in scopes {
            if !self.rows.iter().any(|row| row.scope == scope) {
                self.rows.push(Result { scope, start: Money::ZERO, peak: Money::ZERO });
            }
        }
    }

    /// Begins a new day at this result.
    pub(crate) fn start_day(&mut self, pnl_of: impl Fn(Scope) -> Option<Money>) {
        for row in &mut self.rows {
            if let Some(pnl) = pnl_of(row.scope) {
                (row.start, row.peak) = (pnl, pnl);
            }
        }
    }

    /// A person re-armed the scope: its best result is the one that it has now. The day's loss stays.
    pub(crate) fn forget_peak(&mut self, scope: Scope, pnl: Money) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.scope == scope) {
            row.peak = pnl;
        }
    }

    /// Sees a result.
    pub(crate) fn see(&mut self, scope: Scope, pnl: Money) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.scope == scope) {
            row.peak = row.peak.max(pnl);
        }
    }

    /// How many scopes are followed.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The scope that is followed at this place.
    pub(crate) fn scope(&self, row: usize) -> Option<Scope> {
        self.rows.get(row).map(|row| row.scope)
    }

    /// How far `pnl` is below where the day began.
    pub(crate) fn loss(&self, scope: Scope, pnl: Money) -> Option<i64> {
        let start = self.rows.iter().find(|row| row.scope == scope).map_or(Money::ZERO, |row| row.start);
        crate::exposure::set(start.raw().checked_sub(crate::exposure::set(pnl.raw())?)?)
    }

    /// How far `pnl` is below the day's best.
    pub(crate) fn drawdown(&self, scope: Scope, pnl: Money) -> Option<i64> {
        let peak = self.rows.iter().find(|row| row.scope == scope).map_or(Money::ZERO, |row| row.peak);
        crate::exposure::set(peak.max(pnl).raw().checked_sub(crate::exposure::set(pnl.raw())?)?)
    }

    /// Its state, for hashes.
    pub(crate) fn digest(&self, absorb: &mut dyn FnMut(&[u8])) {
        let mut rows = self.rows.clone();
        rows.sort_by_key(|row| row.scope);
        for row in rows {
            absorb(format!("{:?}", row.scope).as_bytes());
            absorb(&row.start.raw().to_le_bytes());
            absorb(&row.peak.raw().to_le_bytes());
        }
    }
}
