//! What one book holds besides its orders.

use crate::checksum::ChecksumRule;
use crate::fault::FaultCounts;
use crate::ladder::Ladder;
use crate::store::{NIL, Store};
use plimsoll_types::{
    AuctionKind, Level, MarketEvent, Nanos, Price, Qty, Side, TradePrint, TradingStatus, UNKNOWN_TIME,
};

/// Best bid and offer of a quote feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// Bid, `None` when that side is empty.
    pub bid: Option<Level>,
    /// Ask, `None` when that side is empty.
    pub ask: Option<Level>,
}

impl Quote {
    /// One side of it.
    #[must_use]
    pub const fn side(&self, side: Side) -> Option<Level> {
        match side {
            Side::Buy => self.bid,
            Side::Sell => self.ask,
        }
    }
}

/// The last auction message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuctionInfo {
    /// The venue's clock, UTC nanoseconds.
    pub ts_venue_ns: Nanos,
    /// Which cross.
    pub kind: AuctionKind,
    /// Indicative price, unset where the venue gives none.
    pub px: Price,
    /// Quantity that would trade.
    pub paired_qty: Qty,
    /// Quantity left over.
    pub imbalance_qty: Qty,
    /// Side of the imbalance, `None` when balanced.
    pub side: Option<Side>,
}

/// Why a book is gapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapCause {
    /// Units are missing; `expected` and `received` are sequence numbers.
    Sequence,
    /// The venue's checksum (`expected`) is not the book's (`received`).
    Checksum,
}

/// Since when and why a book is not to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The venue's clock at the first sign, UTC nanoseconds.
    pub since_ns: Nanos,
    /// What should have come.
    pub expected: u64,
    /// What came.
    pub received: u64,
    /// What `expected` and `received` count.
    pub cause: GapCause,
}

/// How far a book is to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Nothing was said about its content yet.
    Empty,
    /// Whole.
    Live,
    /// Something is missing; events are still applied, but only a resync makes it `Live`.
    Gapped(Gap),
}

/// One instrument's book; its orders and levels are slots of the [`Store`]. What every event touches comes first and
/// starts on a cache line.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub struct BookState {
    pub ladders: [Ladder; 2],
    /// A depth event came: quotes no longer answer for the book.
    pub has_depth: bool,
    pub has_content: bool,
    /// At the end of the last unit.
    pub was_crossed: bool,
    pub updates: u64,
    pub crossings: u64,
    pub ts_venue_ns: Nanos,
    pub ts_recv_ns: Nanos,
    /// Levels kept per side after each unit; zero keeps all.
    pub depth_limit: usize,
    pub status: TradingStatus,
    pub status_reason: [u8; 4],
    pub volume: Qty,
    pub trades: u64,
    pub busts: u64,
    pub gaps: u64,
    pub last_trade: Option<TradePrint>,
    pub quote: Option<Quote>,
    pub auction: Option<AuctionInfo>,
    pub gap: Option<Gap>,
    pub checksum: Option<ChecksumRule>,
    pub faults: FaultCounts,
}

/// [`Side::index`] as arithmetic: a branch on the side would be mispredicted every other time.
#[inline]
const fn place_of(side: Side) -> usize {
    (side as usize - 1) & 1
}

impl BookState {
    pub fn new() -> Self {
        Self {
            ladders: [Ladder::new(Side::Buy), Ladder::new(Side::Sell)],
            updates: 0,
            ts_venue_ns: UNKNOWN_TIME,
            ts_recv_ns: UNKNOWN_TIME,
            has_depth: false,
            has_content: false,
            was_crossed: false,
            status: TradingStatus::Unknown,
            status_reason: [0; 4],
            volume: Qty::ZERO,
            trades: 0,
            busts: 0,
            crossings: 0,
            gaps: 0,
            depth_limit: 0,
            last_trade: None,
            quote: None,
            auction: None,
            gap: None,
            checksum: None,
            faults: FaultCounts::default(),
        }
    }

    pub fn freshness(&self) -> Freshness {
        match self.gap {
            Some(gap) => Freshness::Gapped(gap),
            None if self.has_content => Freshness::Live,
            None => Freshness::Empty,
        }
    }

    /// Keeps the first gap's start and cause until a resync; the newest word on what was received.
    pub fn open_gap(&mut self, gap: Gap) {
        self.gaps += 1;
        let first = *self.gap.get_or_insert(gap);
        self.gap = Some(Gap { received: gap.received, ..first });
    }

    #[inline]
    pub fn ladder(&self, side: Side) -> &Ladder {
        &self.ladders[place_of(side)]
    }

    #[inline]
    pub fn ladder_mut(&mut self, side: Side) -> &mut Ladder {
        &mut self.ladders[place_of(side)]
    }

    #[inline]
    pub fn best(&self, store: &Store, side: Side) -> Option<Level> {
        match self.ladder(side).best() {
            NIL if self.has_depth => None,
            NIL => self.quote.and_then(|quote| quote.side(side)),
            slot => Some(store.level(slot).as_level()),
        }
    }

    /// Bid and ask prices, when both sides are there.
    #[inline]
    pub fn best_prices(&self) -> Option<(i64, i64)> {
        let [bids, asks] = &self.ladders;
        match (bids.best_px(), asks.best_px()) {
            (Some(bid), Some(ask)) => Some((bid, ask)),
            _ if self.has_depth => None,
            _ => self.quote.and_then(|q| Some((q.bid?.px.raw(), q.ask?.px.raw()))),
        }
    }

    /// Bid above ask, without branches: an empty side is worse than any price.
    #[inline]
    pub const fn is_depth_crossed(&self) -> bool {
        let [bids, asks] = &self.ladders;
        bids.best_or_worst_px() > asks.best_or_worst_px()
    }

    #[inline]
    pub fn is_crossed(&self) -> bool {
        self.best_prices().is_some_and(|(bid, ask)| bid > ask)
    }

    #[inline]
    pub fn note_time(&mut self, event: &MarketEvent) {
        self.updates += 1;
        self.ts_venue_ns = event.ts_venue_ns;
        self.ts_recv_ns = event.ts_recv_ns;
    }
}
