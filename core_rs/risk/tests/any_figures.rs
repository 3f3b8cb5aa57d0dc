//! Whatever figures come in, at the ends of their ranges too: no panic, and nothing approved that is no order.
#![allow(clippy::unwrap_used)]

mod support;

use plimsoll_oms::Amount;
use plimsoll_risk::{Current, Holding, LimitKind, MarketView, Totals};
use plimsoll_types::{
    ClOrdId, Level, NewOrder, OrdType, OrderFlags, Price, Qty, RejectReason, ReplaceOrder, Scope, Side, TradingStatus,
};
use proptest::prelude::*;
use support::{AMZN, Desk, NOW, OF, buy, limits};

/// A figure that is mostly as it should be: so that what comes behind is reached.
fn about(sane: i64) -> impl Strategy<Value = i64> {
    prop_oneof![9 => Just(sane), 1 => figure()]
}

fn figure() -> impl Strategy<Value = i64> {
    let edges =
        vec![i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX, 100_000_000_000, i64::MIN / 2, i64::MAX / 2];
    prop_oneof![1 => prop::sample::select(edges), 2 => any::<i64>(), 2 => 1..200_000_000_000_i64]
}

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![9 => Just(Amount::from_raw(10_i128.pow(20))), 1 => any_amount()]
}

fn any_amount() -> impl Strategy<Value = Amount> {
    let edges = prop::sample::select(vec![i128::MIN, i128::MIN + 1, -1, 0, 1, i128::MAX]);
    prop_oneof![edges, any::<i128>(), any::<i64>().prop_map(i128::from)].prop_map(Amount::from_raw)
}

fn order() -> impl Strategy<Value = NewOrder> {
    let kind =
        prop::sample::select(vec![OrdType::Market, OrdType::Limit, OrdType::Stop, OrdType::StopLimit, OrdType::Pegged]);
    (about(100_000_000), about(100_000_000_000), about(99_000_000_000), kind, any::<bool>(), 0..8_u16, 990..1_002_u64)
        .prop_map(|(qty, px, stop_px, ord_type, buys, flags, frame_seq)| NewOrder {
            qty: Qty::from_raw(qty),
            px: Price::from_raw(px),
            stop_px: Price::from_raw(stop_px),
            ord_type,
            side: if buys { Side::Buy } else { Side::Sell },
            flags: OrderFlags(flags),
            frame_seq,
            ..buy(1, 1, 100.0)
        })
}

fn market() -> impl Strategy<Value = MarketView> {
    let level = |raw| Level { px: Price::from_raw(raw), qty: Qty::from_raw(1), orders: 1 };
    (
        about(99_990_000_000),
        about(100_010_000_000),
        about(100_000_000_000),
        about(99_000_000_000),
        figure(),
        prop::bool::weighted(0.95),
        about(1_000),
    )
        .prop_map(move |(bid, ask, last, reference, ts_ns, fresh, frame_seq)| MarketView {
            bid: level(bid),
            ask: level(ask),
            last: Price::from_raw(last),
            reference: Price::from_raw(reference),
            ts_ns: if fresh { NOW } else { ts_ns },
            is_stale: false,
            is_gapped: false,
            status: TradingStatus::Trading,
            frame_seq: frame_seq.unsigned_abs(),
        })
}

fn holding() -> impl Strategy<Value = Holding> {
    (about(-500_000_000), about(0), about(0)).prop_map(|(net, open_buy, open_sell)| Holding {
        net: Qty::from_raw(net),
        open_buy: Qty::from_raw(open_buy),
        open_sell: Qty::from_raw(open_sell),
    })
}

fn totals() -> impl Strategy<Value = Totals> {
    prop::array::uniform7(amount()).prop_map(|[gross, net, open_buy, open_sell, pnl, day, day_drawdown]| Totals {
        gross,
        net,
        open_buy,
        open_sell,
        pnl,
        day,
        day_drawdown,
    })
}

fn desk() -> Desk {
    let account = Scope::Account(OF.account);
    let kinds = [
        LimitKind::FatFinger,
        LimitKind::CollarMid,
        LimitKind::CollarStatic,
        LimitKind::CollarPeriod,
        LimitKind::NetExposure,
        LimitKind::BuyingPower,
        LimitKind::Drawdown,
        LimitKind::FrameAge,
        LimitKind::OrderToTrade,
        LimitKind::DuplicateWindow,
    ];
    let all: Vec<_> = kinds.into_iter().map(|kind| (account, kind, i64::MAX / 4)).collect();
    let kept: Vec<_> = all.into_iter().filter(|(scope, kind, _)| kind.fits(*scope)).collect();
    Desk::limited(&kept)
}

fn plausible(order: &NewOrder) -> bool {
    let priced = match order.ord_type {
        OrdType::Limit | OrdType::StopLimit => order.px.is_set(),
        OrdType::Stop => order.stop_px.is_set(),
        OrdType::Market | OrdType::Pegged => true,
    };
    order.qty.raw() > 0 && order.qty.raw() < i64::MAX && priced
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn test_no_figure_panics_and_nothing_is_approved_that_is_no_order(
        order in order(),
        market in market(),
        held in holding(),
        sums in totals(),
        (now_ns, mono_ns, cum) in (prop_oneof![4 => Just(NOW), 1 => figure()], figure(), figure()),
    ) {
        let mut desk = desk();
        (desk.market, desk.now_ns, desk.mono_ns) = (market, now_ns, mono_ns);
        for scope in [Scope::Firm, Scope::Account(OF.account)] {
            desk.book.holdings.insert((scope, AMZN), Some(held));
            desk.book.totals.insert(scope, Some(sums));
        }
        desk.book.position = Some(Some(held));
        let reason = desk.order(&order);
        prop_assert!(reason != RejectReason::None || plausible(&order), "{order:?}");
        let replace = ReplaceOrder {
            cl_ord_id: ClOrdId::new(1, 2),
            orig_cl_ord_id: order.cl_ord_id,
            qty: order.qty,
            display_qty: Qty::UNSET,
            px: order.px,
            stop_px: order.stop_px,
            frame_seq: 0,
            ts_intent_ns: NOW,
        };
        let current = Current { order, cum_qty: Qty::from_raw(cum) };
        let approved = desk.ask(|engine, ctx, decision| engine.check_replace(ctx, current, &replace, decision));
        prop_assert!(approved.is_none() || plausible(&order));
        desk.engine.watch(&desk.book);
    }
}

#[test]
fn test_an_order_with_nothing_wrong_passes_the_same_desk() {
    assert_eq!(desk().order(&buy(1, 1, 100.0)), RejectReason::None);
    assert_eq!(Desk::with(limits(&[])).order(&buy(1, 1, 100.0)), RejectReason::None);
}
