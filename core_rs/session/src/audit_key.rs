//! The key that signs an audit log: a file of one line that only its owner may read.

use crate::gateway::clock::random;
use plimsoll_audit::Ed25519Signer;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use thiserror::Error;

/// Hexadecimal digits of a secret seed.
const DIGITS: usize = 64;

/// A key that cannot be had.
#[derive(Debug, Error)]
pub enum AuditKeyError {
    /// The operating system refuses.
    #[error("{path}: the audit log's key cannot be had: {source}; nothing is traded without one")]
    Io {
        /// Which file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// Not a key.
    #[error("{0}: is no key of an audit log; move it away to have a new one made, or bring the right one back")]
    NoKey(String),
    /// Others can read it.
    #[error("{0}: the audit log's key can be read by others; chmod 600 it, or move it away to have a new one made")]
    Exposed(String),
}

/// The key in the file `path`, drawn at random and kept there where there is none.
///
/// # Errors
/// [`AuditKeyError`] where there is none and none can be kept, or what is there is no key.
pub fn load_or_make(path: &Path) -> Result<Ed25519Signer, AuditKeyError> {
    let io = |source| AuditKeyError::Io { path: path.display().to_string(), source };
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => make(file).map_err(io),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => load(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(io)?;
            }
            let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(io)?;
            make(file).map_err(io)
        }
        Err(error) => Err(io(error)),
    }
}

fn make(mut file: File) -> io::Result<Ed25519Signer> {
    let seed: [u8; 32] = random()?;
    let digits: String = seed.iter().map(|byte| format!("{byte:02x}")).collect();
    file.write_all(format!("{digits}\n").as_bytes())?;
    file.sync_all()?;
    Ok(Ed25519Signer::from_seed(&seed))
}

fn load(path: &Path) -> Result<Ed25519Signer, AuditKeyError> {
    let shown = path.display().to_string();
    let io = |source| AuditKeyError::Io { path: shown.clone(), source };
    let file = File::open(path).map_err(io)?;
    if file.metadata().map_err(io)?.mode() & 0o077 != 0 {
        return Err(AuditKeyError::Exposed(shown));
    }
    let mut text = String::new();
    file.take(1_024).read_to_string(&mut text).map_err(io)?;
    seed_of(text.trim_end()).map(|seed| Ed25519Signer::from_seed(&seed)).ok_or(AuditKeyError::NoKey(shown))
}

fn seed_of(text: &str) -> Option<[u8; 32]> {
    let is_hex = text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut seed = [0; 32];
    for (index, byte) in seed.iter_mut().enumerate().filter(|_| is_hex) {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    is_hex.then_some(seed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_audit::Signer;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn test_a_key_is_made_once_and_only_its_owner_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deeper/audit.key");
        let made = load_or_make(&path).unwrap().public_key();
        assert_eq!(load_or_make(&path).unwrap().public_key(), made);
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(load_or_make(&path), Err(AuditKeyError::Exposed(_))));
    }

    #[test]
    fn test_what_is_no_key_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.key");
        std::fs::write(&path, "not a key\n").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(load_or_make(&path), Err(AuditKeyError::NoKey(_))));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "not a key\n");
    }
}
