//! Sums over a part of the firm, by currency.

use crate::Amount;
use crate::currency::{Currencies, CurrencyId};

/// Amounts of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sums {
    pub(crate) realised: Amount,
    pub(crate) fees: Amount,
    pub(crate) unrealised: Amount,
    /// Value of long and short positions at the mark, both above zero.
    pub(crate) value: [Amount; 2],
    /// Value of working buys and sells.
    pub(crate) working: [Amount; 2],
}

impl Sums {
    pub(crate) const ZERO: Self = Self {
        realised: Amount::ZERO,
        fees: Amount::ZERO,
        unrealised: Amount::ZERO,
        value: [Amount::ZERO; 2],
        working: [Amount::ZERO; 2],
    };

    #[inline]
    pub(crate) fn less(&self, before: &Self) -> Self {
        Self {
            realised: self.realised - before.realised,
            fees: self.fees - before.fees,
            unrealised: self.unrealised - before.unrealised,
            value: [self.value[0] - before.value[0], self.value[1] - before.value[1]],
            working: [self.working[0] - before.working[0], self.working[1] - before.working[1]],
        }
    }

    #[inline]
    fn add(&mut self, more: &Self) {
        self.realised += more.realised;
        self.fees += more.fees;
        self.unrealised += more.unrealised;
        for side in 0..2 {
            self.value[side] += more.value[side];
            self.working[side] += more.working[side];
        }
    }

    fn equity(&self) -> Amount {
        self.realised + self.unrealised - self.fees
    }
}

/// Profit and exposure of a part of the firm, in the currency of the account, or of the firm where it is no account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pnl {
    /// Of what was closed, before fees.
    pub realised: Amount,
    /// Of what is open, at the marks.
    pub unrealised: Amount,
    /// Paid.
    pub fees: Amount,
    /// Realised and unrealised less fees, since the beginning.
    pub total: Amount,
    /// The same since the day began.
    pub day: Amount,
    /// Highest total since the beginning, zero included.
    pub peak: Amount,
    /// Highest total of this day, its beginning included.
    pub day_peak: Amount,
    /// Value of long positions.
    pub long: Amount,
    /// Value of short positions, above zero.
    pub short: Amount,
    /// Value of working buys.
    pub working_buy: Amount,
    /// Value of working sells.
    pub working_sell: Amount,
    /// Live orders.
    pub open_orders: u32,
    /// Positions or orders that need a mark and have none: their value counts as nothing in the above.
    pub unmarked: u32,
    /// Whether every figure is there: no mark, no rate is missing and no sum left its range. Where not, limits on the
    /// figures must fail.
    pub is_complete: bool,
}

impl Pnl {
    /// Loss from the highest total, at least zero.
    #[must_use]
    pub fn drawdown(&self) -> Amount {
        self.peak - self.total
    }

    /// Loss from the highest total of the day, at least zero.
    #[must_use]
    pub fn day_drawdown(&self) -> Amount {
        self.day_peak - self.total
    }

    /// Long and short together.
    #[must_use]
    pub fn gross(&self) -> Amount {
        self.long + self.short
    }

    /// Long less short.
    #[must_use]
    pub fn net(&self) -> Amount {
        self.long - self.short
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    pub(crate) currency: CurrencyId,
    buckets: Vec<(CurrencyId, Sums)>,
    pub(crate) open_orders: u32,
    pub(crate) unmarked: u32,
    peak: Amount,
    day_start: Amount,
    day_peak: Amount,
}

impl Ledger {
    pub(crate) fn new(currency: CurrencyId) -> Self {
        Self { currency, ..Self::default() }
    }

    #[inline]
    pub(crate) fn add(&mut self, currency: CurrencyId, more: &Sums) {
        if let Some((_, sums)) = self.buckets.iter_mut().find(|(of, _)| *of == currency) {
            sums.add(more);
        } else {
            self.buckets.push((currency, *more));
        }
    }

    /// The total, where no rate is missing.
    #[inline]
    fn total(&self, currencies: &Currencies) -> Option<Amount> {
        let mut total = Amount::ZERO;
        for (currency, sums) in &self.buckets {
            total += currencies.convert(sums.equity(), *currency, self.currency)?;
        }
        Some(total).filter(|total| total.is_known())
    }

    /// Raises the peaks to the total. While a figure is missing they stay.
    #[inline]
    pub(crate) fn raise_peaks(&mut self, currencies: &Currencies) {
        if self.unmarked != 0 {
            return;
        }
        if let Some(total) = self.total(currencies) {
            self.peak = self.peak.max(total);
            self.day_peak = self.day_peak.max(total);
        }
    }

    pub(crate) fn start_day(&mut self, currencies: &Currencies) {
        if let Some(total) = self.total(currencies) {
            self.day_start = total;
            self.day_peak = total;
        }
    }

    pub(crate) fn peaks(&self) -> [Amount; 3] {
        [self.peak, self.day_start, self.day_peak]
    }

    pub(crate) fn pnl(&self, currencies: &Currencies) -> Pnl {
        let (mut all, mut is_complete) = (Sums::ZERO, self.unmarked == 0);
        for (currency, sums) in &self.buckets {
            if *currency == self.currency {
                // Most firms have one currency: nothing to add up.
                if self.buckets.len() == 1 {
                    all = *sums
                } else {
                    all.add(sums)
                }
                continue;
            }
            let mut there = |amount| {
                let converted = currencies.convert(amount, *currency, self.currency);
                is_complete &= converted.is_some();
                converted.unwrap_or(Amount::ZERO)
            };
            all.add(&Sums {
                realised: there(sums.realised),
                fees: there(sums.fees),
                unrealised: there(sums.unrealised),
                value: sums.value.map(&mut there),
                working: sums.working.map(&mut there),
            });
        }
        let total = all.equity();
        let working = all.working[0] + all.working[1];
        is_complete &= total.is_known() && (all.value[0] + all.value[1] + working).is_known();
        Pnl {
            realised: all.realised,
            unrealised: all.unrealised,
            fees: all.fees,
            total,
            day: total - self.day_start,
            peak: self.peak,
            day_peak: self.day_peak,
            long: all.value[0],
            short: all.value[1],
            working_buy: all.working[0],
            working_sell: all.working[1],
            open_orders: self.open_orders,
            unmarked: self.unmarked,
            is_complete,
        }
    }
}
