//! Quotes, trades and bars as rows of CSV files or columns of tables.
//!
//! Column names are found in the header row, with the aliases in use; times are ISO 8601 or epoch numbers. Within one
//! instrument rows must not run back in time.

mod bars;
mod cell;
mod columns;
mod pieces;
mod quotes;
mod rows;
pub(crate) mod shapes;
mod table;
mod trades;

pub use bars::{BarRows, BarsCsvDecoder};
pub use columns::ColumnDecoder;
pub use pieces::Piece;
pub use quotes::{QuoteRows, QuotesCsvDecoder};
pub use table::{Shape, Table, TableError, Wanted};
pub use trades::{TradeRows, TradesCsvDecoder};

use crate::header::{Column, Header};
use crate::lines::Refusal;

const TIME: Column = Column {
    name: "time",
    aliases: &["timestamp", "time", "ts", "datetime", "date", "ts_event", "open_time", "date_time", "gmt_time", "unix"],
};
const SYMBOL: Column = Column { name: "symbol", aliases: &["symbol", "ticker", "instrument", "sym", "pair"] };

/// The header row, if the first line is one with all needed columns.
///
/// # Errors
/// [`Refusal`] naming the first column that is missing.
fn header<const N: usize>(line: &[u8], columns: &[Column; N], needed: &[usize]) -> Result<Header<N>, Refusal> {
    let header = Header::find(line, columns);
    match header.missing(needed) {
        None => Ok(header),
        Some(missing) => {
            let aliases = columns[missing].aliases.join(", ");
            Err(Refusal::new(columns[missing].name, format!("the header row has no such column (any of {aliases})")))
        }
    }
}
