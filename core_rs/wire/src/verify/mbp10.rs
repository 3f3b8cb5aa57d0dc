//! Rebuilt books against Databento's MBP-10 rows.

use super::report::{Verdict, VerifyReport, difference};
use super::{Verifier, revealed_in};
use crate::fields::{price, unsigned, whole_quantity};
use crate::header::{Column, Header};
use crate::lines::Refusal;
use crate::timestamp;
use plimsoll_types::{Level, MarketBody, MarketEvent, Nanos, Price, Qty, Side};
use std::sync::Arc;

const DEPTH: usize = 10;
const COLUMNS: [Column; 5] = [
    Column { name: "ts_event", aliases: &["ts_event"] },
    Column { name: "action", aliases: &["action"] },
    Column { name: "side", aliases: &["side"] },
    Column { name: "price", aliases: &["price"] },
    Column { name: "size", aliases: &["size"] },
];

/// Compares price, size and order count of ten levels a side, row by row.
///
/// A row stands beside the record that has its time, action, side, price and size. The rows' convention for trades, as
/// the ARL sample shows: a trade against a displayed order comes as trade, fill and cancel records; its one row says
/// `T` with the *resting* order's side and shows the book after the cancel. A trade without side (`N`: hidden orders,
/// crosses) has a row with the book as it was. Databento's own convention (`T` with the aggressor's side before the
/// cancel, then a `C` row) is matched as well.
///
/// Rows are there for events within ten levels, and for some just behind them. So an event within ten levels without a
/// row is a mismatch, and so is a row without an event. The decoder must end its units at every record.
#[derive(Debug, Clone)]
pub struct Mbp10Verifier {
    bytes: Arc<Vec<u8>>,
    at: usize,
    line: u64,
    header: Header<5>,
    book_columns: Vec<usize>,
    next: Option<Row>,
    report: VerifyReport,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    line: u64,
    ts_event_ns: Nanos,
    action: u8,
    side: Option<Side>,
    px: Price,
    qty: Qty,
    bids: Vec<Level>,
    asks: Vec<Level>,
}

impl Mbp10Verifier {
    /// Against the rows of an MBP-10 CSV file.
    ///
    /// # Errors
    /// What the header row lacks.
    pub fn new(bytes: Arc<Vec<u8>>) -> Result<Self, String> {
        let end = memchr::memchr(b'\n', &bytes).unwrap_or(bytes.len());
        let header = Header::find(bytes[..end].trim_ascii_end(), &COLUMNS);
        if let Some(missing) = header.missing(&[0, 1, 2, 3, 4]) {
            return Err(format!("the header row has no column {}", COLUMNS[missing].name));
        }
        let names: Vec<&[u8]> = bytes[..end].trim_ascii_end().split(|&byte| byte == b',').collect();
        let book_columns = level_columns(&names)?;
        let at = (end + 1).min(bytes.len());
        let report = VerifyReport::default();
        let mut verifier = Self { bytes, at, line: 1, header, book_columns, next: None, report };
        verifier.advance();
        Ok(verifier)
    }

    /// Reads rows until one can be read; those that cannot are mismatches.
    fn advance(&mut self) {
        self.next = None;
        let bytes = Arc::clone(&self.bytes);
        while self.at < bytes.len() {
            let length = memchr::memchr(b'\n', &bytes[self.at..]).unwrap_or(bytes.len() - self.at);
            let line = bytes[self.at..self.at + length].trim_ascii_end();
            self.at = (self.at + length + 1).min(bytes.len());
            self.line += 1;
            match self.parse(line) {
                _ if line.is_empty() => {}
                Ok(row) => {
                    self.next = Some(row);
                    return;
                }
                Err(refusal) => {
                    let told = format!("MBP-10 line {}, field {}: {}", self.line, refusal.field, refusal.reason);
                    self.report.count(Some(told));
                }
            }
        }
    }

    fn parse(&self, line: &[u8]) -> Result<Row, Refusal> {
        let [ts_event, action, side, px, size] = self.header.row(line)?;
        let columns: Vec<&[u8]> = line.split(|&byte| byte == b',').collect();
        let (mut bids, mut asks) = (Vec::with_capacity(DEPTH), Vec::with_capacity(DEPTH));
        for (index, cells) in self.book_columns.chunks_exact(3).enumerate() {
            let cell = |at: usize| columns.get(cells[at]).copied().unwrap_or_default();
            if let Some(level) = level(cell(0), cell(1), cell(2))? {
                if index % 2 == 0 { bids.push(level) } else { asks.push(level) }
            }
        }
        Ok(Row {
            line: self.line,
            ts_event_ns: timestamp::parse(ts_event, "ts_event")?,
            action: action.first().copied().unwrap_or(0),
            side: parse_side(side),
            px: if px.is_empty() { Price::UNSET } else { price(px, "price")? },
            qty: count(size, "size").and_then(|size| whole_quantity(size, "size"))?,
            bids,
            asks,
        })
    }

