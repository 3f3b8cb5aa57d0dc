//! The ITCH decoder on the real test file and on streams of the project's encoder.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test's own functions may fail it

mod itch_support;

use itch_support::generated::{SYMBOLS, drafts, header, stock, write_stream};
use itch_support::{decode, decode_pieces, decode_skipping, test_file};
use plimsoll_types::{
    AuctionKind, EventFlags, InstrumentId, MarketBody, MarketEvent, OrderId, Price, Qty, Side, TradingStatus,
};
use plimsoll_wire::itch::encode::{Header, Writer, stock_field};
use plimsoll_wire::itch::{Framing, MessageLengths, messages};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn counts(bytes: &[u8], framing: Framing) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    messages(bytes, framing).for_each(|m| *counts.entry(char::from(m.header().kind)).or_default() += 1);
    counts
}

#[test]
fn test_real_file_has_every_message_of_its_description() {
    let Some(bytes) = test_file() else { return };
    assert_eq!(Framing::detect(&bytes), Some(Framing::ZeroPrefixed));
    let expected = [
        ('S', 6),
        ('R', 3),
        ('H', 3),
        ('A', 4_997),
        ('F', 3),
        ('E', 198),
        ('X', 45),
        ('D', 1_745),
        ('U', 12),
        ('P', 5_000),
    ];
    assert_eq!(counts(&bytes, Framing::ZeroPrefixed), BTreeMap::from(expected));
    let decoded = decode(&bytes, None);
    assert_eq!(decoded.errors, []);
    assert_eq!((decoded.units, decoded.events.len()), (12_012, 12_012));
    assert_eq!(decoded.symbols, SYMBOLS);
}

#[test]
fn test_real_file_cut_anywhere_in_a_message_names_the_offset() {
    let Some(bytes) = test_file() else { return };
    let (mut at, mut number) = (0, 0_u64);
    while at < bytes.len() {
        let next = at + 2 + MessageLengths::of(bytes[at + 2]);
        if number % 997 == 100 {
            for cut in at + 1..next {
                let decoded = decode(&bytes[..cut], None);
                assert_eq!(decoded.units, number);
                assert_eq!(decoded.errors.len(), 1);
                assert_eq!(decoded.errors[0].0, at as u64);
            }
        }
        (at, number) = (next, number + 1);
    }
}

/// The events of one message behind a directory that lists it.
fn event_of(write: impl Fn(&mut Writer)) -> MarketEvent {
    let mut writer = Writer::new(Framing::LengthPrefixed);
    writer.stock_directory(header(1, 1), stock(1));
    write(&mut writer);
    let decoded = decode(writer.bytes(), Some(Framing::LengthPrefixed));
    assert_eq!((decoded.units, decoded.errors.len()), (2, 0), "{:?}", decoded.errors);
    assert!(decoded.events.iter().all(MarketEvent::is_last));
    decoded.events[1]
}

fn fault_of(write: impl Fn(&mut Writer)) -> (u64, &'static str, String) {
    let mut writer = Writer::new(Framing::LengthPrefixed);
    writer.stock_directory(header(1, 1), stock(1));
    write(&mut writer);
    let decoded = decode(writer.bytes(), Some(Framing::LengthPrefixed));
    assert_eq!(decoded.units, 1, "{:?}", decoded.events);
    decoded.errors[0].clone()
}

const ALC: InstrumentId = InstrumentId(0);
const T: u64 = 34_200_000_000_000;

fn qty(shares: i64) -> Qty {
    Qty::from_raw(shares * Qty::ONE)
}

fn px(text: &str) -> Price {
    Price::parse(text.as_bytes()).unwrap()
}

#[test]
fn test_orders_become_book_events() {
    let event = event_of(|w| w.add_order(header(1, T), 7, Side::Sell, 300, stock(1), 1_234_567));
    assert_eq!((event.instrument, event.ts_venue_ns), (ALC, 34_200_000_000_000));
    assert_eq!(
        event.body,
        MarketBody::AddOrder { order_id: OrderId(7), side: Side::Sell, px: px("123.4567"), qty: qty(300) }
    );
    let event = event_of(|w| w.order_executed(header(1, T), 7, 100, 9));
    let executed = |px| MarketBody::ExecuteOrder { order_id: OrderId(7), qty: qty(100), px, side: None };
    assert_eq!(event.body, executed(Price::UNSET));
    let event = event_of(|w| w.order_executed_with_price(header(1, T), 7, 100, 9, false, 990_000));
    assert_eq!(event.body, executed(px("99")));
    assert!(event.flags.contains(EventFlags::NON_PRINTABLE));
    let event = event_of(|w| w.order_executed_with_price(header(1, T), 7, 100, 9, true, 990_000));
    assert!(!event.flags.contains(EventFlags::NON_PRINTABLE));
}

