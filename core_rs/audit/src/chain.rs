//! The chain's end: what the next record is linked to.

use crate::merkle::Frontier;
use crate::record::{BEFORE_THE_FIRST, Hash, Record};
use crate::standing::Stamp;

/// Hash of the last record, and the tree over all of them.
#[derive(Debug, Clone)]
pub struct Chain {
    pub head: Hash,
    pub frontier: Frontier,
}

impl Chain {
    /// Before the first record.
    pub fn begin() -> Self {
        Self { head: BEFORE_THE_FIRST, frontier: Frontier::default() }
    }

    /// The seq of the next record.
    pub const fn next_seq(&self) -> u64 {
        self.frontier.size()
    }

    /// Appends a record's bytes to `out` and is then behind it.
    pub fn put(&mut self, stamp: Stamp, kind: u16, payload: &[u8], out: &mut Vec<u8>) -> u64 {
        let seq = self.next_seq();
        let record = Record { seq, ts_utc_ns: stamp.utc_ns, ts_mono_ns: stamp.mono_ns, kind, payload };
        let hash = record.put(&self.head, out);
        self.follow(&hash);
        seq
    }

    /// Is behind the record of this hash.
    pub fn follow(&mut self, hash: &Hash) {
        self.head = *hash;
        self.frontier.push(hash);
    }
}
