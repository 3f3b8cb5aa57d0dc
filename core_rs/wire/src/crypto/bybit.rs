//! Bybit's public WebSocket of 2021: topics `orderBookL2_25` (and deeper), `trade`.

use super::bridge::LevelUpdate;
use super::market::{Frame, instrument, pair, set_levels, snapshot};
use crate::fields::{price, shown, unsigned};
use crate::json::{Object, Value};
use crate::lines::Refusal;
use crate::unit::{Stamp, Unit};
use crate::{listing, notes, timestamp};
use plimsoll_types::{
    EventBatch, EventFlags, InstrumentId, InstrumentTable, MarketBody, Nanos, Qty, Side, UNKNOWN_TIME,
};
use std::collections::HashMap;

/// Topics of one connection.
#[derive(Debug, Clone, Default)]
pub struct Bybit {
    /// The `cross_seq` that a book stands at.
    reached: HashMap<InstrumentId, Reached>,
    levels: Vec<LevelUpdate>,
}

#[derive(Debug, Clone, Copy)]
struct Reached {
    sequence: u64,
    is_whole: bool,
}

impl Bybit {
    /// Another connection was opened.
    pub fn reconnected(&mut self) {
        self.reached.values_mut().for_each(|reached| reached.is_whole = false);
    }

    /// Decodes one frame of `topic`.
    ///
    /// # Errors
    /// [`Refusal`] of a frame that is not what its topic promises.
    pub fn frame(
        &mut self,
        table: &mut InstrumentTable,
        frame: &Frame<'_>,
        object: &Object<'_>,
        topic: &[u8],
        out: &mut EventBatch,
    ) -> Result<(), Refusal> {
        let (name, symbol) = match topic.iter().rposition(|&byte| byte == b'.') {
            Some(at) => (&topic[..at], &topic[at + 1..]),
            None => (topic, &[][..]),
        };
        if name.starts_with(b"orderBook") {
            self.book(table, frame, object, symbol, out)
        } else if name == b"trade" {
            trades(table, frame, object, out)
        } else {
            let mut unit = Unit::open(out);
            unit.note(frame.session_stamp(), notes::UNSUPPORTED);
            unit.close(frame.session_stamp());
            Ok(())
        }
    }

    fn book(
        &mut self,
        table: &mut InstrumentTable,
        frame: &Frame<'_>,
        object: &Object<'_>,
        symbol: &[u8],
        out: &mut EventBatch,
    ) -> Result<(), Refusal> {
        let is_snapshot = match object.scalar("type")? {
            b"snapshot" => true,
            b"delta" => false,
            other => return Err(Refusal::new("type", format!("{} is neither snapshot nor delta", shown(other)))),
        };
        let sequence = unsigned(object.scalar("cross_seq")?, "cross_seq")?;
        let ts_venue_ns = timestamp::whole(object.scalar("timestamp_e6")?, 1_000, "timestamp_e6")?;
        self.levels.clear();
        let data = object.need("data")?;
        if is_snapshot {
            whole_book(data, &mut self.levels)?
        } else {
            delta(data, &mut self.levels)?
        }
        let id = instrument(table, symbol, "topic")?;
        let stamp = frame.stamp(id, ts_venue_ns);
        let mut unit = Unit::open(out);
        if is_snapshot {
            self.begin(&mut unit, table, stamp, sequence);
        } else {
            self.follow(&mut unit, table, stamp, sequence);
        }
        unit.close(stamp);
        Ok(())
    }

    fn begin(&mut self, unit: &mut Unit<'_>, table: &mut InstrumentTable, stamp: Stamp, sequence: u64) {
        snapshot(unit, table, stamp, &self.levels);
        let before = self.reached.insert(stamp.instrument, Reached { sequence, is_whole: true });
        if before.is_some_and(|reached| !reached.is_whole) {
            unit.event(stamp, MarketBody::Resync);
        }
    }

    /// `cross_seq` skips numbers but must grow; a book without snapshot is not whole.
    fn follow(&mut self, unit: &mut Unit<'_>, table: &mut InstrumentTable, stamp: Stamp, sequence: u64) {
        let reached = self.reached.entry(stamp.instrument).or_insert(Reached { sequence: 0, is_whole: true });
        if sequence <= reached.sequence || reached.sequence == 0 {
            unit.event(stamp, MarketBody::Gap { expected: reached.sequence, received: sequence });
            reached.is_whole = false;
        }
        reached.sequence = reached.sequence.max(sequence);
        set_levels(unit, table, stamp, EventFlags::default(), &self.levels);
    }
}

/// `{"order_book": […]}` of linear contracts, the bare list of inverse ones.
fn whole_book(data: Value<'_>, into: &mut Vec<LevelUpdate>) -> Result<(), Refusal> {
    let list = if data.is_object() { data.object("data")?.need("order_book")? } else { data };
    list.each("order_book", |row| level(row, true, into))
}

fn delta(data: Value<'_>, into: &mut Vec<LevelUpdate>) -> Result<(), Refusal> {
    let data = data.object("data")?;
    for (field, has_size) in [("delete", false), ("update", true), ("insert", true)] {
        data.need(field)?.each(field, |row| level(row, has_size, into))?;
    }
    Ok(())
}

fn level(row: Value<'_>, has_size: bool, into: &mut Vec<LevelUpdate>) -> Result<(), Refusal> {
    let row = row.object("data")?;
    let side = parse_side(row.scalar("side")?)?;
    let px = row.need("price")?;
    if has_size {
        let (px, qty) = pair(px, row.need("size")?, "size")?;
        into.push(LevelUpdate { side, px, qty });
    } else {
        into.push(LevelUpdate { side, px: price(px.scalar(), "price")?, qty: Qty::ZERO });
    }
    Ok(())
}

fn trades(
    table: &mut InstrumentTable,
    frame: &Frame<'_>,
    object: &Object<'_>,
    out: &mut EventBatch,
) -> Result<(), Refusal> {
    let mut unit = Unit::open(out);
    let mut stamp = frame.session_stamp();
    object.need("data")?.each("data", |row| {
        let row = row.object("data")?;
        let (px, qty) = pair(row.need("price")?, row.need("size")?, "price")?;
        let aggressor = Some(parse_side(row.scalar("side")?)?);
        let ts_venue_ns = trade_time(&row)?;
        let id = instrument(table, row.scalar("symbol")?, "symbol")?;
        listing::learn(table, id, px, qty);
        stamp = frame.stamp(id, ts_venue_ns);
        unit.event(stamp, MarketBody::Trade { px, qty, aggressor, match_id: 0 });
        Ok(())
    })?;
    unit.close(stamp);
    Ok(())
}

fn trade_time(row: &Object<'_>) -> Result<Nanos, Refusal> {
    match (row.get("trade_time_ms"), row.get("timestamp")) {
        (Some(ms), _) => timestamp::whole(ms.scalar(), 1_000_000, "trade_time_ms"),
        (None, Some(iso)) => timestamp::parse(iso.scalar(), "timestamp"),
        (None, None) => Ok(UNKNOWN_TIME),
    }
}

fn parse_side(text: &[u8]) -> Result<Side, Refusal> {
    match text {
        b"Buy" => Ok(Side::Buy),
        b"Sell" => Ok(Side::Sell),
        _ => Err(Refusal::new("side", format!("{} is neither Buy nor Sell", shown(text)))),
    }
}