    /// Rows of a time that has passed never found their event.
    fn pass_over(&mut self, now_ns: Nanos) {
        while let Some(row) = self.next.take_if(|row| row.ts_event_ns < now_ns) {
            self.report.count(Some(format!("MBP-10 line {}: no record leads to this row", row.line)));
            self.advance();
        }
    }
}

impl Verifier for Mbp10Verifier {
    fn depth(&self) -> usize {
        DEPTH
    }

    fn check(&mut self, unit: &[MarketEvent], bids: &[Level], asks: &[Level]) -> Verdict {
        self.report.revealed += revealed_in(unit);
        let Some(event) = unit.last() else { return Verdict::NoRow };
        self.pass_over(event.ts_venue_ns);
        let Some(row) = self.next.take_if(|row| row.stands_beside(event)) else {
            return match inner_change(event, bids, asks) {
                Some(told) => self.report.count(Some(told)),
                None => Verdict::NoRow,
            };
        };
        let told = difference(Side::Buy, &row.bids, &bids[..bids.len().min(DEPTH)], true)
            .or_else(|| difference(Side::Sell, &row.asks, &asks[..asks.len().min(DEPTH)], true))
            .map(|told| format!("MBP-10 line {}, {told}", row.line));
        let verdict = self.report.count(told);
        self.advance();
        verdict
    }

    fn finish(&mut self) {
        self.pass_over(Nanos::MAX);
    }

    fn report(&self) -> &VerifyReport {
        &self.report
    }
}

impl Row {
    fn stands_beside(&self, event: &MarketEvent) -> bool {
        let same = |px: Price, qty: Qty, side: Option<Side>| self.px == px && self.qty == qty && self.side == side;
        self.ts_event_ns == event.ts_venue_ns
            && match event.body {
                MarketBody::AddOrder { side, px, qty, .. } => self.action == b'A' && same(px, qty, Some(side)),
                MarketBody::AmendOrder { side, px, qty, .. } => self.action == b'M' && same(px, qty, Some(side)),
                MarketBody::ReduceOrder { side, px, qty, .. } => {
                    matches!(self.action, b'C' | b'T') && same(px, qty, side)
                }
                MarketBody::Trade { px, qty, aggressor, .. } => self.action == b'T' && same(px, qty, aggressor),
                MarketBody::Clear { .. } => self.action == b'R',
                _ => false,
            }
    }
}

/// What is to be told of an event that changed one of the ten levels but has no row.
fn inner_change(event: &MarketEvent, bids: &[Level], asks: &[Level]) -> Option<String> {
    let (side, px) = match event.body {
        MarketBody::AddOrder { side, px, .. } | MarketBody::AmendOrder { side, px, .. } => (side, px),
        MarketBody::ReduceOrder { side: Some(side), px, .. } => (side, px),
        _ => return None,
    };
    let ahead = match side {
        Side::Buy => bids.iter().filter(|level| level.px > px).count(),
        Side::Sell => asks.iter().filter(|level| level.px < px).count(),
    };
    (ahead < DEPTH).then(|| format!("no MBP-10 row for the change of {side:?} {px} at {}", event.ts_venue_ns))
}

/// Price, size and count columns of bid and ask by turns.
fn level_columns(names: &[&[u8]]) -> Result<Vec<usize>, String> {
    let mut columns = Vec::with_capacity(DEPTH * 6);
    for level in 0..DEPTH {
        for side in ["bid", "ask"] {
            for value in ["px", "sz", "ct"] {
                let name = format!("{side}_{value}_{level:02}");
                let at = names.iter().position(|found| *found == name.as_bytes());
                columns.push(at.ok_or_else(|| format!("the header row has no column {name}"))?);
            }
        }
    }
    Ok(columns)
}

fn level(px: &[u8], qty: &[u8], orders: &[u8]) -> Result<Option<Level>, Refusal> {
    if px.is_empty() {
        return Ok(None);
    }
    let qty = whole_quantity(count(qty, "size of a level")?, "size of a level")?;
    let orders = unsigned(orders, "count of a level")?;
    let orders = u32::try_from(orders).map_err(|_| Refusal::new("count of a level", "more than 32 bits"))?;
    Ok(Some(Level { px: price(px, "price of a level")?, qty, orders }))
}

fn count(text: &[u8], field: &'static str) -> Result<i64, Refusal> {
    crate::fields::integer(text, field)
}

fn parse_side(text: &[u8]) -> Option<Side> {
    match text {
        b"B" => Some(Side::Buy),
        b"A" => Some(Side::Sell),
        _ => None,
    }
}
