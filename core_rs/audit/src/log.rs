//! The log while it is written.

use crate::chain::Chain;
use crate::error::{AuditError, StorageError};
use crate::key::{KeyId, Signer, key_id, public_key_text};
use crate::own::{CHECKPOINT, KEY, KeyChange, LogId, SEGMENT, SegmentStart};
use crate::record::{FIRST_OWN_KIND, LARGEST_PAYLOAD};
use crate::standing::{Head, Policy, Stamp, Standing};
use crate::{ANCHOR_ENTRY_BYTES, Checkpoint, Storage};

/// The newest checkpoint until every anchor holds it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pending {
    pub number: u64,
    pub bytes: [u8; ANCHOR_ENTRY_BYTES],
}

/// The log while it is written. Dropping it without [`close`](Self::close) leaves what a crash would leave.
pub struct AuditLog<S: Storage> {
    pub(crate) storage: S,
    signer: Box<dyn Signer>,
    policy: Policy,
    log_id: LogId,
    key_id: KeyId,
    now: Standing,
    /// As of the last commit.
    written: Standing,
    buffer: Vec<u8>,
    segment: u64,
    /// Bytes of the current segment on the disk.
    segment_bytes: u64,
    pub(crate) pending: Option<Pending>,
    /// Another thread syncs: until it is done no checkpoint is made or anchored here, nor a segment begun.
    pub(crate) is_syncing_apart: bool,
    failed: Option<String>,
}

impl<S: Storage> std::fmt::Debug for AuditLog<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuditLog")
            .field("records", &self.records())
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

/// Parts of a log that goes on.
pub(crate) struct Found {
    pub log_id: LogId,
    pub standing: Standing,
    pub segment: u64,
    pub segment_bytes: u64,
}

impl<S: Storage> AuditLog<S> {
    /// Begins a log: its first record names it, a signed checkpoint vouches for that, and both are on the disk.
    /// `log_id` tells it from every other; draw it at random, or from the seed of a run that must repeat.
    ///
    /// # Errors
    /// [`AuditError::Exists`] where there is a log; otherwise where it cannot be begun.
    pub fn create(
        mut storage: S,
        signer: Box<dyn Signer>,
        policy: Policy,
        log_id: LogId,
        stamp: Stamp,
    ) -> Result<Self, AuditError> {
        let is_anchored =
            storage.anchors()?.iter().any(|copy| copy.bytes.as_ref().is_some_and(|bytes| !bytes.is_empty()));
        if is_anchored || !storage.segments()?.is_empty() {
            return Err(AuditError::Exists);
        }
        storage.rotate(0)?;
        Self::begin(storage, signer, policy, log_id, stamp)
    }

    /// Begins a log in the empty segment 0 that the storage is at.
    pub(crate) fn begin(
        mut storage: S,
        signer: Box<dyn Signer>,
        policy: Policy,
        log_id: LogId,
        stamp: Stamp,
    ) -> Result<Self, AuditError> {
        storage.put_key(public_key_text(&signer.public_key()).as_bytes())?;
        storage.reserve(policy.reserve_bytes)?;
        let found = Found { log_id, standing: Standing::begin(stamp), segment: 0, segment_bytes: 0 };
        let mut log = Self::go_on(storage, signer, policy, found);
        log.checkpoint(stamp)?;
        Ok(log)
    }

    /// Goes on where a log ended.
    pub(crate) fn go_on(storage: S, signer: Box<dyn Signer>, policy: Policy, found: Found) -> Self {
        let Found { log_id, standing, segment, segment_bytes } = found;
        Self {
            key_id: key_id(&signer.public_key()),
            storage,
            signer,
            policy,
            log_id,
            written: standing.clone(),
            now: standing,
            buffer: Vec::new(),
            segment,
            segment_bytes,
            pending: None,
            is_syncing_apart: false,
            failed: None,
        }
    }

    /// Records so far, the log's own and uncommitted ones included: the seq of the next one.
    #[must_use]
    pub const fn records(&self) -> u64 {
        self.now.chain.next_seq()
    }

    /// The end of the log as of now, what is not committed included.
    #[must_use]
    pub fn head(&self) -> Head {
        let Chain { head, frontier } = &self.now.chain;
        Head { records: self.records(), head: *head, root: frontier.root(), log_id: self.log_id, key_id: self.key_id }
    }

    /// What it writes to.
    pub const fn storage(&self) -> &S {
        &self.storage
    }

