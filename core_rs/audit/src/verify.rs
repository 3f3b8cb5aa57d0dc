//! Reading a whole log.

use crate::error::StorageError;
use crate::key::PublicKey;
use crate::record::Record;
use crate::storage::LogSource;
use crate::verdict::Verdict;
use crate::walk::walk;

/// What a log is held against besides itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct VerifyOptions {
    /// The key that it must begin with, known from elsewhere.
    pub public_key: Option<PublicKey>,
}

/// Whether the log is as it was written, and what is wrong first where it is not.
///
/// # Errors
/// [`StorageError`] where it cannot be read at all: that says nothing about the log.
pub fn verify(source: &mut dyn LogSource, options: &VerifyOptions) -> Result<Verdict, StorageError> {
    read(source, options, &mut |_| {})
}

/// As [`verify`], and hands every sound record up to the first bad one to `visit`, in order. The verdict comes last: what
/// was visited is to be believed only as far as it says.
///
/// # Errors
/// [`StorageError`] where it cannot be read.
pub fn read(
    source: &mut dyn LogSource,
    options: &VerifyOptions,
    visit: &mut dyn FnMut(&Record<'_>),
) -> Result<Verdict, StorageError> {
    walk(source, options.public_key.as_ref(), visit).map(|end| end.verdict())
}
