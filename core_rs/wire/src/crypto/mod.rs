//! Exchange WebSocket recordings: Binance as hftbacktest writes them; Coinbase, Kraken, Bybit as cryptofeed does.

mod binance;
mod bridge;
mod bybit;
mod coinbase;
mod cryptofeed;
mod kraken;
mod market;

pub use binance::{BinanceDecoder, BinanceFrames};
pub use cryptofeed::{CryptofeedDecoder, CryptofeedLines};
