//! One version of the limits, as people write and read it.

use super::toml_source::{TomlSource, span_of};
use super::{ScopeText, SupervisionError};
use plimsoll_risk::{LimitKind, LimitRecord, Limits};
use plimsoll_types::{Directory, InstrumentId, InstrumentTable, Scope};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const NEXT: &str = "nothing is traded until it is mended or another version is approved";
const DEMO: &str = include_str!("../../../../resources/limits/demo.toml");
const DRILL: &str = include_str!("../../../../resources/limits/drill.toml");
const DEMO_PATH: &str = "resources/limits/demo.toml";

/// One limit of one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitLine {
    /// For whom.
    pub scope: ScopeText,
    /// What it caps.
    pub kind: LimitKind,
    /// In the kind's unit.
    pub value: i64,
    /// From what it follows.
    pub reason: String,
    /// Line of the file.
    pub line: usize,
}

/// An instrument that a scope may not trade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestrictedLine {
    /// Who.
    pub scope: ScopeText,
    /// What.
    pub symbol: String,
    /// Why.
    pub reason: String,
    /// Line of the file.
    pub line: usize,
}

/// One version of the limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitsText {
    /// Where it was read.
    pub path: PathBuf,
    /// Its number; zero for the demonstration's.
    pub version: u64,
    /// Why this version is.
    pub reason: String,
    /// Every limit, by scope and kind.
    pub lines: Vec<LimitLine>,
    /// Every restriction, in the file's order.
    pub restricted: Vec<RestrictedLine>,
    /// SHA-256 of the text: what people sign.
    pub digest: [u8; 32],
}

/// Limits with a gateway's numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedLimits {
    /// What risk takes.
    pub limits: Limits,
    /// Who may not trade what.
    pub restricted: HashSet<(Scope, InstrumentId)>,
    /// Lines whose scope or instrument is not known: ask again when an instrument has come.
    pub unknown: Vec<UnknownLine>,
}

/// A line that means nothing (yet).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLine {
    /// `desk:equities`...
    pub scope: String,
    /// Line of the file.
    pub line: usize,
}

impl LimitsText {
    /// Reads a file.
    ///
    /// # Errors
    /// [`SupervisionError::Damaged`] naming line and key, or [`SupervisionError::Io`].
    pub fn read(path: &Path) -> Result<Self, SupervisionError> {
        let text = std::fs::read_to_string(path).map_err(SupervisionError::io(path, NEXT))?;
        Self::parse(path, &text)
    }

    /// The limits of the demonstration, which come with the program.
    ///
    /// # Errors
    /// None: a test reads them.
    pub fn demo() -> Result<Self, SupervisionError> {
        Self::parse(Path::new(DEMO_PATH), DEMO)
    }

    /// The limits of a rehearsal of the kill switch.
    ///
    /// # Errors
    /// None: a test reads them.
    pub fn drill() -> Result<Self, SupervisionError> {
        Self::parse(Path::new("resources/limits/drill.toml"), DRILL)
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// [`SupervisionError::Damaged`] naming line and key.
    pub fn parse(path: &Path, text: &str) -> Result<Self, SupervisionError> {
        Self::of(TomlSource { path, text, next: NEXT })
    }

    /// Reads the text of limits that do not hold yet.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn draft(path: &Path, text: &str) -> Result<Self, SupervisionError> {
        Self::of(TomlSource { path, text, next: "the draft cannot be used; what holds still does" })
    }

    fn of(source: TomlSource<'_>) -> Result<Self, SupervisionError> {
        let TomlSource { path, text, .. } = source;
        let document = source.document()?;
        source.only(&document, &["version", "reason", "limits", "restricted"])?;
        let version = source.integer(&document, "version", 0..0)?;
        let version = u64::try_from(version)
            .map_err(|_| source.refuse(span_of(&document, "version", 0..0), "version", "is below zero"))?;
        let reason = source.need(&document, "reason", 0..0)?;
        let lines = limit_lines(source, &document)?;
        let restricted = restricted_lines(source, &document)?;
        let digest = Sha256::digest(text.as_bytes()).into();
        let read = Self { path: path.to_owned(), version, reason, lines, restricted, digest };
        read.check(source)?;
        Ok(read)
    }

    /// Every record must be one that risk can use, whatever numbers scopes will have.
    fn check(&self, source: TomlSource<'_>) -> Result<(), SupervisionError> {
        for line in &self.lines {
            let record = line.record(stand_in(&line.scope), self.version);
            if let Err(error) = Limits::new(self.version, vec![record]) {
                return Err(source.refuse_line(line.line, line.kind.name(), format!("of {}: {error}", line.scope)));
            }
        }
        Ok(())
    }

    /// With the numbers of a gateway, or of a replay.
    ///
    /// # Errors
    /// [`SupervisionError::Damaged`] where risk cannot use them.
    pub fn resolve(
        &self,
        directory: &Directory,
        instruments: &InstrumentTable,
    ) -> Result<ResolvedLimits, SupervisionError> {
        let (mut records, mut restricted, mut unknown) = (Vec::new(), HashSet::new(), Vec::new());
        for line in &self.lines {
            match line.scope.resolve(directory, instruments) {
                Ok(scope) => records.push(line.record(scope, self.version)),
                Err(_) => unknown.push(UnknownLine { scope: line.scope.to_string(), line: line.line }),
            }
        }
        for line in &self.restricted {
            match (line.scope.resolve(directory, instruments), instruments.find(&line.symbol)) {
                (Ok(scope), Some(instrument)) => _ = restricted.insert((scope, instrument)),
                (Err(_), _) => unknown.push(UnknownLine { scope: line.scope.to_string(), line: line.line }),
                (Ok(_), None) => {
                    unknown.push(UnknownLine { scope: format!("instrument:{}", line.symbol), line: line.line });
                }
            }
        }
        let limits = Limits::new(self.version, records).map_err(|error| SupervisionError::Damaged {
            path: self.path.clone(),
            line: 1,
            key: "limits".to_owned(),
            reason: error.to_string(),
            next: NEXT,
        })?;
        Ok(ResolvedLimits { limits, restricted, unknown })
    }
}

