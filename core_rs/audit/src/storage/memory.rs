//! A disk in memory that can be made to fail: for tests and for the simulation.

use super::{ANCHOR_FILE, AnchorCopy, LogSource, Storage, segment_name};
use crate::{ANCHOR_ENTRY_BYTES, StorageError};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What can be made to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Of the current segment.
    Write,
    /// Of the current segment.
    Sync,
    /// A new segment.
    Rotate,
    /// A checkpoint's copy.
    Anchor,
}

/// How.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiskFault {
    /// No space: nothing is written.
    Full,
    /// Input/output error: nothing is written.
    Io,
    /// The process dies with this many bytes written: every later call of this storage fails.
    DiesAfter(usize),
}

#[derive(Debug, Clone, Default)]
struct File {
    bytes: Vec<u8>,
    synced: usize,
}

#[derive(Debug, Clone, Default)]
struct Disk {
    segments: BTreeMap<u64, File>,
    anchor: Option<File>,
    key: Option<Vec<u8>>,
    reserve: u64,
    capacity: Option<u64>,
    faults: Vec<(Operation, u32, DiskFault)>,
    life: u64,
    syncs: u64,
}

impl Disk {
    fn used(&self) -> u64 {
        let segments: usize = self.segments.values().map(|file| file.bytes.len()).sum();
        let anchor = self.anchor.as_ref().map_or(0, |file| file.bytes.len());
        (segments + anchor) as u64 + self.reserve
    }

    fn has_room(&self, bytes: u64) -> bool {
        self.capacity.is_none_or(|capacity| self.used() + bytes <= capacity)
    }

    /// The fault that this call meets, if any. The fault stays on where it is a full disk; the others happen once.
    fn meets(&mut self, operation: Operation) -> Option<DiskFault> {
        let position = self.faults.iter().position(|(of, _, _)| *of == operation)?;
        if self.faults[position].1 > 0 {
            self.faults[position].1 -= 1;
            return None;
        }
        let fault = self.faults[position].2;
        if fault != DiskFault::Full {
            self.faults.remove(position);
        }
        Some(fault)
    }
}

/// The disk: outlives the [`MemoryStorage`]s that write to it.
#[derive(Debug, Clone, Default)]
pub struct MemoryDisk(Arc<Mutex<Disk>>);

impl MemoryDisk {
    fn get(&self) -> MutexGuard<'_, Disk> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Attaches a process. The one before, if any, is dead from here on: its calls fail.
    #[must_use]
    pub fn attach(&self) -> MemoryStorage {
        let mut disk = self.get();
        disk.life += 1;
        MemoryStorage { life: disk.life, disk: self.clone(), current: None }
    }

    /// A disk of its own with the same contents.
    #[must_use]
    pub fn copied(&self) -> Self {
        Self(Arc::new(Mutex::new(self.get().clone())))
    }

    /// Limits the space for everything on it; `None` for no limit.
    pub fn set_capacity(&self, bytes: Option<u64>) {
        self.get().capacity = bytes;
    }

    /// Bytes on it.
    #[must_use]
    pub fn used(&self) -> u64 {
        self.get().used()
    }

    /// Syncs so far.
    #[must_use]
    pub fn syncs(&self) -> u64 {
        self.get().syncs
    }

    /// Lets `operation` fail once it went well `after` more times.
    pub fn fail(&self, operation: Operation, after: u32, fault: DiskFault) {
        self.get().faults.push((operation, after, fault));
    }

    /// Takes every fault back.
    pub fn heal(&self) {
        self.get().faults.clear();
    }

    /// The power goes: of each file, `keep` says how many of the given number of unsynced bytes survive, and may change
    /// them. Names that were never synced survive too.
    pub fn power_cut(&self, mut keep: impl FnMut(&mut [u8]) -> usize) {
        let mut disk = self.get();
        disk.life += 1;
        let Disk { segments, anchor, .. } = &mut *disk;
        for file in segments.values_mut().chain(anchor.iter_mut()) {
            let synced = file.synced.min(file.bytes.len());
            let kept = keep(&mut file.bytes[synced..]);
            file.bytes.truncate(synced + kept);
            file.synced = file.bytes.len();
        }
    }

