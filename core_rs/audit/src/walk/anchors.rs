//! The copies of the checkpoints, held against the log.

use crate::key::PublicKey;
use crate::{ANCHOR_ENTRY_BYTES, AnchorCopy, Checkpoint, FirstBad};

/// One copy.
#[derive(Debug)]
struct Copy {
    name: String,
    bytes: Vec<u8>,
    /// Entries from the first on that are those of the log.
    same: u64,
    /// Records that they cover.
    covered: u64,
    /// Seq of the first checkpoint that it lacks.
    lacks: Option<u64>,
}

/// All of them.
#[derive(Debug)]
pub struct Anchors(Vec<Copy>);

const ENTRY: u64 = ANCHOR_ENTRY_BYTES as u64;

impl Copy {
    fn bad(&self, seq: u64, offset: u64, reason: &str, is_recoverable: bool) -> FirstBad {
        FirstBad { seq, file: self.name.clone(), offset, reason: reason.to_owned(), is_recoverable }
    }

    fn behind(&self, entries: u64) -> &[u8] {
        let offset = usize::try_from(entries).unwrap_or(usize::MAX).saturating_mul(ANCHOR_ENTRY_BYTES);
        self.bytes.get(offset..).unwrap_or_default()
    }

    fn compare(&mut self, checkpoint: &[u8], number: u64, seq: u64) -> Option<FirstBad> {
        let rest = self.behind(number);
        let found = &rest[..rest.len().min(checkpoint.len())];
        let same = found.iter().zip(checkpoint).take_while(|(a, b)| a == b).count();
        if same < found.len() {
            let reason = "the anchor's checkpoint is not that of the log: one of the two was changed";
            return Some(self.bad(seq, number * ENTRY + same as u64, reason, false));
        }
        if same == checkpoint.len() {
            (self.same, self.covered) = (number + 1, seq);
        } else {
            self.lacks.get_or_insert(seq);
        }
        None
    }
}

impl Anchors {
    pub fn of(copies: Vec<AnchorCopy>) -> Self {
        let copy = |AnchorCopy { name, bytes }| Copy {
            name,
            bytes: bytes.unwrap_or_default(),
            same: 0,
            covered: 0,
            lacks: None,
        };
        Self(copies.into_iter().map(copy).collect())
    }

    /// Holds checkpoint `number`, the record `seq`, against each copy.
    pub fn compare(&mut self, checkpoint: &[u8], number: u64, seq: u64) -> Option<FirstBad> {
        self.0.iter_mut().find_map(|copy| copy.compare(checkpoint, number, seq))
    }

    /// Records that the newest checkpoint in every copy covers.
    pub fn covered_records(&self) -> u64 {
        self.0.iter().map(|copy| copy.covered).min().unwrap_or(0)
    }

    /// Whether no copy holds anything.
    pub fn are_empty(&self) -> bool {
        self.0.iter().all(|copy| copy.bytes.is_empty())
    }

    /// Whether every copy holds every one of the log's checkpoints.
    pub fn are_whole(&self, checkpoints: u64) -> bool {
        self.0.iter().all(|copy| copy.same == checkpoints && copy.behind(checkpoints).is_empty())
    }

    /// Whether a copy holds anything behind the log's `checkpoints`. A crash never leaves that: the log is synced first.
    pub fn hold_more(&self, checkpoints: u64) -> bool {
        self.0.iter().any(|copy| !copy.behind(checkpoints).is_empty())
    }

    /// `checkpoints` where a copy holds a further one that `key` signed.
    pub fn tells_of_more(&self, checkpoints: u64, key: &PublicKey) -> Option<u64> {
        let is_next = |copy: &Copy| {
            let further = copy.behind(checkpoints).chunks_exact(ANCHOR_ENTRY_BYTES);
            further
                .filter_map(|entry| Checkpoint::read(entry, key))
                .any(|(told, is_signed)| is_signed && told.number >= checkpoints)
        };
        self.0.iter().any(is_next).then_some(checkpoints)
    }

    /// What is wrong with the copies at the end of a log of `checkpoints`, the newest `may_lack` of which they may lack;
    /// a log in use may have any number of newer ones.
    pub fn fault(&self, checkpoints: u64, may_lack: u64, is_in_use: bool, next_seq: u64) -> Option<FirstBad> {
        self.0.iter().find_map(|copy| {
            if !copy.behind(checkpoints).is_empty() {
                let reason = "bytes behind the last checkpoint of the log";
                return Some(copy.bad(next_seq, checkpoints * ENTRY, reason, false));
            }
            let seq = copy.lacks?;
            let torn = copy.behind(copy.same).len() as u64;
            let lacking = checkpoints - copy.same;
            if is_in_use || (lacking <= may_lack && torn == 0) {
                return None;
            }
            let is_recoverable = lacking <= may_lack;
            let reason = if torn > 0 { "the anchor's last entry is cut off" } else { "the anchor lacks a checkpoint" };
            Some(copy.bad(seq, copy.same * ENTRY + torn, reason, is_recoverable))
        })
    }
}
