//! The firm of every run: one desk, one account, two people, one algorithm, two instruments, limits that can be reached.

use crate::gateway::logon::Secret;
use crate::gateway::sessions::{DeadMan, Principal};
use plimsoll_oms::{Oms, OmsConfig, OmsError};
use plimsoll_risk::{
    HaltGate, LimitError, LimitKind, LimitRecord, Limits, RiskEngine, RiskSetup, SessionGrant, ShortSale,
};
use plimsoll_types::{
    AccountId, Attribution, DeskId, Directory, DirectoryError, Instrument, InstrumentTable, Money, Price, Qty, Scope,
    StrategyId, TraderId,
};
use std::sync::Arc;
use thiserror::Error;

/// The account's position in one instrument never passes this, in lots.
pub const MOST_LOTS: i64 = 40;

/// Why a run could not begin: a defect of this simulation.
#[derive(Debug, Error)]
pub enum FirmError {
    /// Of names.
    #[error("the simulated firm: {0}")]
    Directory(#[from] DirectoryError),
    /// Of limits.
    #[error("the simulated firm: {0}")]
    Limits(#[from] LimitError),
    /// Of order state.
    #[error("the simulated firm: {0}")]
    Oms(#[from] OmsError),
}

/// Everything about the firm that no accident changes.
#[derive(Debug, Clone)]
pub struct Firm {
    /// Who there is.
    pub directory: Directory,
    /// What is traded.
    pub instruments: InstrumentTable,
    /// What holds.
    pub limits: Limits,
}

impl Firm {
    /// The firm.
    ///
    /// # Errors
    /// [`FirmError`]; it never happens.
    pub fn new() -> Result<Self, FirmError> {
        let mut directory = Directory::default();
        let desk = directory.add_desk("equities")?;
        directory.add_account("A1", desk, "USD")?;
        directory.add_trader("kim", desk)?;
        directory.add_trader("lee", desk)?;
        directory.add_strategy("maker")?;
        let mut instruments = InstrumentTable::default();
        for symbol in ["AAA", "BBB"] {
            instruments.intern(symbol, || Instrument {
                symbol: symbol.to_owned(),
                venue_mic: "XSIM".to_owned(),
                currency: "USD".to_owned(),
                tick: Price::from_raw(10_000_000),
                lot: Qty::from_raw(Qty::ONE),
            });
        }
        Ok(Self { directory, instruments, limits: limits()? })
    }

    /// Order state before the first order.
    ///
    /// # Errors
    /// [`FirmError`]; it never happens.
    pub fn oms(&self) -> Result<Oms, FirmError> {
        let config = OmsConfig { directory: self.directory.clone(), currency: "USD".to_owned(), rates: Vec::new() };
        Ok(Oms::new(config)?)
    }

    /// Risk before the first order.
    #[must_use]
    pub fn risk(&self, gate: &Arc<HaltGate>) -> RiskEngine {
        let setup = RiskSetup { short_sale: ShortSale::Free, ..RiskSetup::of(self.directory.clone()) };
        RiskEngine::new(self.limits.clone(), Arc::clone(gate), setup)
    }
}

fn limits() -> Result<Limits, LimitError> {
    let of = |(kind, value)| LimitRecord {
        scope: Scope::Firm,
        kind,
        value,
        reason: "the simulation's own".to_owned(),
        version: 1,
    };
    let hour_ns = 3_600_000_000_000;
    let values = [
        (LimitKind::MaxQty, 1_000 * Qty::ONE),
        (LimitKind::MaxNotional, 10_000_000 * Money::ONE),
        (LimitKind::Position, MOST_LOTS * Qty::ONE),
        (LimitKind::GrossExposure, 1_000_000_000 * Money::ONE),
        (LimitKind::OpenOrders, 500),
        (LimitKind::MessagesPerSecond, 1_000_000),
        (LimitKind::DailyLoss, 1_000_000_000 * Money::ONE),
        (LimitKind::MarketDataAge, 4 * hour_ns),
        (LimitKind::CollarMid, 200_000),
    ];
    Limits::new(1, values.map(of).into())
}

/// Whose orders terminal `number`, from 1, sends.
#[must_use]
pub fn attribution(number: u16) -> Attribution {
    Attribution { trader: TraderId(number), desk: DeskId(1), account: AccountId(1), strategy: StrategyId::NONE }
}

/// The key of terminal `number`.
#[must_use]
pub fn secret(number: u16) -> Secret {
    let mut bytes = [7; 32];
    bytes[..2].copy_from_slice(&number.to_le_bytes());
    Secret::new(bytes)
}

/// Terminal `number` as the gateway knows it.
#[must_use]
pub fn principal(number: u16) -> Principal {
    Principal {
        name: format!("terminal-{number}"),
        secret: secret(number),
        session: u32::from(number),
        origin: u32::from(number),
        accounts: vec![AccountId(1)],
        may_trade: true,
        dead_man: DeadMan { operator_ms: 600, strategies_ms: 3_000, cancel_on_disconnect: false },
        commands_per_second: 100_000,
    }
}

/// What the session of terminal `number` may do.
#[must_use]
pub fn grant(number: u16) -> SessionGrant {
    SessionGrant::trading(u32::from(number), TraderId(number), &[AccountId(1)], &[StrategyId(1)])
}
