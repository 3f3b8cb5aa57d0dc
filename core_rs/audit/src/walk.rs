//! From the first record to the last sound one.

use crate::chain::Chain;
use crate::error::StorageError;
use crate::key::{PublicKey, public_key_text};
use crate::record::{HASH_BYTES, HEADER_BYTES, Hash, Header, LARGEST_PAYLOAD, Record, VERSION, link};
use crate::rules::{Last, Rules};
use crate::storage::{KEY_FILE, LogSource, segment_name};
pub use crate::walk::anchors::Anchors;
use crate::walk::pages::{Page, Pages};
use crate::{FirstBad, Verdict};

mod anchors;
mod pages;

/// Where a walk ended.
#[derive(Debug)]
pub struct End {
    pub chain: Chain,
    pub rules: Rules,
    pub anchors: Anchors,
    /// What is wrong first. A torn tail is one that only says that the bytes are no record.
    pub fault: Option<FirstBad>,
    /// The segment that it ended in.
    pub segment: u64,
    /// Behind the last sound record of that segment.
    pub offset: u64,
    pub bytes: u64,
    pub span_utc_ns: Option<(i64, i64)>,
    is_in_use: bool,
}

/// Follows the log from its first record, hands each sound one to `visit`, and stops at the first that is not.
/// `pinned` is the first key as the caller knows it from elsewhere.
pub fn walk(
    source: &mut dyn LogSource,
    pinned: Option<&PublicKey>,
    visit: &mut dyn FnMut(&Record<'_>),
) -> Result<End, StorageError> {
    let is_in_use = source.is_in_use();
    let anchors = Anchors::of(source.anchors()?); // before the log: of a log in use, the log may only be longer
    let key_file = source.key()?;
    let mut end = End {
        chain: Chain::begin(),
        rules: Rules::begin(),
        anchors,
        fault: None,
        segment: 0,
        offset: 0,
        bytes: 0,
        span_utc_ns: None,
        is_in_use,
    };
    let mut pages = Pages::of(source)?;
    while end.fault.is_none() {
        match pages.next()? {
            Page::End => break,
            Page::NoRecord { segment, offset, reason, is_tail } => {
                (end.segment, end.offset) = (segment, offset);
                end.fault = Some(FirstBad { is_recoverable: is_tail, ..end.bad_here(reason) });
            }
            Page::Record { segment, offset, is_tail, header, bytes } => {
                let first_of = (offset == 0).then_some(segment);
                (end.segment, end.offset) = (segment, offset);
                if let Err((reason, is_torn)) = end.follow(header, bytes, first_of) {
                    end.fault = Some(FirstBad { is_recoverable: is_tail && is_torn, ..end.bad_here(reason) });
                    break;
                }
                end.offset += bytes.len() as u64;
                let record = header.record(&bytes[HEADER_BYTES..bytes.len() - HASH_BYTES]);
                end.fault = end.beside(&record, key_file.as_deref(), pinned);
                visit(&record);
            }
        }
    }
    if let Some((segment, offset)) = pages.at_the_end() {
        (end.segment, end.offset) = (segment, offset);
    }
    end.conclude();
    Ok(end)
}

impl End {
    /// Checks one record's hash, place and meaning; the reason and whether a torn write may look like it.
    #[inline]
    fn follow(&mut self, header: Header, bytes: &[u8], first_of: Option<u64>) -> Result<(), (String, bool)> {
        let (body, stored) = bytes.split_at(bytes.len() - HASH_BYTES);
        let hash: Hash = link(&self.chain.head, body);
        let expected = self.chain.next_seq();
        if header.seq != expected {
            return Err((format!("record {} stands where record {expected} belongs", header.seq), true));
        }
        if hash != stored {
            return Err(("the record's hash does not follow from it and the record before".to_owned(), true));
        }
        let record = header.record(&body[HEADER_BYTES..]);
        self.rules.follow(&record, &self.chain, first_of).map_err(|broken| (broken, false))?;
        self.chain.follow(&hash);
        self.bytes += bytes.len() as u64;
        let first = self.span_utc_ns.map_or(record.ts_utc_ns, |(first, _)| first);
        self.span_utc_ns = Some((first, record.ts_utc_ns));
        Ok(())
    }

    /// What lies beside the log: the key file at its first record, the anchors at each checkpoint.
    #[inline]
    fn beside(&mut self, record: &Record<'_>, key_file: Option<&[u8]>, pinned: Option<&PublicKey>) -> Option<FirstBad> {
        if record.seq == 0 {
            return self.key_fault(key_file, pinned);
        }
        if self.rules.last != Last::Checkpoint && self.rules.last != Last::Closing {
            return None;
        }
        self.anchors.compare(record.payload, self.rules.checkpoints - 1, record.seq)
    }

    fn key_fault(&self, key_file: Option<&[u8]>, pinned: Option<&PublicKey>) -> Option<FirstBad> {
        let written = public_key_text(&self.rules.first_key).into_bytes();
        let bad = |offset: usize, reason: &str| FirstBad {
            seq: 0,
            file: KEY_FILE.to_owned(),
            offset: offset as u64,
            reason: reason.to_owned(),
            is_recoverable: false,
        };
        match key_file {
            None => return Some(bad(0, "the key file is missing")),
            Some(found) if found != written => {
                let same = found.iter().zip(&written).take_while(|(a, b)| a == b).count();
                return Some(bad(same, "the key file does not name the key that the log begins with"));
            }
            Some(_) => {}
        }
        let is_other = pinned.is_some_and(|pinned| *pinned != self.rules.first_key);
        is_other.then(|| bad(0, "the log begins with another key than the one it was to be checked against"))
    }

    fn bad_here(&self, reason: String) -> FirstBad {
        let file = segment_name(self.segment);
        FirstBad { seq: self.chain.next_seq(), file, offset: self.offset, reason, is_recoverable: false }
    }

    /// Holds the end of the log against the anchors.
    fn conclude(&mut self) {
        let is_closed = self.rules.last == Last::Closing;
        if let Some(number) = self.anchors.tells_of_more(self.rules.checkpoints, &self.rules.key) {
            let told =
                format!("the log ends after {number} checkpoints, but an anchor holds more: records are missing");
            let missing = self.bad_here(told);
            self.fault.get_or_insert(missing);
        }
        if let Some(fault) = &mut self.fault {
            fault.is_recoverable &= !self.anchors.hold_more(self.rules.checkpoints);
        }
        if self.fault.is_none() && self.chain.next_seq() == 0 {
            self.fault = Some(self.bad_here("the log holds no record".to_owned()));
        }
        if self.fault.is_none() {
            let may_lack = u64::from(!is_closed || self.is_in_use);
            self.fault = self.anchors.fault(self.rules.checkpoints, may_lack, self.is_in_use, self.chain.next_seq());
        }
        let is_written_now = self.is_in_use && self.fault.as_ref().is_some_and(|fault| fault.is_recoverable);
        if is_written_now {
            self.fault = None; // the tail of a log in use is a write that goes on
        }
    }

    /// What people and machines are told.
    pub fn verdict(self) -> Verdict {
        let Self { chain, rules, anchors, fault, .. } = self;
        Verdict {
            records: chain.next_seq(),
            is_closed: fault.is_none() && rules.last == Last::Closing,
            first_bad: fault,
            is_in_use: self.is_in_use,
            checkpoints: rules.checkpoints,
            anchored_records: anchors.covered_records(),
            head: chain.head,
            root: chain.frontier.root(),
            log_id: rules.log_id,
            first_key: rules.first_key,
            key: rules.key,
            bytes: self.bytes,
            span_utc_ns: self.span_utc_ns,
        }
    }
}

/// Why a header cannot be one.
fn header_fault(header: Header) -> Option<String> {
    if header.version != VERSION {
        return Some(format!("version {} of a record's layout is not known", header.version));
    }
    (header.length > LARGEST_PAYLOAD).then(|| format!("a payload of {} bytes is longer than any", header.length))
}
