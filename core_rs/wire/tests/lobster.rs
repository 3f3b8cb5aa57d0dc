//! LOBSTER files rebuild the book of their companion, and damage is found.

#![allow(clippy::unwrap_used)]

mod support;

use plimsoll_types::Side;
use plimsoll_wire::lobster::{LobsterDecoder, LobsterName, OrderBookRows};
use plimsoll_wire::verify::{LobsterVerifier, Verifier, VerifyReport};
use proptest::prelude::*;
use std::sync::Arc;
use support::{NaiveBook, all_events, shared_bytes, units};

const AAPL: &str = "lobster/AAPL_2012-06-21_34200000_57600000_message_10.csv";
const AMZN: &str = "lobster/AMZN_2012-06-21_34200000_57600000_message_1.csv";

fn rows(bytes: &[u8]) -> OrderBookRows {
    OrderBookRows::new(Arc::new(bytes.to_vec())).unwrap()
}

fn decoder(name: &str, book: Option<&[u8]>) -> LobsterDecoder {
    let name = LobsterName::parse(name).unwrap();
    LobsterDecoder::new(&name.symbol, name.midnight_ns(), book.map(rows))
}

/// Replays messages seeded by `book` and compares with `answer`.
fn verify(name: &str, messages: &[u8], book: &[u8], answer: &[u8]) -> VerifyReport {
    let (events, _) = all_events(&mut decoder(name, Some(book)), messages, 1 << 20).unwrap();
    let mut verifier = LobsterVerifier::new(rows(answer));
    let depth = verifier.depth();
    let mut naive = NaiveBook::default();
    for unit in units(&events) {
        unit.iter().for_each(|event| naive.apply(event));
        verifier.check(unit, &naive.top(Side::Buy, depth), &naive.top(Side::Sell, depth));
    }
    verifier.finish();
    verifier.report().clone()
}

fn sample(name: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    Some((shared_bytes(name)?, shared_bytes(&name.replace("message", "orderbook"))?))
}

#[test]
fn test_every_row_of_the_samples_follows_from_the_messages() {
    for (name, count, revealed) in [(AAPL, 999, 318), (AMZN, 57_515, 13_953)] {
        let Some((messages, book)) = sample(name) else { return };
        let report = verify(name, &messages, &book, &book);
        assert_eq!((report.verified_rows, report.mismatches), (count, 0), "{name} {report:?}");
        assert_eq!(report.revealed, revealed, "{name}");
    }
}

/// A wrong size in the one file that both seeds and answers.
#[test]
fn test_a_planted_wrong_size_is_found_wherever_it_stands() {
    let Some((messages, book)) = sample(AAPL) else { return };
    let text = String::from_utf8(book).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for (row, column) in [(500, 1), (500, 3), (1, 1), (998, 3), (300, 37), (700, 39), (60, 21)] {
        let mut fields: Vec<String> = lines[row].split(',').map(str::to_owned).collect();
        fields[column] = (fields[column].parse::<i64>().unwrap() + 1).to_string();
        let mut planted: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        planted[row] = fields.join(",");
        let planted = planted.join("\n");
        let report = verify(AAPL, &messages, planted.as_bytes(), planted.as_bytes());
        assert!(report.mismatches >= 1, "row {row} column {column}");
        let told = report.first_mismatch.unwrap();
        assert!(told.contains(&format!("line {}", row + 1)) || told.contains(&format!("line {}", row + 2)), "{told}");
    }
}

#[test]
fn test_a_missing_message_is_found() {
    let Some((messages, book)) = sample(AAPL) else { return };
    let text = String::from_utf8(messages).unwrap();
    let cut: String =
        text.lines().enumerate().filter(|(at, _)| *at != 400).map(|(_, line)| format!("{line}\n")).collect();
    let error = all_events(&mut decoder(AAPL, Some(&book)), cut.as_bytes(), 1 << 20).unwrap_err();
    assert!(error.reason.contains("left over"), "{error}");
}

#[test]
fn test_a_damaged_row_names_its_line_and_can_be_passed_over() {
    let Some((messages, book)) = sample(AAPL) else { return };
    let text = String::from_utf8(messages).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[400] = "34201.5,9,1,1,1,1";
    let damaged = lines.join("\n");
    let mut decoder = decoder(AAPL, Some(&book));
    let mut batch = plimsoll_types::EventBatch::default();
    let mut at = 0;
    let mut errors = vec![];
    let mut events = vec![];
    while at < damaged.len() {
        match plimsoll_wire::Decoder::decode(&mut decoder, &damaged.as_bytes()[at..], true, &mut batch) {
            Ok(consumed) => at += consumed,
            Err(error) => {
                at += error.consumed + error.skip.unwrap();
                errors.push(error);
            }
        }
        events.append(&mut batch.events);
    }
    assert_eq!(errors.len(), 1);
    assert_eq!((errors[0].line, errors[0].field), (Some(401), "Type"));
    assert_eq!(errors[0].offset as usize, lines[..400].iter().map(|line| line.len() + 1).sum::<usize>());
    let mut verifier = LobsterVerifier::new(rows(&book));
    let mut naive = NaiveBook::default();
    for unit in units(&events) {
        unit.iter().for_each(|event| naive.apply(event));
        verifier.check(unit, &naive.top(Side::Buy, 10), &naive.top(Side::Sell, 10));
    }
    verifier.finish();
    assert_eq!((verifier.report().verified_rows, verifier.report().mismatches), (998, 0), "{:?}", verifier.report());
}

