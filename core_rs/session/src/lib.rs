//! Files, threads and the machine's clock: everything that turns the pure crates into a running session.

pub mod audit_export;
pub mod audit_words;
mod book_lane;
mod clock_state;
mod column_feed;
pub mod extract_job;
pub mod features_job;
mod file_feed;
pub mod gateway;
mod hub;
pub mod import_job;
mod indexer;
mod market_session;
mod md_thread;
mod outline;
pub mod plugins;
pub mod recorded;
pub mod recorder;
pub mod recording;
pub mod rejects;
pub mod replay_job;
pub mod simulation;
pub mod source;
pub mod state_flow;
mod status;
pub mod supervision;
mod system_clock;

pub use clock_state::clock_state;
pub use column_feed::ColumnFeed;
pub use file_feed::{FileFeed, OnDamage};
pub use hub::ViewEnds;
pub use market_session::{INDEXED_INSTRUMENTS, Input, MarketSession, RECORDED_INSTRUMENTS};
pub use outline::{Mark, Outline};
pub use status::{Phase, SessionStatus};
pub use system_clock::SystemClock;
