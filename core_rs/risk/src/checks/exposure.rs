//! Sums: positions, exposure, results.

use super::finding::Reach;
use super::{Case, Finding};
use crate::exposure::Holding;
use crate::limits::{Cap, LimitKind};
use crate::setup::ShortSale;
use plimsoll_oms::Amount;
use plimsoll_types::{HaltMode, OrderFlags, Qty, RejectReason, Scope, Side, Unit};

fn holding(case: &Case<'_>, scope: Scope) -> Option<Holding> {
    case.ctx.oms.holding(scope, case.intent.order.instrument)
}

/// Whether, with everything open on the order's side and the order itself traded, the position is not beyond flat.
pub(crate) fn is_reducing(holding: Option<Holding>, side: Side, more: Option<Qty>) -> bool {
    holding.zip(more).and_then(|(holding, more)| holding.reach(side, more)).is_some_and(|reach| reach <= 0)
}

/// Whether the order only makes the position of `scope` smaller: such orders pass limits that were lowered, or passed by a
/// moving price, below what is held.
fn reduces(case: &Case<'_>, scope: Scope) -> bool {
    is_reducing(holding(case, scope), case.intent.order.side, case.intent.added_qty())
}

/// Position of each scope in the instrument, with every open order of the side and this one traded.
pub(super) fn position(case: &Case<'_>) -> Finding {
    Finding::of_sums(case.row.limits.sums(LimitKind::Position), Unit::Qty, |cap| {
        let more = case.intent.added_qty();
        let reach =
            holding(case, cap.scope).zip(more).and_then(|(held, more)| held.reach(case.intent.order.side, more));
        Finding::at_most(cap, Unit::Qty, reach, RejectReason::PositionLimit)
    })
}

/// What an order adds, in the currency of `scope`.
fn added(case: &Case<'_>, scope: Scope) -> Option<Amount> {
    case.ctx.oms.convert(case.figures.added?, case.intent.order.instrument, scope)
}

fn gross(case: &Case<'_>, cap: Cap) -> Option<Amount> {
    let totals = case.totals(cap)?;
    Some(totals.gross + totals.open_buy + totals.open_sell + added(case, cap.scope)?)
}

/// Values of positions and open orders of both sides, this one counted in.
pub(super) fn gross_exposure(case: &Case<'_>) -> Finding {
    let caps = case.row.limits.sums(LimitKind::GrossExposure);
    let reduces = |cap: Cap| reduces(case, cap.scope);
    Finding::of_amounts(caps, RejectReason::GrossLimit, Reach::UpTo, |cap| gross(case, cap), reduces)
}

/// Values of positions of both sides set off, and of open orders of this order's side, this one counted in.
pub(super) fn net_exposure(case: &Case<'_>) -> Finding {
    let net = |cap: Cap| {
        let totals = case.totals(cap)?;
        let (towards, open) = match case.intent.order.side {
            Side::Buy => (totals.net, totals.open_buy),
            Side::Sell => (-totals.net, totals.open_sell),
        };
        Some(towards + open + added(case, cap.scope)?)
    };
    let caps = case.row.limits.sums(LimitKind::NetExposure);
    Finding::of_amounts(caps, RejectReason::NetLimit, Reach::UpTo, net, |_| false)
}

/// Orders open at once, this one counted in. An amend opens none.
pub(super) fn open_orders(case: &Case<'_>) -> Finding {
    let amends = case.intent.now.is_some();
    Finding::of_sums(case.row.limits.sums(LimitKind::OpenOrders), Unit::Count, |cap| {
        let open = case.ctx.oms.open_orders(cap.scope).map(|open| i64::from(open) + i64::from(!amends));
        let found = Finding::at_most(cap, Unit::Count, open, RejectReason::OpenOrders);
        let over = found.reason == RejectReason::OpenOrders;
        if amends && over { Finding { reason: RejectReason::None, ..found } } else { found }
    })
}

/// Credit or capital: gross exposure and what was lost (SEC 15c3-5(c)(1)(i)).
pub(super) fn buying_power(case: &Case<'_>) -> Finding {
    let needed = |cap: Cap| {
        let lost = case.totals(cap).map(|totals| (-totals.pnl).max(Amount::ZERO))?;
        Some(gross(case, cap)? + lost)
    };
    let caps = case.row.limits.sums(LimitKind::BuyingPower);
    Finding::of_amounts(caps, RejectReason::BuyingPower, Reach::UpTo, needed, |cap| reduces(case, cap.scope))
}

/// How far the day's result is below where it began. At the limit only reducing orders pass.
pub(super) fn daily_loss(case: &Case<'_>) -> Finding {
    let loss = |cap: Cap| case.totals(cap).map(|totals| -totals.day);
    let caps = case.row.limits.sums(LimitKind::DailyLoss);
    Finding::of_amounts(caps, RejectReason::DailyLoss, Reach::Below, loss, |cap| reduces(case, cap.scope))
}

/// How far the result is below the day's best. At the limit only reducing orders pass.
pub(super) fn drawdown(case: &Case<'_>) -> Finding {
    let fall = |cap: Cap| case.totals(cap).map(|totals| case.peaks.drawdown(cap.scope, totals));
    let caps = case.row.limits.sums(LimitKind::Drawdown);
    Finding::of_amounts(caps, RejectReason::Drawdown, Reach::Below, fall, |cap| reduces(case, cap.scope))
}

/// Whether a sale that could leave the account short has what it needs.
pub(super) fn locate(case: &Case<'_>) -> Finding {
    let (order, needs) = (&case.intent.order, case.row.short_sale);
    let scope = Scope::Account(order.attribution.account);
    if order.side == Side::Buy || needs == ShortSale::Free {
        return Finding { limit: i64::MAX, ..Finding::rule(scope, true, RejectReason::None) };
    }
    let reach = holding(case, scope).zip(case.intent.added_qty()).and_then(|(held, more)| held.reach(Side::Sell, more));
    let located = needs == ShortSale::Locate && case.intent.has(OrderFlags::LOCATED);
    let limit = if located { i64::MAX } else { 0 };
    Finding::at_most(Cap::new(limit, scope, 0), Unit::Qty, reach, RejectReason::LocateRequired)
}

/// Whether an order that may only reduce does: by its own instruction, or under a reduce-only halt or a liquidation.
pub(super) fn reduce_only(case: &Case<'_>) -> Finding {
    let flagged = case.intent.has(OrderFlags::REDUCE_ONLY) || case.intent.has(OrderFlags::LIQUIDATION);
    let must = flagged || case.mode != HaltMode::None;
    let scope = Scope::Account(case.intent.order.attribution.account);
    let reach = case.figures.position.zip(case.intent.added_qty());
    let reach = reach.and_then(|(held, more)| held.reach(case.intent.order.side, more));
    if !must {
        return Finding { scope, ..Finding::unlimited(Unit::Qty, reach.unwrap_or(i64::MIN)) };
    }
    Finding::at_most(Cap::new(0, scope, 0), Unit::Qty, reach, RejectReason::ReduceOnly)
}
