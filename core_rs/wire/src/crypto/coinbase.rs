//! Coinbase Exchange WebSocket feed: channels `level2`, `matches`, `ticker`.

use super::bridge::LevelUpdate;
use super::market::{Frame, instrument, levels, pair, set_levels, snapshot};
use crate::fields::{price, shown, unsigned};
use crate::json::Object;
use crate::lines::Refusal;
use crate::unit::Unit;
use crate::{listing, notes, timestamp};
use plimsoll_types::{
    EventBatch, EventFlags, InstrumentId, InstrumentTable, MarketBody, Nanos, Qty, Side, UNKNOWN_TIME,
};
use std::collections::HashSet;

/// Products of one connection.
#[derive(Debug, Clone, Default)]
pub struct Coinbase {
    /// Products whose snapshot came.
    with_book: HashSet<InstrumentId>,
    levels: Vec<LevelUpdate>,
}

impl Coinbase {
    /// Decodes one frame of `kind` (its `type`).
    ///
    /// # Errors
    /// [`Refusal`] of a frame that is not what its kind promises.
    pub fn frame(
        &mut self,
        table: &mut InstrumentTable,
        frame: &Frame<'_>,
        object: &Object<'_>,
        kind: &[u8],
        out: &mut EventBatch,
    ) -> Result<(), Refusal> {
        self.levels.clear();
        match kind {
            b"snapshot" => {
                levels(object.need("bids")?, Side::Buy, "bids", &mut self.levels)?;
                levels(object.need("asks")?, Side::Sell, "asks", &mut self.levels)?;
            }
            b"l2update" => changes(object, &mut self.levels)?,
            b"match" | b"last_match" => return trade(table, frame, object, kind == b"match", out),
            b"ticker" => return self.ticker(table, frame, object, out),
            _ => return note(frame, kind, out),
        }
        let ts_venue_ns = time(object)?;
        let id = instrument(table, object.scalar("product_id")?, "product_id")?;
        let stamp = frame.stamp(id, ts_venue_ns);
        let mut unit = Unit::open(out);
        if kind == b"snapshot" {
            snapshot(&mut unit, table, stamp, &self.levels);
            if !self.with_book.insert(id) {
                unit.event(stamp, MarketBody::Resync);
            }
        } else if self.with_book.contains(&id) {
            set_levels(&mut unit, table, stamp, EventFlags::default(), &self.levels);
        } else {
            unit.event(stamp, MarketBody::Gap { expected: 0, received: 0 });
            self.with_book.insert(id);
            set_levels(&mut unit, table, stamp, EventFlags::default(), &self.levels);
        }
        unit.close(stamp);
        Ok(())
    }

    /// Best bid and offer, where no book says it better.
    fn ticker(
        &self,
        table: &mut InstrumentTable,
        frame: &Frame<'_>,
        object: &Object<'_>,
        out: &mut EventBatch,
    ) -> Result<(), Refusal> {
        let bid_px = price(object.scalar("best_bid")?, "best_bid")?;
        let ask_px = price(object.scalar("best_ask")?, "best_ask")?;
        let ts_venue_ns = time(object)?;
        let id = instrument(table, object.scalar("product_id")?, "product_id")?;
        let stamp = frame.stamp(id, ts_venue_ns);
        let mut unit = Unit::open(out);
        if self.with_book.contains(&id) {
            unit.note(stamp, notes::TICKER);
        } else {
            let (bid_qty, ask_qty) = (Qty::ZERO, Qty::ZERO); // the ticker says no sizes
            unit.event(stamp, MarketBody::Quote { bid_px, bid_qty, ask_px, ask_qty });
        }
        unit.close(stamp);
        Ok(())
    }
}

fn changes(object: &Object<'_>, into: &mut Vec<LevelUpdate>) -> Result<(), Refusal> {
    object.need("changes")?.each("changes", |change| {
        let [side, px, qty] = change.first::<3>("changes")?;
        let (px, qty) = pair(px, qty, "changes")?;
        into.push(LevelUpdate { side: parse_side(side.scalar(), "changes")?, px, qty });
        Ok(())
    })
}

fn trade(
    table: &mut InstrumentTable,
    frame: &Frame<'_>,
    object: &Object<'_>,
    is_live: bool,
    out: &mut EventBatch,
) -> Result<(), Refusal> {
    let (px, qty) = pair(object.need("price")?, object.need("size")?, "price")?;
    let resting = parse_side(object.scalar("side")?, "side")?;
    let match_id = unsigned(object.scalar("trade_id")?, "trade_id")?;
    let ts_venue_ns = time(object)?;
    let id = instrument(table, object.scalar("product_id")?, "product_id")?;
    let stamp = frame.stamp(id, ts_venue_ns);
    let mut unit = Unit::open(out);
    if is_live {
        listing::learn(table, id, px, qty);
        unit.event(stamp, MarketBody::Trade { px, qty, aggressor: Some(resting.opposite()), match_id });
    } else {
        unit.note(stamp, notes::OLD_TRADE);
    }
    unit.close(stamp);
    Ok(())
}

fn time(object: &Object<'_>) -> Result<Nanos, Refusal> {
    object.get("time").map_or(Ok(UNKNOWN_TIME), |time| timestamp::parse(time.scalar(), "time"))
}

fn parse_side(text: &[u8], field: &'static str) -> Result<Side, Refusal> {
    match text {
        b"buy" => Ok(Side::Buy),
        b"sell" => Ok(Side::Sell),
        _ => Err(Refusal::new(field, format!("{} is neither buy nor sell", shown(text)))),
    }
}

fn note(frame: &Frame<'_>, kind: &[u8], out: &mut EventBatch) -> Result<(), Refusal> {
    let code = match kind {
        b"subscriptions" => notes::SESSION,
        b"heartbeat" => notes::HEARTBEAT,
        b"error" => return Err(Refusal::new("type", format!("the venue refused: {}", shown(frame.value.text())))),
        _ => notes::UNSUPPORTED,
    };
    let mut unit = Unit::open(out);
    unit.note(frame.session_stamp(), code);
    unit.close(frame.session_stamp());
    Ok(())
}
