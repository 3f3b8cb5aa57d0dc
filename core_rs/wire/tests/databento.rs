//! Databento records rebuild the ten levels that Databento publishes; DBN and CSV say the same.

#![allow(clippy::unwrap_used)]

mod support;

use plimsoll_types::{MarketBody, Side};
use plimsoll_wire::Decoder;
use plimsoll_wire::databento::{DbnDecoder, MboCsvDecoder, UnitEnd};
use plimsoll_wire::verify::{Mbp10Verifier, Verdict, Verifier, VerifyReport};
use proptest::prelude::*;
use std::sync::Arc;
use support::{NaiveBook, all_events, shared_bytes, units};

const MBO: &str = "databento/ARL_2025-07-17_mbo.csv";
const MBP: &str = "databento/ARL_2025-07-17_mbp10.csv";
const ES: &str = "databento/ESH4_2023-12-24_mbo.dbn.zst";

fn verify(mbo: &[u8], mbp: &[u8]) -> (VerifyReport, Vec<Verdict>) {
    let (events, _) = all_events(&mut MboCsvDecoder::new(UnitEnd::Record), mbo, 1 << 16).unwrap();
    let mut verifier = Mbp10Verifier::new(Arc::new(mbp.to_vec())).unwrap();
    let mut book = NaiveBook::default();
    let verdicts = units(&events)
        .map(|unit| {
            unit.iter().for_each(|event| book.apply(event));
            verifier.check(unit, &book.top(Side::Buy, 10), &book.top(Side::Sell, 10))
        })
        .collect();
    verifier.finish();
    (verifier.report().clone(), verdicts)
}

#[test]
fn test_every_mbp_row_follows_from_the_orders() {
    let (Some(mbo), Some(mbp)) = (shared_bytes(MBO), shared_bytes(MBP)) else { return };
    let (report, verdicts) = verify(&mbo, &mbp);
    assert_eq!((report.verified_rows, report.mismatches), (3_928, 0), "{report:?}");
    assert_eq!(verdicts.len(), 5_886);
}

#[test]
fn test_a_planted_wrong_row_is_found() {
    let (Some(mbo), Some(mbp)) = (shared_bytes(MBO), shared_bytes(MBP)) else { return };
    let text = String::from_utf8(mbp).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for (line, column) in [(302, 15), (302, 16), (1_000, 18), (2_000, 70), (3_000, 10), (3_928, 15)] {
        let mut fields: Vec<String> = lines[line].split(',').map(str::to_owned).collect();
        let Ok(value) = fields[column].parse::<i64>() else {
            panic!("line {line} column {column} {:?}", fields[column])
        };
        fields[column] = (value + 1).to_string();
        let mut planted: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        planted[line] = fields.join(",");
        let (report, _) = verify(&mbo, planted.join("\n").as_bytes());
        assert!(report.mismatches >= 1, "line {line} column {column}");
    }
    let missing: Vec<&str> = lines.iter().enumerate().filter(|(at, _)| *at != 302).map(|(_, line)| *line).collect();
    assert!(verify(&mbo, missing.join("\n").as_bytes()).0.mismatches >= 1);
}

#[test]
fn test_a_trade_is_printed_once_with_its_aggressor_and_leaves_the_book_to_its_cancel() {
    let head = "ts_recv,ts_event,action,side,price,size,order_id,flags,sequence,symbol\n";
    let t = "2025-07-17T13:39:39.996436857Z";
    let rows = format!(
        "{head}{t},{t},A,A,13.4,24,7,130,1,X\n{t},{t},T,B,13.4,1,0,130,2,X\n{t},{t},F,A,13.4,1,7,130,2,X\n{t},{t},C,A,13.4,1,7,130,2,X\n"
    );
    let (events, units) = all_events(&mut MboCsvDecoder::new(UnitEnd::Event), rows.as_bytes(), 9).unwrap();
    assert_eq!(units, 4);
    let trades: Vec<_> = events.iter().filter(|event| matches!(event.body, MarketBody::Trade { .. })).collect();
    assert!(
        matches!(trades[..], [event] if matches!(event.body, MarketBody::Trade { aggressor: Some(Side::Buy), .. }))
    );
    let mut book = NaiveBook::default();
    events.iter().for_each(|event| book.apply(event));
    assert_eq!(book.top(Side::Sell, 1)[0].qty.to_string(), "23");
}

