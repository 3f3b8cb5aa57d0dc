//! Typed columns give the events of the CSV form of the same table, whatever the rows.

#![allow(clippy::unwrap_used)]

mod support;

use plimsoll_types::{Bar, EventBatch, InstrumentTable, MarketEvent};
use plimsoll_wire::Decoder;
use plimsoll_wire::tabular::{BarsCsvDecoder, ColumnDecoder, Piece, QuotesCsvDecoder, Table, TradesCsvDecoder};
use proptest::prelude::*;

const SYMBOLS: [&str; 3] = ["A", "B-USD", "ÄÖ"];

/// One row: distance in time, symbol, four floats, a whole number that may be missing, a flag.
type Row = (i64, usize, [f64; 4], Option<i64>, Option<bool>);

#[derive(Debug, PartialEq)]
struct Told {
    events: Vec<MarketEvent>,
    bars: Vec<Bar>,
    symbols: Vec<String>,
    steps: Vec<(i64, i64)>,
    refused_at: Option<usize>,
}

impl Told {
    fn of(batch: EventBatch, table: &InstrumentTable, refused_at: Option<usize>) -> Self {
        let symbols = table.rows().iter().map(|known| known.symbol.clone()).collect();
        let steps = table.rows().iter().map(|known| (known.tick.raw(), known.lot.raw())).collect();
        Self { events: batch.events, bars: batch.bars, symbols, steps, refused_at }
    }
}

struct Columns {
    times: Vec<i64>,
    codes: Vec<i32>,
    floats: [Vec<f64>; 4],
    whole: Vec<i64>,
    whole_known: Vec<bool>,
    flags: Vec<i64>,
    flag_known: Vec<bool>,
}

impl Columns {
    fn of(rows: &[Row]) -> Self {
        let mut now = 1_700_000_000_000_000_000;
        let times = rows.iter().map(|row| {
            now += row.0;
            now
        });
        Self {
            times: times.collect(),
            codes: rows.iter().map(|row| i32::try_from(row.1).unwrap()).collect(),
            floats: [0, 1, 2, 3].map(|at| rows.iter().map(|row| row.2[at]).collect()),
            whole: rows.iter().map(|row| row.3.unwrap_or(77)).collect(),
            whole_known: rows.iter().map(|row| row.3.is_some()).collect(),
            flags: rows.iter().map(|row| i64::from(row.4.unwrap_or(true))).collect(),
            flag_known: rows.iter().map(|row| row.4.is_some()).collect(),
        }
    }

    fn csv(&self, header: &str) -> String {
        let mut text = header.to_owned();
        for row in 0..self.times.len() {
            let [a, b, c, d] = [0, 1, 2, 3].map(|at| self.floats[at][row].to_string());
            let whole = if self.whole_known[row] { self.whole[row].to_string() } else { String::new() };
            let flag = if self.flag_known[row] { self.flags[row].to_string() } else { String::new() };
            let symbol = SYMBOLS[usize::try_from(self.codes[row]).unwrap()];
            text += &format!("\n{},{symbol},{a},{b},{c},{d},{whole},{flag}", self.times[row]);
        }
        text
    }

    fn table(&self, header: &str, piece: usize) -> Table {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        let symbols = SYMBOLS.map(str::to_owned);
        let mut table = Table::recognise("x.parquet", &names).unwrap();
        let wanted: Vec<_> = table.wanted().collect();
        for start in (0..self.times.len()).step_by(piece) {
            let range = start..self.times.len().min(start + piece);
            for one in &wanted {
                let (values, valid) = match one.at {
                    0 => (Piece::Whole(&self.times[range.clone()]), None),
                    1 => (Piece::Names(&self.codes[range.clone()], &symbols), None),
                    6 => (Piece::Whole(&self.whole[range.clone()]), Some(&self.whole_known[range.clone()])),
                    7 => (Piece::Whole(&self.flags[range.clone()]), Some(&self.flag_known[range.clone()])),
                    at => (Piece::Double(&self.floats[at - 2][range.clone()]), None),
                };
                table.extend(one.slot, values, valid).unwrap();
            }
        }
        table.close().unwrap();
        table
    }
}

fn from_rows(decoder: &mut dyn Decoder, csv: &str) -> Told {
    let mut batch = EventBatch::default();
    let refused = decoder.decode(csv.as_bytes(), true, &mut batch).err();
    let row = refused.map(|error| usize::try_from(error.line.unwrap()).unwrap() - 1);
    Told::of(batch, decoder.instruments(), row)
}

fn from_columns(table: &Table) -> Told {
    let (mut decoder, mut batch) = (ColumnDecoder::default(), EventBatch::default());
    let refused = (0..table.rows()).find(|row| decoder.row(table, *row, &mut batch).is_err());
    if refused.is_none() {
        decoder.finish(&mut batch);
    }
    Told::of(batch, decoder.instruments(), refused.map(|row| row + 1))
}

fn rows(float: impl Strategy<Value = f64> + Clone) -> impl Strategy<Value = Vec<Row>> {
    let floats = [float.clone(), float.clone(), float.clone(), float];
    let row = (1_i64..5_000_000_000, 0_usize..3, floats, proptest::option::of(0_i64..1_000_000), any::<Option<bool>>());
    proptest::collection::vec(row, 1..60)
}

/// Decimals that the fixed-point scale holds: of more the text is refused and the double rounded.
fn quoted() -> impl Strategy<Value = f64> + Clone {
    (-100_i64..2_000_000_000_000).prop_map(|raw| raw as f64 / 1e8)
}

proptest! {
    #[test]
    fn test_quotes_in_columns_are_the_quotes_of_rows(rows in rows(quoted()), piece in 1_usize..70) {
        let (columns, header) = (Columns::of(&rows), "ts,Ticker,bid,ask_px,x,ask_size,bid_size,y");
        let expected = from_rows(&mut QuotesCsvDecoder::new("X"), &columns.csv(header));
        prop_assert_eq!(from_columns(&columns.table(header, piece)), expected);
    }

    #[test]
    fn test_trades_in_columns_are_the_trades_of_rows(rows in rows(quoted()), piece in 1_usize..70) {
        let (columns, header) = (Columns::of(&rows), "time,pair,x,price,size,y,trade_id,is_buyer_maker");
        let expected = from_rows(&mut TradesCsvDecoder::new("X"), &columns.csv(header));
        prop_assert_eq!(from_columns(&columns.table(header, piece)), expected);
    }

    #[test]
    fn test_bars_in_columns_are_the_bars_of_rows(rows in rows(0.0..1e9_f64), piece in 1_usize..70, contradictory in any::<bool>()) {
        let ordered = |[a, b, c, d]: [f64; 4]| [a, a.max(b).max(c).max(d), a.min(b).min(c).min(d), d];
        let rows: Vec<Row> = rows.into_iter().map(|row| if contradictory { row } else { (row.0, row.1, ordered(row.2), row.3, row.4) }).collect();
        let (columns, header) = (Columns::of(&rows), "date,symbol,open,high,low,close,volume,x");
        let expected = from_rows(&mut BarsCsvDecoder::new("X"), &columns.csv(header));
        prop_assert!(contradictory || expected.refused_at.is_none());
        prop_assert_eq!(from_columns(&columns.table(header, piece)), expected);
    }
}
