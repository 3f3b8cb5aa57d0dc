//! The seam between the loop and the world.

use plimsoll_book::{Applied, Books};
use plimsoll_risk::RiskApproved;
use plimsoll_types::{ClOrdId, EventBatch, InstrumentTable, MarketEvent, Nanos, VenueCommand, VenueReport};
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
    /// A damaged row of a table.
    #[error("{input}: row {row}, column {column}: {reason}; kept the {kept} rows before it")]
    DamagedRow {
        /// File.
        input: String,
        /// From 1 in the file.
        row: u64,
        /// The file's name of the column.
        column: String,
        /// What is wrong with its value.
        reason: String,
        /// Rows delivered before it.
        kept: u64,
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

    /// How much of a recording was read, 0 to 1; `None` where there is no end.
    fn fraction(&self) -> Option<f64> {
        None
    }
}

/// What the loop drives beside its books: nothing where it only watches ([`MarketOnly`]), the order path where it trades.
pub trait Trading: Send {
    /// Time passes up to and including `until_ns`: what falls due happens now, on the books as they stand. Called before
    /// each event is applied, with the last nanosecond before it, and by whoever waits through a silent market.
    #[inline]
    fn pass_time(&mut self, _until_ns: Nanos, _books: &Books, _instruments: &InstrumentTable) {}

    /// Sees every market event right after the books did, venue time in order.
    fn on_market(&mut self, event: &MarketEvent, applied: &Applied, books: &Books, instruments: &InstrumentTable);
}

/// No order path: research, panels, verification.
#[derive(Debug, Clone, Copy, Default)]
pub struct MarketOnly;

impl Trading for MarketOnly {
    #[inline]
    fn on_market(&mut self, _: &MarketEvent, _: &Applied, _: &Books, _: &InstrumentTable) {}
}

/// Where approved commands go: a FIX session live, the matching engine of the simulator in replay, paper and backtest.
///
/// A venue takes only [`RiskApproved`] commands, which only the risk crate can make.
pub trait Venue: Send {
    /// ISO 10383 code; empty for none.
    fn venue_mic(&self) -> &str;

    /// Time passes up to and including `until_ns`: a simulated venue lets what arrives, or runs out, by then happen on
    /// the books as they stand. Nothing to do for a venue with a clock of its own.
    #[inline]
    fn pass_time(&mut self, _until_ns: Nanos, _books: &Books, _instruments: &InstrumentTable) {}

    /// Sees every market event right after the books did.
    fn on_market(&mut self, event: &MarketEvent, applied: &Applied, books: &Books, instruments: &InstrumentTable);

    /// Takes a command at `now_ns`; what becomes of it is told by [`poll`](Self::poll).
    fn send(&mut self, now_ns: Nanos, command: RiskApproved<VenueCommand>);

    /// Asks how an order stands, once the link was lost and is back. `replacing` is the name that it has if a replace under
    /// way was taken, [`ClOrdId::NONE`] for none. The answer is a [`Status`](plimsoll_types::VenueReportBody::Status) report
    /// under the name that the order has, or [`Rejected`](plimsoll_types::VenueReportBody::Rejected) of `order` where the
    /// venue never had it; fills that were not reported are reported. Nothing is changed by asking.
    fn request_status(&mut self, _now_ns: Nanos, _order: ClOrdId, _replacing: ClOrdId) {}

    /// Appends the reports due at `now_ns`, in order.
    fn poll(&mut self, now_ns: Nanos, reports: &mut Vec<VenueReport>);

    /// When the venue next has something to do or to report, where it knows: until then neither
    /// [`pass_time`](Self::pass_time) nor [`poll`](Self::poll) is needed.
    fn next_due_ns(&self) -> Option<Nanos>;

    /// Whether orders can be sent at all now.
    fn is_connected(&self) -> bool;
}
