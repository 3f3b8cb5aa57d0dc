//! An order's life, and the rows that it leaves.

use super::*;
use plimsoll_audit::{AuditLog, Ed25519Signer, MemoryDisk, Policy, Stamp};
use plimsoll_types::*;
use plimsoll_wire::journal::{ClockState, CommandEntry, Vocabulary};

const SECOND: i64 = 1_000_000_000;
const NINE_THIRTY: i64 = 1_340_271_000 * SECOND;

fn vocabulary() -> JournalEntry {
    let mut directory = Directory::default();
    let desk = directory.add_desk("equities").unwrap();
    directory.add_account("A1, main", desk, "USD").unwrap();
    directory.add_trader("kim", desk).unwrap();
    directory.add_strategy("ofi").unwrap();
    let instrument = Instrument {
        symbol: "AMZN".into(),
        venue_mic: "XNAS".into(),
        currency: "USD".into(),
        tick: Price::parse(b"0.01").unwrap(),
        lot: Qty::parse(b"1").unwrap(),
    };
    JournalEntry::Vocabulary(Vocabulary { profile: "SIM".into(), directory, instruments: vec![instrument] })
}

fn order(number: u64, side: Side) -> NewOrder {
    let attribution =
        Attribution { trader: TraderId(1), desk: DeskId(1), account: AccountId(1), strategy: StrategyId(1) };
    let (qty, px) = (Qty::parse(b"100").unwrap(), Price::parse(b"220.5").unwrap());
    NewOrder {
        frame_seq: 77,
        ts_intent_ns: NINE_THIRTY,
        ..NewOrder::limit(ClOrdId::new(1, number), attribution, InstrumentId(0), side, qty, px)
    }
}

fn command(command: OrderCommand) -> JournalEntry {
    JournalEntry::Command(CommandEntry { session: 3, seq: 1, command })
}

fn new(order: NewOrder) -> [JournalEntry; 2] {
    [command(OrderCommand::New(order)), JournalEntry::Sent(VenueCommand::New(order))]
}

fn report(exec_id: u64, number: u64, body: VenueReportBody) -> JournalEntry {
    JournalEntry::VenueReport(VenueReport {
        ts_venue_ns: NINE_THIRTY + 1_000 * i64::try_from(exec_id).unwrap(),
        exec_id: ExecId(exec_id),
        cl_ord_id: ClOrdId::new(1, number),
        venue_order_id: VenueOrderId(9_000 + number),
        body,
    })
}

fn fill(exec_id: u64, number: u64, qty: &[u8]) -> JournalEntry {
    let (px, qty) = (Price::parse(b"220.49").unwrap(), Qty::parse(qty).unwrap());
    report(exec_id, number, VenueReportBody::Fill { px, qty, liquidity: Liquidity::Removed, fee: Money::ZERO })
}

fn log_of(entries: &[JournalEntry]) -> MemoryDisk {
    let disk = MemoryDisk::default();
    let signer = Box::new(Ed25519Signer::from_seed(&[1; 32]));
    let mut log = AuditLog::create(disk.attach(), signer, Policy::default(), [2; 16], Stamp::default()).unwrap();
    for (index, entry) in entries.iter().enumerate() {
        let mut payload = Vec::new();
        entry.put_payload(&mut payload);
        let ns = i64::try_from(index).unwrap();
        log.append(NINE_THIRTY + ns, ns, entry.kind() as u16, &payload);
    }
    log.close(Stamp::default()).unwrap();
    disk
}

