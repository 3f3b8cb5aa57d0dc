//! Every limit evaluated by adding up, order by order, everything that ever happened. Slow and plain.

#![allow(clippy::unwrap_used)]

use plimsoll_risk::LimitKind;
use plimsoll_types::{Attribution, InstrumentId, NewOrder, OrderFlags, Price, RejectReason, Scope, Side};
use std::collections::{BTreeMap, BTreeSet};

/// Raw price times raw quantity in raw units of money: exact where money is rounded.
const IN_MONEY: i128 = 100_000_000_000;

#[derive(Clone, Copy)]
pub struct Open {
    pub order: NewOrder,
    pub leaves: i64,
}

#[derive(Clone, Copy)]
pub struct Filled {
    pub of: Attribution,
    pub instrument: InstrumentId,
    pub signed: i64,
    pub px: i64,
}

/// Everything that ever happened.
#[derive(Default)]
pub struct Naive {
    pub limits: BTreeMap<(Scope, LimitKind), i64>,
    pub open: Vec<Open>,
    pub fills: Vec<Filled>,
    pub marks: BTreeMap<u32, i64>,
    pub messages: Vec<(i64, Attribution, InstrumentId)>,
    pub sent: Vec<(i64, NewOrder)>,
}

fn holds(scope: Scope, of: Attribution, instrument: InstrumentId) -> bool {
    scope.holds(of, instrument, 1)
}

impl Naive {
    fn limits(&self, kind: LimitKind, order: &NewOrder) -> Vec<(Scope, i64)> {
        let mine = self
            .limits
            .iter()
            .filter(|((scope, of), _)| *of == kind && holds(*scope, order.attribution, order.instrument));
        mine.map(|((scope, _), limit)| (*scope, *limit)).collect()
    }

    fn net(&self, scope: Scope, instrument: InstrumentId) -> i64 {
        let mine = self.fills.iter().filter(|fill| fill.instrument == instrument && holds(scope, fill.of, instrument));
        mine.map(|fill| fill.signed).sum()
    }

    fn open_qty(&self, scope: Scope, instrument: InstrumentId, side: Side) -> i64 {
        let mine = self.open.iter().filter(|open| {
            open.order.instrument == instrument
                && open.order.side == side
                && holds(scope, open.order.attribution, instrument)
        });
        mine.map(|open| open.leaves).sum()
    }

    fn reach(&self, scope: Scope, order: &NewOrder) -> i64 {
        let net = self.net(scope, order.instrument) * order.side.sign();
        net + self.open_qty(scope, order.instrument, order.side) + order.qty.raw()
    }

    /// Position value by account, strategy and instrument, at the marks.
    fn values(&self, scope: Scope) -> Vec<i128> {
        let mut positions: BTreeMap<(u16, u16, u32), i64> = BTreeMap::new();
        for fill in self.fills.iter().filter(|fill| holds(scope, fill.of, fill.instrument)) {
            *positions.entry((fill.of.account.0, fill.of.strategy.0, fill.instrument.0)).or_default() += fill.signed;
        }
        positions.iter().map(|((_, _, id), qty)| i128::from(*qty) * i128::from(self.marks[id])).collect()
    }

    fn open_value(&self, scope: Scope, side: Side) -> i128 {
        let mine = self
            .open
            .iter()
            .filter(|open| open.order.side == side && holds(scope, open.order.attribution, open.order.instrument));
        mine.map(|open| i128::from(open.leaves) * i128::from(open.order.px.raw())).sum()
    }

    fn pnl(&self, scope: Scope) -> i128 {
        let mine = self.fills.iter().filter(|fill| holds(scope, fill.of, fill.instrument));
        mine.map(|fill| i128::from(fill.signed) * i128::from(self.marks[&fill.instrument.0] - fill.px)).sum()
    }

    fn gross(&self, scope: Scope) -> i128 {
        let positions: i128 = self.values(scope).into_iter().map(i128::abs).sum();
        positions + self.open_value(scope, Side::Buy) + self.open_value(scope, Side::Sell)
    }

    fn value_px(order: &NewOrder, bid: Price) -> i128 {
        let px = if order.side == Side::Sell { order.px.max(bid) } else { order.px };
        i128::from(px.raw())
    }

    fn over(&self, kind: LimitKind, order: &NewOrder, measure: impl Fn(Scope) -> i128, unit: i128) -> bool {
        self.limits(kind, order).into_iter().any(|(scope, limit)| measure(scope) > i128::from(limit) * unit)
    }

    /// The same, but what only reduces the scope's position passes.
    fn over_unless_reducing(&self, kind: LimitKind, order: &NewOrder, measure: impl Fn(Scope) -> i128) -> bool {
        self.limits(kind, order)
            .into_iter()
            .any(|(scope, limit)| measure(scope) > i128::from(limit) * IN_MONEY && self.reach(scope, order) > 0)
    }

