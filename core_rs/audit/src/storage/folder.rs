//! A folder on the disk.

use super::source::io_error;
use super::{AnchorCopy, DetachedSync, FolderSource, KEY_FILE, LogSource, RESERVE_FILE, Storage, segment_name};
use crate::{ANCHOR_ENTRY_BYTES, DetachedError, StorageError};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A log's folder, to write. Its lock goes with it, also when the process is killed.
#[derive(Debug)]
pub struct FolderStorage {
    source: FolderSource,
    locked: File,
    current: Option<Current>,
    reserve: u64,
}

/// The segment that grows.
#[derive(Debug)]
struct Current {
    path: PathBuf,
    file: File,
    length: u64,
    unsynced: bool,
}

fn at<T>(path: &Path, result: io::Result<T>) -> Result<T, StorageError> {
    result.map_err(|error| io_error(path, &error))
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A verification holds the lock for a moment, to see whether anyone writes: so it is asked for more than once.
fn lock(handle: &File, folder: &Path) -> Result<(), StorageError> {
    for attempt in 0..10 {
        match handle.try_lock() {
            Ok(()) => return Ok(()),
            Err(fs::TryLockError::WouldBlock) if attempt < 9 => std::thread::sleep(Duration::from_millis(2)),
            Err(fs::TryLockError::WouldBlock) => break,
            Err(fs::TryLockError::Error(error)) => return Err(io_error(folder, &error)),
        }
    }
    Err(StorageError::InUse(folder.display().to_string()))
}

impl FolderStorage {
    /// Locks `folder`, which is made where it is not there. Checkpoints are copied to a file in it and to each of
    /// `anchors`, which should lie where whoever can change the folder cannot write.
    ///
    /// # Errors
    /// [`StorageError::InUse`] where another process has it; [`StorageError::Io`] where it cannot be had.
    pub fn open(folder: &Path, anchors: &[PathBuf]) -> Result<Self, StorageError> {
        at(folder, make_folder(folder))?;
        let locked = at(folder, File::open(folder))?;
        lock(&locked, folder)?;
        let source = FolderSource::unlocked(folder, anchors);
        let reserve = fs::metadata(folder.join(RESERVE_FILE)).map_or(0, |told| told.len());
        Ok(Self { source, locked, current: None, reserve })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.source.folder().join(name)
    }

    /// Makes the names of new files outlive a power cut.
    fn sync_names(&self) -> Result<(), StorageError> {
        at(self.source.folder(), self.locked.sync_all())
    }
}

impl LogSource for FolderStorage {
    fn segments(&mut self) -> Result<Vec<u64>, StorageError> {
        self.source.segments()
    }

    fn read(&mut self, segment: u64, offset: u64, into: &mut [u8]) -> Result<usize, StorageError> {
        self.source.read(segment, offset, into)
    }

    fn anchors(&mut self) -> Result<Vec<AnchorCopy>, StorageError> {
        self.source.anchors()
    }

    fn key(&mut self) -> Result<Option<Vec<u8>>, StorageError> {
        self.source.key()
    }
}

impl Current {
    /// Part of what could not be written whole is taken back.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.file.write_all(bytes) {
            self.file.set_len(self.length)?;
            self.file.seek(SeekFrom::Start(self.length))?;
            return Err(error);
        }
        self.length += bytes.len() as u64;
        self.unsynced = true;
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.unsynced) {
            self.file.sync_data()?;
        }
        Ok(())
    }
}

fn write_entry(path: &Path, number: u64, checkpoint: &[u8]) -> io::Result<()> {
    let mut file = private().create(true).truncate(false).open(path)?;
    let offset = number * ANCHOR_ENTRY_BYTES as u64;
    file.seek(SeekFrom::Start(offset))?;
    file.write_all(checkpoint)?;
    file.set_len(offset + checkpoint.len() as u64)?;
    file.sync_all()
}

