//! Who, what, when, and on which market.

use super::{Case, Finding};
use crate::approval::Nature;
use crate::exposure::set;
use crate::gate::admits;
use crate::limits::LimitKind;
use plimsoll_types::{
    HaltMode, InstrumentId, OrdType, OrderFlags, RejectReason, Scope, TradingStatus, UNKNOWN_TIME, Unit,
};

/// Whether a halt stops it. Whether an order under a reduce-only halt reduces is looked at last, once everything else is
/// known to be right; here only its mode is measured.
pub(super) fn halt(case: &Case<'_>) -> Finding {
    let liquidates = case.ctx.session.liquidates && case.intent.has(OrderFlags::LIQUIDATION);
    let nature = if liquidates { Nature::Liquidating } else { Nature::Reducing };
    let reason = if admits(case.mode, nature) { RejectReason::None } else { RejectReason::Halted };
    Finding {
        scope: Scope::Firm,
        unit: Unit::Flag,
        measured: case.mode as i64,
        limit: HaltMode::ReduceOnly as i64,
        reason,
    }
}

/// Whether trader, desk and account are named, known and belong together (RTS 6 Art. 12(3)).
pub(super) fn attribution(case: &Case<'_>) -> Finding {
    let kept = case.intent.order.attribution.is_complete() && case.row.is_known;
    Finding::rule(Scope::Firm, kept, RejectReason::Unattributed)
}

/// Whether the gateway knows the instrument and its steps.
pub(super) fn instrument(case: &Case<'_>) -> Finding {
    let id = case.intent.order.instrument;
    let steps = case.ctx.instrument.is_some_and(|instrument| instrument.tick.raw() > 0 && instrument.lot.raw() > 0);
    Finding::rule(Scope::Instrument(id), steps && id != InstrumentId::ALL, RejectReason::UnknownInstrument)
}

/// Whether session and account may trade the instrument (RTS 6 Art. 15(5)).
pub(super) fn permission(case: &Case<'_>) -> Finding {
    let (session, order) = (case.ctx.session, &case.intent.order);
    let scope = Scope::Session(session.number);
    if !session.may_trade {
        return Finding::rule(scope, false, RejectReason::ReadOnlySession);
    }
    if !session.covers(order.attribution) {
        return Finding::rule(scope, false, RejectReason::NotYours);
    }
    if order.flags.contains(OrderFlags::LIQUIDATION) && !session.liquidates {
        return Finding::rule(scope, false, RejectReason::NotPermitted);
    }
    let kept = case.row.is_permitted && session.covers_instrument(order.instrument);
    Finding::rule(Scope::Account(order.attribution.account), kept, RejectReason::NotPermitted)
}

/// Whether anybody keeps the instrument from being traded (SEC 15c3-5(c)(2)). Liquidations may close what is held.
pub(super) fn restricted_list(case: &Case<'_>) -> Finding {
    let scope = case.row.restricting.unwrap_or(Scope::Firm);
    let kept = case.row.restricting.is_none() || case.intent.has(OrderFlags::LIQUIDATION);
    Finding::rule(scope, kept, RejectReason::RestrictedList)
}

/// Whether the instrument trades now: within its hours, and not closed, halted or paused at the venue.
pub(super) fn session(case: &Case<'_>) -> Finding {
    let now_ns = case.ctx.now_ns;
    let scope = Scope::Instrument(case.intent.order.instrument);
    let found = |limit, reason| Finding { scope, unit: Unit::Nanos, measured: now_ns, limit, reason };
    if now_ns == UNKNOWN_TIME {
        return found(i64::MAX, RejectReason::NotANumber);
    }
    let Some((_, until)) = case.row.window else { return found(0, RejectReason::OutsideSession) };
    let reason = match case.ctx.market.status {
        TradingStatus::Closed => RejectReason::OutsideSession,
        TradingStatus::Halted | TradingStatus::Paused => RejectReason::VenueHalted,
        TradingStatus::QuotationOnly if case.intent.order.ord_type == OrdType::Market => RejectReason::VenueHalted,
        _ => RejectReason::None,
    };
    found(until, reason)
}

/// Whether the market that the order is judged by is fresh, whole and not crossed.
pub(super) fn market_data(case: &Case<'_>) -> Finding {
    let (market, cap) = (case.ctx.market, case.row.limits.tightest(LimitKind::MarketDataAge));
    let age = set(market.ts_ns).and_then(|ts_ns| case.ctx.now_ns.checked_sub(ts_ns)).and_then(i64::checked_abs);
    let crossed = market.bid.px.is_set() && market.ask.px.is_set() && market.bid.px > market.ask.px;
    let found = Finding::at_most(cap, Unit::Nanos, age, RejectReason::StaleMarketData);
    let usable = found.reason == RejectReason::None && !market.is_stale && !market.is_gapped && !crossed;
    Finding { reason: if usable { RejectReason::None } else { RejectReason::StaleMarketData }, ..found }
}

/// Whether the market has moved on since the frame that the sender saw. Orders by hand must say which.
pub(super) fn frame(case: &Case<'_>) -> Finding {
    let (order, cap) = (&case.intent.order, case.row.limits.tightest(LimitKind::FrameAge));
    if order.frame_seq == 0 {
        let blind = cap.is_set() && case.intent.has(OrderFlags::MANUAL);
        let reason = if blind { RejectReason::StaleFrame } else { RejectReason::None };
        return Finding { scope: cap.scope, unit: Unit::Count, measured: 0, limit: cap.limit, reason };
    }
    // A frame that was never published is no frame.
    let behind = case.ctx.market.frame_seq.checked_sub(order.frame_seq).and_then(|behind| i64::try_from(behind).ok());
    let measured = if cap.is_set() { Some(behind.unwrap_or(i64::MAX)) } else { Some(behind.unwrap_or(0)) };
    Finding::at_most(cap, Unit::Count, measured, RejectReason::StaleFrame)
}
