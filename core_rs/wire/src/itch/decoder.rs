//! The ITCH decoder behind the interface of all codecs.

use super::fault::Fault;
use super::framing::{Framing, take};
use super::message::{Message, MessageLengths};
use super::normalise::Normaliser;
use super::packets::{Continuity, MoldHeader, Sequence, SoupKind};
use crate::{DecodeError, Decoder};
use plimsoll_types::{EventBatch, InstrumentTable, MarketBody, Nanos};
use zerocopy::FromBytes;

/// What the bytes do not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItchSettings {
    /// How messages are framed; `None` looks at the first [`Framing::DETECTION_BYTES`] bytes. Live streams should name it:
    /// detection waits until it has that many.
    pub framing: Option<Framing>,
    /// UTC nanoseconds of the trading day's midnight in New York; zero leaves times since midnight.
    pub midnight_ns: Nanos,
    /// The Nasdaq market whose book this is.
    pub market: Market,
}

/// Markets that speak ITCH 5.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Market {
    /// The Nasdaq Stock Market, XNAS.
    #[default]
    Nasdaq,
    /// Nasdaq BX, XBOS.
    Bx,
    /// Nasdaq PSX, XPSX.
    Psx,
}

impl Market {
    /// ISO 10383 market identifier code.
    #[must_use]
    pub const fn mic(self) -> &'static str {
        match self {
            Self::Nasdaq => "XNAS",
            Self::Bx => "XBOS",
            Self::Psx => "XPSX",
        }
    }

    /// The market code of operational halts.
    const fn code(self) -> u8 {
        match self {
            Self::Nasdaq => b'Q',
            Self::Bx => b'B',
            Self::Psx => b'X',
        }
    }
}

impl Default for ItchSettings {
    fn default() -> Self {
        Self { framing: None, midnight_ns: 0, market: Market::Nasdaq }
    }
}

/// Decodes one TotalView-ITCH 5.0 stream.
///
/// One unit is one message and gives one event, the last of its unit. Prices and shares that cannot be (zero, beyond
/// 200,000.0000), codes that the specification does not list, a stock that differs from its locate's, and time that goes
/// back are damage. In packets, missing sequence numbers give a [`MarketBody::Gap`], repeated messages are dropped, and a
/// new session gives a [`MarketBody::Clear`] of everything. Heartbeats and the end of a session are notes (`H`, `Z`) and
/// no units. Notes of other messages carry their type, those of system events the event's code.
#[derive(Debug, Clone)]
pub struct ItchDecoder {
    framing: Option<Framing>,
    normaliser: Normaliser,
    sequence: Sequence,
    /// Message blocks still to come in the MoldUDP64 packet.
    blocks: u16,
    offset: u64,
    /// Looking for the next sound message after damage.
    lost: bool,
}

/// A damaged unit and how far to go on behind its start.
struct Damage {
    fault: Box<Fault>,
    skip: usize,
}

