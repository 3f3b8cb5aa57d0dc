//! How a log is to be written, and how far it is.

use crate::chain::Chain;
use crate::key::KeyId;
use crate::own::LogId;
use crate::record::Hash;

/// How often to sign, how large segments grow, how much space is held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// A checkpoint after this many records.
    pub checkpoint_records: u64,
    /// A checkpoint at the first sync after this time, by the records' monotonic clock.
    pub checkpoint_ns: i64,
    /// A new segment after this many bytes.
    pub segment_bytes: u64,
    /// Space held back for a full disk.
    pub reserve_bytes: u64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            checkpoint_records: 65_536,
            checkpoint_ns: 1_000_000_000,
            segment_bytes: 64 << 20,
            reserve_bytes: 1 << 20,
        }
    }
}

/// The two clocks of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stamp {
    /// UTC.
    pub utc_ns: i64,
    /// The writer's monotonic clock.
    pub mono_ns: i64,
}

/// The end of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Records, the log's own included.
    pub records: u64,
    /// Hash of the last.
    pub head: Hash,
    /// Root of the Merkle tree over all.
    pub root: Hash,
    /// Which log.
    pub log_id: LogId,
    /// The key that signs.
    pub key_id: KeyId,
}

/// Where the log stands; kept twice, so that what could not be written can be taken back.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub chain: Chain,
    pub mark: Mark,
}

/// How far it is checked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    /// Checkpoints so far.
    pub checkpoints: u64,
    /// First seq that no checkpoint covers.
    pub unchecked_from: u64,
    /// Monotonic time of the newest checkpoint.
    pub checked_mono_ns: i64,
    pub last: Stamp,
    /// Whether the last record is a checkpoint.
    pub ends_checked: bool,
}

impl Standing {
    pub fn begin(stamp: Stamp) -> Self {
        let mark = Mark {
            checkpoints: 0,
            unchecked_from: 0,
            checked_mono_ns: stamp.mono_ns,
            last: stamp,
            ends_checked: false,
        };
        Self { chain: Chain::begin(), mark }
    }

    /// As `other`, without giving up what was allocated.
    pub fn become_like(&mut self, other: &Self) {
        self.chain.head = other.chain.head;
        self.chain.frontier.become_like(&other.chain.frontier);
        self.mark = other.mark;
    }
}
