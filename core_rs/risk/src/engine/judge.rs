//! One order through every check.

use super::RiskEngine;
use crate::approval::{Grounds, Nature};
use crate::checks::{CHECKS, Case, Figures, Intent, is_reducing, value};
use crate::context::CheckContext;
use crate::meters::Fingerprint;
use plimsoll_types::{CheckOutcome, Nanos, OrderFlags, RejectReason, RiskDecision};

impl RiskEngine {
    /// Fills `decision`; grounds for an approval where every check passed. Counts what was approved.
    pub(super) fn judge(
        &mut self,
        ctx: &CheckContext<'_>,
        intent: &Intent,
        decision: &mut RiskDecision,
    ) -> Option<Grounds> {
        let began_ns = ctx.stopwatch.read_ns();
        let order = &intent.order;
        decision.cl_ord_id = order.cl_ord_id;
        decision.ts_ns = ctx.now_ns;
        decision.limits_version = self.limits.version();
        decision.outcomes.clear();

        let (of, instrument, session) = (order.attribution, order.instrument, ctx.session.number);
        let mono_ns = self.clock.read(ctx.mono_ns);
        let place = self.rows.place((of, instrument, session), (&self.limits, &self.setup, &mut self.cells));
        self.prepare(ctx, place, mono_ns, intent);
        self.count_command(place, mono_ns);
        let epoch = self.halts.refresh(&self.gate);
        let mode = self.halts.strictest(of, instrument, session);

        let figures = figures(ctx, intent);
        let Some(row) = self.rows.at(place) else { return self.refuse_unresolved(decision) };
        let case = Case {
            ctx,
            intent,
            row,
            mode,
            mono_ns,
            setup: &self.setup,
            cells: &self.cells,
            recent: &self.recent,
            peaks: &self.peaks,
            throttle: &self.throttle,
            period: self.periods.get(instrument.index()).and_then(Option::as_ref),
            figures,
            totals: std::array::from_fn(|_| std::cell::OnceCell::new()),
        };
        decision.reason = check_all(&case, began_ns, decision);
        if decision.reason != RejectReason::None {
            self.count_reject(place, mono_ns, decision.reason);
            return None;
        }
        self.count_message(place);
        if intent.now.is_none() && self.longest_duplicate_ns > 0 {
            self.recent.add(mono_ns, Fingerprint::of(order), self.longest_duplicate_ns);
        }
        let nature = nature(intent, &figures);
        Some(Grounds { attribution: of, instrument, session, epoch, nature })
    }

    fn prepare(&mut self, ctx: &CheckContext<'_>, place: usize, mono_ns: Nanos, intent: &Intent) {
        let instrument = intent.order.instrument;
        self.rows.settle_hours(place, ctx.now_ns, instrument, &self.setup);
        if self.watches_period {
            self.see_reference(mono_ns, instrument, ctx.market);
        }
        if let Some(row) = self.rows.at(place) {
            for &cell in &row.cells {
                if let Some(cell) = self.cells.at_mut(cell) {
                    cell.advance(mono_ns);
                }
            }
        }
    }

    fn refuse_unresolved(&self, decision: &mut RiskDecision) -> Option<Grounds> {
        decision.reason = RejectReason::LimitsUnusable;
        None
    }

    pub(super) fn count_message(&mut self, place: usize) {
        let Some(row) = self.rows.at(place) else { return };
        for &cell in &row.cells {
            if let Some(cell) = self.cells.at_mut(cell) {
                cell.add_message();
            }
        }
    }
}

/// The reason of the first check that fails; none where all pass.
fn check_all(case: &Case<'_>, began_ns: u64, decision: &mut RiskDecision) -> RejectReason {
    let stopwatch = case.ctx.stopwatch;
    let mut last_ns = stopwatch.read_ns();
    let mut reason = RejectReason::None;
    for (check, find) in CHECKS {
        let finding = find(case);
        let now_ns = stopwatch.read_ns();
        decision.outcomes.push(CheckOutcome {
            check,
            scope: finding.scope,
            unit: finding.unit,
            measured: finding.measured,
            limit: finding.limit,
            passed: finding.reason == RejectReason::None,
            took_ns: nanos(now_ns.wrapping_sub(last_ns)),
        });
        last_ns = now_ns;
        reason = finding.reason;
        if reason != RejectReason::None {
            break;
        }
    }
    decision.took_ns = nanos(last_ns.wrapping_sub(began_ns));
    reason
}

fn nanos(span_ns: u64) -> u32 {
    u32::try_from(span_ns).unwrap_or(u32::MAX)
}

fn figures(ctx: &CheckContext<'_>, intent: &Intent) -> Figures {
    let order = &intent.order;
    let px = Some(intent.px(ctx)).filter(|px| px.is_set());
    let value_px = px.map(|px| intent.value_px(px, ctx));
    Figures {
        px,
        value: value_px.and_then(|px| value(px, order.qty)),
        added: value_px.and_then(|px| intent.added_value(px)),
        position: ctx.oms.position(order.attribution.account, order.attribution.strategy, order.instrument),
    }
}

fn nature(intent: &Intent, figures: &Figures) -> Nature {
    if !is_reducing(figures.position, intent.order.side, intent.added_qty()) {
        return Nature::Adding;
    }
    if intent.has(OrderFlags::LIQUIDATION) { Nature::Liquidating } else { Nature::Reducing }
}
