//! Every check alone refuses, names its reason, and lets through what equals its limit.
#![allow(clippy::unwrap_used)]

mod support;

use plimsoll_oms::Amount;
use plimsoll_risk::{Holding, LimitKind, Totals};
use plimsoll_types::{
    Attribution, HaltMode, HaltRecord, Money, NewOrder, OrdType, OrderFlags, Price, Qty, RejectReason, RiskCheck,
    Scope, Side, StrategyId, TradingStatus,
};
use support::{AMZN, Desk, NOW, OF, SECOND, amount, buy, dollars, limits, lots, market, px, record, sell, setup, wide};

const ACCOUNT: Scope = Scope::Account(OF.account);

#[test]
fn test_under_wide_limits_everything_is_measured_and_passes() {
    let mut desk = Desk::limited(&[]);
    assert_eq!(desk.order(&buy(1, 100, 100.0)), RejectReason::None);
    assert!(desk.decision.outcomes.iter().map(|outcome| outcome.check).eq(RiskCheck::ALL));
    assert!(desk.decision.outcomes.iter().all(|outcome| outcome.passed));
    assert_eq!(desk.decision.limits_version, 1);
}

#[test]
fn test_a_halt_refuses_orders_in_its_scope() {
    let mut desk = Desk::limited(&[]);
    let halt = |scope, mode| HaltRecord { number: 0, scope, mode, reason: "x".into(), by: "kim".into(), ts_ns: NOW };
    desk.gate.engage(halt(Scope::Strategy(StrategyId(2)), HaltMode::Freeze));
    assert_eq!(desk.order(&buy(1, 1, 100.0)), RejectReason::None);
    let number = desk.gate.engage(halt(ACCOUNT, HaltMode::Freeze));
    assert_eq!(desk.refused_by(&buy(2, 1, 100.0)), Some((RiskCheck::Halt, RejectReason::Halted)));
    assert!(desk.gate.lift(number));
    assert_eq!(desk.order(&buy(3, 1, 100.0)), RejectReason::None);
}

#[test]
fn test_an_order_of_nobody_or_of_the_wrong_desk_is_refused() {
    let mut desk = Desk::limited(&[]);
    for of in [
        Attribution::default(),
        Attribution { desk: plimsoll_types::DeskId(2), ..OF },
        Attribution { strategy: StrategyId(99), ..OF },
        Attribution { account: plimsoll_types::AccountId(99), ..OF },
        Attribution { trader: plimsoll_types::TraderId(0), ..OF },
    ] {
        let order = NewOrder { attribution: of, ..buy(1, 1, 100.0) };
        assert_eq!(desk.refused_by(&order), Some((RiskCheck::Attribution, RejectReason::Unattributed)), "{of:?}");
    }
}

#[test]
fn test_an_unknown_instrument_is_refused() {
    let mut desk = Desk::limited(&[]);
    desk.instrument = None;
    assert_eq!(desk.refused_by(&buy(1, 1, 100.0)), Some((RiskCheck::Instrument, RejectReason::UnknownInstrument)));
}

#[test]
fn test_session_account_and_instrument_must_be_permitted() {
    let refused = |desk: &mut Desk| desk.refused_by(&buy(1, 1, 100.0));
    let mut desk = Desk::limited(&[]);
    desk.grant.may_trade = false;
    assert_eq!(refused(&mut desk), Some((RiskCheck::Permission, RejectReason::ReadOnlySession)));
    desk.grant.may_trade = true;
    desk.grant.accounts.clear();
    assert_eq!(refused(&mut desk), Some((RiskCheck::Permission, RejectReason::NotYours)));
    desk.grant.accounts.push(OF.account);
    desk.grant.instruments = Some(Vec::new());
    assert_eq!(refused(&mut desk), Some((RiskCheck::Permission, RejectReason::NotPermitted)));
    desk.grant.instruments = None;
    let mut rules = setup();
    rules.permissions = plimsoll_risk::Permissions::Listed([(plimsoll_types::AccountId(2), AMZN)].into());
    desk.engine.set_setup(rules);
    assert_eq!(refused(&mut desk), Some((RiskCheck::Permission, RejectReason::NotPermitted)));
    let other =
        NewOrder { attribution: Attribution { account: plimsoll_types::AccountId(2), ..OF }, ..buy(1, 1, 100.0) };
    desk.grant.accounts.push(plimsoll_types::AccountId(2));
    assert_eq!(desk.order(&other), RejectReason::None);
}

