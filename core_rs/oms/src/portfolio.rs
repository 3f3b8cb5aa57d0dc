//! Positions and every sum over them, kept at each change: nothing is added up when risk asks.

use crate::Amount;
use crate::currency::{Currencies, CurrencyId};
use crate::hash::FastMap;
use crate::ledger::Ledger;
use crate::position::{Position, Working, minus, plus};
use plimsoll_types::{Attribution, Instrument, InstrumentId, Price, Qty, Scope, Side};

/// A part of the firm's quantities in one instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Holding {
    /// Long less short.
    pub net_qty: Qty,
    /// Long positions of accounts and strategies.
    pub long_qty: Qty,
    /// Short ones, above zero.
    pub short_qty: Qty,
    /// What may come yet: buys and sells.
    pub working: [Working; 2],
}

impl Holding {
    /// Working orders of one side.
    #[must_use]
    pub const fn working(&self, side: Side) -> &Working {
        &self.working[side.index()]
    }

    /// Net if every working buy traded and no sell did.
    #[must_use]
    pub fn longest(&self) -> Qty {
        plus(self.net_qty, self.working[0].qty)
    }

    /// Net if every working sell traded and no buy did.
    #[must_use]
    pub fn shortest(&self) -> Qty {
        minus(self.net_qty, self.working[1].qty)
    }

    pub(crate) fn swap_position(&mut self, before: Qty, after: Qty) {
        self.net_qty = plus(minus(self.net_qty, before), after);
        for (qty, sign) in [(before, -1), (after, 1)] {
            let part = if qty.raw() > 0 { &mut self.long_qty } else { &mut self.short_qty };
            *part = plus(*part, Qty::from_raw(qty.raw().saturating_abs() * sign));
        }
    }
}

/// An instrument as positions see it.
#[derive(Debug, Clone)]
pub(crate) struct Listing {
    pub(crate) instrument: InstrumentId,
    pub(crate) currency: CurrencyId,
    pub(crate) mark: Price,
    pub(crate) positions: Vec<u32>,
}

#[derive(Debug, Clone)]
pub(crate) struct Portfolio {
    pub(crate) currencies: Currencies,
    pub(crate) positions: Vec<Position>,
    by_key: FastMap<u64, u32>,
    pub(crate) listings: Vec<Listing>,
    listing_of: FastMap<u32, u32>,
    pub(crate) holdings: Vec<Holding>,
    holding_of: FastMap<u64, u32>,
    pub(crate) firm: Ledger,
    pub(crate) desks: Vec<Ledger>,
    pub(crate) accounts: Vec<Ledger>,
    pub(crate) strategies: Vec<Ledger>,
}

#[allow(clippy::cast_possible_truncation)] // bounded by accounts, strategies and instruments
const fn index(len: usize) -> u32 {
    len as u32
}

fn grown(ledgers: &mut Vec<Ledger>, number: u16, currency: CurrencyId) {
    while ledgers.len() <= usize::from(number) {
        ledgers.push(Ledger::new(currency));
    }
}

/// The scopes over which a position's instrument is summed, as keys.
fn holding_key(scope: Scope, instrument: InstrumentId) -> Option<u64> {
    let (kind, number) = match scope {
        Scope::Firm | Scope::Instrument(_) => (0, 0),
        Scope::Desk(id) => (1, id.0),
        Scope::Account(id) => (2, id.0),
        Scope::Strategy(id) => (3, id.0),
        Scope::Trader(_) | Scope::Session(_) => return None,
    };
    Some(kind << 48 | u64::from(number) << 32 | u64::from(instrument.0))
}

impl Portfolio {
    pub(crate) fn new(currencies: Currencies) -> Self {
        Self {
            currencies,
            positions: Vec::new(),
            by_key: FastMap::default(),
            listings: Vec::new(),
            listing_of: FastMap::default(),
            holdings: Vec::new(),
            holding_of: FastMap::default(),
            firm: Ledger::new(CurrencyId(0)),
            desks: Vec::new(),
            accounts: Vec::new(),
            strategies: Vec::new(),
        }
    }

    /// Says which currency an account is counted in, before it trades.
    pub(crate) fn open_account(&mut self, number: u16, currency: &str) {
        let currency = self.currencies.intern(currency);
        grown(&mut self.accounts, number, CurrencyId(0));
        self.accounts[usize::from(number)] = Ledger::new(currency);
    }

    /// Learns an instrument's currency.
    pub(crate) fn list(&mut self, id: InstrumentId, instrument: &Instrument) {
        let at = self.listing(id);
        let listing = &self.listings[at as usize];
        // Positions are booked in the currency that was known when the first was opened.
        if listing.positions.is_empty() && self.currencies.name(listing.currency) != instrument.currency {
            self.listings[at as usize].currency = self.currencies.intern(&instrument.currency);
        }
    }

