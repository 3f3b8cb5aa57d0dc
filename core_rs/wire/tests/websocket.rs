//! Recorded WebSocket frames become books: whole ones without a gap, cut ones with.

#![allow(clippy::unwrap_used)]

mod support;

use plimsoll_types::{EventFlags, MarketBody, MarketEvent, Side};
use plimsoll_wire::crypto::{BinanceDecoder, CryptofeedDecoder};
use plimsoll_wire::{Decoder, notes};
use std::collections::HashMap;
use support::{NaiveBook, all_events, shared_bytes};

const USDM: &str = "crypto/binance_usdm_btcusdt_20240808.gz";
const SPOT: &str = "crypto/binance_spot_btcusdt_20240808.gz";

fn count(events: &[MarketEvent], which: impl Fn(&MarketBody) -> bool) -> usize {
    events.iter().filter(|event| which(&event.body)).count()
}

fn gaps(events: &[MarketEvent]) -> usize {
    count(events, |body| matches!(body, MarketBody::Gap { .. }))
}

fn note(events: &[MarketEvent], wanted: u8) -> usize {
    count(events, |body| matches!(body, MarketBody::Note { code } if *code == wanted))
}

#[test]
fn test_binance_recordings_are_whole() {
    for (name, frames, quotes, trades, tick) in
        [(USDM, 93_954, 66_089, 21_313, "0.1"), (SPOT, 41_249, 28_040, 9_757, "0.01")]
    {
        let Some(bytes) = shared_bytes(name) else { return };
        let mut decoder = BinanceDecoder::new();
        let (events, units) = all_events(&mut decoder, &bytes, 1 << 20).unwrap();
        assert_eq!((units, gaps(&events)), (frames, 0), "{name}");
        assert_eq!(count(&events, |body| matches!(body, MarketBody::Quote { .. })), quotes);
        assert_eq!(count(&events, |body| matches!(body, MarketBody::Trade { .. })), trades);
        assert_eq!(note(&events, notes::UNSUPPORTED), 0);
        let instrument = &decoder.instruments().rows()[0];
        assert_eq!((instrument.symbol.as_str(), instrument.tick.to_string().as_str()), ("BTCUSDT", tick));
        assert_eq!(instrument.currency, "USDT");
    }
}

/// The depth stream and the quote stream are two recordings of one book: after a snapshot, wherever a depth update ends at
/// the very update id of a quote, their best levels are equal.
#[test]
fn test_bridged_books_agree_with_the_book_ticker() {
    for (name, at_least) in [(USDM, 600), (SPOT, 500)] {
        let Some(bytes) = shared_bytes(name) else { return };
        let text = String::from_utf8(bytes).unwrap();
        let id = |line: &str| line.split("\"u\":").nth(1)?.split(',').next()?.parse::<u64>().ok();
        let quotes: HashMap<u64, &str> = text
            .lines()
            .filter(|line| line.contains("bookTicker"))
            .filter_map(|line| Some((id(line)?, line)))
            .collect();
        let (mut decoder, mut batch) = (BinanceDecoder::new(), plimsoll_types::EventBatch::default());
        let (mut book, mut seeded, mut compared) = (NaiveBook::default(), false, 0);
        for line in text.lines() {
            batch.clear();
            decoder.decode(format!("{line}\n").as_bytes(), false, &mut batch).unwrap();
            batch.events.iter().for_each(|event| book.apply(event));
            seeded |= batch.events.iter().any(|event| event.flags.contains(EventFlags::SNAPSHOT));
            let Some(quote) =
                id(line).filter(|_| seeded && line.contains("depthUpdate")).and_then(|id| quotes.get(&id))
            else {
                continue;
            };
            let field = |name: &str| quote.split(&format!("\"{name}\":\"")).nth(1).unwrap().split('"').next().unwrap();
            let (bid, ask) = (book.top(Side::Buy, 1)[0], book.top(Side::Sell, 1)[0]);
            let price = |text: &str| plimsoll_types::Price::parse(text.as_bytes()).unwrap();
            let qty = |text: &str| plimsoll_types::Qty::parse(text.as_bytes()).unwrap();
            assert_eq!((bid.px, ask.px), (price(field("b")), price(field("a"))), "{line}");
            assert_eq!((bid.qty, ask.qty), (qty(field("B")), qty(field("A"))), "{line}");
            compared += 1;
        }
        eprintln!("{name}: {compared} books equal to a quote of the same update id");
        assert!(compared > at_least, "{name}: only {compared} updates end at a quote");
        assert!(!book.crossed());
    }
}

