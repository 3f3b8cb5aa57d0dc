//! Limits: versioned records over a tree of scopes.

mod kind;
mod row;
mod text;

pub use kind::{Holds, LimitKind};
pub(crate) use row::{Cap, LEVELS, Row, scopes_of};

use plimsoll_types::Scope;
use std::collections::HashMap;
use thiserror::Error;

/// One limit of one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitRecord {
    /// For whom.
    pub scope: Scope,
    /// What it caps.
    pub kind: LimitKind,
    /// In [`LimitKind::unit`].
    pub value: i64,
    /// RTS 6 Art. 15(4): from what capital, strategy or experience it follows.
    pub reason: String,
    /// Of the set of limits that brought it.
    pub version: u64,
}

/// Limits that cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LimitError {
    /// No reason.
    #[error("the limit {kind} of {scope:?} has no reason; write from what it follows", kind = kind.name())]
    NoReason {
        /// Of whom.
        scope: Scope,
        /// Which.
        kind: LimitKind,
    },
    /// Below zero, or no number.
    #[error("the limit {kind} of {scope:?} is {value}; it must be zero or more", kind = kind.name())]
    Value {
        /// Of whom.
        scope: Scope,
        /// Which.
        kind: LimitKind,
        /// What was given.
        value: i64,
    },
    /// Nobody counts this for such a scope.
    #[error("{kind} is not counted for {scope:?}; set it for a wider scope", kind = kind.name())]
    Scope {
        /// Of whom.
        scope: Scope,
        /// Which.
        kind: LimitKind,
    },
    /// Two records of one kind and scope.
    #[error("the limit {kind} of {scope:?} is there twice; keep one", kind = kind.name())]
    Twice {
        /// Of whom.
        scope: Scope,
        /// Which.
        kind: LimitKind,
    },
    /// Text that is no value of the kind.
    #[error("`{text}` is no value of {kind}; write {example}", kind = kind.name())]
    Text {
        /// Which.
        kind: LimitKind,
        /// What was given.
        text: String,
        /// What would do.
        example: &'static str,
    },
}

/// A set of limits. What cannot be used refuses every order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    version: u64,
    records: Vec<LimitRecord>,
    by_place: HashMap<(LimitKind, Scope), i64>,
    unusable: Option<String>,
}

impl Limits {
    /// A set of limits, checked.
    ///
    /// # Errors
    /// [`LimitError`] naming the first record that cannot be used.
    pub fn new(version: u64, records: Vec<LimitRecord>) -> Result<Self, LimitError> {
        let mut by_place = HashMap::with_capacity(records.len());
        for record in &records {
            check(record)?;
            let (scope, kind) = (record.scope, record.kind);
            if by_place.insert((kind, scope), record.value).is_some() {
                return Err(LimitError::Twice { scope, kind });
            }
        }
        Ok(Self { version, records, by_place, unusable: None })
    }

    /// What holds where the limits cannot be read: every order is refused, cancels pass.
    #[must_use]
    pub fn unusable(why: &str) -> Self {
        Self { version: 0, records: Vec::new(), by_place: HashMap::new(), unusable: Some(why.to_owned()) }
    }

    /// Why every order is refused, where it is.
    #[must_use]
    pub fn why_unusable(&self) -> Option<&str> {
        self.unusable.as_deref()
    }

    /// Written into every decision.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// Every record, in the order given.
    #[must_use]
    pub fn records(&self) -> &[LimitRecord] {
        &self.records
    }

    /// The record's value for exactly this scope.
    #[must_use]
    pub fn get(&self, kind: LimitKind, scope: Scope) -> Option<i64> {
        self.by_place.get(&(kind, scope)).copied()
    }

    /// The next version with `record` in the place of what its scope had: a draft until somebody else approves it.
    ///
    /// # Errors
    /// [`LimitError`] where the record cannot be used.
    pub fn with(&self, record: LimitRecord) -> Result<Self, LimitError> {
        let mut records = self.records.clone();
        records.retain(|held| (held.kind, held.scope) != (record.kind, record.scope));
        records.push(LimitRecord { version: self.version + 1, ..record });
        Self::new(self.version + 1, records)
    }

    /// The next version without the record of this kind and scope.
    ///
    /// # Errors
    /// [`LimitError`] where what is left cannot be used.
    pub fn without(&self, kind: LimitKind, scope: Scope) -> Result<Self, LimitError> {
        let mut records = self.records.clone();
        records.retain(|held| (held.kind, held.scope) != (kind, scope));
        Self::new(self.version + 1, records)
    }

    /// The scope's own, or else what the firm sets for each.
    #[must_use]
    pub fn own(&self, kind: LimitKind, scope: Scope) -> Option<i64> {
        self.get(kind, scope).or_else(|| self.get(kind, Scope::Firm))
    }

    /// A length of time (or of messages): the scope's own, or else the firm's, or else the kind's default.
    #[must_use]
    pub fn length(&self, kind: LimitKind, scope: Scope) -> i64 {
        self.own(kind, scope).unwrap_or_else(|| kind.default_length())
    }

    /// The longest length of this kind that any record sets.
    pub(crate) fn longest(&self, kind: LimitKind) -> i64 {
        self.records.iter().filter(|record| record.kind == kind).map(|record| record.value).max().unwrap_or(0)
    }

    /// Scopes with a record of any of these kinds, each once, in order.
    pub(crate) fn scopes_of(&self, kinds: &[LimitKind]) -> Vec<Scope> {
        let mut scopes: Vec<Scope> =
            self.records.iter().filter(|record| kinds.contains(&record.kind)).map(|record| record.scope).collect();
        scopes.sort_unstable();
        scopes.dedup();
        scopes
    }
}

fn check(record: &LimitRecord) -> Result<(), LimitError> {
    let (scope, kind, value) = (record.scope, record.kind, record.value);
    if record.reason.trim().is_empty() {
        return Err(LimitError::NoReason { scope, kind });
    }
    let lowest = if kind.default_length() > 0 { 1 } else { 0 };
    if value < lowest {
        return Err(LimitError::Value { scope, kind, value });
    }
    if !kind.fits(scope) {
        return Err(LimitError::Scope { scope, kind });
    }
    Ok(())
}
