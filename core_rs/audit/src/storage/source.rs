//! A folder that is only read.

use super::{ANCHOR_FILE, AnchorCopy, KEY_FILE, LogSource, segment_name, segment_of};
use crate::StorageError;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// The system's words about a file.
pub(super) fn io_error(path: &Path, error: &io::Error) -> StorageError {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    let what = path.display().to_string();
    match error.kind() {
        StorageFull | QuotaExceeded | FileTooLarge => StorageError::Full(what),
        _ => StorageError::Io { what, reason: error.to_string() },
    }
}

/// The bytes of a file; `None` where there is none.
fn bytes_of(path: &Path) -> Result<Option<Vec<u8>>, StorageError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_error(path, &error)),
    }
}

/// A log's folder, to verify and to read. A writer may be at work in it.
#[derive(Debug)]
pub struct FolderSource {
    folder: PathBuf,
    anchors: Vec<PathBuf>,
    open: Option<(u64, File)>,
    is_in_use: bool,
}

impl FolderSource {
    /// The log in `folder`; `anchors` are copies of its checkpoints that are kept elsewhere.
    ///
    /// # Errors
    /// Where there is no such folder.
    pub fn open(folder: &Path, anchors: &[PathBuf]) -> Result<Self, StorageError> {
        let handle = File::open(folder).map_err(|error| io_error(folder, &error))?;
        let is_in_use = matches!(handle.try_lock_shared(), Err(fs::TryLockError::WouldBlock));
        let mut source = Self::unlocked(folder, anchors);
        source.is_in_use = is_in_use;
        Ok(source)
    }

    pub(super) fn unlocked(folder: &Path, anchors: &[PathBuf]) -> Self {
        let mut copies = vec![folder.join(ANCHOR_FILE)];
        copies.extend_from_slice(anchors);
        Self { folder: folder.to_owned(), anchors: copies, open: None, is_in_use: false }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn anchor_paths(&self) -> &[PathBuf] {
        &self.anchors
    }

    fn segment(&mut self, segment: u64) -> io::Result<&mut File> {
        if self.open.as_ref().is_none_or(|(number, _)| *number != segment) {
            self.open = Some((segment, File::open(self.folder.join(segment_name(segment)))?));
        }
        self.open.as_mut().map(|(_, file)| file).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn read_at(&mut self, segment: u64, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let file = self.segment(segment)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut count = 0;
        while count < into.len() {
            match file.read(&mut into[count..]) {
                Ok(0) => break,
                Ok(more) => count += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(count)
    }
}

impl LogSource for FolderSource {
    fn segments(&mut self) -> Result<Vec<u64>, StorageError> {
        let told = |error: &io::Error| io_error(&self.folder, error);
        let mut segments = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(|error| told(&error))? {
            let name = entry.map_err(|error| told(&error))?.file_name();
            segments.extend(name.to_str().and_then(segment_of));
        }
        segments.sort_unstable();
        Ok(segments)
    }

    fn read(&mut self, segment: u64, offset: u64, into: &mut [u8]) -> Result<usize, StorageError> {
        let path = self.folder.join(segment_name(segment));
        self.read_at(segment, offset, into).map_err(|error| io_error(&path, &error))
    }

    fn anchors(&mut self) -> Result<Vec<AnchorCopy>, StorageError> {
        let own = self.folder.join(ANCHOR_FILE);
        let name = |path: &PathBuf| if *path == own { ANCHOR_FILE.to_owned() } else { path.display().to_string() };
        self.anchors.iter().map(|path| Ok(AnchorCopy { name: name(path), bytes: bytes_of(path)? })).collect()
    }

    fn key(&mut self) -> Result<Option<Vec<u8>>, StorageError> {
        bytes_of(&self.folder.join(KEY_FILE))
    }

    fn is_in_use(&self) -> bool {
        self.is_in_use
    }
}
