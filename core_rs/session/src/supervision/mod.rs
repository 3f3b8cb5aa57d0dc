//! What stands above the order path and outlives it: halts, limits, people, and the two of them that a re-arming takes.
//!
//! Everything here speaks of scopes by their text, since numbers are a running gateway's and no gateway need be running.

mod error;
pub mod halts;
mod halts_file;
mod scope_text;

pub use error::SupervisionError;
pub use halts::{HaltsState, KeptHalt, NewHalt};
pub use halts_file::HaltsFile;
pub use scope_text::ScopeText;
