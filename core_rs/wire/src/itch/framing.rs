//! How messages follow each other in a byte stream, and the fastest way through one that is in memory.

use super::message::{Message, MessageLengths};
use super::packets::{MoldHeader, SoupKind};
use zerocopy::FromBytes;

/// What stands between the messages of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Framing {
    /// A two-byte big-endian length before each message: Nasdaq's daily files.
    LengthPrefixed,
    /// Two zero bytes before each message; lengths follow from the types: the 2010 test file.
    ZeroPrefixed,
    /// Nothing; lengths follow from the types.
    Bare,
    /// SoupBinTCP 3.00 packets, server to client.
    SoupBinTcp,
    /// MoldUDP64 1.00 packets, one behind the other.
    MoldUdp64,
}

impl Framing {
    /// Bytes before a message that are not its own, where it stands in a row of messages.
    pub(super) const fn prefix(self) -> usize {
        match self {
            Self::LengthPrefixed | Self::ZeroPrefixed | Self::MoldUdp64 => 2,
            Self::Bare | Self::SoupBinTcp => 0,
        }
    }

    /// Whether those bytes are the length.
    pub(super) const fn lengths_given(self) -> bool {
        matches!(self, Self::LengthPrefixed | Self::MoldUdp64)
    }
}

/// The messages of `bytes`, framed by `framing`, until the first that is damaged or incomplete.
#[must_use]
pub fn messages(bytes: &[u8], framing: Framing) -> Messages<'_> {
    let (row, beyond) = match framing {
        Framing::LengthPrefixed | Framing::ZeroPrefixed | Framing::Bare => bytes.split_at(bytes.len()),
        Framing::SoupBinTcp | Framing::MoldUdp64 => bytes.split_at(0),
    };
    Messages { all: bytes, row, beyond, framing }
}

/// Iterator of [`messages`]. Ends at the first byte that is no whole valid message: [`remainder`](Self::remainder) tells
/// the end of the input from damage. Heartbeats and sequence numbers of packets are passed over unchecked; the
/// [`ItchDecoder`](super::ItchDecoder) checks them.
///
/// `for_each`, `fold`, `sum` and the like are faster than a `for` loop: they keep the position in registers.
#[derive(Debug, Clone)]
pub struct Messages<'a> {
    all: &'a [u8],
    /// Messages that follow each other without packet headers; all of them where there are no packets.
    row: &'a [u8],
    beyond: &'a [u8],
    framing: Framing,
}

impl<'a> Messages<'a> {
    /// What was not read: empty when all of it was.
    #[must_use]
    pub fn remainder(&self) -> &'a [u8] {
        self.all.get(self.all.len() - self.row.len() - self.beyond.len()..).unwrap_or(self.beyond)
    }

    /// Goes on to the messages of the next packet that has some.
    #[cold]
    #[inline(never)]
    fn next_packet(&mut self) -> Option<()> {
        while self.row.is_empty() {
            let (row, beyond) = match self.framing {
                Framing::SoupBinTcp => soup_payload(self.beyond)?,
                _ => mold_blocks(self.beyond)?,
            };
            (self.row, self.beyond) = (row, beyond);
        }
        Some(())
    }
}

/// The message in the SoupBinTCP packet at the front of `bytes` (none in control packets), and what is behind the packet.
fn soup_payload(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (header, body) = bytes.split_first_chunk::<3>()?;
    let length = usize::from(u16::from_be_bytes([header[0], header[1]])).checked_sub(1)?;
    let (payload, beyond) = body.split_at_checked(length)?;
    match SoupKind::of(header[2])? {
        SoupKind::Sequenced => Message::of(payload).map(|_| (payload, beyond)),
        _ => Some((&[], beyond)),
    }
}

/// The message blocks of the MoldUDP64 packet at the front of `bytes`, and what is behind the packet.
fn mold_blocks(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (header, body) = MoldHeader::ref_from_prefix(bytes).ok()?;
    let mut beyond = body;
    for _ in 0..header.messages() {
        let (length, block) = beyond.split_first_chunk()?;
        beyond = block.get(usize::from(u16::from_be_bytes(*length))..)?;
    }
    Some((body.get(..body.len() - beyond.len())?, beyond))
}

/// Takes the next message of a row.
#[inline(always)]
pub(super) fn take<'a>(row: &mut &'a [u8], framing: Framing) -> Option<Message<'a>> {
    let prefix = framing.prefix();
    let bytes = row.get(prefix..)?;
    let length = if framing.lengths_given() {
        usize::from(u16::from_be_bytes(*row.first_chunk()?))
    } else {
        if framing == Framing::ZeroPrefixed && row.first_chunk() != Some(&[0, 0]) {
            return None;
        }
        MessageLengths::of(*bytes.first()?)
    };
    let message = Message::at_front(bytes, length)?;
    *row = bytes.get(length..)?;
    Some(message)
}

impl<'a> Iterator for Messages<'a> {
    type Item = Message<'a>;

    #[inline(always)]
    fn next(&mut self) -> Option<Message<'a>> {
        if self.row.is_empty() && !self.beyond.is_empty() {
            self.next_packet()?;
        }
        take(&mut self.row, self.framing)
    }

    #[inline(always)]
    fn fold<B, F: FnMut(B, Message<'a>) -> B>(mut self, init: B, mut each: F) -> B {
        let mut folded = init;
        loop {
            let mut row = self.row;
            while let Some(message) = take(&mut row, self.framing) {
                folded = each(folded, message);
            }
            self.row = row;
            if self.beyond.is_empty() || self.next_packet().is_none() {
                return folded;
            }
        }
    }
}
