//! Orders good till a date that the venue should have let go.

use plimsoll_types::{ClOrdId, Nanos};
use std::collections::BTreeSet;

/// Expiries by time, UTC.
#[derive(Debug, Default)]
pub(super) struct Expiries {
    due: BTreeSet<(Nanos, ClOrdId)>,
}

impl Expiries {
    /// Looks at `order` at `due_ns`.
    pub(super) fn watch(&mut self, due_ns: Nanos, order: ClOrdId) {
        self.due.insert((due_ns, order));
    }

    /// The next that is due.
    pub(super) fn take_due(&mut self, now_ns: Nanos) -> Option<ClOrdId> {
        let first = *self.due.first().filter(|(due_ns, _)| *due_ns <= now_ns)?;
        self.due.remove(&first);
        Some(first.1)
    }

    pub(super) fn next_ns(&self) -> Option<Nanos> {
        self.due.first().map(|(due_ns, _)| *due_ns)
    }
}
