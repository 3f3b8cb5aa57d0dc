//! Audit records in words, for people who look into a log.

use plimsoll_audit::{LogSource, Opened, Record, StorageError, Verdict, VerifyOptions, own_kind_name};
use plimsoll_types::{
    Attribution, CancelOrder, ExecutionReport, InstrumentId, MassCancel, Money, NewOrder, OrderCommand, Price, Qty,
    ReplaceOrder, RiskDecision, Scope, Side, TwoSidedQuote, Unit, VenueCommand, VenueReport, VenueReportBody,
};
use plimsoll_wire::journal::{EntryKind, JournalEntry, SessionEntry, Vocabulary};
use std::collections::VecDeque;

/// Which records to show; a filter that is empty lets everything through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// First seq.
    pub from_seq: u64,
    /// The last so many that match; zero for all.
    pub last: usize,
    /// Name of the kind, `Command`, `checkpoint`.
    pub kind: String,
    /// Part of the words.
    pub text: String,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its place.
    pub seq: u64,
    /// UTC.
    pub ts_utc_ns: i64,
    /// Name of its kind.
    pub kind: &'static str,
    /// What it says.
    pub words: String,
}

/// The records that match, and the verdict on the log: they are to be believed as far as it says.
///
/// # Errors
/// Where the log cannot be read.
pub fn search(
    source: &mut dyn LogSource,
    verify: &VerifyOptions,
    search: &Search,
) -> Result<(Vec<Told>, Verdict), StorageError> {
    let mut teller = Teller::default();
    let mut found = VecDeque::new();
    let verdict = plimsoll_audit::read(source, verify, &mut |record| {
        let told = teller.tell(record, record.seq >= search.from_seq);
        let Some(told) = told.filter(|told| search.matches(told)) else { return };
        found.push_back(told);
        if search.last > 0 && found.len() > search.last {
            found.pop_front();
        }
    })?;
    Ok((found.into(), verdict))
}

impl Search {
    fn matches(&self, told: &Told) -> bool {
        (self.kind.is_empty() || told.kind.eq_ignore_ascii_case(&self.kind)) && told.words.contains(&self.text)
    }
}

/// Follows the log, since numbers mean what the last vocabulary says.
#[derive(Debug, Default)]
struct Teller {
    vocabulary: Vocabulary,
}

impl Teller {
    fn tell(&mut self, record: &Record<'_>, is_wanted: bool) -> Option<Told> {
        if !is_wanted && record.kind != EntryKind::Vocabulary as u16 {
            return None;
        }
        let (kind, words) = match own_kind_name(record.kind) {
            Some(name) => (name, own_words(record)),
            None => match JournalEntry::read(record.kind, record.payload) {
                Ok(entry) => (entry.kind().name(), self.words(entry)),
                Err(error) => ("unknown", error.to_string()),
            },
        };
        is_wanted.then_some(Told { seq: record.seq, ts_utc_ns: record.ts_utc_ns, kind, words })
    }

