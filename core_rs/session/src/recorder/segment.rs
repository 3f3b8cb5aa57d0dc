//! One segment while it is written.

use plimsoll_wire::recording::{BlockHeader, IndexEntry, SegmentIndex, SegmentOpening, segment_name};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// A file that only grows, by whole blocks.
#[derive(Debug)]
pub(super) struct Segment {
    file: File,
    /// Bytes of the sound blocks.
    length: u64,
    blocks: u32,
    index: SegmentIndex,
    unsynced: bool,
}

impl Segment {
    /// Begins a segment; a file that cannot be begun is not left behind.
    pub fn begin(folder: &Path, opening: &SegmentOpening, units_before: u64) -> io::Result<Self> {
        let path = folder.join(segment_name(opening.segment));
        let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        let mut segment = Self { file, length: 0, blocks: 0, index: SegmentIndex::default(), unsynced: true };
        let begun = segment.write(&opening.to_block(units_before)).and_then(|()| segment.file.sync_all());
        match begun {
            Ok(()) => Ok(segment),
            Err(error) => {
                let _ = std::fs::remove_file(&path); // the reason is told; an empty file would say nothing
                Err(error)
            }
        }
    }

    pub const fn length(&self) -> u64 {
        self.length
    }

    /// The number of the next block.
    pub const fn next_block(&self) -> u32 {
        self.blocks
    }

    /// Appends a data block.
    pub fn append(&mut self, header: &BlockHeader, block: &[u8]) -> io::Result<()> {
        let entry = IndexEntry::of(header, self.length);
        self.write(block)?;
        if header.events > 0 || header.units > 0 {
            self.index.entries.push(entry);
        }
        Ok(())
    }

    /// Part of a block that could not be written whole is taken back, as far as the disk lets us: a reader cuts it anyway.
    fn write(&mut self, block: &[u8]) -> io::Result<()> {
        if let Err(error) = self.file.write_all(block) {
            let _ = self.file.set_len(self.length);
            return Err(error);
        }
        self.length += block.len() as u64;
        self.blocks += 1;
        self.unsynced = true;
        Ok(())
    }

    /// What was written outlives a power cut.
    pub fn sync(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.unsynced) {
            self.file.sync_data()?;
        }
        Ok(())
    }

    /// Ends the segment with its index.
    pub fn finish(&mut self, units_before: u64) -> io::Result<()> {
        let index = self.index.to_block(self.blocks, units_before);
        self.write(&index)?;
        self.sync()
    }
}
