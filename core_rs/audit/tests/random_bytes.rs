//! No bytes make verification panic or believe what was never written.

mod support;

use plimsoll_audit::{AuditError, AuditLog, MemoryDisk};
use proptest::prelude::*;
use support::tampering::segments;
use support::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn test_random_bytes_are_no_log(
        segment in proptest::collection::vec(any::<u8>(), 0..400),
        anchor in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..400)),
        key in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..80)),
    ) {
        let disk = MemoryDisk::default();
        disk.add(0, segment);
        disk.tamper_anchor(|bytes| bytes.clone_from(&anchor));
        disk.tamper_key(|bytes| bytes.clone_from(&key));
        let found = verdict(&disk);
        prop_assert!(found.records == 0 && !found.is_ok());
        let opened = AuditLog::open(disk.attach(), signer(), SMALL, at(0), &mut |_| {});
        prop_assert!(matches!(opened, Err(AuditError::Missing | AuditError::Damaged(_))), "{opened:?}");
    }

    /// Headers that are plausible, lengths that lie.
    #[test]
    fn test_a_record_that_lies_about_its_length_is_no_record(length: u32, cut in 0..200usize) {
        let disk = closed(20, 5, SMALL);
        let mut whole = segments(&disk)[0].clone();
        whole[0..4].copy_from_slice(&length.to_le_bytes());
        whole.truncate(whole.len() - cut);
        disk.tamper(0, |bytes| bytes.clone_from(&whole));
        let found = verdict(&disk);
        prop_assert!(found.records == 0 && found.first_bad.is_some_and(|bad| bad.seq == 0));
    }
}