    fn words(&mut self, entry: JournalEntry) -> String {
        match entry {
            JournalEntry::Vocabulary(vocabulary) => {
                let words = format!("{}: {} instruments", vocabulary.profile, vocabulary.instruments.len());
                self.vocabulary = vocabulary;
                words
            }
            JournalEntry::Session(entry) => session(&entry),
            JournalEntry::Command(entry) => format!("session {}: {}", entry.session, self.command(&entry.command)),
            JournalEntry::Decision(decision) => decided(&decision),
            JournalEntry::Sent(VenueCommand::New(order)) => self.new_order(&order),
            JournalEntry::Sent(VenueCommand::Cancel(cancel)) => cancelled(&cancel),
            JournalEntry::Sent(VenueCommand::Replace(replace)) => replaced(&replace),
            JournalEntry::VenueReport(report) => reported(&report),
            JournalEntry::Report(report) => self.told(&report),
            JournalEntry::Halt(halt) => {
                let scope = self.scope(halt.scope);
                format!("number {}: {scope}, {:?}, by {}: {}", halt.number, halt.mode, halt.by, halt.reason)
            }
            JournalEntry::Lift(lift) => {
                let (asked, approved) = (&lift.requested_by, &lift.approved_by);
                format!("number {}: asked by {asked}, approved by {approved}: {}", lift.number, lift.reason)
            }
            JournalEntry::Limits(edit) => {
                let (asked, approved) = (&edit.requested_by, &edit.approved_by);
                format!("version {}: asked by {asked}, approved by {approved}: {}", edit.version, edit.reason)
            }
            JournalEntry::Plugin(plugin) => format!("{} {}: {}", plugin.id, plugin.version, plugin.what),
            JournalEntry::Click(click) => {
                let symbol = self.symbol(click.instrument);
                format!("{} on {symbol} by {}, frame {}", click.cl_ord_id, click.control, click.frame_seq)
            }
            JournalEntry::Clock(clock) => {
                let state = if clock.synchronised { "synchronised" } else { "not synchronised" };
                let error = match clock.max_error_ns {
                    i64::MAX => "error unknown".to_owned(),
                    error_ns => format!("error at most {error_ns} ns"),
                };
                format!("offset {} ns, {error}, {state}, {}", clock.offset_ns, clock.source)
            }
            JournalEntry::Mark(mark) => format!("{} at {}", self.symbol(mark.instrument), mark.px),
            JournalEntry::VenueLink(is_up) => if is_up { "up" } else { "down" }.to_owned(),
            JournalEntry::StateHash(state) => hex(&state.digest),
            JournalEntry::Note(text) => text,
            #[allow(unreachable_patterns)] // kinds that come later are shown as they are
            other => format!("{other:?}"),
        }
    }

    fn command(&self, command: &OrderCommand) -> String {
        match command {
            OrderCommand::New(order) => self.new_order(order),
            OrderCommand::Cancel(cancel) => cancelled(cancel),
            OrderCommand::Replace(replace) => replaced(replace),
            OrderCommand::MassCancel(MassCancel { cl_ord_id, scope, .. }) => {
                format!("{cl_ord_id}: cancel all of {}", self.scope(*scope))
            }
            OrderCommand::Quote(quote) => self.quote(quote),
        }
    }

    fn new_order(&self, order: &NewOrder) -> String {
        let symbol = self.symbol(order.instrument);
        let who = self.who(order.attribution);
        let (id, side, qty) = (order.cl_ord_id, side(order.side), order.qty);
        format!("{id}: {side} {qty} {symbol} {:?}{} {:?}, {who}", order.ord_type, at(order.px), order.time_in_force)
    }

    fn quote(&self, quote: &TwoSidedQuote) -> String {
        let TwoSidedQuote { quote_id, bid_px, bid_qty, ask_px, ask_qty, .. } = quote;
        let (symbol, who) = (self.symbol(quote.instrument), self.who(quote.attribution));
        format!("{quote_id}: quote {symbol} {bid_qty} at {bid_px} / {ask_qty} at {ask_px}, {who}")
    }

    fn told(&self, report: &ExecutionReport) -> String {
        let ExecutionReport { cl_ord_id, exec_type, ord_status, qty, leaves_qty, reason, .. } = report;
        let (side, symbol) = (side(report.side), self.symbol(report.instrument));
        format!(
            "{cl_ord_id}: {exec_type:?}, {ord_status:?}, {side} {qty} {symbol}, {leaves_qty} left, {}",
            reason.name()
        )
    }

    fn symbol(&self, id: InstrumentId) -> String {
        let place = usize::try_from(id.0).ok();
        let known = place.and_then(|place| self.vocabulary.instruments.get(place));
        known.map_or_else(|| format!("instrument {}", id.0), |instrument| instrument.symbol.clone())
    }

