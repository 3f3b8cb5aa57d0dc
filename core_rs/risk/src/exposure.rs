//! What risk asks of the order book of the firm.

use plimsoll_oms::{Amount, Oms, Pnl, Working};
use plimsoll_types::{AccountId, Attribution, ClOrdId, InstrumentId, Price, Qty, Scope, Side, StrategyId};

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

/// `None` for the value that means "not carried", and for the greatest: sums that left their range stop there.
#[inline]
pub(crate) const fn set(raw: i64) -> Option<i64> {
    if raw == i64::MIN || raw == i64::MAX { None } else { Some(raw) }
}

/// Sums over every instrument of a scope, in that scope's currency, at the last marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Values of positions without regard to side.
    pub gross: Amount,
    /// Values of positions, short ones below zero.
    pub net: Amount,
    /// Value of open buy orders.
    pub open_buy: Amount,
    /// Value of open sell orders.
    pub open_sell: Amount,
    /// Realised and unrealised result less fees, since the beginning.
    pub pnl: Amount,
    /// The same since the day began.
    pub day: Amount,
    /// How far it is below the day's best.
    pub day_drawdown: Amount,
}

impl Totals {
    fn of(pnl: &Pnl) -> Option<Self> {
        pnl.is_complete.then(|| Self {
            gross: pnl.gross(),
            net: pnl.net(),
            open_buy: pnl.working_buy,
            open_sell: pnl.working_sell,
            pnl: pnl.total,
            day: pnl.day,
            day_drawdown: pnl.day_drawdown(),
        })
    }
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

/// What risk asks of the order state: [`Oms`] answers. Everything is `None` where it cannot be told (no mark, no exchange
/// rate, out of range): risk refuses then. What the firm never traded is zero.
pub trait Exposure {
    /// Position and open orders of `scope` in `instrument`.
    fn holding(&self, scope: Scope, instrument: InstrumentId) -> Option<Holding>;

    /// Position and open orders of one account and strategy in `instrument`: what reduce-only goes by.
    fn position(&self, account: AccountId, strategy: StrategyId, instrument: InstrumentId) -> Option<Holding>;

    /// Sums of `scope`.
    fn totals(&self, scope: Scope) -> Option<Totals>;

    /// Orders of `scope` that are not done.
    fn open_orders(&self, scope: Scope) -> Option<u32>;

    /// The price of the own order of `scope` (the firm or an account) that an order of `side` at `px` (unset: any price) would
    /// trade with first; `None` where it would meet none.
    fn own_crossed(&self, scope: Scope, instrument: InstrumentId, side: Side, px: Price) -> Option<Price>;

    /// `amount` of the instrument's currency in that of `scope`.
    fn convert(&self, amount: Amount, instrument: InstrumentId, scope: Scope) -> Option<Amount>;

    /// Whose order this is, where it is known.
    fn whose(&self, order: ClOrdId) -> Option<Owner>;
}

fn holding(net: Qty, working: &[Working; 2]) -> Holding {
    let [buys, sells] = working;
    Holding { net, open_buy: buys.qty, open_sell: sells.qty }
}

impl Exposure for Oms {
    #[inline]
    fn holding(&self, scope: Scope, instrument: InstrumentId) -> Option<Holding> {
        if matches!(scope, Scope::Trader(_) | Scope::Session(_)) {
            return None;
        }
        Some(
            Self::holding(self, scope, instrument)
                .map_or(Holding::default(), |held| holding(held.net_qty, &held.working)),
        )
    }

    #[inline]
    fn position(&self, account: AccountId, strategy: StrategyId, instrument: InstrumentId) -> Option<Holding> {
        let position = Self::position(self, account, strategy, instrument);
        Some(position.map_or(Holding::default(), |held| holding(held.qty, &held.working)))
    }

    #[inline]
    fn totals(&self, scope: Scope) -> Option<Totals> {
        if !matches!(scope, Scope::Firm | Scope::Desk(_) | Scope::Account(_) | Scope::Strategy(_)) {
            return None;
        }
        self.pnl(scope).map_or(Some(Totals::default()), |pnl| Totals::of(&pnl))
    }

    #[inline]
    fn open_orders(&self, scope: Scope) -> Option<u32> {
        Some(Self::open_orders(self, scope))
    }

    #[inline]
    fn own_crossed(&self, scope: Scope, instrument: InstrumentId, side: Side, px: Price) -> Option<Price> {
        let best = self.own_best(scope, instrument, side.opposite())?;
        let meets = !px.is_set()
            || !best.is_set()
            || match side {
                Side::Buy => best <= px,
                Side::Sell => best >= px,
            };
        meets.then_some(best)
    }

    #[inline]
    fn convert(&self, amount: Amount, instrument: InstrumentId, scope: Scope) -> Option<Amount> {
        self.convert_amount(amount, instrument, scope)
    }

    fn whose(&self, order: ClOrdId) -> Option<Owner> {
        let (attribution, instrument, session) = Self::whose(self, order)?;
        Some(Owner { attribution, instrument, session })
    }
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
