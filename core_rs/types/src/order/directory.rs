//! Who there is: desks, accounts, traders and strategies of one firm.

use super::{AccountId, DeskId, StrategyId, TraderId};
use thiserror::Error;

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// FIX tag 1.
    pub name: String,
    /// Whose.
    pub desk: DeskId,
    /// ISO 4217: what its limits and P&L are counted in.
    pub currency: String,
}

/// A person who trades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trader {
    /// Login name.
    pub name: String,
    /// Of which desk.
    pub desk: DeskId,
}

/// A directory that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DirectoryError {
    /// Two of one name.
    #[error("{kind} `{name}` is there twice; give each its own name")]
    Twice {
        /// `desk`, `account`...
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// More than there are numbers.
    #[error("more than 65,535 of kind {0}")]
    Full(&'static str),
}

/// Names behind the numbers of an [`Attribution`](super::Attribution); numbers are given from 1 in order of addition and
/// never change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    desks: Vec<String>,
    accounts: Vec<Account>,
    traders: Vec<Trader>,
    strategies: Vec<String>,
}

fn number(count: usize, kind: &'static str) -> Result<u16, DirectoryError> {
    u16::try_from(count + 1).map_err(|_| DirectoryError::Full(kind))
}

fn place(position: Option<usize>) -> Option<u16> {
    position.and_then(|index| u16::try_from(index + 1).ok())
}

fn name_at<T>(rows: &[T], number: u16, name: impl Fn(&T) -> &str) -> &str {
    usize::from(number).checked_sub(1).and_then(|index| rows.get(index)).map_or("", name)
}

impl Directory {
    /// Adds a desk.
    ///
    /// # Errors
    /// [`DirectoryError`] where the name is taken or no number is left.
    pub fn add_desk(&mut self, name: &str) -> Result<DeskId, DirectoryError> {
        if self.desk(name).is_some() {
            return Err(DirectoryError::Twice { kind: "desk", name: name.to_owned() });
        }
        let id = DeskId(number(self.desks.len(), "desk")?);
        self.desks.push(name.to_owned());
        Ok(id)
    }

    /// Adds an account.
    ///
    /// # Errors
    /// [`DirectoryError`] where the name is taken or no number is left.
    pub fn add_account(&mut self, name: &str, desk: DeskId, currency: &str) -> Result<AccountId, DirectoryError> {
        if self.account(name).is_some() {
            return Err(DirectoryError::Twice { kind: "account", name: name.to_owned() });
        }
        let id = AccountId(number(self.accounts.len(), "account")?);
        self.accounts.push(Account { name: name.to_owned(), desk, currency: currency.to_owned() });
        Ok(id)
    }

    /// Adds a trader.
    ///
    /// # Errors
    /// [`DirectoryError`] where the name is taken or no number is left.
    pub fn add_trader(&mut self, name: &str, desk: DeskId) -> Result<TraderId, DirectoryError> {
        if self.trader(name).is_some() {
            return Err(DirectoryError::Twice { kind: "trader", name: name.to_owned() });
        }
        let id = TraderId(number(self.traders.len(), "trader")?);
        self.traders.push(Trader { name: name.to_owned(), desk });
        Ok(id)
    }

    /// Adds a strategy.
    ///
    /// # Errors
    /// [`DirectoryError`] where the name is taken or no number is left.
    pub fn add_strategy(&mut self, name: &str) -> Result<StrategyId, DirectoryError> {
        if self.strategy(name).is_some() {
            return Err(DirectoryError::Twice { kind: "strategy", name: name.to_owned() });
        }
        let id = StrategyId(number(self.strategies.len(), "strategy")?);
        self.strategies.push(name.to_owned());
        Ok(id)
    }

    /// The desk of this name.
    #[must_use]
    pub fn desk(&self, name: &str) -> Option<DeskId> {
        place(self.desks.iter().position(|desk| desk == name)).map(DeskId)
    }

    /// The account of this name.
    #[must_use]
    pub fn account(&self, name: &str) -> Option<AccountId> {
        place(self.accounts.iter().position(|account| account.name == name)).map(AccountId)
    }

    /// The trader of this name.
    #[must_use]
    pub fn trader(&self, name: &str) -> Option<TraderId> {
        place(self.traders.iter().position(|trader| trader.name == name)).map(TraderId)
    }

    /// The strategy of this name.
    #[must_use]
    pub fn strategy(&self, name: &str) -> Option<StrategyId> {
        place(self.strategies.iter().position(|strategy| strategy == name)).map(StrategyId)
    }

    /// The desk's name; empty for none.
    #[must_use]
    pub fn desk_name(&self, id: DeskId) -> &str {
        name_at(&self.desks, id.0, String::as_str)
    }

    /// The account's name; empty for none.
    #[must_use]
    pub fn account_name(&self, id: AccountId) -> &str {
        name_at(&self.accounts, id.0, |account| &account.name)
    }

    /// The trader's name; empty for none.
    #[must_use]
    pub fn trader_name(&self, id: TraderId) -> &str {
        name_at(&self.traders, id.0, |trader| &trader.name)
    }

    /// The strategy's name; empty for none.
    #[must_use]
    pub fn strategy_name(&self, id: StrategyId) -> &str {
        name_at(&self.strategies, id.0, String::as_str)
    }

    /// The account itself.
    #[must_use]
    pub fn account_of(&self, id: AccountId) -> Option<&Account> {
        usize::from(id.0).checked_sub(1).and_then(|index| self.accounts.get(index))
    }

    /// The trader themselves.
    #[must_use]
    pub fn trader_of(&self, id: TraderId) -> Option<&Trader> {
        usize::from(id.0).checked_sub(1).and_then(|index| self.traders.get(index))
    }

    /// Desks, in order of number.
    #[must_use]
    pub fn desks(&self) -> &[String] {
        &self.desks
    }

    /// Accounts, in order of number.
    #[must_use]
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// Traders, in order of number.
    #[must_use]
    pub fn traders(&self) -> &[Trader] {
        &self.traders
    }

    /// Strategies, in order of number.
    #[must_use]
    pub fn strategies(&self) -> &[String] {
        &self.strategies
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_numbers_start_at_one_and_names_read_back() {
        let mut directory = Directory::default();
        let desk = directory.add_desk("equities").unwrap();
        let account = directory.add_account("A1", desk, "USD").unwrap();
        assert_eq!((desk, account), (DeskId(1), AccountId(1)));
        assert_eq!(directory.account("A1"), Some(account));
        assert_eq!(directory.account_name(account), "A1");
        assert_eq!(directory.account_name(AccountId::NONE), "");
        assert!(matches!(directory.add_desk("equities"), Err(DirectoryError::Twice { .. })));
    }
}
