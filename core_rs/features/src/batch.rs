//! Features of whole columns: the streaming operators, run over arrays in one call.

use crate::bars::{BarBuilder, BarRule, TradeBar};
use crate::book_state::{BookSource, Quote};
use crate::error::FeatureError;
use crate::frame::FeatureFrame;
use crate::sampler::Sampler;
use plimsoll_types::{EventFlags, Nanos, Price, Qty, Side, TradePrint};

/// One side of the book as columns, one per level, best first: raw prices (1e-9) and raw quantities (1e-8). An unset price
/// (`i64::MIN`) ends the levels of its row.
#[derive(Debug, Clone, Default)]
pub struct SideColumns<'a> {
    /// Prices per level.
    pub px: Vec<&'a [i64]>,
    /// Quantities per level.
    pub qty: Vec<&'a [i64]>,
}

/// Books as columns, in order of time.
#[derive(Debug, Clone, Default)]
pub struct DepthColumns<'a> {
    /// UTC nanoseconds.
    pub ts_ns: &'a [i64],
    /// Bids.
    pub bids: SideColumns<'a>,
    /// Asks.
    pub asks: SideColumns<'a>,
    /// False from where events are missing; `None` where none are.
    pub known: Option<&'a [bool]>,
}

/// Trades as columns, in order of time.
#[derive(Debug, Clone, Copy, Default)]
pub struct TradeColumns<'a> {
    /// UTC nanoseconds.
    pub ts_ns: &'a [i64],
    /// Raw prices.
    pub px: &'a [i64],
    /// Raw quantities.
    pub qty: &'a [i64],
    /// Aggressor as FIX tag 54 has it: 1 buyer, 2 seller; 0 unknown or none.
    pub side: &'a [i8],
    /// Bits of [`EventFlags`]; `None` for none.
    pub flags: Option<&'a [u16]>,
}

/// Runs `sampler` over the columns to their end and returns its rows.
///
/// # Errors
/// As [`feed`].
pub fn compute(
    mut sampler: Sampler,
    tick: Price,
    depth: &DepthColumns<'_>,
    trades: &TradeColumns<'_>,
) -> Result<FeatureFrame, FeatureError> {
    feed(&mut sampler, tick, depth, trades)?;
    sampler.finish();
    Ok(sampler.take_frame())
}

/// Hands the next columns of a stream to `sampler`. Of a book and a trade with the same time the book comes first; no
/// operator reads both, so that their order changes no value.
///
/// # Errors
/// [`FeatureError`] naming the column and row that cannot be read, or missing levels; nothing was taken then. A jump in
/// time ends the reading where it is.
pub fn feed(
    sampler: &mut Sampler,
    tick: Price,
    depth: &DepthColumns<'_>,
    trades: &TradeColumns<'_>,
) -> Result<(), FeatureError> {
    check_depth(depth)?;
    check_trades(trades)?;
    check_follows(sampler.set().now_ns(), depth.ts_ns, trades.ts_ns)?;
    if !depth.ts_ns.is_empty() {
        sampler.set().check_levels(depth.bids.px.len().min(depth.asks.px.len()))?;
    }
    let mut next_trade = 0;
    for row in 0..depth.ts_ns.len() {
        while next_trade < trades.ts_ns.len() && trades.ts_ns[next_trade] < depth.ts_ns[row] {
            sampler.on_trade(&trade_row(trades, next_trade))?;
            next_trade += 1;
        }
        feed_book(sampler, tick, depth, row)?;
    }
    for row in next_trade..trades.ts_ns.len() {
        sampler.on_trade(&trade_row(trades, row))?;
    }
    Ok(())
}

/// The bars of a column of trades: the full ones, then the one being built.
///
/// # Errors
/// [`FeatureError`] naming the column and row that cannot be read.
pub fn bars(rule: BarRule, trades: &TradeColumns<'_>) -> Result<Vec<TradeBar>, FeatureError> {
    check_trades(trades)?;
    let mut builder = BarBuilder::new(rule);
    let mut bars: Vec<TradeBar> =
        (0..trades.ts_ns.len()).filter_map(|row| builder.on_trade(&trade_row(trades, row))).collect();
    bars.extend(builder.current());
    Ok(bars)
}

