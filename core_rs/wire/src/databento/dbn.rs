//! DBN, Databento's binary encoding, versions 1 to 3, of MBO records (after decompression).
//!
//! Layout: databento.com/docs, "Databento Binary Encoding". Metadata: `DBN`, version, length, then a fixed part of 100
//! bytes, then lists of symbols and their mappings to instrument ids. Records: a header of 16 bytes whose first byte is
//! the record's length in words of four.

use super::mbo::{Mbo, MboEvents, UnitEnd};
use crate::bytes::{Bytes, text_of};
use crate::lines::Refusal;
use crate::{DecodeError, Decoder, listing, notes};
use plimsoll_types::{
    EventBatch, EventFlags, InstrumentId, InstrumentTable, MarketBody, MarketEvent, Nanos, OrderId, Price, Qty,
    UNKNOWN_TIME,
};
use std::collections::HashMap;

const PREFIX: usize = 8;
const FIXED: usize = 100;
const LONGEST_METADATA: usize = 64 << 20;
const SCHEMA_MBO: u16 = 0;
const SCHEMA_MIXED: u16 = u16::MAX;
const RECORD_HEADER: usize = 16;
const MBO_LENGTH: usize = 56;
const RTYPE_MBO: u8 = 0xA0;
const RTYPE_ERROR: u8 = 0x15;
const RTYPE_SYMBOL_MAPPING: u8 = 0x16;
const RTYPE_SYSTEM: u8 = 0x17;

/// Names of the schemas by number.
const SCHEMAS: [&str; 18] = [
    "mbo",
    "mbp-1",
    "mbp-10",
    "tbbo",
    "trades",
    "ohlcv-1s",
    "ohlcv-1m",
    "ohlcv-1h",
    "ohlcv-1d",
    "definition",
    "statistics",
    "status",
    "imbalance",
    "ohlcv-eod",
    "cmbp-1",
    "cbbo-1s",
    "cbbo-1m",
    "tcbbo",
];

/// Decodes a DBN stream; every record is a unit.
#[derive(Debug, Clone)]
pub struct DbnDecoder {
    table: InstrumentTable,
    events: MboEvents,
    offset: u64,
    metadata: Option<Metadata>,
}

/// What of the metadata is needed behind it.
#[derive(Debug, Clone, Default)]
struct Metadata {
    venue_mic: String,
    symbol_length: usize,
    symbols: HashMap<u32, String>,
    ids: HashMap<u32, InstrumentId>,
}

impl DbnDecoder {
    /// A decoder whose units end as told.
    #[must_use]
    pub fn new(unit_end: UnitEnd) -> Self {
        Self { table: InstrumentTable::default(), events: MboEvents::new(unit_end), offset: 0, metadata: None }
    }

    fn refuse(&self, refusal: Refusal, consumed: usize, skip: Option<usize>) -> DecodeError {
        let Refusal { field, reason } = refusal;
        DecodeError { offset: self.offset, line: None, field, reason, consumed, skip }
    }

    /// Reads the metadata in front of the records; `None` while it is incomplete.
    fn read_metadata(input: &[u8]) -> Result<Option<(Metadata, usize)>, Refusal> {
        let mut bytes = Bytes::new(input);
        let Some(magic) = bytes.take(3) else { return Ok(None) };
        if magic != b"DBN" {
            return Err(Refusal::new("magic", "the stream does not begin with DBN"));
        }
        let (Some(version), Some(length)) = (bytes.u8(), bytes.u32_le()) else { return Ok(None) };
        if !(1..=3).contains(&version) {
            return Err(Refusal::new("version", format!("{version} is none of 1, 2, 3")));
        }
        let length = length as usize;
        if !(FIXED..=LONGEST_METADATA).contains(&length) {
            return Err(Refusal::new("metadata length", format!("{length} bytes are not plausible")));
        }
        let Some(body) = bytes.take(length) else { return Ok(None) };
        let metadata = Metadata::parse(body, version)
            .ok_or_else(|| Refusal::new("metadata", "ends before its lists of symbols"))??;
        Ok(Some((metadata, PREFIX + length)))
    }

