//! Opening a log again: after a clean close, or after a crash.

use crate::error::AuditError;
use crate::key::{Signer, hex, key_id};
use crate::log::{AuditLog, Found};
use crate::own::{LogId, OPENED, Opened};
use crate::record::Record;
use crate::rules::Last;
use crate::standing::{Policy, Stamp, Standing};
use crate::storage::Storage;
use crate::walk::{Anchors, End, walk};

/// What was found when a log was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// Records read, all of them sound.
    pub records: u64,
    /// Whether the log had been closed in order.
    pub was_closed: bool,
    /// Bytes of a torn tail that were cut off; their record says so.
    pub cut_bytes: u64,
    /// Whether a checkpoint had to be copied to an anchor that did not have it yet.
    pub anchor_was_behind: bool,
    /// Whether the disk is so full that less than the wanted reserve is held back. New orders must not be taken before
    /// [`restore_reserve`](AuditLog::restore_reserve) succeeds; cancels and halts can be recorded.
    pub reserve_is_short: bool,
}

impl<S: Storage> AuditLog<S> {
    /// Opens a log: verifies all of it and hands every record to `visit`, in order; cuts off what a crash left of the
    /// records that were never committed; records that it did, under a signed checkpoint.
    ///
    /// What was visited is to be believed only once this succeeds.
    ///
    /// # Errors
    /// [`AuditError::Damaged`] where the log is not the one that was written: nothing is changed.
    /// [`AuditError::Missing`] where there is none, [`AuditError::OtherKey`] where `signer` is not the log's.
    pub fn open(
        mut storage: S,
        signer: Box<dyn Signer>,
        policy: Policy,
        stamp: Stamp,
        visit: &mut dyn FnMut(&Record<'_>),
    ) -> Result<(Self, Recovery), AuditError> {
        let end = walk(&mut storage, None, visit)?;
        if end.chain.next_seq() == 0 && end.anchors.are_empty() {
            return Err(AuditError::Missing);
        }
        if let Some(fault) = end.fault.as_ref().filter(|fault| !fault.is_recoverable) {
            return Err(AuditError::Damaged(fault.clone()));
        }
        let found = signer.public_key();
        if end.rules.key != found {
            let (expected, found) = (hex(&key_id(&end.rules.key)), hex(&key_id(&found)));
            return Err(AuditError::OtherKey { expected, found });
        }
        recover(storage, signer, policy, stamp, &end)
    }

    /// Opens the log that is there, or begins one under `log_id`.
    ///
    /// # Errors
    /// As [`open`](Self::open) and [`create`](Self::create).
    pub fn open_or_create(
        mut storage: S,
        signer: Box<dyn Signer>,
        policy: Policy,
        log_id: LogId,
        stamp: Stamp,
        visit: &mut dyn FnMut(&Record<'_>),
    ) -> Result<(Self, Recovery), AuditError> {
        let segments = storage.segments()?;
        let is_anchored = !Anchors::of(storage.anchors()?).are_empty();
        if is_anchored || segments.len() > 1 {
            return Self::open(storage, signer, policy, stamp, visit);
        }
        let end = walk(&mut storage, None, &mut |_| {})?; // a log that was begun and never vouched for: short
        if end.chain.next_seq() > 0 {
            return Self::open(storage, signer, policy, stamp, visit);
        }
        let tail = if segments.is_empty() { Vec::new() } else { tail_of(&mut storage, &end)? };
        if segments.is_empty() {
            storage.rotate(0)?
        } else {
            storage.resume(0, 0)?
        }
        let mut log = Self::begin(storage, signer, policy, log_id, stamp)?;
        if !tail.is_empty() {
            log.put(stamp, OPENED, &Opened::of(false, 0, &tail).to_payload());
            log.checkpoint(stamp)?;
        }
        let cut_bytes = tail.len() as u64;
        let recovery =
            Recovery { records: 0, was_closed: false, cut_bytes, anchor_was_behind: false, reserve_is_short: false };
        Ok((log, recovery))
    }
}

/// Cuts, makes the anchors good, and says so.
fn recover<S: Storage>(
    mut storage: S,
    signer: Box<dyn Signer>,
    policy: Policy,
    stamp: Stamp,
    end: &End,
) -> Result<(AuditLog<S>, Recovery), AuditError> {
    let tail = tail_of(&mut storage, end)?;
    storage.resume(end.segment, end.offset)?;
    let anchor_was_behind = !end.anchors.are_whole(end.rules.checkpoints);
    if let Some(newest) = end.rules.newest.filter(|_| anchor_was_behind) {
        storage.sync()?;
        storage.anchor(newest.checkpoint.number, &newest.bytes)?;
    }
    let was_closed = end.rules.last == Last::Closing;
    let found = Found {
        log_id: end.rules.log_id,
        standing: standing_of(end, stamp),
        segment: end.segment,
        segment_bytes: end.offset,
    };
    let mut log = AuditLog::go_on(storage, signer, policy, found);
    let opened = Opened::of(was_closed, u32::from(anchor_was_behind), &tail);
    log.put(stamp, OPENED, &opened.to_payload());
    log.checkpoint_on_reserve(stamp)?;
    let reserve_is_short = match log.restore_reserve() {
        Ok(()) => false,
        Err(AuditError::Full(_)) => true,
        Err(error) => return Err(error),
    };
    let (records, cut_bytes) = (end.chain.next_seq(), tail.len() as u64);
    Ok((log, Recovery { records, was_closed, cut_bytes, anchor_was_behind, reserve_is_short }))
}

fn standing_of(end: &End, stamp: Stamp) -> Standing {
    let mut standing = Standing { chain: end.chain.clone(), ..Standing::begin(stamp) };
    standing.mark.checkpoints = end.rules.checkpoints;
    standing.mark.unchecked_from = end.rules.newest.map_or(0, |newest| newest.checkpoint.size + 1);
    standing
}

/// The bytes behind the last sound record.
fn tail_of<S: Storage>(storage: &mut S, end: &End) -> Result<Vec<u8>, AuditError> {
    const PIECE: usize = 1 << 16;
    let mut tail = Vec::new();
    loop {
        let length = tail.len();
        tail.resize(length + PIECE, 0);
        let count = storage.read(end.segment, end.offset + length as u64, &mut tail[length..])?;
        tail.truncate(length + count);
        if count == 0 {
            return Ok(tail);
        }
    }
}
