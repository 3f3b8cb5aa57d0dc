//! IEX captures, Bitstamp orders and tables of quotes, trades and bars, as they were recorded.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use plimsoll_types::{EventBatch, MarketBody, MarketEvent, Side, TradingStatus};
use plimsoll_wire::bitstamp::BitstampDecoder;
use plimsoll_wire::format::{Format, OpenOptions, open};
use plimsoll_wire::iex::IexDeepDecoder;
use plimsoll_wire::tabular::{BarsCsvDecoder, ColumnDecoder, Piece, QuotesCsvDecoder, Table, TradesCsvDecoder};
use plimsoll_wire::{Decoder, notes};
use std::collections::HashMap;
use support::{NaiveBook, all_events, feed, shared_bytes};

const IEX: &str = "iex/DEEP10.pcap.gz";
const BITSTAMP: &str = "crypto/bitstamp_btcusd_2015-05-01_orders.csv.xz";

fn count(events: &[MarketEvent], which: impl Fn(&MarketBody) -> bool) -> usize {
    events.iter().filter(|event| which(&event.body)).count()
}

/// The sample is cut within its last packet: everything before it decodes, the cut is named.
#[test]
fn test_the_iex_capture_decodes_up_to_its_cut() {
    let Some(bytes) = shared_bytes(IEX) else { return };
    let (mut events, mut units) = (vec![], 0);
    let mut decoder = IexDeepDecoder::new();
    let error = feed(&mut decoder, &bytes, 1 << 20, |batch| {
        events.extend_from_slice(&batch.events);
        units += batch.units;
    })
    .unwrap_err();
    assert!(error.reason.contains("the capture ends"), "{error}");
    // Counted by a reader of its own: H 93,638, O 93,638, P 93,636, T 83,343, 5 14,630, 8 12,950, B 73, E 59, S 44, with
    // those of the cut packet, which holds at most 44.
    assert!((391_967..=392_011).contains(&units), "{units}");
    let trades = count(&events, |body| matches!(body, MarketBody::Trade { .. }));
    assert!((83_299..=83_343).contains(&trades), "{trades}");
    assert_eq!(count(&events, |body| matches!(body, MarketBody::TradeBust { .. })), 73);
    assert_eq!(count(&events, |body| matches!(body, MarketBody::Gap { .. })), 0);
    assert_eq!(count(&events, |body| matches!(body, MarketBody::Clear { .. })), 11);
    let halted = |body: &MarketBody| matches!(body, MarketBody::Status { status: TradingStatus::Halted, .. });
    eprintln!("{units} messages, {} instruments, {} halts", decoder.instruments().rows().len(), count(&events, halted));
    let mut books: HashMap<u32, NaiveBook> = HashMap::new();
    for event in &events {
        match (event.instrument.0, event.body) {
            (u32::MAX, MarketBody::Clear { .. }) => books.clear(),
            (id, _) => books.entry(id).or_default().apply(event),
        }
    }
    assert!(books.values().any(|book| !book.top(Side::Buy, 1).is_empty()));
}

#[test]
fn test_an_iex_gap_is_seen_and_damage_is_passed_over() {
    let Some(bytes) = shared_bytes(IEX) else { return };
    let mut packets = vec![];
    let mut at = 24;
    while at < 3_000_000 {
        let length = u32::from_le_bytes(bytes[at + 8..at + 12].try_into().unwrap()) as usize;
        packets.push(&bytes[at..at + 16 + length]);
        at += 16 + length;
    }
    let with_messages = packets.iter().position(|packet| packet[16 + 42 + 14] > 0).unwrap() + 2;
    let mut cut = bytes[..24].to_vec();
    for (index, packet) in packets.iter().enumerate() {
        if index != with_messages {
            cut.extend_from_slice(packet);
        }
    }
    let (events, _) = all_events(&mut IexDeepDecoder::new(), &cut, 1 << 16).unwrap();
    assert_eq!(count(&events, |body| matches!(body, MarketBody::Gap { .. })), 1);

    let mut damaged = bytes[..at].to_vec();
    let place: usize = 24 + packets[..with_messages].iter().map(|packet| packet.len()).sum::<usize>();
    damaged[place + 16 + 42 + 40] = 0xff; // the first message's length
    let error = all_events(&mut IexDeepDecoder::new(), &damaged, 1 << 16).unwrap_err();
    assert_eq!((error.offset as usize, error.field), (place, "message length"));
    assert_eq!(error.skip, Some(packets[with_messages].len()));
}

