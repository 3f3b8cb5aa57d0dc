//! What a recorder tells about itself, readable at any time without waiting.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// One reading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecorderStatus {
    /// Id of the session.
    pub id: String,
    /// Bytes written.
    pub bytes: u64,
    /// Events written.
    pub events: u64,
    /// Events received and not kept, because the disk was too slow or refused them.
    pub dropped: u64,
    /// Why nothing can be written now, and what to do; empty while it can.
    pub failure: String,
    /// What will soon be in the way; empty while nothing is.
    pub warning: String,
}

/// The cell behind [`RecorderStatus`].
#[derive(Debug, Default)]
pub struct RecorderCell {
    bytes: AtomicU64,
    events: AtomicU64,
    dropped: AtomicU64,
    failed: AtomicBool,
    words: Mutex<(String, String)>,
}

impl RecorderCell {
    /// Reads everything.
    #[must_use]
    pub fn read(&self, id: &str) -> RecorderStatus {
        let (failure, warning) = self.words.lock().unwrap_or_else(PoisonError::into_inner).clone();
        RecorderStatus {
            id: id.to_owned(),
            bytes: self.bytes.load(Relaxed),
            events: self.events.load(Relaxed),
            dropped: self.dropped.load(Relaxed),
            failure,
            warning,
        }
    }

    pub(super) fn set_written(&self, bytes: u64, events: u64) {
        self.bytes.store(bytes, Relaxed);
        self.events.store(events, Relaxed);
    }

    pub(super) fn drop_events(&self, events: u64) {
        self.dropped.fetch_add(events, Relaxed);
    }

    pub(super) fn dropped(&self) -> u64 {
        self.dropped.load(Relaxed)
    }

    pub(super) fn fail(&self, reason: String) {
        self.failed.store(true, Relaxed);
        self.words.lock().unwrap_or_else(PoisonError::into_inner).0 = reason;
    }

    pub(super) fn recover(&self) {
        if self.failed.swap(false, Relaxed) {
            self.words.lock().unwrap_or_else(PoisonError::into_inner).0.clear();
        }
    }

    pub(super) fn warn(&self, warning: String) {
        self.words.lock().unwrap_or_else(PoisonError::into_inner).1 = warning;
    }
}
