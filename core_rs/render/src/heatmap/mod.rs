//! The depth heatmap: the book's history scrolling under its best prices and trades.

mod axis;
mod dots;
mod legend;
mod overlay;
mod paint;
mod strip;

pub use axis::{TIME_STEPS_NS, time_step};
pub use dots::Dots;
pub use paint::{HeatHit, HeatLook, HeatmapPainter};
pub use strip::{BestSpan, Strip};
