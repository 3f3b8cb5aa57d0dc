//! CSV of open, high, low, close bars.

use super::rows::RowEvents;
use super::{SYMBOL, TIME, header};
use crate::fields::{rounded_price as price, rounded_quantity as quantity};
use crate::header::{Column, Header};
use crate::lines::{LineDecoder, LineFormat, Refusal};
use crate::timestamp;
use plimsoll_types::{Bar, EventBatch, InstrumentTable, Qty};

/// Decodes bar CSV: start of the bar, open, high, low, close and, where there are, volume and symbol. Bars are computed,
/// often in doubles: decimals behind the fixed-point scale are rounded.
pub type BarsCsvDecoder = LineDecoder<BarRows>;

impl BarsCsvDecoder {
    /// A decoder of bars of `symbol`, where the file has no symbol column.
    #[must_use]
    pub fn new(symbol: &str) -> Self {
        Self::over(BarRows { events: RowEvents::default(), symbol: symbol.to_owned(), header: None })
    }
}

pub(crate) const COLUMNS: [Column; 7] = [
    TIME,
    Column { name: "open", aliases: &["open", "o", "open_price"] },
    Column { name: "high", aliases: &["high", "h", "high_price"] },
    Column { name: "low", aliases: &["low", "l", "low_price"] },
    Column { name: "close", aliases: &["close", "c", "close_price"] },
    Column { name: "volume", aliases: &["volume", "vol", "v", "base_volume", "tick_volume"] },
    SYMBOL,
];
pub(crate) const NEEDED: [usize; 5] = [0, 1, 2, 3, 4];

/// The rows of one file.
#[derive(Debug, Clone)]
pub struct BarRows {
    events: RowEvents,
    symbol: String,
    header: Option<Header<7>>,
}

impl LineFormat for BarRows {
    fn line(&mut self, line: &[u8], _number: u64, out: &mut EventBatch) -> Result<(), Refusal> {
        let Some(found) = &self.header else {
            self.header = Some(header(line, &COLUMNS, &NEEDED)?);
            return Ok(());
        };
        let [time, open, high, low, close, volume, symbol] = found.row(line)?;
        let bar = Bar {
            ts_open_ns: timestamp::parse(time, "time")?,
            open: price(open, "open")?,
            high: price(high, "high")?,
            low: price(low, "low")?,
            close: price(close, "close")?,
            volume: if volume.is_empty() { Qty::ZERO } else { quantity(volume, "volume")? },
        };
        let symbol = std::str::from_utf8(symbol).map_err(|_| Refusal::new("symbol", "is not text"))?;
        let id = self.events.instrument(if symbol.is_empty() { &self.symbol } else { symbol });
        self.events.bar(id, bar, out)
    }

    fn finish(&mut self, out: &mut EventBatch) -> Result<(), Refusal> {
        self.events.finish(out);
        Ok(())
    }

    fn instruments(&self) -> &InstrumentTable {
        &self.events.table
    }
}
