//! Binance combined-stream frames, spot and USD-M futures, with the REST depth snapshot recorded among them.

use super::bridge::{Bridge, LevelUpdate, SnapshotFate, UpdateFate, UpdateIds};
use super::market::{Frame, instrument, levels, pair, set_levels, snapshot};
use crate::fields::{shown, unsigned};
use crate::json::{Object, Value};
use crate::lines::{LineDecoder, LineFormat, Refusal};
use crate::unit::{Stamp, Unit};
use crate::{listing, notes, timestamp};
use plimsoll_types::{EventBatch, EventFlags, InstrumentId, InstrumentTable, MarketBody, Nanos, Side, UNKNOWN_TIME};

/// Decodes recordings of Binance frames, see [`BinanceFrames`].
pub type BinanceDecoder = LineDecoder<BinanceFrames>;

impl BinanceDecoder {
    /// A decoder of lines `LOCAL_NS JSON`, as hftbacktest records them. Depth updates are joined to the snapshot by
    /// update id; a break in their chain is a `Gap`, after which updates are applied to a book that is not to be
    /// believed until the next snapshot joins them (`Resync`).
    #[must_use]
    pub fn new() -> Self {
        Self::over(BinanceFrames::default())
    }
}

impl Default for BinanceDecoder {
    fn default() -> Self {
        Self::new()
    }
}

/// The lines of a recording.
#[derive(Debug, Clone, Default)]
pub struct BinanceFrames {
    table: InstrumentTable,
    venue: Binance,
}

impl LineFormat for BinanceFrames {
    fn line(&mut self, line: &[u8], _number: u64, out: &mut EventBatch) -> Result<(), Refusal> {
        let frame = split(line)?;
        self.venue.frame(&mut self.table, &frame, None, out)
    }

    fn instruments(&self) -> &InstrumentTable {
        &self.table
    }
}

fn split(line: &[u8]) -> Result<Frame<'_>, Refusal> {
    if line.first() == Some(&b'{') {
        return Ok(Frame { ts_recv_ns: UNKNOWN_TIME, value: Value::parse(line)? });
    }
    let at = line
        .iter()
        .position(|&byte| byte == b' ')
        .ok_or_else(|| Refusal::new("line", format!("{} is not a time, a space and a JSON frame", shown(line))))?;
    let ts_recv_ns = timestamp::whole(&line[..at], 1, "local time")?;
    Ok(Frame { ts_recv_ns, value: Value::parse(&line[at + 1..])? })
}

/// A snapshot whose stream has not begun.
#[derive(Debug, Clone)]
struct HeldSnapshot {
    at: u64,
    levels: Vec<LevelUpdate>,
}

/// Streams of one connection.
#[derive(Debug, Clone, Default)]
pub struct Binance {
    /// By instrument; `None` where there is no depth stream.
    bridges: Vec<Option<Bridge>>,
    /// By instrument: the kind of trade frame that came first; the other kind repeats it.
    trade_kinds: Vec<Option<TradeKind>>,
    held: Option<HeldSnapshot>,
    levels: Vec<LevelUpdate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TradeKind {
    Single,
    Aggregate,
}

impl Binance {
    /// Another connection was opened.
    pub fn reconnected(&mut self) {
        self.bridges.iter_mut().flatten().for_each(Bridge::lose);
    }

    /// Decodes one frame. `symbol` is known where the line says so beside the frame.
    ///
    /// # Errors
    /// [`Refusal`] of a frame that is not what its kind promises.
    pub fn frame(
        &mut self,
        table: &mut InstrumentTable,
        frame: &Frame<'_>,
        symbol: Option<&[u8]>,
        out: &mut EventBatch,
    ) -> Result<(), Refusal> {
        let outer = frame.value.object("frame")?;
        let inner = match outer.get("data") {
            Some(data) if data.is_object() => data.object("data")?,
            _ => outer,
        };
        match inner.get("e").map(Value::scalar) {
            Some(b"depthUpdate") => self.depth(table, frame, &inner, out),
            Some(b"trade") => self.trade(table, frame, &inner, TradeKind::Single, out),
            Some(b"aggTrade") => self.trade(table, frame, &inner, TradeKind::Aggregate, out),
            Some(b"bookTicker") => quote(table, frame, &inner, out),
            None if inner.get("B").is_some() && inner.get("A").is_some() => quote(table, frame, &inner, out),
            None if inner.get("lastUpdateId").is_some() && inner.get("bids").is_some() => {
                self.rest_snapshot(table, frame, &inner, symbol, out)
            }
            None if inner.get("result").is_some() => note(frame, notes::SESSION, out),
            _ => note(frame, notes::UNSUPPORTED, out),
        }
    }

