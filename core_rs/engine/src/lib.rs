//! The one trading loop. Live, paper, replay and event backtest differ only in the [`Clock`], [`Feed`] and venue handed
//! in; files, threads and the machine's clock stay outside.

pub mod publish;
mod seam;

pub use seam::{Clock, Feed, FeedError, FeedState};
