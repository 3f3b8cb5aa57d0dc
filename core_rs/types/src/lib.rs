//! Fixed-point prices and quantities, identities, timestamps, the one normalised market event, and the order path's
//! vocabulary.
//!
//! Every decoder produces [`MarketEvent`]s and everything behind the decoders (books, features, engine, panels) reads
//! nothing else. Prices are in units of 1e-9, quantities in units of 1e-8; floating point enters only at analytics.

mod batch;
mod decimal;
mod event;
mod fixed;
mod identity;
mod instrument;
mod market;
mod order;

pub use batch::{Bar, EventBatch};
pub use decimal::{DecimalError, parse_decimal, write_decimal};
pub use event::{AuctionKind, EventFlags, MarketBody, MarketEvent, TradingStatus};
pub use fixed::{Money, Price, Qty};
pub use identity::{InstrumentId, OrderId, Side};
pub use instrument::{Instrument, InstrumentTable};
pub use market::{Level, TradePrint};
pub use order::{
    Account, AccountId, Attribution, CancelOrder, CancelReason, CheckOutcome, ClOrdId, DeskId, Directory,
    DirectoryError, ExecId, ExecType, ExecutionReport, HaltMode, HaltRecord, Liquidity, MOST_CHECKS, MassCancel,
    NewOrder, OrdStatus, OrdType, OrderCommand, OrderFlags, PegTo, RejectReason, ReplaceOrder, RiskCheck, RiskDecision,
    Scope, ScopeError, StrategyId, TimeInForce, Trader, TraderId, TwoSidedQuote, Unit, VenueCommand, VenueOrderId,
    VenueReport, VenueReportBody,
};

/// UTC nanoseconds since the Unix epoch; [`UNKNOWN_TIME`] where a feed carries no such clock.
pub type Nanos = i64;

/// A timestamp that the feed did not carry.
pub const UNKNOWN_TIME: Nanos = i64::MIN;
