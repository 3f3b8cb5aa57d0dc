//! What a run's strategy is told, in order.

use super::setup::RunPath;
use crate::plugins::{Narrator, PluginEvent};
use plimsoll_book::Applied;
use plimsoll_engine::{TradingLoop, Witness};
use plimsoll_types::{ExecType, ExecutionReport, InstrumentTable, MarketEvent};
use std::collections::VecDeque;

/// One thing that the strategy is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// Of the market.
    Market(PluginEvent),
    /// Of one of its orders.
    Order(ExecutionReport),
    /// Of one of its orders, a fill: told after the same as an order's.
    Fill(ExecutionReport),
}

/// The teller and what waits to be heard.
pub(super) struct Story {
    narrator: Narrator,
    waiting: VecDeque<Told>,
    reports: Vec<ExecutionReport>,
}

impl Story {
    pub(super) fn new(narrator: Narrator) -> Self {
        Self { narrator, waiting: VecDeque::new(), reports: Vec::new() }
    }

    pub(super) fn next(&mut self) -> Option<Told> {
        self.waiting.pop_front()
    }

    pub(super) fn is_heard(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(super) fn failure(&self) -> Option<&plimsoll_features::FeatureError> {
        self.narrator.failure()
    }

    /// Takes what the order path has to say.
    pub(super) fn hear_orders(&mut self, path: &mut RunPath) {
        if path.has_told() {
            path.drain_told(&mut self.reports);
            self.tell_reports();
        }
    }

    /// Appends reports of a command's own step.
    pub(super) fn hear(&mut self, reports: &mut Vec<ExecutionReport>) {
        self.reports.append(reports);
        self.tell_reports();
    }

    fn tell_reports(&mut self) {
        for report in self.reports.drain(..) {
            self.waiting.push_back(Told::Order(report));
            if report.exec_type == ExecType::Trade {
                self.waiting.push_back(Told::Fill(report));
            }
        }
    }
}

impl Witness<RunPath> for Story {
    fn applied(
        &mut self,
        event: &MarketEvent,
        applied: &Applied,
        state: &TradingLoop<RunPath>,
        instruments: &InstrumentTable,
    ) {
        let Self { narrator, waiting, .. } = self;
        narrator.applied(event, applied, state, instruments, &mut |event| waiting.push_back(Told::Market(event)));
    }
}