#[test]
fn test_prints_are_hidden_or_crosses() {
    let event = event_of(|w| w.trade(header(1, T), 200, stock(1), 53_333, 19));
    let print = |shares| MarketBody::Trade { px: px("5.3333"), qty: qty(shares), aggressor: None, match_id: 19 };
    assert_eq!((event.body, event.flags), (print(200), EventFlags::LAST.with(EventFlags::HIDDEN)));
    let event = event_of(|w| w.cross_trade(header(1, T), 5_000_000_000, stock(1), 53_333, 19, b'O'));
    assert_eq!((event.body, event.flags), (print(5_000_000_000), EventFlags::LAST.with(EventFlags::CROSS)));
    let event = event_of(|w| w.cross_trade(header(1, T), 0, stock(1), 0, 19, b'O'));
    assert_eq!(event.body, MarketBody::Note { code: b'Q' });
    assert_eq!(event_of(|w| w.broken_trade(header(1, T), 19)).body, MarketBody::TradeBust { match_id: 19 });
}

#[test]
fn test_states_and_auctions_are_carried() {
    for (code, status) in [
        (b'T', TradingStatus::Trading),
        (b'H', TradingStatus::Halted),
        (b'P', TradingStatus::Paused),
        (b'Q', TradingStatus::QuotationOnly),
    ] {
        let event = event_of(|w| w.stock_trading_action(header(1, T), stock(1), code, *b"T1  "));
        assert_eq!(event.body, MarketBody::Status { status, reason: *b"T1\0\0" });
    }
    let event = event_of(|w| itch_support::generated::write_notice(w, b'I', header(1, T), stock(1)));
    let auction = MarketBody::Auction {
        kind: AuctionKind::Closing,
        px: px("10.02"),
        paired_qty: qty(12_000),
        imbalance_qty: qty(300),
        side: Some(Side::Buy),
    };
    assert_eq!(event.body, auction);
    let event = event_of(|w| w.system_event(header(0, T), b'Q'));
    assert_eq!((event.instrument, event.body), (InstrumentId::ALL, MarketBody::Note { code: b'Q' }));
    let event = event_of(|w| itch_support::generated::write_notice(w, b'h', header(1, T), stock(1)));
    assert_eq!(event.body, MarketBody::Status { status: TradingStatus::Halted, reason: *b"hQ\0\0" });
}

#[test]
fn test_impossible_values_name_their_field() {
    let at = 41; // behind the directory
    for (field, fault) in [
        ("shares", fault_of(|w| w.add_order(header(1, T), 7, Side::Buy, 0, stock(1), 10))),
        ("shares", fault_of(|w| w.order_cancel(header(1, T), 7, 0))),
        ("price", fault_of(|w| w.add_order(header(1, T), 7, Side::Buy, 1, stock(1), 0))),
        ("price", fault_of(|w| w.add_order(header(1, T), 7, Side::Buy, 1, stock(1), u32::MAX))),
        ("price", fault_of(|w| w.add_order(header(1, T), 7, Side::Buy, 1, stock(1), 0x7fff_ffff))),
        ("stock", fault_of(|w| w.add_order(header(1, T), 7, Side::Buy, 1, stock(2), 10))),
        ("stock", fault_of(|w| w.add_order(header(2, T), 7, Side::Buy, 1, *b"B\xffB     ", 10))),
        ("stock", fault_of(|w| w.add_order(header(2, T), 7, Side::Buy, 1, stock_field(""), 10))),
        ("stock", fault_of(|w| w.add_order(header(2, T), 7, Side::Buy, 1, [0; 8], 10))),
        ("stock_locate", fault_of(|w| w.order_delete(Header { ts_ns_since_midnight: T, ..Header::default() }, 7))),
        ("timestamp", fault_of(|w| w.order_delete(header(1, 0), 7))),
        ("timestamp", fault_of(|w| w.order_delete(header(1, 86_400_000_000_000), 7))),
        ("event", fault_of(|w| w.system_event(header(0, T), b'x'))),
        ("trading_state", fault_of(|w| w.stock_trading_action(header(1, T), stock(1), b'x', *b"    "))),
        ("cross_type", fault_of(|w| w.cross_trade(header(1, T), 1, stock(1), 1, 1, b'x'))),
        ("shares", fault_of(|w| w.cross_trade(header(1, T), u64::MAX, stock(1), 1, 1, b'O'))),
    ] {
        assert_eq!((fault.0, fault.1), (at, field), "{}", fault.2);
    }
}

