//! Canonical bytes of the order path: what the audit log records and what travels between terminal and gateway.
//!
//! Every value has exactly one encoding: little-endian integers of fixed size, one byte for a choice, texts and lists
//! behind their length. Reading takes any bytes: what is not that one encoding is `None`, never a panic and never a value
//! out of its range. Codes never change their meaning; a new field means a new version of its kind.

mod canonical;
mod choices;
mod entry;
mod names;
mod records;

pub use canonical::{Canonical, MOST_LIST, MOST_TEXT};
pub use entry::{EntryError, EntryKind, JournalEntry};
pub use records::{
    ClockState, CommandEntry, LiftEntry, LimitEdit, MarkEntry, OrderClick, PluginEntry, SessionChange, SessionEntry,
    StateHashEntry, Vocabulary,
};

#[cfg(test)]
mod tests;
