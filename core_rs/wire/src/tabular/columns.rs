//! Rows of typed columns to events, with the CSV decoders' words and rules.

use super::cell::Cell;
use super::rows::{QuoteRow, RowEvents, TradeRow};
use super::table::{Shape, Table};
use super::trades::{aggressor, taker};
use crate::fields::unsigned;
use crate::lines::Refusal;
use plimsoll_types::{Bar, EventBatch, InstrumentId, InstrumentTable, Price, Qty};

/// Decodes the rows of one [`Table`]; what it emits equals what the CSV form of the same rows gives. A copy goes on from
/// where it stands.
#[derive(Debug, Clone, Default)]
pub struct ColumnDecoder {
    events: RowEvents,
    /// Of the names in the table's symbol column.
    ids: Vec<Option<InstrumentId>>,
}

impl ColumnDecoder {
    /// The instruments seen so far.
    #[must_use]
    pub const fn instruments(&self) -> &InstrumentTable {
        &self.events.table
    }

    /// Decodes a row, counted from 0 in the file.
    ///
    /// # Errors
    /// [`Refusal`] of its role in the shape where a cell is missing or no value, or where time runs back within the
    /// instrument; nothing of the row is in `out`.
    pub fn row(&mut self, table: &Table, row: usize, out: &mut EventBatch) -> Result<(), Refusal> {
        match table.shape() {
            Shape::Quotes => self.quote(table, row, out),
            Shape::Trades => self.trade(table, row, out),
            Shape::Bars => self.bar(table, row, out),
        }
    }

    /// The table is over: the last bars are.
    pub fn finish(&mut self, out: &mut EventBatch) {
        self.events.finish(out);
    }

    fn quote(&mut self, table: &Table, row: usize, out: &mut EventBatch) -> Result<(), Refusal> {
        let [time, bid, ask, bid_size, ask_size, symbol] = table.cells(row);
        let quote = QuoteRow {
            ts_ns: time.time(table.time_unit_ns(), "time")?,
            bid_px: side(bid, "bid")?,
            ask_px: side(ask, "ask")?,
            bid_qty: size(bid_size, "bid size")?,
            ask_qty: size(ask_size, "ask size")?,
        };
        let id = self.instrument(table, row, symbol)?;
        self.events.quote(id, quote, out)
    }

    fn trade(&mut self, table: &Table, row: usize, out: &mut EventBatch) -> Result<(), Refusal> {
        let [time, px, qty, side, maker, number, symbol] = table.cells(row);
        let trade = TradeRow {
            ts_ns: time.time(table.time_unit_ns(), "time")?,
            px: px.price("price")?,
            qty: qty.quantity("quantity")?,
            aggressor: if maker.is_empty() { aggressor(&side.text())? } else { Some(taker(&maker.text())?) },
            match_id: match number {
                Cell::Whole(number) => u64::try_from(number).unwrap_or(0),
                other => unsigned(&other.text(), "number").unwrap_or(0), // some venues number with text
            },
        };
        let id = self.instrument(table, row, symbol)?;
        self.events.trade(id, trade, out)
    }

    fn bar(&mut self, table: &Table, row: usize, out: &mut EventBatch) -> Result<(), Refusal> {
        let [time, open, high, low, close, volume, symbol] = table.cells(row);
        let bar = Bar {
            ts_open_ns: time.time(table.time_unit_ns(), "time")?,
            open: open.computed_price("open")?,
            high: high.computed_price("high")?,
            low: low.computed_price("low")?,
            close: close.computed_price("close")?,
            volume: if volume.is_empty() { Qty::ZERO } else { volume.computed_quantity("volume")? },
        };
        let id = self.instrument(table, row, symbol)?;
        self.events.bar(id, bar, out)
    }

    fn instrument(&mut self, table: &Table, row: usize, symbol: Cell<'_>) -> Result<InstrumentId, Refusal> {
        let code = table.symbol_code(row);
        if let Some(id) = code.and_then(|code| self.ids.get(code).copied().flatten()) {
            return Ok(id);
        }
        let text = symbol.text();
        let symbol = std::str::from_utf8(&text).map_err(|_| Refusal::new("symbol", "is not text"))?;
        let id = self.events.instrument(if symbol.is_empty() { table.default_symbol() } else { symbol });
        if let Some(code) = code.filter(|_| !symbol.is_empty()) {
            self.ids.resize(self.ids.len().max(code + 1), None);
            self.ids[code] = Some(id);
        }
        Ok(id)
    }
}

/// An empty cell is an empty side of the book.
fn side(cell: Cell<'_>, field: &'static str) -> Result<Price, Refusal> {
    if cell.is_empty() { Ok(Price::UNSET) } else { cell.price(field) }
}

/// An empty cell is a size that the feed does not carry.
fn size(cell: Cell<'_>, field: &'static str) -> Result<Qty, Refusal> {
    if cell.is_empty() { Ok(Qty::ZERO) } else { cell.quantity(field) }
}