#[test]
fn test_a_wrong_side_or_type_or_length_is_named() {
    let mut writer = Writer::new(Framing::LengthPrefixed);
    for order_ref in 0..6 {
        writer.add_order(header(1, T), order_ref, Side::Buy, 100, stock(1), 10);
    }
    let sound = writer.take();
    for (at, byte, field) in [(2 + 19, b'x', "side"), (2, b'~', "message_type"), (2, b'F', "length"), (1, 35, "length")]
    {
        let mut bytes = sound.clone();
        bytes[2 * 38 + at] = byte;
        let decoded = decode(&bytes, Some(Framing::LengthPrefixed));
        assert_eq!((decoded.units, decoded.errors[0].0, decoded.errors[0].1), (2, 76, field));
        let decoded = decode_skipping(&bytes, Some(Framing::LengthPrefixed));
        assert_eq!((decoded.units, decoded.errors.len()), (5, 1), "{field}");
    }
}

#[test]
fn test_a_wrong_time_is_one_fault_whichever_way_it_errs() {
    for wrong in [T - 5, T + 5_000_000] {
        let mut writer = Writer::new(Framing::LengthPrefixed);
        for at in 0..10 {
            let ts = if at == 4 { wrong } else { T + at };
            writer.add_order(header(1, ts), at, Side::Buy, 100, stock(1), 10);
        }
        let decoded = decode_skipping(writer.bytes(), Some(Framing::LengthPrefixed));
        assert_eq!((decoded.units, decoded.errors.len()), (9, 1));
        assert_eq!(decoded.errors[0].1, "timestamp");
    }
}

#[test]
fn test_locates_without_a_directory_get_names() {
    let mut writer = Writer::new(Framing::Bare);
    writer.order_delete(header(9, T), 1);
    writer.add_order(header(2, T), 2, Side::Buy, 100, stock(2), 10);
    writer.order_delete(header(2, T), 2);
    let decoded = decode(writer.bytes(), None);
    assert_eq!(decoded.symbols, ["LOCATE:9", "BOB"]);
    let instruments: Vec<u32> = decoded.events.iter().map(|event| event.instrument.0).collect();
    assert_eq!(instruments, [0, 1, 1]);
}

#[test]
fn test_foreign_bytes_have_no_framing() {
    for bytes in [&b"The quick brown fox\n".repeat(50)[..], &[0; 5_000], &[0xff; 100], b"A", b"1,2,3\n"] {
        let decoded = decode(bytes, None);
        assert_eq!((decoded.units, decoded.errors[0].1), (0, "framing"));
    }
    assert_eq!(decode(b"", None).errors, []);
}

#[test]
fn test_every_framing_is_detected() {
    for framing in Framing::ALL {
        let mut writer = Writer::new(framing);
        for at in 0..40 {
            writer.stock_directory(header(1, T), stock(1));
            writer.order_replace(header(1, T), at, at + 1, 100, 10);
        }
        assert_eq!(Framing::detect(writer.bytes()), Some(framing));
        assert_eq!(decode(writer.bytes(), None).units, 80);
    }
}

/// Order flow as the plain reader sees it, and nothing more.
fn agrees_with_the_plain_reader(bytes: &[u8], framing: Framing) -> Result<(), TestCaseError> {
    let reading = itch_support::reference::read(bytes, framing);
    let decoded = decode(bytes, Some(framing));
    prop_assert_eq!(decoded.units, reading.units);
    prop_assert_eq!(decoded.errors.first().map(|error| error.0), reading.damaged_at);
    prop_assert_eq!(decoded.events.len(), reading.order_flow.len());
    for (event, expected) in decoded.events.iter().zip(reading.order_flow) {
        prop_assert!(expected.is_none_or(|body| body == event.body), "{:?} is not {:?}", event.body, expected);
    }
    Ok(())
}

fn plain_framing() -> impl Strategy<Value = Framing> {
    proptest::sample::select(vec![Framing::LengthPrefixed, Framing::ZeroPrefixed, Framing::Bare])
}

fn any_framing() -> impl Strategy<Value = Framing> {
    proptest::sample::select(Framing::ALL.to_vec())
}

