//! The ITCH decoder behind the interface of all codecs.

use super::fault::Fault;
use super::framing::{Framing, take};
use super::message::MessageLengths;
use super::normalise::Normaliser;
use super::packets::Sequence;
use super::settings::ItchSettings;
use crate::{DecodeError, Decoder};
use plimsoll_types::{EventBatch, InstrumentTable};

/// Decodes one TotalView-ITCH 5.0 stream.
///
/// One unit is one message and gives one event, the last of its unit. Prices and shares that cannot be (zero, beyond
/// 200,000.0000), codes that the specification does not list, a stock that differs from its locate's, and time that goes
/// back are damage. In packets, missing sequence numbers give a [`MarketBody::Gap`](plimsoll_types::MarketBody::Gap), repeated messages are dropped, and a
/// new session gives a [`MarketBody::Clear`](plimsoll_types::MarketBody::Clear) of everything. Heartbeats and the end of a session are notes (`H`, `Z`) and
/// no units. Notes of other messages carry their type, those of system events the event's code.
#[derive(Debug, Clone)]
pub struct ItchDecoder {
    framing: Option<Framing>,
    pub(super) normaliser: Normaliser,
    pub(super) sequence: Sequence,
    /// Message blocks still to come in the MoldUDP64 packet.
    pub(super) blocks: u16,
    offset: u64,
    /// Looking for the next sound message after damage.
    lost: bool,
}

/// A damaged unit and how far to go on behind its start.
pub(super) struct Damage {
    pub(super) fault: Box<Fault>,
    pub(super) skip: usize,
}

pub(super) type Decoded = Result<(), Damage>;

impl ItchDecoder {
    /// A decoder at the start of a stream.
    #[must_use]
    pub fn new(settings: &ItchSettings) -> Self {
        let market = settings.market;
        Self {
            framing: settings.framing,
            normaliser: Normaliser::new(settings.midnight_ns, market.code(), market.mic()),
            sequence: Sequence::default(),
            blocks: 0,
            offset: 0,
            lost: false,
        }
    }

    /// The framing given or detected; `None` before detection.
    #[must_use]
    pub const fn framing(&self) -> Option<Framing> {
        self.framing
    }

    fn settle_framing(&mut self, input: &[u8], eof: bool) -> Result<Option<Framing>, DecodeError> {
        if self.framing.is_none() && !input.is_empty() && (eof || input.len() >= Framing::DETECTION_BYTES) {
            self.framing = Framing::detect(input);
            if self.framing.is_none() {
                let reason = "neither length-prefixed, zero-prefixed nor bare ITCH 5.0 messages, MoldUDP64 or SoupBinTCP \
                              packets";
                return Err(self.error(*Fault::new("framing", reason), 0, None));
            }
        }
        Ok(self.framing)
    }

    fn run(&mut self, framing: Framing, row: &mut &[u8], eof: bool, out: &mut EventBatch) -> Decoded {
        match framing {
            Framing::LengthPrefixed => self.rows(Framing::LengthPrefixed, row, eof, out),
            Framing::ZeroPrefixed | Framing::Bare => self.rows(framing, row, eof, out),
            Framing::SoupBinTcp => self.soup(row, eof, out),
            Framing::MoldUdp64 => self.mold(row, eof, out),
        }
    }

    /// Messages without packets.
    #[inline(always)]
    fn rows(&mut self, framing: Framing, row: &mut &[u8], eof: bool, out: &mut EventBatch) -> Decoded {
        while !out.is_full() {
            let unit = *row;
            let Some(message) = take(row, framing) else {
                return self.no_message(framing, unit, eof);
            };
            if let Err(fault) = self.normaliser.apply(message, out) {
                let skip = unit.len() - row.len();
                *row = unit;
                return Err(Damage { fault, skip });
            }
            out.units += 1;
        }
        Ok(())
    }

    /// Why no message could be taken from the front of `unit`: bytes are missing or wrong.
    #[cold]
    #[inline(never)]
    fn no_message(&mut self, framing: Framing, unit: &[u8], eof: bool) -> Decoded {
        let prefix = framing.prefix();
        let Some(&kind) = unit.get(prefix) else {
            return incomplete(unit, prefix, eof);
        };
        let given =
            unit.first_chunk().filter(|_| prefix == 2).map_or(0, |field| usize::from(u16::from_be_bytes(*field)));
        let length = MessageLengths::of(kind);
        let fault = if framing == Framing::ZeroPrefixed && given != 0 {
            Fault::new("length", format!("{given} where this stream has 0 before each message"))
        } else if length == 0 {
            Fault::unknown_kind(kind)
        } else if framing.lengths_given() && given != length {
            Fault::kind_or_length(kind, given)
        } else {
            return incomplete(unit, prefix, eof);
        };
        // Type and prefix both say where the unit ends, and one of them is damaged; some prefixes say nothing.
        let stated = [prefix + length, if framing.lengths_given() { prefix + given } else { 0 }];
        self.resume(framing, unit, &stated, eof, fault)
    }

    /// Reports damage at the front of `unit`, which may end where it `stated`, once it is known where to go on.
    pub(super) fn resume(
        &mut self,
        framing: Framing,
        unit: &[u8],
        stated: &[usize],
        eof: bool,
        fault: Box<Fault>,
    ) -> Decoded {
        if !eof && unit.len() < 2 * framing.lookahead() {
            return Ok(());
        }
        let found = framing.resume_point(unit, stated, eof);
        self.lost = found.is_none();
        Err(Damage { fault, skip: found.unwrap_or(framing.scannable(unit, eof)) })
    }

    /// Goes on looking for a sound message after damage. Returns the bytes to pass over.
    fn search(&mut self, framing: Framing, bytes: &[u8], eof: bool) -> usize {
        if framing.goes_on(bytes, eof) && (eof || bytes.len() >= framing.lookahead()) {
            self.lost = false;
            return 0;
        }
        let found = framing.resume_point(bytes, &[], eof);
        self.lost = found.is_none();
        found.unwrap_or(framing.scannable(bytes, eof))
    }

    #[cold]
    fn error(&self, fault: Fault, consumed: usize, skip: Option<usize>) -> DecodeError {
        let Fault { field, reason } = fault;
        DecodeError { offset: self.offset, line: None, field, reason, consumed, skip }
    }
}

/// A message that is not all there: an error at the end of the input only.
fn incomplete(unit: &[u8], prefix: usize, eof: bool) -> Decoded {
    if !eof || unit.is_empty() {
        return Ok(());
    }
    Err(Damage { fault: Fault::truncated(unit, prefix), skip: unit.len() })
}

impl Decoder for ItchDecoder {
    fn decode(&mut self, input: &[u8], eof: bool, out: &mut EventBatch) -> Result<usize, DecodeError> {
        let Some(framing) = self.settle_framing(input, eof)? else {
            return Ok(0);
        };
        let passed = if self.lost { self.search(framing, input, eof) } else { 0 };
        let mut row = input.get(passed..).unwrap_or_default();
        let decoded = if self.lost { Ok(()) } else { self.run(framing, &mut row, eof, out) };
        let consumed = input.len() - row.len();
        self.offset += consumed as u64;
        decoded.map(|()| consumed).map_err(|Damage { fault, skip }| {
            let error = self.error(*fault, consumed, Some(skip));
            self.offset += skip as u64;
            error
        })
    }

    fn instruments(&self) -> &InstrumentTable {
        self.normaliser.instruments()
    }

    fn fork(&self) -> Box<dyn Decoder> {
        Box::new(self.clone())
    }
}