/// Makes a file of zeros longer, or leaves it as it is.
fn grow(path: &Path, from: u64, to: u64) -> io::Result<()> {
    static PIECE: [u8; 64 << 10] = [0; 64 << 10];
    let mut file = private().create(true).truncate(false).open(path)?;
    file.seek(SeekFrom::Start(from))?;
    let mut length = from;
    while length < to {
        let piece = usize::try_from(to - length).unwrap_or(usize::MAX).min(PIECE.len());
        if let Err(error) = file.write_all(&PIECE[..piece]) {
            file.set_len(from)?;
            return Err(error);
        }
        length += piece as u64;
    }
    file.sync_all()
}

impl Storage for FolderStorage {
    fn write(&mut self, bytes: &[u8]) -> Result<(), StorageError> {
        let Some(current) = &mut self.current else {
            return Err(io_error(self.source.folder(), &io::ErrorKind::NotFound.into()));
        };
        let written = current.write(bytes);
        at(&current.path, written)
    }

    fn sync(&mut self) -> Result<(), StorageError> {
        let Some(current) = &mut self.current else { return Ok(()) };
        let synced = current.sync();
        at(&current.path, synced)
    }

    fn detach_sync(&mut self, checkpoint: Option<(u64, [u8; ANCHOR_ENTRY_BYTES])>) -> Option<DetachedSync> {
        let current = self.current.as_ref()?;
        let (path, file) = (current.path.clone(), current.file.try_clone().ok()?);
        let anchors = self.source.anchor_paths().to_vec();
        Some(Box::new(move || {
            at(&path, file.sync_data()).map_err(DetachedError::Data)?;
            let Some((number, bytes)) = checkpoint else { return Ok(()) };
            anchors
                .iter()
                .try_for_each(|anchor| at(anchor, write_entry(anchor, number, &bytes)))
                .map_err(DetachedError::Anchor)
        }))
    }

    fn rotate(&mut self, segment: u64) -> Result<(), StorageError> {
        self.sync()?;
        let path = self.path(&segment_name(segment));
        let file = at(&path, private().create_new(true).open(&path))?;
        self.current = Some(Current { path, file, length: 0, unsynced: true });
        self.sync_names()
    }

    fn resume(&mut self, segment: u64, length: u64) -> Result<(), StorageError> {
        let path = self.path(&segment_name(segment));
        let mut file = at(&path, private().open(&path))?;
        let found = at(&path, file.metadata())?.len();
        if found > length {
            at(&path, file.set_len(length))?;
            at(&path, file.sync_all())?;
        }
        at(&path, file.seek(SeekFrom::Start(length)))?;
        self.current = Some(Current { path, file, length, unsynced: true });
        Ok(())
    }

    fn anchor(&mut self, number: u64, checkpoint: &[u8]) -> Result<(), StorageError> {
        for path in self.source.anchor_paths() {
            at(path, write_entry(path, number, checkpoint))?;
        }
        if number == 0 { self.sync_names() } else { Ok(()) }
    }

    fn put_key(&mut self, text: &[u8]) -> Result<(), StorageError> {
        let path = self.path(KEY_FILE);
        let written = private().create(true).truncate(true).open(&path).and_then(|mut file| {
            file.write_all(text)?;
            file.sync_all()
        });
        at(&path, written)?;
        self.sync_names()
    }

    fn reserve(&mut self, bytes: u64) -> Result<(), StorageError> {
        let path = self.path(RESERVE_FILE);
        if bytes == self.reserve {
            return Ok(());
        }
        let changed = match bytes {
            0 => fs::remove_file(&path),
            more if more > self.reserve => grow(&path, self.reserve, more),
            less => private().open(&path).and_then(|file| file.set_len(less)),
        };
        at(&path, changed)?;
        self.reserve = bytes;
        Ok(())
    }

    fn draw(&mut self, bytes: u64) -> Result<u64, StorageError> {
        let path = self.path(RESERVE_FILE);
        if self.reserve == 0 {
            return Err(StorageError::Full(path.display().to_string()));
        }
        let left = self.reserve.saturating_sub(bytes.max(64 << 10));
        if left == 0 {
            at(&path, fs::remove_file(&path))?;
        } else {
            let file = at(&path, private().open(&path))?;
            at(&path, file.set_len(left))?;
        }
        self.reserve = left;
        Ok(left)
    }
}