/// One row of the columns of books.
struct BookRow<'a> {
    tick: Price,
    columns: &'a DepthColumns<'a>,
    row: usize,
}

impl BookSource for BookRow<'_> {
    fn ts_ns(&self) -> Nanos {
        self.columns.ts_ns[self.row]
    }

    fn tick(&self) -> Price {
        self.tick
    }

    #[inline]
    fn quote(&self, side: Side, m: usize) -> Option<Quote> {
        let side = if side == Side::Buy { &self.columns.bids } else { &self.columns.asks };
        let px = Price::from_raw(side.px.get(m)?[self.row]);
        px.is_set().then(|| Quote { px, qty: Qty::from_raw(side.qty[m][self.row]) })
    }
}

fn feed_book(sampler: &mut Sampler, tick: Price, columns: &DepthColumns<'_>, row: usize) -> Result<(), FeatureError> {
    if columns.known.is_some_and(|known| !known[row]) {
        return sampler.on_unknown(columns.ts_ns[row]);
    }
    sampler.take_book(&BookRow { tick, columns, row })
}

fn trade_row(trades: &TradeColumns<'_>, row: usize) -> TradePrint {
    TradePrint {
        ts_venue_ns: trades.ts_ns[row],
        px: Price::from_raw(trades.px[row]),
        qty: Qty::from_raw(trades.qty[row]),
        aggressor: match trades.side[row] {
            1 => Some(Side::Buy),
            2 => Some(Side::Sell),
            _ => None,
        },
        flags: EventFlags(trades.flags.map_or(0, |f| f[row])),
        match_id: 0,
    }
}

fn check_depth(depth: &DepthColumns<'_>) -> Result<(), FeatureError> {
    check_sorted("depth", depth.ts_ns)?;
    let wanted = depth.ts_ns.len();
    for (name, side) in [("bid", &depth.bids), ("ask", &depth.asks)] {
        check_length(&format!("{name}_qty levels"), side.qty.len(), side.px.len())?;
        for (m, (px, qty)) in side.px.iter().zip(&side.qty).enumerate() {
            check_length(&format!("{name}_px[{m}]"), px.len(), wanted)?;
            check_length(&format!("{name}_qty[{m}]"), qty.len(), wanted)?;
        }
    }
    depth.known.map_or(Ok(()), |known| check_length("known", known.len(), wanted))
}

fn check_trades(trades: &TradeColumns<'_>) -> Result<(), FeatureError> {
    check_sorted("trades", trades.ts_ns)?;
    let wanted = trades.ts_ns.len();
    check_length("px", trades.px.len(), wanted)?;
    check_length("qty", trades.qty.len(), wanted)?;
    check_length("side", trades.side.len(), wanted)?;
    if let Some(flags) = trades.flags {
        check_length("flags", flags.len(), wanted)?;
    }
    let bad = |row, column, reason| FeatureError::BadValue { table: "trades", row, column, reason };
    if let Some(row) = trades.qty.iter().position(|q| *q < 0) {
        return Err(bad(row, "qty", "a quantity below zero"));
    }
    match trades.side.iter().position(|s| !(0..=2).contains(s)) {
        Some(row) => Err(bad(row, "side", "neither 1 (buyer), 2 (seller) nor 0 (unknown)")),
        None => Ok(()),
    }
}

/// A later piece of a stream begins where the last one ended or after.
fn check_follows(now_ns: Nanos, depth: &[Nanos], trades: &[Nanos]) -> Result<(), FeatureError> {
    for (table, ts_ns) in [("depth", depth), ("trades", trades)] {
        if ts_ns.first().is_some_and(|first| *first < now_ns) {
            return Err(FeatureError::NotSorted { table, row: 0 });
        }
    }
    Ok(())
}

fn check_length(column: &str, found: usize, wanted: usize) -> Result<(), FeatureError> {
    if found == wanted {
        return Ok(());
    }
    Err(FeatureError::ColumnLength { column: column.to_owned(), found, wanted })
}

fn check_sorted(table: &'static str, ts_ns: &[Nanos]) -> Result<(), FeatureError> {
    match ts_ns.windows(2).position(|pair| pair[1] < pair[0]) {
        Some(at) => Err(FeatureError::NotSorted { table, row: at + 1 }),
        None => Ok(()),
    }
}
