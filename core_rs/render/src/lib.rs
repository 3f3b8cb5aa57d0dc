//! Ladder, heatmap and tape composited into caller-owned RGB32 buffers.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]

pub mod bar_series;
pub mod feed_bars;
pub mod frame;
pub mod glyph;
pub mod grid;
pub mod heatmap;
pub mod history;
pub mod ink;
pub mod ladder;
pub mod palette;
pub mod phases;
pub mod profile;
pub mod tape;
#[cfg(test)]
mod testing;
pub mod text;
pub mod traded;
pub mod view;
pub mod words;
