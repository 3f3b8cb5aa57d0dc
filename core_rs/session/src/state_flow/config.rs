//! The section `[state]` of a gateway's configuration.

use super::endpoint::RedisUrl;
use super::mirror::StateTarget;
use serde::Deserialize;
use std::fmt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Where the state is mirrored to.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StateRules {
    /// `redis://`, `rediss://` or `unix://`; without it the state stays inside the process.
    url: Option<String>,
    /// Comes before every key.
    prefix: String,
    /// Holds the password in its first line; 0600, from the home.
    password_file: Option<PathBuf>,
}

impl Default for StateRules {
    fn default() -> Self {
        Self { url: None, prefix: "plimsoll".to_owned(), password_file: None }
    }
}

impl fmt::Debug for StateRules {
    /// Without the address as it is written: a password may stand in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.as_deref().map(RedisUrl::parse);
        f.debug_struct("StateRules")
            .field("url", &url.and_then(Result::ok))
            .field("prefix", &self.prefix)
            .field("password_file", &self.password_file)
            .finish()
    }
}

impl StateRules {
    /// Mirrors to this address, under this prefix.
    #[must_use]
    pub fn redis(url: &str, prefix: &str) -> Self {
        Self { url: Some(url.to_owned()), prefix: prefix.to_owned(), password_file: None }
    }

    /// Whether they can be meant; the password file is not read yet.
    ///
    /// # Errors
    /// Key and reason of what is wrong, without any password.
    pub fn check(&self) -> Result<(), (String, String)> {
        let wrong = |key: &str, reason: &str| Err((format!("state.{key}"), reason.to_owned()));
        if let Some(Err(error)) = self.url.as_deref().map(RedisUrl::parse) {
            return wrong("url", &error.to_string());
        }
        if self.url.is_none() && self.password_file.is_some() {
            return wrong("password_file", "belongs to an url, and there is none");
        }
        let is_sound = |letter: char| letter.is_ascii_alphanumeric() || "-_.:".contains(letter);
        if self.prefix.is_empty() || self.prefix.len() > 64 || !self.prefix.chars().all(is_sound) {
            return wrong("prefix", "must be letters, digits, - _ . and :, at most 64");
        }
        Ok(())
    }

    /// Where the mirror writes, the password read from its file.
    ///
    /// # Errors
    /// In words, without any password.
    pub fn target(&self, home: &Path) -> Result<StateTarget, String> {
        let Some(url) = &self.url else { return Ok(StateTarget { redis: None, prefix: self.prefix.clone() }) };
        let url = RedisUrl::parse(url).map_err(|error| error.to_string())?;
        let url = match &self.password_file {
            Some(file) => url.with_password(&password(&home.join(file))?),
            None => url,
        };
        Ok(StateTarget { redis: Some(url), prefix: self.prefix.clone() })
    }
}

fn password(path: &Path) -> Result<String, String> {
    let refused = |error: std::io::Error| format!("state.password_file {}: {error}", path.display());
    if std::fs::metadata(path).map_err(refused)?.mode() & 0o077 != 0 {
        return Err(format!("state.password_file {0}: can be read by others; `chmod 600 {0}`", path.display()));
    }
    let text = std::fs::read_to_string(path).map_err(refused)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn rules(text: &str) -> StateRules {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn test_without_an_address_the_state_stays_inside() {
        assert_eq!(rules("").check(), Ok(()));
        assert!(rules("").target(Path::new("/")).unwrap().redis.is_none());
    }

    #[test]
    fn test_what_is_wrong_is_named_and_no_password_is_shown() {
        for (text, key) in [
            ("url = \"redis://:planted@redis.example\"", "state.url"),
            ("url = \"planted\"", "state.url"),
            ("password_file = \"x\"", "state.password_file"),
            ("prefix = \"a b\"", "state.prefix"),
            ("prefix = \"\"", "state.prefix"),
        ] {
            let (found, reason) = rules(text).check().unwrap_err();
            assert!(found == key && !reason.contains("planted"), "{found}: {reason}");
            assert!(!format!("{:?}", rules(text)).contains("planted"));
        }
        assert!(toml::from_str::<StateRules>("adress = 1").is_err());
    }

    #[test]
    fn test_a_password_comes_from_a_file_that_others_cannot_read() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("redis.key");
        std::fs::write(&path, "p@ss\n").unwrap();
        let rules = rules("url = \"redis://gateway@localhost\"\npassword_file = \"redis.key\"");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(rules.target(home.path()).unwrap_err().contains("chmod 600"));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(rules.target(home.path()).unwrap().redis.unwrap().password.as_deref(), Some("p@ss"));
        std::fs::remove_file(&path).unwrap();
        assert!(rules.target(home.path()).unwrap_err().contains("redis.key"));
    }
}
