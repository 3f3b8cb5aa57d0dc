//! Syncing apart from the thread that writes: an fsync takes milliseconds, an order path has microseconds.

use crate::error::{AuditError, StorageError};
use crate::log::{AuditLog, Pending};
use crate::storage::{DetachedSync, Storage};

/// A sync to be carried out on another thread: data first, then the newest checkpoint into the anchors.
pub struct SyncWork {
    job: DetachedSync,
    number: Option<u64>,
    records: u64,
}

impl std::fmt::Debug for SyncWork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SyncWork").field("records", &self.records).finish_non_exhaustive()
    }
}

impl SyncWork {
    /// Carries it out; hand what comes back to [`AuditLog::synced`].
    pub fn run(self) -> SyncDone {
        SyncDone { outcome: (self.job)(), number: self.number, records: self.records }
    }
}

/// What became of a [`SyncWork`].
#[derive(Debug)]
#[must_use]
pub struct SyncDone {
    outcome: Result<(), DetachedError>,
    number: Option<u64>,
    records: u64,
}

/// Which of the two steps failed.
#[derive(Debug)]
pub enum DetachedError {
    /// What is on the disk is not known.
    Data(StorageError),
    /// The checkpoint may be missing from an anchor; it can be copied again.
    Anchor(StorageError),
}

impl<S: Storage> AuditLog<S> {
    /// As [`sync`](Self::sync), but hands out what takes long, to be carried out on another thread; the log goes on
    /// meanwhile. `None` where that thread is not done with the last one yet, or where everything was done here: the
    /// storage cannot do otherwise, or a segment was full.
    ///
    /// # Errors
    /// As [`sync`](Self::sync).
    pub fn sync_apart(&mut self) -> Result<Option<SyncWork>, AuditError> {
        self.usable()?;
        if self.is_syncing_apart {
            return Ok(None);
        }
        self.put_checkpoint_if_due();
        self.flush()?;
        let pending = self.pending.map(|Pending { number, bytes }| (number, bytes));
        let job = if self.is_segment_full() { None } else { self.storage.detach_sync(pending) };
        let Some(job) = job else { return self.sync().map(|()| None) };
        self.is_syncing_apart = true;
        Ok(Some(SyncWork { job, number: pending.map(|(number, _)| number), records: self.records() }))
    }

    /// Takes what became of a sync apart; how many records outlive a power cut now.
    ///
    /// # Errors
    /// As [`sync`](Self::sync).
    pub fn synced(&mut self, done: SyncDone) -> Result<u64, AuditError> {
        self.is_syncing_apart = false;
        match done.outcome {
            Ok(()) => {
                self.pending = self.pending.filter(|pending| Some(pending.number) != done.number);
                Ok(done.records)
            }
            Err(DetachedError::Data(error)) => Err(self.fail_for_good(&error)),
            Err(DetachedError::Anchor(error)) => Err(self.fail(error)),
        }
    }
}