    fn depth(
        &mut self,
        table: &mut InstrumentTable,
        frame: &Frame<'_>,
        object: &Object<'_>,
        out: &mut EventBatch,
    ) -> Result<(), Refusal> {
        let ids = UpdateIds {
            first: unsigned(object.scalar("U")?, "U")?,
            last: unsigned(object.scalar("u")?, "u")?,
            previous: object.get("pu").map(|id| unsigned(id.scalar(), "pu")).transpose()?,
        };
        if ids.first > ids.last {
            return Err(Refusal::new("U", format!("{} is behind u {}", ids.first, ids.last)));
        }
        self.levels.clear();
        levels(object.need("b")?, Side::Buy, "b", &mut self.levels)?;
        levels(object.need("a")?, Side::Sell, "a", &mut self.levels)?;
        let ts_venue_ns = venue_time(object)?;
        let id = instrument(table, object.scalar("s")?, "s")?;
        let stamp = frame.stamp(id, ts_venue_ns);
        let mut unit = Unit::open(out);
        if let Some(held) = self.held.take() {
            self.apply_snapshot(table, &mut unit, stamp, held.at, &held.levels);
        }
        let fate = slot(&mut self.bridges, id).get_or_insert_with(Bridge::new).update(ids, &self.levels);
        match fate {
            UpdateFate::Held => unit.note(stamp, notes::HELD),
            UpdateFate::Old => unit.note(stamp, notes::OLD_UPDATE),
            UpdateFate::Apply => {}
            UpdateFate::Gap { expected, received } => unit.event(stamp, MarketBody::Gap { expected, received }),
        }
        if matches!(fate, UpdateFate::Apply | UpdateFate::Gap { .. }) {
            set_levels(&mut unit, table, stamp, EventFlags::default(), &self.levels);
        }
        unit.close(stamp);
        Ok(())
    }

    fn rest_snapshot(
        &mut self,
        table: &mut InstrumentTable,
        frame: &Frame<'_>,
        object: &Object<'_>,
        symbol: Option<&[u8]>,
        out: &mut EventBatch,
    ) -> Result<(), Refusal> {
        let at = unsigned(object.scalar("lastUpdateId")?, "lastUpdateId")?;
        let mut found = Vec::new();
        levels(object.need("bids")?, Side::Buy, "bids", &mut found)?;
        levels(object.need("asks")?, Side::Sell, "asks", &mut found)?;
        let ts_venue_ns = venue_time(object)?;
        let id = match symbol {
            Some(symbol) => Some(instrument(table, symbol, "symbol")?),
            None => self.stream_of(at),
        };
        let mut unit = Unit::open(out);
        let stamp = frame.stamp(id.unwrap_or(InstrumentId::ALL), ts_venue_ns);
        if id.is_some() {
            self.apply_snapshot(table, &mut unit, stamp, at, &found);
        } else if self.bridges.iter().all(Option::is_none) {
            self.held = Some(HeldSnapshot { at, levels: found });
            unit.note(stamp, notes::HELD_SNAPSHOT);
        } else {
            unit.note(stamp, notes::OUT_OF_SEQUENCE_SNAPSHOT);
        }
        unit.close(stamp);
        Ok(())
    }

    /// The stream that a snapshot without a symbol belongs to: the only one, or the only one that it joins.
    fn stream_of(&self, at: u64) -> Option<InstrumentId> {
        let streams = self.bridges.iter().enumerate().filter_map(|(index, bridge)| Some((index, bridge.as_ref()?)));
        let mut ids = streams.clone().map(|(index, _)| index);
        let only = match (ids.next(), ids.next()) {
            (Some(only), None) => Some(only),
            _ => {
                let mut joined = streams.filter(|(_, bridge)| bridge.holds(at)).map(|(index, _)| index);
                joined.next().filter(|_| joined.next().is_none())
            }
        };
        only.and_then(|index| u32::try_from(index).ok()).map(InstrumentId)
    }

