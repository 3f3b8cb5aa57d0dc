//! The decoder's part that reads SoupBinTCP and MoldUDP64 packets.

use super::decoder::{Damage, Decoded, ItchDecoder};
use super::fault::Fault;
use super::framing::Framing;
use super::message::{Message, MessageLengths};
use super::packets::{Continuity, MoldHeader, SoupKind};
use plimsoll_types::{EventBatch, MarketBody};
use zerocopy::FromBytes;

impl ItchDecoder {
    /// SoupBinTCP packets.
    pub(super) fn soup(&mut self, row: &mut &[u8], eof: bool, out: &mut EventBatch) -> Decoded {
        while !out.is_full() && !row.is_empty() {
            let unit = *row;
            let Some((header, body)) = unit.split_first_chunk::<3>() else {
                return packet_incomplete(unit, 3, eof);
            };
            let length = usize::from(u16::from_be_bytes([header[0], header[1]]));
            if let Err(fault) = soup_sound(header[2], length, body) {
                let by_type = 3 + body.first().map_or(0, |&kind| MessageLengths::of(kind));
                return self.resume(Framing::SoupBinTcp, unit, &[by_type, 2 + length], eof, fault);
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
    pub(super) fn mold(&mut self, row: &mut &[u8], eof: bool, out: &mut EventBatch) -> Decoded {
        while !out.is_full() && (self.blocks > 0 || !row.is_empty()) {
            if self.blocks == 0 {
                let unit = *row;
                let Ok((header, rest)) = MoldHeader::ref_from_prefix(unit) else {
                    return packet_incomplete(unit, MoldHeader::LEN, eof);
                };
                if !header.session_is_text() {
                    let reason = format!("\"{}\" is not printable", header.session.escape_ascii());
                    return self.resume(Framing::MoldUdp64, unit, &[], eof, Fault::new("session", reason));
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
        self.resume(Framing::MoldUdp64, unit, &[], eof, fault)
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

/// A packet of `whole` bytes that is not all there: an error at the end of the input only.
fn packet_incomplete(unit: &[u8], whole: usize, eof: bool) -> Decoded {
    if !eof {
        return Ok(());
    }
    let reason = format!("input ends after {} of {whole} bytes of a packet", unit.len());
    Err(Damage { fault: Fault::new("packet_length", reason), skip: unit.len() })
}
