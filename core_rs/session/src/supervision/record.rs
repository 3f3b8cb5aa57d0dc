//! What people decide is recorded before it takes effect: in an audit log of its own, since no gateway need be running.

use super::SupervisionError;
use crate::audit_key;
use crate::gateway::clock::{now, random};
use plimsoll_audit::{AuditError, AuditLog, FolderStorage, Policy, Stamp};
use plimsoll_wire::journal::JournalEntry;
use std::path::{Path, PathBuf};

/// Decisions are few: nothing is held back for them, and each is under a signed checkpoint at once.
const POLICY: Policy =
    Policy { checkpoint_records: 1_024, checkpoint_ns: 1_000_000_000, segment_bytes: 8 << 20, reserve_bytes: 0 };

/// The log of decisions of a home, and the key that signs it.
#[derive(Debug, Clone)]
pub struct DecisionLog {
    folder: PathBuf,
    key: PathBuf,
}

impl DecisionLog {
    /// In the folder `supervision` of a home's audit logs; `key` is made where there is none.
    #[must_use]
    pub fn at(audit: &Path, key: &Path) -> Self {
        Self { folder: audit.join("supervision"), key: key.to_owned() }
    }

    /// Appends entries; they are on the disk, under a signed checkpoint, when this returns.
    ///
    /// # Errors
    /// [`SupervisionError::Unrecorded`]: what was to be decided must not take effect.
    pub fn record(&self, entries: &[JournalEntry]) -> Result<(), SupervisionError> {
        let unrecorded = |reason: String| SupervisionError::Unrecorded { path: self.folder.clone(), reason };
        let signer = audit_key::load_or_make(&self.key).map_err(|error| unrecorded(error.to_string()))?;
        let log_id = random().map_err(|error| unrecorded(error.to_string()))?;
        let at = now();
        let stamp = Stamp { utc_ns: at.utc_ns, mono_ns: at.mono_ns };
        let written = (|| {
            let storage = FolderStorage::open(&self.folder, &[])?;
            let (mut log, _) = AuditLog::open_or_create(storage, Box::new(signer), POLICY, log_id, stamp, &mut |_| {})?;
            let mut payload = Vec::new();
            for entry in entries {
                payload.clear();
                entry.put_payload(&mut payload);
                log.append(stamp.utc_ns, stamp.mono_ns, entry.kind() as u16, &payload);
            }
            log.commit()?;
            log.close(stamp).map(|_| ())
        })();
        written.map_err(|error: AuditError| unrecorded(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_audit::{FolderSource, VerifyOptions, read};

    #[test]
    fn test_decisions_are_chained_over_many_processes_and_a_changed_log_takes_no_more() {
        let home = tempfile::tempdir().unwrap();
        let log = DecisionLog::at(home.path(), &home.path().join("audit.key"));
        for words in ["one", "two", "three"] {
            log.record(&[JournalEntry::Note(words.to_owned())]).unwrap();
        }
        let folder = home.path().join("supervision");
        let mut notes = Vec::new();
        let mut source = FolderSource::open(&folder, &[]).unwrap();
        let verdict = read(&mut source, &VerifyOptions::default(), &mut |record| {
            if let Ok(JournalEntry::Note(words)) = JournalEntry::read(record.kind, record.payload) {
                notes.push(words);
            }
        });
        assert!(verdict.unwrap().first_bad.is_none());
        assert_eq!(notes, ["one", "two", "three"]);

        let segment = folder.join(plimsoll_audit::segment_name(0));
        let mut bytes = std::fs::read(&segment).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&segment, bytes).unwrap();
        let refused = log.record(&[JournalEntry::Note("four".to_owned())]).unwrap_err().to_string();
        assert!(refused.contains("not recorded"), "{refused}");
    }
}
