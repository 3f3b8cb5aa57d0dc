//! Codes of [`MarketBody::Note`](plimsoll_types::MarketBody::Note): units that change no book, counted by name.

/// A unit that the decoder understands but that has nothing for the book.
pub const EMPTY: u8 = 200;
/// A message of a kind that the decoder does not support.
pub const UNSUPPORTED: u8 = 201;
/// A subscription, an acknowledgement, a connection: the session's own talk.
pub const SESSION: u8 = 202;
/// A heartbeat.
pub const HEARTBEAT: u8 = 203;
/// A depth update held until its snapshot comes.
pub const HELD: u8 = 204;
/// A depth update that the book already contains.
pub const OLD_UPDATE: u8 = 205;
/// A snapshot that does not follow from the updates, or that nothing asked for: ignored.
pub const OUT_OF_SEQUENCE_SNAPSHOT: u8 = 206;
/// A snapshot held until the first update of its stream names the instrument.
pub const HELD_SNAPSHOT: u8 = 207;
/// A trade of before the recording.
pub const OLD_TRADE: u8 = 208;
/// A ticker of an instrument whose book and trades come on their own.
pub const TICKER: u8 = 209;
/// An event about an order that the book does not hold.
pub const UNKNOWN_ORDER: u8 = 210;
/// Reference data: a security, an instrument list.
pub const REFERENCE: u8 = 211;
/// A packet that is not of this feed.
pub const FOREIGN_PACKET: u8 = 212;
/// An execution that its own later message books.
pub const FILL: u8 = 213;

/// The name of a code of this list; `None` for a venue's own code.
#[must_use]
pub const fn name(code: u8) -> Option<&'static str> {
    Some(match code {
        EMPTY => "empty",
        UNSUPPORTED => "unsupported",
        SESSION => "session",
        HEARTBEAT => "heartbeat",
        HELD => "update held for its snapshot",
        OLD_UPDATE => "update older than the book",
        OUT_OF_SEQUENCE_SNAPSHOT => "snapshot out of sequence, ignored",
        HELD_SNAPSHOT => "snapshot held for its stream",
        OLD_TRADE => "trade before the recording",
        TICKER => "ticker beside a book",
        UNKNOWN_ORDER => "unknown order",
        REFERENCE => "reference data",
        FOREIGN_PACKET => "packet of another feed",
        FILL => "fill booked by its cancel",
        _ => return None,
    })
}
