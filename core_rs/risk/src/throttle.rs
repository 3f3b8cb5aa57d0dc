//! The repeated execution throttle of RTS 6 Art. 15(3).

use crate::hashing::FastMap;
use crate::limits::{LimitKind, Limits};
use crate::meters::Window;
use plimsoll_types::{InstrumentId, Nanos, Scope, Side, StrategyId};
use std::collections::BTreeSet;

/// How often each algorithm was executed on one side of one instrument, and which algorithms are shut for it. Nothing but
/// [`open`](Self::open), which a person asks for, opens one again.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    windows: FastMap<(StrategyId, InstrumentId, Side), Window>,
    shut: BTreeSet<StrategyId>,
}

impl Throttle {
    /// Counts the first fill of an order. Whether this shuts the algorithm.
    pub(crate) fn executed(
        &mut self,
        limits: &Limits,
        now_ns: Nanos,
        of: (StrategyId, InstrumentId, Side),
    ) -> Option<(i64, i64)> {
        let scope = Scope::Strategy(of.0);
        let limit = limits.own(LimitKind::RepeatedExecutions, scope)?;
        let length = limits.length(LimitKind::RepeatedWindow, scope);
        let window = self.windows.entry(of).or_insert_with(|| Window::new(length));
        window.set_length(length);
        window.advance(now_ns);
        window.add();
        let count = i64::from(window.count());
        (count > limit && self.shut.insert(of.0)).then_some((count, limit))
    }

    /// As of the last execution.
    pub(crate) fn count(&self, strategy: StrategyId, instrument: InstrumentId, side: Side) -> u32 {
        if self.windows.is_empty() {
            return 0;
        }
        self.windows.get(&(strategy, instrument, side)).map_or(0, Window::count)
    }

    /// Whether the algorithm is shut.
    #[inline]
    pub(crate) fn is_shut(&self, strategy: StrategyId) -> bool {
        !self.shut.is_empty() && self.shut.contains(&strategy)
    }

    /// A person lets the algorithm go on; its count begins anew.
    pub(crate) fn open(&mut self, strategy: StrategyId) -> bool {
        for window in self.windows.iter_mut().filter(|(of, _)| of.0 == strategy).map(|(_, window)| window) {
            window.clear();
        }
        self.shut.remove(&strategy)
    }

    /// Algorithms that are shut, in order.
    pub(crate) fn shut(&self) -> impl Iterator<Item = StrategyId> + '_ {
        self.shut.iter().copied()
    }

    /// Its state, for hashes.
    pub(crate) fn digest(&self, absorb: &mut dyn FnMut(&[u8])) {
        let mut windows: Vec<_> = self.windows.iter().collect();
        windows.sort_by_key(|(of, _)| (of.0, of.1, of.2 as u8));
        for (of, window) in windows {
            absorb(&of.0.0.to_le_bytes());
            absorb(&of.1.0.to_le_bytes());
            window.digest(absorb);
        }
        for strategy in &self.shut {
            absorb(&strategy.0.to_le_bytes());
        }
    }
}
