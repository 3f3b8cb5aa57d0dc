//! Tables as typed columns (Parquet and Arrow, read by the caller), told apart by the names of their columns.

use super::cell::Cell;
use super::pieces::{Cells, Piece};
use super::{bars, quotes, trades};
use crate::format::{Format, format_of_header, symbol_of_file};
use crate::header::{Column, Header};
use plimsoll_types::{Nanos, UNKNOWN_TIME};
use std::collections::HashMap;
use thiserror::Error;

/// Why columns are no table of market data.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TableError {
    /// The names fit no shape.
    #[error(
        "columns {0} are neither quotes (time, bid, ask) nor trades (time, price, quantity) nor bars (time, open, high, low, close)"
    )]
    Unrecognised(String),
    /// The names fit another format, which is not read from columns.
    #[error("columns {0} are {1}, which is read from its own files, not from tables")]
    NoTable(String, &'static str),
    /// A piece does not fit its column.
    #[error("column {0}: {1}")]
    Piece(String, &'static str),
    /// Columns of different length.
    #[error("column {0} has {1} rows, the times {2}")]
    Uneven(String, usize, usize),
    /// Nothing in it.
    #[error("has no rows; there is nothing to replay")]
    Empty,
}

/// What the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Best bids and offers.
    Quotes,
    /// Trades.
    Trades,
    /// Bars.
    Bars,
}

impl Shape {
    /// The columns that the CSV form of the shape asks for; the time first, the symbol last.
    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Quotes => &quotes::COLUMNS,
            Self::Trades => &trades::COLUMNS,
            Self::Bars => &bars::COLUMNS,
        }
    }

    fn find(self, header: &[u8]) -> Vec<Option<usize>> {
        match self {
            Self::Quotes => Header::find(header, &quotes::COLUMNS).places().to_vec(),
            Self::Trades => Header::find(header, &trades::COLUMNS).places().to_vec(),
            Self::Bars => Header::find(header, &bars::COLUMNS).places().to_vec(),
        }
    }
}

/// The columns of a whole table that mean something here, and the order in which its rows are events.
#[derive(Debug)]
pub struct Table {
    shape: Shape,
    symbol: String,
    time_unit_ns: Option<i64>,
    columns: Vec<Option<Cells>>,
    order: Option<Vec<u32>>,
}

/// A column that is wanted of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Its number here.
    pub slot: usize,
    /// Its place in the file.
    pub at: usize,
    /// What it is.
    pub role: &'static str,
}

impl Table {
    /// An empty table with columns of these names, of which it takes those it knows. The symbol is the file name's, where
    /// no column says it. `time_unit_ns` is set later, by [`time_counts`](Self::time_counts).
    ///
    /// # Errors
    /// [`TableError`] where the names fit no shape.
    pub fn recognise(file_name: &str, names: &[String]) -> Result<Self, TableError> {
        let header = names.iter().map(|name| name.replace(',', " ")).collect::<Vec<_>>().join(",").into_bytes();
        let shape = match format_of_header(&header) {
            Some(Format::QuotesCsv) => Shape::Quotes,
            Some(Format::TradesCsv) => Shape::Trades,
            Some(Format::BarsCsv) => Shape::Bars,
            Some(other) => return Err(TableError::NoTable(names.join(", "), other.name())),
            None => return Err(TableError::Unrecognised(names.join(", "))),
        };
        let cells = |at: usize| Cells::new(names[at].clone(), at);
        let columns = shape.find(&header).into_iter().map(|at| at.map(cells)).collect();
        Ok(Self { shape, symbol: symbol_of_file(file_name), time_unit_ns: None, columns, order: None })
    }

    /// The columns to be read.
    pub fn wanted(&self) -> impl Iterator<Item = Wanted> {
        let known = self.columns.iter().zip(self.shape.columns()).enumerate();
        known.filter_map(|(slot, (cells, column))| {
            cells.as_ref().map(|cells| Wanted { slot, at: cells.at, role: column.name })
        })
    }