#[test]
fn test_no_client_may_call_its_order_a_liquidation() {
    let mut desk = Desk::limited(&[]);
    let order = NewOrder { flags: OrderFlags::LIQUIDATION, ..sell(1, 1, 100.0) };
    assert_eq!(desk.refused_by(&order), Some((RiskCheck::Permission, RejectReason::NotPermitted)));
}

#[test]
fn test_a_restricted_instrument_is_refused_by_firm_desk_or_account() {
    for scope in [Scope::Firm, Scope::Desk(OF.desk), ACCOUNT] {
        let mut rules = setup();
        rules.restricted.insert((scope, AMZN));
        let mut desk = Desk::under(limits(&[]), rules);
        assert_eq!(
            desk.refused_by(&buy(1, 1, 100.0)),
            Some((RiskCheck::RestrictedList, RejectReason::RestrictedList)),
            "{scope:?}"
        );
        assert_eq!(desk.decision.outcomes.last().unwrap().scope, scope);
    }
}

#[test]
fn test_orders_outside_trading_hours_or_in_a_halted_market_are_refused() {
    let mut rules = setup();
    rules
        .calendar
        .of
        .insert(AMZN, plimsoll_risk::Hours::Windows(vec![(NOW, NOW + SECOND), (NOW + 2 * SECOND, NOW + 3 * SECOND)]));
    let mut desk = Desk::under(limits(&[]), rules);
    let mut number = 0;
    let mut at = |desk: &mut Desk, after: i64| {
        (desk.now_ns, desk.market.ts_ns, number) = (NOW + after, NOW + after, number + 1);
        desk.order(&buy(number, 1, 100.0))
    };
    assert_eq!(at(&mut desk, -1), RejectReason::OutsideSession);
    assert_eq!(at(&mut desk, 0), RejectReason::None);
    assert_eq!(at(&mut desk, SECOND - 1), RejectReason::None);
    assert_eq!(at(&mut desk, SECOND), RejectReason::OutsideSession);
    assert_eq!(at(&mut desk, 2 * SECOND), RejectReason::None);
    for (status, reason) in [
        (TradingStatus::Closed, RejectReason::OutsideSession),
        (TradingStatus::Halted, RejectReason::VenueHalted),
        (TradingStatus::Paused, RejectReason::VenueHalted),
        (TradingStatus::Auction, RejectReason::None),
    ] {
        desk.market.status = status;
        assert_eq!(at(&mut desk, 2 * SECOND), reason, "{status:?}");
    }
}

#[test]
fn test_stale_gapped_crossed_or_future_market_data_is_refused() {
    let mut desk = Desk::limited(&[(Scope::Firm, LimitKind::MarketDataAge, SECOND)]);
    let stale = Some((RiskCheck::MarketData, RejectReason::StaleMarketData));
    desk.market.ts_ns = NOW - SECOND;
    assert_eq!(desk.refused_by(&buy(1, 1, 100.0)), None);
    for ts_ns in [NOW - SECOND - 1, NOW + SECOND + 1, i64::MIN] {
        desk.market.ts_ns = ts_ns;
        assert_eq!(desk.refused_by(&buy(1, 1, 100.0)), stale, "{ts_ns}");
    }
    for spoil in [
        |desk: &mut Desk| desk.market.is_stale = true,
        |desk: &mut Desk| desk.market.is_gapped = true,
        |desk: &mut Desk| desk.market.bid.px = px(100.03),
    ] {
        desk.market = market();
        spoil(&mut desk);
        assert_eq!(desk.refused_by(&buy(1, 1, 100.0)), stale);
    }
}

