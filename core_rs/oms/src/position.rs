//! The position of one strategy of one account in one instrument.

use crate::Amount;
use crate::currency::CurrencyId;
use crate::fills::Fill;
use crate::state::Reserve;
use plimsoll_types::{AccountId, DeskId, InstrumentId, Money, Price, Qty, Side, StrategyId};

/// What working orders of one side may trade yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Working {
    /// Orders.
    pub orders: u32,
    /// All that is left of them.
    pub qty: Qty,
    /// Value of what names a price.
    pub notional: Amount,
    /// What is left of those that name none: worth the mark.
    pub at_mark_qty: Qty,
}

pub(crate) fn plus(a: Qty, b: Qty) -> Qty {
    Qty::from_raw(a.raw().saturating_add(b.raw()))
}

pub(crate) fn minus(a: Qty, b: Qty) -> Qty {
    Qty::from_raw(a.raw().saturating_sub(b.raw()))
}

impl Working {
    pub(crate) fn swap(&mut self, before: &Reserve, after: &Reserve) {
        self.orders = self.orders + u32::from(after.is_open) - u32::from(before.is_open);
        self.qty = plus(minus(self.qty, before.qty), after.qty);
        self.notional += after.notional - before.notional;
        self.at_mark_qty = plus(minus(self.at_mark_qty, before.at_mark_qty), after.at_mark_qty);
    }

    /// Value of all, where the mark is needed and known or not needed.
    #[must_use]
    pub fn value(&self, mark: Price) -> Option<Amount> {
        if self.at_mark_qty == Qty::ZERO {
            return Some(self.notional);
        }
        mark.is_set().then(|| self.notional + Amount::of(mark, self.at_mark_qty))
    }
}

/// A position by the average price method. Sums are exact: `realised` and `cost` share out what was paid, and the share
/// alone is rounded, at 1e-17; their difference, the cash, never is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Whose.
    pub account: AccountId,
    /// Of which algorithm; none for orders by hand.
    pub strategy: StrategyId,
    /// The account's desk.
    pub desk: DeskId,
    /// Of what.
    pub instrument: InstrumentId,
    /// Above zero is long.
    pub qty: Qty,
    /// What the open quantity was bought for; below zero where it was sold.
    pub cost: Amount,
    /// Profit of what was closed, before fees, in the instrument's currency.
    pub realised: Amount,
    /// Fees paid, in the instrument's currency; below zero where rebates are more.
    pub fees: Amount,
    /// Bought and sold, both above zero.
    pub bought_qty: Qty,
    /// See [`bought_qty`](Self::bought_qty).
    pub sold_qty: Qty,
    /// Fills in it, busts taken out.
    pub fills: u32,
    /// What may come yet: buys and sells.
    pub working: [Working; 2],
    pub(crate) currency: CurrencyId,
    /// Places of the sums over firm, desk, account and strategy in this instrument.
    pub(crate) holdings: [u32; 4],
    /// Place of the instrument.
    pub(crate) listing: u32,
    /// Numbers of the last quote's orders, plus one.
    pub(crate) quote: [u32; 2],
}

impl Position {
    /// Average price of the open quantity; unset where flat.
    #[must_use]
    pub fn avg_px(&self) -> Price {
        self.cost.per(self.qty)
    }

    /// Received less paid for all fills, fees aside: exact.
    #[must_use]
    pub fn cash(&self) -> Amount {
        self.realised - self.cost
    }

    /// What the open quantity would bring at `mark` more than it cost.
    #[must_use]
    pub fn unrealised(&self, mark: Price) -> Option<Amount> {
        if self.qty == Qty::ZERO {
            return Some(Amount::ZERO);
        }
        mark.is_set().then(|| Amount::of(mark, self.qty) - self.cost)
    }

    /// Working orders of one side.
    #[must_use]
    pub const fn working(&self, side: Side) -> &Working {
        &self.working[side.index()]
    }

    /// The position if every working buy traded and no sell did.
    #[must_use]
    pub fn longest(&self) -> Qty {
        plus(self.qty, self.working[0].qty)
    }

    /// The position if every working sell traded and no buy did.
    #[must_use]
    pub fn shortest(&self) -> Qty {
        minus(self.qty, self.working[1].qty)
    }

    /// As if nothing had been traded; working orders stay.
    pub(crate) fn clear_fills(&mut self) {
        self.qty = Qty::ZERO;
        self.cost = Amount::ZERO;
        self.realised = Amount::ZERO;
        self.fees = Amount::ZERO;
        self.bought_qty = Qty::ZERO;
        self.sold_qty = Qty::ZERO;
        self.fills = 0;
    }

    /// Counts a fill in.
    pub(crate) fn apply(&mut self, fill: &Fill) {
        self.fees += Amount::from_money(fill.fee);
        self.fills += 1;
        match fill.side {
            Side::Buy => self.bought_qty = plus(self.bought_qty, fill.qty),
            Side::Sell => self.sold_qty = plus(self.sold_qty, fill.qty),
        }
        let traded = fill.side.sign() * fill.qty.raw();
        let opens = self.qty.raw() == 0 || (self.qty.raw() > 0) == (traded > 0);
        if opens {
            self.cost += Amount::of(fill.px, Qty::from_raw(traded));
            self.qty = plus(self.qty, Qty::from_raw(traded));
            return;
        }
        let open = self.qty.raw().saturating_abs();
        let closed = traded.saturating_abs().min(open);
        let cost = if closed == open { self.cost } else { self.cost.share(closed, open) };
        let signed = Qty::from_raw(closed * traded.signum());
        self.realised -= Amount::of(fill.px, signed) + cost;
        self.cost -= cost;
        self.cost += Amount::of(fill.px, Qty::from_raw(traded - signed.raw()));
        self.qty = plus(self.qty, Qty::from_raw(traded));
    }

    /// Account, strategy and instrument in one number.
    pub(crate) const fn key(account: AccountId, strategy: StrategyId, instrument: InstrumentId) -> u64 {
        (account.0 as u64) << 48 | (strategy.0 as u64) << 32 | instrument.0 as u64
    }

    /// Rounded, for people: realised less fees, in the instrument's currency.
    #[must_use]
    pub fn realised_money(&self) -> Option<Money> {
        (self.realised - self.fees).to_money()
    }
}
