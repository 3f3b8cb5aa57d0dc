//! Random firms, limits and days: the engine, on the real order state, decides as adding everything up does.
#![allow(clippy::unwrap_used)]

mod naive;
mod support;

use naive::{Filled, Naive, Open};
use plimsoll_oms::{Oms, OmsConfig};
use plimsoll_risk::{
    CheckContext, HaltGate, LimitKind, Limits, MarketView, NoStopwatch, RiskEngine, SessionGrant, empty_decision,
};
use plimsoll_types::{
    AccountId, Attribution, CancelReason, ClOrdId, ExecId, InstrumentId, Level, Liquidity, Money, NewOrder, OrderFlags,
    Price, Qty, RejectReason, Scope, Side, StrategyId, VenueOrderId, VenueReport, VenueReportBody,
};
use proptest::prelude::*;
use std::sync::Arc;
use support::{NOW, OF, SECOND, amzn, directory, lots, market, record, setup, wide};

#[derive(Debug, Clone)]
enum Step {
    Order { buys: bool, instrument: u32, account: u16, strategy: u16, qty: i64, cents: i64, reduces: bool },
    Fill { nth: usize, qty: i64 },
    Cancel { nth: usize },
    Mark { instrument: u32, cents: i64 },
    Again,
    Wait,
}

fn step() -> impl Strategy<Value = Step> {
    let order = (any::<bool>(), 0..2_u32, 1..3_u16, 0..3_u16, 1..20_i64, 9_900..10_100_i64, 0..8_u8).prop_map(
        |(buys, instrument, account, strategy, qty, cents, flags)| Step::Order {
            buys,
            instrument,
            account,
            strategy,
            qty,
            cents,
            reduces: flags == 0,
        },
    );
    prop_oneof![
        8 => order,
        3 => (any::<usize>(), 1..20_i64).prop_map(|(nth, qty)| Step::Fill { nth, qty }),
        1 => any::<usize>().prop_map(|nth| Step::Cancel { nth }),
        1 => (0..2_u32, 9_000..11_000_i64).prop_map(|(instrument, cents)| Step::Mark { instrument, cents }),
        1 => Just(Step::Again),
        1 => Just(Step::Wait),
    ]
}

fn scope() -> impl Strategy<Value = Scope> {
    prop_oneof![
        Just(Scope::Firm),
        Just(Scope::Desk(OF.desk)),
        (1..3_u16).prop_map(|id| Scope::Account(AccountId(id))),
        (1..3_u16).prop_map(|id| Scope::Strategy(StrategyId(id))),
        (0..2_u32).prop_map(|id| Scope::Instrument(InstrumentId(id))),
        Just(Scope::Trader(OF.trader)),
        Just(Scope::Session(1)),
    ]
}

/// Limits that random days come near to.
fn limit() -> impl Strategy<Value = (Scope, LimitKind, i64)> {
    let kinds = prop::sample::select(vec![
        (LimitKind::MaxQty, lots(1).raw(), 10..20_i64),
        (LimitKind::MaxNotional, Money::ONE, 1_000..2_000),
        (LimitKind::CollarLast, 1, 3_000..12_000),
        (LimitKind::Position, lots(1).raw(), 15..60),
        (LimitKind::GrossExposure, Money::ONE, 3_000..15_000),
        (LimitKind::NetExposure, Money::ONE, 2_000..8_000),
        (LimitKind::OpenOrders, 1, 2..8),
        (LimitKind::MessagesPerSecond, 1, 3..12),
        (LimitKind::DuplicateWindow, 1, SECOND..3 * SECOND),
        (LimitKind::BuyingPower, Money::ONE, 3_000..15_000),
        (LimitKind::DailyLoss, Money::ONE, 1..200),
    ]);
    (scope(), kinds).prop_flat_map(|(scope, (kind, unit, range))| {
        range.prop_map(move |value| (if kind.fits(scope) { scope } else { Scope::Firm }, kind, value * unit))
    })
}

struct Day {
    engine: RiskEngine,
    oms: Oms,
    naive: Naive,
    grant: SessionGrant,
    mono_ns: i64,
    number: u64,
    reports: u64,
}

fn cents(cents: i64) -> Price {
    Price::from_raw(cents * (Price::ONE / 100))
}

impl Day {
    fn under(narrow: &[(Scope, LimitKind, i64)]) -> Self {
        let mut naive = Naive::default();
        for &(scope, kind, value) in narrow {
            naive.limits.insert((scope, kind), value);
        }
        let mut records = wide();
        records.retain(|wide| !naive.limits.contains_key(&(wide.scope, wide.kind)));
        records.extend(naive.limits.iter().map(|((scope, kind), &value)| record(*scope, *kind, value)));
        let config = OmsConfig { directory: directory(), currency: "USD".into(), rates: Vec::new() };
        let mut oms = Oms::new(config).unwrap();
        for id in 0..2 {
            oms.list(InstrumentId(id), &amzn());
            oms.mark(InstrumentId(id), cents(10_000));
            naive.marks.insert(id, cents(10_000).raw());
        }
        Self {
            engine: RiskEngine::new(Limits::new(1, records).unwrap(), Arc::new(HaltGate::default()), setup()),
            oms,
            naive,
            grant: SessionGrant::trading(1, OF.trader, &[AccountId(1), AccountId(2)], &[StrategyId(1), StrategyId(2)]),
            mono_ns: 0,
            number: 0,
            reports: 0,
        }
    }

