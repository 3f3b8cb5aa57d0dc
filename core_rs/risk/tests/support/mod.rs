//! A firm of one desk, and a book of orders whose every answer can be planted.

#![allow(dead_code, clippy::unwrap_used)] // each test file uses a part

use plimsoll_oms::Amount;
use plimsoll_risk::{
    CheckContext, Current, Exposure, HaltGate, Holding, LimitKind, LimitRecord, Limits, MarketView, NoStopwatch, Owner,
    RiskEngine, RiskSetup, SessionGrant, ShortSale, Totals, Trip, empty_decision,
};
use plimsoll_types::{
    AccountId, Attribution, CancelOrder, ClOrdId, DeskId, Directory, ExecId, ExecType, ExecutionReport, Instrument,
    InstrumentId, Level, Liquidity, Money, NewOrder, OrdStatus, Price, Qty, RejectReason, ReplaceOrder, RiskCheck,
    RiskDecision, Scope, Side, StrategyId, TraderId, TradingStatus, VenueOrderId,
};
use std::collections::HashMap;
use std::sync::Arc;

pub const OF: Attribution =
    Attribution { trader: TraderId(1), desk: DeskId(1), account: AccountId(1), strategy: StrategyId(1) };
pub const AMZN: InstrumentId = InstrumentId(0);
pub const NOW: i64 = 1_340_285_400_000_000_000;
pub const SECOND: i64 = 1_000_000_000;

pub fn px(dollars: f64) -> Price {
    Price::from_raw((dollars * Price::ONE as f64).round() as i64)
}

pub fn lots(qty: i64) -> Qty {
    Qty::from_raw(qty * Qty::ONE)
}

pub fn dollars(amount: i64) -> Money {
    Money::from_raw(amount * Money::ONE)
}

pub fn amount(dollars: i64) -> Amount {
    Amount::from_money(self::dollars(dollars))
}

pub fn directory() -> Directory {
    let mut directory = Directory::default();
    let desk = directory.add_desk("equities").unwrap();
    directory.add_desk("rates").unwrap();
    directory.add_account("A1", desk, "USD").unwrap();
    directory.add_account("A2", desk, "USD").unwrap();
    directory.add_trader("kim", desk).unwrap();
    directory.add_strategy("ofi").unwrap();
    directory.add_strategy("ema").unwrap();
    directory
}

pub fn setup() -> RiskSetup {
    RiskSetup { short_sale: ShortSale::Free, ..RiskSetup::of(directory()) }
}

pub fn record(scope: Scope, kind: LimitKind, value: i64) -> LimitRecord {
    LimitRecord { scope, kind, value, reason: "a test".into(), version: 1 }
}

/// Wide limits of every mandatory kind.
pub fn wide() -> Vec<LimitRecord> {
    let big = i64::MAX / 4;
    let mut records: Vec<_> = LimitKind::MANDATORY.into_iter().map(|kind| record(Scope::Firm, kind, big)).collect();
    records.push(record(Scope::Firm, LimitKind::CollarLast, big));
    records
}

/// Wide limits, and these in the place of those of their kind and scope.
pub fn limits(narrow: &[(Scope, LimitKind, i64)]) -> Limits {
    let mut records = wide();
    records.retain(|wide| !narrow.iter().any(|(scope, kind, _)| (*scope, *kind) == (wide.scope, wide.kind)));
    records.extend(narrow.iter().map(|&(scope, kind, value)| record(scope, kind, value)));
    Limits::new(1, records).unwrap()
}

pub fn amzn() -> Instrument {
    Instrument { symbol: "AMZN".into(), venue_mic: "XNAS".into(), currency: "USD".into(), tick: px(0.01), lot: lots(1) }
}

/// 100.00 bid, 100.02 offered, last 100.01.
pub fn market() -> MarketView {
    let level = |dollars| Level { px: px(dollars), qty: lots(500), orders: 3 };
    MarketView {
        bid: level(100.0),
        ask: level(100.02),
        last: px(100.01),
        reference: px(99.0),
        ts_ns: NOW,
        is_stale: false,
        is_gapped: false,
        status: TradingStatus::Trading,
        frame_seq: 1_000,
    }
}

