//! How often, and against whom.

use super::{Case, Finding};
use crate::limits::{Cap, LimitKind};
use crate::meters::{Cell, Fingerprint};
use crate::setup::SelfTrade;
use plimsoll_types::{OrdType, Price, RejectReason, Scope, Unit};

fn cell<'a>(case: &Case<'a>, cap: Cap) -> Option<&'a Cell> {
    case.row.cells.get(cap.level).and_then(|&place| case.cells.at(place))
}

/// New orders, amends and cancels of the last second, this one counted in (RTS 6 Art. 15(1)(d)).
pub(super) fn message_rate_second(case: &Case<'_>) -> Finding {
    Finding::of_sums(case.row.limits.sums(LimitKind::MessagesPerSecond), Unit::Count, |cap| {
        let count = cell(case, cap).map(|cell| i64::from(cell.second.count()) + 1);
        Finding::at_most(cap, Unit::Count, count, RejectReason::MessageRate)
    })
}

/// The same over the configured interval.
pub(super) fn message_rate_interval(case: &Case<'_>) -> Finding {
    Finding::of_sums(case.row.limits.sums(LimitKind::MessagesPerInterval), Unit::Count, |cap| {
        let count = cell(case, cap).map(|cell| i64::from(cell.interval.count()) + 1);
        Finding::at_most(cap, Unit::Count, count, RejectReason::MessageRate)
    })
}

/// Messages of the day for each order of the day that traded, once there were more than a few.
pub(super) fn order_to_trade(case: &Case<'_>) -> Finding {
    Finding::of_sums(case.row.limits.sums(LimitKind::OrderToTrade), Unit::Millionths, |cap| {
        let Some(cell) = cell(case, cap) else { return Finding::not_a_number(cap, Unit::Millionths) };
        let messages = i64::try_from(cell.messages).unwrap_or(i64::MAX).saturating_add(1);
        let traded = i64::try_from(cell.traded).unwrap_or(i64::MAX).max(1);
        let free = messages <= cell.free;
        let found = Finding::at_most(
            cap,
            Unit::Millionths,
            Some(messages.saturating_mul(1_000_000) / traded),
            RejectReason::OrderToTrade,
        );
        if free { Finding { reason: RejectReason::None, ..found } } else { found }
    })
}

/// How long ago the same order was sent (SEC 15c3-5(c)(1)(ii)). Amends have a name to amend: they are no duplicates.
pub(super) fn duplicate_window(case: &Case<'_>) -> Finding {
    let cap = case.row.limits.duplicate_window;
    let ago = if cap.limit == 0 || case.intent.now.is_some() {
        None
    } else {
        case.recent.last(&Fingerprint::of(&case.intent.order)).map(|at| case.mono_ns.saturating_sub(at))
    };
    let measured = ago.unwrap_or(i64::MAX);
    let reason = if measured < cap.limit { RejectReason::DuplicateOrder } else { RejectReason::None };
    Finding { scope: cap.scope, unit: Unit::Nanos, measured, limit: cap.limit, reason }
}

/// Whether it would meet an own order on the other side. Measured is that order's price, the limit is this one's.
pub(super) fn self_trade(case: &Case<'_>) -> Finding {
    let order = &case.intent.order;
    let scope = match case.setup.self_trade {
        SelfTrade::Unchecked => return Finding::unlimited(Unit::Price, 0),
        SelfTrade::Firm => Scope::Firm,
        SelfTrade::Account => Scope::Account(order.attribution.account),
    };
    let Some(px) = case.figures.px else {
        return Finding::not_a_number(Cap { scope, ..Cap::NONE }, Unit::Price);
    };
    let reach = if order.ord_type == OrdType::Market { Price::UNSET } else { px };
    match case.ctx.oms.own_crossed(scope, order.instrument, order.side, reach) {
        None => Finding { scope, ..Finding::unlimited(Unit::Price, 0) },
        Some(own) => {
            let (measured, limit) = (if own.is_set() { own } else { px }.raw(), px.raw());
            Finding { scope, unit: Unit::Price, measured, limit, reason: RejectReason::SelfTrade }
        }
    }
}

/// Whether the algorithm's repeated execution throttle is shut; only a person opens it again (RTS 6 Art. 15(3)).
pub(super) fn repeated_execution(case: &Case<'_>) -> Finding {
    let order = &case.intent.order;
    let strategy = order.attribution.strategy;
    let scope = Scope::Strategy(strategy);
    if !strategy.is_some() {
        return Finding { scope, ..Finding::unlimited(Unit::Count, 0) };
    }
    let limit = case.row.repeated;
    let measured = i64::from(case.throttle.count(strategy, order.instrument, order.side));
    let shut = case.throttle.is_shut(strategy);
    let reason = if shut { RejectReason::RepeatedExecution } else { RejectReason::None };
    Finding { scope, unit: Unit::Count, measured, limit, reason }
}