#[test]
fn test_quantity_and_value_of_one_order_are_capped() {
    let mut desk = Desk::limited(&[(ACCOUNT, LimitKind::MaxQty, lots(100).raw())]);
    assert_eq!(desk.refused_by(&buy(1, 100, 100.0)), None);
    let over = NewOrder { qty: Qty::from_raw(lots(100).raw() + 1), ..buy(2, 1, 100.0) };
    assert_eq!(desk.refused_by(&over), Some((RiskCheck::MaxQty, RejectReason::MaxQty)));
    for qty in [Qty::UNSET, Qty::ZERO, lots(-1)] {
        let order = NewOrder { qty, ..buy(3, 1, 100.0) };
        assert_eq!(desk.refused_by(&order), Some((RiskCheck::MaxQty, RejectReason::NotANumber)), "{qty:?}");
    }
    let mut desk = Desk::limited(&[(Scope::Instrument(AMZN), LimitKind::MaxNotional, dollars(10_000).raw())]);
    assert_eq!(desk.refused_by(&buy(1, 100, 100.0)), None);
    assert_eq!(desk.refused_by(&buy(2, 100, 100.01)), Some((RiskCheck::MaxNotional, RejectReason::MaxNotional)));
    assert_eq!(
        desk.refused_by(&sell(3, 101, 1.0)),
        Some((RiskCheck::MaxNotional, RejectReason::MaxNotional)),
        "a low limit sells at the bid"
    );
    let huge = NewOrder { qty: Qty::from_raw(i64::MAX / 8), ..buy(4, 1, 10_000.0) };
    assert_eq!(desk.refused_by(&huge), Some((RiskCheck::MaxNotional, RejectReason::NotANumber)), "out of range");
    desk.book.no_rate = true;
    assert_eq!(desk.refused_by(&buy(5, 1, 100.0)), Some((RiskCheck::MaxNotional, RejectReason::NotANumber)));
}

#[test]
fn test_prices_outside_a_collar_are_refused_on_both_sides() {
    for (kind, of) in [(LimitKind::CollarLast, 100.01), (LimitKind::CollarMid, 100.01), (LimitKind::CollarStatic, 99.0)]
    {
        let mut desk = Desk::limited(&[(Scope::Firm, kind, 50_000)]);
        let collar = Some((RiskCheck::PriceCollar, RejectReason::PriceCollar));
        for (side, sign) in [(Side::Buy, 1.0), (Side::Buy, -1.0), (Side::Sell, 1.0), (Side::Sell, -1.0)] {
            let at = |factor: f64| NewOrder { side, ..buy(1, 1, of * (1.0 + sign * factor)) };
            assert_eq!(desk.refused_by(&at(0.05)), None, "{kind:?} {side:?} {sign}");
            assert_eq!(desk.refused_by(&at(0.05001)), collar, "{kind:?} {side:?} {sign}");
        }
    }
}

#[test]
fn test_a_collar_without_any_reference_refuses() {
    let mut desk = Desk::limited(&[(Scope::Firm, LimitKind::CollarLast, 50_000)]);
    (desk.market.last, desk.market.reference) = (Price::UNSET, Price::UNSET);
    assert_eq!(desk.order(&buy(1, 1, 100.0)), RejectReason::None, "the middle stands in");
    desk.market.bid.px = Price::UNSET;
    assert_eq!(desk.refused_by(&buy(1, 1, 100.0)), Some((RiskCheck::PriceCollar, RejectReason::NotANumber)));
}

#[test]
fn test_a_stop_is_held_against_the_market_and_its_limit_against_the_stop() {
    let mut desk = Desk::limited(&[(Scope::Firm, LimitKind::CollarLast, 50_000)]);
    let stop = |stop: f64, limit: f64| NewOrder { ord_type: OrdType::StopLimit, stop_px: px(stop), ..buy(1, 1, limit) };
    assert_eq!(desk.order(&stop(104.0, 108.0)), RejectReason::None);
    assert_eq!(desk.order(&stop(106.0, 106.0)), RejectReason::PriceCollar);
    assert_eq!(desk.order(&stop(104.0, 110.0)), RejectReason::PriceCollar);
}

