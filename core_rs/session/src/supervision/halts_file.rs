//! Halts on disk: two slots of a file that was made at its full size, so that a full disk stops no halt.
//!
//! A change is written to both slots, one after the other, each synced before the next step. A write that is cut short
//! leaves the other slot as it was; once a change is acknowledged both slots hold it, so that damage to either loses
//! nothing. Where neither is sound the whole firm is halted.

use super::four_eyes::lifting;
use super::halts::{HaltsState, KeptHalt, NewHalt, SLOT_BYTES};
use super::{People, SignedStatement, SupervisionError};
use plimsoll_types::Nanos;
use plimsoll_wire::journal::LiftEntry;
use rustix::rand::{GetRandomFlags, getrandom};
use std::fs::{File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

const NAME: &str = "halts";
/// Says that there was a halts file: one that has gone since is damage, no fresh start.
const MARKER: &str = "halts.made";
const LOCK_PATIENCE: Duration = Duration::from_secs(2);
const LOCK_PAUSE: Duration = Duration::from_millis(2);
const NOT_KEPT: &str = "the halt is not kept; free the disk or mend the folder and try again";

/// The file of halts in a folder. Every call takes the file's lock for as long as it needs it, so that gateway, command
/// line and watchdog may all write.
#[derive(Debug)]
pub struct HaltsFile {
    path: PathBuf,
    file: Mutex<Option<File>>,
}

impl HaltsFile {
    /// The file `halts` of `folder`; neither need exist, and nothing is made until the first halt.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self { path: folder.join(NAME), file: Mutex::new(None) }
    }

    /// As [`at`](Self::at), and makes folder and file where there never was one, so that a later halt needs no room.
    ///
    /// # Errors
    /// [`SupervisionError::Io`] where that cannot be done.
    pub fn prepare(folder: &Path) -> Result<Self, SupervisionError> {
        let file = Self::at(folder);
        if !file.was_made() {
            file.make()?;
        }
        Ok(file)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What holds. A file that cannot be read or trusted halts the whole firm and says why.
    #[must_use]
    pub fn read(&self) -> HaltsState {
        if !self.path.exists() && !self.was_made() {
            return HaltsState::empty([0; 16]);
        }
        let read = self.locked(true, |file| Ok(slots(file)));
        match read {
            Ok(Ok((first, second))) => HaltsState::of_slots(&first, &second)
                .unwrap_or_else(|| self.damaged("neither of its two slots is sound")),
            Ok(Err(error)) => self.damaged(&error.to_string()),
            Err(error) => self.damaged(&error.to_string()),
        }
    }

    /// Keeps a halt; it is on the disk when this returns.
    ///
    /// # Errors
    /// [`SupervisionError::Io`] or [`SupervisionError::Busy`]: it may not be kept.
    pub fn engage(&self, new: NewHalt) -> Result<KeptHalt, SupervisionError> {
        self.change(|state| Ok(state.add(new)))
    }

    /// Ends the halts that two people agree to end, and says what is to be recorded.
    ///
    /// # Errors
    /// [`SupervisionError`] naming what is wrong with the agreement, or as [`engage`](Self::engage): the halts then hold.
    pub fn rearm(
        &self,
        people: &People,
        now_ns: Nanos,
        signed: &[SignedStatement],
    ) -> Result<Vec<LiftEntry>, SupervisionError> {
        self.rearm_recorded(people, now_ns, signed, |_| Ok(()))
    }

    /// As [`rearm`](Self::rearm), with `record` called once it is known that the halts may go and before they do.
    ///
    /// # Errors
    /// As [`rearm`](Self::rearm), or what `record` says: the halts then hold.
    pub fn rearm_recorded(
        &self,
        people: &People,
        now_ns: Nanos,
        signed: &[SignedStatement],
        record: impl FnOnce(&[LiftEntry]) -> Result<(), SupervisionError>,
    ) -> Result<Vec<LiftEntry>, SupervisionError> {
        self.change(|state| {
            let lifted = lifting(people, state, now_ns, signed)?;
            record(&lifted)?;
            state.halts.retain(|halt| lifted.iter().all(|entry| entry.number != halt.number));
            Ok(lifted)
        })
    }

    /// Turns what a damaged file means (all is halted) into a halt of a new, sound file that can be lifted like any
    /// other; the damaged bytes are kept beside it. Returns what holds.
    ///
    /// # Errors
    /// As [`engage`](Self::engage).
    pub fn settle(&self) -> Result<HaltsState, SupervisionError> {
        let state = self.read();
        if state.damage.is_none() {
            return Ok(state);
        }
        self.change(|_| Ok(()))?;
        Ok(self.read())
    }

    fn change<T>(
        &self,
        change: impl FnOnce(&mut HaltsState) -> Result<T, SupervisionError>,
    ) -> Result<T, SupervisionError> {
        if !self.path.exists() || !self.was_made() {
            self.make()?;
        }
        self.locked(false, |file| {
            let read = slots(file).ok().and_then(|(first, second)| HaltsState::of_slots(&first, &second));
            let mut state = match read {
                Some(state) => state,
                None => self.adopted(file)?,
            };
            let done = change(&mut state)?;
            state.sequence += 1;
            write_slots(file, &state).map_err(SupervisionError::io(&self.path, NOT_KEPT))?;
            Ok(done)
        })
    }

    /// A sound state in place of a damaged one: the firm's halt, numbered.
    fn adopted(&self, file: &File) -> Result<HaltsState, SupervisionError> {
        if let Ok((first, second)) = slots(file) {
            // The evidence is worth having; a full disk must not keep it from being halted.
            let _ = std::fs::write(self.path.with_extension("damaged"), [first, second].concat());
        }
        let mut state = self.damaged("neither of its two slots is sound");
        state.ledger = fresh_ledger().map_err(SupervisionError::io(&self.path, NOT_KEPT))?;
        for halt in &mut state.halts {
            halt.number = state.next_number;
            state.next_number += 1;
        }
        state.damage = None;
        Ok(state)
    }

    fn damaged(&self, why: &str) -> HaltsState {
        HaltsState::damaged(format!("the halts file {} cannot be trusted: {why}", self.path.display()))
    }

    fn marker(&self) -> PathBuf {
        self.path.with_file_name(MARKER)
    }

    fn was_made(&self) -> bool {
        self.marker().exists()
    }

    /// Makes the file at its full size: whole and synced under another name, then renamed.
    fn make(&self) -> Result<(), SupervisionError> {
        let made = (|| {
            let folder = self.path.parent().unwrap_or(Path::new("."));
            std::fs::create_dir_all(folder)?;
            let was_made = self.was_made();
            let mut new = tempfile::Builder::new().prefix("halts.").tempfile_in(folder)?;
            let mut bytes = vec![0; 2 * SLOT_BYTES];
            if !was_made {
                let slot = HaltsState::empty(fresh_ledger()?).encode();
                bytes[..slot.len()].copy_from_slice(&slot);
                bytes[SLOT_BYTES..SLOT_BYTES + slot.len()].copy_from_slice(&slot);
            }
            new.write_all(&bytes)?;
            new.as_file().sync_all()?;
            // Whoever was first made it; both hold no halt.
            match new.persist_noclobber(&self.path) {
                Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => return Err(error.error),
                _ => {}
            }
            OpenOptions::new().create(true).append(true).mode(0o600).open(self.marker())?.sync_all()?;
            File::open(folder)?.sync_all()
        })();
        made.map_err(SupervisionError::io(&self.path, NOT_KEPT))
    }

    fn locked<T>(
        &self,
        is_shared: bool,
        act: impl FnOnce(&File) -> Result<T, SupervisionError>,
    ) -> Result<T, SupervisionError> {
        // A panic while it was held left the file as a kill would have: whole.
        let mut held = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let file = match held.take().filter(|file| self.is_at_path(file)) {
            Some(file) => file,
            None => {
                let opened = OpenOptions::new().read(true).write(true).open(&self.path);
                opened.map_err(SupervisionError::io(&self.path, "mend the folder or the file's permissions"))?
            }
        };
        let file = held.insert(file);
        self.wait_for_lock(file, is_shared)?;
        let done = act(file);
        let _ = file.unlock();
        done
    }

    /// Whether an open file is still the one that others find.
    fn is_at_path(&self, file: &File) -> bool {
        let inode = |metadata: &Metadata| (metadata.dev(), metadata.ino());
        matches!((file.metadata(), self.path.metadata()), (Ok(held), Ok(found)) if inode(&held) == inode(&found))
    }

    fn wait_for_lock(&self, file: &File, is_shared: bool) -> Result<(), SupervisionError> {
        let started = Instant::now();
        loop {
            match if is_shared { file.try_lock_shared() } else { file.try_lock() } {
                Ok(()) => return Ok(()),
                Err(TryLockError::Error(error)) => return Err(SupervisionError::io(&self.path, NOT_KEPT)(error)),
                Err(TryLockError::WouldBlock) if started.elapsed() > LOCK_PATIENCE => {
                    let waited_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
                    return Err(SupervisionError::Busy { path: self.path.clone(), waited_ms });
                }
                Err(TryLockError::WouldBlock) => sleep(LOCK_PAUSE),
            }
        }
    }
}

fn fresh_ledger() -> io::Result<[u8; 16]> {
    let mut ledger = [0; 16];
    let drawn = getrandom(&mut ledger, GetRandomFlags::empty())?;
    if drawn < ledger.len() { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(ledger) }
}

/// Both slots, as much of them as there is.
fn slots(file: &File) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let mut bytes = vec![0; 2 * SLOT_BYTES];
    let mut filled = 0;
    while filled < bytes.len() {
        match file.read_at(&mut bytes[filled..], filled as u64)? {
            0 => break,
            count => filled += count,
        }
    }
    bytes.truncate(filled);
    let second = bytes.split_off(filled.min(SLOT_BYTES));
    Ok((bytes, second))
}

/// The steps of a change, in order: where in the file, and what.
fn steps(state: &HaltsState) -> [(u64, Vec<u8>); 2] {
    let slot = state.encode();
    [(0, slot.clone()), (SLOT_BYTES as u64, slot)]
}

fn write_slots(file: &File, state: &HaltsState) -> io::Result<()> {
    for (at, bytes) in steps(state) {
        file.write_all_at(&bytes, at)?;
        file.sync_data()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
