//! Pre-trade checks, limits and halt state.

mod approval;

pub use approval::RiskApproved;
