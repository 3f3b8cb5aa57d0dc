//! Segments, one behind the other, as a stream of events.

use super::block::{BlockHeader, BlockKind, HEADER_BYTES, MAGIC, REDEFINES, next_header};
use super::events;
use super::opening::segment_name;
use crate::{DecodeError, Decoder};
use plimsoll_types::{EventBatch, EventFlags, InstrumentId, InstrumentTable, MarketBody, MarketEvent, UNKNOWN_TIME};

/// Bytes searched for the next block before the input is given up for no recording.
const FARTHEST: usize = 160 << 20;

/// Decodes recordings of the terminal.
///
/// What is missing before a block, by the units that they number, becomes a gap of all instruments.
#[derive(Debug, Clone, Default)]
pub struct RecordingDecoder {
    table: InstrumentTable,
    offset: u64,
    segment: u32,
    segment_offset: u64,
    /// Units of the session so far; a recording that begins later has lost its beginning.
    units: u64,
}

/// What stands at the front of the input.
enum Front {
    Block(BlockHeader),
    /// More bytes must come.
    Short,
    Damaged {
        skip: usize,
        reason: String,
    },
}

impl RecordingDecoder {
    /// Before the first segment.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn take(&mut self, header: &BlockHeader, payload: &[u8], out: &mut EventBatch) -> Result<(), String> {
        match header.kind {
            BlockKind::Opening => {
                self.segment = header.number;
                self.segment_offset = self.offset;
                Ok(())
            }
            BlockKind::Index => Ok(()),
            BlockKind::Data => self.data(header, payload, out),
        }
    }

    fn data(&mut self, header: &BlockHeader, payload: &[u8], out: &mut EventBatch) -> Result<(), String> {
        let (events, bars) = (out.events.len(), out.bars.len());
        if self.units != header.units_before {
            out.events.push(MarketEvent {
                ts_venue_ns: header.first_ns,
                ts_recv_ns: UNKNOWN_TIME,
                instrument: InstrumentId::ALL,
                flags: EventFlags::default(),
                body: MarketBody::Gap { expected: self.units, received: header.units_before },
            });
        }
        let missing = out.events.len();
        if events::decode(payload, &mut self.table, out).is_none()
            || out.events.len() - missing != header.events as usize
        {
            out.events.truncate(events);
            out.bars.truncate(bars);
            return Err("its checksum is right, but it holds no events: written by another version?".to_owned());
        }
        out.units += u64::from(header.units);
        out.damaged += u64::from(header.damaged);
        self.units = header.units_behind();
        Ok(())
    }

    fn refuse(&mut self, consumed: usize, skip: Option<usize>, reason: &str) -> DecodeError {
        let offset = self.offset - self.segment_offset;
        self.offset += skip.unwrap_or(0) as u64;
        let reason = format!("{}: {reason}", segment_name(self.segment));
        DecodeError { offset, line: None, field: "block", reason, consumed, skip }
    }
}

impl Decoder for RecordingDecoder {
    fn decode(&mut self, input: &[u8], eof: bool, out: &mut EventBatch) -> Result<usize, DecodeError> {
        if eof && input.is_empty() && self.offset == 0 {
            return Err(self.refuse(0, None, "is empty: not even a first block was written"));
        }
        let mut consumed = 0;
        while !out.is_full() && consumed < input.len() {
            let rest = &input[consumed..];
            let header = match front(rest, eof) {
                Front::Block(header) => header,
                Front::Short if rest.len() > FARTHEST => {
                    return Err(self.refuse(consumed, None, "no sound block in the 160 MiB behind it: no recording"));
                }
                Front::Short => break,
                Front::Damaged { skip, reason } => return Err(self.refuse(consumed, Some(skip), &reason)),
            };
            if header.flags & REDEFINES != 0 && !out.events.is_empty() {
                break;
            }
            let length = header.block_bytes();
            let payload = &rest[HEADER_BYTES..length];
            if !header.fits(payload) {
                let reason = format!("the checksum of the block's {} bytes is not the one written", header.length);
                return Err(self.refuse(consumed, Some(length), &reason));
            }
            if let Err(reason) = self.take(&header, payload, out) {
                return Err(self.refuse(consumed, Some(length), &reason));
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

fn front(rest: &[u8], eof: bool) -> Front {
    if rest.len() < HEADER_BYTES {
        return if eof { cut(rest) } else { Front::Short };
    }
    let Some(header) = BlockHeader::parse(rest) else {
        return match next_header(rest, 1) {
            Some(skip) => Front::Damaged { skip, reason: what_is_wrong(rest) },
            None if eof => Front::Damaged { skip: rest.len(), reason: what_is_wrong(rest) },
            None => Front::Short,
        };
    };
    if rest.len() >= header.block_bytes() {
        return Front::Block(header);
    }
    // A block that is cut short swallows no block that follows.
    if eof { cut(rest) } else { Front::Short }
}

fn cut(rest: &[u8]) -> Front {
    let skip = next_header(rest, 1).unwrap_or(rest.len());
    Front::Damaged { skip, reason: format!("the recording ends within a block: {skip} bytes of it are there") }
}

fn what_is_wrong(rest: &[u8]) -> String {
    if rest.starts_with(&MAGIC) {
        "the checksum of the block's header is not the one written".to_owned()
    } else {
        "no block begins here".to_owned()
    }
}
