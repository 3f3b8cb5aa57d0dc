//! Automatic controls: what halts by itself (kill switch levels 1 and 2).

use super::RiskEngine;
use crate::Exposure;
use crate::context::CheckContext;
use crate::limits::LimitKind;
use crate::meters::Capped;
use crate::trip::{Control, Trip};
use plimsoll_oms::Amount;
use plimsoll_types::{Attribution, ExecType, ExecutionReport, InstrumentId, Money, Nanos, RejectReason, Scope};

/// Index of the session among an order's scopes.
const SESSION_LEVEL: usize = 6;

impl RiskEngine {
    /// Sees what happened to an order: results, executions, refusals. The first halt that a control asks for; ask
    /// [`next_trip`](Self::next_trip) for others.
    pub fn on_report(&mut self, mono_ns: Nanos, report: &ExecutionReport, oms: &dyn Exposure) -> Option<Trip> {
        let now_ns = self.clock.read(mono_ns);
        match report.exec_type {
            ExecType::Trade => {
                self.on_trade(now_ns, report, oms);
                self.watch(oms);
            }
            ExecType::TradeCancel | ExecType::TradeCorrect => self.watch(oms),
            // A refusal of our own is counted where it is decided; one of the venue names an order that is known.
            ExecType::Rejected | ExecType::CancelRejected => {
                if let Some(owner) =
                    oms.whose(report.cl_ord_id).filter(|_| report.ts_venue_ns != plimsoll_types::UNKNOWN_TIME)
                {
                    let place = self.cells.place(Scope::Session(owner.session), &self.limits);
                    self.count_at(place, now_ns, Control::RejectRate);
                }
            }
            _ => {}
        }
        self.next_trip()
    }

    fn on_trade(&mut self, now_ns: Nanos, report: &ExecutionReport, oms: &dyn Exposure) {
        let first = report.cum_qty == report.last_qty;
        if !first {
            return;
        }
        let session = oms.whose(report.cl_ord_id).map(|owner| owner.session);
        let scopes = crate::limits::scopes_of(report.attribution, report.instrument, session.unwrap_or_default());
        let known = if session.is_some() { scopes.len() } else { SESSION_LEVEL };
        for scope in &scopes[..known] {
            let place = self.cells.place(*scope, &self.limits);
            if let Some(cell) = self.cells.at_mut(place) {
                cell.traded = cell.traded.saturating_add(1);
            }
        }
        let strategy = report.attribution.strategy;
        if strategy.is_some()
            && let Some((measured, limit)) =
                self.throttle.executed(&self.limits, now_ns, (strategy, report.instrument, report.side))
        {
            self.trip(Scope::Strategy(strategy), Control::RepeatedExecution, measured, limit);
        }
    }

    /// Looks at the result of every scope that has a limit on it. Call it when marks move, a few times a second.
    pub fn watch(&mut self, oms: &dyn Exposure) {
        for row in 0..self.watched.len() {
            let scope = self.watched[row];
            // What cannot be told is refused at each order; a halt would not make it known.
            let Some(totals) = oms.totals(scope).filter(|totals| totals.pnl.is_known()) else { continue };
            self.peaks.see(scope, totals.pnl);
            self.reached(scope, LimitKind::DailyLoss, Control::DailyLoss, -totals.day);
            let fall = self.peaks.drawdown(scope, &totals);
            self.reached(scope, LimitKind::Drawdown, Control::Drawdown, fall);
        }
    }

    fn reached(&mut self, scope: Scope, kind: LimitKind, control: Control, measured: Amount) {
        let Some(limit) = self.limits.get(kind, scope) else { return };
        let measured = measured.to_money().map_or(i64::MAX, Money::raw);
        if measured >= limit {
            self.trip(scope, control, measured, limit);
        }
    }

    /// A command that was refused before it came to risk: unknown names, wrong form, bad sequence. Counts against the session.
    pub fn on_refused(&mut self, mono_ns: Nanos, session: u32) {
        let now_ns = self.clock.read(mono_ns);
        let place = self.cells.place(Scope::Session(session), &self.limits);
        self.count_at(place, now_ns, Control::CommandRate);
        self.count_at(place, now_ns, Control::RejectRate);
    }

    /// The next halt that a control asks for. The order path takes them all after each command, report and watch.
    pub fn next_trip(&mut self) -> Option<Trip> {
        self.trips.pop_front()
    }

    fn trip(&mut self, scope: Scope, control: Control, measured: i64, limit: i64) {
        if self.tripped.insert((scope, control)) {
            self.trips.push_back(Trip { scope, mode: self.setup.trip_mode, control, measured, limit });
        }
    }

    pub(super) fn count_command(&mut self, row: usize, now_ns: Nanos) {
        if let Some(place) = self.session_cell(row) {
            self.count_at(place, now_ns, Control::CommandRate);
        }
    }

    /// Counts a refusal against the session. What a halt refuses is not the session's doing.
    pub(super) fn count_reject(&mut self, row: usize, now_ns: Nanos, reason: RejectReason) {
        if reason == RejectReason::Halted {
            return;
        }
        if let Some(place) = self.session_cell(row) {
            self.count_at(place, now_ns, Control::RejectRate);
        }
    }

    fn session_cell(&self, row: usize) -> Option<usize> {
        self.rows.at(row).map(|row| row.cells[SESSION_LEVEL])
    }

    /// Counts a cancel as a message of everybody behind the order, and against the session that asked.
    pub(super) fn count_cancel(&mut self, ctx: &CheckContext<'_>, of: Attribution, instrument: InstrumentId) {
        self.count_cancel_of(ctx.mono_ns, ctx.session.number, of, instrument);
    }

    pub(super) fn count_cancel_of(&mut self, mono_ns: Nanos, session: u32, of: Attribution, instrument: InstrumentId) {
        let now_ns = self.clock.read(mono_ns);
        let key = (of, instrument, session);
        let row = self.rows.place(key, (&self.limits, &self.setup, &mut self.cells));
        let Some(cells) = self.rows.at(row).map(|row| row.cells) else { return };
        for place in cells {
            if let Some(cell) = self.cells.at_mut(place) {
                cell.advance(now_ns);
                cell.add_message();
            }
        }
        self.count_at(cells[SESSION_LEVEL], now_ns, Control::CommandRate);
        self.count_at(cells[SESSION_LEVEL], now_ns, Control::CancelRate);
    }

    #[inline]
    fn count_at(&mut self, place: usize, now_ns: Nanos, control: Control) {
        let Some(cell) = self.cells.at_mut(place) else { return };
        let nth = match control {
            Control::CommandRate => 0,
            Control::RejectRate => 1,
            _ => 2,
        };
        let Capped { window, limit } = &mut cell.abnormal[nth];
        window.advance(now_ns);
        window.add();
        let (count, limit) = (i64::from(window.count()), *limit);
        if count > limit {
            let scope = cell.scope;
            self.trip(scope, control, count, limit);
        }
    }
}
