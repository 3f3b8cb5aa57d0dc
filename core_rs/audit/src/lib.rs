//! The audit log: every command, decision, report, limit edit, login and halt as a record of a hash chain, with signed
//! Merkle checkpoints.
//!
//! - A [`Record`] is a header of fixed size, its payload, and the SHA-256 over the hash before it and both. That hash is
//!   at once the chain's link and the leaf of an RFC 6962 Merkle tree ([`merkle`]).
//! - A [`Checkpoint`] states size, root and head of the log so far under an Ed25519 signature. It is a record itself, and
//!   its copy goes to the anchor: a second file, better on another machine.
//! - [`AuditLog`] writes: [`append`](AuditLog::append) into memory, [`commit`](AuditLog::commit) to the operating system
//!   before anything takes effect, [`sync`](AuditLog::sync) to the disk, grouped by the caller.
//! - [`verify`] reads and names the first bad record. What a chain cannot show is told in `docs/concepts/audit-chain.md`.
//!
//! The crate is handed time, keys and randomness. It touches files only in [`FolderStorage`] and [`FolderSource`].

mod apart;
mod bytes;
mod chain;
mod checkpoint;
mod error;
mod key;
mod log;
pub mod merkle;
mod own;
mod record;
mod recovery;
mod rules;
mod standing;
mod storage;
mod verdict;
mod verify;
mod walk;

pub use apart::{DetachedError, SyncDone, SyncWork};
pub use checkpoint::{ANCHOR_ENTRY_BYTES, Checkpoint};
pub use error::{AuditError, StorageError};
pub use key::{Ed25519Signer, KeyId, PublicKey, Signer, public_key_from_text, public_key_text};
pub use log::AuditLog;
pub use own::{LogId, Opened, own_kind_name};
pub use record::{FIRST_OWN_KIND, HASH_BYTES, HEADER_BYTES, Hash, LARGEST_PAYLOAD, Record};
pub use recovery::Recovery;
pub use standing::{Head, Policy, Stamp};
pub use storage::{
    ANCHOR_FILE, AnchorCopy, DetachedSync, DiskFault, FolderSource, FolderStorage, KEY_FILE, LogSource, MemoryDisk,
    MemoryStorage, Operation, RESERVE_FILE, Storage, segment_name,
};
pub use verdict::{FirstBad, Verdict};
pub use verify::{VerifyOptions, read, verify};