#[test]
fn test_time_going_back_and_orders_without_rows_are_refused() {
    let rows = "34200.5,1,1,10,100,1\n34200.4,1,2,10,100,1\n";
    let name = "X_2012-06-21_34200000_57600000_message_1.csv";
    let error = all_events(&mut decoder(name, None), rows.as_bytes(), 7).unwrap_err();
    assert_eq!((error.line, error.field), (Some(2), "Time"));
    let short = "100,1,99,1\n";
    let error = all_events(&mut decoder(name, Some(short.as_bytes())), b"34200.5,1,1,1,100,1\n34200.6,1,2,1,99,1", 7);
    let error = error.unwrap_err();
    assert_eq!((error.line, error.field), (Some(2), "orderbook row"));
}

#[test]
fn test_an_empty_file_is_refused() {
    assert!(all_events(&mut decoder(AAPL, None), b"", 1).is_err());
}

/// Events of a naive book of `depth` levels, as LOBSTER would write them.
fn written(steps: &[(u8, bool, i64, i64)], depth: usize) -> (String, String) {
    let mut orders: Vec<(usize, i64, i64, u64)> = vec![];
    let (mut messages, mut book) = (String::new(), String::new());
    let mut id = 0;
    for (at, &(action, is_bid, px, qty)) in steps.iter().enumerate() {
        let side = usize::from(!is_bid);
        let px = if is_bid { 1_000 - px } else { 1_001 + px };
        let (kind, order) = match action {
            0..=5 => {
                id += 1;
                orders.push((side, px, qty, id));
                (1, (side, px, qty, id))
            }
            _ if orders.is_empty() => (5, (side, px, qty, 0)),
            _ => {
                let which = px.unsigned_abs() as usize % orders.len();
                let order = &mut orders[which];
                let taken = if action < 8 { order.2 } else { order.2.min(qty) };
                let kind = if action == 9 {
                    4
                } else if taken == order.2 {
                    3
                } else {
                    2
                };
                order.2 -= taken;
                (kind, (order.0, order.1, taken, order.3))
            }
        };
        let before = if kind == 1 { None } else { Some(order) };
        orders.retain(|order| order.2 > 0);
        let level = |side: usize| {
            let mut levels = std::collections::BTreeMap::new();
            orders.iter().filter(|o| o.0 == side).for_each(|o| *levels.entry(o.1).or_insert(0) += o.2);
            let mut levels: Vec<(i64, i64)> = levels.into_iter().collect();
            if side == 0 {
                levels.reverse();
            }
            levels
        };
        let (bids, asks) = (level(0), level(1));
        // LOBSTER leaves out what happens behind the window, and so does this writer.
        let own = if order.0 == 0 { &bids } else { &asks };
        let touched = own.iter().position(|l| l.1 > 0 && l.0 == order.1);
        let outside = match touched {
            Some(at) => at >= depth,
            None => {
                let ahead = own.iter().filter(|l| if order.0 == 0 { l.0 > order.1 } else { l.0 < order.1 }).count();
                kind != 5 && before.is_some() && ahead >= depth
            }
        };
        if outside {
            continue;
        }
        let direction = if order.0 == 0 { 1 } else { -1 };
        messages += &format!("{}.{:09},{kind},{},{},{},{direction}\n", 34_200, at, order.3, order.2, order.1);
        let cell = |levels: &[(i64, i64)], at: usize, none: i64| levels.get(at).copied().unwrap_or((none, 0));
        let columns: Vec<String> = (0..depth)
            .map(|at| {
                let (a, b) = (cell(&asks, at, 9_999_999_999), cell(&bids, at, -9_999_999_999));
                format!("{},{},{},{}", a.0, a.1, b.0, b.1)
            })
            .collect();
        book += &(columns.join(",") + "\n");
    }
    (messages, book)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever the order flow and however small the window, the rows follow.
    #[test]
    fn test_written_books_are_rebuilt(
        steps in prop::collection::vec((0_u8..10, any::<bool>(), 0_i64..8, 1_i64..50), 1..200), depth in 1_usize..5,
    ) {
        let (messages, book) = written(&steps, depth);
        prop_assume!(!messages.is_empty());
        let name = "X_2012-06-21_34200000_57600000_message_1.csv";
        let report = verify(name, messages.as_bytes(), book.as_bytes(), book.as_bytes());
        prop_assert_eq!(report.mismatches, 0, "{:?}", report.first_mismatch);
        prop_assert_eq!(report.verified_rows as usize, book.lines().count());
    }

    /// Pieces of any size give the same events.
    #[test]
    fn test_pieces_do_not_matter(
        steps in prop::collection::vec((0_u8..10, any::<bool>(), 0_i64..8, 1_i64..50), 1..60), piece in 1_usize..100,
    ) {
        let (messages, book) = written(&steps, 2);
        prop_assume!(!messages.is_empty());
        let name = "X_2012-06-21_34200000_57600000_message_1.csv";
        let whole = all_events(&mut decoder(name, Some(book.as_bytes())), messages.as_bytes(), usize::MAX);
        let pieces = all_events(&mut decoder(name, Some(book.as_bytes())), messages.as_bytes(), piece);
        prop_assert_eq!(whole, pieces);
    }

    /// Flipped, cut or swapped bytes end in events or in an error, never in a panic.
    #[test]
    fn test_damage_never_panics(
        steps in prop::collection::vec((0_u8..10, any::<bool>(), 0_i64..8, 1_i64..50), 1..60),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let (messages, book) = written(&steps, 2);
        prop_assume!(!messages.is_empty());
        let mut bytes = messages.into_bytes();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        let name = "X_2012-06-21_34200000_57600000_message_1.csv";
        let _ = all_events(&mut decoder(name, Some(book.as_bytes())), &bytes, 64);
    }
}
