//! The engine: limits, counts and halts behind every command.

mod commands;
mod judge;
mod replay;
mod rows;
#[cfg(test)]
mod tests;
mod watch;

pub(crate) use rows::RowState;

use crate::gate::{HaltGate, HaltView};
use crate::limits::{LimitKind, Limits};
use crate::meters::{Cells, Monotonic, Peaks, Period, Recent};
use crate::setup::RiskSetup;
use crate::throttle::Throttle;
use crate::trip::{Control, Trip};
use crate::{Exposure, MarketView};
use plimsoll_types::{HaltMode, InstrumentId, Nanos, RejectReason, RiskDecision, Scope, StrategyId};
use rows::Rows;
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// Pre-trade risk: the only maker of [`RiskApproved`](crate::RiskApproved).
///
/// Single-threaded, without input, output or clocks: the order path owns it and hands it time. Everything that it remembers
/// follows from what it was handed, in order: a journal replayed gives the same state, see [`digest`](Self::digest).
#[derive(Debug)]
pub struct RiskEngine {
    limits: Limits,
    setup: RiskSetup,
    gate: Arc<HaltGate>,
    halts: HaltView,
    rows: Rows,
    cells: Cells,
    recent: Recent,
    longest_duplicate_ns: Nanos,
    peaks: Peaks,
    /// Scopes with a limit on their results.
    watched: Vec<Scope>,
    throttle: Throttle,
    periods: Vec<Option<Period>>,
    watches_period: bool,
    clock: Monotonic,
    kill_cancels: u64,
    tripped: BTreeSet<(Scope, Control)>,
    trips: VecDeque<Trip>,
}

impl RiskEngine {
    /// An engine under these limits, behind this gate.
    #[must_use]
    pub fn new(limits: Limits, gate: Arc<HaltGate>, setup: RiskSetup) -> Self {
        let mut engine = Self {
            limits: Limits::unusable("none were handed in"),
            setup,
            gate,
            halts: HaltView::default(),
            rows: Rows::default(),
            cells: Cells::default(),
            recent: Recent::default(),
            longest_duplicate_ns: 0,
            peaks: Peaks::default(),
            watched: Vec::new(),
            throttle: Throttle::default(),
            periods: Vec::new(),
            watches_period: false,
            clock: Monotonic::default(),
            kill_cancels: 0,
            tripped: BTreeSet::new(),
            trips: VecDeque::new(),
        };
        engine.set_limits(limits);
        engine
    }

    /// The limits that hold.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Other limits from now on. What was counted stays counted.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
        self.rows.clear();
        self.cells.set_limits(&self.limits);
        self.longest_duplicate_ns = self.limits.longest(LimitKind::DuplicateWindow);
        self.watches_period = self.limits.records().iter().any(|record| record.kind == LimitKind::CollarPeriod);
        self.periods.clear();
        self.watched = self.limits.scopes_of(&[LimitKind::DailyLoss, LimitKind::Drawdown]);
    }

    /// The rules that hold.
    #[must_use]
    pub const fn setup(&self) -> &RiskSetup {
        &self.setup
    }

    /// Other rules from now on: a restricted list, a calendar, permissions.
    pub fn set_setup(&mut self, setup: RiskSetup) {
        self.setup = setup;
        self.rows.clear();
    }

    /// The gate in front of every send.
    #[must_use]
    pub const fn gate(&self) -> &Arc<HaltGate> {
        &self.gate
    }

    /// Algorithms that the repeated execution throttle shut.
    #[must_use]
    pub fn throttled(&self) -> Vec<StrategyId> {
        self.throttle.shut().collect()
    }

    /// Cancels that halts sent so far: they have a reserve of their own and count against no limit.
    #[must_use]
    pub const fn kill_cancels(&self) -> u64 {
        self.kill_cancels
    }

    /// Sees a market: references of the period collar. Between orders as well, or a fast market is seen too late.
    #[inline]
    pub fn on_market(&mut self, mono_ns: Nanos, instrument: InstrumentId, market: &MarketView) {
        if self.watches_period {
            let now_ns = self.clock.read(mono_ns);
            self.see_reference(now_ns, instrument, market);
        }
    }

    fn see_reference(&mut self, now_ns: Nanos, instrument: InstrumentId, market: &MarketView) {
        // Identities count from zero and stay few; one beyond any table is an unknown instrument.
        if instrument.index() >= 1 << 20 {
            return;
        }
        if self.periods.len() <= instrument.index() {
            self.periods.resize(instrument.index() + 1, None);
        }
        let limits = &self.limits;
        let period = self.periods[instrument.index()].get_or_insert_with(|| {
            Period::new(limits.length(LimitKind::CollarPeriodLength, Scope::Instrument(instrument)))
        });
        let mid = market.mid();
        period.see(now_ns, if mid.is_set() { mid } else { market.last });
    }

    /// A trading day begins, as in `Oms::start_day`: drawdowns and order-to-trade ratios count from here. Nothing but a call
    /// begins one, and no halt ends with it.
    pub fn start_day(&mut self) {
        self.cells.start_day();
        self.peaks.start_day();
    }

    /// A person let the scope go on: its controls watch again, a shut throttle opens, and a drawdown counts from the present
    /// result. The day's loss stays what it is.
    pub fn rearm(&mut self, scope: Scope, oms: &dyn Exposure) {
        self.tripped.retain(|(tripped, _)| *tripped != scope);
        match scope {
            Scope::Strategy(strategy) => {
                self.throttle.open(strategy);
            }
            Scope::Session(_) => {
                let place = self.cells.place(scope, &self.limits);
                if let Some(cell) = self.cells.at_mut(place) {
                    cell.abnormal.iter_mut().for_each(|capped| capped.window.clear());
                }
            }
            _ => {}
        }
        if let Some(totals) = oms.totals(scope) {
            self.peaks.rearm(scope, totals.pnl);
        }
    }

    /// The strictest halt for this place, as of now.
    #[must_use]
    pub fn halt_mode(&self, of: plimsoll_types::Attribution, instrument: InstrumentId, session: u32) -> HaltMode {
        self.gate.strictest(of, instrument, session)
    }

    /// Feeds everything that a replayed journal must bring back to `absorb`.
    pub fn digest(&self, absorb: &mut dyn FnMut(&[u8])) {
        absorb(&self.limits.version().to_le_bytes());
        self.cells.digest(absorb);
        self.recent.digest(absorb);
        self.peaks.digest(absorb);
        self.throttle.digest(absorb);
        absorb(&self.kill_cancels.to_le_bytes());
        for (scope, control) in &self.tripped {
            absorb(format!("{scope:?}").as_bytes());
            absorb(&[*control as u8]);
        }
    }
}

/// A decision to be filled again and again: one allocation for all orders.
#[must_use]
pub fn empty_decision() -> RiskDecision {
    RiskDecision {
        cl_ord_id: plimsoll_types::ClOrdId::NONE,
        ts_ns: 0,
        limits_version: 0,
        reason: RejectReason::None,
        outcomes: Vec::with_capacity(plimsoll_types::MOST_CHECKS),
        took_ns: 0,
    }
}