#[test]
fn test_forty_missing_updates_are_a_gap() {
    let Some(bytes) = shared_bytes(USDM) else { return };
    let text = String::from_utf8(bytes).unwrap();
    let depth: Vec<usize> =
        text.lines().enumerate().filter(|(_, line)| line.contains("depthUpdate")).map(|(at, _)| at).collect();
    let cut = &depth[depth.len() / 2..depth.len() / 2 + 40];
    let left: String =
        text.lines().enumerate().filter(|(at, _)| !cut.contains(at)).map(|(_, line)| format!("{line}\n")).collect();
    let (events, units) = all_events(&mut BinanceDecoder::new(), left.as_bytes(), 1 << 20).unwrap();
    assert_eq!((units, gaps(&events)), (93_914, 1));
}

fn spot(local: u64, first: u64, last: u64, bid: &str) -> String {
    format!(
        "{local} {{\"stream\":\"x@depth\",\"data\":{{\"e\":\"depthUpdate\",\"E\":1723161255208,\"s\":\"XUSDT\",\"U\":{first},\"u\":{last},\"b\":[[\"{bid}\",\"1\"]],\"a\":[]}}}}\n"
    )
}

fn snapshot(at: u64) -> String {
    format!("9 {{\"lastUpdateId\":{at},\"bids\":[[\"1.5\",\"2\"]],\"asks\":[[\"2.5\",\"3\"]]}}\n")
}

#[test]
fn test_a_snapshot_before_its_stream_waits_for_it() {
    let text = snapshot(10) + &spot(10, 9, 11, "1.6");
    let (events, units) = all_events(&mut BinanceDecoder::new(), text.as_bytes(), 5).unwrap();
    assert_eq!((units, gaps(&events), note(&events, notes::HELD_SNAPSHOT)), (2, 0, 1));
    let mut book = NaiveBook::default();
    events.iter().for_each(|event| book.apply(event));
    assert_eq!(book.top(Side::Buy, 9).len(), 2);
}

#[test]
fn test_an_out_of_sequence_snapshot_is_ignored_by_name_and_a_joining_one_resyncs() {
    let text = spot(1, 5, 6, "1.1") + &snapshot(6) + &spot(2, 7, 8, "1.2") + &snapshot(7) + &spot(3, 20, 21, "1.3");
    let (events, _) = all_events(&mut BinanceDecoder::new(), text.as_bytes(), 1 << 20).unwrap();
    assert_eq!((gaps(&events), note(&events, notes::OUT_OF_SEQUENCE_SNAPSHOT)), (1, 1));
    let healed = text + &snapshot(21) + &spot(4, 22, 22, "1.4");
    let (events, _) = all_events(&mut BinanceDecoder::new(), healed.as_bytes(), 1 << 20).unwrap();
    assert_eq!(count(&events, |body| *body == MarketBody::Resync), 1);
    assert_eq!(gaps(&events), 1);
}

#[test]
fn test_damaged_frames_are_refused_by_field() {
    for (frame, field) in [
        ("1 {\"stream\":\"x\"", "json"),
        ("x {}", "local time"),
        ("garbage", "line"),
        ("1 {\"data\":{\"e\":\"trade\",\"s\":\"X\",\"t\":1,\"p\":\"abc\",\"q\":\"1\",\"m\":true}}", "p"),
        ("1 {\"data\":{\"e\":\"depthUpdate\",\"s\":\"X\",\"U\":1,\"b\":[],\"a\":[]}}", "u"),
        ("1 {\"data\":{\"e\":\"depthUpdate\",\"s\":\"X\",\"U\":1,\"u\":2,\"b\":[[\"1\",\"-1\"]],\"a\":[]}}", "b"),
    ] {
        let error = all_events(&mut BinanceDecoder::new(), frame.as_bytes(), 1 << 20).unwrap_err();
        assert_eq!((error.field, error.line), (field, Some(1)), "{frame}: {error}");
    }
}

fn books(events: &[MarketEvent]) -> HashMap<u32, NaiveBook> {
    let mut books: HashMap<u32, NaiveBook> = HashMap::new();
    for event in events {
        books.entry(event.instrument.0).or_default().apply(event);
    }
    books
}

#[test]
fn test_cryptofeed_recordings_decode_to_uncrossed_books() {
    for (name, lines, instruments, trades, unsupported) in [
        ("crypto/ws/COINBASE.ws.28.0", 9_950, 10, 97, 0),
        ("crypto/ws/BYBIT.ws.25.0", 3_359, 8, usize::MAX, 0),
        ("crypto/ws/KRAKEN.ws.48.0", 51, usize::MAX, 8, 0),
    ] {
        let Some(bytes) = shared_bytes(name) else { return };
        let mut decoder = CryptofeedDecoder::new();
        let (events, units) = all_events(&mut decoder, &bytes, 1 << 20).unwrap();
        assert_eq!((units, gaps(&events)), (lines, 0), "{name}");
        if instruments != usize::MAX {
            assert_eq!(decoder.instruments().rows().len(), instruments);
        }
        let prints = count(&events, |body| matches!(body, MarketBody::Trade { .. }));
        assert!(trades == usize::MAX || prints >= trades, "{name}: {prints}");
        assert!(prints > 0);
        assert_eq!(note(&events, notes::UNSUPPORTED), unsupported, "{name}");
        assert!(books(&events).values().all(|book| !book.crossed()), "{name}");
    }
}

