//! TOML read strictly: what is wrong is named by file, line and key.

use super::SupervisionError;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file's text and where it came from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TomlSource<'a> {
    /// For messages.
    pub path: &'a Path,
    /// Its content.
    pub text: &'a str,
    /// What holds while the file cannot be used.
    pub next: &'static str,
}

impl<'a> TomlSource<'a> {
    /// The whole document.
    pub(crate) fn document(self) -> Result<DeTable<'a>, SupervisionError> {
        let parsed = DeTable::parse(self.text);
        parsed
            .map(Spanned::into_inner)
            .map_err(|error| self.refuse(error.span().unwrap_or_default(), "", error.message().to_owned()))
    }

    /// The refusal of what stands at `span`.
    pub(crate) fn refuse(self, span: Range<usize>, key: &str, reason: impl Into<String>) -> SupervisionError {
        self.refuse_line(self.line(span.start), key, reason)
    }

    /// The refusal of what stands on a line.
    pub(crate) fn refuse_line(self, line: usize, key: &str, reason: impl Into<String>) -> SupervisionError {
        SupervisionError::Damaged {
            path: self.path.to_owned(),
            line,
            key: key.to_owned(),
            reason: reason.into(),
            next: self.next,
        }
    }

    /// A value that is to be a table.
    pub(crate) fn table<'t>(
        self,
        value: &'t Spanned<DeValue<'a>>,
        key: &str,
    ) -> Result<&'t DeTable<'a>, SupervisionError> {
        let table = value.get_ref().as_table();
        table.ok_or_else(|| {
            self.refuse(value.span(), key, format!("is of type {}, not a table", value.get_ref().type_str()))
        })
    }

    /// The line of a place, from 1.
    pub(crate) fn line(self, at: usize) -> usize {
        1 + self.text.bytes().take(at).filter(|byte| *byte == b'\n').count()
    }

    /// Refuses what is in the table and not among `known`.
    pub(crate) fn only(self, table: &DeTable<'_>, known: &[&str]) -> Result<(), SupervisionError> {
        match table.keys().find(|key| !known.contains(&key.get_ref().as_ref())) {
            None => Ok(()),
            Some(key) => {
                let reason = format!("is no key of this table; there are {}", known.join(", "));
                Err(self.refuse(key.span(), key.get_ref(), reason))
            }
        }
    }

    /// The text of `key`; `None` where it is not there.
    pub(crate) fn text(self, table: &DeTable<'_>, key: &str) -> Result<Option<String>, SupervisionError> {
        match table.get(key) {
            None => Ok(None),
            Some(value) => self.string(value, key).map(Some),
        }
    }

    /// The text of `key`, which must be there and say something; `within` is where the table itself stands.
    pub(crate) fn need(self, table: &DeTable<'_>, key: &str, within: Range<usize>) -> Result<String, SupervisionError> {
        match self.text(table, key)? {
            Some(text) if !text.trim().is_empty() => Ok(text),
            Some(_) => Err(self.refuse(span_of(table, key, within), key, "is empty")),
            None => Err(self.refuse(within, key, "is missing")),
        }
    }

    /// A value that is to be text.
    pub(crate) fn string(self, value: &Spanned<DeValue<'_>>, key: &str) -> Result<String, SupervisionError> {
        let text = value.get_ref().as_str().map(str::to_owned);
        text.ok_or_else(|| {
            self.refuse(value.span(), key, format!("is of type {}, not a string", value.get_ref().type_str()))
        })
    }

    /// The whole number of `key`.
    pub(crate) fn integer(self, table: &DeTable<'_>, key: &str, within: Range<usize>) -> Result<i64, SupervisionError> {
        let Some(value) = table.get(key) else { return Err(self.refuse(within, key, "is missing")) };
        let digits = value.get_ref().as_integer().filter(|number| number.radix() == 10);
        let number = digits.and_then(|number| number.as_str().parse().ok());
        number.ok_or_else(|| self.refuse(value.span(), key, "is no whole number"))
    }
}

/// Where `key` stands, or where its table does.
pub(crate) fn span_of(table: &DeTable<'_>, key: &str, within: Range<usize>) -> Range<usize> {
    table.get(key).map_or(within, Spanned::span)
}
