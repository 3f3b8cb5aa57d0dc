//! What stands above the order path and outlives it: halts, limits, people, and the two of them that a re-arming takes.
//!
//! Everything here speaks of scopes by their text, since numbers are a running gateway's and no gateway need be running.

pub mod drill;
mod error;
pub mod four_eyes;
pub mod halts;
mod halts_file;
pub mod limits_file;
mod limits_store;
pub mod people;
mod record;
pub mod rehearsal;
mod scope_text;
#[cfg(test)]
mod signing;
pub mod statement;
mod toml_source;

pub use error::SupervisionError;
pub use halts::{HaltsState, KeptHalt, NewHalt};
pub use halts_file::HaltsFile;
pub use limits_file::{LimitsText, ResolvedLimits};
pub use limits_store::{LimitsStore, LiveLimits};
pub use people::People;
pub use record::DecisionLog;
pub use scope_text::ScopeText;
pub use statement::SignedStatement;
