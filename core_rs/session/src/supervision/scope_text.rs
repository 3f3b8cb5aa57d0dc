//! A scope as people write it and files keep it.

use super::SupervisionError;
use plimsoll_types::{Directory, InstrumentTable, Scope, ScopeError};
use std::fmt;

/// The kinds that take a name.
const KINDS: [&str; 6] = ["desk", "account", "trader", "strategy", "instrument", "session"];

/// No scope's text is longer.
pub(crate) const LONGEST_SCOPE: usize = 128;

/// `firm`, `desk:equities`, `strategy:ofi`...: well formed, whether or not anything of that name exists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeText(String);

impl ScopeText {
    /// The whole firm.
    #[must_use]
    pub fn firm() -> Self {
        Self("firm".to_owned())
    }

    /// Reads it.
    ///
    /// # Errors
    /// [`SupervisionError::Scope`] where it is not well formed.
    pub fn parse(text: &str) -> Result<Self, SupervisionError> {
        let is_sound = match text.split_once(':') {
            None => text == "firm",
            Some(("session", number)) => number.parse::<u32>().is_ok(),
            Some((kind, name)) => KINDS.contains(&kind) && !name.trim().is_empty(),
        };
        if !is_sound || text.len() > LONGEST_SCOPE || text.chars().any(char::is_control) {
            return Err(SupervisionError::Scope(text.escape_debug().take(LONGEST_SCOPE).collect()));
        }
        Ok(Self(text.to_owned()))
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `firm`, `desk`, `account`...
    #[must_use]
    pub fn kind(&self) -> &str {
        self.0.split_once(':').map_or(&self.0, |(kind, _)| kind)
    }

    /// The number that it has in a running gateway.
    ///
    /// # Errors
    /// [`ScopeError`] where the gateway knows no such name.
    pub fn resolve(&self, directory: &Directory, instruments: &InstrumentTable) -> Result<Scope, ScopeError> {
        Scope::parse(&self.0, directory, instruments)
    }
}

impl ScopeText {
    /// The scope that a halt of this name stops. An instrument or a session may still come; a desk, account, trader or
    /// strategy that the gateway does not know will not, and whoever halted it meant something: the whole firm is stopped.
    #[must_use]
    pub fn halted(&self, directory: &Directory, instruments: &InstrumentTable) -> Option<Scope> {
        match self.resolve(directory, instruments) {
            Ok(scope) => Some(scope),
            Err(_) if self.kind() == "instrument" => None,
            Err(_) => Some(Scope::Firm),
        }
    }
}

impl fmt::Display for ScopeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_well_formed_scopes_are_taken_and_others_named() {
        for text in ["firm", "desk:equities", "account:A1", "trader:kim", "instrument:BRK.B", "session:3"] {
            assert_eq!(ScopeText::parse(text).unwrap().as_str(), text);
        }
        assert_eq!(ScopeText::parse("desk:equities").unwrap().kind(), "desk");
        for text in ["", "Firm", "firm:", "desk", "desk:", "desk: ", "venue:XNAS", "session:x", "trader:a\nb"] {
            let refused = ScopeText::parse(text).unwrap_err().to_string();
            assert!(refused.contains("is no scope"), "{text:?}: {refused}");
        }
        assert!(ScopeText::parse(&format!("desk:{}", "x".repeat(LONGEST_SCOPE))).is_err());
    }
}
