//! What can go wrong, told by what the caller must do about it.

use crate::FirstBad;
use thiserror::Error;

/// Storage that did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StorageError {
    /// No space left. What was asked for did not happen; it can be asked for again once there is space.
    #[error("no space left to write {0}; free some, then try again")]
    Full(String),
    /// Anything else. What is on the disk is not known: nothing more may be written.
    #[error("{what}: {reason}")]
    Io {
        /// File and operation.
        what: String,
        /// The system's words.
        reason: String,
    },
    /// Another process writes this log.
    #[error("{0}: another process is writing this audit log; stop it first")]
    InUse(String),
}

/// Why the audit log refuses.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AuditError {
    /// No space left: nothing that was appended since the last commit may take effect. Halt new orders; what must be
    /// recorded nevertheless is committed by [`commit_on_reserve`](crate::AuditLog::commit_on_reserve).
    #[error("audit log: no space left to write {0}; new orders must stop until there is")]
    Full(String),
    /// The storage failed: this log takes nothing any more.
    #[error("audit log: {0}; the log takes no more records, restart to recover what is on the disk")]
    Failed(String),
    /// There is no log yet.
    #[error("audit log: there is no log to open here")]
    Missing,
    /// There is a log already.
    #[error("audit log: there is a log here already; open it, or choose another folder")]
    Exists,
    /// Another thread is syncing.
    #[error("audit log: a sync is under way on another thread; wait for it and hand it back, then ask again")]
    SyncUnderWay,
    /// The log on the disk is not the one that was written.
    #[error("audit log: {0}; nothing was changed. Keep a copy, find out who changed it, and begin a new log elsewhere")]
    Damaged(FirstBad),
    /// The signer at hand is not the one that the log trusts.
    #[error("audit log: it is signed by key {expected}, but the key at hand is {found}; open it with its own key")]
    OtherKey {
        /// The log's current key.
        expected: String,
        /// The signer's.
        found: String,
    },
    /// Another process writes this log.
    #[error("{0}: another process is writing this audit log; stop it first")]
    InUse(String),
}

impl From<StorageError> for AuditError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Full(what) => Self::Full(what),
            StorageError::InUse(what) => Self::InUse(what),
            StorageError::Io { .. } => Self::Failed(error.to_string()),
        }
    }
}
