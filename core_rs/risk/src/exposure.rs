//! What risk asks of the order book of the firm.

use plimsoll_types::{AccountId, Attribution, ClOrdId, InstrumentId, Money, Price, Qty, Scope, Side, StrategyId};

/// A position in one instrument and what may still come to it: every order counts from the moment when it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Holding {
    /// Above zero is long.
    pub net: Qty,
    /// What open buy orders have left.
    pub open_buy: Qty,
    /// What open sell orders have left.
    pub open_sell: Qty,
}

impl Holding {
    /// What open orders of `side` have left.
    #[must_use]
    pub const fn open(&self, side: Side) -> Qty {
        match side {
            Side::Buy => self.open_buy,
            Side::Sell => self.open_sell,
        }
    }

    /// How far the position can get towards `side` when its open orders and `more` trade and none of the other side does;
    /// `None` where it is no number. Below zero where it cannot even pass flat.
    #[must_use]
    pub fn reach(&self, side: Side, more: Qty) -> Option<i64> {
        let (net, open) = (set(self.net.raw())?, set(self.open(side).raw())?);
        let towards = match side {
            Side::Buy => net,
            Side::Sell => net.checked_neg()?,
        };
        set(towards.checked_add(open)?.checked_add(set(more.raw())?)?)
    }

    /// The largest position, long or short, that can come of it with `more` on `side`.
    #[must_use]
    pub fn worst(&self, side: Side, more: Qty) -> Option<i64> {
        Some(self.reach(side, more)?.max(self.reach(side.opposite(), Qty::ZERO)?))
    }
}

/// `None` for the value that means "not carried".
pub(crate) fn set(raw: i64) -> Option<i64> {
    (raw != i64::MIN).then_some(raw)
}

/// Sums over every instrument of a scope, in that scope's currency, at the last marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Values of positions without regard to side.
    pub gross: Money,
    /// Values of positions, short ones below zero.
    pub net: Money,
    /// Value of open buy orders.
    pub open_buy: Money,
    /// Value of open sell orders.
    pub open_sell: Money,
    /// Realised and unrealised result less fees, since the beginning.
    pub pnl: Money,
}

/// Whose an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// Who answers for it.
    pub attribution: Attribution,
    /// Of what.
    pub instrument: InstrumentId,
    /// The session that sent it.
    pub session: u32,
}

/// What risk asks of the order state. Everything is `None` where it cannot be told (no mark, no exchange rate, out of range):
/// risk refuses then. What the firm never traded is zero.
pub trait Exposure {
    /// Position and open orders of `scope` in `instrument`.
    fn holding(&self, scope: Scope, instrument: InstrumentId) -> Option<Holding>;

    /// Position and open orders of one account and strategy in `instrument`: what reduce-only goes by.
    fn position(&self, account: AccountId, strategy: StrategyId, instrument: InstrumentId) -> Option<Holding>;

    /// Sums of `scope`.
    fn totals(&self, scope: Scope) -> Option<Totals>;

    /// Orders of `scope` that are not done.
    fn open_orders(&self, scope: Scope) -> Option<u32>;

    /// The best price among the own orders of `scope` (the firm or an account) in `instrument` on `side` that can trade now:
    /// the highest buy, the lowest sell. An order that trades at any price counts as `i64::MAX` (buy) or `i64::MIN + 1`
    /// (sell); [`Price::UNSET`] where there is no order.
    fn own_best(&self, scope: Scope, instrument: InstrumentId, side: Side) -> Option<Price>;

    /// `amount` of the instrument's currency in that of `scope`.
    fn convert(&self, amount: Money, instrument: InstrumentId, scope: Scope) -> Option<Money>;

    /// Whose order this is, where it is known.
    fn whose(&self, order: ClOrdId) -> Option<Owner>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lots(qty: i64) -> Qty {
        Qty::from_raw(qty * Qty::ONE)
    }

    #[test]
    fn test_reach_counts_open_orders_of_its_side_only() {
        let holding = Holding { net: lots(100), open_buy: lots(30), open_sell: lots(250) };
        assert_eq!(holding.reach(Side::Buy, lots(20)), Some(150 * Qty::ONE));
        assert_eq!(holding.reach(Side::Sell, lots(20)), Some(170 * Qty::ONE));
        assert_eq!(holding.worst(Side::Buy, lots(10)), Some(150 * Qty::ONE));
    }

    #[test]
    fn test_what_is_no_number_has_no_reach() {
        let unset = Holding { net: Qty::UNSET, ..Holding::default() };
        let full = Holding { net: Qty::from_raw(i64::MAX), ..Holding::default() };
        assert_eq!(unset.reach(Side::Buy, Qty::ZERO), None);
        assert_eq!(unset.reach(Side::Sell, Qty::ZERO), None);
        assert_eq!(full.reach(Side::Buy, Qty::from_raw(1)), None);
        assert_eq!(Holding::default().reach(Side::Sell, Qty::UNSET), None);
    }
}
