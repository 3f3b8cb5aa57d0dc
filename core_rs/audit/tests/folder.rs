//! A log in a folder of the real disk.

#![allow(clippy::unwrap_used, clippy::expect_used)] // what reads the disk for a test

mod support;

use plimsoll_audit::{
    ANCHOR_FILE, AuditError, AuditLog, FolderSource, FolderStorage, KEY_FILE, Policy, RESERVE_FILE, Storage,
    StorageError, Verdict, VerifyOptions, segment_name, verify,
};
use std::fs;
use std::path::{Path, PathBuf};
use support::*;

fn create_in(folder: &Path, anchors: &[PathBuf], policy: Policy) -> AuditLog<FolderStorage> {
    let storage = FolderStorage::open(folder, anchors).unwrap();
    AuditLog::create(storage, signer(), policy, LOG_ID, at(0)).unwrap()
}

fn fill(log: &mut AuditLog<FolderStorage>, indexes: std::ops::Range<u64>) {
    for index in indexes {
        log.append(1, index as i64, 3, &payload(index));
        log.commit().unwrap();
    }
}

fn verdict_of(folder: &Path, anchors: &[PathBuf]) -> Verdict {
    verify(&mut FolderSource::open(folder, anchors).unwrap(), &VerifyOptions::default()).unwrap()
}

#[test]
fn test_folder_and_memory_hold_the_same_bytes() {
    let home = tempfile::tempdir().unwrap();
    let mut log = create_in(home.path(), &[], SMALL);
    let memory = plimsoll_audit::MemoryDisk::default();
    let mut twin = create(&memory, SMALL);
    for index in 0..200 {
        fill(&mut log, index..index + 1);
        twin.append(1, index as i64, 3, &payload(index));
        twin.commit().unwrap();
    }
    assert_eq!(log.close(at(200)).unwrap(), twin.close(at(200)).unwrap());
    for (number, bytes) in support::tampering::segments(&memory).iter().enumerate() {
        assert_eq!(fs::read(home.path().join(segment_name(number as u64))).unwrap(), *bytes);
    }
    let found = verdict_of(home.path(), &[]);
    assert!(found.is_closed && !found.is_in_use, "{:?}", found.first_bad);
}

#[test]
fn test_one_process_writes_and_others_may_look() {
    let home = tempfile::tempdir().unwrap();
    let mut log = create_in(home.path(), &[], SMALL);
    fill(&mut log, 0..50);
    assert!(matches!(FolderStorage::open(home.path(), &[]), Err(StorageError::InUse(_))));
    let found = verdict_of(home.path(), &[]);
    assert!(found.is_ok() && found.is_in_use && !found.is_closed, "{:?}", found.first_bad);
    log.close(at(50)).unwrap();
    assert!(verdict_of(home.path(), &[]).is_closed);
}

#[test]
fn test_a_closed_log_leaves_nothing_but_what_is_verified() {
    let home = tempfile::tempdir().unwrap();
    let mut log = create_in(home.path(), &[], Policy::default());
    assert_eq!(fs::metadata(home.path().join(RESERVE_FILE)).unwrap().len(), Policy::default().reserve_bytes);
    fill(&mut log, 0..3);
    log.close(at(3)).unwrap();
    let mut names: Vec<_> =
        fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, [segment_name(0), ANCHOR_FILE.to_owned(), KEY_FILE.to_owned()]);
}

