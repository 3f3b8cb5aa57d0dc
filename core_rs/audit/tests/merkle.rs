//! The tree against RFC 6962's own vectors and against the definition.

use plimsoll_audit::Hash;
use plimsoll_audit::merkle::*;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

fn leaf(data: &[u8]) -> Hash {
    Sha256::digest([&[0], data].concat()).into()
}

fn hex(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The entries of the reference implementation's test tree (certificate-transparency `merkletree`), and its roots.
const ENTRIES: [&[u8]; 8] = [
    &[],
    &[0x00],
    &[0x10],
    &[0x20, 0x21],
    &[0x30, 0x31],
    &[0x40, 0x41, 0x42, 0x43],
    &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

#[test]
fn test_the_roots_are_those_of_the_reference_tree() {
    let mut frontier = Frontier::default();
    assert_eq!(hex(&frontier.root()), ROOTS[0]);
    for (entry, root) in ENTRIES.iter().zip(&ROOTS[1..]) {
        frontier.push(&leaf(entry));
        assert_eq!(hex(&frontier.root()), *root);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn test_frontier_and_proofs_agree_with_the_definition(
        count in 1..90usize, old in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), wrong: Hash,
    ) {
        let leaves: Vec<Hash> = (0..count).map(|index| leaf(&index.to_le_bytes())).collect();
        let mut frontier = Frontier::default();
        leaves.iter().for_each(|leaf| frontier.push(leaf));
        let (root, size) = (root_of(&leaves), count as u64);
        prop_assert_eq!((frontier.root(), frontier.size()), (root, size));

        let index = at.index(count);
        let path = inclusion_proof(&leaves, index).unwrap();
        prop_assert!(includes(&root, size, index as u64, &leaves[index], &path));
        prop_assert!(!includes(&root, size, index as u64, &wrong, &path));
        prop_assert!(!includes(&wrong, size, index as u64, &leaves[index], &path));
        prop_assert!(!includes(&root, size, index as u64 + 1, &leaves[index], &path));
        for broken in broken_paths(&path, wrong) {
            prop_assert!(!includes(&root, size, index as u64, &leaves[index], &broken));
        }

        let old = 1 + old.index(count);
        let old_root = root_of(&leaves[..old]);
        let path = consistency_proof(&leaves, old).unwrap();
        prop_assert!(is_consistent(&old_root, old as u64, &root, size, &path));
        prop_assert!(!is_consistent(&wrong, old as u64, &root, size, &path));
        prop_assert!(!is_consistent(&old_root, old as u64, &wrong, size, &path));
        for broken in broken_paths(&path, wrong) {
            prop_assert!(!is_consistent(&old_root, old as u64, &root, size, &broken));
        }
        prop_assert_eq!(inclusion_proof(&leaves, count), None);
        prop_assert_eq!(consistency_proof(&leaves, count + 1), None);
    }
}

/// The path one node short, one node longer, and with one node exchanged.
fn broken_paths(path: &[Hash], wrong: Hash) -> Vec<Vec<Hash>> {
    let mut longer = path.to_vec();
    longer.push(wrong);
    let mut broken = vec![longer];
    for at in 0..path.len() {
        let mut shorter = path.to_vec();
        shorter.remove(at);
        let mut exchanged = path.to_vec();
        exchanged[at] = wrong;
        broken.extend([shorter, exchanged]);
    }
    broken
}
