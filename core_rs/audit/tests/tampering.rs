//! Whatever is changed in a log's files is found, and the first record that is not as it was written is named.

#![allow(clippy::unwrap_used, clippy::expect_used)] // what reads the disk for a test

mod support;

use plimsoll_audit::{
    ANCHOR_ENTRY_BYTES, ANCHOR_FILE, AuditError, AuditLog, FirstBad, HEADER_BYTES, KEY_FILE, MemoryDisk, Policy,
    segment_name,
};
use proptest::test_runner::{RngAlgorithm, TestRng};
use support::tampering::{CHANGES, below, change, first_changed, first_seqs, relink, segments, starts};
use support::*;

const ONE_FILE: Policy = Policy { segment_bytes: 1 << 30, ..SMALL };

fn rng() -> TestRng {
    TestRng::deterministic_rng(RngAlgorithm::ChaCha)
}

fn first_bad(disk: &MemoryDisk) -> FirstBad {
    verdict(disk).first_bad.expect("the change was not found")
}

/// 1,200 changes to the records of logs of one and of many files.
#[test]
fn test_every_change_to_the_records_is_located() {
    let mut rng = rng();
    for policy in [ONE_FILE, SMALL] {
        let disk = closed(300, 11, policy);
        let segments = segments(&disk);
        let firsts = first_seqs(&segments);
        for round in 0..600 {
            let kind = CHANGES[round % CHANGES.len()];
            let at = below(&mut rng, segments.len());
            let mut raw = segments[at].clone();
            change(kind, &mut raw, &mut rng);
            if raw == segments[at] {
                continue;
            }
            let changed = disk.copied();
            changed.tamper(at as u64, |bytes| bytes.clone_from(&raw));
            let found = first_bad(&changed);
            let (seq, offset) = first_changed(&segments[at], &raw, firsts[at]);
            assert_eq!(found.seq, seq, "{kind}: {found}");
            let is_gone = raw.len() as u64 <= offset && at + 1 < segments.len();
            let place = if is_gone { (segment_name(at as u64 + 1), 0) } else { (segment_name(at as u64), offset) };
            assert_eq!((found.file.clone(), found.offset), place, "{kind}: {found}");
            let opened = AuditLog::open(changed.attach(), signer(), policy, at_end(), &mut |_| {});
            assert!(
                matches!(opened, Err(AuditError::Damaged(_))) || raw.starts_with(&segments[at]),
                "{kind}: {opened:?}"
            );
        }
    }
}

fn at_end() -> plimsoll_audit::Stamp {
    at(5_000_000)
}

#[test]
fn test_every_bit_of_every_byte_counts() {
    let disk = closed(40, 5, ONE_FILE);
    let raw = segments(&disk).remove(0);
    let starts = starts(&raw);
    for position in 0..raw.len() {
        let changed = disk.copied();
        changed.tamper(0, |bytes| bytes[position] ^= 1 << (position % 8));
        let record = starts.iter().rposition(|start| *start <= position).unwrap();
        assert_eq!(first_bad(&changed).seq, record as u64, "byte {position}");
    }
    let mut sizes = (0, 0);
    disk.tamper_anchor(|bytes| sizes.0 = bytes.as_ref().unwrap().len());
    disk.tamper_key(|bytes| sizes.1 = bytes.as_ref().unwrap().len());
    for position in 0..sizes.0 {
        let changed = disk.copied();
        changed.tamper_anchor(|bytes| bytes.as_mut().unwrap()[position] ^= 1 << (position % 8));
        let found = first_bad(&changed);
        assert_eq!((found.file.as_str(), found.offset), (ANCHOR_FILE, position as u64));
    }
    for position in 0..sizes.1 {
        let changed = disk.copied();
        changed.tamper_key(|bytes| bytes.as_mut().unwrap()[position] ^= 1 << (position % 8));
        let found = first_bad(&changed);
        assert_eq!((found.file.as_str(), found.offset, found.seq), (KEY_FILE, position as u64, 0));
    }
}

#[test]
fn test_a_log_cut_at_any_byte_is_missed_from_there() {
    let disk = closed(40, 5, ONE_FILE);
    let raw = segments(&disk).remove(0);
    for length in 0..raw.len() {
        let changed = disk.copied();
        changed.tamper(0, |bytes| bytes.truncate(length));
        assert_eq!(first_bad(&changed).seq, first_changed(&raw, &raw[..length], 0).0, "cut at {length}");
        assert!(!first_bad(&changed).is_recoverable || length >= starts(&raw)[starts(&raw).len() - 2]);
    }
}

#[test]
fn test_an_anchor_that_is_cut_lengthened_or_gone_is_missed() {
    let disk = closed(100, 9, SMALL);
    let mut whole = Vec::new();
    disk.tamper_anchor(|bytes| whole.clone_from(bytes.as_ref().unwrap()));
    for length in 0..whole.len() {
        let changed = disk.copied();
        changed.tamper_anchor(|bytes| bytes.as_mut().unwrap().truncate(length));
        let found = first_bad(&changed);
        assert_eq!((found.file.as_str(), found.offset), (ANCHOR_FILE, length as u64));
    }
    for extra in [&[0][..], &[0; ANCHOR_ENTRY_BYTES], &whole[..ANCHOR_ENTRY_BYTES], &whole] {
        let changed = disk.copied();
        changed.tamper_anchor(|bytes| bytes.as_mut().unwrap().extend_from_slice(extra));
        assert_eq!(first_bad(&changed).offset, whole.len() as u64);
    }
    disk.tamper_anchor(|bytes| *bytes = None);
    assert_eq!(first_bad(&disk).file, ANCHOR_FILE);
}

