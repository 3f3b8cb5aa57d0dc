//! Events from bytes: few ids, prices and quantities, so that they meet, with an outlier now and then.

use plimsoll_types::{EventFlags, InstrumentId, MarketBody, MarketEvent, OrderId, Price, Qty, Side};

/// Bytes that make one event.
pub const EVENT_BYTES: usize = 7;
/// Instruments that events speak of.
pub const INSTRUMENTS: u32 = 3;

pub fn events_of(bytes: &[u8]) -> Vec<MarketEvent> {
    let chunks = bytes.chunks_exact(EVENT_BYTES).enumerate();
    chunks.filter_map(|(n, chunk)| Some(event_of(n, chunk.try_into().ok()?))).collect()
}

fn order_id(byte: u8) -> OrderId {
    OrderId(match byte {
        0..=239 => u64::from(byte % 48),
        240..=247 => (1 << 32) + u64::from(byte - 240),
        248 => u64::MAX,
        _ => u64::from(byte) << 40,
    })
}

fn px(byte: u8) -> Price {
    match byte {
        0..=239 => Price::from_raw(1_000 + i64::from(byte % 12)),
        240..=246 => Price::from_raw(i64::from(byte) - 243),
        247 => Price::from_raw(i64::MAX),
        248 => Price::from_raw(i64::MIN + 1),
        _ => Price::UNSET,
    }
}

fn qty(byte: u8) -> Qty {
    match byte {
        0..=243 => Qty::from_raw(i64::from(byte % 20) + 1),
        244..=246 => Qty::ZERO,
        247 | 248 => Qty::from_raw(-5),
        249 | 250 => Qty::from_raw(i64::MAX - 3),
        251 => Qty::from_raw(500),
        _ => Qty::UNSET,
    }
}

fn event_of(n: usize, [kind, whose, id, other, price, size, bits]: [u8; EVENT_BYTES]) -> MarketEvent {
    let (order_id, new_order_id, px, qty) = (order_id(id), order_id(other), px(price), qty(size));
    let side = if bits & 1 == 0 { Side::Buy } else { Side::Sell };
    let named = (bits & 6 == 0).then_some(side);
    let told_px = if bits & 24 == 0 { px } else { Price::UNSET };
    let told_qty = if bits & 32 == 0 { qty } else { Qty::UNSET };
    let body = match kind % 32 {
        0..=10 => MarketBody::AddOrder { order_id, side, px, qty },
        11..=14 => MarketBody::ExecuteOrder { order_id, qty, px: told_px, side: named },
        15..=17 => MarketBody::ReduceOrder { order_id, qty, px: told_px, side: named },
        18..=21 => MarketBody::DeleteOrder { order_id, qty: told_qty, px: told_px, side: named },
        22..=24 => MarketBody::ReplaceOrder { order_id, new_order_id, px, qty },
        25..=26 => MarketBody::AmendOrder { order_id, side, px, qty },
        27..=30 => MarketBody::SetLevel { side, px, qty, orders: u32::from(other % 5) },
        _ if other % 8 == 0 => MarketBody::Clear { side: if bits & 2 == 0 { Some(side) } else { None } },
        _ => MarketBody::Trade { px, qty: Qty::from_raw(1), aggressor: named, match_id: 9 },
    };
    let flags = if bits & 64 == 0 { EventFlags::LAST } else { EventFlags::LAST.with(EventFlags::CROSS) };
    let instrument = InstrumentId(if whose < 200 { 0 } else { u32::from(whose) % INSTRUMENTS });
    let ts = i64::try_from(n).unwrap();
    MarketEvent { ts_venue_ns: ts, ts_recv_ns: ts, instrument, flags, body }
}
