//! A firm with limits of every kind, a market, and orders at work.

use plimsoll_oms::{Oms, OmsConfig};
use plimsoll_risk::{
    Calendar, CheckContext, HaltGate, Hours, LimitKind, LimitRecord, Limits, MarketView, RiskEngine, RiskSetup,
    SessionGrant, Stopwatch, empty_decision,
};
use plimsoll_types::{
    AccountId, Attribution, ClOrdId, DeskId, Directory, ExecId, HaltMode, HaltRecord, Instrument, InstrumentId, Level,
    NewOrder, OrderFlags, Price, Qty, RiskDecision, Scope, Side, StrategyId, TraderId, TradingStatus, VenueOrderId,
    VenueReport, VenueReportBody,
};
use std::sync::Arc;

const NOW: i64 = 1_340_285_400_000_000_000;
const INSTRUMENTS: u32 = 50;
const STRATEGIES: u16 = 4;
/// Orders that stay open.
const OPEN: u64 = 1_000;
/// Time between two orders.
const STEP_NS: i64 = 20_000;

/// A firm with limits of every kind, a market, and orders at work.
pub struct Firm {
    engine: RiskEngine,
    oms: Oms,
    grant: SessionGrant,
    instrument: Instrument,
    market: MarketView,
    now_ns: i64,
    pub decision: RiskDecision,
    reports: u64,
    open: std::collections::VecDeque<ClOrdId>,
}

fn px(cents: i64) -> Price {
    Price::from_raw(cents * (Price::ONE / 100))
}

fn lots(qty: i64) -> Qty {
    Qty::from_raw(qty * Qty::ONE)
}

fn directory() -> Directory {
    let mut directory = Directory::default();
    let desk = directory.add_desk("equities").expect("a new desk");
    directory.add_account("A1", desk, "USD").expect("a new account");
    directory.add_trader("kim", desk).expect("a new trader");
    for number in 1..=STRATEGIES {
        directory.add_strategy(&format!("s{number}")).expect("a new strategy");
    }
    directory
}

/// Every kind for the firm; sums for the account and each algorithm as well.
fn limits() -> Limits {
    let value = |kind: LimitKind| match kind {
        LimitKind::DuplicateWindow => 1_000_000,
        LimitKind::OrderToTradeFree => 1_000,
        LimitKind::CollarLast | LimitKind::CollarMid | LimitKind::CollarStatic | LimitKind::CollarPeriod => 100_000,
        LimitKind::CollarPeriodLength | LimitKind::MessageInterval | LimitKind::AbnormalInterval => 60_000_000_000,
        LimitKind::RepeatedWindow => 60_000_000_000,
        _ => i64::MAX / 1_000,
    };
    let record =
        |scope, kind| LimitRecord { scope, kind, value: value(kind), reason: "a benchmark".into(), version: 1 };
    let mut records: Vec<_> = LimitKind::ALL.iter().map(|&kind| record(Scope::Firm, kind)).collect();
    for kind in [
        LimitKind::Position,
        LimitKind::GrossExposure,
        LimitKind::NetExposure,
        LimitKind::BuyingPower,
        LimitKind::DailyLoss,
        LimitKind::Drawdown,
        LimitKind::OpenOrders,
        LimitKind::MessagesPerSecond,
        LimitKind::MaxQty,
        LimitKind::MaxNotional,
    ] {
        records.push(record(Scope::Account(AccountId(1)), kind));
        records.extend((1..=STRATEGIES).map(|number| record(Scope::Strategy(StrategyId(number)), kind)));
    }
    Limits::new(1, records).expect("usable limits")
}