    fn who(&self, of: Attribution) -> String {
        let names = &self.vocabulary.directory;
        let algorithm = if of.strategy.is_some() { names.strategy_name(of.strategy) } else { "by hand" };
        format!("{algorithm}, {}, account {}", names.trader_name(of.trader), names.account_name(of.account))
    }

    fn scope(&self, scope: Scope) -> String {
        scope.text(&self.vocabulary.directory, &self.vocabulary.table())
    }
}

fn own_words(record: &Record<'_>) -> String {
    match Opened::read(record.payload).filter(|_| own_kind_name(record.kind) == Some("opened")) {
        Some(opened) => {
            let before = if opened.was_closed { "after a clean close" } else { "after a crash" };
            format!("{before}, {} bytes of a torn tail cut", opened.cut_bytes)
        }
        None => format!("{} bytes", record.payload.len()),
    }
}

fn session(entry: &SessionEntry) -> String {
    let SessionEntry { session, change, principal, peer, reason } = entry;
    format!("{session} {change:?}: {principal} from {peer} {reason}").trim_end().to_owned()
}

fn decided(decision: &RiskDecision) -> String {
    let (id, version, checks) = (decision.cl_ord_id, decision.limits_version, decision.outcomes.len());
    if decision.is_approved() {
        return format!("{id}: approved after {checks} checks, limits version {version}");
    }
    let failed = decision.outcomes.iter().find(|outcome| !outcome.passed);
    let measured = failed.map_or_else(String::new, |outcome| {
        let (measured, limit) = (amount(outcome.unit, outcome.measured), amount(outcome.unit, outcome.limit));
        format!(", {} measured {measured}, limit {limit}", outcome.check.name())
    });
    format!("{id}: refused, {}{measured}, limits version {version}", decision.reason.words())
}

/// A raw value as people count it.
fn amount(unit: Unit, raw: i64) -> String {
    match unit {
        Unit::Flag => if raw == 0 { "no" } else { "yes" }.to_owned(),
        Unit::Count => raw.to_string(),
        Unit::Qty => Qty::from_raw(raw).to_string(),
        Unit::Price => Price::from_raw(raw).to_string(),
        Unit::Money => Money::from_raw(raw).to_string(),
        Unit::Nanos => format!("{raw} ns"),
        Unit::Millionths => format!("{raw} ppm"),
    }
}

fn cancelled(cancel: &CancelOrder) -> String {
    format!("{}: cancel {}", cancel.cl_ord_id, cancel.orig_cl_ord_id)
}

fn replaced(replace: &ReplaceOrder) -> String {
    let ReplaceOrder { cl_ord_id, orig_cl_ord_id, qty, px, .. } = replace;
    format!("{cl_ord_id}: replace {orig_cl_ord_id} by {qty}{}", at(*px))
}

fn reported(report: &VenueReport) -> String {
    let what = match report.body {
        VenueReportBody::Fill { px, qty, liquidity, fee } => format!("filled {qty} at {px}, {liquidity:?}, fee {fee}"),
        VenueReportBody::Rejected { reason } => format!("rejected, {}", reason.words()),
        VenueReportBody::Cancelled { reason } => format!("cancelled, {reason:?}"),
        VenueReportBody::Replaced { orig_cl_ord_id, qty, px } => format!("replaced {orig_cl_ord_id} by {qty} at {px}"),
        VenueReportBody::CancelRejected { orig_cl_ord_id, reason } => {
            format!("cannot change {orig_cl_ord_id}, {}", reason.words())
        }
        other => format!("{other:?}"),
    };
    format!("{}: {what}, execution {}", report.cl_ord_id, report.exec_id.0)
}

const fn side(side: Side) -> &'static str {
    match side {
        Side::Buy => "buy",
        Side::Sell => "sell",
    }
}

