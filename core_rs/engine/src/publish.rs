//! What the loop tells the panels of one instrument: a lossless record stream beside the conflated book snapshots.
//!
//! In a replay an indexing pass sends the records of the whole recording ahead of the cursor; live and simulated feeds
//! send them as they happen. A panel shows what lies at or before its cursor, so seeking never has to send them again.

use plimsoll_types::{Bar, Level, Nanos, TradePrint, TradingStatus};

/// Venue time covered by one heatmap column.
pub const COLUMN_NS: Nanos = 100_000_000;

/// Levels per side kept in a column.
pub const COLUMN_LEVELS: usize = 128;

/// The book as it stood at the end of one column of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookColumn {
    /// Start of the column, a multiple of [`COLUMN_NS`]. It holds until the next column sent: unchanged books send none.
    pub ts_start_ns: Nanos,
    /// Bids, best first.
    pub bids: Vec<Level>,
    /// Asks, best first.
    pub asks: Vec<Level>,
    /// Whether the book was not to be believed at some time in the column.
    pub gapped: bool,
}

/// One entry of an instrument's record stream, in venue time order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PanelRecord {
    /// A print.
    Trade(TradePrint),
    /// A bar as a bar feed delivers it, told when it was complete.
    Bar {
        /// Venue time.
        ts_ns: Nanos,
        /// The bar.
        bar: Bar,
    },
    /// A finished column of the depth history.
    Column(Box<BookColumn>),
    /// The trading phase changed.
    Status {
        /// Venue time.
        ts_ns: Nanos,
        /// The phase from then on.
        status: TradingStatus,
    },
    /// The feed skipped units; the book is not believed until [`PanelRecord::Resync`].
    Gap {
        /// Venue time.
        ts_ns: Nanos,
    },
    /// The book is whole again.
    Resync {
        /// Venue time.
        ts_ns: Nanos,
    },
    /// Records were dropped because the reader fell behind (live feeds only); counted, shown on the tape.
    Skipped {
        /// Venue time.
        ts_ns: Nanos,
        /// How many.
        count: u64,
    },
}
