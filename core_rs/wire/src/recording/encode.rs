//! Events into data blocks.

use super::block::{BlockHeader, BlockKind, HEADER_BYTES, REDEFINES};
use super::payload::{
    ADD_BUY, AMEND_BUY, AUCTION, BAR, BAR_WITHOUT_VALUES, CHECKSUM, CLEAR, DEFINITION, DELETE, EXECUTE, GAP, NO_RECV,
    NOTE, QUOTE, REDUCE, REPLACE, RESYNC, SAME_FLAGS, SAME_SLOT, SET_LEVEL_BUY, STATUS, Slot, TRADE, TRADE_BUST, Trail,
};
use super::varint::{put, put_signed, put_text};
use plimsoll_types::{Bar, Instrument, InstrumentId, MarketBody, MarketEvent, Side, UNKNOWN_TIME};

/// Bytes after which a block is worth writing.
const TARGET: usize = 64 << 10;

/// Ids looked up by place; those beyond are searched for.
const NEAR: usize = 1 << 16;

/// A data block under way. It keeps its memory from block to block.
#[derive(Debug)]
pub struct BlockEncoder {
    /// Room for the header, then the payload.
    bytes: Vec<u8>,
    slots: Vec<Slot>,
    /// Place in `slots` plus one, by id.
    places: Vec<u32>,
    trail: Trail,
    header: BlockHeader,
}

impl Default for BlockEncoder {
    fn default() -> Self {
        let header = BlockHeader {
            kind: BlockKind::Data,
            flags: 0,
            length: 0,
            crc: 0,
            first_ns: UNKNOWN_TIME,
            last_ns: UNKNOWN_TIME,
            units_before: 0,
            units: 0,
            damaged: 0,
            events: 0,
            gaps: 0,
            number: 0,
        };
        Self { bytes: vec![0; HEADER_BYTES], slots: Vec::new(), places: Vec::new(), trail: Trail::default(), header }
    }
}

