//! Tables whose columns are typed already (Parquet and Arrow, read by the caller).

use super::rows::{QuoteRow, RowEvents, TradeRow};
use crate::DecodeError;
use crate::lines::Refusal;
use plimsoll_types::{Bar, DecimalError, EventBatch, InstrumentTable, Nanos, Price, Qty, Side, parse_decimal};

/// A column of numbers.
#[derive(Debug, Clone, Copy)]
pub enum Numbers<'a> {
    /// Whole numbers.
    Whole(&'a [i64]),
    /// Integers of this many implied decimals.
    Scaled(&'a [i64], u32),
    /// Doubles: taken as the shortest decimal that reads back as the same double; what that has behind the fixed-point
    /// scale is rounded. Not-a-number is no value.
    Float(&'a [f64]),
}

impl Numbers<'_> {
    const fn len(&self) -> usize {
        match self {
            Self::Whole(values) | Self::Scaled(values, _) => values.len(),
            Self::Float(values) => values.len(),
        }
    }

    /// The value of a row in units of `10^-scale`; `None` where there is none.
    fn at(&self, row: usize, scale: u32) -> Result<Option<i64>, DecimalError> {
        match self {
            Self::Whole(values) => scaled(values.get(row).copied(), 0, scale),
            Self::Scaled(values, decimals) => scaled(values.get(row).copied(), *decimals, scale),
            Self::Float(values) => {
                values.get(row).filter(|value| !value.is_nan()).map(|value| float(*value, scale)).transpose()
            }
        }
    }

    fn price(&self, row: usize, field: &'static str) -> Result<Price, Refusal> {
        let raw = self.at(row, Price::SCALE).map_err(|why| Refusal::new(field, why.to_string()))?;
        Ok(raw.map_or(Price::UNSET, Price::from_raw))
    }

    fn quantity(&self, row: usize, field: &'static str) -> Result<Qty, Refusal> {
        let raw = self.at(row, Qty::SCALE).map_err(|why| Refusal::new(field, why.to_string()))?.unwrap_or(0);
        if raw < 0 { Err(Refusal::new(field, "is negative")) } else { Ok(Qty::from_raw(raw)) }
    }
}

fn scaled(value: Option<i64>, decimals: u32, scale: u32) -> Result<Option<i64>, DecimalError> {
    let Some(value) = value else { return Ok(None) };
    let exponent = scale.checked_sub(decimals).ok_or(DecimalError::TooPrecise)?;
    10_i64.checked_pow(exponent).and_then(|power| value.checked_mul(power)).map(Some).ok_or(DecimalError::OutOfRange)
}

fn float(value: f64, scale: u32) -> Result<i64, DecimalError> {
    match parse_decimal(value.to_string().as_bytes(), scale) {
        Err(DecimalError::TooPrecise) => {
            parse_decimal(format!("{value:.places$}", places = scale as usize).as_bytes(), scale)
        }
        other => other,
    }
}

/// Decodes chunks of columns of one instrument; the rows of later chunks continue those of earlier ones.
#[derive(Debug, Clone)]
pub struct ColumnDecoder {
    events: RowEvents,
    symbol: String,
    rows: u64,
}

impl ColumnDecoder {
    /// A decoder of a table about `symbol`.
    #[must_use]
    pub fn new(symbol: &str) -> Self {
        Self { events: RowEvents::default(), symbol: symbol.to_owned(), rows: 0 }
    }

    /// The instruments seen so far.
    #[must_use]
    pub const fn instruments(&self) -> &InstrumentTable {
        &self.events.table
    }

    /// Quotes at `ts_ns`; sizes may be left out.
    ///
    /// # Errors
    /// [`DecodeError`] with the row (from 1) as its line; the rows before it are in `out`.
    pub fn quotes(
        &mut self,
        ts_ns: &[Nanos],
        [bid, ask]: [Numbers<'_>; 2],
        sizes: Option<[Numbers<'_>; 2]>,
        out: &mut EventBatch,
    ) -> Result<(), DecodeError> {
        let [bid_size, ask_size] = sizes.unwrap_or([Numbers::Whole(&[]); 2]);
        self.aligned(ts_ns.len(), &[bid, ask])?;
        self.each(ts_ns, |events, id, row, ts_ns| {
            let row = QuoteRow {
                ts_ns,
                bid_px: bid.price(row, "bid")?,
                ask_px: ask.price(row, "ask")?,
                bid_qty: bid_size.quantity(row, "bid size")?,
                ask_qty: ask_size.quantity(row, "ask size")?,
            };
            events.quote(id, row, out)
        })
    }

    /// Trades at `ts_ns`; `sides` (1 buy, -1 sell, 0 unknown; of the aggressor) may be left out.
    ///
    /// # Errors
    /// [`DecodeError`] with the row (from 1) as its line; the rows before it are in `out`.
    pub fn trades(
        &mut self,
        ts_ns: &[Nanos],
        px: Numbers<'_>,
        qty: Numbers<'_>,
        sides: Option<&[i8]>,
        out: &mut EventBatch,
    ) -> Result<(), DecodeError> {
        self.aligned(ts_ns.len(), &[px, qty])?;
        self.each(ts_ns, |events, id, row, ts_ns| {
            let aggressor = match sides.and_then(|sides| sides.get(row)) {
                Some(1..) => Some(Side::Buy),
                Some(..=-1) => Some(Side::Sell),
                Some(0) | None => None,
            };
            let (px, qty) = (px.price(row, "price")?, qty.quantity(row, "quantity")?);
            if !px.is_set() {
                return Err(Refusal::new("price", "missing"));
            }
            events.trade(id, TradeRow { ts_ns, px, qty, aggressor, match_id: 0 }, out)
        })
    }

    /// Bars that begin at `ts_ns`: open, high, low, close, and volume where there is one.
    ///
    /// # Errors
    /// [`DecodeError`] with the row (from 1) as its line; the rows before it are in `out`.
    pub fn bars(
        &mut self,
        ts_ns: &[Nanos],
        prices: [Numbers<'_>; 4],
        volume: Option<Numbers<'_>>,
        out: &mut EventBatch,
    ) -> Result<(), DecodeError> {
        self.aligned(ts_ns.len(), &prices)?;
        let volume = volume.unwrap_or(Numbers::Whole(&[]));
        self.each(ts_ns, |events, id, row, ts_open_ns| {
            let mut found = [Price::UNSET; 4];
            for ((px, column), field) in found.iter_mut().zip(&prices).zip(["open", "high", "low", "close"]) {
                *px = column.price(row, field)?;
                if !px.is_set() {
                    return Err(Refusal::new(field, "missing"));
                }
            }
            let [open, high, low, close] = found;
            let volume = volume.quantity(row, "volume")?;
            events.bar(id, Bar { ts_open_ns, open, high, low, close, volume }, out)
        })
    }

    /// The table is over: the last bar is.
    pub fn finish(&mut self, out: &mut EventBatch) {
        self.events.finish(out);
    }

    fn each(
        &mut self,
        ts_ns: &[Nanos],
        mut one: impl FnMut(&mut RowEvents, plimsoll_types::InstrumentId, usize, Nanos) -> Result<(), Refusal>,
    ) -> Result<(), DecodeError> {
        let id = self.events.instrument(&self.symbol);
        for (row, &ts) in ts_ns.iter().enumerate() {
            self.rows += 1;
            if let Err(Refusal { field, reason }) = one(&mut self.events, id, row, ts) {
                return Err(self.refuse(field, reason, row));
            }
        }
        Ok(())
    }

    fn aligned(&self, rows: usize, columns: &[Numbers<'_>]) -> Result<(), DecodeError> {
        match columns.iter().find(|column| column.len() != rows) {
            None => Ok(()),
            Some(column) => {
                let reason = format!("a column has {} rows beside {rows} times", column.len());
                Err(self.refuse("columns", reason, 0))
            }
        }
    }

    fn refuse(&self, field: &'static str, reason: String, consumed: usize) -> DecodeError {
        DecodeError { offset: self.rows, line: Some(self.rows), field, reason, consumed, skip: Some(1) }
    }
}