impl ResolvedLimits {
    /// A desk, account, trader or strategy that nobody knows is a slip of the pen, and whoever was meant has no limit: such
    /// limits are refused. Instruments may still come.
    ///
    /// # Errors
    /// [`SupervisionError::Damaged`] naming the line.
    pub fn refuse_unknown_names(&self, path: &Path) -> Result<(), SupervisionError> {
        match self.unknown.iter().find(|line| !line.scope.starts_with("instrument:")) {
            None => Ok(()),
            Some(line) => Err(SupervisionError::Damaged {
                path: path.to_owned(),
                line: line.line,
                key: line.scope.clone(),
                reason: "is nobody of the gateway's configuration".to_owned(),
                next: NEXT,
            }),
        }
    }
}

impl LimitLine {
    fn record(&self, scope: Scope, version: u64) -> LimitRecord {
        LimitRecord { scope, kind: self.kind, value: self.value, reason: self.reason.clone(), version }
    }
}

/// A scope of the same kind, for what depends on the kind alone.
fn stand_in(scope: &ScopeText) -> Scope {
    use plimsoll_types::{AccountId, DeskId, StrategyId, TraderId};
    match scope.kind() {
        "desk" => Scope::Desk(DeskId(1)),
        "account" => Scope::Account(AccountId(1)),
        "trader" => Scope::Trader(TraderId(1)),
        "strategy" => Scope::Strategy(StrategyId(1)),
        "instrument" => Scope::Instrument(InstrumentId(1)),
        "session" => Scope::Session(1),
        _ => Scope::Firm,
    }
}

fn limit_lines<'a>(source: TomlSource<'a>, document: &DeTable<'a>) -> Result<Vec<LimitLine>, SupervisionError> {
    let Some(limits) = document.get("limits") else { return Err(source.refuse(0..0, "limits", "are missing")) };
    let mut lines = Vec::new();
    for (scope, table) in source.table(limits, "limits")? {
        let text = ScopeText::parse(scope.get_ref())
            .map_err(|error| source.refuse(scope.span(), scope.get_ref(), error.to_string()))?;
        for (kind, value) in source.table(table, scope.get_ref())? {
            lines.push(limit_line(source, &text, kind.get_ref(), kind.span(), value)?);
        }
    }
    if lines.is_empty() {
        return Err(source.refuse(limits.span(), "limits", "are none"));
    }
    lines.sort_by(|a, b| (tier(&a.scope), &a.scope, a.kind).cmp(&(tier(&b.scope), &b.scope, b.kind)));
    Ok(lines)
}

/// The place in the tree, the widest first.
fn tier(scope: &ScopeText) -> usize {
    let tiers = ["firm", "desk", "account", "trader", "strategy", "instrument", "session"];
    tiers.iter().position(|kind| *kind == scope.kind()).unwrap_or(tiers.len())
}

fn limit_line<'a>(
    source: TomlSource<'a>,
    scope: &ScopeText,
    name: &str,
    at: Range<usize>,
    value: &Spanned<DeValue<'a>>,
) -> Result<LimitLine, SupervisionError> {
    let unknown = || source.refuse(at.clone(), name, "is no limit; `plimsoll limits kinds` lists them");
    let kind = LimitKind::parse(name).ok_or_else(unknown)?;
    let table = source.table(value, name)?;
    source.only(table, &["value", "reason"])?;
    let Some(written) = table.get("value") else { return Err(source.refuse(at, name, "has no value")) };
    let text = match written.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        other => return Err(source.refuse(written.span(), name, format!("is of type {}", other.type_str()))),
    };
    let value =
        kind.parse_value(&text).map_err(|error| source.refuse(written.span(), name, format!("of {scope}: {error}")))?;
    let reason = source.need(table, "reason", at.clone())?;
    Ok(LimitLine { scope: scope.clone(), kind, value, reason, line: source.line(at.start) })
}

fn restricted_lines<'a>(
    source: TomlSource<'a>,
    document: &DeTable<'a>,
) -> Result<Vec<RestrictedLine>, SupervisionError> {
    let Some(rows) = document.get("restricted") else { return Ok(Vec::new()) };
    let Some(array) = rows.get_ref().as_array() else {
        return Err(source.refuse(rows.span(), "restricted", "is no array of tables; write [[restricted]]"));
    };
    let mut lines = Vec::new();
    for row in array {
        let table = source.table(row, "restricted")?;
        source.only(table, &["scope", "instrument", "reason"])?;
        let scope = source.need(table, "scope", row.span())?;
        let scope = ScopeText::parse(&scope)
            .map_err(|error| source.refuse(span_of(table, "scope", row.span()), "scope", error.to_string()))?;
        lines.push(RestrictedLine {
            scope,
            symbol: source.need(table, "instrument", row.span())?,
            reason: source.need(table, "reason", row.span())?,
            line: source.line(row.span().start),
        });
    }
    Ok(lines)
}

#[cfg(test)]
mod tests;
