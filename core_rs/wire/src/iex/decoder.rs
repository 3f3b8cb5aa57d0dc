//! Captured packets to events.

use super::capture::{Capture, FILE_HEADER, PACKET_HEADER, PacketHeader, udp_payload};
use super::deep::Deep;
use super::segment::{Continuity, DEEP_1_0, Segment, Stream};
use crate::lines::Refusal;
use crate::{DecodeError, Decoder, notes};
use plimsoll_types::{EventBatch, EventFlags, InstrumentId, InstrumentTable, MarketBody, MarketEvent, Nanos};
use std::collections::HashMap;

/// Decodes a (decompressed) pcap capture of IEX DEEP 1.0. Every DEEP message is a unit; packets of other feeds are notes.
///
/// A jump of the sequence is a `Gap` of every instrument; a session that begins anew empties every book.
#[derive(Debug, Clone, Default)]
pub struct IexDeepDecoder {
    deep: Deep,
    streams: HashMap<u32, Stream>,
    capture: Option<Capture>,
    offset: u64,
}

impl IexDeepDecoder {
    /// A decoder at the beginning of a file.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn refuse(&self, refusal: Refusal, consumed: usize, skip: Option<usize>) -> DecodeError {
        let Refusal { field, reason } = refusal;
        DecodeError { offset: self.offset, line: None, field, reason, consumed, skip }
    }

    fn packet(&mut self, header: PacketHeader, packet: &[u8], out: &mut EventBatch) -> Result<(), Refusal> {
        let foreign = MarketBody::Note { code: notes::FOREIGN_PACKET };
        let Some(segment) = udp_payload(packet).and_then(Segment::parse) else {
            if header.is_cut {
                return Err(Refusal::new("packet", "the capture cut it short"));
            }
            push_all(out, header.ts_recv_ns, header.ts_recv_ns, foreign);
            return Ok(());
        };
        if segment.protocol != DEEP_1_0 {
            let name = feed_name(segment.protocol);
            let number = segment.protocol;
            return Err(Refusal::new("protocol", format!("{name} ({number:#06x}): only DEEP 1.0 is decoded")));
        }
        self.segment(header.ts_recv_ns, &segment, out)
    }

    fn segment(&mut self, ts_recv_ns: Nanos, segment: &Segment<'_>, out: &mut EventBatch) -> Result<(), Refusal> {
        let stream = *self.streams.entry(segment.channel).or_insert_with(|| Stream::new(segment.session));
        let mut known = 0;
        match stream.judge(segment) {
            Continuity::Next { known: passed } => known = passed,
            Continuity::Old => {
                push_all(out, segment.ts_sent_ns, ts_recv_ns, MarketBody::Note { code: notes::OLD_UPDATE });
                return Ok(());
            }
            Continuity::Gap { expected } => {
                let received = segment.first_sequence;
                push_all(out, segment.ts_sent_ns, ts_recv_ns, MarketBody::Gap { expected, received });
            }
            Continuity::Restart => {
                push_all(out, segment.ts_sent_ns, ts_recv_ns, MarketBody::Clear { side: None });
                self.deep.restart();
            }
        }
        for message in segment.messages().skip(usize::try_from(known).unwrap_or(usize::MAX)) {
            let event = self.deep.message(message?)?;
            out.events.push(MarketEvent {
                ts_venue_ns: event.ts_venue_ns,
                ts_recv_ns,
                instrument: event.instrument,
                flags: event.flags,
                body: event.body,
            });
            out.units += 1;
        }
        self.streams.entry(segment.channel).or_default().take(segment);
        Ok(())
    }

    /// Reads the file header, if it is still to be read; the bytes it takes, `None` while they are incomplete.
    fn begin(&mut self, input: &[u8]) -> Result<Option<usize>, Refusal> {
        if self.capture.is_some() {
            return Ok(Some(0));
        }
        let Some(header) = input.first_chunk::<FILE_HEADER>() else { return Ok(None) };
        self.capture = Some(Capture::parse(header)?);
        self.offset += FILE_HEADER as u64;
        Ok(Some(FILE_HEADER))
    }

    /// The next packet's header and length with header; `None` while it is incomplete.
    fn next_packet(&self, rest: &[u8]) -> Result<Option<(PacketHeader, usize)>, Refusal> {
        let (Some(capture), Some(header)) = (self.capture, rest.first_chunk::<PACKET_HEADER>()) else {
            return Ok(None);
        };
        let header = capture.packet(header)?;
        let length = PACKET_HEADER + header.length;
        Ok((rest.len() >= length).then_some((header, length)))
    }
}

fn push_all(out: &mut EventBatch, ts_venue_ns: Nanos, ts_recv_ns: Nanos, body: MarketBody) {
    let (instrument, flags) = (InstrumentId::ALL, EventFlags::LAST);
    out.events.push(MarketEvent { ts_venue_ns, ts_recv_ns, instrument, flags, body });
}

const fn feed_name(protocol: u16) -> &'static str {
    match protocol {
        0x8002 => "TOPS 1.5",
        0x8003 => "TOPS 1.6",
        0x8005 => "DEEP+ 1.0",
        _ => "an unknown IEX feed",
    }
}

impl Decoder for IexDeepDecoder {
    fn decode(&mut self, input: &[u8], eof: bool, out: &mut EventBatch) -> Result<usize, DecodeError> {
        let begun = self.begin(input).map_err(|refusal| self.refuse(refusal, 0, None))?;
        let mut consumed = begun.unwrap_or(0);
        while begun.is_some() && !out.is_full() {
            let rest = &input[consumed..];
            let found = self.next_packet(rest).map_err(|refusal| self.refuse(refusal, consumed, None))?;
            let Some((header, length)) = found else { break };
            let kept = (out.events.len(), out.units);
            if let Err(refusal) = self.packet(header, &rest[PACKET_HEADER..length], out) {
                out.events.truncate(kept.0);
                out.units = kept.1;
                let error = self.refuse(refusal, consumed, Some(length));
                self.offset += length as u64;
                return Err(error);
            }
            self.offset += length as u64;
            consumed += length;
        }
        if eof && !out.is_full() && (consumed < input.len() || begun.is_none()) {
            let left = input.len() - consumed;
            let refusal = Refusal::new("packet", format!("the capture ends {left} bytes into it"));
            return Err(self.refuse(refusal, consumed, None));
        }
        Ok(consumed)
    }

    fn instruments(&self) -> &InstrumentTable {
        &self.deep.table
    }

    fn fork(&self) -> Box<dyn Decoder> {
        Box::new(self.clone())
    }
}
