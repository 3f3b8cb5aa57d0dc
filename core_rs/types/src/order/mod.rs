//! The vocabulary of the order path: commands, reports, risk decisions, scopes and halts. Everything is `Copy` and of fixed
//! size; names of people, accounts and strategies live in the [`Directory`].

mod command;
mod decision;
mod directory;
mod halt;
mod identity;
mod reject;
mod report;
mod scope;

pub use command::{
    CancelOrder, MassCancel, NewOrder, OrdType, OrderCommand, OrderFlags, PegTo, ReplaceOrder, TimeInForce,
    TwoSidedQuote, VenueCommand,
};
pub use decision::{CheckOutcome, MOST_CHECKS, RiskCheck, RiskDecision, Unit};
pub use directory::{Account, Directory, DirectoryError, Trader};
pub use halt::{HaltMode, HaltRecord};
pub use identity::{AccountId, Attribution, ClOrdId, DeskId, ExecId, StrategyId, TraderId, VenueOrderId};
pub use reject::RejectReason;
pub use report::{CancelReason, ExecType, ExecutionReport, Liquidity, OrdStatus, VenueReport, VenueReportBody};
pub use scope::{Scope, ScopeError};
