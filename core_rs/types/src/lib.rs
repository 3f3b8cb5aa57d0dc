//! Fixed-point prices and quantities, identities, timestamps, and the one normalised market event.
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

pub use batch::{Bar, EventBatch};
pub use decimal::{DecimalError, parse_decimal, write_decimal};
pub use event::{AuctionKind, EventFlags, MarketBody, MarketEvent, TradingStatus};
pub use fixed::{Price, Qty};
pub use identity::{InstrumentId, OrderId, Side};
pub use instrument::{Instrument, InstrumentTable};
pub use market::{Level, TradePrint};

/// UTC nanoseconds since the Unix epoch; [`UNKNOWN_TIME`] where a feed carries no such clock.
pub type Nanos = i64;

/// A timestamp that the feed did not carry.
pub const UNKNOWN_TIME: Nanos = i64::MIN;
