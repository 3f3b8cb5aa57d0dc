//! Market-by-order CSV, pretty (ISO times, decimal prices) or raw (nanoseconds, prices in 1e-9).

use super::mbo::{Mbo, MboEvents, UnitEnd};
use crate::fields::{integer, price, shown, unsigned, whole_quantity};
use crate::header::{Column, Header};
use crate::lines::{LineDecoder, LineFormat, Refusal};
use crate::{listing, timestamp};
use plimsoll_types::{EventBatch, InstrumentTable, OrderId, Price};

/// Decodes Databento MBO CSV, see [`MboRows`].
pub type MboCsvDecoder = LineDecoder<MboRows>;

impl MboCsvDecoder {
    /// A decoder whose units end as told.
    #[must_use]
    pub fn new(unit_end: UnitEnd) -> Self {
        let events = MboEvents::new(unit_end);
        Self::over(MboRows { table: InstrumentTable::default(), events, header: None })
    }
}

const COLUMNS: [Column; 12] = [
    Column { name: "ts_event", aliases: &["ts_event"] },
    Column { name: "action", aliases: &["action"] },
    Column { name: "side", aliases: &["side"] },
    Column { name: "price", aliases: &["price"] },
    Column { name: "size", aliases: &["size"] },
    Column { name: "order_id", aliases: &["order_id"] },
    Column { name: "flags", aliases: &["flags"] },
    Column { name: "ts_recv", aliases: &["ts_recv"] },
    Column { name: "sequence", aliases: &["sequence"] },
    Column { name: "instrument_id", aliases: &["instrument_id"] },
    Column { name: "symbol", aliases: &["symbol"] },
    Column { name: "publisher_id", aliases: &["publisher_id"] },
];
const NEEDED: [usize; 7] = [0, 1, 2, 3, 4, 5, 6];

/// The rows of one file.
#[derive(Debug, Clone)]
pub struct MboRows {
    table: InstrumentTable,
    events: MboEvents,
    header: Option<Header<12>>,
}

impl LineFormat for MboRows {
    fn line(&mut self, line: &[u8], _number: u64, out: &mut EventBatch) -> Result<(), Refusal> {
        let Some(header) = &self.header else {
            let header = Header::find(line, &COLUMNS);
            if let Some(missing) = header.missing(&NEEDED) {
                return Err(Refusal::new(COLUMNS[missing].name, "the header row has no such column"));
            }
            self.header = Some(header);
            return Ok(());
        };
        let row = header.row(line)?;
        let record = parse(&row)?;
        let [.., instrument_id, symbol, publisher_id] = row;
        let symbol = if symbol.is_empty() { instrument_id } else { symbol };
        let venue_mic = match publisher_id {
            b"1" => "GLBX",
            b"2" => "XNAS",
            _ => "",
        };
        let currency = if venue_mic == "XNAS" { "USD" } else { "" };
        let name = String::from_utf8_lossy(&symbol[..symbol.len().min(64)]);
        let id = listing::intern(&mut self.table, &name, venue_mic, currency);
        self.events.record(&mut self.table, id, &record, out)
    }

    fn instruments(&self) -> &InstrumentTable {
        &self.table
    }
}

fn parse(row: &[&[u8]; 12]) -> Result<Mbo, Refusal> {
    let [ts_event, action, side, px, size, order_id, flags, ts_recv, sequence, ..] = *row;
    let ts_event_ns = timestamp::parse(ts_event, "ts_event")?;
    let is_raw = integer(ts_event, "ts_event").is_ok();
    let flags = unsigned(flags, "flags")?;
    Ok(Mbo {
        ts_event_ns,
        ts_recv_ns: if ts_recv.is_empty() { ts_event_ns } else { timestamp::parse(ts_recv, "ts_recv")? },
        action: letter(action, "action")?,
        side: letter(side, "side")?,
        px: parse_price(px, is_raw)?,
        qty: whole_quantity(integer(size, "size")?, "size")?,
        order_id: OrderId(unsigned(order_id, "order_id")?),
        flags: u8::try_from(flags).map_err(|_| Refusal::new("flags", format!("{flags} is more than a byte")))?,
        sequence: if sequence.is_empty() { 0 } else { sequence_number(sequence)? },
    })
}

fn sequence_number(text: &[u8]) -> Result<u32, Refusal> {
    let number = unsigned(text, "sequence")?;
    u32::try_from(number).map_err(|_| Refusal::new("sequence", format!("{number} is more than 32 bits")))
}

fn parse_price(text: &[u8], is_raw: bool) -> Result<Price, Refusal> {
    if text.is_empty() || text == b"9223372036854775807" {
        return Ok(Price::UNSET);
    }
    if is_raw && !text.contains(&b'.') {
        return integer(text, "price").map(Price::from_raw);
    }
    price(text, "price")
}

fn letter(text: &[u8], field: &'static str) -> Result<u8, Refusal> {
    match text {
        [letter] => Ok(*letter),
        _ => Err(Refusal::new(field, format!("{} is not one letter", shown(text)))),
    }
}
