use super::*;
use plimsoll_audit::{AuditLog, Ed25519Signer, FolderStorage, Policy, Stamp};
use plimsoll_types::{
    AccountId, Attribution, CheckOutcome, ClOrdId, DeskId, Directory, ExecId, Instrument, InstrumentId, Liquidity,
    Money, NewOrder, OrderCommand, Price, Qty, RejectReason, RiskCheck, RiskDecision, Scope, Side, StrategyId,
    TraderId, Unit, VenueOrderId, VenueReport, VenueReportBody,
};
use plimsoll_wire::journal::{CommandEntry, JournalEntry, Vocabulary};

const SECOND: i64 = 1_000_000_000;

fn shares(count: i64) -> Qty {
    Qty::from_raw(count * Qty::ONE)
}

/// A day's log, written as the gateway writes it.
struct Written {
    log: AuditLog<FolderStorage>,
    now_ns: i64,
    number: u64,
}

fn of() -> Attribution {
    Attribution { desk: DeskId(1), account: AccountId(1), trader: TraderId(1), strategy: StrategyId(1) }
}

impl Written {
    fn begin(folder: &Path) -> Self {
        let storage = FolderStorage::open(folder, &[]).unwrap();
        let signer = Box::new(Ed25519Signer::from_seed(&[1; 32]));
        let stamp = Stamp { utc_ns: SECOND, mono_ns: SECOND };
        let log = AuditLog::create(storage, signer, Policy { reserve_bytes: 0, ..Policy::default() }, [2; 16], stamp);
        let mut directory = Directory::default();
        let desk = directory.add_desk("equities").unwrap();
        directory.add_account("A1", desk, "USD").unwrap();
        directory.add_trader("kim", desk).unwrap();
        directory.add_strategy("ofi").unwrap();
        let amzn = Instrument {
            symbol: "AMZN".to_owned(),
            venue_mic: "XNAS".to_owned(),
            currency: "USD".to_owned(),
            tick: Price::from_raw(Price::ONE / 100),
            lot: shares(1),
        };
        let mut day = Self { log: log.unwrap(), now_ns: SECOND, number: 0 };
        day.put(&JournalEntry::Vocabulary(Vocabulary {
            profile: "SIM".to_owned(),
            directory,
            instruments: vec![amzn],
        }));
        day
    }

    fn put(&mut self, entry: &JournalEntry) {
        let mut payload = Vec::new();
        entry.put_payload(&mut payload);
        self.now_ns += SECOND / 10;
        self.log.append(self.now_ns, self.now_ns, entry.kind() as u16, &payload);
    }

    /// An order at 100 that was let through, with the deviation that risk measured; filled at once.
    fn order(&mut self, side: Side, qty: i64, deviation: i64) -> ClOrdId {
        self.number += 1;
        let name = ClOrdId::new(1, self.number);
        let px = Price::from_raw(100 * Price::ONE);
        let order = NewOrder::limit(name, of(), InstrumentId(0), side, shares(qty), px);
        self.put(&JournalEntry::Command(CommandEntry {
            session: 1,
            seq: self.number,
            command: OrderCommand::New(order),
        }));
        let outcome = CheckOutcome {
            check: RiskCheck::PriceCollar,
            scope: Scope::Firm,
            unit: Unit::Millionths,
            measured: deviation,
            limit: 100_000,
            passed: true,
            took_ns: 1,
        };
        self.put(&JournalEntry::Decision(RiskDecision {
            cl_ord_id: name,
            ts_ns: self.now_ns,
            limits_version: 0,
            reason: RejectReason::None,
            outcomes: vec![outcome],
            took_ns: 1,
        }));
        let report = |exec, body| VenueReport {
            ts_venue_ns: 0,
            exec_id: ExecId(exec),
            cl_ord_id: name,
            venue_order_id: VenueOrderId(self.number),
            body,
        };
        let accepted = report(2 * self.number, VenueReportBody::Accepted);
        let fill = VenueReportBody::Fill { px, qty: shares(qty), liquidity: Liquidity::Removed, fee: Money::ZERO };
        let fill = report(2 * self.number + 1, fill);
        self.put(&JournalEntry::VenueReport(accepted));
        self.put(&JournalEntry::VenueReport(fill));
        name
    }

    fn close(self) {
        self.log.close(Stamp { utc_ns: self.now_ns, mono_ns: self.now_ns }).unwrap();
    }
}

