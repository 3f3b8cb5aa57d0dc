//! One instrument as its panels see it: the newest book and everything recorded up to the cursor.

use crate::feed_bars::FeedBars;
use crate::history::DepthHistory;
use crate::phases::PhaseLog;
use crate::profile::VolumeProfile;
use crate::tape::TradeTape;
use plimsoll_book::Freshness;
use plimsoll_book::snapshot::BookSnapshot;
use plimsoll_engine::publish::PanelRecord;
use plimsoll_types::{Level, Nanos, Side, TradePrint, TradingStatus};

/// What is fixed about an instrument and how its figures are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstrumentSpec {
    /// Venue symbol.
    pub symbol: String,
    /// Currency of the price; empty where unknown.
    pub currency: String,
    /// Unit of quantities, `sh` or the coin.
    pub qty_unit: String,
    /// Smallest price step, raw 1e-9.
    pub tick: i64,
    /// Smallest quantity step, raw 1e-8.
    pub lot: i64,
    /// Decimals of a price.
    pub price_decimals: u32,
    /// Decimals of a quantity.
    pub qty_decimals: u32,
}

/// The newest book, conflated; filled from the books' snapshots in place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BookState {
    /// Venue time of the last event that it contains.
    pub ts_ns: Nanos,
    /// Bids, best first.
    pub bids: Vec<Level>,
    /// Asks, best first.
    pub asks: Vec<Level>,
    /// Trading phase.
    pub status: TradingStatus,
    /// Whether units are missing: sizes are not to be believed.
    pub gapped: bool,
    /// Events applied so far.
    pub updates: u64,
}

impl BookState {
    /// Becomes what `snapshot` says, in place.
    pub fn take(&mut self, snapshot: &BookSnapshot) {
        self.ts_ns = snapshot.ts_venue_ns;
        self.status = snapshot.status;
        self.gapped = matches!(snapshot.freshness, Freshness::Gapped(_));
        self.updates = snapshot.updates;
        for (levels, side) in [(&mut self.bids, Side::Buy), (&mut self.asks, Side::Sell)] {
            levels.clear();
            levels.extend_from_slice(snapshot.levels(side));
        }
    }

    /// Levels of a side, best first.
    #[must_use]
    pub fn side(&self, side: Side) -> &[Level] {
        match side {
            Side::Buy => &self.bids,
            Side::Sell => &self.asks,
        }
    }

    /// Raw price of the best level of a side.
    #[must_use]
    pub fn best(&self, side: Side) -> Option<i64> {
        self.side(side).first().map(|l| l.px.raw())
    }

    /// Best bid above best ask: the book shows what cannot last.
    #[must_use]
    pub fn crossed(&self) -> bool {
        self.best(Side::Buy).zip(self.best(Side::Sell)).is_some_and(|(b, a)| b > a)
    }

    /// Best bid equal to best ask.
    #[must_use]
    pub fn locked(&self) -> bool {
        self.best(Side::Buy).zip(self.best(Side::Sell)).is_some_and(|(b, a)| b == a)
    }
}

/// Everything the painters read of one instrument.
///
/// In a replay the records run ahead of the cursor; what is drawn lies at or before it. Live, no cursor is set and
/// everything that arrived is shown.
#[derive(Debug)]
pub struct InstrumentView {
    spec: InstrumentSpec,
    /// The newest book at the cursor.
    book: BookState,
    tape: TradeTape,
    feed_bars: FeedBars,
    depth: DepthHistory,
    phases: PhaseLog,
    profile: VolumeProfile,
    cursor: Option<Nanos>,
    newest_ns: Nanos,
    tape_end: usize,
    revision: u64,
}

impl InstrumentView {
    /// An empty view.
    #[must_use]
    pub fn new(spec: InstrumentSpec) -> Self {
        Self {
            depth: DepthHistory::new(spec.tick, spec.lot),
            profile: VolumeProfile::new(spec.tick),
            spec,
            book: BookState::default(),
            tape: TradeTape::default(),
            feed_bars: FeedBars::default(),
            phases: PhaseLog::default(),
            cursor: None,
            newest_ns: Nanos::MIN,
            tape_end: 0,
            revision: 0,
        }
    }

    /// Takes one record of the stream.
    pub fn ingest(&mut self, record: &PanelRecord) {
        let prints = self.tape.kept().end;
        let ts_ns = match record {
            PanelRecord::Trade(print) => {
                self.ingest_trade(print);
                print.ts_venue_ns
            }
            PanelRecord::Bar { ts_ns, bar } => {
                self.feed_bars.push(*ts_ns, *bar);
                *ts_ns
            }
            PanelRecord::Column(column) => {
                self.depth.push(column);
                column.ts_start_ns
            }
            PanelRecord::Status { ts_ns, status } => {
                self.phases.status(*ts_ns, *status, prints);
                *ts_ns
            }
            PanelRecord::Gap { ts_ns } => {
                self.phases.gap(*ts_ns, prints);
                *ts_ns
            }
            PanelRecord::Resync { ts_ns } => {
                self.phases.resync(*ts_ns, prints);
                *ts_ns
            }
            PanelRecord::Skipped { ts_ns, count } => {
                self.phases.skipped(*ts_ns, *count, prints);
                *ts_ns
            }
        };
        self.newest_ns = self.newest_ns.max(ts_ns);
        self.revision += 1;
    }

