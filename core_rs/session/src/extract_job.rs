//! Trades or best prices of a whole recording, as columns.

use crate::replay_job::JobProgress;
use plimsoll_book::{Applied, Book, Freshness};
use plimsoll_engine::{FeedError, MarketOnly, Progress, Replay, TradingLoop, Witness};
use plimsoll_types::{InstrumentId, InstrumentTable, Level, MarketBody, MarketEvent, Nanos, Price, Side};
use thiserror::Error;

/// Events between two looks at the progress and the cancel flag.
const TURN_EVENTS: usize = 65_536;

/// What is extracted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExtractKind {
    /// Every print.
    Trades,
    /// Best prices whenever one of them changes.
    Quotes,
}

impl ExtractKind {
    /// Names of the columns.
    #[must_use]
    pub const fn columns(self) -> [&'static str; 5] {
        match self {
            Self::Trades => ["ts_ns", "px", "qty", "side", "flags"],
            Self::Quotes => ["ts_ns", "bid_px", "bid_qty", "ask_px", "ask_qty"],
        }
    }
}

/// Why there are no columns.
#[derive(Debug, Error)]
pub enum ExtractError {
    /// The recording.
    #[error(transparent)]
    Feed(#[from] FeedError),
    /// By the user.
    #[error("cancelled after {0} units")]
    Cancelled(u64),
}

/// Five columns of one instrument, as [`ExtractKind::columns`] names them.
pub type Rows = [Vec<i64>; 5];

/// Runs the books once, and returns symbol and columns of every instrument that has rows with `from_ns` ≤ time < `to_ns`.
///
/// # Errors
/// [`ExtractError`].
pub fn run(
    mut replay: Replay,
    kind: ExtractKind,
    (from_ns, to_ns): (Nanos, Nanos),
    progress: &JobProgress,
) -> Result<Vec<(String, Rows)>, ExtractError> {
    let mut rows = Extract { kind, from_ns, rows: Vec::new(), quotes: Vec::new() };
    loop {
        let outcome = replay.advance(to_ns.saturating_sub(1), TURN_EVENTS, &mut (), &mut rows)?;
        progress.tell(&replay);
        if outcome != Progress::Busy {
            break;
        }
        if progress.cancelled() {
            return Err(ExtractError::Cancelled(replay.units()));
        }
    }
    let table = replay.feed().instruments();
    let named = |(number, rows): (usize, Rows)| {
        let id = InstrumentId(u32::try_from(number).unwrap_or(u32::MAX));
        (table.get(id).map_or_else(|| format!("#{number}"), |known| known.symbol.clone()), rows)
    };
    Ok(rows.rows.into_iter().enumerate().filter(|(_, rows)| !rows[0].is_empty()).map(named).collect())
}

type Best = [i64; 4];

const NONE: Best = [Price::UNSET.raw(), 0, Price::UNSET.raw(), 0];

struct Extract {
    kind: ExtractKind,
    from_ns: Nanos,
    rows: Vec<Rows>,
    quotes: Vec<Best>,
}

impl Extract {
    fn push(&mut self, id: InstrumentId, row: [i64; 5]) {
        if row[0] < self.from_ns {
            return;
        }
        if self.rows.len() <= id.index() {
            self.rows.resize_with(id.index() + 1, Rows::default);
        }
        for (column, value) in self.rows[id.index()].iter_mut().zip(row) {
            column.push(value);
        }
    }

    fn quote(&mut self, now_ns: Nanos, id: InstrumentId, book: Book<'_>) {
        let best = best_of(book);
        if self.quotes.len() <= id.index() {
            self.quotes.resize(id.index() + 1, NONE);
        }
        if std::mem::replace(&mut self.quotes[id.index()], best) != best {
            let [bid_px, bid_qty, ask_px, ask_qty] = best;
            self.push(id, [now_ns, bid_px, bid_qty, ask_px, ask_qty]);
        }
    }
}

impl Witness<MarketOnly> for Extract {
    fn applied(&mut self, event: &MarketEvent, applied: &Applied, state: &TradingLoop, _: &InstrumentTable) {
        let (id, now_ns) = (event.instrument, state.clock_ns());
        match self.kind {
            ExtractKind::Trades => {
                if let Some(print) = applied.print {
                    let side = print.aggressor.map_or(0, |side| side as i64);
                    self.push(id, [now_ns, print.px.raw(), print.qty.raw(), side, i64::from(print.flags.0)]);
                }
            }
            ExtractKind::Quotes if id == InstrumentId::ALL => {
                for number in 0..u32::try_from(self.quotes.len()).unwrap_or(u32::MAX) {
                    if let Some(book) = state.books().book(InstrumentId(number)) {
                        self.quote(now_ns, InstrumentId(number), book);
                    }
                }
            }
            ExtractKind::Quotes => {
                if (event.is_last() || matches!(event.body, MarketBody::Gap { .. }))
                    && let Some(book) = state.books().book(id)
                {
                    self.quote(now_ns, id, book);
                }
            }
        }
    }
}

/// Nothing is known of a book that waits for a resync.
fn best_of(book: Book<'_>) -> Best {
    if matches!(book.freshness(), Freshness::Gapped(_)) {
        return NONE;
    }
    let side = |level: Option<Level>| level.map_or((NONE[0], NONE[1]), |level| (level.px.raw(), level.qty.raw()));
    let ((bid_px, bid_qty), (ask_px, ask_qty)) = (side(book.best(Side::Buy)), side(book.best(Side::Sell)));
    [bid_px, bid_qty, ask_px, ask_qty]
}

/// The best `levels` of both sides of the book of `symbol` as it stood at `ts_ns`; `None` without such an instrument, with the
/// symbols there are.
///
/// # Errors
/// [`FeedError`] where the recording is damaged before that time.
pub fn book_at(
    mut replay: Replay,
    symbol: &str,
    ts_ns: Nanos,
    levels: usize,
) -> Result<Result<[Vec<Level>; 2], Vec<String>>, FeedError> {
    replay.seek(ts_ns, &mut ())?;
    let rows = replay.feed().instruments().rows();
    let place = rows.iter().position(|known| known.symbol == symbol);
    let Some(number) = place.and_then(|place| u32::try_from(place).ok()) else {
        return Ok(Err(rows.iter().map(|known| known.symbol.clone()).collect()));
    };
    let Some(book) = replay.state().books().book(InstrumentId(number)) else { return Ok(Ok([Vec::new(), Vec::new()])) };
    Ok(Ok([Side::Buy, Side::Sell].map(|side| {
        let mut best: Vec<Level> = book.levels(side).take(levels).collect();
        if best.is_empty() {
            best.extend(book.best(side)); // a quote feed's only level
        }
        best
    })))
}
