//! Positions, profit and every sum over them.

#![allow(clippy::unwrap_used)] // test code

mod support;

use plimsoll_oms::Pnl;
use plimsoll_types::{
    AccountId, Attribution, DeskId, Liquidity, Money, NewOrder, OrdType, Price, Qty, Scope, Side, StrategyId, TraderId,
    VenueReportBody,
};
use support::{AMZN, BY, Desk, SHELL, id, money, oms, px, qty};

const EUR_ACCOUNT: Attribution = Attribution { account: AccountId(2), ..BY };
const OTHER_DESK: Attribution = Attribution { account: AccountId(3), desk: DeskId(2), ..BY };
const FIRM: Scope = Scope::Firm;

/// Buys or sells at once.
fn trade(desk: &mut Desk, number: u64, side: Side, whole: i64, at: i64) {
    trade_as(desk, &Desk::limit(number, side, whole, at), Money::ZERO);
}

fn trade_as(desk: &mut Desk, order: &NewOrder, fee: Money) {
    desk.send(order);
    let (px, qty) = (order.px, order.qty);
    let body = VenueReportBody::Fill { px, qty, liquidity: Liquidity::Removed, fee };
    let report = desk.report(order.cl_ord_id, body);
    desk.hear_again(&report);
}

fn realised(desk: &Desk) -> Money {
    desk.position().realised.to_money().unwrap()
}

#[test]
fn test_average_price_and_profit_follow_the_average_cost() {
    let mut desk = Desk::new();
    trade(&mut desk, 1, Side::Buy, 100, 20);
    trade(&mut desk, 2, Side::Buy, 100, 30);
    assert_eq!((desk.position().qty, desk.position().avg_px()), (qty(200), px(25)));
    trade(&mut desk, 3, Side::Sell, 50, 40);
    assert_eq!((realised(&desk), desk.position().avg_px()), (money(750), px(25)));
    assert_eq!(desk.position().unrealised(px(20)).and_then(|it| it.to_money()), Some(money(-750)));
}

#[test]
fn test_a_sale_through_flat_realises_the_long_and_opens_the_short() {
    let mut desk = Desk::new();
    trade(&mut desk, 1, Side::Buy, 100, 20);
    trade(&mut desk, 2, Side::Sell, 150, 22);
    assert_eq!((desk.position().qty, desk.position().avg_px(), realised(&desk)), (qty(-50), px(22), money(200)));
    trade(&mut desk, 3, Side::Buy, 80, 21);
    assert_eq!((desk.position().qty, desk.position().avg_px(), realised(&desk)), (qty(30), px(21), money(250)));
}

#[test]
fn test_thirds_lose_nothing_once_flat() {
    let mut desk = Desk::new();
    trade(&mut desk, 1, Side::Buy, 1, 1);
    trade(&mut desk, 2, Side::Buy, 2, 2);
    for number in 3..6 {
        trade(&mut desk, number, Side::Sell, 1, 2);
    }
    assert_eq!(desk.position().realised.raw(), 10_i128.pow(17), "6 received, 5 paid, to the last digit");
    assert_eq!((desk.position().cost.raw(), desk.position().avg_px()), (0, Price::UNSET));
}

#[test]
fn test_fees_are_paid_and_rebates_received() {
    let mut desk = Desk::new();
    trade_as(&mut desk, &Desk::limit(1, Side::Buy, 100, 20), Money::from_raw(1_500_000));
    trade_as(&mut desk, &Desk::limit(2, Side::Sell, 100, 21), Money::from_raw(-500_000));
    assert_eq!(desk.position().fees.to_money(), Some(money(1)));
    assert_eq!(desk.position().realised_money(), Some(money(99)));
    assert_eq!(desk.pnl(FIRM).total.to_money(), Some(money(99)));
}

