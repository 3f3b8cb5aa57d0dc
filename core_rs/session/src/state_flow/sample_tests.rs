//! The keys and fields as readers know them: this file and the reader's tests hold the same golden page.

use super::handover::Handover;
use super::*;
use crate::state_flow::image::Image;
use crate::state_flow::row::Names;
use plimsoll_risk::LimitKind;
use plimsoll_types::{
    AccountId, Directory, HaltMode, HaltRecord, Instrument, InstrumentId, InstrumentTable, Money, Nanos, Price, Qty,
    Scope, StrategyId, TraderId, Unit,
};
use std::fmt::Write;
use std::sync::Arc;

/// 2026-11-02 14:30 UTC.
pub(super) const NOW_NS: Nanos = 1_793_629_800_000_000_000;

pub(super) fn directory() -> Directory {
    let mut directory = Directory::default();
    let desk = directory.add_desk("equities").unwrap();
    directory.add_account("A1", desk, "USD").unwrap();
    directory.add_trader("kim", desk).unwrap();
    directory.add_strategy("ofi").unwrap();
    directory
}

pub(super) fn instruments() -> InstrumentTable {
    let mut table = InstrumentTable::default();
    for symbol in ["AMZN", "BRK:B"] {
        table.intern(symbol, || Instrument {
            symbol: symbol.into(),
            venue_mic: "XNAS".into(),
            currency: "USD".into(),
            tick: Price::from_raw(10_000_000),
            lot: Qty::from_raw(Qty::ONE),
        });
    }
    table
}

pub(super) fn position_key(instrument: u32, strategy: u16) -> StateKey {
    let (account, instrument) = (AccountId(1), InstrumentId(instrument));
    StateKey::Position { account, strategy: StrategyId(strategy), instrument }
}

pub(super) fn position(qty: i64) -> StateValue {
    StateValue::Position(PositionState {
        qty: Qty::from_raw(qty * Qty::ONE),
        avg_px: Price::from_raw(223_820_000_000),
        mark_px: Price::from_raw(223_955_000_000),
        realised: Money::from_raw(-12_500_000),
        unrealised: Money::from_raw(40_500_000),
        fees: Money::from_raw(1_230_000),
        open_buy_qty: Qty::from_raw(100 * Qty::ONE),
        open_sell_qty: Qty::ZERO,
    })
}

pub(super) fn halt(number: u64) -> HaltRecord {
    let (reason, by) = ("fat finger: asked back".to_owned(), "kim".to_owned());
    HaltRecord {
        number,
        scope: Scope::Strategy(StrategyId(1)),
        mode: HaltMode::CancelAll,
        reason,
        by,
        ts_ns: NOW_NS - 5,
    }
}

/// One value of every kind.
pub(super) fn tell(port: &mut StatePort) {
    port.beat(NOW_NS);
    port.put(NOW_NS, position_key(0, 1), position(-300));
    let flat = PositionState {
        qty: Qty::ZERO,
        avg_px: Price::UNSET,
        mark_px: Price::UNSET,
        realised: Money::ZERO,
        unrealised: Money::UNSET,
        fees: Money::ZERO,
        open_buy_qty: Qty::ZERO,
        open_sell_qty: Qty::ZERO,
    };
    port.put(NOW_NS, position_key(1, 0), StateValue::Position(flat));
    let balance = BalanceState {
        cash: Money::from_raw(1_000_000_250_000),
        reserved: Money::from_raw(22_382_000_000),
        available: Money::UNSET,
    };
    let key = StateKey::Balance { account: AccountId(1), currency: Currency::new("USD") };
    port.put(NOW_NS, key, StateValue::Balance(balance));
    let pnl = PnlState {
        currency: Currency::new("USD"),
        realised: Money::from_raw(-12_500_000),
        unrealised: Money::from_raw(40_500_000),
        fees: Money::from_raw(1_230_000),
        high: Money::from_raw(99_000_000),
    };
    port.put(NOW_NS, StateKey::Pnl(Scope::Firm), StateValue::Pnl(pnl));
    port.put(NOW_NS, StateKey::Pnl(Scope::Account(AccountId(1))), StateValue::Pnl(pnl));
    let limit = LimitState { unit: Unit::Money, measured: Some(60_000_000), limit: 50_000_000, version: 3 };
    let key = StateKey::Limit { scope: Scope::Account(AccountId(1)), kind: LimitKind::GrossExposure };
    port.put(NOW_NS, key, StateValue::Limit(limit));
    let limit = LimitState { unit: Unit::Qty, measured: None, limit: 500 * Qty::ONE, version: 3 };
    let key = StateKey::Limit { scope: Scope::Instrument(InstrumentId(1)), kind: LimitKind::MaxQty };
    port.put(NOW_NS, key, StateValue::Limit(limit));
    port.engage(&halt(4));
    tell_people(port);
    redis_server::until("all is handed over", || port.flush());
}

fn tell_people(port: &mut StatePort) {
    let session = SessionState {
        principal: "kim-desk".into(),
        trader: TraderId(1),
        phase: SessionPhase::LoggedOn,
        may_trade: true,
        operator_alive: true,
        commands: 12,
        refused: 1,
    };
    port.put(NOW_NS, StateKey::Session(3), StateValue::Session(session));
    let gateway = GatewayState {
        phase: GatewayPhase::Trading,
        profile: "SIM".into(),
        venue_connected: true,
        halt: HaltMode::None,
        limits_version: 3,
        audit_records: 4_321,
        audit_writable: true,
        open_orders: 2,
        unconfirmed: 0,
        commands: 99,
        refused: 7,
        market_events: 123_456,
        market_age_ns: 41_000,
    };
    port.put(NOW_NS, StateKey::Gateway, StateValue::Gateway(gateway));
}

#[test]
fn test_keys_and_fields_are_those_of_the_golden_page() {
    let shared = Arc::new(Handover::default());
    let mut port = StatePort::new(Arc::clone(&shared));
    tell(&mut port);
    let mut image = Image::new(Names::new(directory(), &instruments()), NOW_NS - 60);
    let mut waiting = handover::Waiting::default();
    shared.take(&mut waiting);
    image.absorb(&mut waiting);
    let mut page = String::new();
    for row in image.rows() {
        writeln!(page, "{}", row.key).unwrap();
        for (name, text) in row.fields {
            writeln!(page, "    {name} = {text}").unwrap();
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/state_rows.txt");
    if std::env::var_os("PLIMSOLL_REWRITE_GOLDEN").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    assert_eq!(page, std::fs::read_to_string(path).unwrap());
}