#[test]
fn test_a_price_that_ran_away_over_the_period_is_not_followed() {
    let period =
        [(Scope::Firm, LimitKind::CollarPeriod, 20_000), (Scope::Firm, LimitKind::CollarPeriodLength, 60 * SECOND)];
    let mut desk = Desk::limited(&period);
    assert_eq!(desk.order(&buy(1, 1, 100.02)), RejectReason::None);
    desk.mono_ns = 30 * SECOND;
    (desk.market.bid.px, desk.market.ask.px, desk.market.last) = (px(103.0), px(103.02), px(103.01));
    assert_eq!(desk.refused_by(&buy(2, 1, 103.02)), Some((RiskCheck::PriceCollar, RejectReason::PriceCollar)));
    assert_eq!(desk.order(&sell(3, 1, 103.0)), RejectReason::None, "selling into the rise");
    desk.mono_ns = 100 * SECOND;
    assert_eq!(desk.order(&buy(4, 1, 103.02)), RejectReason::None, "the period is over");
}

#[test]
fn test_an_order_too_many_spreads_through_the_market_is_refused() {
    let mut desk = Desk::limited(&[(Scope::Firm, LimitKind::FatFinger, 3_000_000)]);
    assert_eq!(desk.order(&buy(1, 1, 100.08)), RejectReason::None);
    assert_eq!(desk.refused_by(&buy(2, 1, 100.09)), Some((RiskCheck::FatFinger, RejectReason::FatFinger)));
    assert_eq!(desk.order(&sell(3, 1, 99.94)), RejectReason::None);
    assert_eq!(desk.refused_by(&sell(4, 1, 99.93)), Some((RiskCheck::FatFinger, RejectReason::FatFinger)));
    desk.market.bid.px = Price::UNSET;
    assert_eq!(desk.order(&buy(5, 1, 100.06)), RejectReason::FatFinger, "without a spread a tick is one");
}

#[test]
fn test_the_position_that_could_come_of_all_open_orders_is_capped_for_each_scope() {
    for scope in [Scope::Firm, Scope::Desk(OF.desk), ACCOUNT, Scope::Strategy(OF.strategy), Scope::Instrument(AMZN)] {
        let mut desk = Desk::limited(&[(scope, LimitKind::Position, lots(1_000).raw())]);
        let held = Holding { net: lots(500), open_buy: lots(300), open_sell: lots(1_400) };
        desk.book.holdings.insert((scope, AMZN), Some(held));
        assert_eq!(desk.order(&buy(1, 200, 100.0)), RejectReason::None);
        assert_eq!(desk.refused_by(&buy(2, 201, 100.0)), Some((RiskCheck::Position, RejectReason::PositionLimit)));
        assert_eq!(desk.order(&sell(3, 100, 100.1)), RejectReason::None);
        assert_eq!(desk.refused_by(&sell(4, 101, 100.1)), Some((RiskCheck::Position, RejectReason::PositionLimit)));
        assert_eq!(desk.decision.outcomes.last().unwrap().scope, scope);
        assert_eq!(desk.decision.outcomes.last().unwrap().measured, lots(1_001).raw());
        desk.book.holdings.insert((scope, AMZN), None);
        assert_eq!(desk.refused_by(&buy(5, 1, 100.0)), Some((RiskCheck::Position, RejectReason::NotANumber)));
    }
}

#[test]
fn test_gross_net_and_credit_count_positions_open_orders_and_this_one() {
    let totals = Totals {
        gross: amount(50_000),
        net: amount(10_000),
        open_buy: amount(20_000),
        open_sell: amount(5_000),
        pnl: amount(-1_000),
        ..Totals::default()
    };
    for (kind, limit, check, reason) in [
        (LimitKind::GrossExposure, 85_000, RiskCheck::GrossExposure, RejectReason::GrossLimit),
        (LimitKind::NetExposure, 40_000, RiskCheck::NetExposure, RejectReason::NetLimit),
        (LimitKind::BuyingPower, 86_000, RiskCheck::BuyingPower, RejectReason::BuyingPower),
    ] {
        let mut desk = Desk::limited(&[(ACCOUNT, kind, dollars(limit).raw())]);
        desk.book.totals.insert(ACCOUNT, Some(totals));
        assert_eq!(desk.order(&buy(1, 100, 100.0)), RejectReason::None, "{kind:?}");
        assert_eq!(desk.refused_by(&buy(2, 100, 100.01)), Some((check, reason)));
        desk.book.totals.insert(ACCOUNT, Some(Totals { open_buy: Amount::OVERFLOWED, ..totals }));
        assert_eq!(desk.refused_by(&buy(3, 1, 100.0)), Some((check, RejectReason::NotANumber)));
        desk.book.totals.insert(ACCOUNT, None);
        assert_eq!(desk.refused_by(&buy(4, 1, 100.0)), Some((check, RejectReason::NotANumber)));
    }
}

