//! Changes to a log, and where a naive look finds the first of them.

#![allow(dead_code)] // each test file uses its part

use super::*;
use plimsoll_audit::{HASH_BYTES, HEADER_BYTES, LogSource, MemoryStorage};
use proptest::prelude::Rng;
use proptest::test_runner::TestRng;
use sha2::{Digest, Sha256};

/// The bytes of every segment.
pub fn segments(disk: &MemoryDisk) -> Vec<Vec<u8>> {
    let mut storage: MemoryStorage = disk.attach();
    let numbers = storage.segments().unwrap();
    numbers
        .into_iter()
        .map(|segment| {
            let mut bytes = vec![0; 1 << 22];
            let count = storage.read(segment, 0, &mut bytes).unwrap();
            bytes.truncate(count);
            bytes
        })
        .collect()
}

/// Where each record of a segment begins, the end included.
pub fn starts(segment: &[u8]) -> Vec<usize> {
    let mut starts = vec![0];
    let mut at = 0;
    while at < segment.len() {
        let length = u32::from_le_bytes(segment[at..at + 4].try_into().unwrap()) as usize;
        at += HEADER_BYTES + length + HASH_BYTES;
        starts.push(at);
    }
    assert_eq!(at, segment.len());
    starts
}

/// Seq and place of the record that holds the first byte that differs.
pub fn first_changed(before: &[u8], after: &[u8], first_seq: u64) -> (u64, u64) {
    let same = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let starts = starts(before);
    let index = starts.iter().rposition(|start| *start <= same).unwrap();
    (first_seq + index as u64, starts[index] as u64)
}

/// The seq of the first record of each segment.
pub fn first_seqs(segments: &[Vec<u8>]) -> Vec<u64> {
    segments
        .iter()
        .scan(0, |seq, segment| {
            let first = *seq;
            *seq += starts(segment).len() as u64 - 1;
            Some(first)
        })
        .collect()
}

pub const CHANGES: [&str; 12] = [
    "flip",
    "scribble",
    "delete",
    "insert",
    "swap",
    "truncate",
    "repeat",
    "drop-record",
    "double-record",
    "swap-records",
    "truncate-record",
    "move-record",
];

pub fn below(rng: &mut TestRng, bound: usize) -> usize {
    rng.next_u32() as usize % bound
}

/// One change of the named kind at a random place.
pub fn change(kind: &str, raw: &mut Vec<u8>, rng: &mut TestRng) {
    let (a, b) = (below(rng, raw.len()), below(rng, raw.len()));
    let (i, j) = (a.min(b), a.max(b));
    let starts = starts(raw);
    let count = starts.len() - 1;
    let (r, s) = (below(rng, count), below(rng, count));
    let record = |index: usize| starts[index]..starts[index + 1];
    match kind {
        "flip" => raw[i] ^= 1 << below(rng, 8),
        "scribble" => raw[i..j].fill(0),
        "delete" => drop(raw.drain(i..(i + 200).min(raw.len()))),
        "insert" => drop(raw.splice(i..i, vec![b as u8; 1 + b % 90])),
        "swap" => (j..(j + 64).min(raw.len())).for_each(|at| raw.swap(at - (j - i), at)),
        "truncate" => raw.truncate(i),
        "repeat" => raw.extend_from_within(i..),
        "drop-record" => drop(raw.drain(record(r))),
        "double-record" => drop(raw.splice(starts[r]..starts[r], raw[record(r)].to_vec())),
        "swap-records" => {
            let (r, s) = (r.min(s), r.max(s));
            if r < s {
                let moved = [&raw[record(s)], &raw[starts[r + 1]..starts[s]], &raw[record(r)]].concat();
                raw.splice(starts[r]..starts[s + 1], moved);
            }
        }
        "truncate-record" => raw.truncate(starts[r]),
        _ => {
            let moved: Vec<u8> = raw.drain(record(r)).collect();
            let to = if starts[s] > starts[r] { starts[s] - moved.len() } else { starts[s] };
            raw.splice(to..to, moved);
        }
    }
}

/// Gives every record from `from` on a hash that follows from the one before, as a forger without the key would.
pub fn relink(raw: &mut [u8], from: usize) {
    let starts = starts(raw);
    for index in from..starts.len() - 1 {
        let before = if index == 0 { vec![0; 32] } else { raw[starts[index] - HASH_BYTES..starts[index]].to_vec() };
        let hash_at = starts[index + 1] - HASH_BYTES;
        let hash = Sha256::digest([&[0], &before[..], &raw[starts[index]..hash_at]].concat());
        raw[hash_at..starts[index + 1]].copy_from_slice(&hash);
    }
}
