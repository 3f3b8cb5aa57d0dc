//! Killed at any byte, power cut, disk full, input/output errors: nothing committed is lost, nothing is lost silently.

#![allow(clippy::unwrap_used, clippy::expect_used)] // what reads the disk for a test

mod support;

use plimsoll_audit::{AuditError, AuditLog, DiskFault, MemoryDisk, Opened, Operation, Policy, VerifyOptions};
use proptest::prelude::*;
use support::*;

/// What openings recorded.
fn openings(disk: &MemoryDisk) -> Vec<Opened> {
    let mut found = Vec::new();
    plimsoll_audit::read(&mut disk.attach(), &VerifyOptions::default(), &mut |record| {
        if plimsoll_audit::own_kind_name(record.kind) == Some("opened") {
            found.push(Opened::read(record.payload).unwrap());
        }
    })
    .unwrap();
    found
}

#[test]
fn test_a_torn_write_is_cut_off_and_recorded() {
    let group_bytes = 6 * 64 + (10..16).map(|index| payload(index).len()).sum::<usize>();
    for torn in 0..=group_bytes {
        let disk = MemoryDisk::default();
        let mut log = create(&disk, Policy::default());
        (0..10).for_each(|index| append(&mut log, index));
        log.commit().unwrap();
        (10..16).for_each(|index| append(&mut log, index));
        disk.fail(Operation::Write, 0, DiskFault::DiesAfter(torn));
        assert!(matches!(log.commit(), Err(AuditError::Failed(_))));
        drop(log);
        let (log, recovery) = open(&disk, Policy::default());
        log.close(at(2_000_000)).unwrap();
        let whole = records(&disk);
        assert!(whole.len() >= 10 && whole == expected(whole.len() as u64), "torn after {torn}");
        let whole_bytes: usize = whole[10..].iter().map(|(_, payload)| 64 + payload.len()).sum();
        let cut = (torn - whole_bytes) as u64;
        assert_eq!((recovery.cut_bytes, openings(&disk)[0].cut_bytes), (cut, cut));
        assert_eq!(openings(&disk)[0].cut_kept.len() as u64, cut, "what was cut is kept");
        assert!(verdict(&disk).is_closed);
    }
}

#[test]
fn test_a_torn_tail_is_told_before_it_is_cut() {
    let disk = MemoryDisk::default();
    let mut log = create(&disk, Policy::default());
    append(&mut log, 5);
    disk.fail(Operation::Write, 0, DiskFault::DiesAfter(70));
    assert!(log.commit().is_err());
    let found = verdict(&disk).first_bad.unwrap();
    assert!(found.is_recoverable && found.seq == 2, "{found}");
}

#[test]
fn test_a_process_that_dies_while_it_anchors_or_rotates_can_be_followed() {
    for (operation, bytes) in [
        (Operation::Anchor, 0),
        (Operation::Anchor, 50),
        (Operation::Anchor, 180),
        (Operation::Rotate, 0),
        (Operation::Sync, 0),
    ] {
        for after in 0..4 {
            let disk = MemoryDisk::default();
            let mut log = create(&disk, SMALL);
            disk.fail(operation, after, DiskFault::DiesAfter(bytes));
            let mut committed = 0;
            while committed < 300 {
                append(&mut log, committed);
                if log.commit().is_err() {
                    break;
                }
                committed += 1;
            }
            assert!(committed < 300, "{operation:?} never happened");
            drop(log);
            let (log, _) = open(&disk, SMALL);
            log.close(at(2_000_000)).unwrap();
            let found = records(&disk);
            assert!(found.len() as u64 >= committed && found == expected(found.len() as u64));
            assert!(verdict(&disk).is_closed, "{operation:?} {bytes} {after}: {:?}", verdict(&disk).first_bad);
        }
    }
}

#[test]
fn test_a_full_disk_takes_nothing_and_goes_on_once_there_is_space() {
    let disk = MemoryDisk::default();
    let mut log = create(&disk, SMALL);
    append(&mut log, 0);
    log.commit().unwrap();
    disk.set_capacity(Some(disk.used()));
    let before = log.head();
    append(&mut log, 1);
    assert!(matches!(log.commit(), Err(AuditError::Full(_))));
    assert!(matches!(log.commit(), Err(AuditError::Full(_))), "asked again");
    log.take_back();
    assert_eq!(log.head(), before, "as if it had never been");
    disk.set_capacity(None);
    append(&mut log, 1);
    log.commit().unwrap();
    log.close(at(9)).unwrap();
    assert_eq!(records(&disk), expected(2));
    assert!(verdict(&disk).is_closed);
}

#[test]
fn test_the_reserve_lets_halts_be_recorded_on_a_full_disk() {
    let disk = MemoryDisk::default();
    let mut log = create(&disk, SMALL);
    disk.set_capacity(Some(disk.used()));
    let mut recorded = 0;
    loop {
        append(&mut log, recorded);
        assert!(matches!(log.commit(), Err(AuditError::Full(_))) || recorded > 0);
        match log.commit_on_reserve() {
            Ok(()) => recorded += 1,
            Err(AuditError::Full(_)) => break,
            Err(error) => panic!("{error}"),
        }
    }
    assert!(recorded >= 5, "only {recorded} records fit into the reserve");
    assert!(log.restore_reserve().is_err());
    disk.set_capacity(None);
    log.restore_reserve().unwrap();
    log.commit().unwrap();
    log.close(at(9)).unwrap();
    assert_eq!(records(&disk), expected(recorded + 1));
}

