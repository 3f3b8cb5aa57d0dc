//! Shared by the tests of this crate.

use crate::view::InstrumentSpec;
use plimsoll_types::{Level, Price, Qty};

pub fn spec() -> InstrumentSpec {
    InstrumentSpec {
        symbol: "AMZN".into(),
        currency: "USD".into(),
        qty_unit: "sh".into(),
        tick: 10_000_000,
        lot: Qty::ONE,
        price_decimals: 2,
        qty_decimals: 0,
    }
}

pub fn level(tick: i64, lots: u64) -> Level {
    Level { px: Price::from_raw(tick * 10_000_000), qty: Qty::from_raw(lots as i64 * Qty::ONE), orders: 2 }
}
