//! What the log's own records must say, wherever they stand.

use crate::chain::Chain;
use crate::key::{PublicKey, hex, key_id};
use crate::own::{CHECKPOINT, KEY, KeyChange, LogId, OPENED, Opened, SEGMENT, SegmentStart};
use crate::record::{FIRST_OWN_KIND, Record};
use crate::{ANCHOR_ENTRY_BYTES, Checkpoint};

/// What the last record was, as far as the next one is bound by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Last {
    /// There is none.
    Nothing,
    Checkpoint,
    Closing,
    /// The checkpoint that vouches for it must follow.
    Unvouched,
    Other,
}

/// The newest checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastCheckpoint {
    pub checkpoint: Checkpoint,
    pub bytes: [u8; ANCHOR_ENTRY_BYTES],
}

/// Follows a log record by record.
#[derive(Debug, Clone)]
pub struct Rules {
    pub log_id: LogId,
    pub first_key: PublicKey,
    pub key: PublicKey,
    /// Checkpoints so far.
    pub checkpoints: u64,
    pub newest: Option<LastCheckpoint>,
    pub last: Last,
}

/// A rule that is broken, in words.
pub type Broken = String;

impl Rules {
    /// Before the first record.
    pub const fn begin() -> Self {
        Self { log_id: [0; 16], first_key: [0; 32], key: [0; 32], checkpoints: 0, newest: None, last: Last::Nothing }
    }

    /// Follows one record that is linked to `chain`; `first_of` is the segment whose first it is.
    #[inline]
    pub fn follow(&mut self, record: &Record<'_>, chain: &Chain, first_of: Option<u64>) -> Result<(), Broken> {
        if record.kind < FIRST_OWN_KIND && first_of.is_none() && matches!(self.last, Last::Other | Last::Checkpoint) {
            self.last = Last::Other;
            return Ok(());
        }
        self.in_place(record.kind, first_of)?;
        self.last = match record.kind {
            SEGMENT => self.segment(record, first_of)?,
            CHECKPOINT => self.checkpoint(record, chain)?,
            OPENED => {
                Opened::read(record.payload).ok_or("the record of an opening cannot be read")?;
                Last::Unvouched
            }
            KEY => self.key_change(record)?,
            kind if kind >= FIRST_OWN_KIND => return Err(format!("kind {kind} is none of the log's own")),
            _ => Last::Other,
        };
        Ok(())
    }

    fn in_place(&self, kind: u16, first_of: Option<u64>) -> Result<(), Broken> {
        if let Some(segment) = first_of.filter(|_| kind != SEGMENT) {
            return Err(format!("segment {segment} does not begin with the record that names it"));
        }
        match (self.last, kind) {
            (Last::Nothing, SEGMENT) => Ok(()),
            (Last::Nothing, _) => Err("the log does not begin with the record that names it".to_owned()),
            (Last::Closing, OPENED) | (Last::Unvouched, CHECKPOINT | OPENED) => Ok(()),
            (Last::Closing, _) => Err("it follows the checkpoint of a clean close without an opening".to_owned()),
            (Last::Unvouched, _) => Err("it follows an opening or a key that no checkpoint vouches for".to_owned()),
            (last, SEGMENT) if first_of.is_none() || last != Last::Checkpoint => {
                Err("a segment begins in the midst of the log".to_owned())
            }
            _ => Ok(()),
        }
    }

    fn segment(&mut self, record: &Record<'_>, first_of: Option<u64>) -> Result<Last, Broken> {
        let start = SegmentStart::read(record.payload).ok_or("the record of a segment cannot be read")?;
        if record.seq == 0 {
            (self.log_id, self.first_key, self.key) = (start.log_id, start.public_key, start.public_key);
        }
        if first_of != Some(start.segment) {
            return Err(format!("it begins segment {} but stands in another file", start.segment));
        }
        if start.log_id != self.log_id {
            return Err(format!("its segment is of another log, {}", hex(&start.log_id)));
        }
        if start.public_key != self.key {
            return Err("its segment names another key".to_owned());
        }
        Ok(if record.seq == 0 { Last::Unvouched } else { Last::Other })
    }

    fn checkpoint(&mut self, record: &Record<'_>, chain: &Chain) -> Result<Last, Broken> {
        let (checkpoint, is_signed) =
            Checkpoint::read(record.payload, &self.key).ok_or("the checkpoint cannot be read")?;
        let expected = Checkpoint {
            is_closing: checkpoint.is_closing,
            log_id: self.log_id,
            number: self.checkpoints,
            size: record.seq,
            root: chain.frontier.root(),
            head: chain.head,
            ts_utc_ns: record.ts_utc_ns,
            key_id: key_id(&self.key),
        };
        let since = self.newest.map_or(0, |newest| newest.checkpoint.size + 1);
        if checkpoint != expected {
            return Err(format!("the checkpoint speaks of another log; records {since} on were rewritten, or it was"));
        }
        if !is_signed {
            let key = hex(&expected.key_id);
            return Err(format!("the checkpoint is not signed by key {key}; records {since} on may be forged"));
        }
        let bytes = record.payload.try_into().map_err(|_| "the checkpoint cannot be read")?;
        self.newest = Some(LastCheckpoint { checkpoint, bytes });
        self.checkpoints += 1;
        Ok(if checkpoint.is_closing { Last::Closing } else { Last::Checkpoint })
    }

    fn key_change(&mut self, record: &Record<'_>) -> Result<Last, Broken> {
        let change = KeyChange::read(record.payload, &self.log_id, record.seq, &self.key)
            .ok_or("another key is named without the signatures of both")?;
        self.key = change.public_key;
        Ok(Last::Unvouched)
    }
}
