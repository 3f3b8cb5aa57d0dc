//! CSV of best bids and offers.

use super::rows::{QuoteRow, RowEvents};
use super::{SYMBOL, TIME, header};
use crate::fields::{price, quantity};
use crate::header::{Column, Header};
use crate::lines::{LineDecoder, LineFormat, Refusal};
use crate::timestamp;
use plimsoll_types::{EventBatch, InstrumentTable, Price, Qty};

/// Decodes quote CSV: time, bid, ask and, where there are, sizes and symbol.
pub type QuotesCsvDecoder = LineDecoder<QuoteRows>;

impl QuotesCsvDecoder {
    /// A decoder of quotes of `symbol`, where the file has no symbol column.
    #[must_use]
    pub fn new(symbol: &str) -> Self {
        Self::over(QuoteRows { events: RowEvents::default(), symbol: symbol.to_owned(), header: None })
    }
}

pub(crate) const COLUMNS: [Column; 6] = [
    TIME,
    Column { name: "bid", aliases: &["bid", "bid_price", "bid_px", "best_bid", "bidprice", "bid_px_00"] },
    Column { name: "ask", aliases: &["ask", "ask_price", "ask_px", "best_ask", "askprice", "offer", "ask_px_00"] },
    Column {
        name: "bid size",
        aliases: &["bid_size", "bid_qty", "bid_sz", "bidsize", "bid_volume", "bidvolume", "bid_sz_00"],
    },
    Column {
        name: "ask size",
        aliases: &["ask_size", "ask_qty", "ask_sz", "asksize", "ask_volume", "askvolume", "ask_sz_00"],
    },
    SYMBOL,
];
pub(crate) const NEEDED: [usize; 3] = [0, 1, 2];

/// The rows of one file.
#[derive(Debug, Clone)]
pub struct QuoteRows {
    events: RowEvents,
    symbol: String,
    header: Option<Header<6>>,
}

impl LineFormat for QuoteRows {
    fn line(&mut self, line: &[u8], _number: u64, out: &mut EventBatch) -> Result<(), Refusal> {
        let Some(found) = &self.header else {
            self.header = Some(header(line, &COLUMNS, &NEEDED)?);
            return Ok(());
        };
        let [time, bid, ask, bid_size, ask_size, symbol] = found.row(line)?;
        let row = QuoteRow {
            ts_ns: timestamp::parse(time, "time")?,
            bid_px: side(bid, "bid")?,
            ask_px: side(ask, "ask")?,
            bid_qty: size(bid_size, "bid size")?,
            ask_qty: size(ask_size, "ask size")?,
        };
        let symbol = std::str::from_utf8(symbol).map_err(|_| Refusal::new("symbol", "is not text"))?;
        let id = self.events.instrument(if symbol.is_empty() { &self.symbol } else { symbol });
        self.events.quote(id, row, out)
    }

    fn instruments(&self) -> &InstrumentTable {
        &self.events.table
    }
}

fn side(text: &[u8], field: &'static str) -> Result<Price, Refusal> {
    if text.is_empty() { Ok(Price::UNSET) } else { price(text, field) }
}

fn size(text: &[u8], field: &'static str) -> Result<Qty, Refusal> {
    if text.is_empty() { Ok(Qty::ZERO) } else { quantity(text, field) }
}
