//! Real orders, limits and halts, told to a mirror without Redis.

use super::super::sample_tests::{directory, halt, instruments};
use super::super::{StateMirror, StateRow, StateTarget};
use super::*;
use plimsoll_oms::OmsConfig;
use plimsoll_risk::LimitRecord;
use plimsoll_types::{
    Attribution, ClOrdId, DeskId, ExecId, Instrument, InstrumentId, Liquidity, NewOrder, Price, Qty, TraderId,
    VenueOrderId, VenueReport, VenueReportBody,
};

const AMZN: InstrumentId = InstrumentId(0);

struct Firm {
    oms: Oms,
    limits: Limits,
    gate: HaltGate,
    mirror: StateMirror,
    teller: StateTeller,
    mono_ns: Nanos,
    orders: u64,
    fills: u64,
    instruments: InstrumentTable,
}

impl Firm {
    fn new() -> Self {
        let target = StateTarget { redis: None, prefix: String::new() };
        let (mirror, port) = StateMirror::start(target, &directory(), &InstrumentTable::default()).unwrap();
        let config = OmsConfig { directory: directory(), currency: "USD".into(), rates: vec![] };
        let mut oms = Oms::new(config).unwrap();
        oms.list(AMZN, &instruments().rows()[0]);
        oms.mark(AMZN, dollars(100));
        let teller = StateTeller::new(port);
        Self {
            oms,
            limits: limits(1, 5_000),
            gate: HaltGate::default(),
            mirror,
            teller,
            mono_ns: 0,
            orders: 0,
            fills: 0,
            instruments: instruments(),
        }
    }

    fn order(&mut self, side: Side, qty: i64) -> NewOrder {
        self.order_in(AMZN, side, qty)
    }

    fn order_in(&mut self, instrument: InstrumentId, side: Side, qty: i64) -> NewOrder {
        self.orders += 1;
        let (trader, desk) = (TraderId(1), DeskId(1));
        let of = Attribution { trader, desk, account: AccountId(1), strategy: StrategyId(1) };
        let name = ClOrdId::new(1, self.orders);
        let order = NewOrder::limit(name, of, instrument, side, Qty::from_raw(qty * Qty::ONE), dollars(100));
        let report = self.oms.place(1, 3, &order);
        self.teller.on_report(&report);
        order
    }

    fn fill(&mut self, order: &NewOrder, qty: i64, px: i64) {
        let (liquidity, fee) = (Liquidity::Removed, Money::from_raw(Money::ONE));
        let body = VenueReportBody::Fill { px: dollars(px), qty: Qty::from_raw(qty * Qty::ONE), liquidity, fee };
        self.fills += 1;
        let exec_id = ExecId(self.fills);
        let report =
            VenueReport { ts_venue_ns: 1, exec_id, cl_ord_id: order.cl_ord_id, venue_order_id: VenueOrderId(1), body };
        let mut told = Vec::new();
        self.oms.on_venue_report(1, &report, &mut told);
        told.iter().for_each(|report| self.teller.on_report(report));
    }

    fn turn(&mut self) {
        self.mono_ns += SLICE_NS;
        self.quick_turn();
    }

    /// Without the walk.
    fn quick_turn(&mut self) {
        let directory = directory();
        let (oms, limits, gate) = (&self.oms, &self.limits, &self.gate);
        let view = StateView { oms, limits, gate, directory: &directory, instruments: &self.instruments };
        self.teller.turn(self.mono_ns, self.mono_ns, view);
    }

    fn row(&self, key: &str) -> Option<StateRow> {
        self.mirror.snapshot().into_iter().find(|row| row.key == key)
    }

    fn texts(&self, key: &str, names: &[&str]) -> Vec<String> {
        let row = self.row(key).unwrap();
        names.iter().map(|name| row.fields.iter().find(|field| field.0 == *name).unwrap().1.clone()).collect()
    }
}

fn dollars(whole: i64) -> Price {
    Price::from_raw(whole * Price::ONE)
}

fn limits(version: u64, gross: i64) -> Limits {
    let record = |scope, kind, value| LimitRecord { scope, kind, value, reason: "test".into(), version };
    let account = Scope::Account(AccountId(1));
    let records = vec![
        record(account, LimitKind::GrossExposure, gross * Money::ONE),
        record(account, LimitKind::BuyingPower, 10_000 * Money::ONE),
        record(Scope::Firm, LimitKind::Position, 50 * Qty::ONE),
        record(Scope::Firm, LimitKind::MaxQty, 20 * Qty::ONE),
    ];
    Limits::new(version, records).unwrap()
}

