//! CSV of trades.

use super::rows::{RowEvents, TradeRow};
use super::{SYMBOL, TIME, header};
use crate::fields::{price, quantity, shown, unsigned};
use crate::header::{Column, Header};
use crate::lines::{LineDecoder, LineFormat, Refusal};
use crate::timestamp;
use plimsoll_types::{EventBatch, InstrumentTable, Side};

/// Decodes trade CSV: time, price, quantity and, where there are, side, number and symbol.
pub type TradesCsvDecoder = LineDecoder<TradeRows>;

impl TradesCsvDecoder {
    /// A decoder of trades of `symbol`, where the file has no symbol column.
    #[must_use]
    pub fn new(symbol: &str) -> Self {
        Self::over(TradeRows { events: RowEvents::default(), symbol: symbol.to_owned(), header: None })
    }
}

pub(crate) const COLUMNS: [Column; 7] = [
    TIME,
    Column { name: "price", aliases: &["price", "px", "trade_price", "last_price", "last"] },
    Column {
        name: "quantity",
        aliases: &["size", "qty", "quantity", "amount", "volume", "vol", "trade_size", "last_qty"],
    },
    Column { name: "side", aliases: &["side", "aggressor", "aggressor_side", "taker_side", "direction"] },
    Column { name: "buyer is maker", aliases: &["is_buyer_maker", "isbuyermaker", "buyer_maker", "m"] },
    Column { name: "number", aliases: &["id", "trade_id", "tid", "match_id", "match_number"] },
    SYMBOL,
];
pub(crate) const NEEDED: [usize; 3] = [0, 1, 2];

/// The rows of one file.
#[derive(Debug, Clone)]
pub struct TradeRows {
    events: RowEvents,
    symbol: String,
    header: Option<Header<7>>,
}

impl LineFormat for TradeRows {
    fn line(&mut self, line: &[u8], _number: u64, out: &mut EventBatch) -> Result<(), Refusal> {
        let Some(found) = &self.header else {
            self.header = Some(header(line, &COLUMNS, &NEEDED)?);
            return Ok(());
        };
        let [time, px, qty, side, maker, number, symbol] = found.row(line)?;
        let row = TradeRow {
            ts_ns: timestamp::parse(time, "time")?,
            px: price(px, "price")?,
            qty: quantity(qty, "quantity")?,
            aggressor: if maker.is_empty() { aggressor(side)? } else { Some(taker(maker)?) },
            match_id: unsigned(number, "number").unwrap_or(0), // some venues number with text
        };
        let symbol = std::str::from_utf8(symbol).map_err(|_| Refusal::new("symbol", "is not text"))?;
        let id = self.events.instrument(if symbol.is_empty() { &self.symbol } else { symbol });
        self.events.trade(id, row, out)
    }

    fn instruments(&self) -> &InstrumentTable {
        &self.events.table
    }
}

pub(super) fn aggressor(text: &[u8]) -> Result<Option<Side>, Refusal> {
    Ok(match text.to_ascii_lowercase().as_slice() {
        b"" | b"n" | b"none" | b"unknown" => None,
        b"b" | b"buy" | b"buyer" | b"bid" | b"1" => Some(Side::Buy),
        b"s" | b"a" | b"sell" | b"seller" | b"ask" | b"-1" | b"2" => Some(Side::Sell),
        _ => return Err(Refusal::new("side", format!("{} is neither buy nor sell", shown(text)))),
    })
}

pub(super) fn taker(maker: &[u8]) -> Result<Side, Refusal> {
    match maker.to_ascii_lowercase().as_slice() {
        b"true" | b"1" => Ok(Side::Sell),
        b"false" | b"0" => Ok(Side::Buy),
        _ => Err(Refusal::new("buyer is maker", format!("{} is neither true nor false", shown(maker)))),
    }
}