fn limits(change: &str) -> LimitsText {
    let demo = LimitsText::demo().unwrap();
    let mut text = "version = 1\nreason = \"a draft\"\n[limits.firm]\n".to_owned();
    for line in &demo.lines {
        text += &format!(
            "{} = {{ value = \"{}\", reason = \"demo\" }}\n",
            line.kind.name(),
            line.kind.value_text(line.value)
        );
    }
    LimitsText::parse(Path::new("draft.toml"), &format!("{text}{change}")).unwrap()
}

fn day(orders: &[(Side, i64, i64)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut day = Written::begin(folder.path());
    for (side, qty, deviation) in orders {
        day.order(*side, *qty, *deviation);
    }
    day.close();
    folder
}

fn counts(text: &LimitsText, folder: &tempfile::TempDir) -> Vec<(&'static str, u64)> {
    let done = rehearse(text, folder.path()).unwrap();
    assert_eq!((done.problem, done.by_check.values().sum::<u64>()), (None, done.refused));
    done.by_check.into_iter().collect()
}

#[test]
fn test_limits_that_the_day_kept_refuse_nothing() {
    let folder = day(&[(Side::Buy, 100, 0), (Side::Sell, 100, 40_000)]);
    let done = rehearse(&limits(""), folder.path()).unwrap();
    assert_eq!((done.orders, done.refused, done.problem), (2, 0, None));
}

#[test]
fn test_an_order_beyond_the_drafts_size_is_counted_and_named() {
    let folder = day(&[(Side::Buy, 100, 0), (Side::Buy, 300, 0), (Side::Sell, 200, 0)]);
    let text = limits("[limits.\"strategy:ofi\"]\nmax-qty = { value = 200, reason = \"young\" }\n");
    let done = rehearse(&text, folder.path()).unwrap();
    assert_eq!((done.orders, done.refused), (3, 1));
    let one = &done.first[0];
    assert_eq!((one.check, one.symbol.as_str(), one.measured.as_str()), ("max-qty", "AMZN", "300"));
    assert_eq!(one.limit, "200 of strategy:ofi");
}

#[test]
fn test_sums_are_those_of_the_day() {
    let folder = day(&[(Side::Buy, 100, 0), (Side::Buy, 100, 0), (Side::Buy, 100, 0), (Side::Sell, 100, 0)]);
    for (limit, refused) in [(300, 0), (299, 1), (199, 2), (99, 3)] {
        let text = limits(&format!("[limits.\"account:A1\"]\nposition = {{ value = {limit}, reason = \"x\" }}\n"));
        let found = counts(&text, &folder);
        assert_eq!(found, if refused == 0 { vec![] } else { vec![("position", refused)] }, "{limit}");
    }
}

#[test]
fn test_what_depends_on_the_market_is_held_against_what_was_measured_then() {
    let folder = day(&[(Side::Buy, 100, 20_000), (Side::Buy, 100, 20_001), (Side::Sell, 100, 90_000)]);
    let text = limits("[limits.\"instrument:AMZN\"]\ncollar-last = { value = \"2%\", reason = \"x\" }\n");
    assert_eq!(counts(&text, &folder), [("price-collar", 2)]);
    let one = &rehearse(&text, folder.path()).unwrap().first[0];
    assert_eq!((one.measured.as_str(), one.limit.as_str()), ("2.0001%", "2% of instrument:AMZN"));
}

#[test]
fn test_a_draft_without_a_mandatory_limit_refuses_everything() {
    let folder = day(&[(Side::Buy, 100, 0), (Side::Sell, 100, 0)]);
    let text = "version = 1\nreason = \"x\"\n[limits.firm]\nmax-qty = { value = 500, reason = \"x\" }\n";
    let done = rehearse(&LimitsText::parse(Path::new("d"), text).unwrap(), folder.path()).unwrap();
    assert_eq!((done.orders, done.refused), (2, 2));
}

#[test]
fn test_a_damaged_log_says_so_and_counts_what_comes_before() {
    let folder = day(&[(Side::Buy, 100, 0), (Side::Sell, 100, 0)]);
    let segment = folder.path().join(plimsoll_audit::segment_name(0));
    let mut bytes = std::fs::read(&segment).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&segment, bytes).unwrap();
    let done = rehearse(&limits(""), folder.path()).unwrap();
    assert!(done.problem.is_some() && done.orders < 2, "{done:?}");
    assert!(rehearse(&limits(""), &folder.path().join("none")).is_err());
}
