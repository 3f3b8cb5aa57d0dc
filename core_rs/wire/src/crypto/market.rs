//! What the venues' handlers share: price and quantity pairs, levels, and a line's stamp.

use super::bridge::LevelUpdate;
use crate::fields::{price, quantity};
use crate::json::Value;
use crate::lines::Refusal;
use crate::listing;
use crate::unit::{Stamp, Unit};
use plimsoll_types::{EventFlags, InstrumentId, InstrumentTable, MarketBody, Nanos, Price, Qty, Side, UNKNOWN_TIME};

/// A recorded line taken apart: when it was received, and its frame.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Receiver's clock.
    pub ts_recv_ns: Nanos,
    /// The JSON text.
    pub value: Value<'a>,
}

impl Frame<'_> {
    /// The stamp of an event of `instrument` at the venue's `ts_venue_ns`.
    pub const fn stamp(&self, instrument: InstrumentId, ts_venue_ns: Nanos) -> Stamp {
        Stamp { ts_venue_ns, ts_recv_ns: self.ts_recv_ns, instrument }
    }

    /// The stamp of what belongs to no instrument.
    pub const fn session_stamp(&self) -> Stamp {
        self.stamp(InstrumentId::ALL, UNKNOWN_TIME)
    }
}

/// The instrument of a symbol, added on first sight.
///
/// # Errors
/// [`Refusal`] of `field` where the symbol is empty, overlong or no text.
pub fn instrument(table: &mut InstrumentTable, symbol: &[u8], field: &'static str) -> Result<InstrumentId, Refusal> {
    let text = std::str::from_utf8(symbol).ok().filter(|text| (1..=64).contains(&text.len()));
    let Some(text) = text else { return Err(Refusal::new(field, "not a symbol")) };
    Ok(listing::intern(table, text, "", listing::quote_currency(text)))
}

/// A price with its quantity; the price must be positive.
///
/// # Errors
/// [`Refusal`] of `field`.
pub fn pair(px: Value<'_>, qty: Value<'_>, field: &'static str) -> Result<(Price, Qty), Refusal> {
    let (px, qty) = (price(px.scalar(), field)?, quantity(qty.scalar(), field)?);
    if px.raw() <= 0 {
        return Err(Refusal::new(field, format!("{px} is no price")));
    }
    Ok((px, qty))
}

/// Appends the levels `[["price", "quantity", …], …]` of one side.
///
/// # Errors
/// [`Refusal`] of `field`.
pub fn levels(value: Value<'_>, side: Side, field: &'static str, into: &mut Vec<LevelUpdate>) -> Result<(), Refusal> {
    value.each(field, |level| {
        let [px, qty] = level.first::<2>(field)?;
        let (px, qty) = pair(px, qty, field)?;
        into.push(LevelUpdate { side, px, qty });
        Ok(())
    })
}

/// Appends `SetLevel` events and learns the instrument's steps from them.
pub fn set_levels(
    unit: &mut Unit<'_>,
    table: &mut InstrumentTable,
    stamp: Stamp,
    flags: EventFlags,
    levels: &[LevelUpdate],
) {
    for &LevelUpdate { side, px, qty } in levels {
        listing::learn(table, stamp.instrument, px, qty);
        unit.push(stamp, flags, MarketBody::SetLevel { side, px, qty, orders: 0 });
    }
}

/// Empties the book and fills it with `levels`.
pub fn snapshot(unit: &mut Unit<'_>, table: &mut InstrumentTable, stamp: Stamp, levels: &[LevelUpdate]) {
    unit.push(stamp, EventFlags::SNAPSHOT, MarketBody::Clear { side: None });
    set_levels(unit, table, stamp, EventFlags::SNAPSHOT, levels);
}