#[test]
fn test_working_orders_are_summed_over_every_part_of_the_firm() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 100, 20);
    desk.working(2, Side::Sell, 30, 25);
    desk.send(&NewOrder { attribution: OTHER_DESK, ..Desk::limit(3, Side::Buy, 7, 10) });
    desk.send(&NewOrder {
        attribution: Attribution { strategy: StrategyId(2), ..BY },
        ..Desk::limit(4, Side::Buy, 5, 20)
    });
    let buys = |desk: &Desk, scope| desk.oms.holding(scope, AMZN).map_or(Qty::ZERO, |it| it.working(Side::Buy).qty);
    let scopes = [
        FIRM,
        Scope::Instrument(AMZN),
        Scope::Desk(DeskId(1)),
        Scope::Account(BY.account),
        Scope::Strategy(BY.strategy),
    ];
    assert_eq!(scopes.map(|scope| buys(&desk, scope)), [qty(112), qty(112), qty(105), qty(105), qty(107)]);
    assert_eq!(desk.pnl(FIRM).working_buy.to_money(), Some(money(2_170)));
    assert_eq!(desk.pnl(Scope::Desk(DeskId(1))).working_buy.to_money(), Some(money(2_100)));
    assert_eq!(desk.pnl(FIRM).working_sell.to_money(), Some(money(750)));
    let counted =
        [FIRM, Scope::Desk(DeskId(2)), Scope::Trader(TraderId(1)), Scope::Session(3), Scope::Instrument(AMZN)];
    assert_eq!(counted.map(|scope| desk.oms.open_orders(scope)), [4, 1, 4, 4, 4]);
    assert_eq!(desk.oms.holding(FIRM, AMZN).unwrap().longest(), qty(112));
    assert_eq!(desk.oms.holding(FIRM, AMZN).unwrap().shortest(), qty(-30));
}

#[test]
fn test_orders_without_a_price_are_worth_the_mark_and_say_where_there_is_none() {
    let mut desk = Desk::new();
    let market = NewOrder { ord_type: OrdType::Market, px: Price::UNSET, ..Desk::limit(1, Side::Buy, 10, 20) };
    desk.send(&market);
    assert_eq!((desk.pnl(FIRM).unmarked, desk.pnl(FIRM).is_complete), (1, false));
    desk.oms.mark(AMZN, px(30));
    assert_eq!((desk.pnl(FIRM).unmarked, desk.pnl(FIRM).working_buy.to_money()), (0, Some(money(300))));
    desk.oms.mark(AMZN, Price::UNSET);
    desk.oms.mark(AMZN, px(40));
    assert_eq!(desk.pnl(FIRM).working_buy.to_money(), Some(money(400)));
    desk.cancelled(1);
    assert!(desk.pnl(FIRM).is_complete && desk.pnl(FIRM).working_buy.raw() == 0);
}

#[test]
fn test_gross_and_net_count_long_and_short_apart() {
    let mut desk = Desk::new();
    trade(&mut desk, 1, Side::Buy, 100, 20);
    trade_as(&mut desk, &NewOrder { attribution: OTHER_DESK, ..Desk::limit(2, Side::Sell, 30, 20) }, Money::ZERO);
    desk.oms.mark(AMZN, px(10));
    let firm = desk.pnl(FIRM);
    assert_eq!((firm.gross().to_money(), firm.net().to_money()), (Some(money(1_300)), Some(money(700))));
    assert_eq!(firm.total.to_money(), Some(money(-700)));
    let held = desk.oms.holding(FIRM, AMZN).unwrap();
    assert_eq!((held.net_qty, held.long_qty, held.short_qty), (qty(70), qty(100), qty(30)));
}

#[test]
fn test_the_first_fill_marks_an_instrument_that_nobody_marked() {
    let mut desk = Desk::new();
    trade(&mut desk, 1, Side::Buy, 100, 20);
    assert_eq!((desk.oms.mark_of(AMZN), desk.pnl(FIRM).total.raw()), (px(20), 0));
    trade(&mut desk, 2, Side::Buy, 100, 30);
    assert_eq!(desk.pnl(FIRM).total.to_money(), Some(money(-1_000)), "valued at the mark, not at what was paid");
}

#[test]
fn test_drawdown_is_counted_from_the_highest_total() {
    let mut desk = Desk::new();
    trade(&mut desk, 1, Side::Buy, 100, 20);
    let figures = |desk: &Desk, scope| -> [Option<Money>; 3] {
        let pnl: Pnl = desk.pnl(scope);
        [pnl.total, pnl.peak, pnl.drawdown()].map(|it| it.to_money())
    };
    for (at, total, peak, drawdown) in
        [(25, 500, 500, 0), (22, 200, 500, 300), (30, 1_000, 1_000, 0), (19, -100, 1_000, 1_100)]
    {
        desk.oms.mark(AMZN, px(at));
        let expected = [total, peak, drawdown].map(|it| Some(money(it)));
        for scope in [FIRM, Scope::Strategy(BY.strategy), Scope::Account(BY.account), Scope::Desk(BY.desk)] {
            assert_eq!(figures(&desk, scope), expected, "{scope:?} at {at}");
        }
    }
}

