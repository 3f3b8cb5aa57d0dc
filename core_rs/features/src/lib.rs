//! The one feature library. Every feature is an incremental operator: live panels, replay, stream processing, training and
//! batch call the same code, and [`batch`] runs it over columns.
//!
//! Unknown is NaN, never stale. Sums of prices and quantities are exact integers, logarithms and powers are computed in
//! Rust and not by the platform's library, and nothing is reordered: the same input gives the same bits everywhere.

mod averages;
mod bars;
pub mod batch;
mod book_state;
pub mod catalogue;
mod definition;
mod digest;
mod error;
mod frame;
mod operator;
mod order_flow;
mod params;
mod quotes;
mod sampler;
mod set;
mod spec;
mod trade_flow;
mod twap;
mod volatility;
mod vwap;
mod wide;

pub use bars::{BarBuilder, BarRule, TradeBar};
pub use book_state::{BookState, BookStep, Depth, Quote, Span};
pub use catalogue::CATALOGUE;
pub use definition::{FeatureDef, FeatureKind};
pub use digest::{StateSink, canonical_bits, hex};
pub use error::FeatureError;
pub use frame::FeatureFrame;
pub use operator::{Hears, Moment, Operator, Sample};
pub use params::{ParamDef, ParamKind, Params, format_duration, parse_duration};
pub use sampler::{MAX_EMPTY_ROWS, Sampler, parse_every};
pub use set::FeatureSet;
