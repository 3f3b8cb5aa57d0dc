//! The order book ladder: a grid of prices that stands still while sizes move.

mod columns;
mod marks;
mod notice;
mod paint;
mod sums;

pub use columns::Columns;
pub use notice::{notice, phase_words};
pub use paint::{LadderHit, LadderLook, LadderPainter};
pub(crate) use paint::{label_of, side_tokens};
pub use sums::{LadderSums, RowSum, totals};

/// Levels per side that the totals sum.
pub const TOTAL_LEVELS: usize = 10;
