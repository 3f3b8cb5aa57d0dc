//! The firm's own orders that could trade now, by price: what self-trade prevention asks for.

use crate::hash::FastMap;
use crate::state::rank;
use plimsoll_types::{AccountId, InstrumentId, Price, Side};
use std::collections::BTreeSet;

/// Rank and order number, best first: buys and sells.
type Sides = [BTreeSet<(i64, u32)>; 2];

/// An order's place among the others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Berth {
    pub(crate) account: AccountId,
    pub(crate) instrument: InstrumentId,
    pub(crate) side: Side,
    pub(crate) number: u32,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Resting {
    /// By account and instrument; account none holds those of the whole firm.
    sides: FastMap<u64, Sides>,
}

fn key(account: AccountId, instrument: InstrumentId) -> u64 {
    u64::from(account.0) << 32 | u64::from(instrument.0)
}

impl Resting {
    /// Moves an order from one rank to another.
    pub(crate) fn swap(&mut self, berth: Berth, old: Option<i64>, new: Option<i64>) {
        if old == new {
            return;
        }
        self.swap_in(berth, AccountId::NONE, old, new);
        self.swap_in(berth, berth.account, old, new);
    }

    fn swap_in(&mut self, berth: Berth, account: AccountId, old: Option<i64>, new: Option<i64>) {
        let orders = &mut self.sides.entry(key(account, berth.instrument)).or_default()[berth.side.index()];
        if let Some(old) = old {
            orders.remove(&(old, berth.number));
        }
        if let Some(new) = new {
            orders.insert((new, berth.number));
        }
    }

    fn side(&self, account: AccountId, of: InstrumentId, side: Side) -> Option<&BTreeSet<(i64, u32)>> {
        self.sides.get(&key(account, of)).map(|sides| &sides[side.index()])
    }

    /// The best rank of a side; of the firm where the account is none.
    pub(crate) fn best(&self, account: AccountId, of: InstrumentId, side: Side) -> Option<i64> {
        self.side(account, of, side)?.first().map(|(rank, _)| *rank)
    }

    /// Numbers of the firm's orders of `side` that an order of the other side at `px` would trade with, best first.
    pub(crate) fn crossed_by(&self, of: InstrumentId, side: Side, px: Price) -> impl Iterator<Item = u32> + '_ {
        // Ranks of a side grow away from its best price: an opposite order at `px` reaches those up to its own price.
        let reach = if px.is_set() { rank(side, px) } else { i64::MAX };
        let orders = self.side(AccountId::NONE, of, side).into_iter().flatten();
        orders.take_while(move |(rank, _)| *rank <= reach).map(|(_, number)| *number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF: InstrumentId = InstrumentId(3);

    fn px(raw: i64) -> Price {
        Price::from_raw(raw)
    }

    fn berth(number: u32, side: Side) -> Berth {
        Berth { account: AccountId(1 + number as u16 % 2), instrument: OF, side, number }
    }

    #[test]
    fn test_an_order_reaches_those_at_its_price_and_better() {
        let mut resting = Resting::default();
        for (number, at) in [(1, 100), (2, 102), (3, 101)] {
            resting.swap(berth(number, Side::Sell), None, Some(rank(Side::Sell, px(at))));
            resting.swap(berth(number + 10, Side::Buy), None, Some(rank(Side::Buy, px(at - 10))));
        }
        assert_eq!(resting.crossed_by(OF, Side::Sell, px(101)).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(resting.crossed_by(OF, Side::Sell, px(99)).count(), 0);
        assert_eq!(resting.crossed_by(OF, Side::Buy, px(91)).collect::<Vec<_>>(), [12, 13]);
        assert_eq!(resting.crossed_by(OF, Side::Buy, Price::UNSET).count(), 3, "a market order reaches all");
        resting.swap(berth(1, Side::Sell), Some(100), Some(103));
        assert_eq!(resting.crossed_by(OF, Side::Sell, px(101)).collect::<Vec<_>>(), [3]);
        assert_eq!(resting.crossed_by(InstrumentId(9), Side::Sell, px(101)).count(), 0);
    }

    #[test]
    fn test_the_best_is_known_of_the_firm_and_of_each_account() {
        let mut resting = Resting::default();
        for (number, at) in [(1, 100), (2, 102), (3, 101)] {
            resting.swap(berth(number, Side::Sell), None, Some(at));
        }
        let best = |account| resting.best(AccountId(account), OF, Side::Sell);
        assert_eq!((best(0), best(1), best(2), best(3)), (Some(100), Some(102), Some(100), None));
        assert_eq!(resting.best(AccountId(1), OF, Side::Buy), None);
    }
}
