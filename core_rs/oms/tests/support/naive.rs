//! Everything that the order state keeps up to date, added up anew from orders and fills alone, in the plainest way.
#![allow(dead_code, clippy::unwrap_used)] // each test file uses its part; this is test code

use plimsoll_oms::{Fill, Oms, OrderState};
use plimsoll_types::{ClOrdId, InstrumentId, OrdStatus, Price, Qty, Scope, Side};
use std::collections::BTreeMap;

/// Account, strategy, instrument.
pub type Key = (u16, u16, u32);

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Sum {
    pub qty: i128,
    pub cost: i128,
    pub realised: i128,
    pub fees: i128,
    pub fills: u32,
    /// Orders, quantity, value of what names a price, quantity of what does not: buys and sells.
    pub working: [(u32, i128, i128, i128); 2],
}

impl Sum {
    /// Counts a fill in by the average price method.
    fn trade(&mut self, fill: &Fill) {
        self.fees += i128::from(fill.fee.raw()) * 10_i128.pow(11);
        self.fills += 1;
        let px = i128::from(fill.px.raw());
        let mut left = i128::from(fill.side.sign() * fill.qty.raw());
        if self.qty.signum() == -left.signum() {
            let closed = left.abs().min(self.qty.abs());
            let cost = self.cost * closed / self.qty.abs();
            let received = -left.signum() * closed * px;
            self.realised += received - cost;
            self.cost -= cost;
            self.qty += left.signum() * closed;
            left -= left.signum() * closed;
        }
        self.qty += left;
        self.cost += left * px;
    }
}

/// What an order holds back: the greater of its terms and of those asked for.
fn held(order: &OrderState) -> Option<(i128, i128, i128)> {
    let left = |qty: Qty| i128::from((qty.raw() - order.cum_qty.raw()).max(0));
    let now = if order.is_live() { left(order.terms.qty) } else { 0 };
    let then = order.replace.map_or(0, |request| left(request.order.qty));
    if !order.is_live() && then == 0 {
        return None;
    }
    let worth = |px: Price, qty: i128| if px.is_set() { i128::from(px.raw()) * qty } else { 0 };
    if !order.terms.px.is_set() {
        return Some((now.max(then), 0, now.max(then)));
    }
    let then_worth = order.replace.map_or(0, |request| worth(request.order.px, then));
    Some((now.max(then), worth(order.terms.px, now).max(then_worth), 0))
}

/// Sums by position, from the orders of these names.
pub fn sums(oms: &Oms, names: &[ClOrdId]) -> BTreeMap<Key, Sum> {
    let mut sums: BTreeMap<Key, Sum> = BTreeMap::new();
    let mut key_of = BTreeMap::new();
    for &name in names {
        let (of, instrument, _) = oms.whose(name).unwrap();
        let key = (of.account.0, of.strategy.0, instrument.0);
        key_of.insert(name, key);
        let sum = sums.entry(key).or_default();
        let Some((order, (qty, value, at_mark))) = oms.order(name).and_then(|order| Some((order, held(order)?))) else {
            continue;
        };
        let side = &mut sum.working[order.side().index()];
        *side = (side.0 + 1, side.1 + qty, side.2 + value, side.3 + at_mark);
    }
    let first_of = first_names(oms, names);
    for fill in oms.fills().iter().filter(|fill| !fill.is_busted) {
        sums.get_mut(&key_of[&first_of[&fill.exec_id.0]]).unwrap().trade(fill);
    }
    sums
}

/// By fill, the order that it is of: what tests know of a venue's report is the name, and any name leads to the first.
fn first_names(oms: &Oms, names: &[ClOrdId]) -> BTreeMap<u64, ClOrdId> {
    let firsts = oms.fills().iter().map(|fill| (fill.exec_id.0, oms.order_of(fill).unwrap()));
    firsts.filter(|(_, first)| names.contains(first)).collect()
}

/// Everything that has to hold whatever came.
pub fn check(oms: &Oms, names: &[ClOrdId]) {
    let sums = sums(oms, names);
    for position in oms.positions() {
        let sum = &sums[&(position.account.0, position.strategy.0, position.instrument.0)];
        assert_eq!(i128::from(position.qty.raw()), sum.qty, "net quantity");
        assert_eq!((position.cost.raw(), position.realised.raw()), (sum.cost, sum.realised), "cost and profit");
        assert_eq!((position.fees.raw(), position.fills), (sum.fees, sum.fills), "fees and fills");
        let working = position
            .working
            .map(|it| (it.orders, i128::from(it.qty.raw()), it.notional.raw(), i128::from(it.at_mark_qty.raw())));
        assert_eq!(working, sum.working, "working orders of {:?}", position.instrument);
    }
    check_wholes(oms, &sums);
    for &name in names {
        check_order(oms, name);
    }
}

