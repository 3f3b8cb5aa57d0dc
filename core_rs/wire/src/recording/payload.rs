//! What encoder and decoder of a data block share: the codes of its records and the numbers that deltas are taken from.

use super::varint::{Reader, put, put_signed, unzigzag, zigzag};
use plimsoll_types::{Nanos, Price, Qty};

/// Low bits of a record's first byte: its kind.
pub const KIND: u8 = 0x1f;
/// The same instrument as the event before.
pub const SAME_SLOT: u8 = 0x20;
/// The same flags as the event before.
pub const SAME_FLAGS: u8 = 0x40;
/// No receiver's time.
pub const NO_RECV: u8 = 0x80;

/// Kinds of records; where two or three follow each other, the side is part of the kind.
pub const ADD_BUY: u8 = 0;
pub const EXECUTE: u8 = 2;
pub const REDUCE: u8 = 5;
pub const DELETE: u8 = 8;
pub const REPLACE: u8 = 11;
pub const AMEND_BUY: u8 = 12;
pub const SET_LEVEL_BUY: u8 = 14;
pub const CLEAR: u8 = 16;
pub const QUOTE: u8 = 17;
pub const TRADE: u8 = 18;
pub const TRADE_BUST: u8 = 21;
pub const BAR: u8 = 22;
pub const BAR_WITHOUT_VALUES: u8 = 23;
pub const STATUS: u8 = 24;
pub const AUCTION: u8 = 25;
pub const CHECKSUM: u8 = 26;
pub const GAP: u8 = 27;
pub const RESYNC: u8 = 28;
pub const NOTE: u8 = 29;
pub const DEFINITION: u8 = 30;

/// Code of a number that is unset.
const UNSET: u64 = 0;
/// Code in front of a number that is no multiple of its unit.
const RAW: u64 = 1;
/// Codes from here on are multiples of the unit.
const FIRST: u64 = 2;

/// An instrument within a block: its steps, and its last price in them.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    pub id: u32,
    pub px_unit: i64,
    pub qty_unit: i64,
    pub px: i64,
}

impl Slot {
    /// Units below one are one: a step that is not known yet.
    pub fn new(id: u32, px_unit: i64, qty_unit: i64) -> Self {
        Self { id, px_unit: px_unit.max(1), qty_unit: qty_unit.max(1), px: 0 }
    }

    #[inline]
    pub fn put_px(&mut self, out: &mut Vec<u8>, px: Price) {
        let raw = px.raw();
        if !px.is_set() {
            return put(out, UNSET);
        }
        let steps = raw / self.px_unit;
        let code = zigzag(steps.wrapping_sub(self.px));
        if steps * self.px_unit == raw && code <= u64::MAX - FIRST {
            self.px = steps;
            return put(out, code + FIRST);
        }
        put(out, RAW);
        put_signed(out, raw);
    }

    #[inline]
    pub fn px(&mut self, reader: &mut Reader<'_>) -> Option<Price> {
        Some(match reader.unsigned()? {
            UNSET => Price::UNSET,
            RAW => Price::from_raw(reader.signed()?),
            code => {
                self.px = self.px.wrapping_add(unzigzag(code - FIRST));
                Price::from_raw(self.px.wrapping_mul(self.px_unit))
            }
        })
    }

    #[inline]
    pub fn put_qty(&self, out: &mut Vec<u8>, qty: Qty) {
        let raw = qty.raw();
        if !qty.is_set() {
            return put(out, UNSET);
        }
        let steps = raw / self.qty_unit;
        let code = zigzag(steps);
        if steps * self.qty_unit == raw && code <= u64::MAX - FIRST {
            return put(out, code + FIRST);
        }
        put(out, RAW);
        put_signed(out, raw);
    }

    #[inline]
    pub fn qty(&self, reader: &mut Reader<'_>) -> Option<Qty> {
        Some(match reader.unsigned()? {
            UNSET => Qty::UNSET,
            RAW => Qty::from_raw(reader.signed()?),
            code => Qty::from_raw(unzigzag(code - FIRST).wrapping_mul(self.qty_unit)),
        })
    }
}

/// What deltas are taken from, beside a slot's last price. Zero at the start of a block.
#[derive(Debug, Clone, Copy, Default)]
pub struct Trail {
    pub slot: usize,
    pub flags: u16,
    pub ts_venue_ns: Nanos,
    /// Receiver's clock minus the venue's.
    pub transit_ns: i64,
    /// The newest order's id.
    pub order_id: u64,
    pub match_id: u64,
}

impl Trail {
    #[inline]
    pub fn put_order(&self, out: &mut Vec<u8>, id: u64) {
        put_signed(out, self.order_id.wrapping_sub(id).cast_signed());
    }

    #[inline]
    pub fn order(&self, reader: &mut Reader<'_>) -> Option<u64> {
        Some(self.order_id.wrapping_sub(reader.signed()?.cast_unsigned()))
    }

    #[inline]
    pub fn put_new_order(&mut self, out: &mut Vec<u8>, id: u64) {
        put_signed(out, id.wrapping_sub(self.order_id).cast_signed());
        self.order_id = id;
    }

    #[inline]
    pub fn new_order(&mut self, reader: &mut Reader<'_>) -> Option<u64> {
        self.order_id = self.order_id.wrapping_add(reader.signed()?.cast_unsigned());
        Some(self.order_id)
    }

    #[inline]
    pub fn put_match(&mut self, out: &mut Vec<u8>, id: u64) {
        put_signed(out, id.wrapping_sub(self.match_id).cast_signed());
        self.match_id = id;
    }

    #[inline]
    pub fn match_of(&mut self, reader: &mut Reader<'_>) -> Option<u64> {
        self.match_id = self.match_id.wrapping_add(reader.signed()?.cast_unsigned());
        Some(self.match_id)
    }
}
