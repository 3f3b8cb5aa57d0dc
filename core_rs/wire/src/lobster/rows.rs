//! Rows of a LOBSTER orderbook file.

use crate::fields::{integer, shown, whole_quantity};
use crate::lines::Refusal;
use plimsoll_types::{Level, Price, Side};
use std::sync::Arc;
use thiserror::Error;

/// What stands for the price of a level that is not there.
const NO_PRICE: i64 = 9_999_999_999;

/// Why a row of the orderbook file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("orderbook line {line}, column {field}: {reason}")]
pub struct RowError {
    /// Line from 1, header included.
    pub line: u64,
    /// Which kind of column.
    pub field: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

/// The book after one message: levels of each side, best first, those that are not there left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BookRow {
    /// Bid levels.
    pub bids: Vec<Level>,
    /// Ask levels.
    pub asks: Vec<Level>,
}

impl BookRow {
    /// Levels of one side.
    #[must_use]
    pub fn side(&self, side: Side) -> &[Level] {
        match side {
            Side::Buy => &self.bids,
            Side::Sell => &self.asks,
        }
    }
}

/// Reads an orderbook file row by row. A clone goes on from the same row and shares the bytes.
#[derive(Debug, Clone)]
pub struct OrderBookRows {
    bytes: Arc<Vec<u8>>,
    at: usize,
    line: u64,
    levels: usize,
    row: BookRow,
}

impl OrderBookRows {
    /// Over a whole (decompressed) orderbook file, with or without header row.
    ///
    /// # Errors
    /// [`RowError`] where the first row has no whole number of levels.
    pub fn new(bytes: Arc<Vec<u8>>) -> Result<Self, RowError> {
        let mut rows = Self { bytes, at: 0, line: 0, levels: 0, row: BookRow::default() };
        let first = rows.peek_line().ok_or_else(|| rows.error("file", "empty: not a single row"))?;
        let columns = first.split(|&byte| byte == b',').count();
        let is_header = first.iter().any(u8::is_ascii_alphabetic);
        if columns % 4 != 0 {
            rows.line += 1;
            return Err(rows.error("row", format!("{columns} columns are not four for each level")));
        }
        rows.levels = columns / 4;
        if is_header {
            rows.take_line();
        }
        Ok(rows)
    }

    /// Levels of each side in a row.
    #[must_use]
    pub const fn levels(&self) -> usize {
        self.levels
    }

    /// Lines read so far, header included.
    #[must_use]
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// The row read last.
    #[must_use]
    pub const fn row(&self) -> &BookRow {
        &self.row
    }

    /// Reads the next row into [`row`](Self::row); `false` at the end of the file.
    ///
    /// # Errors
    /// [`RowError`] of a malformed row; the next call goes on behind it.
    pub fn advance(&mut self) -> Result<bool, RowError> {
        let bytes = Arc::clone(&self.bytes);
        let Some(range) = self.take_line() else { return Ok(false) };
        parse_row(&bytes[range], self.levels, &mut self.row)
            .map(|()| true)
            .map_err(|refusal| self.error(refusal.field, refusal.reason))
    }

    /// Rows not yet read.
    #[must_use]
    pub fn remaining(&self) -> usize {
        let rest = &self.bytes[self.at..];
        rest.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count()
    }

    fn peek_line(&self) -> Option<&[u8]> {
        self.clone_position().take_line().map(|range| &self.bytes[range])
    }

    fn clone_position(&self) -> Self {
        Self { bytes: Arc::clone(&self.bytes), row: BookRow::default(), ..*self }
    }

    /// The next line that is not blank, without its line end.
    fn take_line(&mut self) -> Option<std::ops::Range<usize>> {
        while self.at < self.bytes.len() {
            let start = self.at;
            let length = memchr::memchr(b'\n', &self.bytes[start..]).unwrap_or(self.bytes.len() - start);
            self.at = (start + length + 1).min(self.bytes.len());
            self.line += 1;
            if !self.bytes[start..start + length].trim_ascii().is_empty() {
                return Some(start..start + length);
            }
        }
        None
    }

    fn error(&self, field: &'static str, reason: impl Into<String>) -> RowError {
        RowError { line: self.line, field, reason: reason.into() }
    }
}

fn parse_row(line: &[u8], levels: usize, row: &mut BookRow) -> Result<(), Refusal> {
    row.bids.clear();
    row.asks.clear();
    let mut columns = line.split(|&byte| byte == b',').map(<[u8]>::trim_ascii);
    for _ in 0..levels {
        if let Some(ask) = parse_level(columns.next(), columns.next(), "ask")? {
            row.asks.push(ask);
        }
        if let Some(bid) = parse_level(columns.next(), columns.next(), "bid")? {
            row.bids.push(bid);
        }
    }
    match columns.next() {
        None => Ok(()),
        Some(more) => Err(Refusal::new("row", format!("{} follows the last of {levels} levels", shown(more)))),
    }
}

fn parse_level(px: Option<&[u8]>, qty: Option<&[u8]>, side: &'static str) -> Result<Option<Level>, Refusal> {
    let (Some(px), Some(qty)) = (px, qty) else { return Err(Refusal::new(side, "missing: the row ends early")) };
    let px = integer(px, side)?;
    let qty = whole_quantity(integer(qty, side)?, side)?;
    if px.abs() == NO_PRICE || qty.raw() == 0 {
        return Ok(None);
    }
    let px = Price::from_scaled(px, 4).ok_or_else(|| Refusal::new(side, format!("{px} is outside the price range")))?;
    Ok(Some(Level { px, qty, orders: 0 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Result<OrderBookRows, RowError> {
        OrderBookRows::new(Arc::new(text.as_bytes().to_vec()))
    }

    #[test]
    fn test_levels_that_are_not_there_are_left_out() {
        let mut rows = rows("5859400,200,5853300,18,9999999999,0,-9999999999,0\n").unwrap();
        assert_eq!(rows.levels(), 2);
        assert_eq!(rows.remaining(), 1);
        assert_eq!(rows.advance(), Ok(true));
        assert_eq!((rows.row().asks.len(), rows.row().bids.len()), (1, 1));
        assert_eq!(rows.row().bids[0].px.to_string(), "585.33");
        assert_eq!(rows.advance(), Ok(false));
    }

    #[test]
    fn test_a_header_is_passed_over_and_a_bad_row_names_its_line() {
        let mut rows = rows("AskPrice,AskSize,BidPrice,BidSize\r\n1,1,1,1\r\n1,x,1,1").unwrap();
        assert_eq!(rows.advance(), Ok(true));
        let error = rows.advance().unwrap_err();
        assert_eq!((error.line, error.field), (3, "ask"));
    }

    #[test]
    fn test_files_that_are_no_orderbook_are_refused() {
        assert!(rows("").is_err());
        assert!(rows("1,2,3\n").is_err());
        assert!(rows("1,2,3,4\n1,2,3\n").unwrap().advance().is_ok());
    }
}
