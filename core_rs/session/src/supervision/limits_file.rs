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
mod tests {
    use super::*;
    use plimsoll_types::Qty;

    const HEAD: &str = "version = 3\nreason = \"more capital\"\n";

    fn parse(text: &str) -> Result<LimitsText, SupervisionError> {
        LimitsText::parse(Path::new("limits/0003.toml"), text)
    }

    fn refused(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    fn sound() -> String {
        let limits = "[limits.firm]\nmax-qty = { value = 500, reason = \"small\" }\n\n\
                      [limits.\"desk:equities\"]\ncollar-last = { value = \"2.5%\", reason = \"liquid\" }\n\
                      max-qty = { value = \"100\", reason = \"new desk\" }\n";
        format!("{HEAD}{limits}[[restricted]]\nscope = \"firm\"\ninstrument = \"XYZ\"\nreason = \"insider list\"\n")
    }

    #[test]
    fn test_the_demonstration_has_every_mandatory_limit() {
        let demo = LimitsText::demo().unwrap();
        assert_eq!(demo.version, 0);
        let has =
            |kind: &LimitKind| demo.lines.iter().any(|line| line.scope == ScopeText::firm() && line.kind == *kind);
        assert!(LimitKind::MANDATORY.iter().all(has));
        let resolved = demo.resolve(&Directory::default(), &InstrumentTable::default()).unwrap();
        assert_eq!(resolved.unknown, []);
        assert_eq!(resolved.limits.get(LimitKind::MaxQty, Scope::Firm), Some(2_000 * Qty::ONE));
    }

    #[test]
    fn test_limits_come_by_scope_and_kind_with_their_lines() {
        let read = parse(&sound()).unwrap();
        let rows: Vec<_> = read.lines.iter().map(|line| (line.scope.as_str(), line.kind.name(), line.line)).collect();
        assert_eq!(
            rows,
            [("firm", "max-qty", 4), ("desk:equities", "max-qty", 8), ("desk:equities", "collar-last", 7)]
        );
        assert_eq!(read.lines[2].value, 25_000);
        assert_eq!((read.restricted[0].symbol.as_str(), read.restricted[0].line), ("XYZ", 9));
    }

    #[test]
    fn test_names_get_a_gateways_numbers_and_unknown_ones_are_refused() {
        let read = parse(&sound()).unwrap();
        let mut directory = Directory::default();
        let resolved = read.resolve(&directory, &InstrumentTable::default()).unwrap();
        assert_eq!(resolved.unknown.iter().map(|line| line.line).collect::<Vec<_>>(), [8, 7, 9]);
        let error = resolved.refuse_unknown_names(&read.path).unwrap_err().to_string();
        assert!(error.contains("limits/0003.toml:8: desk:equities is nobody"), "{error}");
        let desk = directory.add_desk("equities").unwrap();
        let resolved = read.resolve(&directory, &InstrumentTable::default()).unwrap();
        assert_eq!(resolved.limits.get(LimitKind::MaxQty, Scope::Desk(desk)), Some(100 * Qty::ONE));
        assert!(resolved.refuse_unknown_names(&read.path).is_ok());
    }

    #[test]
    fn test_what_is_wrong_is_named_by_file_line_and_key() {
        for (from, to, words) in [
            ("version = 3", "version = -3", ":1: version is below zero"),
            ("version = 3\n", "", ":1: version is missing"),
            ("\"more capital\"", "\"\"", ":2: reason is empty"),
            ("[limits.firm]", "[limits.planet]", ":3: planet `planet` is no scope"),
            (
                "max-qty = { value = 500",
                "max-qtty = { value = 500",
                ":4: max-qtty is no limit; `plimsoll limits kinds`",
            ),
            ("value = 500", "value = -500", ":4: max-qty of firm: `-500` is no value of max-qty"),
            ("value = 500", "value = nan", ":4: max-qty of firm: `nan` is no value"),
            ("value = 500", "value = inf", ":4: max-qty of firm: `inf` is no value"),
            ("value = 500", "value = true", ":4: max-qty is of type boolean"),
            ("value = 500, ", "", ":4: max-qty has no value"),
            (", reason = \"small\"", "", ":4: reason is missing"),
            ("\"small\"", "\" \"", ":4: reason is empty"),
            ("reason = \"small\"", "reason = \"small\", note = 1", ":4: note is no key"),
            ("\"2.5%\"", "\"2.5\"", ":7: collar-last of desk:equities: `2.5` is no value"),
            ("max-qty = { value = \"100\"", "collar-last = { value = \"1%\"", ":8: "),
            ("instrument = \"XYZ\"\n", "", ":9: instrument is missing"),
            (
                "[limits.firm]",
                "[limits.\"session:1\"]\nbuying-power = { value = 1, reason = \"x\" }\n[limits.firm]",
                ":4: buying-power of session:1",
            ),
        ] {
            let text = sound().replacen(from, to, 1);
            assert_ne!(text, sound(), "{from}");
            let error = refused(&text);
            assert!(error.contains(&format!("limits/0003.toml{words}")), "{error}\n{text}");
            assert!(error.contains("nothing is traded"), "{error}");
        }
        assert!(refused(HEAD).contains("limits are missing"));
        assert!(refused(&format!("{HEAD}[limits]\n")).contains("limits are none"));
    }

    #[test]
    fn test_every_cut_of_the_file_is_refused_or_says_less() {
        let whole = sound();
        let all = parse(&whole).unwrap();
        for end in 0..whole.len() {
            if let Ok(read) = parse(&whole[..end]) {
                // A cut at a line's end is well-formed: the digest is what tells it from the whole.
                assert_ne!(read.digest, all.digest);
            }
        }
    }
}