#[test]
fn test_a_key_file_of_another_key_or_none_is_missed() {
    let disk = closed(10, 9, SMALL);
    disk.copied().tamper_key(|_| {});
    for change in [None, Some(b"".to_vec()), Some(vec![b'0'; 65])] {
        let changed = disk.copied();
        changed.tamper_key(|bytes| *bytes = change);
        assert_eq!(first_bad(&changed).file, KEY_FILE);
    }
    disk.tamper_key(|bytes| bytes.as_mut().unwrap().push(b'\n'));
    assert_eq!(first_bad(&disk).offset, 65);
}

#[test]
fn test_segments_cannot_be_dropped_emptied_exchanged_or_added() {
    let disk = closed(300, 11, SMALL);
    let segments = segments(&disk);
    let firsts = first_seqs(&segments);
    assert!(segments.len() > 4);
    for at in 0..segments.len() {
        let (gone, emptied) = (disk.copied(), disk.copied());
        gone.remove(at as u64);
        emptied.tamper(at as u64, Vec::clear);
        for changed in [gone, emptied] {
            assert_eq!(first_bad(&changed).seq, firsts[at]);
        }
        let next = (at + 1) % segments.len();
        let exchanged = disk.copied();
        exchanged.tamper(at as u64, |bytes| bytes.clone_from(&segments[next]));
        exchanged.tamper(next as u64, |bytes| bytes.clone_from(&segments[at]));
        assert_eq!(first_bad(&exchanged).seq, firsts[at.min(next)]);
        let added = disk.copied();
        added.add(segments.len() as u64, segments[at].clone());
        assert_eq!(first_bad(&added).file, segment_name(segments.len() as u64));
    }
}

#[test]
fn test_two_logs_cannot_be_joined() {
    let one = closed(60, 7, ONE_FILE);
    let other = MemoryDisk::default();
    let mut log = AuditLog::create(other.attach(), signer(), ONE_FILE, [1; 16], at(0)).unwrap();
    (0..60).for_each(|index| append(&mut log, index));
    log.close(at(60)).unwrap();
    let (head, tail) = (segments(&one).remove(0), segments(&other).remove(0));
    let (head_starts, tail_starts) = (starts(&head), starts(&tail));
    for cut in 1..40 {
        let joined = [&head[..head_starts[cut]], &tail[tail_starts[cut]..]].concat();
        let changed = one.copied();
        changed.tamper(0, |bytes| bytes.clone_from(&joined));
        assert_eq!(first_bad(&changed).seq, cut as u64);
        let mut forged = joined;
        relink(&mut forged, cut);
        changed.tamper(0, |bytes| bytes.clone_from(&forged));
        assert!(first_bad(&changed).reason.contains("checkpoint"), "{}", first_bad(&changed));
    }
}

/// Whoever links anew after changing a record is found by the next signature.
#[test]
fn test_a_forged_chain_is_found_at_the_next_checkpoint() {
    let disk = closed(100, 11, ONE_FILE);
    let raw = segments(&disk).remove(0);
    let starts = starts(&raw);
    let kind_of = |record: usize| u16::from_le_bytes(raw[starts[record] + 6..starts[record] + 8].try_into().unwrap());
    let checkpoint_after = |record: usize| (record..starts.len() - 1).find(|at| kind_of(*at) == 1001).unwrap() as u64;
    for record in 2..starts.len() - 1 {
        if starts[record + 1] - starts[record] == HEADER_BYTES + 32 {
            continue;
        }
        let mut forged = raw.clone();
        forged[starts[record] + HEADER_BYTES] ^= 1;
        relink(&mut forged, record);
        let changed = disk.copied();
        changed.tamper(0, |bytes| bytes.clone_from(&forged));
        assert_eq!(first_bad(&changed).seq, checkpoint_after(record), "record {record}");
        let says_which = first_bad(&changed).reason.contains("records");
        assert!(says_which || kind_of(record) == 1001, "says which are in doubt");
    }
}

#[test]
fn test_nothing_can_be_added_behind_a_clean_close_without_the_key() {
    let disk = closed(20, 11, ONE_FILE);
    let raw = segments(&disk).remove(0);
    let starts = starts(&raw);
    for record in 0..starts.len() - 1 {
        let seq = starts.len() as u64 - 1;
        let mut forged = [&raw[..], &raw[starts[record]..starts[record + 1]]].concat();
        forged[raw.len() + 8..raw.len() + 16].copy_from_slice(&seq.to_le_bytes());
        relink(&mut forged, seq as usize);
        let changed = disk.copied();
        changed.tamper(0, |bytes| bytes.clone_from(&forged));
        let found = first_bad(&changed);
        assert_eq!((found.seq, found.is_recoverable), (seq, false), "{found}");
    }
}