pub fn buy(number: u64, qty: i64, at: f64) -> NewOrder {
    NewOrder::limit(ClOrdId::new(1, number), OF, AMZN, Side::Buy, lots(qty), px(at))
}

pub fn sell(number: u64, qty: i64, at: f64) -> NewOrder {
    NewOrder { side: Side::Sell, ..buy(number, qty, at) }
}

/// Answers what it was told to; zero where it was told nothing.
#[derive(Default, Clone)]
pub struct Planted {
    pub holdings: HashMap<(Scope, InstrumentId), Option<Holding>>,
    pub position: Option<Option<Holding>>,
    pub totals: HashMap<Scope, Option<Totals>>,
    pub open_orders: HashMap<Scope, Option<u32>>,
    pub own: Vec<(Attribution, Side, Price)>,
    pub no_rate: bool,
    pub owners: HashMap<ClOrdId, Owner>,
}

impl Exposure for Planted {
    fn holding(&self, scope: Scope, instrument: InstrumentId) -> Option<Holding> {
        self.holdings.get(&(scope, instrument)).copied().unwrap_or(Some(Holding::default()))
    }

    fn position(&self, _: AccountId, _: StrategyId, _: InstrumentId) -> Option<Holding> {
        self.position.unwrap_or(Some(Holding::default()))
    }

    fn totals(&self, scope: Scope) -> Option<Totals> {
        self.totals.get(&scope).copied().unwrap_or(Some(Totals::default()))
    }

    fn open_orders(&self, scope: Scope) -> Option<u32> {
        self.open_orders.get(&scope).copied().unwrap_or(Some(0))
    }

    fn own_crossed(&self, scope: Scope, instrument: InstrumentId, side: Side, px: Price) -> Option<Price> {
        let meets = |own: Price| !px.is_set() || if side == Side::Buy { own <= px } else { own >= px };
        let others = self
            .own
            .iter()
            .filter(|(of, on, own)| scope.holds(*of, instrument, 1) && *on == side.opposite() && meets(*own));
        others.map(|(_, _, own)| *own).min_by_key(|own| own.raw() * side.sign())
    }

    fn convert(&self, amount: Amount, _: InstrumentId, _: Scope) -> Option<Amount> {
        (!self.no_rate).then_some(amount)
    }

    fn whose(&self, order: ClOrdId) -> Option<Owner> {
        self.owners.get(&order).copied()
    }
}

/// An engine with all that a check looks at, to change before asking.
pub struct Desk {
    pub engine: RiskEngine,
    pub gate: Arc<HaltGate>,
    pub grant: SessionGrant,
    pub instrument: Option<Instrument>,
    pub market: MarketView,
    pub book: Planted,
    pub now_ns: i64,
    pub mono_ns: i64,
    pub decision: RiskDecision,
}

impl Desk {
    pub fn with(limits: Limits) -> Self {
        Self::under(limits, setup())
    }

    pub fn under(limits: Limits, setup: RiskSetup) -> Self {
        let gate = Arc::new(HaltGate::default());
        Self {
            engine: RiskEngine::new(limits, Arc::clone(&gate), setup),
            gate,
            grant: SessionGrant::trading(1, OF.trader, &[OF.account, AccountId(2)], &[OF.strategy, StrategyId(2)]),
            instrument: Some(amzn()),
            market: market(),
            book: Planted::default(),
            now_ns: NOW,
            mono_ns: 0,
            decision: empty_decision(),
        }
    }

    pub fn limited(narrow: &[(Scope, LimitKind, i64)]) -> Self {
        Self::with(limits(narrow))
    }

