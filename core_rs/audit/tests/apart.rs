//! Syncing on another thread: the log goes on meanwhile, and the anchor never runs ahead of it.

#![allow(clippy::expect_used)] // what makes a log for a test

mod support;

use plimsoll_audit::{AuditError, AuditLog, FolderSource, FolderStorage, Policy, VerifyOptions, verify};
use std::fs;
use std::path::Path;
use support::*;

const SIGNS_OFTEN: Policy = Policy { checkpoint_records: 8, segment_bytes: 1 << 30, ..SMALL };

fn begin(folder: &Path, policy: Policy) -> AuditLog<FolderStorage> {
    let storage = FolderStorage::open(folder, &[folder.with_extension("copy")]).expect("a folder of our own");
    AuditLog::create(storage, signer(), policy, LOG_ID, at(0)).expect("an empty folder")
}

fn put(log: &mut AuditLog<FolderStorage>, index: u64) {
    log.append(1, i64::try_from(index).unwrap_or(0), 3, &payload(index));
}

#[test]
fn test_records_go_on_while_another_thread_syncs() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("log");
    let mut log = begin(&folder, SIGNS_OFTEN);
    let mut number = 0;
    let mut syncs = 0;
    for _ in 0..40 {
        (0..5).for_each(|_| {
            put(&mut log, number);
            number += 1;
        });
        let Some(work) = log.sync_apart().unwrap() else { panic!("nothing was under way") };
        let worker = std::thread::spawn(move || work.run());
        (0..5).for_each(|_| {
            put(&mut log, number);
            number += 1;
            log.commit().unwrap();
        });
        assert!(log.sync_apart().unwrap().is_none(), "one at a time");
        log.sync().unwrap();
        assert!(matches!(log.checkpoint(at(1)), Err(AuditError::SyncUnderWay)));
        syncs += 1;
        let records = log.synced(worker.join().unwrap()).unwrap();
        assert!(records <= log.records() && records > number - 10);
    }
    assert_eq!(syncs, 40);
    log.close(at(500)).unwrap();
    let anchors = [folder.with_extension("copy")];
    let found = verify(&mut FolderSource::open(&folder, &anchors).unwrap(), &VerifyOptions::default()).unwrap();
    assert!(found.is_closed && found.records > number, "{:?}", found.first_bad);
    assert!(found.checkpoints > 20);
    assert_eq!(fs::read(folder.join("anchor")).unwrap(), fs::read(&anchors[0]).unwrap());
}

#[test]
fn test_a_crash_while_another_thread_syncs_leaves_a_sound_log() {
    for records in 1..30 {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("log");
        let mut log = begin(&folder, SIGNS_OFTEN);
        (0..records).for_each(|index| put(&mut log, index));
        let work = log.sync_apart().unwrap();
        put(&mut log, records);
        log.commit().unwrap();
        drop((work, log)); // the worker never came to it: a checkpoint may be in the log and in no anchor
        let anchors = [folder.with_extension("copy")];
        let found = verify(&mut FolderSource::open(&folder, &anchors).unwrap(), &VerifyOptions::default()).unwrap();
        assert!(found.is_ok() && !found.is_closed, "{:?}", found.first_bad);
    }
}

#[test]
fn test_full_segments_are_followed_by_new_ones() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("log");
    let mut log = begin(&folder, SMALL);
    for index in 0..200 {
        put(&mut log, index);
        if let Some(work) = log.sync_apart().unwrap() {
            log.synced(work.run()).unwrap();
        }
    }
    log.close(at(500)).unwrap();
    let anchors = [folder.with_extension("copy")];
    let found = verify(&mut FolderSource::open(&folder, &anchors).unwrap(), &VerifyOptions::default()).unwrap();
    assert!(found.is_closed, "{:?}", found.first_bad);
    assert!(folder.join("00000003.audit").exists());
}

#[test]
fn test_a_worker_that_fails_stops_the_log_or_leaves_the_anchor_to_be_made_good() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("log");
    let mut log = begin(&folder, SIGNS_OFTEN);
    (0..20).for_each(|index| put(&mut log, index));
    let copy = folder.with_extension("copy");
    fs::remove_file(&copy).unwrap();
    fs::create_dir(&copy).unwrap();
    let work = log.sync_apart().unwrap().unwrap();
    assert!(matches!(log.synced(work.run()), Err(AuditError::Failed(_))), "a folder is no anchor");
    put(&mut log, 20);
    assert!(log.commit().is_err());
}
