//! What verification found.

use crate::record::Hash;
use crate::{LogId, PublicKey};
use std::fmt;

/// The first thing that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstBad {
    /// The first record that cannot be believed, or the checkpoint whose copy is bad.
    pub seq: u64,
    /// In which file.
    pub file: String,
    /// Where in it.
    pub offset: u64,
    /// What is wrong.
    pub reason: String,
    /// Whether a crash may have left it: a torn tail behind everything anchored, which opening the log cuts off and records.
    pub is_recoverable: bool,
}

impl fmt::Display for FirstBad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record {} ({} at byte {}): {}", self.seq, self.file, self.offset, self.reason)
    }
}

/// What verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Sound records, the log's own included.
    pub records: u64,
    /// What is wrong first; `None` where nothing is.
    pub first_bad: Option<FirstBad>,
    /// Whether the log ends with the checkpoint of a clean close.
    pub is_closed: bool,
    /// Whether a process was writing it meanwhile.
    pub is_in_use: bool,
    /// Checkpoints, all of them signed.
    pub checkpoints: u64,
    /// Records that a signed checkpoint in every anchor covers.
    pub anchored_records: u64,
    /// Hash of the last sound record.
    pub head: Hash,
    /// Root of the Merkle tree over the sound records.
    pub root: Hash,
    /// Which log.
    pub log_id: LogId,
    /// The key that it begins with; all zero where even that is lost.
    pub first_key: PublicKey,
    /// The key that signs at its end.
    pub key: PublicKey,
    /// Bytes of sound records.
    pub bytes: u64,
    /// Time of the first and the last sound record, UTC.
    pub span_utc_ns: Option<(i64, i64)>,
}

impl Verdict {
    /// Of a log of which nothing could be read.
    #[must_use]
    pub const fn nothing(first_bad: FirstBad) -> Self {
        Self {
            records: 0,
            first_bad: Some(first_bad),
            is_closed: false,
            is_in_use: false,
            checkpoints: 0,
            anchored_records: 0,
            head: [0; 32],
            root: [0; 32],
            log_id: [0; 16],
            first_key: [0; 32],
            key: [0; 32],
            bytes: 0,
            span_utc_ns: None,
        }
    }

    /// Whether the log is as it was written.
    #[must_use]
    pub const fn is_ok(&self) -> bool {
        self.first_bad.is_none()
    }
}