/// The rows by column.
fn rows(format: ExportFormat, entries: &[JournalEntry]) -> Vec<std::collections::HashMap<String, String>> {
    let mut out = Vec::new();
    let options = ExportOptions { lei: None, trading_capacity: Some("DEAL".into()) };
    let mut source = log_of(entries).attach();
    export(&mut source, &VerifyOptions::default(), (format, RowFormat::Csv), &options, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap().replace("\"A1, main\"", "A1; main");
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let names = lines.next().unwrap();
    lines
        .map(|cells| {
            assert_eq!(cells.len(), names.len());
            names.iter().cloned().zip(cells).collect()
        })
        .collect()
}

fn events(entries: &[JournalEntry]) -> Vec<String> {
    rows(ExportFormat::Rts24, entries).iter().map(|row| row["event"].clone()).collect()
}

#[test]
fn test_a_filled_order_leaves_a_row_for_each_thing_that_happened() {
    let clock = ClockState { offset_ns: 40, max_error_ns: 9_000, source: "adjtimex".into(), synchronised: true };
    let [asked, sent] = new(order(1, Side::Buy));
    let entries = [
        vocabulary(),
        JournalEntry::Clock(clock),
        asked,
        sent,
        report(1, 1, VenueReportBody::Accepted),
        fill(2, 1, b"40"),
        fill(2, 1, b"40"),
        fill(3, 1, b"60"),
    ];
    let rows = rows(ExportFormat::Rts24, &entries);
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row["event"].as_str(), row["remaining_quantity"].as_str(), row["traded_quantity"].as_str()))
        .collect();
    assert_eq!(told, [("NEWO", "100", "0"), ("PARF", "60", "40"), ("FILL", "0", "60")], "a duplicate report is none");
    let part = &rows[1];
    let expected = [
        ("client_identification", "A1; main"),
        ("investment_decision_within_firm", "ofi"),
        ("trading_capacity", "DEAL"),
        ("date_and_time", "2012-06-21T09:30:00.000002000Z"),
        ("validity_period", "DAVY"),
        ("priority_time_stamp", "2012-06-21T09:30:00.000001000Z"),
        ("segment_mic", "XNAS"),
        ("instrument_identification", "AMZN"),
        ("date_of_receipt", "2012-06-21"),
        ("order_identification", "1-1"),
        ("order_type", "LMTO"),
        ("limit_price", "220.5"),
        ("transaction_price", "220.49"),
        ("price_currency", "USD"),
        ("buy_sell_indicator", "BUYI"),
        ("passive_or_aggressive", "AGRE"),
        ("transaction_identification", "2"),
        ("trader", "kim"),
        ("frame_seq", "77"),
        ("clock_max_error_ns", "9000"),
        ("clock_proven", "true"),
        ("submitting_entity_lei", ""),
    ];
    for (name, value) in expected {
        assert_eq!(part[name], value, "{name}");
    }
}

#[test]
fn test_each_end_of_an_order_has_its_code() {
    let one = |body| {
        let [asked, sent] = new(order(1, Side::Sell));
        events(&[vocabulary(), asked, sent, report(1, 1, body)])
    };
    let cancelled = |reason| one(VenueReportBody::Cancelled { reason });
    assert_eq!(cancelled(CancelReason::Requested), ["NEWO", "CAME"]);
    assert_eq!(cancelled(CancelReason::Expired), ["NEWO", "EXPI"]);
    assert_eq!(cancelled(CancelReason::NotImmediate), ["NEWO", "CAMO"]);
    assert_eq!(one(VenueReportBody::Rejected { reason: RejectReason::OffTick }), ["NEWO", "REMO"]);
    assert_eq!(one(VenueReportBody::Triggered), ["NEWO", "TRIG"]);
    assert_eq!(one(VenueReportBody::Accepted), ["NEWO"]);
}

#[test]
fn test_what_risk_refused_is_a_rejection_with_its_reason() {
    let decision = RiskDecision {
        cl_ord_id: ClOrdId::new(1, 1),
        ts_ns: NINE_THIRTY,
        limits_version: 1,
        reason: RejectReason::UnknownInstrument,
        outcomes: Vec::new(),
        took_ns: 0,
    };
    let asked = command(OrderCommand::New(order(1, Side::Buy)));
    let rows = rows(ExportFormat::Rts24, &[vocabulary(), asked, JournalEntry::Decision(decision)]);
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0]["event"].as_str(), rows[0]["reject_reason"].as_str()), ("REMO", "UnknownInstrument"));
    assert_eq!(rows[0]["clock_proven"], "false", "nobody looked at the clock");
}