    fn apply_snapshot(
        &mut self,
        table: &mut InstrumentTable,
        unit: &mut Unit<'_>,
        stamp: Stamp,
        at: u64,
        found: &[LevelUpdate],
    ) {
        match slot(&mut self.bridges, stamp.instrument).get_or_insert_with(Bridge::new).snapshot(at) {
            SnapshotFate::OutOfSequence => unit.note(stamp, notes::OUT_OF_SEQUENCE_SNAPSHOT),
            SnapshotFate::Apply { updates, ends_gap } => {
                snapshot(unit, table, stamp, found);
                set_levels(unit, table, stamp, EventFlags::default(), &updates);
                if ends_gap {
                    unit.event(stamp, MarketBody::Resync);
                }
            }
        }
    }

    fn trade(
        &mut self,
        table: &mut InstrumentTable,
        frame: &Frame<'_>,
        object: &Object<'_>,
        kind: TradeKind,
        out: &mut EventBatch,
    ) -> Result<(), Refusal> {
        let id_field = if kind == TradeKind::Single { "t" } else { "a" };
        let match_id = unsigned(object.scalar(id_field)?, id_field)?;
        let aggressor = match object.scalar("m")? {
            b"true" => Side::Sell, // the buyer was resting
            b"false" => Side::Buy,
            other => return Err(Refusal::new("m", format!("{} is neither true nor false", shown(other)))),
        };
        let qty = crate::fields::quantity(object.scalar("q")?, "q")?;
        let px = crate::fields::price(object.scalar("p")?, "p")?;
        let ts_venue_ns = venue_time(object)?;
        let id = instrument(table, object.scalar("s")?, "s")?;
        let stamp = frame.stamp(id, ts_venue_ns);
        let mut unit = Unit::open(out);
        if px.raw() <= 0 || qty.raw() == 0 || *slot(&mut self.trade_kinds, id).get_or_insert(kind) != kind {
            unit.note(stamp, notes::UNSUPPORTED);
        } else {
            listing::learn(table, id, px, qty);
            unit.event(stamp, MarketBody::Trade { px, qty, aggressor: Some(aggressor), match_id });
        }
        unit.close(stamp);
        Ok(())
    }
}

fn quote(
    table: &mut InstrumentTable,
    frame: &Frame<'_>,
    object: &Object<'_>,
    out: &mut EventBatch,
) -> Result<(), Refusal> {
    let (bid_px, bid_qty) = pair(object.need("b")?, object.need("B")?, "b")?;
    let (ask_px, ask_qty) = pair(object.need("a")?, object.need("A")?, "a")?;
    let ts_venue_ns = venue_time(object)?;
    let id = instrument(table, object.scalar("s")?, "s")?;
    listing::learn(table, id, bid_px, bid_qty);
    listing::learn(table, id, ask_px, ask_qty);
    let stamp = frame.stamp(id, ts_venue_ns);
    let mut unit = Unit::open(out);
    unit.event(stamp, MarketBody::Quote { bid_px, bid_qty, ask_px, ask_qty });
    unit.close(stamp);
    Ok(())
}

/// `T`, the matching engine's time, else `E`, the time of sending, in milliseconds (or microseconds, told by size).
fn venue_time(object: &Object<'_>) -> Result<Nanos, Refusal> {
    match object.get("T").or_else(|| object.get("E")) {
        Some(time) => timestamp::parse(time.scalar(), "T"),
        None => Ok(UNKNOWN_TIME),
    }
}

fn note(frame: &Frame<'_>, code: u8, out: &mut EventBatch) -> Result<(), Refusal> {
    let mut unit = Unit::open(out);
    unit.note(frame.session_stamp(), code);
    unit.close(frame.session_stamp());
    Ok(())
}

/// The entry of an instrument in a table that grows with them.
fn slot<T: Default>(rows: &mut Vec<T>, id: InstrumentId) -> &mut T {
    if rows.len() <= id.index() {
        rows.resize_with(id.index() + 1, T::default);
    }
    &mut rows[id.index()]
}