    /// Changes bytes behind everyone's back.
    pub fn tamper(&self, segment: u64, change: impl FnOnce(&mut Vec<u8>)) {
        if let Some(file) = self.get().segments.get_mut(&segment) {
            change(&mut file.bytes);
        }
    }

    /// Changes the anchor behind everyone's back.
    pub fn tamper_anchor(&self, change: impl FnOnce(&mut Option<Vec<u8>>)) {
        let mut disk = self.get();
        let mut bytes = disk.anchor.take().map(|file| file.bytes);
        change(&mut bytes);
        disk.anchor = bytes.map(|bytes| File { synced: bytes.len(), bytes });
    }

    /// Changes the key file behind everyone's back.
    pub fn tamper_key(&self, change: impl FnOnce(&mut Option<Vec<u8>>)) {
        change(&mut self.get().key);
    }

    /// Adds a segment behind everyone's back.
    pub fn add(&self, segment: u64, bytes: Vec<u8>) {
        self.get().segments.insert(segment, File { synced: bytes.len(), bytes });
    }

    /// Removes a segment; whether there was one.
    pub fn remove(&self, segment: u64) -> bool {
        self.get().segments.remove(&segment).is_some()
    }
}

/// One process's hold on a [`MemoryDisk`].
#[derive(Debug)]
pub struct MemoryStorage {
    disk: MemoryDisk,
    life: u64,
    current: Option<u64>,
}

impl MemoryStorage {
    /// On a disk of its own.
    #[must_use]
    pub fn new() -> Self {
        MemoryDisk::default().attach()
    }

    /// Its disk.
    #[must_use]
    pub fn disk(&self) -> MemoryDisk {
        self.disk.clone()
    }

    fn alive(&self) -> Result<MutexGuard<'_, Disk>, StorageError> {
        let disk = self.disk.get();
        if disk.life == self.life { Ok(disk) } else { Err(failed("memory", "the process is dead")) }
    }
}

impl Default for MemoryStorage {
    fn default() -> Self {
        Self::new()
    }
}

fn failed(what: &str, reason: &str) -> StorageError {
    StorageError::Io { what: what.to_owned(), reason: reason.to_owned() }
}

/// What a faulty call leaves behind.
fn suffer(disk: &mut Disk, fault: DiskFault, what: &str, write: impl FnOnce(&mut Disk, usize)) -> StorageError {
    match fault {
        DiskFault::Full => StorageError::Full(what.to_owned()),
        DiskFault::Io => failed(what, "input/output error"),
        DiskFault::DiesAfter(bytes) => {
            write(disk, bytes);
            disk.life += 1;
            failed(what, "killed")
        }
    }
}

fn put_entry(disk: &mut Disk, number: u64, bytes: &[u8]) {
    let file = disk.anchor.get_or_insert_default();
    let offset = usize::try_from(number).unwrap_or(usize::MAX).saturating_mul(ANCHOR_ENTRY_BYTES);
    file.bytes.truncate(offset);
    file.bytes.extend_from_slice(bytes);
    file.synced = file.bytes.len();
}

impl LogSource for MemoryStorage {
    fn segments(&mut self) -> Result<Vec<u64>, StorageError> {
        Ok(self.alive()?.segments.keys().copied().collect())
    }

    fn read(&mut self, segment: u64, offset: u64, into: &mut [u8]) -> Result<usize, StorageError> {
        let disk = self.alive()?;
        let file = disk.segments.get(&segment).ok_or_else(|| failed(&segment_name(segment), "no such segment"))?;
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(file.bytes.len());
        let count = into.len().min(file.bytes.len() - from);
        into[..count].copy_from_slice(&file.bytes[from..from + count]);
        Ok(count)
    }

    fn anchors(&mut self) -> Result<Vec<AnchorCopy>, StorageError> {
        let bytes = self.alive()?.anchor.as_ref().map(|file| file.bytes.clone());
        Ok(vec![AnchorCopy { name: ANCHOR_FILE.to_owned(), bytes }])
    }

