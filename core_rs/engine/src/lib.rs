//! The one trading loop. Live, paper, replay and event backtest differ only in the [`Clock`], [`Feed`] and [`Venue`]
//! handed in; files, threads and the machine's clock stay outside.

mod checkpoints;
mod feature_plan;
pub mod order_path;
mod pacing;
pub mod publish;
mod recorder;
mod replay;
mod seam;
mod state_hash;
mod trading_loop;

pub use checkpoints::Checkpoints;
pub use feature_plan::FeaturePlan;
pub use pacing::{Pacing, Speed};
pub use replay::{Progress, Replay, ReplayState, SharedCheckpoints, Witness};
pub use seam::{Clock, Feed, FeedError, FeedState, MarketOnly, Trading, Venue};
pub use state_hash::StateHash;
pub use trading_loop::{Counters, PanelSink, TradingLoop};
