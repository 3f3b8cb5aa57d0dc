//! What is appended is there afterwards, in order, under signed checkpoints.

mod support;

use plimsoll_audit::{AuditError, AuditLog, Ed25519Signer, MemoryDisk, Policy, Signer, VerifyOptions, verify};
use proptest::prelude::*;
use support::*;

#[test]
fn test_a_closed_log_verifies_and_holds_what_was_appended() {
    let disk = closed(500, 7, SMALL);
    let found = verdict(&disk);
    assert!(found.is_ok(), "{:?}", found.first_bad);
    assert!(found.is_closed && found.checkpoints > 500 / 16);
    assert_eq!(found.anchored_records, found.records - 1);
    assert_eq!(found.log_id, LOG_ID);
    assert_eq!(records(&disk), expected(500));
}

#[test]
fn test_the_same_records_end_in_the_same_head() {
    let head = |count| verdict(&closed(count, 5, SMALL)).head;
    assert_eq!(head(40), head(40));
    assert_ne!(head(40), head(41));
}

#[test]
fn test_a_log_that_was_not_closed_says_so_and_is_sound() {
    let disk = MemoryDisk::default();
    let mut log = create(&disk, SMALL);
    (0..100).for_each(|index| append(&mut log, index));
    log.commit().unwrap();
    append(&mut log, 100);
    drop(log);
    let found = verdict(&disk);
    assert!(found.is_ok() && !found.is_closed, "{:?}", found.first_bad);
    assert_eq!(records(&disk), expected(100), "what was not committed is not there, what was is");
}

#[test]
fn test_a_log_goes_on_where_it_ended() {
    let disk = closed(50, 3, SMALL);
    let (mut log, recovery) = open(&disk, SMALL);
    assert!(recovery.was_closed && recovery.cut_bytes == 0 && !recovery.anchor_was_behind);
    (50..90).for_each(|index| append(&mut log, index));
    log.close(at(2_000_000)).unwrap();
    assert!(verdict(&disk).is_closed);
    assert_eq!(records(&disk), expected(90));
}

#[test]
fn test_another_key_cannot_go_on_but_a_named_one_can() {
    let other = || Box::new(Ed25519Signer::from_seed(&[8; 32])) as Box<dyn Signer>;
    let disk = MemoryDisk::default();
    let mut log = create(&disk, SMALL);
    append(&mut log, 0);
    log.rotate_key(at(5), other()).unwrap();
    append(&mut log, 1);
    log.close(at(6)).unwrap();
    let found = verdict(&disk);
    assert!(found.is_closed && found.key == other().public_key() && found.first_key == signer().public_key());
    let old = AuditLog::open(disk.attach(), signer(), SMALL, at(7), &mut |_| {});
    assert!(matches!(old, Err(AuditError::OtherKey { .. })), "{old:?}");
    AuditLog::open(disk.attach(), other(), SMALL, at(8), &mut |_| {}).unwrap().0.close(at(9)).unwrap();
    assert!(verdict(&disk).is_closed);
    assert_eq!(records(&disk), expected(2));
}

#[test]
fn test_a_log_is_held_against_a_key_known_from_elsewhere() {
    let disk = closed(3, 1, SMALL);
    let against = |public_key| verify(&mut disk.attach(), &VerifyOptions { public_key: Some(public_key) }).unwrap();
    assert!(against(signer().public_key()).is_ok());
    assert!(!against(Ed25519Signer::from_seed(&[8; 32]).public_key()).is_ok());
}

#[test]
fn test_one_log_a_place() {
    let disk = closed(3, 1, SMALL);
    let again = AuditLog::create(disk.attach(), signer(), SMALL, LOG_ID, at(0));
    assert!(matches!(again, Err(AuditError::Exists)), "{again:?}");
    let none = AuditLog::open(MemoryDisk::default().attach(), signer(), SMALL, at(0), &mut |_| {});
    assert!(matches!(none, Err(AuditError::Missing)), "{none:?}");
}

#[test]
fn test_what_cannot_be_recorded_stops_the_log() {
    for (kind, length) in [(1_000, 0), (1, plimsoll_audit::LARGEST_PAYLOAD + 1)] {
        let mut log = create(&MemoryDisk::default(), Policy::default());
        log.append(0, 0, kind, &vec![0; length]);
        assert!(matches!(log.commit(), Err(AuditError::Failed(_))));
        assert!(matches!(log.commit(), Err(AuditError::Failed(_))), "for good");
    }
}

#[test]
fn test_checkpoints_come_with_time_too() {
    let disk = MemoryDisk::default();
    let mut log = create(&disk, SMALL);
    log.append(0, 10, 1, b"early");
    log.sync().unwrap();
    assert_eq!(verdict(&disk.copied()).checkpoints, 1, "only the first one");
    log.append(0, 1_010, 1, b"late");
    log.sync().unwrap();
    assert_eq!(verdict(&disk.copied()).checkpoints, 2);
    log.checkpoint(at(1_011)).unwrap();
    assert_eq!(verdict(&disk.copied()).checkpoints, 2, "nothing new to vouch for");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Any mix of appends, commits, syncs, taking back, closing and reopening holds what a list holds.
    #[test]
    fn test_it_holds_what_a_list_holds(steps in proptest::collection::vec(0..12u8, 1..300)) {
        let disk = MemoryDisk::default();
        let mut log = Some(create(&disk, SMALL));
        let (mut sure, mut open_since) = (Vec::new(), Vec::new());
        for (index, step) in steps.into_iter().enumerate() {
            let writing = log.as_mut().unwrap();
            match step {
                0..=6 => {
                    append(writing, index as u64);
                    open_since.push(((index % 9) as u16, payload(index as u64)));
                }
                7 => writing.commit().unwrap(),
                8 => writing.sync().unwrap(),
                9 => { writing.take_back(); open_since.clear(); }
                10 => {
                    log.take().unwrap().close(at(index as i64)).unwrap();
                    prop_assert!(verdict(&disk).is_closed);
                    log = Some(open(&disk, SMALL).0);
                }
                _ => {
                    drop(log.take());
                    open_since.clear();
                    log = Some(open(&disk, SMALL).0);
                }
            }
            if matches!(step, 7 | 8 | 10) {
                sure.append(&mut open_since);
            }
        }
        let head = log.unwrap().close(at(9_999)).unwrap();
        sure.append(&mut open_since);
        prop_assert_eq!(records(&disk), sure);
        let found = verdict(&disk);
        prop_assert!(found.is_closed, "{:?}", found.first_bad);
        prop_assert_eq!((found.head, found.root, found.records), (head.head, head.root, head.records));
    }
}
