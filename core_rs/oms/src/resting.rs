//! The firm's own orders that could trade now, by price: what self-trade prevention asks for.

use crate::hash::FastMap;
use crate::state::rank;
use plimsoll_types::{InstrumentId, Price, Side};
use std::collections::BTreeSet;

#[derive(Debug, Clone, Default)]
pub(crate) struct Resting {
    /// Rank and order number, best first: buys and sells.
    sides: FastMap<u32, [BTreeSet<(i64, u32)>; 2]>,
}

impl Resting {
    /// Moves an order from one rank to another.
    pub(crate) fn swap(&mut self, of: InstrumentId, side: Side, number: u32, old: Option<i64>, new: Option<i64>) {
        if old == new {
            return;
        }
        let orders = &mut self.sides.entry(of.0).or_default()[side.index()];
        if let Some(old) = old {
            orders.remove(&(old, number));
        }
        if let Some(new) = new {
            orders.insert((new, number));
        }
    }

    /// Numbers of the orders of `side` that an order of the other side at `px` would trade with, best first.
    pub(crate) fn crossed_by(&self, of: InstrumentId, side: Side, px: Price) -> impl Iterator<Item = u32> + '_ {
        // Ranks of a side grow away from its best price: an opposite order at `px` reaches those up to its own price.
        let reach = if px.is_set() { rank(side, px) } else { i64::MAX };
        let orders = self.sides.get(&of.0).map(|sides| &sides[side.index()]);
        orders.into_iter().flatten().take_while(move |(rank, _)| *rank <= reach).map(|(_, number)| *number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF: InstrumentId = InstrumentId(3);

    fn px(raw: i64) -> Price {
        Price::from_raw(raw)
    }

    #[test]
    fn test_an_order_reaches_those_at_its_price_and_better() {
        let mut resting = Resting::default();
        for (number, at) in [(1, 100), (2, 102), (3, 101)] {
            resting.swap(OF, Side::Sell, number, None, Some(rank(Side::Sell, px(at))));
            resting.swap(OF, Side::Buy, number + 10, None, Some(rank(Side::Buy, px(at - 10))));
        }
        assert_eq!(resting.crossed_by(OF, Side::Sell, px(101)).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(resting.crossed_by(OF, Side::Sell, px(99)).count(), 0);
        assert_eq!(resting.crossed_by(OF, Side::Buy, px(91)).collect::<Vec<_>>(), [12, 13]);
        assert_eq!(resting.crossed_by(OF, Side::Buy, Price::UNSET).count(), 3, "a market order reaches all");
        resting.swap(OF, Side::Sell, 1, Some(100), Some(103));
        assert_eq!(resting.crossed_by(OF, Side::Sell, px(101)).collect::<Vec<_>>(), [3]);
        assert_eq!(resting.crossed_by(InstrumentId(9), Side::Sell, px(101)).count(), 0);
    }
}