    fn order(&mut self, order: NewOrder) -> Result<(), TestCaseError> {
        let level = |at| Level { px: cents(at), qty: lots(100), orders: 1 };
        let market = MarketView { bid: level(9_999), ask: level(10_001), last: cents(10_000), ..market() };
        let expected = self.naive.judge(self.mono_ns, &order, market.bid.px, market.last);
        let instrument = amzn();
        let ctx = CheckContext {
            now_ns: NOW,
            mono_ns: self.mono_ns,
            session: &self.grant,
            instrument: Some(&instrument),
            market: &market,
            oms: &self.oms,
            stopwatch: &NoStopwatch,
        };
        let mut decision = empty_decision();
        let approved = self.engine.check_new(&ctx, &order, &mut decision).is_some();
        prop_assert_eq!(decision.reason, expected, "{:?} of {:?}", decision, order);
        if approved {
            self.oms.place(NOW, 1, &order);
            self.hear(order.cl_ord_id, VenueReportBody::Accepted);
            self.naive.open.push(Open { order, leaves: order.qty.raw() });
            self.naive.messages.push((self.mono_ns, order.attribution, order.instrument));
            self.naive.sent.push((self.mono_ns, order));
        }
        Ok(())
    }

    fn hear(&mut self, cl_ord_id: ClOrdId, body: VenueReportBody) {
        self.reports += 1;
        let report = VenueReport {
            ts_venue_ns: NOW,
            exec_id: ExecId(self.reports),
            cl_ord_id,
            venue_order_id: VenueOrderId(cl_ord_id.0),
            body,
        };
        self.oms.on_venue_report(NOW, &report, &mut Vec::new());
    }

    fn fill(&mut self, nth: usize, qty: i64) {
        let count = self.naive.open.len();
        let Some(open) = self.naive.open.get_mut(nth % count.max(1)) else { return };
        let (order, qty) = (open.order, lots(qty).raw().min(open.leaves));
        open.leaves -= qty;
        let signed = qty * order.side.sign();
        self.naive.open.retain(|open| open.leaves > 0);
        let (of, instrument, px) = (order.attribution, order.instrument, order.px.raw());
        self.naive.fills.push(Filled { of, instrument, signed, px });
        let (px, qty) = (order.px, Qty::from_raw(qty));
        self.hear(order.cl_ord_id, VenueReportBody::Fill { px, qty, liquidity: Liquidity::Added, fee: Money::ZERO });
    }

    fn cancel(&mut self, nth: usize) {
        if self.naive.open.is_empty() {
            return;
        }
        let open = self.naive.open.remove(nth % self.naive.open.len());
        self.hear(open.order.cl_ord_id, VenueReportBody::Cancelled { reason: CancelReason::Requested });
    }

    fn step(&mut self, step: &Step) -> Result<(), TestCaseError> {
        // Steps of a microsecond and of five seconds: no message is near the end of a second.
        self.mono_ns += 1_000;
        match *step {
            Step::Order { buys, instrument, account, strategy, qty, cents: at, reduces } => {
                self.number += 1;
                let of = Attribution { account: AccountId(account), strategy: StrategyId(strategy), ..OF };
                let side = if buys { Side::Buy } else { Side::Sell };
                let name = ClOrdId::new(1, self.number);
                let mut order = NewOrder::limit(name, of, InstrumentId(instrument), side, lots(qty), cents(at));
                if reduces {
                    order.flags = OrderFlags::REDUCE_ONLY;
                }
                return self.order(order);
            }
            Step::Fill { nth, qty } => self.fill(nth, qty),
            Step::Cancel { nth } => self.cancel(nth),
            Step::Mark { instrument, cents: at } => {
                self.oms.mark(InstrumentId(instrument), cents(at));
                self.naive.marks.insert(instrument, cents(at).raw());
            }
            Step::Again => {
                self.number += 1;
                let last = self.naive.sent.last().map(|(_, order)| *order);
                let again = last.map(|last| NewOrder { cl_ord_id: ClOrdId::new(1, self.number), ..last });
                return again.map_or(Ok(()), |order| self.order(order));
            }
            Step::Wait => self.mono_ns += 5 * SECOND,
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn test_the_engine_decides_as_adding_everything_up_does(
        limits in prop::collection::vec(limit(), 0..10),
        steps in prop::collection::vec(step(), 1..80),
    ) {
        let mut day = Day::under(&limits);
        for step in &steps {
            day.step(step)?;
        }
    }
}

#[test]
fn test_a_thousand_orders_sent_at_once_never_pass_the_limit() {
    let limit = lots(500).raw();
    let mut day = Day::under(&[(Scope::Account(OF.account), LimitKind::Position, limit)]);
    for number in 1..=1_000 {
        let order = NewOrder::limit(ClOrdId::new(1, number), OF, InstrumentId(0), Side::Buy, lots(1), cents(10_000));
        day.order(order).unwrap();
    }
    assert_eq!(day.naive.open.len(), 500, "none was answered, and half of them were refused");
    let held = day.oms.holding(Scope::Account(OF.account), InstrumentId(0)).unwrap();
    assert_eq!(held.longest().raw(), limit);
    assert_eq!(day.naive.judge(0, &day.naive.open[0].order, cents(9_999), cents(10_000)), RejectReason::PositionLimit);
}