impl Firm {
    pub fn new() -> Self {
        let mut setup = RiskSetup::of(directory());
        setup.calendar = Calendar { all: Hours::Windows(vec![(NOW, NOW + 23_400_000_000_000)]), ..Calendar::always() };
        let halt = HaltRecord {
            number: 0,
            scope: Scope::Instrument(InstrumentId(999)),
            mode: HaltMode::Freeze,
            reason: "another instrument".into(),
            by: "kim".into(),
            ts_ns: NOW,
        };
        let gate = Arc::new(HaltGate::new(vec![halt]));
        let level = |cents| Level { px: px(cents), qty: lots(500), orders: 3 };
        let strategies: Vec<_> = (1..=STRATEGIES).map(StrategyId).collect();
        let config = OmsConfig { directory: directory(), currency: "USD".into(), rates: Vec::new() };
        Self {
            engine: RiskEngine::new(limits(), gate, setup),
            oms: Oms::new(config).expect("no rates, none wrong"),
            grant: SessionGrant::trading(1, TraderId(1), &[AccountId(1)], &strategies),
            instrument: Instrument {
                symbol: "AMZN".into(),
                venue_mic: "XNAS".into(),
                currency: "USD".into(),
                tick: px(1),
                lot: lots(1),
            },
            market: MarketView {
                bid: level(10_000),
                ask: level(10_004),
                last: px(10_001),
                reference: px(9_950),
                ts_ns: NOW,
                is_stale: false,
                is_gapped: false,
                status: TradingStatus::Trading,
                frame_seq: 7,
            },
            now_ns: NOW,
            decision: empty_decision(),
            reports: 0,
            open: std::collections::VecDeque::new(),
        }
    }

    /// Sides, sizes, prices, instruments and algorithms by turns; no order meets an own one.
    pub fn next_order(&mut self, number: u64) -> NewOrder {
        self.now_ns += STEP_NS;
        self.market.ts_ns = self.now_ns - 5_000;
        let nth = i64::try_from(number % 1_000_000).unwrap_or(0);
        let side = if nth % 2 == 0 { Side::Buy } else { Side::Sell };
        let cents = if side == Side::Buy { 10_000 - nth % 7 } else { 10_004 + nth % 7 };
        let strategy = StrategyId(1 + u16::try_from(nth % i64::from(STRATEGIES)).unwrap_or(0));
        let attribution = Attribution { trader: TraderId(1), desk: DeskId(1), account: AccountId(1), strategy };
        let instrument = InstrumentId(u32::try_from(nth / 8).unwrap_or(0) % INSTRUMENTS);
        let name = ClOrdId::new(1, number);
        let mut order = NewOrder::limit(name, attribution, instrument, side, lots(1 + nth % 13), px(cents));
        order.frame_seq = 7;
        if side == Side::Sell {
            order.flags = OrderFlags::LOCATED;
        }
        self.oms.admit(self.now_ns, 1, &order, &self.instrument).expect("a well-formed order");
        order
    }

    /// Every check, each timed.
    #[inline(never)]
    pub fn check(&mut self, order: &NewOrder, stopwatch: &dyn Stopwatch) -> bool {
        let context = CheckContext {
            now_ns: self.now_ns,
            mono_ns: self.now_ns,
            session: &self.grant,
            instrument: Some(&self.instrument),
            market: &self.market,
            oms: &self.oms,
            stopwatch,
        };
        self.engine.check_new(&context, order, &mut self.decision).is_some()
    }

    /// Takes the order in; the venue accepts it, fills every third, and the oldest open one is done.
    pub fn place(&mut self, order: &NewOrder) {
        self.oms.place(self.now_ns, 1, order);
        self.hear(order.cl_ord_id, VenueReportBody::Accepted);
        if order.cl_ord_id.number().is_multiple_of(3) {
            self.fill(order);
        } else {
            self.open.push_back(order.cl_ord_id);
        }
        if self.open.len() as u64 > OPEN
            && let Some(oldest) = self.open.pop_front()
        {
            self.hear(oldest, VenueReportBody::Cancelled { reason: plimsoll_types::CancelReason::Requested });
        }
    }

    fn fill(&mut self, order: &NewOrder) {
        self.hear(
            order.cl_ord_id,
            VenueReportBody::Fill {
                px: order.px,
                qty: order.qty,
                liquidity: plimsoll_types::Liquidity::Added,
                fee: plimsoll_types::Money::ZERO,
            },
        );
    }

    fn hear(&mut self, cl_ord_id: ClOrdId, body: VenueReportBody) {
        self.reports += 1;
        let report = VenueReport {
            ts_venue_ns: self.now_ns,
            exec_id: ExecId(self.reports),
            cl_ord_id,
            venue_order_id: VenueOrderId(cl_ord_id.0),
            body,
        };
        let mut told = Vec::new();
        self.oms.on_venue_report(self.now_ns, &report, &mut told);
        for report in told {
            self.engine.on_report(self.now_ns, &report, &self.oms);
        }
    }
}
