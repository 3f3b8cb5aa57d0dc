//! What supervision refuses.

use std::path::{Path, PathBuf};
use thiserror::Error;

/// A request of supervision that cannot be carried out.
#[derive(Debug, Error)]
pub enum SupervisionError {
    /// The text names no part of a firm.
    #[error(
        "`{0}` is no scope; write firm, or desk:, account:, trader:, strategy:, instrument: or session: and a name"
    )]
    Scope(String),
    /// Why is empty.
    #[error("a {0} needs a reason; say why with --reason")]
    NoReason(&'static str),
    /// The operating system refuses.
    #[error("{path}: {source}; {next}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
        /// What holds, and what to do.
        next: &'static str,
    },
    /// Another process holds the file's lock for too long.
    #[error(
        "{path}: another process has been writing it for {waited_ms} ms; nothing was changed, end that process and try again"
    )]
    Busy {
        /// Which file.
        path: PathBuf,
        /// How long it was waited for.
        waited_ms: u64,
    },
    /// A file of people, limits or requests that is not as it must be.
    #[error("{path}:{line}: {key} {reason}; {next}", path = path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// Which key; empty where the text is no TOML at all.
        key: String,
        /// What is wrong with it.
        reason: String,
        /// What holds meanwhile.
        next: &'static str,
    },
    /// A person who is not there.
    #[error("there is nobody called `{0}`; `plimsoll people list` names everyone")]
    Nobody(String),
    /// A signature that is not.
    #[error("the signature of `{name}` under the {what} is not theirs")]
    Signature {
        /// Who is said to have signed.
        name: String,
        /// What.
        what: &'static str,
    },
    /// What two people must agree to, and did not.
    #[error("{0}")]
    FourEyes(String),
    /// Something that cannot serve its purpose.
    #[error("{path}: {reason}; choose another", path = path.display())]
    Unusable {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A decision that could not be written down first.
    #[error("{path}: the decision was not recorded, so it does not take effect: {reason}", path = path.display())]
    Unrecorded {
        /// Which log.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A rehearsal that could not be carried through.
    #[error("the rehearsal was broken off: {0}; nothing outside its own folder was touched")]
    Drill(String),
    /// A halt that does not hold (any more).
    #[error("halt {0} does not hold; `plimsoll status` lists those that do")]
    NoSuchHalt(u64),
}

impl SupervisionError {
    pub(crate) fn io(path: &Path, next: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source, next }
    }
}
