//! Parts of the firm: what limits and halts hold for.

use super::{AccountId, Attribution, DeskId, Directory, StrategyId, TraderId};
use crate::{InstrumentId, InstrumentTable};
use thiserror::Error;

/// A part of the firm. A wider scope's halt holds whatever becomes of a narrower one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // the names say it
pub enum Scope {
    Firm,
    Desk(DeskId),
    Account(AccountId),
    Trader(TraderId),
    Strategy(StrategyId),
    Instrument(InstrumentId),
    /// One client session, by its number at the gateway.
    Session(u32),
}

/// A scope's text that names nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScopeError {
    /// Not of the form `firm` or `KIND:NAME`.
    #[error(
        "`{0}` is no scope; write firm, or desk:, account:, trader:, strategy:, instrument: or session: and a name"
    )]
    Form(String),
    /// The kind is known, the name is not.
    #[error("there is no {kind} `{name}` in the gateway's configuration")]
    Unknown {
        /// `desk`, `account`...
        kind: &'static str,
        /// What was asked for.
        name: String,
    },
}

impl Scope {
    /// Whether an order of this attribution, instrument and session lies inside.
    #[must_use]
    pub fn holds(self, of: Attribution, instrument: InstrumentId, session: u32) -> bool {
        match self {
            Self::Firm => true,
            Self::Desk(desk) => desk == of.desk,
            Self::Account(account) => account == of.account,
            Self::Trader(trader) => trader == of.trader,
            Self::Strategy(strategy) => strategy == of.strategy,
            Self::Instrument(id) => id == instrument,
            Self::Session(number) => number == session,
        }
    }

    /// From text: `firm`, `desk:equities`, `account:A1`, `trader:kim`, `strategy:ofi`, `instrument:AMZN`, `session:3`.
    ///
    /// # Errors
    /// [`ScopeError`] naming what is not known.
    pub fn parse(text: &str, directory: &Directory, instruments: &InstrumentTable) -> Result<Self, ScopeError> {
        if text == "firm" {
            return Ok(Self::Firm);
        }
        let Some((kind, name)) = text.split_once(':') else { return Err(ScopeError::Form(text.to_owned())) };
        let unknown = |kind| ScopeError::Unknown { kind, name: name.to_owned() };
        match kind {
            "desk" => directory.desk(name).map(Self::Desk).ok_or_else(|| unknown("desk")),
            "account" => directory.account(name).map(Self::Account).ok_or_else(|| unknown("account")),
            "trader" => directory.trader(name).map(Self::Trader).ok_or_else(|| unknown("trader")),
            "strategy" => directory.strategy(name).map(Self::Strategy).ok_or_else(|| unknown("strategy")),
            "instrument" => instruments.find(name).map(Self::Instrument).ok_or_else(|| unknown("instrument")),
            "session" => name.parse().map(Self::Session).map_err(|_| unknown("session")),
            _ => Err(ScopeError::Form(text.to_owned())),
        }
    }

    /// The text that [`parse`](Self::parse) reads.
    #[must_use]
    pub fn text(self, directory: &Directory, instruments: &InstrumentTable) -> String {
        match self {
            Self::Firm => "firm".to_owned(),
            Self::Desk(id) => format!("desk:{}", directory.desk_name(id)),
            Self::Account(id) => format!("account:{}", directory.account_name(id)),
            Self::Trader(id) => format!("trader:{}", directory.trader_name(id)),
            Self::Strategy(id) => format!("strategy:{}", directory.strategy_name(id)),
            Self::Instrument(id) => {
                format!("instrument:{}", instruments.get(id).map_or("?", |instrument| instrument.symbol.as_str()))
            }
            Self::Session(number) => format!("session:{number}"),
        }
    }
}
