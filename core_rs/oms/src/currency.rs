//! Currencies and the rates between them.

use crate::{Amount, OmsError};
use plimsoll_types::Price;

/// A currency, numbered in order of appearance. The first is that of the firm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub(crate) struct CurrencyId(pub(crate) u16);

/// One unit costs `numerator / denominator`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rate {
    numerator: i64,
    denominator: i64,
}

/// What is known of currencies. A rate that nobody handed in is missing, never guessed.
#[derive(Debug, Clone)]
pub(crate) struct Currencies {
    names: Vec<String>,
    /// `from` times the number of currencies, plus `to`.
    rates: Vec<Option<Rate>>,
}

impl Currencies {
    pub(crate) fn new(firm: &str) -> Self {
        Self { names: vec![firm.to_owned()], rates: vec![None] }
    }

    pub(crate) fn name(&self, id: CurrencyId) -> &str {
        self.names.get(usize::from(id.0)).map_or("", String::as_str)
    }

    /// The number of `name`, given on first sight.
    pub(crate) fn intern(&mut self, name: &str) -> CurrencyId {
        let known = self.names.iter().position(|known| known == name);
        let index = known.unwrap_or_else(|| {
            let (old, new) = (self.names.len(), self.names.len() + 1);
            let mut rates = vec![None; new * new];
            for from in 0..old {
                rates[from * new..from * new + old].copy_from_slice(&self.rates[from * old..(from + 1) * old]);
            }
            self.rates = rates;
            self.names.push(name.to_owned());
            old
        });
        #[allow(clippy::cast_possible_truncation)] // there are 180 currencies and some coins
        CurrencyId(index as u16)
    }

    /// One unit of `from` costs `rate` of `to`, there and back.
    pub(crate) fn set_rate(&mut self, from: &str, to: &str, rate: Price) -> Result<(), OmsError> {
        if !rate.is_set() || rate.raw() <= 0 || from == to || from.is_empty() || to.is_empty() {
            return Err(OmsError::Rate { from: from.to_owned(), to: to.to_owned() });
        }
        let (from, to) = (usize::from(self.intern(from).0), usize::from(self.intern(to).0));
        let stride = self.names.len();
        let there = Rate { numerator: rate.raw(), denominator: Price::ONE };
        let back = Rate { numerator: Price::ONE, denominator: rate.raw() };
        self.rates[from * stride + to] = Some(there);
        self.rates[to * stride + from] = Some(back);
        Ok(())
    }

    /// `amount` of `from` in `to`, towards zero at 1e-17; `None` where the rate is missing and there is something to convert.
    #[inline]
    pub(crate) fn convert(&self, amount: Amount, from: CurrencyId, to: CurrencyId) -> Option<Amount> {
        if from == to || amount == Amount::ZERO {
            return Some(amount);
        }
        let rate = (*self.rates.get(usize::from(from.0) * self.names.len() + usize::from(to.0))?)?;
        if !amount.is_known() {
            return Some(Amount::OVERFLOWED);
        }
        let (numerator, denominator) = (i128::from(rate.numerator), i128::from(rate.denominator));
        let (whole, rest) = (amount.raw() / denominator, amount.raw() % denominator);
        let raw = whole.checked_mul(numerator).and_then(|raw| raw.checked_add(rest * numerator / denominator));
        Some(raw.map_or(Amount::OVERFLOWED, Amount::from_raw))
    }

    /// Every rate that is known, by names.
    pub(crate) fn rates(&self) -> Vec<(&str, &str, i64, i64)> {
        let stride = self.names.len();
        let known = self.rates.iter().enumerate().filter_map(|(at, rate)| rate.map(|rate| (at, rate)));
        let mut rates: Vec<_> = known
            .map(|(at, rate)| {
                (self.names[at / stride].as_str(), self.names[at % stride].as_str(), rate.numerator, rate.denominator)
            })
            .collect();
        rates.sort_unstable();
        rates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_a_rate_converts_both_ways_and_a_missing_one_is_said() {
        let mut currencies = Currencies::new("EUR");
        let (eur, usd, jpy) = (currencies.intern("EUR"), currencies.intern("USD"), currencies.intern("JPY"));
        currencies.set_rate("EUR", "USD", Price::from_raw(1_250_000_000)).unwrap();
        let hundred = Amount::from_raw(100 * 10_i128.pow(17));
        assert_eq!(currencies.convert(hundred, usd, eur), Some(Amount::from_raw(80 * 10_i128.pow(17))));
        assert_eq!(currencies.convert(hundred, eur, usd), Some(Amount::from_raw(125 * 10_i128.pow(17))));
        assert_eq!(currencies.convert(hundred, jpy, eur), None);
        assert_eq!(
            currencies.convert(Amount::ZERO, jpy, eur),
            Some(Amount::ZERO),
            "nothing is nothing in any currency"
        );
    }

    #[test]
    fn test_rates_survive_a_currency_that_comes_later() {
        let mut currencies = Currencies::new("EUR");
        currencies.set_rate("USD", "EUR", Price::from_raw(800_000_000)).unwrap();
        let before = currencies.rates().len();
        let gbp = currencies.intern("GBP");
        assert_eq!(currencies.rates().len(), before);
        assert_eq!(currencies.convert(Amount::from_raw(1), gbp, CurrencyId(0)), None);
        assert_eq!(currencies.convert(Amount::from_raw(10), CurrencyId(1), CurrencyId(0)), Some(Amount::from_raw(8)));
    }

    #[test]
    fn test_a_rate_that_cannot_be_is_refused() {
        let mut currencies = Currencies::new("EUR");
        for rate in [Price::UNSET, Price::ZERO, Price::from_raw(-1)] {
            assert!(currencies.set_rate("USD", "EUR", rate).is_err());
        }
        assert!(currencies.set_rate("EUR", "EUR", Price::from_raw(1)).is_err());
    }
}