type Decoded = Result<(), Damage>;

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
        self.resume(framing, unit, prefix + given.max(length), eof, fault)
    }

    /// Reports damage at the front of `unit`, which says it is `length` bytes long, once it is known where to go on.
    fn resume(&mut self, framing: Framing, unit: &[u8], length: usize, eof: bool, fault: Box<Fault>) -> Decoded {
        if !eof && unit.len() < 2 * framing.lookahead() {
            return Ok(());
        }
        let found = framing.resume_point(unit, length, eof);
        self.lost = found.is_none();
        Err(Damage { fault, skip: found.unwrap_or(framing.scannable(unit, eof)) })
    }

    /// Goes on looking for a sound message after damage. Returns the bytes to pass over.
    fn search(&mut self, framing: Framing, bytes: &[u8], eof: bool) -> usize {
        if framing.goes_on(bytes, eof) && (eof || bytes.len() >= framing.lookahead()) {
            self.lost = false;
            return 0;
        }
        let found = framing.resume_point(bytes, 0, eof);
        self.lost = found.is_none();
        found.unwrap_or(framing.scannable(bytes, eof))
    }

    /// SoupBinTCP packets.
    fn soup(&mut self, row: &mut &[u8], eof: bool, out: &mut EventBatch) -> Decoded {
        while !out.is_full() && !row.is_empty() {
            let unit = *row;
            let Some((header, body)) = unit.split_first_chunk::<3>() else {
                return packet_incomplete(unit, 3, eof);
            };
            let length = usize::from(u16::from_be_bytes([header[0], header[1]]));
            if let Err(fault) = soup_sound(header[2], length, body) {
                return self.resume(Framing::SoupBinTcp, unit, 2 + length, eof, fault);
            }
            let Some((payload, rest)) = body.split_at_checked(length - 1) else {
                return packet_incomplete(unit, 2 + length, eof);
            };
            if let Err(fault) = self.soup_packet(header[2], payload, out) {
                return Err(Damage { fault, skip: 2 + length });
            }
            *row = rest;
        }
        Ok(())
    }

    fn soup_packet(&mut self, kind: u8, payload: &[u8], out: &mut EventBatch) -> Result<(), Box<Fault>> {
        match SoupKind::of(kind) {
            Some(SoupKind::Sequenced) => self.sequenced(payload, out),
            Some(SoupKind::LoginAccepted) => self.soup_login(payload, out),
            Some(SoupKind::Heartbeat) => {
                self.normaliser.push_control(MarketBody::Note { code: b'H' }, out);
                Ok(())
            }
            Some(SoupKind::EndOfSession) => {
                self.normaliser.push_control(MarketBody::Note { code: b'Z' }, out);
                Ok(())
            }
            Some(SoupKind::Other) | None => Ok(()),
        }
    }

    /// One message with a sequence number: decoded unless it was delivered before.
    fn sequenced(&mut self, bytes: &[u8], out: &mut EventBatch) -> Result<(), Box<Fault>> {
        let fresh = self.sequence.admit();
        let kind = bytes.first().copied().unwrap_or_default();
        let message = Message::of(bytes).ok_or_else(|| Fault::kind_or_length(kind, bytes.len()))?;
        if fresh {
            self.normaliser.apply(message, out)?;
            out.units += 1;
        }
        Ok(())
    }

    fn soup_login(&mut self, payload: &[u8], out: &mut EventBatch) -> Result<(), Box<Fault>> {
        let Some((session, number)) = payload.split_first_chunk::<10>() else {
            return Err(Fault::new("packet_length", "login without a session"));
        };
        let text = std::str::from_utf8(number).map(str::trim).unwrap_or_default();
        let sequence = text.parse().map_err(|_| {
            Fault::new("sequence_number", format!("\"{}\" is no sequence number", number.escape_ascii()))
        })?;
        self.announced(*session, sequence, out);
        Ok(())
    }

    /// A packet says which message comes next.
    fn announced(&mut self, session: [u8; 10], sequence: u64, out: &mut EventBatch) {
        let (missing_from, received) = match self.sequence.announce(session, sequence) {
            Continuity::Whole => return,
            Continuity::Gap { due, received } => (due, received),
            Continuity::NewSession { received } => {
                self.normaliser.start_session();
                self.normaliser.push_control(MarketBody::Clear { side: None }, out);
                (1, received)
            }
        };
        if received > missing_from {
            self.normaliser.push_control(MarketBody::Gap { expected: missing_from, received }, out);
        }
    }

    /// MoldUDP64 packets.
    fn mold(&mut self, row: &mut &[u8], eof: bool, out: &mut EventBatch) -> Decoded {
        while !out.is_full() && (self.blocks > 0 || !row.is_empty()) {
            if self.blocks == 0 {
                let unit = *row;
                let Ok((header, rest)) = MoldHeader::ref_from_prefix(unit) else {
                    return packet_incomplete(unit, MoldHeader::LEN, eof);
                };
                if !header.session_is_text() {
                    let reason = format!("\"{}\" is not printable", header.session.escape_ascii());
                    return self.resume(Framing::MoldUdp64, unit, 0, eof, Fault::new("session", reason));
                }
                self.mold_header(header, out);
                *row = rest;
            } else if !self.mold_block(row, eof, out)? {
                return Ok(());
            }
        }
        Ok(())
    }

    fn mold_header(&mut self, header: &MoldHeader, out: &mut EventBatch) {
        self.announced(header.session, header.sequence.get(), out);
        self.blocks = header.messages();
        match header.count.get() {
            0 => self.normaliser.push_control(MarketBody::Note { code: b'H' }, out),
            MoldHeader::END_OF_SESSION => self.normaliser.push_control(MarketBody::Note { code: b'Z' }, out),
            _ => {}
        }
    }

    /// The next message of the packet; `false` when more bytes are needed.
    fn mold_block(&mut self, row: &mut &[u8], eof: bool, out: &mut EventBatch) -> Result<bool, Damage> {
        let unit = *row;
        let Some((field, body)) = unit.split_first_chunk::<2>() else {
            return self.mold_cut(unit, eof);
        };
        let length = usize::from(u16::from_be_bytes(*field));
        let Some(&kind) = body.first() else {
            return self.mold_cut(unit, eof);
        };
        if MessageLengths::of(kind) != length || length == 0 {
            return self.mold_damaged(unit, length, eof, Fault::kind_or_length(kind, length)).map(|()| false);
        }
        let Some((message, rest)) = body.split_at_checked(length) else {
            return self.mold_cut(unit, eof);
        };
        self.blocks -= 1;
        self.sequenced(message, out).map_err(|fault| Damage { fault, skip: 2 + length })?;
        *row = rest;
        Ok(true)
    }

    /// The input ends within a packet.
    fn mold_cut(&mut self, unit: &[u8], eof: bool) -> Result<bool, Damage> {
        if !eof {
            return Ok(false);
        }
        let reason = format!("input ends {} messages before the end of its packet", self.blocks);
        let fault = if unit.is_empty() { Fault::new("message_count", reason) } else { Fault::truncated(unit, 2) };
        self.blocks = 0;
        Err(Damage { fault, skip: unit.len() })
    }

    /// A block whose length and type disagree: the packet has fewer blocks than its header says, or the block's length
    /// can be believed and the next one follows, or all is lost until the next packet.
    fn mold_damaged(&mut self, unit: &[u8], length: usize, eof: bool, fault: Box<Fault>) -> Decoded {
        if !eof && unit.len() < 2 * Framing::MoldUdp64.lookahead() {
            return Ok(());
        }
        if Framing::MoldUdp64.begins(unit) {
            self.blocks = 0;
            return Err(Damage { fault, skip: 0 });
        }
        let next = unit.get(2 + length..).unwrap_or_default();
        let expected = if self.blocks > 1 { Framing::LengthPrefixed } else { Framing::MoldUdp64 };
        if !next.is_empty() && expected.begins(next) {
            self.blocks -= 1;
            self.sequence.admit();
            return Err(Damage { fault, skip: 2 + length });
        }
        self.blocks = 0;
        self.resume(Framing::MoldUdp64, unit, 0, eof, fault)
    }

    #[cold]
    fn error(&self, fault: Fault, consumed: usize, skip: Option<usize>) -> DecodeError {
        let Fault { field, reason } = fault;
        DecodeError { offset: self.offset, line: None, field, reason, consumed, skip }
    }
}

