//! Per-order (L3) and per-level (L2) order books of any number of instruments, in fixed point.
//!
//! [`Books`] takes [`MarketEvent`](plimsoll_types::MarketEvent)s and keeps one book per instrument; [`Book`] is the view
//! through which everything else reads one. There is one implementation: a level is a FIFO queue of known orders behind
//! a possibly empty *anonymous* quantity, so an L2 book is one whose quantity is all anonymous, and a book seeded from
//! aggregated levels turns into a per-order one as its orders become known.
//!
//! Whatever arrives, the book does not panic and does not hide a doubt: an event that contradicts the book is counted
//! under its [`BookFault`], whose documentation says what the book did with it.

mod apply_level;
mod apply_order;
mod apply_state;
mod book;
mod books;
mod checksum;
mod digest;
mod fault;
mod index;
mod ladder;
mod level_map;
mod prefetch;
pub mod snapshot;
mod state;
mod store;

pub use book::{Book, LevelDetail, OrderInfo, QueuePosition};
pub use books::{Applied, Books, MAX_INSTRUMENTS, OrderIdScope};
pub use checksum::{ChecksumRule, crc32};
pub use fault::{BookFault, FaultCounts};
pub use state::{AuctionInfo, Freshness, Gap, GapCause, Quote};
