//! Data blocks into events.

use super::payload::{
    ADD_BUY, AMEND_BUY, AUCTION, BAR, BAR_WITHOUT_VALUES, CHECKSUM, CLEAR, DEFINITION, DELETE, EXECUTE, GAP, KIND,
    NO_RECV, NOTE, QUOTE, REDUCE, REPLACE, RESYNC, SAME_FLAGS, SAME_SLOT, SET_LEVEL_BUY, STATUS, Slot, TRADE,
    TRADE_BUST, Trail,
};
use super::varint::Reader;
use plimsoll_types::{
    AuctionKind, Bar, EventBatch, EventFlags, Instrument, InstrumentId, InstrumentTable, MarketBody, MarketEvent,
    OrderId, Price, Qty, Side, TradingStatus, UNKNOWN_TIME,
};

/// Instruments that a block may bring at once beyond those known: more is no recording.
const MOST_UNKNOWN: usize = 1 << 20;

/// Decodes one payload behind what is in `out`; `None` where it holds what no encoder wrote.
pub fn decode(payload: &[u8], table: &mut InstrumentTable, out: &mut EventBatch) -> Option<()> {
    let mut block = Block { slots: Vec::new(), trail: Trail::default(), started: false };
    let mut reader = Reader::new(payload);
    while !reader.is_empty() {
        let first = reader.byte()?;
        if first == DEFINITION {
            define(&mut reader, table)?;
        } else {
            let event = block.event(first, &mut reader, table, &mut out.bars)?;
            out.events.push(event);
        }
    }
    Some(())
}

struct Block {
    slots: Vec<Slot>,
    trail: Trail,
    started: bool,
}

impl Block {
    #[inline]
    fn event(
        &mut self,
        first: u8,
        reader: &mut Reader<'_>,
        table: &mut InstrumentTable,
        bars: &mut Vec<Bar>,
    ) -> Option<MarketEvent> {
        if first & SAME_SLOT == 0 {
            self.trail.slot = usize::try_from(reader.unsigned()?).ok()?;
            if self.trail.slot == self.slots.len() {
                self.slots.push(slot(reader, table)?);
            }
        } else if !self.started {
            return None;
        }
        self.started = true;
        if first & SAME_FLAGS == 0 {
            self.trail.flags = u16::try_from(reader.unsigned()?).ok()?;
        }
        self.trail.ts_venue_ns = self.trail.ts_venue_ns.wrapping_add(reader.signed()?);
        let ts_venue_ns = self.trail.ts_venue_ns;
        let ts_recv_ns = if first & NO_RECV == 0 {
            self.trail.transit_ns = self.trail.transit_ns.wrapping_add(reader.signed()?);
            ts_venue_ns.wrapping_add(self.trail.transit_ns)
        } else {
            UNKNOWN_TIME
        };
        let slot = self.slots.get_mut(self.trail.slot)?;
        let body = body(first & KIND, reader, slot, &mut self.trail, bars)?;
        let (instrument, flags) = (InstrumentId(slot.id), EventFlags(self.trail.flags));
        Some(MarketEvent { ts_venue_ns, ts_recv_ns, instrument, flags, body })
    }
}

fn slot(reader: &mut Reader<'_>, table: &mut InstrumentTable) -> Option<Slot> {
    let id = reader.small()?;
    let px_unit = i64::try_from(reader.unsigned()?).ok()?;
    let qty_unit = i64::try_from(reader.unsigned()?).ok()?;
    if id != InstrumentId::ALL.0 {
        stand_in(InstrumentId(id), table)?;
    }
    Some(Slot::new(id, px_unit, qty_unit))
}

#[inline]
fn body(
    kind: u8,
    reader: &mut Reader<'_>,
    slot: &mut Slot,
    trail: &mut Trail,
    bars: &mut Vec<Bar>,
) -> Option<MarketBody> {
    if kind < QUOTE && kind != CLEAR {
        return order(kind, reader, slot, trail);
    }
    Some(match kind {
        TRADE..TRADE_BUST => {
            let (px, qty) = (slot.px(reader)?, slot.qty(reader)?);
            MarketBody::Trade { px, qty, aggressor: side(kind - TRADE)?, match_id: trail.match_of(reader)? }
        }
        QUOTE => {
            let (bid_px, ask_px) = (slot.px(reader)?, slot.px(reader)?);
            MarketBody::Quote { bid_px, ask_px, bid_qty: slot.qty(reader)?, ask_qty: slot.qty(reader)? }
        }
        CLEAR => MarketBody::Clear { side: side(reader.byte()?)? },
        TRADE_BUST => MarketBody::TradeBust { match_id: trail.match_of(reader)? },
        BAR => {
            let index = u32::try_from(bars.len()).ok()?;
            bars.push(bar(reader, slot, trail)?);
            MarketBody::Bar { index }
        }
        BAR_WITHOUT_VALUES => MarketBody::Bar { index: reader.small()? },
        STATUS => MarketBody::Status { status: status(reader.byte()?)?, reason: reader.array()? },
        AUCTION => MarketBody::Auction {
            kind: auction(reader.byte()?)?,
            px: slot.px(reader)?,
            paired_qty: slot.qty(reader)?,
            imbalance_qty: slot.qty(reader)?,
            side: side(reader.byte()?)?,
        },
        CHECKSUM => MarketBody::Checksum { value: u32::from_le_bytes(reader.array()?) },
        GAP => MarketBody::Gap { expected: reader.unsigned()?, received: reader.unsigned()? },
        RESYNC => MarketBody::Resync,
        NOTE => MarketBody::Note { code: reader.byte()? },
        _ => return None,
    })
}