    fn within(&self, scope: Scope, now_ns: i64, span_ns: i64) -> i128 {
        let mine = self
            .messages
            .iter()
            .filter(|(at, of, instrument)| *at > now_ns - span_ns && holds(scope, *of, *instrument));
        mine.count() as i128
    }

    fn meets_own(&self, order: &NewOrder) -> bool {
        self.open.iter().any(|open| {
            open.order.instrument == order.instrument
                && open.order.side != order.side
                && match order.side {
                    Side::Buy => open.order.px <= order.px,
                    Side::Sell => open.order.px >= order.px,
                }
        })
    }

    fn repeats(&self, now_ns: i64, order: &NewOrder) -> bool {
        let window = self.limits(LimitKind::DuplicateWindow, order).into_iter().map(|(_, limit)| limit).max();
        let same = |old: &NewOrder| {
            (old.attribution, old.instrument, old.side, old.qty, old.px, old.flags)
                == (order.attribution, order.instrument, order.side, order.qty, order.px, order.flags)
        };
        window.is_some_and(|window| self.sent.iter().any(|(at, old)| now_ns - at < window && same(old)))
    }

    fn outside_collar(&self, order: &NewOrder, last: Price) -> bool {
        let away = i128::from(order.px.raw() - last.raw()).abs() * 1_000_000;
        let limits = self.limits(LimitKind::CollarLast, order);
        limits.into_iter().any(|(_, limit)| away > i128::from(limit) * i128::from(last.raw()))
    }

    /// Why the order is refused, by adding everything up.
    pub fn judge(&self, now_ns: i64, order: &NewOrder, bid: Price, last: Price) -> RejectReason {
        let qty = i128::from(order.qty.raw());
        let value = qty * Self::value_px(order, bid);
        let added = |scope| self.gross(scope) + value;
        let net = |scope| {
            let net: i128 = self.values(scope).into_iter().sum();
            net * i128::from(order.side.sign()) + self.open_value(scope, order.side) + value
        };
        let open = |scope| {
            let mine = self.open.iter().filter(|open| holds(scope, open.order.attribution, open.order.instrument));
            mine.count() as i128 + 1
        };
        let account = BTreeSet::from([order.attribution.account.0]);
        let position = self.fills.iter().filter(|fill| {
            account.contains(&fill.of.account.0)
                && fill.of.strategy == order.attribution.strategy
                && fill.instrument == order.instrument
        });
        let position: i64 = position.map(|fill| fill.signed).sum();
        let beside = self.open.iter().filter(|open| {
            open.order.attribution == order.attribution
                && open.order.instrument == order.instrument
                && open.order.side == order.side
        });
        let beside: i64 = beside.map(|open| open.leaves).sum();
        let passes_flat = position * order.side.sign() + beside + order.qty.raw() > 0;
        let only_reduces = order.flags.contains(OrderFlags::REDUCE_ONLY);
        let verdicts = [
            (self.over(LimitKind::MaxQty, order, |_| qty, 1), RejectReason::MaxQty),
            (self.over(LimitKind::MaxNotional, order, |_| value, IN_MONEY), RejectReason::MaxNotional),
            (self.outside_collar(order, last), RejectReason::PriceCollar),
            (
                self.over(LimitKind::Position, order, |scope| self.reach(scope, order).into(), 1),
                RejectReason::PositionLimit,
            ),
            (self.over_unless_reducing(LimitKind::GrossExposure, order, added), RejectReason::GrossLimit),
            (self.over(LimitKind::NetExposure, order, net, IN_MONEY), RejectReason::NetLimit),
            (self.over(LimitKind::OpenOrders, order, open, 1), RejectReason::OpenOrders),
            (
                self.over(
                    LimitKind::MessagesPerSecond,
                    order,
                    |scope| self.within(scope, now_ns, 1_000_000_000) + 1,
                    1,
                ),
                RejectReason::MessageRate,
            ),
            (self.repeats(now_ns, order), RejectReason::DuplicateOrder),
            (self.meets_own(order), RejectReason::SelfTrade),
            (
                self.over_unless_reducing(LimitKind::BuyingPower, order, |scope| {
                    added(scope) + (-self.pnl(scope)).max(0)
                }),
                RejectReason::BuyingPower,
            ),
            (
                // A loss that equals its limit has reached it.
                self.over_unless_reducing(LimitKind::DailyLoss, order, |scope| 1 - self.pnl(scope)),
                RejectReason::DailyLoss,
            ),
            (only_reduces && passes_flat, RejectReason::ReduceOnly),
        ];
        verdicts.into_iter().find(|(fails, _)| *fails).map_or(RejectReason::None, |(_, reason)| reason)
    }
}
