//! Who may do what: names, roles and public keys.

use super::statement::{Signable, Vouch};
use super::toml_source::{TomlSource, span_of};
use super::{ScopeText, SupervisionError};
use ed25519_dalek::{Signature, VerifyingKey};
use plimsoll_types::Nanos;
use std::io;
use std::ops::Range;
use std::path::Path;
use toml::de::DeTable;

const NEXT: &str = "nobody can approve anything until it is mended";
const KEYS: [&str; 8] = ["name", "role", "key", "scopes", "added", "vouched_by", "vouch", "removed"];

/// People who are in the file without anybody's word: the first ones. Everyone after them is vouched for.
pub const FOUNDERS: usize = 2;

/// What somebody is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Trades.
    Trader,
    /// Reads.
    Analyst,
    /// Limits, halts and re-arms.
    Risk,
    /// Adds people and changes the configuration.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Trader, Self::Analyst, Self::Risk, Self::Administrator];

    /// As files spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trader => "trader",
            Self::Analyst => "analyst",
            Self::Risk => "risk",
            Self::Administrator => "administrator",
        }
    }

    /// The role of this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == text)
    }

    /// Whether somebody of this role may say that another person is who they are.
    #[must_use]
    pub const fn vouches(self) -> bool {
        matches!(self, Self::Risk | Self::Administrator)
    }
}

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Given once, also after removal.
    pub name: String,
    /// What they are there for.
    pub role: Role,
    /// Ed25519.
    pub key: VerifyingKey,
    /// What they may halt beside `trader:NAME`; those of role risk may halt everything.
    pub scopes: Vec<ScopeText>,
    /// Who says so; empty for the first ones.
    pub vouched_by: String,
    /// Since when they may do nothing any more.
    pub removed_ns: Option<Nanos>,
}

impl Person {
    /// What somebody else signs for them to be let in.
    #[must_use]
    pub fn vouch(&self) -> Vouch {
        Vouch {
            name: self.name.clone(),
            role: self.role.name().to_owned(),
            key: self.key.to_bytes(),
            scopes: self.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
        }
    }

    /// Whether they may halt this scope.
    #[must_use]
    pub fn may_halt(&self, scope: &ScopeText) -> bool {
        matches!(self.role, Role::Risk | Role::Administrator)
            || scope.as_str() == format!("trader:{}", self.name)
            || self.scopes.contains(scope)
    }
}

/// Everyone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    people: Vec<Person>,
}