    pub fn ask<R>(&mut self, ask: impl FnOnce(&mut RiskEngine, &CheckContext<'_>, &mut RiskDecision) -> R) -> R {
        let ctx = CheckContext {
            now_ns: self.now_ns,
            mono_ns: self.mono_ns,
            session: &self.grant,
            instrument: self.instrument.as_ref(),
            market: &self.market,
            oms: &self.book,
            stopwatch: &NoStopwatch,
        };
        ask(&mut self.engine, &ctx, &mut self.decision)
    }

    /// The reason why the order is refused; none where it is approved.
    pub fn order(&mut self, order: &NewOrder) -> RejectReason {
        let approved = self.ask(|engine, ctx, decision| engine.check_new(ctx, order, decision)).is_some();
        assert_eq!(approved, self.decision.is_approved(), "an approval and its decision say the same");
        self.decision.reason
    }

    /// Which check refused, and for what.
    pub fn refused_by(&mut self, order: &NewOrder) -> Option<(RiskCheck, RejectReason)> {
        let reason = self.order(order);
        let last = self.decision.outcomes.last().copied().unwrap();
        (!last.passed).then_some((last.check, reason))
    }
}

impl Desk {
    /// Why an amend of `current` to this quantity and price is refused; none where it is approved.
    pub fn amend(&mut self, current: &NewOrder, qty: i64, at: f64) -> Option<RejectReason> {
        self.amend_filled(current, 0, qty, at)
    }

    /// The same of an order of which so much is filled.
    pub fn amend_filled(&mut self, current: &NewOrder, filled: i64, qty: i64, at: f64) -> Option<RejectReason> {
        let replace = ReplaceOrder {
            cl_ord_id: ClOrdId(current.cl_ord_id.0 + 1_000_000),
            orig_cl_ord_id: current.cl_ord_id,
            qty: lots(qty),
            display_qty: Qty::UNSET,
            px: px(at),
            stop_px: Price::UNSET,
            frame_seq: 0,
            ts_intent_ns: NOW,
        };
        let current = Current { order: *current, cum_qty: lots(filled) };
        let approved = self.ask(|engine, ctx, decision| engine.check_replace(ctx, current, &replace, decision));
        assert_eq!(approved.is_some(), self.decision.is_approved());
        (!self.decision.is_approved()).then_some(self.decision.reason)
    }

    fn cancel_of(number: u64) -> CancelOrder {
        CancelOrder {
            cl_ord_id: ClOrdId::new(1, 500_000 + number),
            orig_cl_ord_id: ClOrdId::new(1, number),
            ts_intent_ns: NOW,
        }
    }

    /// A client's cancel: always approved.
    pub fn cancel(&mut self, number: u64) {
        let cancel = Self::cancel_of(number);
        self.ask(|engine, ctx, decision| engine.check_cancel(ctx, &cancel, decision));
        assert!(self.decision.is_approved());
    }

    /// A halt's cancel.
    pub fn kill_cancel(&mut self, number: u64) {
        let cancel = Self::cancel_of(number);
        self.ask(|engine, ctx, decision| engine.check_kill_cancel(ctx, &cancel, decision));
        assert!(self.decision.is_approved());
    }

    /// A fill of `qty` after which `cum` of the order is filled.
    pub fn fill(&mut self, order: &NewOrder, qty: i64, cum: i64) -> Option<Trip> {
        let report = ExecutionReport { last_qty: lots(qty), cum_qty: lots(cum), ..report(order, ExecType::Trade) };
        self.engine.on_report(self.mono_ns, &report, &self.book)
    }

    /// A person lets the scope go on.
    pub fn rearm(&mut self, scope: Scope) {
        self.engine.rearm(scope, &self.book);
    }
}

/// What a client is told of `order`.
pub fn report(order: &NewOrder, exec_type: ExecType) -> ExecutionReport {
    ExecutionReport {
        ts_ns: NOW,
        ts_venue_ns: NOW,
        exec_id: ExecId(1),
        cl_ord_id: order.cl_ord_id,
        orig_cl_ord_id: ClOrdId::NONE,
        venue_order_id: VenueOrderId(1),
        attribution: order.attribution,
        instrument: order.instrument,
        side: order.side,
        exec_type,
        ord_status: OrdStatus::New,
        liquidity: Liquidity::Unknown,
        reason: RejectReason::None,
        qty: order.qty,
        px: order.px,
        last_qty: Qty::ZERO,
        last_px: order.px,
        cum_qty: Qty::ZERO,
        leaves_qty: order.qty,
        avg_px: Price::UNSET,
        fee: Money::ZERO,
    }
}