    /// Appends a record to chain and buffer and returns its seq; nothing is written. A payload above [`LARGEST_PAYLOAD`]
    /// or a kind of the log's own is refused by the commit that follows, and by every later one.
    pub fn append(&mut self, ts_utc_ns: i64, ts_mono_ns: i64, kind: u16, payload: &[u8]) -> u64 {
        if payload.len() > LARGEST_PAYLOAD || kind >= FIRST_OWN_KIND {
            let told = format!("a record of kind {kind} with {} bytes cannot be recorded", payload.len());
            self.failed.get_or_insert(told);
            return self.records();
        }
        self.put(Stamp { utc_ns: ts_utc_ns, mono_ns: ts_mono_ns }, kind, payload)
    }

    /// Appends a record, the log's own included; before the first of a segment the one that names it.
    pub(crate) fn put(&mut self, stamp: Stamp, kind: u16, payload: &[u8]) -> u64 {
        self.name_segment(stamp);
        self.now.mark.last = stamp;
        self.now.mark.ends_checked = kind == CHECKPOINT;
        self.now.chain.put(stamp, kind, payload, &mut self.buffer)
    }

    fn name_segment(&mut self, stamp: Stamp) {
        if self.segment_bytes == 0 && self.buffer.is_empty() {
            let public_key = self.signer.public_key();
            let start = SegmentStart { log_id: self.log_id, segment: self.segment, public_key };
            self.now.chain.put(stamp, SEGMENT, &start.to_payload(), &mut self.buffer);
        }
    }

    /// Hands what was appended to the operating system: it survives the process. Must succeed before anything of it takes
    /// effect.
    ///
    /// # Errors
    /// [`AuditError::Full`] where nothing was written: it stays appended, and the next commit tries again.
    /// [`AuditError::Failed`] where the log takes nothing any more.
    pub fn commit(&mut self) -> Result<(), AuditError> {
        self.usable()?;
        let is_due = self.unchecked() >= self.policy.checkpoint_records || self.is_segment_full();
        if is_due && !self.is_syncing_apart { self.sync() } else { self.flush() }
    }

    /// As [`commit`](Self::commit), and where the disk is full uses the space that was held back for it: for halts,
    /// cancels and what becomes of open orders.
    ///
    /// # Errors
    /// As [`commit`](Self::commit); [`AuditError::Full`] once the reserve is used up.
    pub fn commit_on_reserve(&mut self) -> Result<(), AuditError> {
        loop {
            match self.usable().and_then(|()| self.flush()) {
                Err(AuditError::Full(_)) => self.storage.draw(self.buffer.len() as u64)?,
                other => return other,
            };
        }
    }

    /// Holds the full reserve back again, once there is space; until then [`AuditError::Full`].
    ///
    /// # Errors
    /// Where there is not as much space.
    pub fn restore_reserve(&mut self) -> Result<(), AuditError> {
        self.storage.reserve(self.policy.reserve_bytes).map_err(Into::into)
    }

    /// Takes back what was appended since the last commit that succeeded, as if it had never been.
    pub fn take_back(&mut self) {
        self.buffer.clear();
        self.now.become_like(&self.written);
        let kept = self.now.mark.checkpoints;
        self.pending = self.pending.filter(|pending| pending.number < kept);
    }

    /// Makes everything outlive a power cut; signs and anchors a checkpoint where one is due; begins a new segment where the
    /// old one is full.
    ///
    /// # Errors
    /// As [`commit`](Self::commit). A failed sync is never tried again: what is on the disk is not known.
    pub fn sync(&mut self) -> Result<(), AuditError> {
        self.usable()?;
        self.put_checkpoint_if_due();
        self.settle()?;
        if self.is_segment_full() && self.now.mark.ends_checked && !self.is_syncing_apart {
            self.storage.rotate(self.segment + 1).map_err(|error| self.fail(error))?;
            self.segment += 1;
            self.segment_bytes = 0;
        }
        Ok(())
    }

    /// Signs a checkpoint over everything so far, syncs and anchors it. For logs that fall idle: records without a
    /// checkpoint behind them are held by the chain alone.
    ///
    /// # Errors
    /// As [`sync`](Self::sync).
    pub fn checkpoint(&mut self, stamp: Stamp) -> Result<(), AuditError> {
        self.alone()?;
        if self.pending.is_some() {
            self.settle()?;
        }
        if !self.now.mark.ends_checked {
            self.put_checkpoint(stamp, false);
        }
        self.settle()
    }

    /// As [`checkpoint`](Self::checkpoint), on the space held back where there is no other.
    pub(crate) fn checkpoint_on_reserve(&mut self, stamp: Stamp) -> Result<(), AuditError> {
        loop {
            match self.checkpoint(stamp) {
                Err(AuditError::Full(_)) => self.storage.draw(self.buffer.len() as u64)?,
                other => return other,
            };
        }
    }