#[test]
fn test_an_order_that_only_reduces_passes_a_gross_limit_that_was_lowered() {
    let mut desk = Desk::limited(&[(ACCOUNT, LimitKind::GrossExposure, dollars(10).raw())]);
    desk.book
        .holdings
        .insert((ACCOUNT, AMZN), Some(Holding { net: lots(100), open_sell: lots(40), ..Holding::default() }));
    assert_eq!(desk.order(&sell(1, 60, 100.1)), RejectReason::None);
    assert_eq!(desk.order(&sell(2, 61, 100.1)), RejectReason::GrossLimit);
    assert_eq!(desk.order(&buy(3, 1, 100.0)), RejectReason::GrossLimit);
}

#[test]
fn test_open_orders_are_capped() {
    let mut desk = Desk::limited(&[(Scope::Desk(OF.desk), LimitKind::OpenOrders, 3)]);
    for (open, reason) in
        [(Some(2), RejectReason::None), (Some(3), RejectReason::OpenOrders), (None, RejectReason::NotANumber)]
    {
        desk.book.open_orders.insert(Scope::Desk(OF.desk), open);
        assert_eq!(desk.order(&buy(1, 1, 100.0)), reason, "{open:?}");
    }
}

#[test]
fn test_losses_at_their_limit_stop_all_but_reducing_orders() {
    for (kind, check, reason) in [
        (LimitKind::DailyLoss, RiskCheck::DailyLoss, RejectReason::DailyLoss),
        (LimitKind::Drawdown, RiskCheck::Drawdown, RejectReason::Drawdown),
    ] {
        let mut desk = Desk::limited(&[(ACCOUNT, kind, dollars(1_000).raw())]);
        let lost = |by: Money| {
            let by = Amount::from_money(by);
            Some(Totals {
                day: -by,
                day_drawdown: if kind == LimitKind::Drawdown { by } else { Amount::ZERO },
                ..Totals::default()
            })
        };
        desk.book.totals.insert(ACCOUNT, lost(Money::from_raw(dollars(1_000).raw() - 1)));
        assert_eq!(desk.order(&buy(1, 1, 100.0)), RejectReason::None);
        desk.book.totals.insert(ACCOUNT, lost(dollars(1_000)));
        assert_eq!(desk.refused_by(&buy(2, 1, 100.0)), Some((check, reason)));
        desk.book.holdings.insert((ACCOUNT, AMZN), Some(Holding { net: lots(5), ..Holding::default() }));
        assert_eq!(desk.order(&sell(3, 5, 100.1)), RejectReason::None, "closing is let through");
        desk.book.totals.insert(ACCOUNT, None);
        assert_eq!(desk.refused_by(&buy(4, 1, 100.0)), Some((check, RejectReason::NotANumber)));
    }
}

#[test]
fn test_missing_and_unusable_limits_refuse_every_order() {
    for kind in LimitKind::MANDATORY.into_iter().chain([LimitKind::CollarLast]) {
        let records = wide().into_iter().filter(|record| record.kind != kind).collect();
        let mut desk = Desk::with(plimsoll_risk::Limits::new(1, records).unwrap());
        assert_eq!(desk.order(&buy(1, 1, 100.0)), RejectReason::LimitsUnusable, "{kind:?}");
    }
    let mut desk = Desk::with(plimsoll_risk::Limits::unusable("the file is torn"));
    assert_eq!(desk.order(&buy(1, 1, 100.0)), RejectReason::LimitsUnusable);
    let mut records = wide();
    records.retain(|record| record.kind != LimitKind::MaxQty);
    records.push(record(ACCOUNT, LimitKind::MaxQty, lots(5).raw()));
    let mut desk = Desk::with(plimsoll_risk::Limits::new(1, records).unwrap());
    assert_eq!(desk.order(&buy(1, 5, 100.0)), RejectReason::None, "any scope of the order will do");
}