fn check_order(oms: &Oms, name: ClOrdId) {
    let fills = oms.fills().iter().filter(|fill| !fill.is_busted && oms.order_of(fill) == Some(name));
    let (cum, traded) = fills.fold((0, 0), |(cum, traded), fill| {
        (cum + fill.qty.raw(), traded + i128::from(fill.px.raw()) * i128::from(fill.qty.raw()))
    });
    if let Some(order) = oms.order(name) {
        assert_eq!((order.cum_qty.raw(), order.traded.raw()), (cum, traded));
        let leaves = if order.is_live() { (order.terms.qty.raw() - cum).max(0) } else { 0 };
        assert_eq!(order.leaves_qty().raw(), leaves, "what is filled and what is left are the whole");
        assert!(!order.is_live() || order.leaves_qty().raw() > 0, "an order with nothing left is done");
    } else {
        let closed = oms.closed(name).unwrap();
        assert_eq!((closed.cum_qty.raw(), closed.traded.raw()), (cum, traded));
        assert!(closed.status.is_terminal());
        assert_eq!(closed.status == OrdStatus::Filled, closed.cum_qty >= closed.qty && closed.qty.raw() > 0);
    }
}

/// Sums over the firm's parts are those of their positions.
fn check_wholes(oms: &Oms, sums: &BTreeMap<Key, Sum>) {
    let account_of = |key: &Key| Scope::Account(plimsoll_types::AccountId(key.0));
    let strategy_of = |key: &Key| Scope::Strategy(plimsoll_types::StrategyId(key.1));
    let mut wholes: BTreeMap<(Scope, u32), (i128, [i128; 2])> = BTreeMap::new();
    let mut totals: BTreeMap<Scope, (i128, [i128; 2], u32)> = BTreeMap::new();
    for (key, sum) in sums {
        let mark = i128::from(oms.mark_of(InstrumentId(key.2)).raw());
        for scope in [Scope::Firm, account_of(key), strategy_of(key)] {
            let whole = wholes.entry((scope, key.2)).or_default();
            whole.0 += sum.qty;
            let total = totals.entry(scope).or_default();
            total.0 += sum.realised - sum.fees + if sum.qty == 0 { 0 } else { sum.qty * mark - sum.cost };
            for side in 0..2 {
                let (orders, qty, value, at_mark) = sum.working[side];
                whole.1[side] += qty;
                total.1[side] += value + if at_mark == 0 { 0 } else { at_mark * mark };
                total.2 += orders;
            }
        }
    }
    for ((scope, instrument), (net, working)) in wholes {
        let held = oms.holding(scope, InstrumentId(instrument)).unwrap();
        let seen = held.working.map(|it| i128::from(it.qty.raw()));
        assert_eq!((i128::from(held.net_qty.raw()), seen), (net, working), "{scope:?}");
        assert_eq!(held.net_qty.raw(), held.long_qty.raw() - held.short_qty.raw());
    }
    for (scope, (total, working, orders)) in totals {
        let pnl = oms.pnl(scope).unwrap();
        assert_eq!(pnl.open_orders, orders, "{scope:?}");
        if pnl.is_complete {
            assert_eq!(pnl.total.raw(), total, "{scope:?}");
            assert_eq!([pnl.working_buy.raw(), pnl.working_sell.raw()], working, "{scope:?}");
            assert!(pnl.peak >= pnl.total && pnl.peak.raw() >= 0);
        }
    }
}

/// The best own price of a side among all live orders.
pub fn best(oms: &Oms, instrument: InstrumentId, side: Side) -> Option<i64> {
    let rank = |px: Price| if px.is_set() { -side.sign() * px.raw() } else { i64::MIN };
    let orders = oms.working().filter(|order| order.instrument() == instrument && order.side() == side);
    orders.map(|order| order.replace.map_or(i64::MAX, |it| rank(it.order.px)).min(rank(order.terms.px))).min()
}
