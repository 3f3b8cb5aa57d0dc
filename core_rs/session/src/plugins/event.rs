//! Market events as plugins receive them.

use plimsoll_types::{InstrumentId, Level, Nanos, TradePrint, TradingStatus};

/// One event; its codes and fields are those of `terminal.sdk.events`.
#[derive(Debug, Clone, PartialEq)]
pub enum PluginEvent {
    /// Best bid and offer after an event that changed either; [`Level::EMPTY`] for an empty side.
    Quote {
        /// Whose.
        instrument: InstrumentId,
        /// Venue time.
        ts_ns: Nanos,
        /// Best bid.
        bid: Level,
        /// Best offer.
        ask: Level,
    },
    /// A print, its time that of the loop: never before the event before it.
    Trade {
        /// Whose.
        instrument: InstrumentId,
        /// The print.
        print: TradePrint,
    },
    /// Features of one finished interval.
    Features {
        /// Whose.
        instrument: InstrumentId,
        /// Start of the interval.
        ts_start_ns: Nanos,
        /// Its end: the earliest moment at which the values may be known.
        ts_end_ns: Nanos,
        /// In the order of the specification.
        values: Vec<f64>,
    },
    /// The trading phase changed.
    Phase {
        /// Whose.
        instrument: InstrumentId,
        /// Venue time.
        ts_ns: Nanos,
        /// From now on.
        status: TradingStatus,
    },
    /// Units are missing: the book is not to be believed until [`Resync`](Self::Resync).
    Gap {
        /// Whose.
        instrument: InstrumentId,
        /// Venue time.
        ts_ns: Nanos,
    },
    /// The book is whole again.
    Resync {
        /// Whose.
        instrument: InstrumentId,
        /// Venue time.
        ts_ns: Nanos,
    },
    /// The reader fell behind: so many events were not delivered.
    Skipped {
        /// How many.
        missed: u64,
        /// Venue time of the last of them.
        ts_ns: Nanos,
    },
}

impl PluginEvent {
    /// Index into `terminal.sdk.events.EVENT_TYPES`.
    #[must_use]
    pub const fn code(&self) -> u8 {
        match self {
            Self::Quote { .. } => 0,
            Self::Trade { .. } => 1,
            Self::Features { .. } => 2,
            Self::Phase { .. } => 3,
            Self::Gap { .. } => 4,
            Self::Resync { .. } => 5,
            Self::Skipped { .. } => 6,
        }
    }

    /// Venue time at which it may be known.
    #[must_use]
    pub const fn ts_ns(&self) -> Nanos {
        match self {
            Self::Quote { ts_ns, .. }
            | Self::Phase { ts_ns, .. }
            | Self::Gap { ts_ns, .. }
            | Self::Resync { ts_ns, .. }
            | Self::Skipped { ts_ns, .. } => *ts_ns,
            Self::Trade { print, .. } => print.ts_venue_ns,
            Self::Features { ts_end_ns, .. } => *ts_end_ns,
        }
    }
}

/// An event and the monotonic time at which it was put into its ring; zero where no clock runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamped {
    /// What happened.
    pub event: PluginEvent,
    /// See [`monotonic_ns`](super::monotonic_ns).
    pub stamp_ns: i64,
}
