//! The simulated venue: our orders matched inside a recorded or generated book.
//!
//! The recording does not answer to our orders: the venue works out what would have become of them, had the others done
//! what they did. `docs/concepts/simulated-venue.md` says by which rules, and what a fill can and cannot mean.

mod config;
mod cross;
mod eaten;
mod fees;
mod form;
mod house;
mod impact;
mod incoming;
mod lane;
mod latency;
mod link;
mod market_flow;
mod matcher;
mod own_order;
mod phase;
mod queue;
mod replace;
mod sim_venue;
#[cfg(test)]
mod tests;
mod watch;

pub use config::{OnDisconnect, SelfMatch, VenueConfig, WhenHalted};
pub use fees::{FeeRate, FeeSchedule, FeeTier, TierStart};
pub use impact::ImpactModel;
pub use latency::{FeedLatency, LatencyModel};
pub use queue::QueueModel;
pub use sim_venue::{InFlight, SimVenue};
