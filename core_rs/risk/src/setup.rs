//! Rules that are no numbers: who may trade what, when, and how.

use plimsoll_types::{
    AccountId, Attribution, DeskId, Directory, HaltMode, InstrumentId, Nanos, Scope, StrategyId, TraderId,
};
use std::collections::{HashMap, HashSet};

/// What short sales need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShortSale {
    /// Nothing: futures, coins, simulation.
    Free,
    /// A locate, said with the order.
    #[default]
    Locate,
    /// Not allowed.
    Forbidden,
}

/// Whose own orders an order must not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SelfTrade {
    /// Any of the firm's.
    #[default]
    Firm,
    /// Those of the same account.
    Account,
    /// The venue prevents it.
    Unchecked,
}

/// When an instrument trades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hours {
    /// Round the clock; the venue's phase alone decides.
    Always,
    /// From the first up to, not including, the second of each pair, UTC, in order and apart.
    Windows(Vec<(Nanos, Nanos)>),
}

impl Hours {
    /// The window that holds `now_ns`.
    #[must_use]
    pub fn window(&self, now_ns: Nanos) -> Option<(Nanos, Nanos)> {
        match self {
            Self::Always => Some((Nanos::MIN, Nanos::MAX)),
            Self::Windows(windows) => {
                let after = windows.partition_point(|&(from, _)| from <= now_ns);
                let window = *after.checked_sub(1).and_then(|index| windows.get(index))?;
                (now_ns < window.1).then_some(window)
            }
        }
    }
}

/// Trading hours of every instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Where an instrument has none of its own.
    pub all: Hours,
    /// Of single instruments.
    pub of: HashMap<InstrumentId, Hours>,
}

impl Calendar {
    /// Round the clock for every instrument.
    #[must_use]
    pub fn always() -> Self {
        Self { all: Hours::Always, of: HashMap::new() }
    }

    /// The hours of `instrument`.
    #[must_use]
    pub fn hours(&self, instrument: InstrumentId) -> &Hours {
        self.of.get(&instrument).unwrap_or(&self.all)
    }
}

/// Who may trade what, beside what each session may: RTS 6 Art. 15(5).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Permissions {
    /// Every account every instrument.
    #[default]
    All,
    /// These accounts these instruments, and nothing else.
    Listed(HashSet<(AccountId, InstrumentId)>),
}

/// Rules that are no numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskSetup {
    /// Who there is; an order of somebody else, or of an account under a desk that is not its own, is refused.
    pub directory: Directory,
    /// Who may trade what.
    pub permissions: Permissions,
    /// Instruments that nobody trades (SEC 15c3-5(c)(2)): firm-wide, or of one desk or account alone.
    pub restricted: HashSet<(Scope, InstrumentId)>,
    /// When.
    pub calendar: Calendar,
    /// What short sales need.
    pub short_sale: ShortSale,
    /// What short sales of single instruments need.
    pub short_sale_of: HashMap<InstrumentId, ShortSale>,
    /// Whose own orders an order must not meet.
    pub self_trade: SelfTrade,
    /// What the automatic controls do to what they stop.
    pub trip_mode: HaltMode,
}

impl RiskSetup {
    /// Everybody of `directory` everything round the clock; short sales need a locate, own orders of the firm never meet.
    #[must_use]
    pub fn of(directory: Directory) -> Self {
        Self {
            directory,
            permissions: Permissions::All,
            restricted: HashSet::new(),
            calendar: Calendar::always(),
            short_sale: ShortSale::default(),
            short_sale_of: HashMap::new(),
            self_trade: SelfTrade::default(),
            trip_mode: HaltMode::CancelAll,
        }
    }

    /// Whether the directory knows everybody whom the order names, and the account and the trader are of the desk.
    #[must_use]
    pub fn knows(&self, of: Attribution) -> bool {
        let (directory, desk) = (&self.directory, of.desk);
        let account = directory.account_of(of.account).is_some_and(|account| account.desk == desk);
        let trader = directory.trader_of(of.trader).is_some_and(|trader| trader.desk == desk);
        let strategy = of.strategy == StrategyId::NONE || !directory.strategy_name(of.strategy).is_empty();
        desk != DeskId::NONE && of.trader != TraderId::NONE && account && trader && strategy
    }

    /// Whether the account may trade the instrument.
    #[must_use]
    pub fn permits(&self, account: AccountId, instrument: InstrumentId) -> bool {
        match &self.permissions {
            Permissions::All => true,
            Permissions::Listed(pairs) => pairs.contains(&(account, instrument)),
        }
    }

    /// The scope that keeps the order from trading this instrument.
    #[must_use]
    pub fn restricting(&self, of: Attribution, instrument: InstrumentId) -> Option<Scope> {
        let scopes = [Scope::Firm, Scope::Desk(of.desk), Scope::Account(of.account), Scope::Strategy(of.strategy)];
        scopes.into_iter().find(|&scope| self.restricted.contains(&(scope, instrument)))
    }

    /// What short sales of this instrument need.
    #[must_use]
    pub fn short_sale(&self, instrument: InstrumentId) -> ShortSale {
        self.short_sale_of.get(&instrument).copied().unwrap_or(self.short_sale)
    }
}
