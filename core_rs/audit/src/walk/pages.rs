//! The bytes of every segment, a record at a time.

use crate::error::StorageError;
use crate::record::{HASH_BYTES, HEADER_BYTES, Header};
use crate::storage::LogSource;

/// Bytes read at a time.
const PIECE: usize = 1 << 20;

/// What comes next.
pub enum Page<'a> {
    /// Header, payload and hash; `is_tail` in the last segment.
    Record { segment: u64, offset: u64, is_tail: bool, header: Header, bytes: &'a [u8] },
    /// Bytes that are no record, or a segment that is missing.
    NoRecord { segment: u64, offset: u64, reason: String, is_tail: bool },
    /// Nothing.
    End,
}

/// Reads segment after segment.
pub struct Pages<'s> {
    source: &'s mut dyn LogSource,
    segments: Vec<u64>,
    index: usize,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Of `start` in the segment.
    offset: u64,
    is_read: bool,
}

impl<'s> Pages<'s> {
    pub fn of(source: &'s mut dyn LogSource) -> Result<Self, StorageError> {
        let segments = source.segments()?;
        let buffer = vec![0; PIECE];
        Ok(Self { source, segments, index: 0, buffer, start: 0, end: 0, offset: 0, is_read: false })
    }

    /// Where the last segment ends, once everything was read.
    pub fn at_the_end(&self) -> Option<(u64, u64)> {
        let last = self.segments.last()?;
        (self.is_read && self.start == self.end && self.index + 1 >= self.segments.len())
            .then_some((*last, self.offset))
    }

    /// The next record.
    pub fn next(&mut self) -> Result<Page<'_>, StorageError> {
        loop {
            let expected = self.index as u64;
            match self.segments.get(self.index) {
                None if self.index == 0 => return Ok(Self::missing(expected)),
                None => return Ok(Page::End),
                Some(segment) if *segment != expected => return Ok(Self::missing(expected)),
                Some(_) => {}
            }
            let header_end = self.have(HEADER_BYTES)?;
            if header_end == 0 {
                if self.index + 1 >= self.segments.len() {
                    return Ok(Page::End);
                }
                self.next_segment();
                continue;
            }
            return self.record(header_end);
        }
    }

    fn missing(segment: u64) -> Page<'static> {
        let reason = "the segment is missing".to_owned();
        Page::NoRecord { segment, offset: 0, reason, is_tail: false }
    }

    fn next_segment(&mut self) {
        self.index += 1;
        (self.start, self.end, self.offset, self.is_read) = (0, 0, 0, false);
    }

    fn record(&mut self, available: usize) -> Result<Page<'_>, StorageError> {
        let (segment, offset) = (self.index as u64, self.offset);
        let is_tail = self.index + 1 == self.segments.len();
        let no_record = |reason| Ok(Page::NoRecord { segment, offset, reason, is_tail });
        let Some(header) = Header::read(&self.buffer[self.start..self.start + available.min(HEADER_BYTES)]) else {
            return no_record(format!("{available} bytes are too few for a record"));
        };
        if let Some(reason) = super::header_fault(header) {
            return no_record(reason);
        }
        let length = HEADER_BYTES + header.length + HASH_BYTES;
        let available = self.have(length)?;
        if available < length {
            return no_record(format!("a record of {length} bytes is cut off after {available}"));
        }
        let bytes = &self.buffer[self.start..self.start + length];
        self.start += length;
        self.offset += length as u64;
        Ok(Page::Record { segment, offset, is_tail, header, bytes })
    }

    /// Reads on until `wanted` bytes are there, or all; how many there are, `wanted` at most.
    #[inline]
    fn have(&mut self, wanted: usize) -> Result<usize, StorageError> {
        if self.end - self.start < wanted && !self.is_read {
            self.read_on(wanted)?;
        }
        Ok((self.end - self.start).min(wanted))
    }

    fn read_on(&mut self, wanted: usize) -> Result<(), StorageError> {
        self.buffer.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, self.end - self.start);
        if self.buffer.len() < wanted {
            self.buffer.resize(wanted.next_multiple_of(PIECE), 0);
        }
        while self.end < wanted && !self.is_read {
            let from = self.offset + self.end as u64;
            let count = self.source.read(self.index as u64, from, &mut self.buffer[self.end..])?;
            self.is_read = count == 0;
            self.end += count;
        }
        Ok(())
    }
}