/// Whether a SoupBinTCP packet's type and length go together, as far as its first bytes tell.
fn soup_sound(kind: u8, length: usize, body: &[u8]) -> Result<(), Box<Fault>> {
    match SoupKind::of(kind) {
        None => Err(Fault::code("packet_type", kind, "S, A, H, Z, J, +, U and the client's L, R, O")),
        Some(found) if !found.length_fits(length) => {
            Err(Fault::new("packet_length", format!("{length} for packet type '{}'", char::from(kind))))
        }
        Some(SoupKind::Sequenced) if length == 1 => Err(Fault::new("packet_length", "sequenced data without data")),
        Some(SoupKind::Sequenced) => match body.first() {
            Some(&kind) if MessageLengths::of(kind) + 1 != length => Err(Fault::kind_or_length(kind, length - 1)),
            _ => Ok(()),
        },
        Some(_) => Ok(()),
    }
}

/// A message that is not all there: an error at the end of the input only.
fn incomplete(unit: &[u8], prefix: usize, eof: bool) -> Decoded {
    if !eof || unit.is_empty() {
        return Ok(());
    }
    Err(Damage { fault: Fault::truncated(unit, prefix), skip: unit.len() })
}

/// A packet of `whole` bytes that is not all there: an error at the end of the input only.
fn packet_incomplete(unit: &[u8], whole: usize, eof: bool) -> Decoded {
    if !eof {
        return Ok(());
    }
    let reason = format!("input ends after {} of {whole} bytes of a packet", unit.len());
    Err(Damage { fault: Fault::new("packet_length", reason), skip: unit.len() })
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