    /// Lets another key sign from here on; the record of it is signed by both.
    ///
    /// # Errors
    /// As [`sync`](Self::sync).
    pub fn rotate_key(&mut self, stamp: Stamp, signer: Box<dyn Signer>) -> Result<(), AuditError> {
        self.alone()?;
        self.settle()?;
        self.name_segment(stamp);
        let change = KeyChange::signed(&self.log_id, self.records(), &*self.signer, &*signer);
        self.put(stamp, KEY, &change.to_payload());
        self.key_id = key_id(&signer.public_key());
        self.signer = signer;
        self.put_checkpoint(stamp, false);
        self.settle().inspect_err(|error| self.failed = Some(error.to_string()))
    }

    /// Signs the last checkpoint and ends the log.
    ///
    /// # Errors
    /// As [`sync`](Self::sync): the log is then as after a crash.
    pub fn close(mut self, stamp: Stamp) -> Result<Head, AuditError> {
        self.alone()?;
        self.storage.reserve(0)?;
        self.settle()?;
        self.put_checkpoint(stamp, true);
        self.settle()?;
        Ok(self.head())
    }

    /// Whether it takes records at all.
    ///
    /// # Errors
    /// [`AuditError::Failed`] with the first reason.
    pub fn usable(&self) -> Result<(), AuditError> {
        self.failed.clone().map_or(Ok(()), |reason| Err(AuditError::Failed(reason)))
    }

    /// A checkpoint, where it is time for one and the last one is anchored.
    pub(crate) fn put_checkpoint_if_due(&mut self) {
        let elapsed_ns = self.now.mark.last.mono_ns.saturating_sub(self.now.mark.checked_mono_ns);
        let is_due = self.unchecked() >= self.policy.checkpoint_records
            || (self.unchecked() > 0 && elapsed_ns >= self.policy.checkpoint_ns)
            || self.is_segment_full();
        if is_due && self.pending.is_none() && !self.is_syncing_apart {
            self.put_checkpoint(self.now.mark.last, false);
        }
    }

    /// # Errors
    /// Where another thread syncs: its sync must be taken back first.
    fn alone(&self) -> Result<(), AuditError> {
        if self.is_syncing_apart { Err(AuditError::SyncUnderWay) } else { self.usable() }
    }

    const fn unchecked(&self) -> u64 {
        self.records().saturating_sub(self.now.mark.unchecked_from)
    }

    pub(crate) const fn is_segment_full(&self) -> bool {
        self.segment_bytes + self.buffer.len() as u64 >= self.policy.segment_bytes
    }

    fn put_checkpoint(&mut self, stamp: Stamp, is_closing: bool) {
        self.name_segment(stamp);
        let checkpoint = Checkpoint {
            is_closing,
            log_id: self.log_id,
            number: self.now.mark.checkpoints,
            size: self.records(),
            root: self.now.chain.frontier.root(),
            head: self.now.chain.head,
            ts_utc_ns: stamp.utc_ns,
            key_id: self.key_id,
        };
        let bytes = checkpoint.signed(&*self.signer);
        self.put(stamp, CHECKPOINT, &bytes);
        self.now.mark.checkpoints += 1;
        self.now.mark.unchecked_from = self.records();
        self.now.mark.checked_mono_ns = stamp.mono_ns;
        self.pending = Some(Pending { number: checkpoint.number, bytes });
    }

    /// Everything appended onto the disk, and the newest checkpoint into the anchors.
    fn settle(&mut self) -> Result<(), AuditError> {
        self.usable()?;
        self.flush()?;
        self.storage.sync().map_err(|error| self.fail_for_good(&error))?;
        if let Some(Pending { number, bytes }) = self.pending.filter(|_| !self.is_syncing_apart) {
            self.storage.anchor(number, &bytes).map_err(|error| self.fail(error))?;
            self.pending = None;
        }
        Ok(())
    }

    pub(crate) fn flush(&mut self) -> Result<(), AuditError> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        self.storage.write(&self.buffer).map_err(|error| self.fail(error))?;
        self.segment_bytes += self.buffer.len() as u64;
        self.buffer.clear();
        self.written.become_like(&self.now);
        Ok(())
    }

    /// Nothing more may be written, whatever it was.
    pub(crate) fn fail_for_good(&mut self, error: &StorageError) -> AuditError {
        self.failed = Some(error.to_string());
        AuditError::Failed(error.to_string())
    }

    /// Nothing more may be written where it is not known what was.
    pub(crate) fn fail(&mut self, error: StorageError) -> AuditError {
        if !matches!(error, StorageError::Full(_)) {
            self.failed = Some(error.to_string());
        }
        error.into()
    }
}