#[test]
fn test_instrument_lists_are_refused_by_name() {
    for name in ["crypto/ws/BINANCE.0", "crypto/ws/KRAKEN.0"] {
        let Some(bytes) = shared_bytes(name) else { return };
        let error = all_events(&mut CryptofeedDecoder::new(), &bytes, 1 << 20).unwrap_err();
        assert_eq!(error.field, "url");
        assert!(error.reason.contains("https://api."), "{error}");
    }
}

#[test]
fn test_a_kraken_book_keeps_its_depth_and_carries_the_checksum() {
    let text = concat!(
        "1.5: [0,{\"as\":[[\"5.10000\",\"1.00000000\",\"1.1\"],[\"5.20000\",\"1.00000000\",\"1.1\"]],",
        "\"bs\":[[\"5.00000\",\"1.00000000\",\"1.1\"]]},\"book-2\",\"X/USD\"]\n",
        "1.6: [0,{\"a\":[[\"5.05000\",\"2.00000000\",\"1.2\"]]},{\"b\":[[\"5.00000\",\"3.00000000\",\"1.3\"]],\"c\":\"974942666\"},\"book-2\",\"X/USD\"]\n",
    );
    let mut decoder = CryptofeedDecoder::new();
    let (events, units) = all_events(&mut decoder, text.as_bytes(), 1 << 20).unwrap();
    assert_eq!(units, 2);
    assert_eq!(count(&events, |body| *body == MarketBody::Checksum { value: 974_942_666 }), 1);
    let book = &books(&events)[&0];
    let asks: Vec<String> = book.top(Side::Sell, 9).iter().map(|level| level.px.to_string()).collect();
    assert_eq!(asks, ["5.05", "5.1"]);
    let instrument = &decoder.instruments().rows()[0];
    assert_eq!((instrument.price_decimals(), instrument.qty_decimals()), (5, 8));
}

#[test]
fn test_a_new_connection_is_a_gap_of_every_instrument() {
    let text = "wss://ws.kraken.com <-> 1.5\n1.6: {\"event\":\"heartbeat\"}\nwss://ws.kraken.com <-> 2.5\n";
    let (events, units) = all_events(&mut CryptofeedDecoder::new(), text.as_bytes(), 1 << 20).unwrap();
    assert_eq!((units, gaps(&events), note(&events, notes::HEARTBEAT)), (3, 1, 1));
}

#[test]
fn test_every_book_is_whole_again_with_its_next_snapshot() {
    let open = "wss://x <-> 1.5\n";
    let coinbase = "2.1: {\"type\":\"snapshot\",\"product_id\":\"A-USD\",\"asks\":[],\"bids\":[]}\n";
    let kraken = "2.1: [0,{\"as\":[],\"bs\":[]},\"book-2\",\"X/USD\"]\n";
    let bybit = "2.1: {\"topic\":\"orderBookL2_25.B\",\"type\":\"snapshot\",\"data\":[],\"cross_seq\":\"7\",\"timestamp_e6\":\"1618677786403691\"}\n";
    let update = |u: u32| {
        format!(
            "2.1: {{\"stream\":\"x@depth\",\"data\":{{\"e\":\"depthUpdate\",\"s\":\"XUSDT\",\"U\":{u},\"u\":{u},\"b\":[],\"a\":[]}}}}\n"
        )
    };
    let rest = |u: u32| {
        format!("https://api/depth?symbol=XUSDT&limit=9 -> 2.1: {{\"lastUpdateId\":{u},\"bids\":[],\"asks\":[]}}\n")
    };
    let binance = [update(5) + &rest(5), update(30) + &rest(30)];
    for frames in [[coinbase, coinbase], [kraken, kraken], [bybit, bybit], [&binance[0], &binance[1]]] {
        let text = format!("{open}{}{open}{}", frames[0], frames[1]);
        let (events, _) = all_events(&mut CryptofeedDecoder::new(), text.as_bytes(), 1 << 20).unwrap();
        assert!(gaps(&events) >= 1, "{text}");
        assert_eq!(count(&events, |body| *body == MarketBody::Resync), 1, "{text}");
        assert!(!events.iter().rev().take(2).any(|event| matches!(event.body, MarketBody::Gap { .. })), "{text}");
    }
}