    fn one_record(&mut self, record: &[u8], out: &mut EventBatch) -> Result<(), Refusal> {
        let Some(metadata) = &mut self.metadata else { return Ok(()) };
        let instrument_id = Bytes::new(&record[4..]).u32_le().unwrap_or(0);
        match record[1] {
            RTYPE_MBO => {
                let id = metadata.instrument(instrument_id, &mut self.table);
                let mbo = parse_mbo(record).ok_or_else(|| {
                    Refusal::new("length", format!("{} bytes are too short for an MBO record", record.len()))
                })??;
                self.events.record(&mut self.table, id, &mbo, out)
            }
            RTYPE_SYMBOL_MAPPING => {
                metadata.map_symbol(instrument_id, record);
                note(record, notes::REFERENCE, out);
                Ok(())
            }
            RTYPE_SYSTEM => {
                note(record, notes::SESSION, out);
                Ok(())
            }
            RTYPE_ERROR => {
                let told = text_of(record.get(RECORD_HEADER..).unwrap_or_default());
                Err(Refusal::new("error record", told.unwrap_or("without text").to_owned()))
            }
            _ => {
                note(record, notes::UNSUPPORTED, out);
                Ok(())
            }
        }
    }
}

impl Metadata {
    /// `None` where the bytes end early; the inner result refuses a schema.
    fn parse(body: &[u8], version: u8) -> Option<Result<Self, Refusal>> {
        let mut bytes = Bytes::new(body);
        let dataset = text_of(bytes.take(16)?).unwrap_or("");
        let schema = bytes.u16_le()?;
        if schema != SCHEMA_MBO && schema != SCHEMA_MIXED {
            let name = SCHEMAS.get(usize::from(schema)).copied().unwrap_or("unknown");
            return Some(Err(Refusal::new("schema", format!("{name} ({schema}): only mbo is decoded"))));
        }
        bytes.take(if version == 1 { 8 * 4 + 3 } else { 8 * 3 + 3 })?;
        let symbol_length = if version == 1 { 22 } else { usize::from(bytes.u16_le()?) };
        if symbol_length == 0 {
            return None;
        }
        let venue_mic = dataset.split('.').next().unwrap_or("").to_owned();
        let mut metadata = Self { venue_mic, symbol_length, ..Self::default() };
        let mut lists = Bytes::new(body.get(FIXED..)?);
        let definition_length = lists.u32_le()? as usize;
        lists.take(definition_length)?;
        for _list in ["symbols", "partial", "not found"] {
            let count = lists.u32_le()? as usize;
            lists.take(count.checked_mul(symbol_length)?)?;
        }
        for _mapping in 0..lists.u32_le()? {
            metadata.mapping(&mut lists)?;
        }
        Some(Ok(metadata))
    }

    /// A symbol with the instrument ids that stood for it, each for some days.
    fn mapping(&mut self, lists: &mut Bytes<'_>) -> Option<()> {
        let symbol = text_of(lists.take(self.symbol_length)?).unwrap_or("").to_owned();
        for _interval in 0..lists.u32_le()? {
            lists.take(8)?;
            if let Some(id) = text_of(lists.take(self.symbol_length)?).and_then(|text| text.parse().ok()) {
                self.symbols.insert(id, symbol.clone());
            }
        }
        Some(())
    }

    /// A symbol mapping record of a live stream: the symbol asked for.
    fn map_symbol(&mut self, instrument_id: u32, record: &[u8]) {
        let at = RECORD_HEADER + usize::from(self.symbol_length > 22); // from version 2 on its type stands before it
        let symbol = record.get(at..at + self.symbol_length).and_then(text_of).filter(|symbol| !symbol.is_empty());
        if let Some(symbol) = symbol {
            self.symbols.insert(instrument_id, symbol.to_owned());
        }
    }

