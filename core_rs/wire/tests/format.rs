//! Formats are recognised by content, then by name; what is none is refused.

#![allow(clippy::unwrap_used)]

mod support;

use plimsoll_wire::format::{Format, OpenError, OpenOptions, open, symbol_of_file, verifier};
use proptest::prelude::*;
use std::sync::Arc;
use support::{all_events, shared_bytes};

#[test]
fn test_every_sample_is_recognised_whatever_its_name() {
    for (name, format) in [
        ("lobster/AAPL_2012-06-21_34200000_57600000_message_10.csv", Some(Format::Lobster)),
        ("lobster/AMZN_2012-06-21_34200000_57600000_message_1.csv", Some(Format::Lobster)),
        ("lobster/AAPL_2012-06-21_34200000_57600000_orderbook_10.csv", None),
        ("itch50/ex20101224.TEST_ITCH_50", Some(Format::Itch50)),
        ("crypto/binance_usdm_btcusdt_20240808.gz", Some(Format::BinanceWs)),
        ("crypto/binance_spot_btcusdt_20240808.gz", Some(Format::BinanceWs)),
        ("crypto/ws/COINBASE.ws.28.0", Some(Format::CryptofeedWs)),
        ("crypto/ws/KRAKEN.ws.48.0", Some(Format::CryptofeedWs)),
        ("crypto/ws/BYBIT.ws.25.0", Some(Format::CryptofeedWs)),
        ("crypto/ws/BINANCE.0", Some(Format::CryptofeedWs)),
        ("databento/ARL_2025-07-17_mbo.csv", Some(Format::DatabentoMboCsv)),
        ("databento/ARL_2025-07-17_mbp10.csv", None),
        ("databento/ESH4_2023-12-24_mbo.dbn.zst", Some(Format::Dbn)),
        ("iex/DEEP10.pcap.gz", Some(Format::IexDeep)),
        ("crypto/bitstamp_btcusd_2015-05-01_orders.csv.xz", Some(Format::BitstampL3)),
        ("crypto/btc_perp_1m_20211231_20220201.csv", Some(Format::BarsCsv)),
        ("fx/fxcm_gbpusd_m1_ask_2012.csv", Some(Format::BarsCsv)),
        ("fx/truefx_usdjpy_ticks.csv", Some(Format::QuotesCsv)),
        ("equities/us_daily_200_2007_2017.parquet", Some(Format::Parquet)),
        ("tca/small_test_order_df.csv", None),
    ] {
        let Some(bytes) = shared_bytes(name) else { return };
        let head = &bytes[..bytes.len().min(64 << 10)];
        assert_eq!(Format::detect("plain.name", head), format, "{name}");
        assert_eq!(Format::detect(name, head), format, "{name}");
    }
}

#[test]
fn test_prose_and_nothing_are_no_format() {
    assert_eq!(Format::detect("empty.csv", b""), None);
    assert_eq!(Format::detect("prose.txt", "The quick brown fox\n".repeat(50).as_bytes()), None);
    assert_eq!(Format::detect("code.py", b"import os\n\nprint(1, 2)\n"), None);
    assert_eq!(Format::detect("page.html", b"<!doctype html>\n<html>"), None);
    assert_eq!(Format::detect("table.csv", b"name,age\nann,3\n"), None);
}

#[test]
fn test_a_name_decides_where_the_first_row_is_damaged() {
    let name = "AAPL_2012-06-21_34200000_57600000_message_10.csv";
    assert_eq!(Format::detect(name, b"34200.004241176,x,16113575,18,5853300,1\n"), Some(Format::Lobster));
    assert_eq!(Format::detect("day.itch", b"\0\0~garbage"), Some(Format::Itch50));
    assert_eq!(Format::detect("x.dbn.zst", b"garbage"), Some(Format::Dbn));
}

#[test]
fn test_names_round_and_an_unknown_one_lists_them_all() {
    for format in Format::ALL {
        assert_eq!(Format::from_name(format.name()), Ok(format));
    }
    let told = Format::from_name("no-such-format").unwrap_err().to_string();
    assert!(told.contains("no-such-format") && Format::ALL.iter().all(|format| told.contains(format.name())), "{told}");
}

#[test]
fn test_symbols_come_from_file_names() {
    for (name, symbol) in [
        ("data/fxcm_gbpusd_m1_ask_2012.csv", "GBPUSD"),
        ("truefx_usdjpy_ticks.csv", "USDJPY"),
        ("bitstamp_btcusd_2015-05-01_orders.csv.xz", "BTCUSD"),
        ("btc_perp_1m_20211231_20220201.csv", "BTC_PERP"),
        ("20200101.csv", "UNKNOWN"),
    ] {
        assert_eq!(symbol_of_file(name), symbol);
    }
}

#[test]
fn test_parquet_and_formats_without_answers_say_so() {
    assert_eq!(open(Format::Parquet, OpenOptions::default()).err(), Some(OpenError::Columns));
    let told = verifier(Format::IexDeep, Arc::new(vec![])).err().unwrap().to_string();
    assert!(told.contains("iex-deep"), "{told}");
    assert!(verifier(Format::Lobster, Arc::new(b"1,2,3".to_vec())).is_err());
    assert!(verifier(Format::Dbn, Arc::new(b"1,2,3".to_vec())).is_err());
}

#[test]
fn test_every_decoder_refuses_noise_and_nothing() {
    let mut noise = vec![0_u8; 100_000];
    let mut state = 7_u64;
    for byte in &mut noise {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *byte = (state >> 56) as u8;
    }
    for format in Format::ALL.into_iter().filter(|format| *format != Format::Parquet) {
        for bytes in [&noise[..], b""] {
            let mut decoder = open(format, OpenOptions::default()).unwrap();
            let error = all_events(decoder.as_mut(), bytes, 4_096);
            assert!(
                error.is_err() || (format == Format::Itch50 && bytes.is_empty()),
                "{} {}",
                format.name(),
                bytes.len()
            );
        }
    }
}

proptest! {
    #[test]
    fn test_noise_is_no_format(noise in prop::collection::vec(any::<u8>(), 0..4096)) {
        // A few random bytes can spell one ITCH message; a kilobyte cannot.
        prop_assume!(noise.len() > 1_000);
        prop_assert_eq!(Format::detect("noise.bin", &noise), None);
    }
}
