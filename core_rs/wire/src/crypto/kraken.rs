//! Kraken WebSocket v1: channels `book-N` with checksum, `trade`, `spread`.

use super::bridge::LevelUpdate;
use super::market::{Frame, instrument, levels, pair, set_levels, snapshot};
use crate::fields::{shown, unsigned};
use crate::json::{Object, Value};
use crate::lines::Refusal;
use crate::unit::{Stamp, Unit};
use crate::{listing, notes, timestamp};
use plimsoll_types::{
    EventBatch, EventFlags, InstrumentId, InstrumentTable, MarketBody, Nanos, Price, Qty, Side, UNKNOWN_TIME,
};
use std::collections::{BTreeSet, HashMap};

/// Pairs of one connection.
#[derive(Debug, Clone, Default)]
pub struct Kraken {
    /// Prices of each side that a subscribed book holds: Kraken leaves it to the client to drop what is pushed out.
    books: HashMap<InstrumentId, [BTreeSet<Price>; 2]>,
    levels: Vec<LevelUpdate>,
}

/// What one channel message says of a book.
#[derive(Default)]
struct BookMessage {
    is_snapshot: bool,
    checksum: Option<u32>,
    ts_venue_ns: Nanos,
}

impl Kraken {
    /// Decodes a channel message: `[id, payload, …, "channel", "pair"]`.
    ///
    /// # Errors
    /// [`Refusal`] of a message that is not what its channel promises.
    pub fn channel(
        &mut self,
        table: &mut InstrumentTable,
        frame: &Frame<'_>,
        out: &mut EventBatch,
    ) -> Result<(), Refusal> {
        let mut parts = Vec::new();
        frame.value.each("frame", |part| {
            parts.push(part);
            Ok(())
        })?;
        let [_, payloads @ .., channel, symbol] = parts.as_slice() else {
            return Err(Refusal::new("frame", "a channel message has four parts or more"));
        };
        match channel.scalar() {
            b"trade" => trades(table, frame, payloads, *symbol, out),
            b"spread" => spread(table, frame, payloads, *symbol, out),
            book if book.starts_with(b"book") => self.book(table, frame, (payloads, book, *symbol), out),
            _ => note(frame, notes::UNSUPPORTED, out),
        }
    }