#[test]
fn test_a_day_begins_at_zero_and_keeps_the_peak_of_all_days() {
    let mut desk = Desk::new();
    trade(&mut desk, 1, Side::Buy, 100, 20);
    desk.oms.mark(AMZN, px(30));
    desk.oms.mark(AMZN, px(25));
    desk.oms.start_day();
    desk.oms.mark(AMZN, px(23));
    let firm = desk.pnl(FIRM);
    assert_eq!((firm.day.to_money(), firm.day_drawdown().to_money()), (Some(money(-200)), Some(money(200))));
    assert_eq!(firm.drawdown().to_money(), Some(money(700)));
}

#[test]
fn test_an_account_of_another_currency_needs_the_rate_and_says_so() {
    let mut desk = Desk::new();
    let shell = NewOrder { instrument: SHELL, ..Desk::limit(1, Side::Buy, 100, 20) };
    trade_as(&mut desk, &shell, Money::ZERO);
    trade_as(&mut desk, &NewOrder { attribution: EUR_ACCOUNT, cl_ord_id: id(2), ..shell }, Money::ZERO);
    desk.oms.mark(SHELL, px(24));
    let (dollars, euros) = (Scope::Account(BY.account), Scope::Account(AccountId(2)));
    assert_eq!((desk.oms.currency(dollars), desk.oms.currency(euros)), (Some("USD"), Some("EUR")));
    assert!(!desk.pnl(dollars).is_complete && !desk.pnl(FIRM).is_complete);
    assert!(desk.pnl(euros).is_complete);
    assert_eq!(desk.pnl(euros).total.to_money(), Some(money(400)));
    assert_eq!(desk.oms.convert(money(10), SHELL, dollars), None);
    desk.oms.set_rate("EUR", "USD", Price::from_raw(1_250_000_000)).unwrap();
    assert_eq!(desk.pnl(dollars).total.to_money(), Some(money(500)));
    assert_eq!((desk.pnl(FIRM).total.to_money(), desk.pnl(FIRM).is_complete), (Some(money(1_000)), true));
    assert_eq!(desk.pnl(FIRM).peak.to_money(), Some(money(1_000)), "peaks count from when the total is known");
    assert_eq!(desk.oms.convert(money(10), SHELL, dollars), Some(Money::from_raw(12_500_000)));
    assert_eq!(desk.oms.convert(money(10), SHELL, euros), Some(money(10)));
}

#[test]
fn test_a_position_of_one_currency_in_two_accounts_stays_apart() {
    let mut desk = Desk::new();
    trade(&mut desk, 1, Side::Buy, 100, 20);
    trade_as(&mut desk, &NewOrder { attribution: EUR_ACCOUNT, ..Desk::limit(2, Side::Sell, 40, 20) }, Money::ZERO);
    assert_eq!(desk.position().qty, qty(100));
    assert_eq!(desk.oms.position(AccountId(2), BY.strategy, AMZN).unwrap().qty, qty(-40));
    assert_eq!(desk.oms.holding(Scope::Strategy(BY.strategy), AMZN).unwrap().net_qty, qty(60));
}

#[test]
fn test_there_is_no_position_without_an_order_and_no_figures_of_other_scopes() {
    let oms = oms();
    assert!(oms.position(BY.account, BY.strategy, AMZN).is_none() && oms.positions().is_empty());
    assert!(oms.pnl(Scope::Trader(TraderId(1))).is_none() && oms.pnl(Scope::Session(1)).is_none());
    assert_eq!(oms.open_orders(Scope::Strategy(StrategyId(3))), 0);
    assert_eq!(oms.pnl(FIRM).unwrap().total.raw(), 0);
}

#[test]
fn test_own_best_prices_are_those_of_the_scope() {
    let mut desk = Desk::new();
    desk.working(1, Side::Buy, 10, 20);
    desk.send(&NewOrder { attribution: EUR_ACCOUNT, ..Desk::limit(2, Side::Buy, 10, 22) });
    let best = |desk: &Desk, scope, side| desk.oms.own_best(scope, AMZN, side);
    assert_eq!(best(&desk, FIRM, Side::Buy), Some(px(22)));
    assert_eq!(best(&desk, Scope::Account(BY.account), Side::Buy), Some(px(20)));
    assert_eq!(best(&desk, FIRM, Side::Sell), None);
    let market = NewOrder { ord_type: OrdType::Market, px: Price::UNSET, ..Desk::limit(3, Side::Sell, 10, 20) };
    desk.send(&market);
    assert_eq!(best(&desk, FIRM, Side::Sell), Some(Price::UNSET));
    desk.hear(3, VenueReportBody::Rejected { reason: plimsoll_types::RejectReason::VenueClosed });
    assert_eq!(best(&desk, FIRM, Side::Sell), None);
    assert_eq!(desk.oms.whose(id(3)), Some((BY, AMZN, 3)));
    assert_eq!(desk.oms.whose(id(9)), None);
}
