//! A log in memory, and what it should hold.

#![allow(dead_code, clippy::unwrap_used)] // each test file uses its part

pub mod tampering;

use plimsoll_audit::{
    AuditLog, Ed25519Signer, MemoryDisk, MemoryStorage, Policy, Recovery, Signer, Stamp, Verdict, VerifyOptions,
};

pub const LOG_ID: [u8; 16] = *b"a log of a test.";

pub fn signer() -> Box<dyn Signer> {
    Box::new(Ed25519Signer::from_seed(&[7; 32]))
}

pub fn at(mono_ns: i64) -> Stamp {
    Stamp { utc_ns: 1_000_000 + mono_ns, mono_ns }
}

pub const SMALL: Policy =
    Policy { checkpoint_records: 16, checkpoint_ns: 1_000, segment_bytes: 4_000, reserve_bytes: 1_000 };

/// Payload number `index`: sizes from nothing to some hundred bytes.
pub fn payload(index: u64) -> Vec<u8> {
    let length = (index * 37 % 211) as usize;
    (0..length).map(|at| (index as usize * 131 + at * 7) as u8).collect()
}

pub fn create(disk: &MemoryDisk, policy: Policy) -> AuditLog<MemoryStorage> {
    AuditLog::create(disk.attach(), signer(), policy, LOG_ID, at(0)).unwrap()
}

pub fn append(log: &mut AuditLog<MemoryStorage>, index: u64) {
    log.append(1_000_000 + index as i64, index as i64, (index % 9) as u16, &payload(index));
}

/// A closed log of `count` records, committed in groups of `group`.
pub fn closed(count: u64, group: u64, policy: Policy) -> MemoryDisk {
    let disk = MemoryDisk::default();
    let mut log = create(&disk, policy);
    for index in 0..count {
        append(&mut log, index);
        if index % group == 0 {
            log.commit().unwrap();
        }
    }
    log.close(at(count as i64)).unwrap();
    disk
}

pub fn verdict(disk: &MemoryDisk) -> Verdict {
    plimsoll_audit::verify(&mut disk.attach(), &VerifyOptions::default()).unwrap()
}

/// The caller's records that are there.
pub fn records(disk: &MemoryDisk) -> Vec<(u16, Vec<u8>)> {
    let mut found = Vec::new();
    plimsoll_audit::read(&mut disk.attach(), &VerifyOptions::default(), &mut |record| {
        if !record.is_own() {
            found.push((record.kind, record.payload.to_vec()));
        }
    })
    .unwrap();
    found
}

pub fn expected(count: u64) -> Vec<(u16, Vec<u8>)> {
    (0..count).map(|index| ((index % 9) as u16, payload(index))).collect()
}

pub fn open(disk: &MemoryDisk, policy: Policy) -> (AuditLog<MemoryStorage>, Recovery) {
    AuditLog::open(disk.attach(), signer(), policy, at(1_000_000), &mut |_| {}).unwrap()
}