#[test]
fn test_a_replaced_order_is_followed_under_its_new_name_and_a_bust_under_any() {
    let [asked, sent] = new(order(1, Side::Buy));
    let (qty, px) = (Qty::parse(b"150").unwrap(), Price::parse(b"220.4").unwrap());
    let replace = ReplaceOrder {
        cl_ord_id: ClOrdId::new(1, 2),
        orig_cl_ord_id: ClOrdId::new(1, 1),
        qty,
        display_qty: Qty::UNSET,
        px,
        stop_px: Price::UNSET,
        frame_seq: 78,
        ts_intent_ns: NINE_THIRTY,
    };
    let entries = [
        vocabulary(),
        asked,
        sent,
        report(1, 1, VenueReportBody::Accepted),
        fill(2, 1, b"40"),
        command(OrderCommand::Replace(replace)),
        JournalEntry::Sent(VenueCommand::Replace(replace)),
        report(3, 2, VenueReportBody::Replaced { orig_cl_ord_id: ClOrdId::new(1, 1), qty, px }),
        report(4, 2, VenueReportBody::Bust { of: ExecId(2) }),
        fill(5, 2, b"150"),
    ];
    assert_eq!(events(&entries), ["NEWO", "PARF", "REME", "CHMO", "FILL"]);
    let rows = rows(ExportFormat::Rts24, &entries);
    assert!(rows.iter().all(|row| row["order_identification"] == "1-1"), "one order throughout");
    assert_eq!(rows[2]["cl_ord_id"], "1-2");
    assert_eq!(rows[2]["priority_time_stamp"], "2012-06-21T09:30:00.000003000Z", "a new price loses its place");
    assert_eq!((rows[3]["remaining_quantity"].as_str(), rows[3]["traded_quantity"].as_str()), ("150", "0"));
}

#[test]
fn test_rts6_tells_of_decisions_and_of_what_was_sent_too() {
    let quote = TwoSidedQuote {
        quote_id: ClOrdId::new(1, 5),
        attribution: order(1, Side::Buy).attribution,
        instrument: InstrumentId(0),
        bid_px: Price::parse(b"220").unwrap(),
        bid_qty: Qty::parse(b"10").unwrap(),
        ask_px: Price::parse(b"221").unwrap(),
        ask_qty: Qty::ZERO,
        frame_seq: 0,
        ts_intent_ns: NINE_THIRTY,
    };
    let cancel =
        CancelOrder { cl_ord_id: ClOrdId::new(1, 3), orig_cl_ord_id: ClOrdId::new(1, 1), ts_intent_ns: NINE_THIRTY };
    let [asked, sent] = new(order(1, Side::Buy));
    let rows = rows(
        ExportFormat::Rts6,
        &[
            vocabulary(),
            asked,
            sent,
            command(OrderCommand::Cancel(cancel)),
            JournalEntry::Sent(VenueCommand::Cancel(cancel)),
            report(9, 1, VenueReportBody::Cancelled { reason: CancelReason::Requested }),
            command(OrderCommand::Quote(quote)),
        ],
    );
    let told: Vec<_> =
        rows.iter().map(|row| [row["section"].as_str(), row["message"].as_str(), row["event"].as_str()]).collect();
    assert_eq!(
        told,
        [
            ["decision", "New", "NONE"],
            ["outgoing", "New", "NEWO"],
            ["decision", "Cancel", "NONE"],
            ["outgoing", "Cancel", "NONE"],
            ["outcome", "Cancelled", "CAME"],
            ["decision", "Quote", "NONE"],
        ]
    );
    assert_eq!(rows[5]["liquidity_provision"], "true");
    assert_eq!(rows[1]["date_and_time_of_transmission"], "2012-06-21T09:30:00.000000002Z");
}

#[test]
fn test_json_has_every_column_in_every_row_and_null_where_nothing_is_known() {
    let [asked, sent] = new(order(1, Side::Buy));
    let mut out = Vec::new();
    let mut source = log_of(&[vocabulary(), asked, sent]).attach();
    let how = (ExportFormat::Rts24, RowFormat::Json);
    let done = export(&mut source, &VerifyOptions::default(), how, &ExportOptions::default(), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(done.rows, 1);
    assert!(text.starts_with("[\n{\"submitting_entity_lei\": null, \"direct_electronic_access\": \"false\""), "{text}");
    assert!(text.contains("\"client_identification\": \"A1, main\"") && text.ends_with("}\n]\n"));
    assert_eq!(text.matches("\": ").count(), ExportFormat::Rts24.columns().len());
}

#[test]
fn test_an_unreadable_entry_breaks_the_export_off_with_its_record() {
    let disk = MemoryDisk::default();
    let signer = Box::new(Ed25519Signer::from_seed(&[1; 32]));
    let mut log = AuditLog::create(disk.attach(), signer, Policy::default(), [2; 16], Stamp::default()).unwrap();
    log.append(0, 0, 3, b"no command");
    log.close(Stamp::default()).unwrap();
    let how = (ExportFormat::Rts24, RowFormat::Csv);
    let done = export(&mut disk.attach(), &VerifyOptions::default(), how, &ExportOptions::default(), &mut Vec::new());
    assert!(matches!(done, Err(ExportError::Entry { seq: 2, .. })), "{done:?}");
}