impl BlockEncoder {
    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.len() == HEADER_BYTES && self.header.units == 0 && self.header.damaged == 0
    }

    /// Whether it is worth writing.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.bytes.len() >= TARGET
    }

    /// Empties it.
    pub fn clear(&mut self) {
        for slot in self.slots.drain(..) {
            if let Some(place) = self.places.get_mut(slot.id as usize) {
                *place = 0;
            }
        }
        self.bytes.truncate(HEADER_BYTES);
        self.trail = Trail::default();
        self.header = Self::default().header;
    }

    /// Defines an instrument from here on. One that `redefines` must stand before every event of its block.
    pub fn define(&mut self, id: InstrumentId, instrument: &Instrument, redefines: bool) {
        let Instrument { symbol, venue_mic, currency, tick, lot } = instrument;
        self.bytes.push(DEFINITION);
        put(&mut self.bytes, u64::from(id.0));
        put_text(&mut self.bytes, symbol);
        put_text(&mut self.bytes, venue_mic);
        put_text(&mut self.bytes, currency);
        put_signed(&mut self.bytes, tick.raw());
        put_signed(&mut self.bytes, lot.raw());
        if redefines {
            self.header.flags |= REDEFINES;
        }
    }

    /// Counts units and damaged units.
    pub const fn count(&mut self, units: u64, damaged: u64) {
        self.header.units = saturated(self.header.units, units);
        self.header.damaged = saturated(self.header.damaged, damaged);
    }

    /// Appends an event; `instruments` give the steps that its numbers are counted in, `bars` what it may point to.
    pub fn event(&mut self, event: &MarketEvent, bars: &[Bar], instruments: &[Instrument]) {
        let place = self.slot_of(event.instrument);
        let mut first = kind_of(&event.body, bars);
        let is_new = place == self.slots.len();
        let same_slot = !is_new && place == self.trail.slot && self.header.events > 0;
        let same_flags = event.flags.0 == self.trail.flags;
        let no_recv = event.ts_recv_ns == UNKNOWN_TIME;
        for (set, bit) in [(same_slot, SAME_SLOT), (same_flags, SAME_FLAGS), (no_recv, NO_RECV)] {
            first |= if set { bit } else { 0 };
        }
        self.bytes.push(first);
        if !same_slot {
            put(&mut self.bytes, place as u64);
        }
        if is_new {
            self.open_slot(event.instrument, instruments);
        }
        if !same_flags {
            put(&mut self.bytes, u64::from(event.flags.0));
        }
        self.times(event);
        self.trail.slot = place;
        self.trail.flags = event.flags.0;
        self.body(&event.body, bars);
        self.header.events = self.header.events.saturating_add(1);
        self.header.gaps += u32::from(matches!(event.body, MarketBody::Gap { .. }));
    }

    /// The whole block, as it is written: valid until the next change. It may be sealed again, elsewhere.
    pub fn seal(&mut self, number: u32, units_before: u64) -> (BlockHeader, &[u8]) {
        let payload = &self.bytes[HEADER_BYTES..];
        self.header.length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
        self.header.crc = crc32fast::hash(payload);
        self.header.number = number;
        self.header.units_before = units_before;
        let header = self.header.to_bytes();
        self.bytes[..HEADER_BYTES].copy_from_slice(&header);
        (self.header, &self.bytes)
    }

    /// Units counted so far.
    #[must_use]
    pub const fn units(&self) -> u64 {
        self.header.units as u64
    }

    /// Events so far.
    #[must_use]
    pub const fn events(&self) -> u64 {
        self.header.events as u64
    }

    fn slot_of(&self, id: InstrumentId) -> usize {
        if self.slots.get(self.trail.slot).is_some_and(|slot| slot.id == id.0) {
            return self.trail.slot;
        }
        let place = match self.places.get(id.index()) {
            Some(&place) => (place as usize).checked_sub(1),
            None if id.index() < NEAR => None,
            None => self.slots.iter().position(|slot| slot.id == id.0),
        };
        place.unwrap_or(self.slots.len())
    }

    fn open_slot(&mut self, id: InstrumentId, instruments: &[Instrument]) {
        let steps = instruments.get(id.index()).map_or((1, 1), |known| (known.tick.raw(), known.lot.raw()));
        let slot = Slot::new(id.0, steps.0, steps.1);
        put(&mut self.bytes, u64::from(id.0));
        put(&mut self.bytes, slot.px_unit.cast_unsigned());
        put(&mut self.bytes, slot.qty_unit.cast_unsigned());
        self.slots.push(slot);
        if id.index() < NEAR {
            if self.places.len() <= id.index() {
                self.places.resize(id.index() + 1, 0);
            }
            self.places[id.index()] = u32::try_from(self.slots.len()).unwrap_or(0);
        }
    }

    fn times(&mut self, event: &MarketEvent) {
        let ts_venue_ns = event.ts_venue_ns;
        put_signed(&mut self.bytes, ts_venue_ns.wrapping_sub(self.trail.ts_venue_ns));
        self.trail.ts_venue_ns = ts_venue_ns;
        if event.ts_recv_ns != UNKNOWN_TIME {
            let transit_ns = event.ts_recv_ns.wrapping_sub(ts_venue_ns);
            put_signed(&mut self.bytes, transit_ns.wrapping_sub(self.trail.transit_ns));
            self.trail.transit_ns = transit_ns;
        }
        if self.header.events == 0 {
            self.header.first_ns = ts_venue_ns;
        }
        self.header.last_ns = ts_venue_ns;
    }

    fn body(&mut self, body: &MarketBody, bars: &[Bar]) {
        let Self { bytes: out, slots, trail, .. } = self;
        let Some(slot) = slots.get_mut(trail.slot) else { return };
        match *body {
            MarketBody::AddOrder { order_id, px, qty, .. } => {
                trail.put_new_order(out, order_id.0);
                slot.put_px(out, px);
                slot.put_qty(out, qty);
            }
            MarketBody::ExecuteOrder { order_id, px, qty, .. }
            | MarketBody::ReduceOrder { order_id, px, qty, .. }
            | MarketBody::DeleteOrder { order_id, px, qty, .. }
            | MarketBody::AmendOrder { order_id, px, qty, .. } => {
                trail.put_order(out, order_id.0);
                slot.put_px(out, px);
                slot.put_qty(out, qty);
            }
            MarketBody::ReplaceOrder { order_id, new_order_id, px, qty } => {
                trail.put_order(out, order_id.0);
                trail.put_new_order(out, new_order_id.0);
                slot.put_px(out, px);
                slot.put_qty(out, qty);
            }
            MarketBody::SetLevel { px, qty, orders, .. } => {
                slot.put_px(out, px);
                slot.put_qty(out, qty);
                put(out, u64::from(orders));
            }
            MarketBody::Trade { px, qty, match_id, .. } => {
                slot.put_px(out, px);
                slot.put_qty(out, qty);
                trail.put_match(out, match_id);
            }
            MarketBody::Quote { bid_px, bid_qty, ask_px, ask_qty } => {
                slot.put_px(out, bid_px);
                slot.put_px(out, ask_px);
                slot.put_qty(out, bid_qty);
                slot.put_qty(out, ask_qty);
            }
            _ => rare(out, slot, trail, body, bars),
        }
    }
}

