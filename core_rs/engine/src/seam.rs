//! The seam between the loop and the world.

use plimsoll_types::{EventBatch, InstrumentTable, Nanos};
use plimsoll_wire::DecodeError;
use thiserror::Error;

/// Where time comes from: the machine's clock live, the last event in a replay.
pub trait Clock: Send {
    /// UTC nanoseconds.
    fn now_ns(&self) -> Nanos;
}

/// What a poll left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedState {
    /// Poll again at once.
    More,
    /// Nothing further until later.
    Idle,
    /// The feed is over.
    End,
}

/// A feed that cannot go on, and what was kept.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FeedError {
    /// A damaged unit.
    #[error("{input}: {source}; kept the {kept} units before it")]
    Damaged {
        /// File or endpoint.
        input: String,
        /// Units delivered before the damage.
        kept: u64,
        /// Where and why.
        source: DecodeError,
    },
    /// The input cannot be read at all.
    #[error("{input}: {reason}")]
    Unreadable {
        /// File or endpoint.
        input: String,
        /// Why, and what to do.
        reason: String,
    },
}

/// A source of normalised events in order.
pub trait Feed: Send {
    /// Appends the next events to `batch`. Generated and live feeds stop at `until_ns`; recorded ones may run past it,
    /// the loop holds back what is early.
    ///
    /// # Errors
    /// [`FeedError`] where the feed cannot go on; the events before it are in `batch`.
    fn poll(&mut self, until_ns: Nanos, batch: &mut EventBatch) -> Result<FeedState, FeedError>;

    /// The instruments seen so far.
    fn instruments(&self) -> &InstrumentTable;

    /// An equal feed that goes on from here, for checkpoints; `None` where the past cannot be had again (live).
    fn fork(&self) -> Option<Box<dyn Feed>>;
}