fn at(px: Price) -> String {
    if px.is_set() { format!(" at {px}") } else { String::new() }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing into a string cannot fail
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_audit::{AuditLog, Ed25519Signer, MemoryDisk, Policy, Stamp};
    use plimsoll_types::{AccountId, ClOrdId, Directory, HaltMode, HaltRecord, Instrument, StrategyId, TraderId};
    use plimsoll_wire::journal::CommandEntry;

    fn entries() -> Vec<JournalEntry> {
        let mut directory = Directory::default();
        let desk = directory.add_desk("equities").unwrap();
        directory.add_account("A1", desk, "USD").unwrap();
        directory.add_trader("kim", desk).unwrap();
        directory.add_strategy("ofi").unwrap();
        let (tick, lot) = (Price::parse(b"0.01").unwrap(), Qty::parse(b"1").unwrap());
        let (venue_mic, currency) = ("XNAS".to_owned(), "USD".to_owned());
        let instruments = vec![Instrument { symbol: "AMZN".into(), venue_mic, currency, tick, lot }];
        let of = Attribution { trader: TraderId(1), desk, account: AccountId(1), strategy: StrategyId(1) };
        let (qty, px) = (Qty::parse(b"100").unwrap(), Price::parse(b"220.5").unwrap());
        let order = NewOrder::limit(ClOrdId::new(1, 7), of, InstrumentId(0), Side::Buy, qty, px);
        let (scope, mode) = (Scope::Desk(desk), HaltMode::Freeze);
        let halt = HaltRecord { number: 4, scope, mode, reason: "drill".into(), by: "kim".into(), ts_ns: 0 };
        vec![
            JournalEntry::Vocabulary(Vocabulary { profile: "SIM".into(), directory, instruments }),
            JournalEntry::Command(CommandEntry { session: 3, seq: 1, command: OrderCommand::New(order) }),
            JournalEntry::Halt(halt),
        ]
    }

    fn found(wanted: &Search) -> Vec<Told> {
        let disk = MemoryDisk::default();
        let signer = Box::new(Ed25519Signer::from_seed(&[1; 32]));
        let mut log = AuditLog::create(disk.attach(), signer, Policy::default(), [2; 16], Stamp::default()).unwrap();
        for entry in entries() {
            let mut payload = Vec::new();
            entry.put_payload(&mut payload);
            log.append(5, 5, entry.kind() as u16, &payload);
        }
        log.append(5, 5, 3, b"no command");
        log.close(Stamp::default()).unwrap();
        let (found, verdict) = search(&mut disk.attach(), &VerifyOptions::default(), wanted).unwrap();
        assert!(verdict.is_ok());
        found
    }

    #[test]
    fn test_records_are_told_by_the_names_that_held_then() {
        let all = found(&Search::default());
        let kinds: Vec<_> = all.iter().map(|told| told.kind).collect();
        let expected = ["segment", "checkpoint", "Vocabulary", "Command", "Halt", "unknown", "checkpoint"];
        assert_eq!(kinds, expected, "what cannot be read is told, not hidden");
        assert_eq!(all[3].words, "session 3: 1-7: buy 100 AMZN Limit at 220.5 Day, ofi, kim, account A1");
        assert_eq!(all[4].words, "number 4: desk:equities, Freeze, by kim: drill");
    }

    #[test]
    fn test_a_search_takes_the_last_that_match() {
        let seqs = |wanted: Search| found(&wanted).iter().map(|told| told.seq).collect::<Vec<_>>();
        assert_eq!(seqs(Search { last: 2, ..Search::default() }), [5, 6]);
        assert_eq!(seqs(Search { kind: "command".into(), ..Search::default() }), [3]);
        assert_eq!(seqs(Search { text: "AMZN".into(), from_seq: 3, ..Search::default() }), [3]);
        assert_eq!(seqs(Search { text: "AMZN".into(), from_seq: 4, ..Search::default() }), [0_u64; 0]);
    }
}
