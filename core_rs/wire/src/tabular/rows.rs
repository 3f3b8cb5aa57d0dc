//! Typed rows to events; shared by CSV and columns.

use crate::lines::Refusal;
use crate::listing;
use crate::unit::{Stamp, Unit};
use plimsoll_types::{
    Bar, EventBatch, InstrumentId, InstrumentTable, MarketBody, Nanos, Price, Qty, Side, UNKNOWN_TIME,
};
use std::collections::HashMap;

/// Best bid and offer; a size that the feed does not carry is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuoteRow {
    /// Time.
    pub ts_ns: Nanos,
    /// Best bid, unset where that side is empty.
    pub bid_px: Price,
    /// Its size.
    pub bid_qty: Qty,
    /// Best offer, unset where that side is empty.
    pub ask_px: Price,
    /// Its size.
    pub ask_qty: Qty,
}

/// One trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TradeRow {
    /// Time.
    pub ts_ns: Nanos,
    /// Price.
    pub px: Price,
    /// Quantity.
    pub qty: Qty,
    /// Who crossed the spread, where known.
    pub aggressor: Option<Side>,
    /// The venue's number, or zero.
    pub match_id: u64,
}

/// A bar whose end is not known before the next one begins.
#[derive(Debug, Clone, Copy)]
struct HeldBar {
    bar: Bar,
    /// Shortest distance of two bars so far; zero before the second.
    interval_ns: Nanos,
}

/// Instruments of a table and where each stands in time.
#[derive(Debug, Clone, Default)]
pub struct RowEvents {
    /// The instruments seen.
    pub table: InstrumentTable,
    reached: HashMap<InstrumentId, Nanos>,
    held: HashMap<InstrumentId, HeldBar>,
}

impl RowEvents {
    /// The instrument of a symbol, added on first sight.
    pub fn instrument(&mut self, symbol: &str) -> InstrumentId {
        listing::intern(&mut self.table, symbol, "", listing::quote_currency(symbol))
    }

    /// A quote.
    ///
    /// # Errors
    /// [`Refusal`] where time runs back or a price is none.
    pub fn quote(&mut self, id: InstrumentId, row: QuoteRow, out: &mut EventBatch) -> Result<(), Refusal> {
        let QuoteRow { ts_ns, bid_px, bid_qty, ask_px, ask_qty } = row;
        for (px, field) in [(bid_px, "bid"), (ask_px, "ask")] {
            positive(px, field)?;
        }
        self.in_order(id, ts_ns)?;
        listing::learn(&mut self.table, id, bid_px, bid_qty);
        listing::learn(&mut self.table, id, ask_px, ask_qty);
        single(out, stamp(id, ts_ns), MarketBody::Quote { bid_px, bid_qty, ask_px, ask_qty });
        Ok(())
    }

    /// A trade.
    ///
    /// # Errors
    /// [`Refusal`] where time runs back or the price is none.
    pub fn trade(&mut self, id: InstrumentId, row: TradeRow, out: &mut EventBatch) -> Result<(), Refusal> {
        let TradeRow { ts_ns, px, qty, aggressor, match_id } = row;
        positive(px, "price")?;
        self.in_order(id, ts_ns)?;
        listing::learn(&mut self.table, id, px, qty);
        single(out, stamp(id, ts_ns), MarketBody::Trade { px, qty, aggressor, match_id });
        Ok(())
    }

    /// A bar. It becomes an event when it is over: with the row after it, stamped with its own end, so that nobody sees
    /// its close while it lasts.
    ///
    /// # Errors
    /// [`Refusal`] where time does not run on or the prices contradict each other.
    pub fn bar(&mut self, id: InstrumentId, bar: Bar, out: &mut EventBatch) -> Result<(), Refusal> {
        consistent(&bar)?;
        let held = self.held.get(&id).copied();
        if held.is_some_and(|held| held.bar.ts_open_ns == bar.ts_open_ns) {
            return Err(Refusal::new("time", "two bars begin at the same time"));
        }
        self.in_order(id, bar.ts_open_ns)?;
        for px in [bar.open, bar.high, bar.low, bar.close] {
            listing::learn(&mut self.table, id, px, bar.volume);
        }
        let mut unit = Unit::open(out);
        let mut interval_ns = 0;
        if let Some(held) = held {
            interval_ns = shorter(held.interval_ns, bar.ts_open_ns.saturating_sub(held.bar.ts_open_ns));
            let end_ns = held.bar.ts_open_ns.saturating_add(interval_ns);
            unit.bar(stamp(id, end_ns), held.bar);
        }
        self.held.insert(id, HeldBar { bar, interval_ns });
        unit.close(stamp(id, bar.ts_open_ns));
        Ok(())
    }

    /// The bars still held, at the end of the table.
    pub fn finish(&mut self, out: &mut EventBatch) {
        let mut held: Vec<_> = self.held.drain().collect();
        held.sort_by_key(|(id, held)| (held.bar.ts_open_ns, *id));
        for (id, HeldBar { bar, interval_ns }) in held {
            let mut unit = Unit::open(out);
            let end = stamp(id, bar.ts_open_ns.saturating_add(interval_ns));
            unit.bar(end, bar);
            unit.close_uncounted();
        }
    }

    fn in_order(&mut self, id: InstrumentId, ts_ns: Nanos) -> Result<(), Refusal> {
        let reached = self.reached.entry(id).or_insert(ts_ns);
        if ts_ns < *reached {
            return Err(Refusal::new(
                "time",
                format!("runs back from {reached} to {ts_ns} ns since the epoch; sort the rows by time"),
            ));
        }
        *reached = ts_ns;
        Ok(())
    }
}

const fn stamp(instrument: InstrumentId, ts_venue_ns: Nanos) -> Stamp {
    Stamp { ts_venue_ns, ts_recv_ns: UNKNOWN_TIME, instrument }
}

fn single(out: &mut EventBatch, stamp: Stamp, body: MarketBody) {
    let mut unit = Unit::open(out);
    unit.event(stamp, body);
    unit.close(stamp);
}

fn shorter(known_ns: Nanos, found_ns: Nanos) -> Nanos {
    if known_ns == 0 { found_ns } else { known_ns.min(found_ns) }
}

fn positive(px: Price, field: &'static str) -> Result<(), Refusal> {
    if !px.is_set() || px.raw() > 0 {
        return Ok(());
    }
    Err(Refusal::new(field, format!("{px} is no price")))
}

fn consistent(bar: &Bar) -> Result<(), Refusal> {
    let Bar { open, high, low, close, .. } = *bar;
    positive(low, "low")?;
    if high < open.max(close).max(low) {
        return Err(Refusal::new("high", format!("{high} is below open {open}, low {low} or close {close}")));
    }
    if low > open.min(close) {
        return Err(Refusal::new("low", format!("{low} is above open {open} or close {close}")));
    }
    Ok(())
}
