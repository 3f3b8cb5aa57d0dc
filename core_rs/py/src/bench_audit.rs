//! `_core.bench_audit`: what `bench/audit` measures of ours, and how tests come by a log of any size.

use crate::errors::CoreError;
use plimsoll_audit::{
    AuditError, AuditLog, Ed25519Signer, FolderSource, FolderStorage, Policy, Stamp, VerifyOptions, verify,
};
use plimsoll_session::SystemClock;
use pyo3::prelude::*;
use std::path::{Path, PathBuf};

/// Between two syncs, as the gateway's orders thread does it.
const SYNC_NS: i64 = 5_000_000;

/// Writes a log of `records` records of `payload_bytes` in `folder`, committed in groups of `group` and synced each 5 ms,
/// and closes it; then verifies it. Returns the seconds of both and the records verified, the log's own among them.
#[pyfunction]
#[pyo3(signature = (folder, records, group=64, payload_bytes=160, segment_bytes=64 << 20))]
pub fn bench_audit(
    py: Python<'_>,
    folder: PathBuf,
    records: u64,
    group: u64,
    payload_bytes: usize,
    segment_bytes: u64,
) -> PyResult<(f64, f64, u64)> {
    py.detach(|| {
        let clock = SystemClock::start();
        write(&folder, &clock, records, group.max(1), payload_bytes, segment_bytes)?;
        let written_ns = clock.elapsed_ns();
        let verdict = verify(&mut FolderSource::open(&folder, &[])?, &VerifyOptions::default())?;
        let verified_ns = clock.elapsed_ns() - written_ns;
        match verdict.first_bad {
            Some(bad) => Err(AuditError::Damaged(bad)),
            None => Ok((seconds(written_ns), seconds(verified_ns), verdict.records)),
        }
    })
    .map_err(|error: AuditError| CoreError::new_err(error.to_string()))
}

#[allow(clippy::cast_precision_loss)]
fn seconds(ns: i64) -> f64 {
    ns as f64 / 1e9
}

fn write(
    folder: &Path,
    clock: &SystemClock,
    records: u64,
    group: u64,
    payload_bytes: usize,
    segment_bytes: u64,
) -> Result<(), AuditError> {
    let storage = FolderStorage::open(folder, &[])?;
    let signer = Box::new(Ed25519Signer::from_seed(&[11; 32]));
    let policy = Policy { segment_bytes, ..Policy::default() };
    let mut log = AuditLog::create(storage, signer, policy, *b"bench/audit log.", Stamp::default())?;
    let mut payload = vec![0; payload_bytes];
    let mut synced_ns = 0;
    for number in 0..records {
        if let Some(front) = payload.first_chunk_mut::<8>() {
            *front = number.to_le_bytes();
        }
        #[allow(clippy::cast_possible_wrap)] // some millions
        log.append(number as i64, number as i64 * 1_000, 17, &payload);
        if number % group == group - 1 {
            log.commit()?;
            let now_ns = clock.elapsed_ns();
            if now_ns - synced_ns >= SYNC_NS {
                log.sync()?;
                synced_ns = now_ns;
            }
        }
    }
    #[allow(clippy::cast_possible_wrap)] // some millions
    let end = Stamp { utc_ns: records as i64, mono_ns: records as i64 * 1_000 };
    log.close(end).map(drop)
}
