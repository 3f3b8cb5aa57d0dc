//! A figure that is missing, out of range or no number never lets an order through.
#![allow(clippy::unwrap_used)]

mod support;

use plimsoll_oms::Amount;
use plimsoll_risk::{Holding, LimitKind, Totals};
use plimsoll_types::{Level, NewOrder, OrdType, Price, Qty, RejectReason, Scope, UNKNOWN_TIME};
use support::{AMZN, Desk, OF, buy, limits, px, record, sell, wide};

/// Every kind of limit for every scope that it fits, all wide.
fn under_every_limit() -> Desk {
    let scopes = [
        Scope::Desk(OF.desk),
        Scope::Account(OF.account),
        Scope::Strategy(OF.strategy),
        Scope::Instrument(AMZN),
        Scope::Trader(OF.trader),
        Scope::Session(1),
    ];
    let mut records = wide();
    for &kind in LimitKind::ALL {
        let windows = kind.default_length() > 0 || kind == LimitKind::DuplicateWindow;
        let value = if windows { 1_000 } else { i64::MAX / 4 };
        if !records.iter().any(|record| record.kind == kind) {
            records.push(record(Scope::Firm, kind, value));
        }
        records.extend(scopes.iter().filter(|scope| kind.fits(**scope)).map(|scope| record(*scope, kind, value)));
    }
    Desk::with(plimsoll_risk::Limits::new(1, records).unwrap())
}

type Spoil = fn(&mut Desk, &mut NewOrder);

const SPOILS: &[(&str, Spoil)] = &[
    ("no quantity", |_, order| order.qty = Qty::UNSET),
    ("quantity at the end of its range", |_, order| order.qty = Qty::from_raw(i64::MAX)),
    ("no price", |_, order| order.px = Price::UNSET),
    ("price at the end of its range", |_, order| order.px = Price::from_raw(i64::MAX)),
    ("a stop without its stop price", |_, order| order.ord_type = OrdType::StopLimit),
    ("a stop without any price", |_, order| order.ord_type = OrdType::Stop),
    ("a market order into an empty side", |desk, order| {
        (order.ord_type, order.px) = (OrdType::Market, Price::UNSET);
        desk.market.ask = Level::EMPTY;
        desk.market.bid = Level::EMPTY;
    }),
    ("market data of no time", |desk, _| desk.market.ts_ns = UNKNOWN_TIME),
    ("market data of the far future", |desk, _| desk.market.ts_ns = i64::MAX),
    ("no time", |desk, _| desk.now_ns = UNKNOWN_TIME),
    ("no references", |desk, _| {
        (desk.market.last, desk.market.reference) = (Price::UNSET, Price::UNSET);
        (desk.market.bid, desk.market.ask) = (Level::EMPTY, Level::EMPTY);
    }),
    ("references of zero", |desk, _| {
        let zero = Level { px: Price::ZERO, ..desk.market.bid };
        (desk.market.last, desk.market.reference, desk.market.bid, desk.market.ask) =
            (Price::ZERO, Price::ZERO, zero, zero);
    }),
    ("no rate", |desk, _| desk.book.no_rate = true),
    ("a firm's position that cannot be told", |desk, _| {
        desk.book.holdings.insert((Scope::Firm, AMZN), None);
    }),
    ("an account's position out of range", |desk, _| {
        let full = Holding { net: Qty::from_raw(i64::MAX), ..Holding::default() };
        desk.book.holdings.insert((Scope::Account(OF.account), AMZN), Some(full));
    }),
    ("open orders that are no number", |desk, _| {
        let unset = Holding { open_buy: Qty::UNSET, open_sell: Qty::UNSET, ..Holding::default() };
        desk.book.holdings.insert((Scope::Strategy(OF.strategy), AMZN), Some(unset));
    }),
    ("sums that cannot be told", |desk, _| {
        desk.book.totals.insert(Scope::Desk(OF.desk), None);
    }),
    ("gross exposure out of range", |desk, _| {
        let totals = Totals { gross: Amount::OVERFLOWED, ..Totals::default() };
        desk.book.totals.insert(Scope::Firm, Some(totals));
    }),
    ("net exposure out of range", |desk, _| {
        let totals = Totals { net: Amount::OVERFLOWED, ..Totals::default() };
        desk.book.totals.insert(Scope::Firm, Some(totals));
    }),
    ("a result out of range", |desk, _| {
        let totals = Totals { pnl: Amount::OVERFLOWED, ..Totals::default() };
        desk.book.totals.insert(Scope::Account(OF.account), Some(totals));
    }),
    ("a day's result out of range", |desk, _| {
        let totals = Totals { day: Amount::OVERFLOWED, ..Totals::default() };
        desk.book.totals.insert(Scope::Strategy(OF.strategy), Some(totals));
    }),
    ("a drawdown out of range", |desk, _| {
        let totals = Totals { day_drawdown: Amount::OVERFLOWED, ..Totals::default() };
        desk.book.totals.insert(Scope::Strategy(OF.strategy), Some(totals));
    }),
    ("an amount beyond money", |desk, _| {
        let totals = Totals { gross: Amount::from_raw(i128::MAX), ..Totals::default() };
        desk.book.totals.insert(Scope::Firm, Some(totals));
    }),
    ("a count of open orders that cannot be told", |desk, _| {
        desk.book.open_orders.insert(Scope::Session(1), None);
    }),
];

#[test]
fn test_no_figure_that_is_no_number_lets_an_order_through() {
    for order in [buy(1, 1, 100.0), sell(1, 1, 100.1)] {
        assert_eq!(under_every_limit().order(&order), RejectReason::None, "nothing is spoiled");
        for (what, spoil) in SPOILS {
            let (mut desk, mut order) = (under_every_limit(), order);
            spoil(&mut desk, &mut order);
            let reason = desk.order(&order);
            assert_ne!(reason, RejectReason::None, "{what}");
            let worthy = matches!(
                reason,
                RejectReason::NotANumber
                    | RejectReason::StaleMarketData
                    | RejectReason::OutsideSession
                    | RejectReason::GrossLimit
                    | RejectReason::MaxQty
            );
            assert!(worthy, "{what}: {reason:?}");
        }
    }
}

#[test]
fn test_without_the_account_and_strategy_position_nothing_may_only_reduce() {
    let mut desk = Desk::with(limits(&[]));
    desk.book.position = Some(None);
    let order = NewOrder { flags: plimsoll_types::OrderFlags::REDUCE_ONLY, ..sell(1, 1, 100.1) };
    assert_eq!(desk.order(&order), RejectReason::NotANumber);
    assert_eq!(desk.order(&NewOrder { px: px(100.2), ..sell(2, 1, 100.1) }), RejectReason::None);
}