    fn instrument(&mut self, instrument_id: u32, table: &mut InstrumentTable) -> InstrumentId {
        if let Some(id) = self.ids.get(&instrument_id) {
            return *id;
        }
        let number = instrument_id.to_string();
        let symbol = self.symbols.get(&instrument_id).unwrap_or(&number);
        let id = listing::intern(table, symbol, &self.venue_mic, if self.venue_mic == "XNAS" { "USD" } else { "" });
        self.ids.insert(instrument_id, id);
        id
    }
}

fn note(record: &[u8], code: u8, out: &mut EventBatch) {
    let ts_venue_ns = Bytes::new(&record[8..]).u64_le().map_or(UNKNOWN_TIME, time);
    out.events.push(MarketEvent {
        ts_venue_ns,
        ts_recv_ns: UNKNOWN_TIME,
        instrument: InstrumentId::ALL,
        flags: EventFlags::LAST,
        body: MarketBody::Note { code },
    });
    out.units += 1;
}

/// `None` where the record is too short.
fn parse_mbo(record: &[u8]) -> Option<Result<Mbo, Refusal>> {
    let mut bytes = Bytes::new(record.get(8..MBO_LENGTH)?);
    let ts_event_ns = time(bytes.u64_le()?);
    let order_id = OrderId(bytes.u64_le()?);
    let px = match bytes.i64_le()? {
        i64::MAX => Price::UNSET,
        raw => Price::from_raw(raw),
    };
    let size = bytes.u32_le()?;
    let (flags, _channel, action, side) = (bytes.u8()?, bytes.u8()?, bytes.u8()?, bytes.u8()?);
    let ts_recv_ns = time(bytes.u64_le()?);
    let _ts_in_delta = bytes.u32_le()?;
    let sequence = bytes.u32_le()?;
    let qty = Qty::from_scaled(i64::from(size), 0).ok_or_else(|| Refusal::new("size", format!("{size}")));
    Some(qty.map(|qty| Mbo { ts_event_ns, ts_recv_ns, action, side, px, qty, order_id, flags, sequence }))
}

fn time(ns: u64) -> Nanos {
    Nanos::try_from(ns).unwrap_or(UNKNOWN_TIME)
}

impl Decoder for DbnDecoder {
    fn decode(&mut self, input: &[u8], eof: bool, out: &mut EventBatch) -> Result<usize, DecodeError> {
        let mut consumed = 0;
        if self.metadata.is_none() {
            match Self::read_metadata(input).map_err(|refusal| self.refuse(refusal, 0, None))? {
                Some((metadata, length)) => {
                    self.metadata = Some(metadata);
                    self.offset += length as u64;
                    consumed = length;
                }
                None if eof => return Err(self.refuse(Refusal::new("metadata", "the stream ends within it"), 0, None)),
                None => return Ok(0),
            }
        }
        while !out.is_full() {
            let rest = &input[consumed..];
            let Some(&words) = rest.first() else { break };
            let length = usize::from(words) * 4;
            if length < RECORD_HEADER {
                let refusal = Refusal::new("length", format!("{length} bytes are shorter than a record header"));
                return Err(self.refuse(refusal, consumed, None));
            }
            let Some(record) = rest.get(..length) else {
                if eof {
                    let reason = format!("the stream ends {} bytes into a record of {length}", rest.len());
                    return Err(self.refuse(Refusal::new("length", reason), consumed, None));
                }
                break;
            };
            if let Err(refusal) = self.one_record(record, out) {
                let error = self.refuse(refusal, consumed, Some(length));
                self.offset += length as u64;
                return Err(error);
            }
            self.offset += length as u64;
            consumed += length;
        }
        Ok(consumed)
    }

    fn instruments(&self) -> &InstrumentTable {
        &self.table
    }

    fn fork(&self) -> Box<dyn Decoder> {
        Box::new(self.clone())
    }
}
