//! The one interface of all codecs.

use plimsoll_types::{EventBatch, InstrumentTable};
use std::fmt;
use thiserror::Error;

/// Where and why a unit cannot be decoded. Whoever opened the input adds its name and what was kept.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct DecodeError {
    /// Byte offset of the damaged unit from the start of the (decompressed) stream.
    pub offset: u64,
    /// Line number from 1 for text formats.
    pub line: Option<u64>,
    /// The field, in the format's own words.
    pub field: &'static str,
    /// What is wrong with it, with the value found.
    pub reason: String,
    /// Bytes of the handed-in piece that were decoded before the damaged unit.
    pub consumed: usize,
    /// Bytes to pass over behind those to go on with the next unit; `None` when no next unit can be found.
    /// The decoder's own offsets and line numbers already stand behind them.
    pub skip: Option<usize>,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line} (byte {}), field {}: {}", self.offset, self.field, self.reason),
            None => write!(f, "byte {}, field {}: {}", self.offset, self.field, self.reason),
        }
    }
}

/// Turns one byte stream into normalised events.
pub trait Decoder: Send {
    /// Decodes whole units from the front of `input` until it is used up or `out` [is full](EventBatch::is_full), and
    /// returns the bytes consumed. It may return earlier, once events are in `out`. `input` continues where the last call's consumed bytes ended; `eof` says that no more
    /// will follow, so that an incomplete unit is an error. Never panics, whatever the bytes.
    ///
    /// # Errors
    /// [`DecodeError`] at a damaged unit. Events of the units before it are in `out`; to go on, pass over
    /// `consumed + skip` bytes of `input` and count one in [`EventBatch::damaged`].
    fn decode(&mut self, input: &[u8], eof: bool, out: &mut EventBatch) -> Result<usize, DecodeError>;

    /// The instruments seen so far.
    fn instruments(&self) -> &InstrumentTable;

    /// A copy that goes on from here: the decoder's part of a checkpoint.
    fn fork(&self) -> Box<dyn Decoder>;
}