#[test]
fn test_foreign_captures_are_refused_by_name() {
    for (bytes, said) in [
        (&b"\x0a\x0d\x0d\x0a____________________"[..], "pcapng"),
        (b"________________________", "pcap"),
        (b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00\0\0\0\0\0\0\0\0\xff\xff\0\0\x65\0\0\0", "Ethernet"),
        (b"\xd4\xc3", "ends"),
    ] {
        let error = all_events(&mut IexDeepDecoder::new(), bytes, 1 << 16).unwrap_err();
        assert!(error.reason.contains(said), "{error}");
    }
}

#[test]
fn test_bitstamp_orders_make_a_book() {
    let Some(bytes) = shared_bytes(BITSTAMP) else { return };
    let mut decoder = BitstampDecoder::new("BTCUSD");
    let (events, units) = all_events(&mut decoder, &bytes, 1 << 16).unwrap();
    assert_eq!(units, 50_414);
    assert_eq!(count(&events, |body| matches!(body, MarketBody::AddOrder { .. })), 24_898);
    assert_eq!(count(&events, |body| *body == MarketBody::Note { code: notes::UNKNOWN_ORDER }), 205);
    let executed = count(&events, |body| matches!(body, MarketBody::ExecuteOrder { .. }));
    assert!((1_100..=1_135).contains(&executed), "{executed}");
    let mut book = NaiveBook::default();
    events.iter().for_each(|event| book.apply(event));
    assert_eq!(book.orders.len(), 24_898 - 558 - 24_155);
    let (bid, ask) = (book.top(Side::Buy, 1)[0], book.top(Side::Sell, 1)[0]);
    eprintln!("{} {}", bid.px, ask.px);
    let instrument = &decoder.instruments().rows()[0];
    assert_eq!((instrument.tick.to_string().as_str(), instrument.currency.as_str()), ("0.01", "USD"));
}

#[test]
fn test_fx_ticks_and_bars_decode() {
    let Some(bytes) = shared_bytes("fx/truefx_usdjpy_ticks.csv") else { return };
    let mut decoder =
        open(Format::QuotesCsv, OpenOptions { file_name: "truefx_usdjpy_ticks.csv".into(), ..OpenOptions::default() });
    let decoder = decoder.as_mut().unwrap();
    let (events, units) = all_events(decoder.as_mut(), &bytes, 1 << 16).unwrap();
    assert_eq!(units as usize, bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count() - 1);
    assert_eq!(events[0].ts_venue_ns, 1_357_077_600_295_000_000);
    assert!(matches!(events[0].body, MarketBody::Quote { bid_px, .. } if bid_px.to_string() == "86.655"));
    assert_eq!(decoder.instruments().rows()[0].symbol, "USDJPY");
    for name in ["fx/fxcm_gbpusd_m1_ask_2012.csv", "crypto/btc_perp_1m_20211231_20220201.csv"] {
        let Some(bytes) = shared_bytes(name) else { return };
        let rows = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count() - 1;
        let mut bars = 0;
        let mut units = 0;
        feed(&mut BarsCsvDecoder::new("X"), &bytes, 1 << 16, |batch| {
            bars += batch.bars.len();
            units += batch.units as usize;
            for event in &batch.events {
                if let MarketBody::Bar { index } = event.body {
                    assert_eq!(event.ts_venue_ns, batch.bars[index as usize].ts_open_ns + 60_000_000_000);
                }
            }
        })
        .unwrap();
        assert_eq!((bars, units), (rows, rows), "{name}");
    }
}

#[test]
fn test_columns_are_found_by_alias_and_bad_rows_name_their_field() {
    let text = "Symbol,Price,Side,Timestamp,Qty,trade_id\nETHUSD,12.5,buy,1700000000000,3,9\n";
    let (events, _) = all_events(&mut TradesCsvDecoder::new("X"), text.as_bytes(), 7).unwrap();
    assert!(matches!(events[0].body, MarketBody::Trade { aggressor: Some(Side::Buy), match_id: 9, .. }));
    for (text, field, line) in [
        ("time,price\n", "quantity", 1),
        ("time,price,qty\n1700000000,x,1\n", "price", 2),
        ("time,price,qty\n1700000000,1,1\n1600000000,1,1\n", "time", 3),
        ("time,price,qty\n1700000000,1,92233720368547.8\n", "quantity", 2),
        ("time,price,qty\n1700000000,1,-1\n", "quantity", 2),
        ("time,price,qty,side\n1700000000,1,1,up\n", "side", 2),
        ("time,price,qty\n1700000000,-1,1\n", "price", 2),
    ] {
        let error = all_events(&mut TradesCsvDecoder::new("X"), text.as_bytes(), 1 << 16).unwrap_err();
        assert_eq!((error.field, error.line), (field, Some(line)), "{text}");
    }
    let bars = "date,open,high,low,close,volume\n2020-01-01,1,2,1,2,99999999999999\n";
    let error = all_events(&mut BarsCsvDecoder::new("X"), bars.as_bytes(), 1 << 16).unwrap_err();
    assert_eq!((error.field, error.line), ("volume", Some(2)));
    let bars = "date,open,high,low,close\n2020-01-01,1,2,1,3\n";
    assert_eq!(all_events(&mut BarsCsvDecoder::new("X"), bars.as_bytes(), 9).unwrap_err().field, "high");
    let quotes = "time,bid,ask\n2020-01-01,,2\n";
    let (events, _) = all_events(&mut QuotesCsvDecoder::new("X"), quotes.as_bytes(), 9).unwrap();
    assert!(matches!(events[0].body, MarketBody::Quote { bid_px, .. } if !bid_px.is_set()));
}

fn table(names: &[&str], pieces: &[Piece<'_>]) -> Table {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut table = Table::recognise("x.parquet", &names).unwrap();
    let wanted: Vec<_> = table.wanted().collect();
    for one in wanted {
        table.extend(one.slot, pieces[one.at], None).unwrap();
    }
    table.close().unwrap();
    table
}

#[test]
fn test_columns_say_the_same_as_rows() {
    let csv = "time,open,high,low,close,volume\n1700000000,1.1,1.3,1.0,1.2,5\n1700000060,1.2,1.4,1.15,1.3,6\n";
    let (from_rows, _) = all_events(&mut BarsCsvDecoder::new("X"), csv.as_bytes(), 1 << 16).unwrap();
    let prices = [[1.1, 1.2], [1.3, 1.4], [1.0, 1.15], [1.2, 1.3]];
    let [open, high, low, close] = [0, 1, 2, 3].map(|at| Piece::Double(&prices[at]));
    let (times, volume) = (Piece::Whole(&[1_700_000_000, 1_700_000_060]), Piece::Whole(&[5, 6]));
    let table = table(&["v", "Close", "Low", "High", "Open", "Date"], &[volume, close, low, high, open, times]);
    let (mut decoder, mut batch) = (ColumnDecoder::default(), EventBatch::default());
    decoder.row(&table, 0, &mut batch).unwrap();
    decoder.clone().row(&table, 1, &mut batch).unwrap();
    assert_eq!(decoder.row(&table, 0, &mut batch).unwrap_err().field, "time"); // two bars at the same time
    decoder.row(&table, 1, &mut EventBatch::default()).unwrap();
    decoder.finish(&mut batch);
    assert_eq!(batch.events, from_rows);
    assert_eq!(batch.bars[1].close.to_string(), "1.3");
    assert_eq!(table.column_of("volume"), Some("v"));
}

#[test]
fn test_rows_that_stand_instrument_after_instrument_are_merged_by_time() {
    let names = ["A".to_owned(), "B".to_owned()];
    let (times, symbols) = (Piece::Whole(&[10, 30, 20, 10, 20]), Piece::Names(&[0, 0, 0, 1, 1], &names));
    let px = Piece::Text(&[0, 1, 2, 3, 4, 5], b"12345");
    let table = table(&["ts", "sym", "px", "qty"], &[times, symbols, px, Piece::Whole(&[1; 5])]);
    let order: Vec<usize> = (0..5).map(|place| table.row_at(place)).collect();
    assert_eq!(order, [0, 3, 4, 1, 2], "the row that runs back stays behind the one before it, to be refused");
    let (mut decoder, mut batch) = (ColumnDecoder::default(), EventBatch::default());
    let refused: Vec<usize> = order.into_iter().filter(|row| decoder.row(&table, *row, &mut batch).is_err()).collect();
    assert_eq!((refused, batch.units, decoder.instruments().rows().len()), (vec![2], 4, 2));
}

#[test]
fn test_tables_that_are_something_else_say_what() {
    let told = |names: &str| {
        let names: Vec<String> = names.split(' ').map(str::to_owned).collect();
        Table::recognise("x.parquet", &names).unwrap_err().to_string()
    };
    assert!(told("symbol created_at text").contains("created_at"));
    assert!(told("ts_event action side price size order_id symbol").contains("databento-mbo-csv"));
}
