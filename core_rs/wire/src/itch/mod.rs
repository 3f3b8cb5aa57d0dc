//! NASDAQ TotalView-ITCH 5.0: views on messages, framings, the normalising decoder, and the encoder.
//!
//! Source: Nasdaq TotalView-ITCH 5.0 specification (integers are unsigned and big-endian, prices have 4 decimals except
//! market-wide circuit breaker levels with 8, text is left-justified and padded with spaces); SoupBinTCP 3.00;
//! MoldUDP64 1.00.

mod decoder;
mod detect;
pub mod encode;
mod fault;
mod file_name;
mod framing;
mod layout;
mod listing;
mod message;
mod normalise;
mod notices;
mod orders;
mod packet_decoding;
mod packets;
mod settings;
mod trades;

pub use decoder::ItchDecoder;
pub use file_name::{TradingDate, date_of_file, market_of_file};
pub use framing::{Framing, Messages, messages};
pub use layout::{Header, Layout};
pub use message::{Message, MessageLengths};
pub use notices::*;
pub use orders::*;
pub use packets::MoldHeader;
pub use settings::{ItchSettings, Market};
pub use trades::*;