impl People {
    /// Reads the file; nobody where there is none.
    ///
    /// # Errors
    /// [`SupervisionError::Damaged`] naming line and key, [`SupervisionError::Io`] where it cannot be read.
    pub fn read(path: &Path) -> Result<Self, SupervisionError> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(path, &text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(SupervisionError::io(path, NEXT)(error)),
        }
    }

    /// Reads the file's text.
    ///
    /// # Errors
    /// [`SupervisionError::Damaged`] naming line and key.
    pub fn parse(path: &Path, text: &str) -> Result<Self, SupervisionError> {
        let source = TomlSource { path, text, next: NEXT };
        let document = source.document()?;
        source.only(&document, &["person"])?;
        let mut people = Self::default();
        let Some(rows) = document.get("person") else { return Ok(people) };
        let Some(array) = rows.get_ref().as_array() else {
            return Err(source.refuse(rows.span(), "person", "is no array of tables; write [[person]]"));
        };
        for row in array {
            let Some(table) = row.get_ref().as_table() else {
                return Err(source.refuse(row.span(), "person", "is no table"));
            };
            let person = Self::row(source, table, row.span())?;
            people.admit(source, table, row.span(), person)?;
        }
        Ok(people)
    }

    fn row(source: TomlSource<'_>, table: &DeTable<'_>, at: Range<usize>) -> Result<Person, SupervisionError> {
        source.only(table, &KEYS)?;
        let role = source.need(table, "role", at.clone())?;
        let role = Role::parse(&role).ok_or_else(|| {
            let reason = format!("is {role:?}; there are trader, analyst, risk and administrator");
            source.refuse(span_of(table, "role", at.clone()), "role", reason)
        })?;
        let key = source.need(table, "key", at.clone())?;
        let key = verifying_key(&key).ok_or_else(|| {
            source.refuse(span_of(table, "key", at.clone()), "key", "is no Ed25519 public key of 64 hexadecimal digits")
        })?;
        let removed_ns = match table.get("removed") {
            None => None,
            Some(_) => Some(source.integer(table, "removed", at.clone())?),
        };
        Ok(Person {
            name: source.need(table, "name", at.clone())?,
            role,
            key,
            scopes: Self::scopes(source, table, at)?,
            vouched_by: source.text(table, "vouched_by")?.unwrap_or_default(),
            removed_ns,
        })
    }

    fn scopes(
        source: TomlSource<'_>,
        table: &DeTable<'_>,
        at: Range<usize>,
    ) -> Result<Vec<ScopeText>, SupervisionError> {
        let Some(value) = table.get("scopes") else { return Ok(Vec::new()) };
        let Some(array) = value.get_ref().as_array() else {
            return Err(source.refuse(span_of(table, "scopes", at), "scopes", "is no array"));
        };
        let scope = |item| {
            let text = source.string(item, "scopes")?;
            ScopeText::parse(&text).map_err(|error| source.refuse(item.span(), "scopes", error.to_string()))
        };
        array.iter().map(scope).collect()
    }

    /// Adds a row where it may stand: a new name, a new key, and a valid word for everyone but the first.
    fn admit(
        &mut self,
        source: TomlSource<'_>,
        table: &DeTable<'_>,
        at: Range<usize>,
        person: Person,
    ) -> Result<(), SupervisionError> {
        if self.people.iter().any(|other| other.name == person.name) {
            let reason = format!("`{}` is there twice; a name is given once", person.name);
            return Err(source.refuse(span_of(table, "name", at), "name", reason));
        }
        if let Some(other) = self.people.iter().find(|other| other.key == person.key) {
            let reason = format!("is that of `{}` too; two people need two keys", other.name);
            return Err(source.refuse(span_of(table, "key", at), "key", reason));
        }
        if self.people.len() >= FOUNDERS {
            let vouch = source.text(table, "vouch")?.unwrap_or_default();
            let statement = person.vouch().statement();
            let signature = bytes_of_hex::<64>(&vouch).unwrap_or([0; 64]);
            let voucher = self.people.iter().find(|other| other.name == person.vouched_by);
            let is_sound = voucher.is_some_and(|by| by.role.vouches() && signed(by, &statement, &signature));
            if !is_sound {
                let reason = format!(
                    "of `{}` is no valid word of somebody above of role risk or administrator; add people with \
                     `plimsoll people add`",
                    person.name
                );
                return Err(source.refuse(span_of(table, "vouch", at), "vouch", reason));
            }
        }
        self.people.push(person);
        Ok(())
    }

    /// Everyone, also who was removed.
    #[must_use]
    pub fn all(&self) -> &[Person] {
        &self.people
    }

    /// Somebody who is there still.
    ///
    /// # Errors
    /// [`SupervisionError::Nobody`] where there is none of this name, or no longer.
    pub fn person(&self, name: &str) -> Result<&Person, SupervisionError> {
        let found = self.people.iter().find(|person| person.name == name && person.removed_ns.is_none());
        found.ok_or_else(|| SupervisionError::Nobody(name.to_owned()))
    }

    /// Somebody who signed this; where `is_present` is asked for, somebody who is there still.
    ///
    /// # Errors
    /// [`SupervisionError::Nobody`], or [`SupervisionError::Signature`] where it is not their signature.
    pub(crate) fn signer(
        &self,
        name: &str,
        what: &'static str,
        statement: &[u8],
        signature: &[u8],
        is_present: bool,
    ) -> Result<&Person, SupervisionError> {
        let once = self.people.iter().find(|person| person.name == name);
        let person = once.filter(|person| !is_present || person.removed_ns.is_none());
        let person = person.ok_or_else(|| SupervisionError::Nobody(name.to_owned()))?;
        if signed(person, statement, signature) {
            Ok(person)
        } else {
            Err(SupervisionError::Signature { name: name.to_owned(), what })
        }
    }
}

fn signed(person: &Person, statement: &[u8], signature: &[u8]) -> bool {
    let signature = Signature::from_slice(signature);
    signature.is_ok_and(|signature| person.key.verify_strict(statement, &signature).is_ok())
}

fn verifying_key(text: &str) -> Option<VerifyingKey> {
    VerifyingKey::from_bytes(&bytes_of_hex(text)?).ok().filter(|key| !key.is_weak())
}

/// `N` bytes from twice as many hexadecimal digits.
pub(crate) fn bytes_of_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
    }
    Some(bytes)
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
