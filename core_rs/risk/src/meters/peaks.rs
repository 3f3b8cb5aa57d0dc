//! Best results since a person re-armed a drawdown.

use crate::exposure::Totals;
use plimsoll_oms::Amount;
use plimsoll_types::Scope;

/// Scopes that were re-armed today, with their best result since: their drawdown counts from there. Few: found by looking
/// through.
#[derive(Debug, Default)]
pub(crate) struct Peaks {
    rows: Vec<(Scope, Amount)>,
}

impl Peaks {
    /// A person re-armed the scope at this result.
    pub(crate) fn rearm(&mut self, scope: Scope, pnl: Amount) {
        self.rows.retain(|(of, _)| *of != scope);
        self.rows.push((scope, pnl));
    }

    /// A new day: the order state's own peaks begin anew.
    pub(crate) fn start_day(&mut self) {
        self.rows.clear();
    }

    /// Sees a result.
    pub(crate) fn see(&mut self, scope: Scope, pnl: Amount) {
        if let Some((_, peak)) = self.rows.iter_mut().find(|(of, _)| *of == scope) {
            *peak = peak.max(pnl);
        }
    }

    /// How far the result is below its best of the day, or since it was re-armed.
    pub(crate) fn drawdown(&self, scope: Scope, totals: &Totals) -> Amount {
        let rearmed = self.rows.iter().find(|(of, _)| *of == scope);
        rearmed.map_or(totals.day_drawdown, |(_, peak)| peak.max(totals.pnl) - totals.pnl)
    }

    /// Its state, for hashes.
    pub(crate) fn digest(&self, absorb: &mut dyn FnMut(&[u8])) {
        let mut rows = self.rows.clone();
        rows.sort_by_key(|(scope, _)| *scope);
        for (scope, peak) in rows {
            absorb(format!("{scope:?}").as_bytes());
            absorb(&peak.raw().to_le_bytes());
        }
    }
}