    fn book(
        &mut self,
        table: &mut InstrumentTable,
        frame: &Frame<'_>,
        (payloads, channel, symbol): (&[Value<'_>], &[u8], Value<'_>),
        out: &mut EventBatch,
    ) -> Result<(), Refusal> {
        let depth = match channel.strip_prefix(b"book-") {
            Some(depth) => unsigned(depth, "channel")?,
            None => 10,
        };
        self.levels.clear();
        let message = book_message(payloads, &mut self.levels)?;
        let decimals = payloads.iter().find_map(|payload| decimals_of(*payload));
        let id = instrument(table, symbol.scalar(), "pair")?;
        if let Some((px_decimals, qty_decimals)) = decimals {
            listing::fix(table, id, px_decimals, qty_decimals);
        }
        let stamp = frame.stamp(id, message.ts_venue_ns);
        let mut unit = Unit::open(out);
        self.apply(&mut unit, table, stamp, &message, usize::try_from(depth).unwrap_or(usize::MAX));
        if let Some(value) = message.checksum {
            unit.event(stamp, MarketBody::Checksum { value });
        }
        unit.close(stamp);
        Ok(())
    }

    fn apply(
        &mut self,
        unit: &mut Unit<'_>,
        table: &mut InstrumentTable,
        stamp: Stamp,
        message: &BookMessage,
        depth: usize,
    ) {
        let had_book = self.books.contains_key(&stamp.instrument);
        let book = self.books.entry(stamp.instrument).or_default();
        if message.is_snapshot {
            book.iter_mut().for_each(BTreeSet::clear);
            snapshot(unit, table, stamp, &self.levels);
            if had_book {
                unit.event(stamp, MarketBody::Resync);
            }
        } else {
            if !had_book {
                unit.event(stamp, MarketBody::Gap { expected: 0, received: 0 });
            }
            set_levels(unit, table, stamp, EventFlags::default(), &self.levels);
        }
        for update in &self.levels {
            let side = &mut book[update.side.index()];
            if update.qty == Qty::ZERO {
                side.remove(&update.px)
            } else {
                side.insert(update.px)
            };
        }
        for side in [Side::Buy, Side::Sell] {
            let prices = &mut book[side.index()];
            while prices.len() > depth.max(1) {
                let Some(px) = (if side == Side::Buy { prices.pop_first() } else { prices.pop_last() }) else { break };
                unit.event(stamp, MarketBody::SetLevel { side, px, qty: Qty::ZERO, orders: 0 });
            }
        }
    }
}

/// Decodes an event message: `{"event": …}`.
///
/// # Errors
/// [`Refusal`] where the venue says that it refused something.
pub fn event(frame: &Frame<'_>, object: &Object<'_>, out: &mut EventBatch) -> Result<(), Refusal> {
    let refused = object.get("status").is_some_and(|status| status.scalar() == b"error");
    match object.scalar("event")? {
        _ if refused => Err(Refusal::new("event", format!("the venue refused: {}", shown(frame.value.text())))),
        b"heartbeat" => note(frame, notes::HEARTBEAT, out),
        b"systemStatus" | b"subscriptionStatus" | b"pong" => note(frame, notes::SESSION, out),
        _ => note(frame, notes::UNSUPPORTED, out),
    }
}

fn book_message(payloads: &[Value<'_>], into: &mut Vec<LevelUpdate>) -> Result<BookMessage, Refusal> {
    let mut message = BookMessage { ts_venue_ns: UNKNOWN_TIME, ..BookMessage::default() };
    for payload in payloads {
        for (key, value) in payload.object("book")?.members() {
            let (side, is_snapshot) = match key {
                b"as" => (Side::Sell, true),
                b"bs" => (Side::Buy, true),
                b"a" => (Side::Sell, false),
                b"b" => (Side::Buy, false),
                b"c" => {
                    message.checksum = Some(checksum(value)?);
                    continue;
                }
                _ => return Err(Refusal::new("book", format!("unknown member {}", shown(key)))),
            };
            message.is_snapshot |= is_snapshot;
            levels(value, side, "book", into)?;
            value.each("book", |level| {
                let [_, _, time] = level.first::<3>("book")?;
                message.ts_venue_ns = message.ts_venue_ns.max(timestamp::seconds(time.scalar(), "time")?);
                Ok(())
            })?;
        }
    }
    Ok(message)
}

fn checksum(value: Value<'_>) -> Result<u32, Refusal> {
    let number = unsigned(value.scalar(), "c")?;
    u32::try_from(number).map_err(|_| Refusal::new("c", format!("{number} is not a 32-bit checksum")))
}

/// Decimals in which the venue writes this pair's prices and quantities: its checksum is over that text.
fn decimals_of(payload: Value<'_>) -> Option<(u32, u32)> {
    let (_, side) = payload.object("book").ok()?.members().find(|(_, value)| value.is_array())?;
    let mut found = None;
    let _ = side.each("book", |level| {
        let [px, qty] = level.first::<2>("book")?;
        found = found.or(Some((decimals(px.scalar()), decimals(qty.scalar()))));
        Ok(())
    });
    found
}

fn decimals(text: &[u8]) -> u32 {
    let point = text.iter().position(|&byte| byte == b'.');
    point.map_or(0, |at| u32::try_from(text.len() - at - 1).unwrap_or(0))
}

fn trades(
    table: &mut InstrumentTable,
    frame: &Frame<'_>,
    payloads: &[Value<'_>],
    symbol: Value<'_>,
    out: &mut EventBatch,
) -> Result<(), Refusal> {
    let [payload] = payloads else { return Err(Refusal::new("trade", "not one list of trades")) };
    let id = instrument(table, symbol.scalar(), "pair")?;
    let mut unit = Unit::open(out);
    let mut stamp = frame.stamp(id, UNKNOWN_TIME);
    payload.each("trade", |row| {
        let [px, qty, time, side] = row.first::<4>("trade")?;
        let (px, qty) = pair(px, qty, "trade")?;
        let aggressor = match side.scalar() {
            b"b" => Some(Side::Buy),
            b"s" => Some(Side::Sell),
            other => return Err(Refusal::new("side", format!("{} is neither b nor s", shown(other)))),
        };
        stamp.ts_venue_ns = timestamp::seconds(time.scalar(), "time")?;
        listing::learn(table, id, px, qty);
        unit.event(stamp, MarketBody::Trade { px, qty, aggressor, match_id: 0 });
        Ok(())
    })?;
    unit.close(stamp);
    Ok(())
}

fn spread(
    table: &mut InstrumentTable,
    frame: &Frame<'_>,
    payloads: &[Value<'_>],
    symbol: Value<'_>,
    out: &mut EventBatch,
) -> Result<(), Refusal> {
    let [payload] = payloads else { return Err(Refusal::new("spread", "not one list")) };
    let [bid, ask, time, bid_qty, ask_qty] = payload.first::<5>("spread")?;
    let (bid_px, bid_qty) = pair(bid, bid_qty, "spread")?;
    let (ask_px, ask_qty) = pair(ask, ask_qty, "spread")?;
    let ts_venue_ns = timestamp::seconds(time.scalar(), "time")?;
    let stamp = frame.stamp(instrument(table, symbol.scalar(), "pair")?, ts_venue_ns);
    let mut unit = Unit::open(out);
    unit.event(stamp, MarketBody::Quote { bid_px, bid_qty, ask_px, ask_qty });
    unit.close(stamp);
    Ok(())
}

fn note(frame: &Frame<'_>, code: u8, out: &mut EventBatch) -> Result<(), Refusal> {
    let mut unit = Unit::open(out);
    unit.note(frame.session_stamp(), code);
    unit.close(frame.session_stamp());
    Ok(())
}