#[test]
fn test_a_second_anchor_finds_what_was_changed_in_the_folder_alone() {
    let (home, away) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let anchors = [away.path().join("copy")];
    let mut log = create_in(home.path(), &anchors, SMALL);
    fill(&mut log, 0..100);
    log.close(at(100)).unwrap();
    assert!(verdict_of(home.path(), &anchors).is_ok());
    for entry in fs::read_dir(home.path()).unwrap() {
        fs::remove_file(entry.unwrap().path()).unwrap();
    }
    let mut forged = create_in(home.path(), &[], SMALL);
    fill(&mut forged, 0..99);
    forged.close(at(100)).unwrap();
    assert!(verdict_of(home.path(), &[]).is_ok(), "whoever has the key can write another log");
    let bad = verdict_of(home.path(), &anchors).first_bad.unwrap();
    assert_eq!(bad.file, anchors[0].display().to_string());
    let opened =
        AuditLog::open(FolderStorage::open(home.path(), &anchors).unwrap(), signer(), SMALL, at(101), &mut |_| {});
    assert!(matches!(opened, Err(AuditError::Damaged(_))));
}

#[test]
fn test_a_crash_in_a_folder_is_recovered_from() {
    let home = tempfile::tempdir().unwrap();
    let mut log = create_in(home.path(), &[], Policy::default());
    fill(&mut log, 0..20);
    drop(log);
    let path = home.path().join(segment_name(0));
    let whole = fs::read(&path).unwrap();
    fs::write(&path, [&whole[..], b"the beginning of a record that never"].concat()).unwrap();
    assert!(verdict_of(home.path(), &[]).first_bad.unwrap().is_recoverable);
    let storage = FolderStorage::open(home.path(), &[]).unwrap();
    let (log, recovery) = AuditLog::open(storage, signer(), Policy::default(), at(21), &mut |_| {}).unwrap();
    assert_eq!(recovery.cut_bytes, 36);
    log.close(at(22)).unwrap();
    assert!(verdict_of(home.path(), &[]).is_closed);
}

#[test]
fn test_the_reserve_is_drawn_in_pieces_and_restored() {
    let home = tempfile::tempdir().unwrap();
    let mut storage = FolderStorage::open(home.path(), &[]).unwrap();
    let size = || fs::metadata(home.path().join(RESERVE_FILE)).map_or(0, |told| told.len());
    storage.reserve(200_000).unwrap();
    assert_eq!((storage.draw(1).unwrap(), size()), (134_464, 134_464), "64 KiB at least");
    assert_eq!((storage.draw(100_000).unwrap(), size()), (34_464, 34_464));
    drop(storage);
    let mut storage = FolderStorage::open(home.path(), &[]).unwrap();
    storage.reserve(150_000).unwrap();
    assert_eq!(size(), 150_000, "what a crash left is added to");
    storage.reserve(70_000).unwrap();
    assert_eq!((storage.draw(1).unwrap(), size()), (4_464, 4_464));
    assert_eq!(storage.draw(1).unwrap(), 0);
    assert!(matches!(storage.draw(1), Err(StorageError::Full(_))));
    assert!(!home.path().join(RESERVE_FILE).exists());
}

#[cfg(unix)]
#[test]
fn test_only_the_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("audit");
    drop(create_in(&folder, &[], SMALL));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for name in [segment_name(0), ANCHOR_FILE.to_owned(), KEY_FILE.to_owned()] {
        assert_eq!(mode(&folder.join(name)), 0o600);
    }
}

#[test]
fn test_a_log_is_begun_where_the_first_one_never_was() {
    let home = tempfile::tempdir().unwrap();
    for junk in [&b""[..], b"torn"] {
        let folder = home.path().join(format!("log{}", junk.len()));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(segment_name(0)), junk).unwrap();
        let begin = || {
            let storage = FolderStorage::open(&folder, &[]).unwrap();
            AuditLog::open_or_create(storage, signer(), SMALL, LOG_ID, at(1), &mut |_| {}).unwrap()
        };
        let (log, recovery) = begin();
        assert_eq!((recovery.records, recovery.cut_bytes), (0, junk.len() as u64));
        drop(log);
        let (log, recovery) = begin();
        assert_eq!(recovery.records, if junk.is_empty() { 2 } else { 4 }, "that bytes were cut is on record");
        log.close(at(2)).unwrap();
        assert!(verdict_of(&folder, &[]).is_closed);
    }
}
