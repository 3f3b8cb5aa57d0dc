//! Keys of principals: a file each, which the gateway makes and its owner hands on.

use super::error::GatewayError;
use crate::gateway::clock::random;
use crate::gateway::logon::Secret;
use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Where a principal's key is.
#[must_use]
pub fn key_path(keys: &Path, principal: &str) -> PathBuf {
    keys.join(format!("{principal}.key"))
}

/// The secret in a principal's key file.
///
/// # Errors
/// In words: it is not there, is no key, or others can read it.
pub fn principal_secret(path: &Path) -> Result<Secret, String> {
    let facts = std::fs::metadata(path).map_err(|error| format!("{}: {error}", path.display()))?;
    if facts.mode() & 0o077 != 0 {
        return Err(format!("{0}: can be read by others; `chmod 600 {0}`", path.display()));
    }
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Secret::parse(&text).ok_or_else(|| format!("{}: is no key: 64 hexadecimal digits are", path.display()))
}

/// The secret of a principal; made where there is none yet.
pub(super) fn load_or_make(keys: &Path, principal: &str) -> Result<Secret, GatewayError> {
    let path = key_path(keys, principal);
    let refused = |error: io::Error| GatewayError::Key(format!("{}: {error}", path.display()));
    DirBuilder::new().recursive(true).mode(0o700).create(keys).map_err(refused)?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
        Ok(mut file) => {
            let secret = Secret::new(random().map_err(refused)?);
            file.write_all(secret.text().as_bytes()).and_then(|()| file.sync_all()).map_err(refused)?;
            Ok(secret)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            principal_secret(&path).map_err(GatewayError::Key)
        }
        Err(error) => Err(refused(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn test_a_principals_key_is_made_once_and_is_its_owners_alone() {
        let home = tempfile::tempdir().unwrap();
        let keys = home.path().join("keys");
        let made = load_or_make(&keys, "terminal").unwrap();
        assert_eq!(load_or_make(&keys, "terminal").unwrap(), made);
        assert_ne!(load_or_make(&keys, "monitor").unwrap(), made);
        let path = key_path(&keys, "terminal");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(load_or_make(&keys, "terminal").unwrap_err().to_string().contains("chmod 600"));
        std::fs::write(key_path(&keys, "monitor"), "no key").unwrap();
        assert!(load_or_make(&keys, "monitor").unwrap_err().to_string().contains("is no key"));
    }
}