#[test]
fn test_a_log_opens_on_a_full_disk_with_what_is_left_of_the_reserve() {
    let disk = MemoryDisk::default();
    let policy = Policy { reserve_bytes: 5_000, ..SMALL };
    let mut log = create(&disk, policy);
    disk.set_capacity(Some(disk.used()));
    append(&mut log, 0);
    log.commit_on_reserve().unwrap();
    drop(log);
    let (mut log, recovery) = open(&disk, policy);
    assert!(recovery.reserve_is_short && recovery.records > 0);
    append(&mut log, 1);
    assert!(matches!(log.commit(), Err(AuditError::Full(_))));
    log.commit_on_reserve().unwrap();
    disk.set_capacity(None);
    log.restore_reserve().unwrap();
    log.close(at(2_000_000)).unwrap();
    assert_eq!(records(&disk), expected(2));
}

#[test]
fn test_an_anchor_on_a_full_disk_is_made_good_later() {
    let disk = MemoryDisk::default();
    let mut log = create(&disk, SMALL);
    disk.fail(Operation::Anchor, 0, DiskFault::Full);
    append(&mut log, 0);
    assert!(matches!(log.checkpoint(at(1)), Err(AuditError::Full(_))));
    (1..60).for_each(|index| {
        append(&mut log, index);
        let _ = log.commit();
    });
    log.commit_on_reserve().unwrap();
    let crashed = disk.copied();
    assert!(verdict(&crashed).is_ok(), "{:?}", verdict(&crashed).first_bad);
    crashed.heal();
    let (again, recovery) = open(&crashed, SMALL);
    assert!(recovery.anchor_was_behind);
    drop(again);
    assert_eq!(openings(&crashed)[0].anchors_added, 1);
    let mut log = open(&crashed, SMALL).0;
    append(&mut log, 60);
    log.close(at(2_000_000)).unwrap();
    assert!(verdict(&crashed).is_closed);
    assert_eq!(records(&crashed), expected(61));
}

#[test]
fn test_a_failed_sync_or_write_is_never_tried_again() {
    for operation in [Operation::Sync, Operation::Write] {
        let disk = MemoryDisk::default();
        let mut log = create(&disk, SMALL);
        disk.fail(operation, 0, DiskFault::Io);
        append(&mut log, 0);
        assert!(matches!(log.sync(), Err(AuditError::Failed(_))));
        disk.heal();
        assert!(matches!(log.commit(), Err(AuditError::Failed(_))));
        assert!(matches!(log.sync(), Err(AuditError::Failed(_))));
        assert!(log.usable().is_err());
        assert!(log.close(at(1)).is_err());
    }
}

#[test]
fn test_damage_before_the_last_anchored_checkpoint_is_not_recovered_from() {
    let disk = MemoryDisk::default();
    let mut log = create(&disk, Policy { checkpoint_records: 10, ..Policy::default() });
    for index in 0..25 {
        append(&mut log, index);
        log.commit().unwrap();
    }
    drop(log);
    let before = support::tampering::segments(&disk);
    let anchored = verdict(&disk).anchored_records;
    let starts = support::tampering::starts(&before[0]);
    for record in 0..starts.len() - 1 {
        for change in ["flip", "cut"] {
            let changed = disk.copied();
            changed.tamper(0, |bytes| match change {
                "flip" => bytes[starts[record] + 40] ^= 1,
                _ => bytes.truncate(starts[record] + 5),
            });
            let opened = AuditLog::open(changed.attach(), signer(), SMALL, at(9_999), &mut |_| {});
            let is_refused = matches!(opened, Err(AuditError::Damaged(_)));
            assert_eq!(is_refused, record as u64 <= anchored, "{change} of record {record}, {anchored} anchored");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Killed at random bytes and cut off from power at random, again and again: every synced record is there, what is
    /// there is what was appended, in order, and the log verifies.
    #[test]
    fn test_crash_after_crash_loses_nothing_that_was_synced(
        lives in proptest::collection::vec((1..40u64, 0..3u8, 0..600usize, any::<u8>()), 1..8),
    ) {
        let disk = MemoryDisk::default();
        let mut log = create(&disk, SMALL);
        let mut next = 0;
        for (count, death, torn, noise) in lives {
            let mut synced = next;
            for step in 0..count {
                append(&mut log, next);
                next += 1;
                if step % 5 == 4 {
                    log.commit().unwrap();
                }
                if step % 9 == 8 {
                    log.sync().unwrap();
                    synced = next;
                }
            }
            match death {
                0 => disk.fail(Operation::Write, 0, DiskFault::DiesAfter(torn)),
                1 => disk.fail(Operation::Anchor, 0, DiskFault::DiesAfter(torn)),
                _ => {}
            }
            let _ = log.sync();
            drop(log);
            disk.heal();
            disk.power_cut(|unsynced| {
                let kept = torn.min(unsynced.len());
                if noise > 200 {
                    unsynced[..kept].fill(noise);
                }
                kept
            });
            let opened = AuditLog::open(disk.attach(), signer(), SMALL, at(next as i64 * 10), &mut |_| {});
            prop_assert!(opened.is_ok(), "{:?}", opened.err());
            log = opened.unwrap().0;
            drop(log);
            let found = records(&disk).len() as u64;
            prop_assert!(found >= synced, "{found} of {synced} synced records are left");
            next = found;
            log = open(&disk, SMALL).0;
        }
        log.close(at(9_000_000)).unwrap();
        prop_assert_eq!(records(&disk), expected(next));
        prop_assert!(verdict(&disk).is_closed, "{:?}", verdict(&disk).first_bad);
    }
}
