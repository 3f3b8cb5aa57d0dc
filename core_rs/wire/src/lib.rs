//! Codecs: bytes to normalised market events and to the order path's records, and back. No file, socket or clock is touched here.
//!
//! A [`Decoder`] is handed consecutive pieces of one byte stream and appends events to an [`EventBatch`]. It consumes
//! whole units only; what is left over is handed in again with more bytes behind it. [`format`] recognises and opens
//! formats by name, [`verify`] compares rebuilt books with answer files, [`notes`] names what changed no book.

pub mod bitstamp;
pub mod bytes;
pub mod crypto;
pub mod databento;
mod decoder;
mod fields;
pub mod format;
mod header;
pub mod iex;
pub mod itch;
pub mod journal;
mod json;
pub mod lines;
mod listing;
pub mod lobster;
pub mod notes;
pub mod recording;
pub mod tabular;
mod timestamp;
mod unit;
pub mod venue_day;
pub mod verify;

pub use decoder::{DecodeError, Decoder};