    fn key(&mut self) -> Result<Option<Vec<u8>>, StorageError> {
        Ok(self.alive()?.key.clone())
    }
}

impl Storage for MemoryStorage {
    fn write(&mut self, bytes: &[u8]) -> Result<(), StorageError> {
        let segment = self.current.ok_or_else(|| failed("memory", "no segment was begun"))?;
        let mut disk = self.alive()?;
        let put = |disk: &mut Disk, count: usize| {
            disk.segments.entry(segment).or_default().bytes.extend_from_slice(&bytes[..count.min(bytes.len())]);
        };
        if let Some(fault) = disk.meets(Operation::Write) {
            return Err(suffer(&mut disk, fault, &segment_name(segment), put));
        }
        if !disk.has_room(bytes.len() as u64) {
            return Err(StorageError::Full(segment_name(segment)));
        }
        put(&mut disk, bytes.len());
        Ok(())
    }

    fn sync(&mut self) -> Result<(), StorageError> {
        let Some(segment) = self.current else { return Ok(()) };
        let mut disk = self.alive()?;
        if let Some(fault) = disk.meets(Operation::Sync) {
            return Err(suffer(&mut disk, fault, &segment_name(segment), |_, _| {}));
        }
        disk.syncs += 1;
        let file = disk.segments.entry(segment).or_default();
        file.synced = file.bytes.len();
        Ok(())
    }

    fn rotate(&mut self, segment: u64) -> Result<(), StorageError> {
        self.sync()?;
        let mut disk = self.alive()?;
        if let Some(fault) = disk.meets(Operation::Rotate) {
            let begin = |disk: &mut Disk, _| drop(disk.segments.insert(segment, File::default()));
            return Err(suffer(&mut disk, fault, &segment_name(segment), begin));
        }
        disk.segments.insert(segment, File::default());
        drop(disk);
        self.current = Some(segment);
        Ok(())
    }

    fn resume(&mut self, segment: u64, length: u64) -> Result<(), StorageError> {
        let mut disk = self.alive()?;
        let file = disk.segments.get_mut(&segment).ok_or_else(|| failed(&segment_name(segment), "no such segment"))?;
        file.bytes.truncate(usize::try_from(length).unwrap_or(usize::MAX));
        file.synced = file.synced.min(file.bytes.len());
        drop(disk);
        self.current = Some(segment);
        Ok(())
    }

    fn anchor(&mut self, number: u64, checkpoint: &[u8]) -> Result<(), StorageError> {
        let mut disk = self.alive()?;
        if let Some(fault) = disk.meets(Operation::Anchor) {
            let put =
                |disk: &mut Disk, count: usize| put_entry(disk, number, &checkpoint[..count.min(checkpoint.len())]);
            return Err(suffer(&mut disk, fault, ANCHOR_FILE, put));
        }
        if !disk.has_room(checkpoint.len() as u64) {
            return Err(StorageError::Full(ANCHOR_FILE.to_owned()));
        }
        put_entry(&mut disk, number, checkpoint);
        Ok(())
    }

    fn put_key(&mut self, text: &[u8]) -> Result<(), StorageError> {
        self.alive()?.key = Some(text.to_vec());
        Ok(())
    }

    fn reserve(&mut self, bytes: u64) -> Result<(), StorageError> {
        let mut disk = self.alive()?;
        let held = std::mem::take(&mut disk.reserve);
        if !disk.has_room(bytes) {
            disk.reserve = held;
            return Err(StorageError::Full("reserve".to_owned()));
        }
        disk.reserve = bytes;
        Ok(())
    }

    fn draw(&mut self, bytes: u64) -> Result<u64, StorageError> {
        let mut disk = self.alive()?;
        if disk.reserve == 0 {
            return Err(StorageError::Full("reserve".to_owned()));
        }
        disk.reserve = disk.reserve.saturating_sub(bytes.max(1));
        Ok(disk.reserve)
    }
}