    /// Whole numbers in the time column count this many nanoseconds; unset, the unit is told by magnitude.
    pub const fn time_counts(&mut self, unit_ns: i64) {
        self.time_unit_ns = Some(unit_ns);
    }

    /// Appends rows to a column; those where `valid` is false are null.
    ///
    /// # Errors
    /// [`TableError::Piece`] where the piece contradicts itself or the pieces before it.
    pub fn extend(&mut self, slot: usize, piece: Piece<'_>, valid: Option<&[bool]>) -> Result<(), TableError> {
        let Some(cells) = self.columns.get_mut(slot).and_then(Option::as_mut) else {
            return Err(TableError::Piece(format!("#{slot}"), "is not wanted"));
        };
        cells.extend(piece, valid).map_err(|reason| TableError::Piece(cells.name.clone(), reason))
    }

    /// All rows were appended: finds their order.
    ///
    /// Rows of several instruments that stand one instrument after the other are merged by time, rows of the same time
    /// as they stand in the file. Where an instrument's own rows run back in time they keep their order, for the decoder
    /// to refuse.
    ///
    /// # Errors
    /// [`TableError`] where there are no rows, or not as many in each column.
    pub fn close(&mut self) -> Result<(), TableError> {
        let rows = self.rows();
        for cells in self.columns.iter().flatten() {
            if cells.rows() != rows {
                return Err(TableError::Uneven(cells.name.clone(), cells.rows(), rows));
            }
        }
        self.order = self.merged_order();
        if rows == 0 { Err(TableError::Empty) } else { Ok(()) }
    }

    /// What the rows are.
    #[must_use]
    pub const fn shape(&self) -> Shape {
        self.shape
    }

    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().and_then(Option::as_ref).map_or(0, Cells::rows)
    }

    /// The row, from 0 in the file, that comes at this place of the order.
    #[must_use]
    pub fn row_at(&self, place: usize) -> usize {
        self.order.as_ref().and_then(|order| order.get(place)).map_or(place, |row| *row as usize)
    }

    /// The file's name of the column that plays this role.
    #[must_use]
    pub fn column_of(&self, role: &str) -> Option<&str> {
        let slot = self.shape.columns().iter().position(|column| column.name == role)?;
        self.columns.get(slot)?.as_ref().map(|cells| cells.name.as_str())
    }

    /// The symbol where no column says it.
    pub(super) fn default_symbol(&self) -> &str {
        &self.symbol
    }

    pub(super) const fn time_unit_ns(&self) -> Option<i64> {
        self.time_unit_ns
    }

    /// The cells of a row in the shape's order.
    pub(super) fn cells<const N: usize>(&self, row: usize) -> [Cell<'_>; N] {
        std::array::from_fn(|slot| self.cell(slot, row))
    }

    /// The number of the row's symbol among the names of the symbol column.
    pub(super) fn symbol_code(&self, row: usize) -> Option<usize> {
        self.symbols()?.code(row)
    }

    fn symbols(&self) -> Option<&Cells> {
        self.columns.last().and_then(Option::as_ref)
    }

    fn cell(&self, slot: usize, row: usize) -> Cell<'_> {
        self.columns.get(slot).and_then(Option::as_ref).map_or(Cell::Empty, |cells| cells.at_row(row))
    }

    fn merged_order(&self) -> Option<Vec<u32>> {
        self.symbols()?;
        let rows = u32::try_from(self.rows()).ok()?;
        let mut reached: HashMap<Option<usize>, Nanos> = HashMap::new();
        let due = |row: u32| {
            let row = row as usize;
            let reached = reached.entry(self.symbol_code(row)).or_insert(UNKNOWN_TIME);
            *reached = self.cell(0, row).time(self.time_unit_ns, "time").map_or(*reached, |ts_ns| ts_ns.max(*reached));
            *reached
        };
        let due: Vec<Nanos> = (0..rows).map(due).collect();
        if due.is_sorted() {
            return None;
        }
        let mut order: Vec<u32> = (0..rows).collect();
        order.sort_by_key(|row| due[*row as usize]);
        Some(order)
    }
}