#[test]
fn test_a_fill_is_told_with_the_next_turn_and_its_value_follows_the_mark() {
    let mut firm = Firm::new();
    firm.turn();
    let order = firm.order(Side::Buy, 30);
    firm.fill(&order, 10, 100);
    firm.quick_turn();
    let held = ["qty", "avg_px", "open_buy_qty", "fees", "unrealised"];
    assert_eq!(firm.texts("position:A1:ofi:AMZN", &held), ["10", "100", "20", "1", "0"]);
    firm.oms.mark(AMZN, dollars(103));
    firm.turn();
    assert_eq!(firm.texts("position:A1:ofi:AMZN", &["mark_px", "unrealised"]), ["103", "30"]);
    assert_eq!(firm.texts("pnl:firm", &["currency", "unrealised", "fees", "high"]), ["USD", "30", "1", "29"]);
    assert_eq!(firm.texts("pnl:strategy:ofi", &["unrealised"]), ["30"]);
    assert_eq!(firm.texts("balance:A1:USD", &["cash", "reserved", "available"]), ["-1001", "2000", "6970"]);
}

#[test]
fn test_limits_show_what_is_left_and_go_with_their_version() {
    let mut firm = Firm::new();
    let order = firm.order(Side::Buy, 30);
    firm.fill(&order, 10, 100);
    firm.turn();
    let left = ["limit", "measured", "headroom", "unit", "version"];
    assert_eq!(firm.texts("limit:account:A1:gross-exposure", &left), ["5000", "3000", "2000", "money", "1"]);
    assert_eq!(firm.texts("limit:firm:position", &left), ["50", "30", "20", "qty", "1"]);
    assert_eq!(firm.texts("limit:firm:max-qty", &left), ["20", "", "", "qty", "1"]);
    firm.limits = Limits::new(2, firm.limits.records()[..1].to_vec()).unwrap();
    firm.turn();
    assert!(firm.row("limit:firm:position").is_none() && firm.row("limit:account:A1:gross-exposure").is_some());
}

#[test]
fn test_what_cannot_be_valued_is_empty_and_never_zero() {
    let mut firm = Firm::new();
    firm.oms = Oms::new(OmsConfig { directory: directory(), currency: "USD".into(), rates: vec![] }).unwrap();
    // Without the rate of the euro nothing of it can be added up.
    firm.oms.list(AMZN, &Instrument { currency: "EUR".into(), ..instruments().rows()[0].clone() });
    let order = firm.order(Side::Buy, 10);
    firm.fill(&order, 10, 100);
    firm.turn();
    assert_eq!(firm.texts("position:A1:ofi:AMZN", &["avg_px", "unrealised"]), ["100", "0"]);
    assert_eq!(firm.texts("pnl:firm", &["unrealised"]), [""]);
    assert_eq!(firm.texts("limit:account:A1:gross-exposure", &["measured", "headroom"]), ["", ""]);
}

#[test]
fn test_halts_come_and_go_with_the_gate() {
    let mut firm = Firm::new();
    firm.gate.engage(halt(4));
    firm.quick_turn();
    assert_eq!(firm.texts("halt:4", &["scope", "mode"]), ["strategy:ofi", "cancel-all"]);
    firm.gate.engage(HaltRecord { mode: plimsoll_types::HaltMode::Flatten, ..halt(4) });
    firm.quick_turn();
    assert_eq!(firm.texts("halt:4", &["mode"]), ["flatten"]);
    firm.gate.lift(4);
    firm.teller.lifted(1, 4, "ada", "over");
    firm.quick_turn();
    assert!(firm.row("halt:4").is_none());
}

#[test]
fn test_what_does_not_change_is_not_told_again() {
    let mut firm = Firm::new();
    let order = firm.order(Side::Buy, 30);
    firm.fill(&order, 10, 100);
    firm.turn();
    let told = firm.mirror.status().head;
    (0..50).for_each(|_| firm.turn());
    assert_eq!(firm.mirror.status().head, told);
}

#[test]
fn test_the_walk_tells_what_no_report_told() {
    let mut firm = Firm::new();
    let amzn = instruments().rows()[0].clone();
    let mut orders = Vec::new();
    for number in 0..100 {
        let symbol = format!("I{number}");
        let id = firm.instruments.intern(&symbol, || Instrument { symbol: symbol.clone(), ..amzn.clone() });
        firm.oms.list(id, &amzn);
        orders.push(firm.order_in(id, Side::Sell, 3));
    }
    for order in &orders {
        firm.fill(order, 2, 99);
    }
    firm.teller.changed.clear();
    firm.turn();
    assert!(firm.row("position:A1:ofi:I99").is_none());
    (0..3).for_each(|_| firm.turn());
    for number in 0..100 {
        assert_eq!(firm.texts(&format!("position:A1:ofi:I{number}"), &["qty", "open_sell_qty"]), ["-2", "1"]);
    }
    assert_eq!(firm.texts("balance:A1:USD", &["cash"]), ["19700"]);
}
