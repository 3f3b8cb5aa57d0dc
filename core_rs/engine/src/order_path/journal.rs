//! The audit log as the order path writes it.

use super::moment::Moment;
use plimsoll_audit::{AuditError, AuditLog, Head, Stamp, Storage, SyncDone, SyncWork};
use plimsoll_wire::journal::{Canonical, EntryKind, JournalEntry};

/// What the log takes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum JournalHealth {
    /// Everything.
    #[default]
    Writable,
    /// Nothing for now: no space. It is tried again.
    Full(String),
    /// Nothing any more, until a restart.
    Failed(String),
}

impl JournalHealth {
    /// Whether new orders may be recorded.
    #[must_use]
    pub const fn is_writable(&self) -> bool {
        matches!(self, Self::Writable)
    }
}

/// What a record has to outlive before what it records takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// The process: it is handed to the system at once, and synced every few milliseconds.
    #[default]
    Written,
    /// The power: it is synced at once. A venue that cannot be asked for orders which it alone knows needs this.
    Synced,
}

/// The log, what was appended to it since the last commit, and how it fares.
pub(crate) struct Journal<S: Storage> {
    log: AuditLog<S>,
    payload: Vec<u8>,
    is_pending: bool,
    is_unsynced: bool,
    health: JournalHealth,
    durability: Durability,
}

impl<S: Storage> Journal<S> {
    pub(crate) fn new(log: AuditLog<S>, durability: Durability) -> Self {
        Self {
            log,
            durability,
            payload: Vec::with_capacity(512),
            is_pending: false,
            is_unsynced: false,
            health: JournalHealth::Writable,
        }
    }

    pub(crate) const fn log(&self) -> &AuditLog<S> {
        &self.log
    }

    pub(crate) const fn health(&self) -> &JournalHealth {
        &self.health
    }

    /// Appends one entry's payload; it counts once [`commit`](Self::commit) has written it.
    pub(crate) fn put<T: Canonical>(&mut self, at: Moment, kind: EntryKind, payload: &T) {
        self.payload.clear();
        payload.put(&mut self.payload);
        self.log.append(at.utc_ns, at.mono_ns, kind as u16, &self.payload);
        self.is_pending = true;
    }

    /// Appends any entry.
    pub(crate) fn put_entry(&mut self, at: Moment, entry: &JournalEntry) {
        self.payload.clear();
        entry.put_payload(&mut self.payload);
        self.log.append(at.utc_ns, at.mono_ns, entry.kind() as u16, &self.payload);
        self.is_pending = true;
    }

    /// Writes what was appended; whether what was appended may take effect.
    pub(crate) fn commit(&mut self) -> bool {
        if !self.is_pending && self.health.is_writable() {
            return true;
        }
        if matches!(self.health, JournalHealth::Failed(_)) {
            return false;
        }
        let outcome = self.log.commit();
        self.heed(outcome) && (self.durability == Durability::Written || self.sync())
    }

    /// As [`commit`](Self::commit), on the space held back for a full disk where there is no other: for halts, cancels and what
    /// becomes of open orders.
    pub(crate) fn commit_urgently(&mut self) -> bool {
        if self.commit() {
            return true;
        }
        if matches!(self.health, JournalHealth::Failed(_)) {
            return false;
        }
        // The log stays shut for orders: the reserve is not for them.
        let written = self.log.commit_on_reserve().is_ok();
        written && (self.durability == Durability::Written || self.log.sync().is_ok())
    }

    /// Makes what was written outlive a power cut.
    pub(crate) fn sync(&mut self) -> bool {
        if !self.is_unsynced || matches!(self.health, JournalHealth::Failed(_)) {
            return self.health.is_writable();
        }
        let outcome = self.log.sync();
        if outcome.is_ok() {
            self.is_unsynced = false;
        }
        self.heed(outcome)
    }

    /// As [`sync`](Self::sync), for another thread to carry out; `None` where there is nothing to do, or that thread is not
    /// done yet.
    pub(crate) fn sync_apart(&mut self) -> Option<SyncWork> {
        if self.durability == Durability::Synced {
            self.sync(); // nearly nothing is left to be done, and two syncs at a time are none
            return None;
        }
        if !self.is_unsynced || matches!(self.health, JournalHealth::Failed(_)) {
            return None;
        }
        match self.log.sync_apart() {
            Ok(work) => {
                self.is_unsynced &= work.is_none(); // where it was done here it is done again, which costs little
                work
            }
            Err(error) => {
                self.heed(Err(error));
                None
            }
        }
    }

    /// Takes what became of a sync on another thread.
    pub(crate) fn synced(&mut self, done: SyncDone) {
        if let Err(error) = self.log.synced(done) {
            self.heed(Err(error));
        }
    }

    fn heed(&mut self, outcome: Result<(), AuditError>) -> bool {
        self.health = match outcome {
            Ok(()) => {
                self.is_unsynced |= self.is_pending;
                self.is_pending = false;
                JournalHealth::Writable
            }
            Err(AuditError::Full(what)) => JournalHealth::Full(what),
            Err(error) => JournalHealth::Failed(error.to_string()),
        };
        self.health.is_writable()
    }

    /// Ends the log in order.
    pub(crate) fn close(self, at: Moment) -> Result<Head, AuditError> {
        self.log.close(Stamp { utc_ns: at.utc_ns, mono_ns: at.mono_ns })
    }
}