    pub(crate) fn listing(&mut self, id: InstrumentId) -> u32 {
        if let Some(&at) = self.listing_of.get(&id.0) {
            return at;
        }
        let at = index(self.listings.len());
        let currency = self.currencies.intern("");
        self.listings.push(Listing { instrument: id, currency, mark: Price::UNSET, positions: Vec::new() });
        self.listing_of.insert(id.0, at);
        at
    }

    fn holding_at(&mut self, scope: Scope, instrument: InstrumentId) -> u32 {
        let key = holding_key(scope, instrument).unwrap_or(u64::MAX);
        *self.holding_of.entry(key).or_insert_with(|| {
            self.holdings.push(Holding::default());
            index(self.holdings.len() - 1)
        })
    }

    /// The place of a position, opened where there is none.
    pub(crate) fn position_at(&mut self, of: Attribution, instrument: InstrumentId) -> u32 {
        let key = Position::key(of.account, of.strategy, instrument);
        if let Some(&at) = self.by_key.get(&key) {
            return at;
        }
        let at = index(self.positions.len());
        let listing = self.listing(instrument);
        grown(&mut self.accounts, of.account.0, CurrencyId(0));
        grown(&mut self.desks, of.desk.0, CurrencyId(0));
        grown(&mut self.strategies, of.strategy.0, CurrencyId(0));
        let scopes = [Scope::Firm, Scope::Desk(of.desk), Scope::Account(of.account), Scope::Strategy(of.strategy)];
        let holdings = scopes.map(|scope| self.holding_at(scope, instrument));
        self.listings[listing as usize].positions.push(at);
        let mut position = Position {
            account: of.account,
            strategy: of.strategy,
            desk: of.desk,
            instrument,
            qty: Qty::ZERO,
            cost: Amount::ZERO,
            realised: Amount::ZERO,
            fees: Amount::ZERO,
            bought_qty: Qty::ZERO,
            sold_qty: Qty::ZERO,
            fills: 0,
            working: [Working::default(); 2],
            currency: self.listings[listing as usize].currency,
            holdings,
            listing,
            quote: [0; 2],
        };
        position.clear_fills();
        self.positions.push(position);
        self.by_key.insert(key, at);
        at
    }

    pub(crate) fn find(&self, key: u64) -> Option<&Position> {
        self.by_key.get(&key).map(|at| &self.positions[*at as usize])
    }

    pub(crate) fn find_listing(&self, id: InstrumentId) -> Option<&Listing> {
        self.listing_of.get(&id.0).map(|at| &self.listings[*at as usize])
    }

    pub(crate) fn listings(&self) -> &[Listing] {
        &self.listings
    }

    pub(crate) fn holding(&self, scope: Scope, instrument: InstrumentId) -> Option<&Holding> {
        self.holding_of.get(&holding_key(scope, instrument)?).map(|at| &self.holdings[*at as usize])
    }

    pub(crate) fn ledger(&self, scope: Scope) -> Option<&Ledger> {
        match scope {
            Scope::Firm => Some(&self.firm),
            Scope::Desk(id) => self.desks.get(usize::from(id.0)),
            Scope::Account(id) => self.accounts.get(usize::from(id.0)),
            Scope::Strategy(id) => self.strategies.get(usize::from(id.0)),
            Scope::Trader(_) | Scope::Instrument(_) | Scope::Session(_) => None,
        }
    }

    /// What a scope is counted in.
    pub(crate) fn currency_of(&self, scope: Scope) -> CurrencyId {
        self.ledger(scope).map_or(CurrencyId(0), |ledger| ledger.currency)
    }

    fn ledgers(&mut self) -> impl Iterator<Item = &mut Ledger> {
        let parts = self.desks.iter_mut().chain(&mut self.accounts).chain(&mut self.strategies);
        std::iter::once(&mut self.firm).chain(parts)
    }

    /// Firm, desks, accounts and strategies by number, each with its peaks.
    pub(crate) fn peaks(&self) -> Vec<[Amount; 3]> {
        let parts = self.desks.iter().chain(&self.accounts).chain(&self.strategies);
        std::iter::once(&self.firm).chain(parts).map(Ledger::peaks).collect()
    }

    pub(crate) fn start_day(&mut self) {
        let currencies = std::mem::replace(&mut self.currencies, Currencies::new(""));
        self.ledgers().for_each(|ledger| ledger.start_day(&currencies));
        self.currencies = currencies;
    }

    pub(crate) fn set_rate(&mut self, from: &str, to: &str, rate: Price) -> Result<(), crate::OmsError> {
        self.currencies.set_rate(from, to, rate)?;
        let currencies = std::mem::replace(&mut self.currencies, Currencies::new(""));
        self.ledgers().for_each(|ledger| ledger.raise_peaks(&currencies));
        self.currencies = currencies;
        Ok(())
    }
}
