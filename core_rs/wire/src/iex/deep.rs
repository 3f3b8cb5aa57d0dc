//! DEEP 1.0 messages as events.

use crate::bytes::{Bytes, text_of};
use crate::lines::Refusal;
use crate::notes;
use plimsoll_types::{
    AuctionKind, EventFlags, Instrument, InstrumentId, InstrumentTable, MarketBody, Nanos, Price, Qty, Side,
    TradingStatus,
};
use std::collections::{HashMap, HashSet};

/// Instruments and what of their state later messages refer to.
#[derive(Debug, Clone, Default)]
pub struct Deep {
    /// The instruments seen.
    pub table: InstrumentTable,
    ids: HashMap<[u8; 8], InstrumentId>,
    status: HashMap<InstrumentId, TradingStatus>,
    operational_halts: HashSet<InstrumentId>,
    /// Instruments within a multi-message event.
    open: HashSet<InstrumentId>,
}

/// A message's event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeepEvent {
    /// The venue's clock.
    pub ts_venue_ns: Nanos,
    /// Whose event.
    pub instrument: InstrumentId,
    /// `LAST` when the book may be read after it.
    pub flags: EventFlags,
    /// What happened.
    pub body: MarketBody,
}

const EVENT_COMPLETE: u8 = 1;
const SINGLE_PRICE_CROSS: u8 = 1 << 3;

impl Deep {
    /// The venue began anew.
    pub fn restart(&mut self) {
        self.status.clear();
        self.operational_halts.clear();
        self.open.clear();
    }

    /// Decodes one message. Types that the specification adds later are notes; longer messages than known are read as far
    /// as known, as the specification asks.
    ///
    /// # Errors
    /// [`Refusal`] of a message that is too short for its type or has an impossible value.
    pub fn message(&mut self, message: &[u8]) -> Result<DeepEvent, Refusal> {
        let mut bytes = Bytes::new(message);
        let short = || Refusal::new("message", format!("{} bytes are too short for its type", message.len()));
        let kind = bytes.u8().ok_or_else(short)?;
        let detail = bytes.u8().ok_or_else(short)?;
        let ts_venue_ns = bytes.i64_le().ok_or_else(short)?;
        let mut instrument = InstrumentId::ALL;
        if kind != b'S' {
            let symbol = bytes.take(8).and_then(|symbol| symbol.try_into().ok()).ok_or_else(short)?;
            instrument = self.instrument(symbol)?;
        }
        let (body, flags) = self.body(kind, detail, instrument, bytes).ok_or_else(short)??;
        Ok(DeepEvent { ts_venue_ns, instrument, flags, body })
    }

    /// `None` where the message ends early.
    fn body(
        &mut self,
        kind: u8,
        detail: u8,
        id: InstrumentId,
        bytes: Bytes<'_>,
    ) -> Option<Result<(MarketBody, EventFlags), Refusal>> {
        let plain = |body| Some(Ok((body, EventFlags::LAST)));
        match kind {
            b'8' => self.level(Side::Buy, detail, id, bytes),
            b'5' => self.level(Side::Sell, detail, id, bytes),
            b'T' => self.trade(detail, id, bytes),
            b'B' => {
                let (_size, _price, match_id) = trade_fields(bytes)?;
                plain(MarketBody::TradeBust { match_id })
            }
            b'H' => {
                let mut bytes = bytes;
                let reason: [u8; 4] = bytes.take(4)?.try_into().ok()?;
                plain(self.trading_status(detail, id, reason))
            }
            b'O' => plain(self.operational_halt(detail == b'O', id)),
            b'A' => Some(auction(detail, bytes)?.map(|body| (body, EventFlags::LAST))),
            b'D' => plain(MarketBody::Note { code: notes::REFERENCE }),
            b'S' => plain(MarketBody::Note { code: detail.min(notes::EMPTY - 1) }),
            b'P' | b'E' | b'X' | b'I' => plain(MarketBody::Note { code: kind }),
            _ => plain(MarketBody::Note { code: notes::UNSUPPORTED }),
        }
    }

