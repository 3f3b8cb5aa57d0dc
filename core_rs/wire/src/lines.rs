//! Text formats: one unit a line, decoded from a stream that arrives in arbitrary pieces.

use crate::{DecodeError, Decoder};
use plimsoll_types::{EventBatch, InstrumentTable};

/// Longest line that is still taken for text (a depth snapshot has about 1 MB).
const LONGEST_LINE: usize = 32 << 20;

/// Why a line is refused; the driver adds where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The field, in the format's own words.
    pub field: &'static str,
    /// What is wrong with it, with the value found.
    pub reason: String,
}

impl Refusal {
    /// A refusal of `field` because of `reason`.
    pub fn new(field: &'static str, reason: impl Into<String>) -> Self {
        Self { field, reason: reason.into() }
    }
}

/// A text format, told line by line.
pub trait LineFormat: Clone + Send + 'static {
    /// Decodes line `number` (from 1, header lines included) without its line end. Blank lines are not handed in.
    ///
    /// # Errors
    /// [`Refusal`] of a damaged line: events it appended are dropped by the driver, state must be as before.
    fn line(&mut self, line: &[u8], number: u64, out: &mut EventBatch) -> Result<(), Refusal>;

    /// The last line was refused, and decoding goes on behind it.
    fn passed_over(&mut self) {}

    /// The stream is over.
    ///
    /// # Errors
    /// [`Refusal`] where something must still have come.
    fn finish(&mut self, _out: &mut EventBatch) -> Result<(), Refusal> {
        Ok(())
    }

    /// The instruments seen so far.
    fn instruments(&self) -> &InstrumentTable;
}

/// Drives a [`LineFormat`] over a byte stream.
#[derive(Debug, Clone)]
pub struct LineDecoder<F> {
    /// The format and its state.
    pub(crate) format: F,
    offset: u64,
    line: u64,
    finished: bool,
}

impl<F: LineFormat> LineDecoder<F> {
    pub(crate) const fn over(format: F) -> Self {
        Self { format, offset: 0, line: 0, finished: false }
    }

    fn one_line(&mut self, line: &[u8], out: &mut EventBatch) -> Result<(), Refusal> {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        self.line += 1;
        if text.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        let kept = (out.events.len(), out.bars.len(), out.units);
        self.format.line(text, self.line, out).inspect_err(|_| {
            out.events.truncate(kept.0);
            out.bars.truncate(kept.1);
            out.units = kept.2;
        })
    }

    fn refuse(&self, refusal: Refusal, consumed: usize, skip: Option<usize>) -> DecodeError {
        DecodeError {
            offset: self.offset,
            line: Some(self.line),
            field: refusal.field,
            reason: refusal.reason,
            consumed,
            skip,
        }
    }

    fn finish(&mut self, consumed: usize, out: &mut EventBatch) -> Result<(), DecodeError> {
        if std::mem::replace(&mut self.finished, true) {
            return Ok(());
        }
        let ended = if self.line == 0 {
            Err(Refusal::new("file", "empty: not a single line"))
        } else {
            self.format.finish(out)
        };
        ended.map_err(|refusal| self.refuse(refusal, consumed, None))
    }
}

impl<F: LineFormat> Decoder for LineDecoder<F> {
    fn decode(&mut self, input: &[u8], eof: bool, out: &mut EventBatch) -> Result<usize, DecodeError> {
        let mut consumed = 0;
        while !out.is_full() {
            let rest = &input[consumed..];
            let length = match memchr::memchr(b'\n', rest) {
                Some(at) => at + 1,
                None if eof && !rest.is_empty() => rest.len(),
                None if rest.len() > LONGEST_LINE => {
                    return Err(self.refuse(Refusal::new("line", "no line end in 32 MiB: not text"), consumed, None));
                }
                None => break,
            };
            if let Err(refusal) = self.one_line(&rest[..length], out) {
                let error = self.refuse(refusal, consumed, Some(length));
                self.format.passed_over();
                self.offset += length as u64;
                return Err(error);
            }
            self.offset += length as u64;
            consumed += length;
        }
        if eof && consumed == input.len() {
            self.finish(consumed, out)?;
        }
        Ok(consumed)
    }

    fn instruments(&self) -> &InstrumentTable {
        self.format.instruments()
    }

    fn fork(&self) -> Box<dyn Decoder> {
        Box::new(self.clone())
    }
}