proptest! {
    #[test]
    fn test_sound_streams_decode_as_the_plain_reader_reads_them(drafts in drafts(80), framing in plain_framing()) {
        let bytes = write_stream(framing, &drafts);
        let decoded = decode(&bytes, Some(framing));
        prop_assert_eq!(decoded.units, 4 + drafts.len() as u64);
        agrees_with_the_plain_reader(&bytes, framing)?;
    }

    #[test]
    fn test_any_split_gives_the_same_events(
        drafts in drafts(80), framing in any_framing(), pieces in proptest::collection::vec(1..200_usize, 1..40),
        flips in proptest::collection::vec((any::<prop::sample::Index>(), 1..=255_u8), 0..4), detected in any::<bool>(),
    ) {
        let mut bytes = write_stream(framing, &drafts);
        for (at, mask) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= mask;
        }
        let framing = if detected { None } else { Some(framing) };
        let whole = decode_skipping(&bytes, framing);
        prop_assert_eq!(decode_pieces(&bytes, framing, &pieces, true), whole);
    }

    #[test]
    fn test_truncation_keeps_whole_messages_and_names_the_cut(drafts in drafts(12), framing in plain_framing()) {
        let bytes = write_stream(framing, &drafts);
        for cut in 0..bytes.len() {
            agrees_with_the_plain_reader(&bytes[..cut], framing)?;
        }
    }

    #[test]
    fn test_flipped_bits_are_read_as_the_plain_reader_reads_them(
        drafts in drafts(40), framing in plain_framing(), at in any::<prop::sample::Index>(), bit in 0..8_u32,
    ) {
        let mut bytes = write_stream(framing, &drafts);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        agrees_with_the_plain_reader(&bytes, framing)?;
    }

    #[test]
    fn test_skipping_loses_no_message_far_from_the_damage(
        drafts in drafts(60), at in any::<prop::sample::Index>(), mask in 1..=255_u8, framing in plain_framing(),
    ) {
        let sound = write_stream(framing, &drafts);
        let all = decode(&sound, Some(framing)).units;
        let mut bytes = sound.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= mask;
        let decoded = decode_skipping(&bytes, Some(framing));
        let lost = all.saturating_sub(decoded.units);
        prop_assert!(lost == 0 || !decoded.errors.is_empty(), "{lost} messages lost in silence");
        let directory = at < write_stream(framing, &[]).len();
        // Without prefixes a few messages may seem to stand where none do.
        let most = if framing == Framing::Bare { 12 } else { 5 };
        prop_assert!(lost <= most || directory, "{lost} messages lost: {:?}", decoded.errors);
        prop_assert!(decoded.units <= all + 1);
    }

    /// What a packet's own fields can hide is the protocols' limit: a SoupBinTCP message that turns into a debug packet
    /// is a legal stream, and a message count of MoldUDP64 speaks for the bytes behind it.
    #[test]
    fn test_damage_in_a_packet_costs_no_more_than_its_neighbourhood(
        drafts in drafts(60), at in any::<prop::sample::Index>(), mask in 1..=255_u8,
        framing in proptest::sample::select(vec![Framing::SoupBinTcp, Framing::MoldUdp64]),
    ) {
        let sound = write_stream(framing, &drafts);
        let all = decode(&sound, Some(framing)).units;
        let mut bytes = sound.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= mask;
        let decoded = decode_skipping(&bytes, Some(framing));
        let packet = if framing == Framing::MoldUdp64 { 120 } else { 0 };
        let lost = all.saturating_sub(decoded.units);
        let directory = at < write_stream(framing, &[]).len();
        prop_assert!(lost <= 5 + packet || directory, "{lost} messages lost: {:?}", decoded.errors);
        prop_assert!(decoded.units <= all + 1);
    }

    #[test]
    fn test_swapped_messages_are_noticed(drafts in drafts(40), at in any::<prop::sample::Index>()) {
        prop_assume!(drafts.len() >= 2);
        let at = 4 + at.index(drafts.len() - 1);
        let bytes = write_stream(Framing::LengthPrefixed, &drafts);
        let mut units: Vec<&[u8]> = Vec::new();
        let mut rest = &bytes[..];
        while let [high, low, ..] = *rest {
            let (unit, behind) = rest.split_at(2 + usize::from(u16::from_be_bytes([high, low])));
            units.push(unit);
            rest = behind;
        }
        units.swap(at, at + 1);
        let decoded = decode_skipping(&units.concat(), Some(Framing::LengthPrefixed));
        prop_assert_eq!(decoded.errors.iter().map(|error| error.1).collect::<Vec<_>>(), ["timestamp"]);
    }

    #[test]
    fn test_noise_never_panics_nor_runs_for_ever(bytes in proptest::collection::vec(any::<u8>(), 0..3_000), framing in proptest::option::of(any_framing())) {
        let whole = decode_skipping(&bytes, framing);
        prop_assert!(bytes.is_empty() || !whole.errors.is_empty() || whole.units > 0 || framing.is_some());
    }
}
