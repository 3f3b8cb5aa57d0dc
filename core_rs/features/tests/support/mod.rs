//! Inputs shared by the tests.
#![allow(dead_code)] // each test file uses its part

pub mod random;

use plimsoll_features::{Depth, FeatureError, FeatureFrame, FeatureSet, Sampler};
use plimsoll_types::{EventFlags, Level, Nanos, Price, Qty, Side, TradePrint};
use std::path::PathBuf;

/// Every feature, several with unusual parameters.
pub const EVERYTHING: &str = "mid,microprice,microprice(levels=3),spread,spread_ticks,depth_imbalance(levels=1),depth_imbalance(levels=3),\
    ofi,ofi_multi(levels=3),ofi_multi(levels=3,norm=depth),mlofi(levels=3),mlofi(levels=2,norm=depth),trade_imbalance,\
    trade_imbalance(norm=volume),volume,trade_count,last,vwap,vwap(window=3s),vwap_bands(k=2),vwap_bands(k=1.5,window=2s),\
    twap,twap(window=3s),ohlcv,tick_bars(n=3),volume_bars(qty=25),rsi(n=3),rsi(n=2,on=trade),ema(n=4),ema(n=2,on=trade),\
    ema(half_life=2s),realised_variance,realised_vol,realised_variance(on=trade),rolling_vol(n=4),rolling_vol(n=3,on=trade)";

pub const SECOND: Nanos = 1_000_000_000;
/// 2012-06-21 13:30 UTC.
pub const OPEN: Nanos = 1_340_285_400 * SECOND;
pub const TICK: Price = Price::from_raw(10_000_000);

/// An input of the feature library that owns its levels.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Book { ts_ns: Nanos, bids: Vec<Level>, asks: Vec<Level> },
    Trade(TradePrint),
    Unknown(Nanos),
}

impl Event {
    pub fn ts_ns(&self) -> Nanos {
        match self {
            Self::Book { ts_ns, .. } | Self::Unknown(ts_ns) => *ts_ns,
            Self::Trade(trade) => trade.ts_venue_ns,
        }
    }

    pub fn feed(&self, sampler: &mut Sampler) -> Result<(), FeatureError> {
        match self {
            Self::Book { ts_ns, bids, asks } => sampler.on_depth(&Depth { ts_ns: *ts_ns, bids, asks, tick: TICK }),
            Self::Trade(trade) => sampler.on_trade(trade),
            Self::Unknown(ts_ns) => sampler.on_unknown(*ts_ns),
        }
    }
}

pub fn level(cents: i64, shares: i64) -> Level {
    Level { px: price(cents), qty: qty(shares), orders: 1 }
}

pub fn price(cents: i64) -> Price {
    Price::from_scaled(cents, 2).unwrap()
}

pub fn qty(shares: i64) -> Qty {
    Qty::from_scaled(shares, 0).unwrap()
}

pub fn book(ts_ns: Nanos, bids: &[(i64, i64)], asks: &[(i64, i64)]) -> Event {
    let side = |levels: &[(i64, i64)]| levels.iter().map(|&(px, qty)| level(px, qty)).collect();
    Event::Book { ts_ns, bids: side(bids), asks: side(asks) }
}

pub fn trade(ts_ns: Nanos, cents: i64, shares: i64, aggressor: Option<Side>) -> Event {
    Event::Trade(print(ts_ns, cents, shares, aggressor))
}

pub fn print(ts_ns: Nanos, cents: i64, shares: i64, aggressor: Option<Side>) -> TradePrint {
    TradePrint {
        ts_venue_ns: ts_ns,
        px: price(cents),
        qty: qty(shares),
        aggressor,
        flags: EventFlags::default(),
        match_id: 0,
    }
}

pub fn sampler(spec: &str, every_ns: Nanos) -> Sampler {
    Sampler::every(FeatureSet::parse(spec).unwrap(), every_ns).unwrap()
}

pub fn stream(spec: &str, every_ns: Nanos, events: &[Event]) -> FeatureFrame {
    let mut sampler = sampler(spec, every_ns);
    for event in events {
        event.feed(&mut sampler).unwrap();
    }
    sampler.finish();
    sampler.take_frame()
}

pub fn column(frame: &FeatureFrame, name: &str) -> Vec<f64> {
    frame.column(name).unwrap_or_else(|| panic!("no column {name} in {:?}", frame.names())).to_vec()
}

/// The folder of real data, or `None` with a note: the test then has nothing to do.
pub fn shared_data() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = std::env::var_os("PLIMSOLL_SHARED_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    if !folder.is_dir() {
        eprintln!("skipped: no real data; set PLIMSOLL_SHARED_DATA to its folder");
        return None;
    }
    Some(folder)
}
