//! Seeded simulated exchange publishing ITCH 5.0 bytes (demo feed and load generator), and the simulated [`venue`] that
//! matches our own orders inside whatever book is replayed.
//!
//! Everything is a pure function of [`SimConfig`]: no clock, no thread, no map whose order could vary, no platform
//! mathematics library. `docs/concepts/simulated-exchange.md` describes the model and how it compares with a real day.

mod auction;
mod check;
mod config;
mod exchange;
mod faults;
mod feed;
mod flow;
mod intensity;
mod listing;
mod market;
mod matching;
mod metaorder;
mod placement;
mod publish;
mod random;
mod resting;
mod schedule;
pub mod venue;

pub use check::ConfigError;
pub use config::{Shock, SimConfig, SimInstrument, VolumeCurve};
pub use exchange::{Advance, SimulatedExchange};
pub use faults::{FaultyFeed, FeedFault};
pub use feed::SimFeed;
