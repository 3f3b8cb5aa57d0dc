//! A risk desk that lets everything through that is an order at all: venues take nothing else.
#![allow(clippy::unwrap_used)]

use plimsoll_risk::{
    Amount, CheckContext, Exposure, HaltGate, Holding, LimitKind, LimitRecord, Limits, MarketView, NoStopwatch, Owner,
    RiskApproved, RiskEngine, RiskSetup, SelfTrade, SessionGrant, ShortSale, Totals, empty_decision,
};
use plimsoll_types::{
    AccountId, Attribution, CancelOrder, ClOrdId, DeskId, Directory, Instrument, InstrumentId, Level, Nanos, NewOrder,
    Price, Qty, Scope, Side, StrategyId, TraderId, TradingStatus, VenueCommand,
};
use std::sync::Arc;

pub const WHO: Attribution =
    Attribution { trader: TraderId(1), desk: DeskId(1), account: AccountId(1), strategy: StrategyId(1) };

/// A firm that never traded.
struct NoOrders;

impl Exposure for NoOrders {
    fn holding(&self, _: Scope, _: InstrumentId) -> Option<Holding> {
        Some(Holding::default())
    }

    fn position(&self, _: AccountId, _: StrategyId, _: InstrumentId) -> Option<Holding> {
        Some(Holding::default())
    }

    fn totals(&self, _: Scope) -> Option<Totals> {
        Some(Totals::default())
    }

    fn open_orders(&self, _: Scope) -> Option<u32> {
        Some(0)
    }

    fn own_crossed(&self, _: Scope, _: InstrumentId, _: Side, _: Price) -> Option<Price> {
        None
    }

    fn convert(&self, amount: Amount, _: InstrumentId, _: Scope) -> Option<Amount> {
        Some(amount)
    }

    fn whose(&self, _: ClOrdId) -> Option<Owner> {
        None
    }
}

/// Wide limits, no orders of its own.
pub struct Approver {
    risk: RiskEngine,
    grant: SessionGrant,
}

fn directory() -> Directory {
    let mut directory = Directory::default();
    let desk = directory.add_desk("equities").unwrap();
    directory.add_account("A1", desk, "USD").unwrap();
    directory.add_trader("kim", desk).unwrap();
    directory.add_strategy("shadow").unwrap();
    directory
}

impl Approver {
    pub fn new() -> Self {
        let record =
            |kind| LimitRecord { scope: Scope::Firm, kind, value: i64::MAX / 4, reason: "a test".into(), version: 1 };
        let kinds = LimitKind::MANDATORY.into_iter().chain([LimitKind::CollarLast]);
        let limits = Limits::new(1, kinds.map(record).collect()).unwrap();
        let setup =
            RiskSetup { short_sale: ShortSale::Free, self_trade: SelfTrade::Unchecked, ..RiskSetup::of(directory()) };
        Self {
            risk: RiskEngine::new(limits, Arc::new(HaltGate::default()), setup),
            grant: SessionGrant::trading(1, TraderId(1), &[AccountId(1)], &[StrategyId(1)]),
        }
    }

    /// Approves a new order; its market is round its price.
    pub fn new_order(
        &mut self,
        now_ns: Nanos,
        order: &NewOrder,
        instrument: &Instrument,
    ) -> RiskApproved<VenueCommand> {
        let level = |px: Price| Level { px, qty: Qty::from_raw(Qty::ONE), orders: 1 };
        let market = MarketView {
            bid: level(order.px),
            ask: level(Price::from_raw(order.px.raw() + instrument.tick.raw())),
            last: order.px,
            reference: order.px,
            ts_ns: now_ns,
            is_stale: false,
            status: TradingStatus::Trading,
            ..MarketView::NONE
        };
        let mut decision = empty_decision();
        let context = context(now_ns, &self.grant, Some(instrument), &market);
        let approved = self.risk.check_new(&context, order, &mut decision);
        approved.unwrap_or_else(|| panic!("refused: {decision:?}"))
    }

    pub fn cancel(&mut self, now_ns: Nanos, cancel: &CancelOrder) -> RiskApproved<VenueCommand> {
        let context = context(now_ns, &self.grant, None, &MarketView::NONE);
        self.risk.check_cancel(&context, cancel, &mut empty_decision())
    }
}

fn context<'a>(
    now_ns: Nanos,
    session: &'a SessionGrant,
    instrument: Option<&'a Instrument>,
    market: &'a MarketView,
) -> CheckContext<'a> {
    CheckContext { now_ns, mono_ns: now_ns, session, instrument, market, oms: &NoOrders, stopwatch: &NoStopwatch }
}