#[inline]
fn order(kind: u8, reader: &mut Reader<'_>, slot: &mut Slot, trail: &mut Trail) -> Option<MarketBody> {
    Some(match kind {
        ADD_BUY..EXECUTE => {
            let order_id = OrderId(trail.new_order(reader)?);
            MarketBody::AddOrder { order_id, side: bit(kind - ADD_BUY), px: slot.px(reader)?, qty: slot.qty(reader)? }
        }
        EXECUTE..REDUCE => {
            let (order_id, px, qty) = resting(reader, slot, trail)?;
            MarketBody::ExecuteOrder { order_id, qty, px, side: side(kind - EXECUTE)? }
        }
        REDUCE..DELETE => {
            let (order_id, px, qty) = resting(reader, slot, trail)?;
            MarketBody::ReduceOrder { order_id, qty, px, side: side(kind - REDUCE)? }
        }
        DELETE..REPLACE => {
            let (order_id, px, qty) = resting(reader, slot, trail)?;
            MarketBody::DeleteOrder { order_id, qty, px, side: side(kind - DELETE)? }
        }
        REPLACE => {
            let order_id = OrderId(trail.order(reader)?);
            let new_order_id = OrderId(trail.new_order(reader)?);
            MarketBody::ReplaceOrder { order_id, new_order_id, px: slot.px(reader)?, qty: slot.qty(reader)? }
        }
        AMEND_BUY..SET_LEVEL_BUY => {
            let (order_id, px, qty) = resting(reader, slot, trail)?;
            MarketBody::AmendOrder { order_id, side: bit(kind - AMEND_BUY), px, qty }
        }
        _ => {
            let (px, qty) = (slot.px(reader)?, slot.qty(reader)?);
            MarketBody::SetLevel { side: bit(kind - SET_LEVEL_BUY), px, qty, orders: reader.small()? }
        }
    })
}

fn resting(reader: &mut Reader<'_>, slot: &mut Slot, trail: &Trail) -> Option<(OrderId, Price, Qty)> {
    Some((OrderId(trail.order(reader)?), slot.px(reader)?, slot.qty(reader)?))
}

fn bar(reader: &mut Reader<'_>, slot: &mut Slot, trail: &Trail) -> Option<Bar> {
    Some(Bar {
        ts_open_ns: trail.ts_venue_ns.wrapping_add(reader.signed()?),
        open: slot.px(reader)?,
        high: slot.px(reader)?,
        low: slot.px(reader)?,
        close: slot.px(reader)?,
        volume: slot.qty(reader)?,
    })
}

fn define(reader: &mut Reader<'_>, table: &mut InstrumentTable) -> Option<()> {
    let id = InstrumentId(reader.small()?);
    let defined = Instrument {
        symbol: reader.text()?.to_owned(),
        venue_mic: reader.text()?.to_owned(),
        currency: reader.text()?.to_owned(),
        tick: Price::from_raw(reader.signed()?),
        lot: Qty::from_raw(reader.signed()?),
    };
    if id.index() == table.rows().len() && table.find(&defined.symbol).is_none() {
        table.intern(&defined.symbol.clone(), || defined);
        return Some(());
    }
    stand_in(id, table)?;
    *table.get_mut(id)? = defined;
    Some(())
}

/// Instruments up to `id` exist, under their number where the block that named them is lost.
fn stand_in(id: InstrumentId, table: &mut InstrumentTable) -> Option<()> {
    let known = table.rows().len();
    (id.index() < known + MOST_UNKNOWN).then_some(())?;
    for number in known..=id.index() {
        let symbol = format!("#{number}");
        let stands = Instrument {
            symbol: symbol.clone(),
            venue_mic: String::new(),
            currency: String::new(),
            tick: Price::ZERO,
            lot: Qty::ZERO,
        };
        table.intern(&symbol, || stands);
    }
    (id.index() < table.rows().len()).then_some(())
}

const fn bit(bit: u8) -> Side {
    if bit == 0 { Side::Buy } else { Side::Sell }
}

const fn side(code: u8) -> Option<Option<Side>> {
    match code {
        0 => Some(None),
        1 => Some(Some(Side::Buy)),
        2 => Some(Some(Side::Sell)),
        _ => None,
    }
}

const fn status(code: u8) -> Option<TradingStatus> {
    Some(match code {
        0 => TradingStatus::Unknown,
        1 => TradingStatus::PreOpen,
        2 => TradingStatus::Trading,
        3 => TradingStatus::QuotationOnly,
        4 => TradingStatus::Paused,
        5 => TradingStatus::Halted,
        6 => TradingStatus::Auction,
        7 => TradingStatus::Closed,
        _ => return None,
    })
}

const fn auction(code: u8) -> Option<AuctionKind> {
    Some(match code {
        0 => AuctionKind::Opening,
        1 => AuctionKind::Closing,
        2 => AuctionKind::Halt,
        3 => AuctionKind::Extended,
        _ => return None,
    })
}
