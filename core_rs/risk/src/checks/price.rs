//! Size and price of one order.

use super::{Case, Finding};
use crate::exposure::set;
use crate::limits::{Cap, LimitKind};
use plimsoll_types::{OrdType, Price, RejectReason, Scope, Side, Unit};

const MILLION: u128 = 1_000_000;

/// Quantity of the whole order. An order for which a mandatory limit is missing goes no further than here.
pub(super) fn max_qty(case: &Case<'_>) -> Finding {
    let cap = case.row.limits.tightest(LimitKind::MaxQty);
    let qty = case.intent.order.qty;
    if case.row.limits.missing.is_some() {
        let measured = qty.raw();
        return Finding {
            scope: Scope::Firm,
            unit: Unit::Qty,
            measured,
            limit: 0,
            reason: RejectReason::LimitsUnusable,
        };
    }
    let measured = set(qty.raw()).filter(|&raw| raw > 0);
    Finding::at_most(cap, Unit::Qty, measured, RejectReason::MaxQty)
}

/// Value of the whole order in the account's currency.
pub(super) fn max_notional(case: &Case<'_>) -> Finding {
    let cap = case.row.limits.tightest(LimitKind::MaxNotional);
    let order = &case.intent.order;
    let account = Scope::Account(order.attribution.account);
    let value = case.figures.value.and_then(|value| case.ctx.oms.convert(value, order.instrument, account));
    Finding::at_most_amount(cap, value, RejectReason::MaxNotional)
}

/// How far every price that the order names is from its references, order by order and over a period.
pub(super) fn price_collar(case: &Case<'_>) -> Finding {
    let market = case.ctx.market;
    let (last, mid, fixed) = (market.last, market.mid(), market.reference);
    let collars = [
        (LimitKind::CollarLast, [last, fixed, mid]),
        (LimitKind::CollarMid, [mid, last, fixed]),
        (LimitKind::CollarStatic, [fixed, last, mid]),
    ];
    let mut nearest = Finding::unlimited(Unit::Millionths, 0);
    for (kind, references) in collars {
        let cap = case.row.limits.tightest(kind);
        if !cap.is_set() {
            continue;
        }
        // Before the first trade there is no last: the next best reference stands in.
        let reference = references.into_iter().find(|px| px.is_set()).unwrap_or(Price::UNSET);
        nearest = nearer(nearest, from_reference(case, cap, reference));
    }
    if nearest.reason == RejectReason::None {
        nearest = nearer(nearest, over_period(case));
    }
    nearest
}

fn nearer(a: Finding, b: Finding) -> Finding {
    let a_failed = a.reason != RejectReason::None;
    let b_nearer =
        b.reason != RejectReason::None || b.limit.saturating_sub(b.measured) < a.limit.saturating_sub(a.measured);
    if !a_failed && b_nearer { b } else { a }
}

fn from_reference(case: &Case<'_>, cap: Cap, reference: Price) -> Finding {
    let order = &case.intent.order;
    let deviation = |px: Price, of: Price| relative(i128::from(set(px.raw())?) - i128::from(set(of.raw())?), of);
    let measured = match order.ord_type {
        // A stop is held against the market, its limit against the stop at which it will find the market.
        OrdType::StopLimit => deviation(order.stop_px, reference)
            .zip(deviation(order.px, order.stop_px))
            .map(|(stop, limit)| stop.saturating_abs().max(limit.saturating_abs())),
        _ => case.figures.px.and_then(|px| deviation(px, reference)).map(i64::saturating_abs),
    };
    Finding::at_most(cap, Unit::Millionths, measured, RejectReason::PriceCollar)
}

/// Buying above the lowest, or selling below the highest reference of the period: who runs after a price is stopped.
fn over_period(case: &Case<'_>) -> Finding {
    let cap = case.row.limits.tightest(LimitKind::CollarPeriod);
    if !cap.is_set() {
        return Finding::unlimited(Unit::Millionths, 0);
    }
    let extremes = case.period.map(super::Period::extremes);
    let measured = extremes.zip(case.figures.px).and_then(|((low, high), px)| {
        let (of, sign) = match case.intent.order.side {
            Side::Buy => (low, 1),
            Side::Sell => (high, -1),
        };
        relative(sign * (i128::from(px.raw()) - i128::from(set(of.raw())?)), of)
    });
    Finding::at_most(cap, Unit::Millionths, measured, RejectReason::PriceCollar)
}

/// `difference` in millionths of `of`, away from zero: what is beyond a limit by a fraction is beyond it.
#[inline]
fn relative(difference: i128, of: Price) -> Option<i64> {
    let of = of.raw().unsigned_abs();
    if of == 0 {
        return None;
    }
    let scaled = difference.unsigned_abs().checked_mul(MILLION)?;
    let rounded = match u64::try_from(scaled) {
        Ok(scaled) => u128::from(scaled.div_ceil(of)),
        Err(_) => scaled.div_ceil(u128::from(of)),
    };
    let rounded = i64::try_from(rounded).ok().and_then(set)?;
    Some(if difference < 0 { -rounded } else { rounded })
}

/// How far the price reaches through the other side's best, in spreads.
pub(super) fn fat_finger(case: &Case<'_>) -> Finding {
    let cap = case.row.limits.tightest(LimitKind::FatFinger);
    if !cap.is_set() {
        return Finding::unlimited(Unit::Millionths, 0);
    }
    Finding::at_most(cap, Unit::Millionths, through_spread(case), RejectReason::FatFinger)
}

fn through_spread(case: &Case<'_>) -> Option<i64> {
    let market = case.ctx.market;
    let (own, other, sign) = match case.intent.order.side {
        Side::Buy => (market.bid.px, market.ask.px, 1),
        Side::Sell => (market.ask.px, market.bid.px, -1),
    };
    let px = i128::from(case.figures.px?.raw());
    if !other.is_set() || matches!(case.intent.order.ord_type, OrdType::Stop | OrdType::StopLimit) {
        return Some(0);
    }
    let through = sign * (px - i128::from(other.raw()));
    let tick = case.ctx.instrument.map_or(1, |instrument| instrument.tick.raw().max(1));
    // An empty own side has no spread to speak of: one tick, the strictest.
    let spread = if own.is_set() { (other.raw().saturating_sub(own.raw())).saturating_abs().max(tick) } else { tick };
    if through <= 0 { Some(0) } else { relative(through, Price::from_raw(spread)) }
}
