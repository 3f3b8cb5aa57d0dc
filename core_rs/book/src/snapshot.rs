//! The top of a book, handed from the thread that owns it to one that draws it, without locks.
//!
//! The channel is a triple buffer: the writer never waits and the reader always gets the latest whole snapshot, so
//! snapshots conflate. Nothing is allocated after [`channel`].

use crate::book::Book;
use crate::state::Freshness;
use plimsoll_types::{InstrumentId, Level, Nanos, Qty, Side, TradePrint, TradingStatus, UNKNOWN_TIME};
use triple_buffer::{Input, Output, triple_buffer};

/// Levels per side that a snapshot holds at most.
pub const MAX_DEPTH: usize = 256;

/// The top of one book at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookSnapshot {
    /// Whose book; [`InstrumentId::ALL`] before the first publication.
    pub instrument: InstrumentId,
    /// The venue's clock, UTC nanoseconds.
    pub ts_venue_ns: Nanos,
    /// The receiver's clock, UTC nanoseconds.
    pub ts_recv_ns: Nanos,
    /// Events applied to the book so far.
    pub updates: u64,
    /// Trading phase.
    pub status: TradingStatus,
    /// Whether the book is whole.
    pub freshness: Freshness,
    /// Last counted print.
    pub last_trade: Option<TradePrint>,
    /// Quantity of all counted prints.
    pub volume: Qty,
    /// Number of counted prints.
    pub trades: u64,
    /// Faults so far.
    pub faults: u64,
    /// Bid above ask.
    pub crossed: bool,
    /// Bid at ask.
    pub locked: bool,
    sides: [Box<[Level]>; 2],
    filled: [usize; 2],
}

impl BookSnapshot {
    /// Room for `depth` levels per side, at most [`MAX_DEPTH`].
    #[must_use]
    pub fn new(depth: usize) -> Self {
        let side = || vec![Level::EMPTY; depth.min(MAX_DEPTH)].into_boxed_slice();
        Self {
            instrument: InstrumentId::ALL,
            ts_venue_ns: UNKNOWN_TIME,
            ts_recv_ns: UNKNOWN_TIME,
            updates: 0,
            status: TradingStatus::Unknown,
            freshness: Freshness::Empty,
            last_trade: None,
            volume: Qty::ZERO,
            trades: 0,
            faults: 0,
            crossed: false,
            locked: false,
            sides: [side(), side()],
            filled: [0, 0],
        }
    }

    /// Takes the top of `book`.
    pub fn take(&mut self, book: Book<'_>) {
        self.instrument = book.instrument();
        self.ts_venue_ns = book.ts_venue_ns();
        self.ts_recv_ns = book.ts_recv_ns();
        self.updates = book.updates();
        self.status = book.status();
        self.freshness = book.freshness();
        self.last_trade = book.last_trade();
        self.volume = book.volume();
        self.trades = book.trades();
        self.faults = book.faults().total();
        self.crossed = book.is_crossed();
        self.locked = book.is_locked();
        for side in [Side::Buy, Side::Sell] {
            self.filled[side.index()] = self.fill_side(book, side);
        }
    }

    fn fill_side(&mut self, book: Book<'_>, side: Side) -> usize {
        let mut filled = 0;
        for (place, level) in self.sides[side.index()].iter_mut().zip(book.levels(side)) {
            *place = level;
            filled += 1;
        }
        filled
    }

    /// Levels of a side, best first.
    #[must_use]
    pub fn levels(&self, side: Side) -> &[Level] {
        &self.sides[side.index()][..self.filled[side.index()]]
    }

    /// Copies a side into columns of raw fixed-point numbers, best first, as far as the shortest column reaches. Returns
    /// how many levels were written; the rest is left as it is.
    pub fn fill(&self, side: Side, px: &mut [i64], qty: &mut [i64], orders: &mut [i64]) -> usize {
        let places = px.iter_mut().zip(qty).zip(orders);
        let mut filled = 0;
        for (level, ((px, qty), orders)) in self.levels(side).iter().zip(places) {
            *px = level.px.raw();
            *qty = level.qty.raw();
            *orders = level.orders.into();
            filled += 1;
        }
        filled
    }
}

/// The book's end of the channel.
#[derive(Debug)]
pub struct Writer {
    input: Input<BookSnapshot>,
}

impl Writer {
    /// Makes the top of `book` the latest snapshot. Never waits.
    pub fn publish(&mut self, book: Book<'_>) {
        self.input.input_buffer_mut().take(book);
        self.input.publish();
    }

    /// Whether the reader has seen the last publication.
    #[must_use]
    pub fn is_consumed(&self) -> bool {
        self.input.consumed()
    }
}

/// The drawing end of the channel.
#[derive(Debug)]
pub struct Reader {
    output: Output<BookSnapshot>,
}

impl Reader {
    /// The latest whole snapshot.
    pub fn latest(&mut self) -> &BookSnapshot {
        self.output.read()
    }

    /// Whether [`latest`](Self::latest) will give a newer snapshot than last time.
    #[must_use]
    pub fn is_updated(&self) -> bool {
        self.output.updated()
    }
}

/// A channel for the top `depth` (at most [`MAX_DEPTH`]) levels of a book.
#[must_use]
pub fn channel(depth: usize) -> (Writer, Reader) {
    let (input, output) = triple_buffer(&BookSnapshot::new(depth));
    (Writer { input }, Reader { output })
}
