//! The ITCH decoder on the real test file and on streams of the project's encoder.

mod itch_support;

use itch_support::generated::{SYMBOLS, drafts, header, stock, write_stream};
use itch_support::{decode, decode_pieces, decode_skipping, test_file};
use plimsoll_types::{
    AuctionKind, EventFlags, InstrumentId, MarketBody, MarketEvent, OrderId, Price, Qty, Side, TradingStatus,
};
use plimsoll_wire::itch::encode::{Header, Writer, stock_field};
use plimsoll_wire::itch::{Framing, MessageLengths, MoldHeader, messages};
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
