//! What is wrong with a configuration.

use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A configuration that cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: {source}; give another file with --config, or none for the demonstration's")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something in it is wrong.
    #[error("{path}, line {line}: {key}: {reason}; the gateway did not start, mend the file and start it again")]
    Wrong {
        /// Which file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// Which key.
        key: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl ConfigError {
    pub(super) fn of_toml(path: &Path, text: &str, error: &toml::de::Error) -> Self {
        let at = error.span().map_or(0, |span| span.start);
        let line_text = text.get(..at).map_or("", |before| before.rsplit('\n').next().unwrap_or(""));
        let rest = text.get(at..).unwrap_or("").lines().next().unwrap_or("");
        let whole = format!("{line_text}{rest}");
        let key = whole.split(['=', '#']).next().unwrap_or("").trim();
        let key = if key.is_empty() { "the file" } else { key };
        let reason = error.message().lines().collect::<Vec<_>>().join(" ");
        Self::Wrong { path: path.to_owned(), line: line_of(text, at), key: key.to_owned(), reason }
    }

    /// Of a key that says something impossible; its line is found by its last word.
    pub(super) fn at_key(path: &Path, text: &str, key: String, reason: String) -> Self {
        let word = key.rsplit('.').next().unwrap_or(&key);
        let named =
            |line: &str| line.split('=').next().is_some_and(|left| left.trim().trim_matches(['[', ']']) == word);
        let line = text.lines().position(named).map_or(1, |at| at + 1);
        Self::Wrong { path: path.to_owned(), line, key, reason }
    }
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}