    fn level(
        &mut self,
        side: Side,
        flags: u8,
        id: InstrumentId,
        mut bytes: Bytes<'_>,
    ) -> Option<Result<(MarketBody, EventFlags), Refusal>> {
        let (size, px) = (bytes.u32_le()?, bytes.i64_le()?);
        let Some(px) = price(px).filter(|px| px.raw() > 0) else {
            return Some(Err(Refusal::new("price", format!("{px} is no price of a level"))));
        };
        let is_complete = flags & EVENT_COMPLETE != 0;
        if is_complete {
            self.open.remove(&id)
        } else {
            self.open.insert(id)
        };
        let flags = if is_complete { EventFlags::LAST } else { EventFlags::default() };
        let qty = shares(size);
        Some(Ok((MarketBody::SetLevel { side, px, qty, orders: 0 }, flags)))
    }

    fn trade(
        &self,
        conditions: u8,
        id: InstrumentId,
        bytes: Bytes<'_>,
    ) -> Option<Result<(MarketBody, EventFlags), Refusal>> {
        let (size, px, match_id) = trade_fields(bytes)?;
        let Some(px) = price(px) else { return Some(Err(Refusal::new("price", format!("{px} is out of range")))) };
        let mut flags = if self.open.contains(&id) { EventFlags::default() } else { EventFlags::LAST };
        if conditions & SINGLE_PRICE_CROSS != 0 {
            flags = flags.with(EventFlags::CROSS);
        }
        Some(Ok((MarketBody::Trade { px, qty: shares(size), aggressor: None, match_id }, flags)))
    }

    fn trading_status(&mut self, code: u8, id: InstrumentId, reason: [u8; 4]) -> MarketBody {
        let status = match code {
            b'T' => TradingStatus::Trading,
            b'H' => TradingStatus::Halted,
            b'P' => TradingStatus::Paused,
            b'O' => TradingStatus::Auction, // orders are accepted for the auction that ends the halt
            _ => TradingStatus::Unknown,
        };
        self.status.insert(id, status);
        MarketBody::Status { status, reason: reason.map(|byte| if byte == b' ' { 0 } else { byte }) }
    }

    /// An operational halt is IEX's own and overlays the trading status.
    fn operational_halt(&mut self, is_halted: bool, id: InstrumentId) -> MarketBody {
        if is_halted {
            self.operational_halts.insert(id);
            return MarketBody::Status { status: TradingStatus::Halted, reason: *b"OPER" };
        }
        if self.operational_halts.remove(&id) {
            let status = self.status.get(&id).copied().unwrap_or_default();
            return MarketBody::Status { status, reason: [0; 4] };
        }
        MarketBody::Note { code: b'O' }
    }

    fn instrument(&mut self, symbol: [u8; 8]) -> Result<InstrumentId, Refusal> {
        if let Some(id) = self.ids.get(&symbol) {
            return Ok(*id);
        }
        let name = text_of(&symbol)
            .filter(|name| !name.is_empty() && name.is_ascii())
            .ok_or_else(|| Refusal::new("symbol", "is not text"))?;
        let id = self.table.intern(name, || Instrument {
            symbol: name.to_owned(),
            venue_mic: "IEXG".to_owned(),
            currency: "USD".to_owned(),
            tick: Price::from_raw(Price::ONE / 100),
            lot: Qty::from_raw(Qty::ONE),
        });
        self.ids.insert(symbol, id);
        Ok(id)
    }
}

fn trade_fields(mut bytes: Bytes<'_>) -> Option<(u32, i64, u64)> {
    Some((bytes.u32_le()?, bytes.i64_le()?, bytes.u64_le()?))
}

fn auction(kind: u8, mut bytes: Bytes<'_>) -> Option<Result<MarketBody, Refusal>> {
    let paired = bytes.u32_le()?;
    let _reference_px = bytes.i64_le()?;
    let indicative_px = bytes.i64_le()?;
    let imbalance = bytes.u32_le()?;
    let side = match bytes.u8()? {
        b'B' => Some(Side::Buy),
        b'S' => Some(Side::Sell),
        _ => None,
    };
    let kind = match kind {
        b'O' => AuctionKind::Opening,
        b'C' => AuctionKind::Closing,
        b'H' | b'I' | b'V' => AuctionKind::Halt,
        other => return Some(Err(Refusal::new("auction type", format!("{other} is none of C, H, I, O, V")))),
    };
    let px = price(indicative_px).unwrap_or(Price::UNSET);
    Some(Ok(MarketBody::Auction { kind, px, paired_qty: shares(paired), imbalance_qty: shares(imbalance), side }))
}

fn price(raw: i64) -> Option<Price> {
    Price::from_scaled(raw, 4)
}

/// 32 bits of shares always fit a quantity.
fn shares(size: u32) -> Qty {
    Qty::from_raw(i64::from(size) * Qty::ONE)
}