fn rare(out: &mut Vec<u8>, slot: &mut Slot, trail: &mut Trail, body: &MarketBody, bars: &[Bar]) {
    match *body {
        MarketBody::Clear { side } => out.push(side_code(side)),
        MarketBody::TradeBust { match_id } => trail.put_match(out, match_id),
        MarketBody::Bar { index } => match bars.get(index as usize) {
            Some(bar) => {
                put_signed(out, bar.ts_open_ns.wrapping_sub(trail.ts_venue_ns));
                for px in [bar.open, bar.high, bar.low, bar.close] {
                    slot.put_px(out, px);
                }
                slot.put_qty(out, bar.volume);
            }
            None => put(out, u64::from(index)),
        },
        MarketBody::Status { status, reason } => {
            out.push(status as u8);
            out.extend_from_slice(&reason);
        }
        MarketBody::Auction { kind, px, paired_qty, imbalance_qty, side } => {
            out.push(kind as u8);
            slot.put_px(out, px);
            slot.put_qty(out, paired_qty);
            slot.put_qty(out, imbalance_qty);
            out.push(side_code(side));
        }
        MarketBody::Checksum { value } => out.extend_from_slice(&value.to_le_bytes()),
        MarketBody::Gap { expected, received } => {
            put(out, expected);
            put(out, received);
        }
        MarketBody::Note { code } => out.push(code),
        _ => {}
    }
}

const fn kind_of(body: &MarketBody, bars: &[Bar]) -> u8 {
    match *body {
        MarketBody::AddOrder { side, .. } => ADD_BUY + side_bit(side),
        MarketBody::ExecuteOrder { side, .. } => EXECUTE + side_code(side),
        MarketBody::ReduceOrder { side, .. } => REDUCE + side_code(side),
        MarketBody::DeleteOrder { side, .. } => DELETE + side_code(side),
        MarketBody::ReplaceOrder { .. } => REPLACE,
        MarketBody::AmendOrder { side, .. } => AMEND_BUY + side_bit(side),
        MarketBody::SetLevel { side, .. } => SET_LEVEL_BUY + side_bit(side),
        MarketBody::Clear { .. } => CLEAR,
        MarketBody::Quote { .. } => QUOTE,
        MarketBody::Trade { aggressor, .. } => TRADE + side_code(aggressor),
        MarketBody::TradeBust { .. } => TRADE_BUST,
        MarketBody::Bar { index } if (index as usize) < bars.len() => BAR,
        MarketBody::Bar { .. } => BAR_WITHOUT_VALUES,
        MarketBody::Status { .. } => STATUS,
        MarketBody::Auction { .. } => AUCTION,
        MarketBody::Checksum { .. } => CHECKSUM,
        MarketBody::Gap { .. } => GAP,
        MarketBody::Resync => RESYNC,
        MarketBody::Note { .. } => NOTE,
    }
}

const fn side_bit(side: Side) -> u8 {
    match side {
        Side::Buy => 0,
        Side::Sell => 1,
    }
}

const fn side_code(side: Option<Side>) -> u8 {
    match side {
        None => 0,
        Some(Side::Buy) => 1,
        Some(Side::Sell) => 2,
    }
}

const fn saturated(count: u32, more: u64) -> u32 {
    let sum = (count as u64).saturating_add(more);
    if sum > u32::MAX as u64 { u32::MAX } else { sum as u32 }
}