#[test]
fn test_units_end_with_the_event_and_a_bad_book_is_a_gap() {
    let rows = "ts_event,action,side,price,size,order_id,flags,instrument_id\n\
                1700000000000000001,C,A,5000000000,1,7,0,9\n\
                1700000000000000001,A,A,5500000000,1,7,128,9\n\
                1700000000000000002,A,A,5600000000,1,8,132,9\n\
                1700000000000000003,R,N,9223372036854775807,0,0,128,9\n";
    let mut decoder = MboCsvDecoder::new(UnitEnd::Event);
    let (events, rows) = all_events(&mut decoder, rows.as_bytes(), 64).unwrap();
    assert_eq!(rows, 4);
    assert_eq!(units(&events).count(), 3);
    let bodies: Vec<_> = events.iter().map(|event| event.body).collect();
    assert!(matches!(bodies[1], MarketBody::AddOrder { px, .. } if px.to_string() == "5.5"));
    assert!(matches!(bodies[2], MarketBody::Gap { .. }));
    assert_eq!(bodies[4..], [MarketBody::Resync, MarketBody::Clear { side: None }]);
    assert_eq!(decoder.instruments().rows()[0].symbol, "9");
}

#[test]
fn test_bad_rows_are_refused_by_field() {
    let head = "ts_event,action,side,price,size,order_id,flags\n";
    for (row, field) in [
        ("x,A,A,1,1,1,0", "ts_event"),
        ("1700000000000000001,Z,A,1,1,1,0", "action"),
        ("1700000000000000001,A,Q,1,1,1,0", "side"),
        ("1700000000000000001,A,N,1,1,1,0", "side"),
        ("1700000000000000001,A,A,x,1,1,0", "price"),
        ("1700000000000000001,A,A,1,-1,1,0", "size"),
        ("1700000000000000001,A,A,1,1,x,0", "order_id"),
        ("1700000000000000001,A,A,1,1,1,300", "flags"),
        ("1700000000000000001,A,A,1", "row"),
    ] {
        let text = format!("{head}{row}");
        let error = all_events(&mut MboCsvDecoder::new(UnitEnd::Event), text.as_bytes(), 64).unwrap_err();
        assert_eq!((error.field, error.line), (field, Some(2)), "{row}");
    }
    let error = all_events(&mut MboCsvDecoder::new(UnitEnd::Event), b"a,b\n1,2\n", 64).unwrap_err();
    assert_eq!((error.field, error.line), ("ts_event", Some(1)));
}

#[test]
fn test_the_dbn_sample_gives_a_book_of_its_symbol() {
    let Some(bytes) = shared_bytes(ES) else { return };
    let mut decoder = DbnDecoder::new(UnitEnd::Event);
    let (events, count) = all_events(&mut decoder, &bytes, 1 << 12).unwrap();
    eprintln!("{count} records, {} events, {:?}", events.len(), decoder.instruments().rows());
    let mut book = NaiveBook::default();
    events.iter().for_each(|event| book.apply(event));
    eprintln!("{:?} {:?}", book.top(Side::Buy, 3), book.top(Side::Sell, 3));
    assert_eq!(decoder.instruments().rows()[0].symbol, "ESH4");
    assert!(count > 1_000);
    let kinds = |wanted: fn(&MarketBody) -> bool| events.iter().filter(|event| wanted(&event.body)).count();
    assert_eq!(kinds(|body| matches!(body, MarketBody::Gap { .. })), 0);
    assert!(kinds(|body| matches!(body, MarketBody::AddOrder { .. })) > 0);
}

#[test]
fn test_a_cut_or_foreign_dbn_names_the_offset() {
    let Some(bytes) = shared_bytes(ES) else { return };
    let cut = &bytes[..bytes.len() - 10];
    let error = all_events(&mut DbnDecoder::new(UnitEnd::Event), cut, 1 << 20).unwrap_err();
    assert_eq!(error.offset as usize, bytes.len() - 56);
    let error = all_events(&mut DbnDecoder::new(UnitEnd::Event), b"DBX\x01rest", 1 << 20).unwrap_err();
    assert_eq!(error.field, "magic");
    let mut other = bytes.clone();
    other[8 + 16] = 2;
    let error = all_events(&mut DbnDecoder::new(UnitEnd::Event), &other, 1 << 20).unwrap_err();
    assert!(error.reason.contains("mbp-10"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn test_damaged_dbn_never_panics(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in any::<prop::sample::Index>(),
    ) {
        let Some(mut bytes) = shared_bytes(ES) else { return Ok(()) };
        bytes.truncate(4_000);
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        let _ = all_events(&mut DbnDecoder::new(UnitEnd::Event), &bytes, 100);
    }
}
