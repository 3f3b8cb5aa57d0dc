//! The Merkle tree of RFC 6962 over the records' hashes: a frontier that grows by a record at a time, and proofs.
//!
//! `leaf = SHA-256(0x00 ‖ data)` where the data of a record is the hash before it, its header and its payload: a record's
//! own hash is its leaf. `node = SHA-256(0x01 ‖ left ‖ right)`; an odd node is promoted, never doubled. The prefixes keep
//! a node from passing for a leaf.

use crate::record::{HASH_BYTES, Hash};
use sha2::{Digest, Sha256};

/// The node above two.
#[inline]
#[must_use]
pub fn node(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [1; 1 + 2 * HASH_BYTES];
    bytes[1..=HASH_BYTES].copy_from_slice(left);
    bytes[1 + HASH_BYTES..].copy_from_slice(right);
    Sha256::digest(bytes).into()
}

/// The root of a tree without leaves: SHA-256 of nothing.
#[must_use]
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// What must be kept of a tree to let it grow: the roots of its full subtrees, largest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// Leaves so far.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Takes the next leaf.
    #[inline]
    pub fn push(&mut self, leaf: &Hash) {
        let mut carried = *leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                carried = node(&left, &carried);
            }
        }
        self.peaks.push(carried);
        self.size += 1;
    }

    /// As `other`, without giving up what was allocated.
    pub(crate) fn become_like(&mut self, other: &Self) {
        self.size = other.size;
        self.peaks.clone_from(&other.peaks);
    }

    /// The root of the tree so far.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else { return empty_root() };
        peaks.fold(*last, |right, left| node(left, &right))
    }
}

/// The largest power of two below `count`, which is 2 or more.
const fn split(count: usize) -> usize {
    let half = count.next_power_of_two() / 2;
    if half == count { count / 2 } else { half }
}

/// The root of a tree of these leaves.
#[must_use]
pub fn root_of(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node(&root_of(left), &root_of(right))
        }
    }
}

/// The nodes that lead from leaf `index` to the root of `leaves`, lowest first; `None` where there is no such leaf.
#[must_use]
pub fn inclusion_proof(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    let mut path = Vec::new();
    include(leaves, index, &mut path);
    Some(path)
}

fn include(leaves: &[Hash], index: usize, path: &mut Vec<Hash>) {
    if leaves.len() < 2 {
        return;
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    match index.checked_sub(left.len()) {
        None => {
            include(left, index, path);
            path.push(root_of(right));
        }
        Some(index) => {
            include(right, index, path);
            path.push(root_of(left));
        }
    }
}

/// Whether `path` leads from `leaf` at `index` to `root` of a tree of `size` leaves (RFC 9162, 2.1.3.2).
#[must_use]
pub fn includes(root: &Hash, size: u64, index: u64, leaf: &Hash, path: &[Hash]) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for beside in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node(beside, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// The nodes that show that the tree of the first `size` of `leaves` is the beginning of the whole; `None` where `size` is
/// zero or larger than the whole.
#[must_use]
pub fn consistency_proof(leaves: &[Hash], size: usize) -> Option<Vec<Hash>> {
    if size == 0 || size > leaves.len() {
        return None;
    }
    let mut path = Vec::new();
    begin_with(leaves, size, true, &mut path);
    Some(path)
}

fn begin_with(leaves: &[Hash], size: usize, is_known: bool, path: &mut Vec<Hash>) {
    if size == leaves.len() {
        if !is_known {
            path.push(root_of(leaves));
        }
        return;
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    match size.checked_sub(left.len()) {
        None | Some(0) => {
            begin_with(left, size, is_known, path);
            path.push(root_of(right));
        }
        Some(size) => {
            begin_with(right, size, false, path);
            path.push(root_of(left));
        }
    }
}

/// Whether `path` shows that the tree `old_root` of `old_size` leaves is the beginning of the tree `root` of `size`
/// leaves (RFC 9162, 2.1.4.2).
#[must_use]
pub fn is_consistent(old_root: &Hash, old_size: u64, root: &Hash, size: u64, path: &[Hash]) -> bool {
    if old_size == size {
        return path.is_empty() && old_root == root;
    }
    if old_size == 0 || old_size > size {
        return false;
    }
    let rest;
    let (first, path) = if old_size.is_power_of_two() {
        (old_root, path)
    } else {
        let Some((first, others)) = path.split_first() else { return false };
        rest = others;
        (first, rest)
    };
    let (mut at, mut last) = (old_size - 1, size - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut old, mut new) = (*first, *first);
    for beside in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            old = node(beside, &old);
            new = node(beside, &new);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            new = node(&new, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && old == *old_root && new == *root
}
