//! Where a log lies: a folder, or memory for tests and simulations.

mod folder;
mod memory;
mod source;

pub use folder::FolderStorage;
pub use memory::{DiskFault, MemoryDisk, MemoryStorage, Operation};
pub use source::FolderSource;

use crate::{ANCHOR_ENTRY_BYTES, DetachedError, StorageError};

/// Copies of the checkpoints, in the log's own folder.
pub const ANCHOR_FILE: &str = "anchor";
/// The public key that the log began with.
pub const KEY_FILE: &str = "audit.pub";
/// Space held back for the records of a full disk; gone once the log is closed.
pub const RESERVE_FILE: &str = "reserve";

/// The file of a segment.
#[must_use]
pub fn segment_name(segment: u64) -> String {
    format!("{segment:08}.audit")
}

/// The segment of a file; `None` where it is none.
pub(crate) fn segment_of(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".audit")?;
    let number = digits.parse().ok()?;
    (segment_name(number) == name).then_some(number)
}

/// One copy of the checkpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnchorCopy {
    /// Its file, as people are told.
    pub name: String,
    /// Its bytes; `None` where it is not there.
    pub bytes: Option<Vec<u8>>,
}

/// What verification reads. Nothing is changed.
pub trait LogSource {
    /// The segments that are there, in order.
    ///
    /// # Errors
    /// Where the storage cannot be read.
    fn segments(&mut self) -> Result<Vec<u64>, StorageError>;

    /// Reads from `offset` of a segment; how many bytes, 0 at its end.
    ///
    /// # Errors
    /// Where the storage cannot be read.
    fn read(&mut self, segment: u64, offset: u64, into: &mut [u8]) -> Result<usize, StorageError>;

    /// Every copy of the checkpoints, the log's own first.
    ///
    /// # Errors
    /// Where the storage cannot be read.
    fn anchors(&mut self) -> Result<Vec<AnchorCopy>, StorageError>;

    /// The key file; `None` where there is none.
    ///
    /// # Errors
    /// Where the storage cannot be read.
    fn key(&mut self) -> Result<Option<Vec<u8>>, StorageError>;

    /// Whether a process is writing it just now.
    fn is_in_use(&self) -> bool {
        false
    }
}

/// A sync that another thread carries out.
pub type DetachedSync = Box<dyn FnOnce() -> Result<(), DetachedError> + Send>;

/// What [`AuditLog`](crate::AuditLog) writes to.
pub trait Storage: LogSource + Send {
    /// Appends to the current segment, whole or not at all.
    ///
    /// # Errors
    /// [`StorageError::Full`] where there is no space: nothing was appended. Any other: what was appended is not known.
    fn write(&mut self, bytes: &[u8]) -> Result<(), StorageError>;

    /// What was written outlives a power cut.
    ///
    /// # Errors
    /// Where it may not.
    fn sync(&mut self) -> Result<(), StorageError>;

    /// A sync of everything written so far, and then an [`anchor`](Self::anchor) of this checkpoint, that another thread can
    /// carry out while writing goes on. `None` where the storage cannot.
    fn detach_sync(&mut self, _checkpoint: Option<(u64, [u8; ANCHOR_ENTRY_BYTES])>) -> Option<DetachedSync> {
        None
    }

    /// Begins a segment, empty; writing goes on there.
    ///
    /// # Errors
    /// [`StorageError`] where there is no new segment.
    fn rotate(&mut self, segment: u64) -> Result<(), StorageError>;

    /// Goes on behind `length` bytes of a segment that is there; what lies behind them is cut off.
    ///
    /// # Errors
    /// [`StorageError`] where the segment is as it was.
    fn resume(&mut self, segment: u64, length: u64) -> Result<(), StorageError>;

    /// Makes entry `number` of every copy of the checkpoints these bytes, cuts off what lies behind it, and makes it
    /// outlive a power cut.
    ///
    /// # Errors
    /// Where a copy may lack it; it can be tried again.
    fn anchor(&mut self, number: u64, checkpoint: &[u8]) -> Result<(), StorageError>;

    /// Writes the key file.
    ///
    /// # Errors
    /// Where there is none now.
    fn put_key(&mut self, text: &[u8]) -> Result<(), StorageError>;

    /// Holds back `bytes` of space, or gives it up where zero.
    ///
    /// # Errors
    /// Where there is less space.
    fn reserve(&mut self, bytes: u64) -> Result<(), StorageError>;

    /// Gives up part of the reserve, `bytes` or more where there is as much; what is left of it.
    ///
    /// # Errors
    /// [`StorageError::Full`] where nothing was left to give.
    fn draw(&mut self, bytes: u64) -> Result<u64, StorageError>;
}