    fn ingest_trade(&mut self, print: &TradePrint) {
        if self.tape.kept().len() >= crate::tape::TAPE_PRINTS {
            self.profile.move_to(&self.tape, self.tape.kept().end); // counted before the oldest are dropped
        }
        self.tape.push(print);
    }

    /// The book, to be overwritten with a newer one; call [`book_changed`](Self::book_changed) after.
    pub fn book_mut(&mut self) -> &mut BookState {
        &mut self.book
    }

    /// Says that the book was overwritten.
    pub fn book_changed(&mut self) {
        self.newest_ns = self.newest_ns.max(if self.cursor.is_none() { self.book.ts_ns } else { Nanos::MIN });
        self.revision += 1;
    }

    /// Shows everything up to `ts_ns`; `None` follows the newest.
    pub fn set_cursor(&mut self, cursor: Option<Nanos>) {
        if cursor != self.cursor {
            self.cursor = cursor;
            self.revision += 1;
        }
    }

    /// Brings what depends on the cursor (profile, end of the tape) up to date; once per frame, before painting.
    pub fn settle(&mut self) {
        self.tape_end = match self.cursor {
            Some(ts) => self.tape.end_at(ts),
            None => self.tape.kept().end,
        };
        self.profile.move_to(&self.tape, self.tape_end);
    }

    /// Venue time up to which things are shown; `None` while nothing arrived.
    #[must_use]
    pub fn now_ns(&self) -> Option<Nanos> {
        self.cursor.or((self.newest_ns != Nanos::MIN).then_some(self.newest_ns))
    }

    /// Names and steps.
    #[must_use]
    pub const fn spec(&self) -> &InstrumentSpec {
        &self.spec
    }

    /// The newest book.
    #[must_use]
    pub const fn book(&self) -> &BookState {
        &self.book
    }

    /// All prints.
    #[must_use]
    pub const fn tape(&self) -> &TradeTape {
        &self.tape
    }

    /// Bars of a bar feed.
    #[must_use]
    pub const fn feed_bars(&self) -> &FeedBars {
        &self.feed_bars
    }

    /// Venue time that the view stands at; `None` follows the newest.
    #[must_use]
    pub const fn cursor(&self) -> Option<Nanos> {
        self.cursor
    }

    /// The depth history.
    #[must_use]
    pub const fn depth(&self) -> &DepthHistory {
        &self.depth
    }

    /// To bound the history or the tape.
    pub const fn depth_mut(&mut self) -> &mut DepthHistory {
        &mut self.depth
    }

    /// Gaps, phases, skips.
    #[must_use]
    pub const fn phases(&self) -> &PhaseLog {
        &self.phases
    }

    /// Volume at price at the cursor, as of the last [`settle`](Self::settle).
    #[must_use]
    pub const fn profile(&self) -> &VolumeProfile {
        &self.profile
    }

    /// Index after the last print at the cursor, as of the last [`settle`](Self::settle).
    #[must_use]
    pub const fn tape_end(&self) -> usize {
        self.tape_end
    }

    /// The last print at the cursor.
    #[must_use]
    pub fn last_trade(&self) -> Option<TradePrint> {
        self.tape.get(self.tape_end.checked_sub(1)?)
    }

    /// Prints from `t0` up to, not including, `t1`, none beyond the cursor; oldest first.
    pub fn trades_between(&self, t0: Nanos, t1: Nanos) -> impl Iterator<Item = TradePrint> + '_ {
        let range = self.tape.between(t0, t1);
        let end = range.end.min(self.tape_end);
        self.tape.iter(range.start..end)
    }

    /// Whether units are missing at the cursor.
    #[must_use]
    pub fn gapped(&self) -> bool {
        self.book.gapped || self.now_ns().is_some_and(|now| self.phases.gap_at(now).is_some())
    }

    /// The tick of a raw price, rounded down.
    #[must_use]
    pub const fn tick_of(&self, px: i64) -> i64 {
        px.div_euclid(self.spec.tick)
    }

    /// Tick in the middle of the market: between the best prices, or the one there is, or the last trade.
    #[must_use]
    pub fn mid_tick(&self) -> Option<i64> {
        let (bid, ask) = (self.book.best(Side::Buy), self.book.best(Side::Sell));
        let px = match (bid, ask) {
            (Some(b), Some(a)) => Some(b / 2 + a / 2),
            (one, other) => one.or(other).or_else(|| self.last_trade().map(|t| t.px.raw())),
        };
        px.map(|px| self.tick_of(px))
    }

    /// Grows with everything that could change the picture.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }
}

/// Where the records and snapshots of one instrument come from: the session's channels.
pub trait ViewSource: Send {
    /// Moves everything that is waiting into `view`; true when there was anything.
    fn drain(&mut self, view: &mut InstrumentView) -> bool;
}
