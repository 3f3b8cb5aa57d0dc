//! `_core.bench_audit`: what `bench/audit` measures of ours, and how tests come by a log of any size.

use crate::errors::CoreError;
use plimsoll_audit::{
    AuditError, AuditLog, Ed25519Signer, FolderSource, FolderStorage, Policy, Stamp, SyncDone, SyncWork, VerifyOptions,
    verify,
};
use plimsoll_session::SystemClock;
use pyo3::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Writes a log of `records` records of `payload_bytes` in `folder`, committed in groups of `group` and synced each
/// `sync_ms` on another thread (never, where zero), and closes it; then verifies it. Returns the seconds of both and the records verified, the log's own
/// among them.
#[pyfunction]
#[pyo3(signature = (folder, records, group=64, payload_bytes=160, segment_bytes=64 << 20, sync_ms=5))]
pub fn bench_audit(
    py: Python<'_>,
    folder: PathBuf,
    records: u64,
    group: u64,
    payload_bytes: usize,
    segment_bytes: u64,
    sync_ms: i64,
) -> PyResult<(f64, f64, u64)> {
    py.detach(|| {
        let clock = SystemClock::start();
        let policy = Policy { segment_bytes, ..Policy::default() };
        let mut log = begin(&folder, policy)?;
        let mut syncs = (sync_ms > 0).then(|| Syncs::start(sync_ms * 1_000_000));
        write(&mut log, syncs.as_mut(), &clock, records, group.max(1), payload_bytes)?;
        log.close(stamp(records))?;
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

fn begin(folder: &Path, policy: Policy) -> Result<AuditLog<FolderStorage>, AuditError> {
    let storage = FolderStorage::open(folder, &[])?;
    let signer = Box::new(Ed25519Signer::from_seed(&[11; 32]));
    AuditLog::create(storage, signer, policy, *b"bench/audit log.", Stamp::default())
}

/// A microsecond lies between two records.
fn stamp(number: u64) -> Stamp {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    Stamp { utc_ns: number, mono_ns: number.saturating_mul(1_000) }
}

fn write(
    log: &mut AuditLog<FolderStorage>,
    mut syncs: Option<&mut Syncs>,
    clock: &SystemClock,
    records: u64,
    group: u64,
    payload_bytes: usize,
) -> Result<(), AuditError> {
    let mut payload = vec![0; payload_bytes];
    for number in 0..records {
        if let Some(front) = payload.first_chunk_mut::<8>() {
            *front = number.to_le_bytes();
        }
        let Stamp { utc_ns, mono_ns } = stamp(number);
        log.append(utc_ns, mono_ns, 17, &payload);
        if number % group == group - 1 {
            log.commit()?;
            if let Some(syncs) = &mut syncs {
                syncs.turn(log, clock.elapsed_ns())?;
            }
        }
    }
    syncs.map_or(Ok(()), |syncs| syncs.end(log))
}

/// The thread that syncs: at most one sync at a time.
struct Syncs {
    work: SyncSender<SyncWork>,
    done: Receiver<SyncDone>,
    every_ns: i64,
    begun_ns: i64,
    is_under_way: bool,
}

impl Syncs {
    fn start(every_ns: i64) -> Self {
        let (work, taken) = sync_channel::<SyncWork>(1);
        let (told, done) = sync_channel(1);
        // Ends once `work` is dropped.
        std::thread::spawn(move || taken.into_iter().map(SyncWork::run).try_for_each(|done| told.send(done)));
        Self { work, done, every_ns, begun_ns: 0, is_under_way: false }
    }

    fn turn(&mut self, log: &mut AuditLog<FolderStorage>, now_ns: i64) -> Result<(), AuditError> {
        if let Ok(done) = self.done.try_recv() {
            self.is_under_way = false;
            log.synced(done)?;
        }
        if !self.is_under_way && now_ns - self.begun_ns >= self.every_ns {
            self.begun_ns = now_ns;
            if let Some(work) = log.sync_apart()? {
                self.is_under_way = self.work.send(work).is_ok();
            }
        }
        Ok(())
    }

    fn end(&mut self, log: &mut AuditLog<FolderStorage>) -> Result<(), AuditError> {
        if self.is_under_way
            && let Ok(done) = self.done.recv()
        {
            log.synced(done)?;
        }
        Ok(())
    }
}
