//! MoldUDP64 and SoupBinTCP: messages in packets, gaps, repeats, sessions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test's own functions may fail it

mod itch_support;

use itch_support::generated::{header, stock};
use itch_support::{decode, decode_skipping, gaps};
use plimsoll_types::{MarketBody, Side};
use plimsoll_wire::itch::encode::Writer;
use plimsoll_wire::itch::{Framing, MessageLengths, MoldHeader};

/// 09:30 as nanoseconds since midnight.
const T: u64 = 34_200_000_000_000;

fn mold(first_sequence_gap: bool) -> (Vec<u8>, Vec<Vec<u8>>) {
    let mut writer = Writer::new(Framing::MoldUdp64);
    let mut packets = Vec::new();
    for packet in 0..4_u64 {
        for at in 0..3 {
            writer.add_order(header(1, T + packet), packet * 3 + at, Side::Buy, 100, stock(1), 10);
        }
        packets.push(writer.take());
    }
    writer.end_of_session();
    packets.push(writer.take());
    if first_sequence_gap {
        packets.remove(1);
    }
    (packets.concat(), packets)
}

#[test]
fn test_mold_packets_give_their_messages_and_the_end() {
    let (bytes, _) = mold(false);
    let decoded = decode(&bytes, None);
    assert_eq!((decoded.units, decoded.errors.len(), gaps(&decoded.events)), (12, 0, vec![]));
    assert_eq!(decoded.events.last().map(|event| event.body), Some(MarketBody::Note { code: b'Z' }));
}

#[test]
fn test_a_missing_mold_packet_is_a_gap_and_a_repeated_one_is_dropped() {
    let (bytes, packets) = mold(true);
    let decoded = decode(&bytes, Some(Framing::MoldUdp64));
    assert_eq!((decoded.units, gaps(&decoded.events)), (9, vec![(4, 7)]));
    let repeated = [&packets[0][..], &packets[0], &packets[1], &packets[0], &packets[2]].concat();
    let decoded = decode(&repeated, Some(Framing::MoldUdp64));
    assert_eq!((decoded.units, gaps(&decoded.events)), (9, vec![(4, 7)]));
}

#[test]
fn test_a_mold_heartbeat_reveals_a_gap_and_a_new_session_clears() {
    let (bytes, packets) = mold(false);
    let mut heartbeat = packets[4].clone();
    heartbeat[18..20].copy_from_slice(&[0, 0]);
    let decoded = decode(&[&packets[0][..], &heartbeat].concat(), Some(Framing::MoldUdp64));
    assert_eq!(gaps(&decoded.events), [(4, 13)]);
    let mut other = bytes.clone();
    let mut at = 0;
    for packet in &packets {
        other[at..at + 10].copy_from_slice(b"TOMORROW  ");
        at += packet.len();
    }
    let decoded = decode(&[bytes, other].concat(), Some(Framing::MoldUdp64));
    assert_eq!((decoded.units, decoded.errors.len(), gaps(&decoded.events)), (24, 0, vec![]));
    let cleared = decoded.events.iter().filter(|event| event.body == MarketBody::Clear { side: None }).count();
    assert_eq!(cleared, 1);
}

#[test]
fn test_mold_damage_costs_one_message_or_one_packet_and_is_seen() {
    let (sound, packets) = mold(false);
    let block = 2 + MessageLengths::of(b'A');
    let second = packets[0].len() + MoldHeader::LEN;
    for (at, byte, units) in [
        (second + 2, b'~', 11),              // a message's type
        (second + block + 2 + 19, b'x', 11), // a side
        (second + 1, 99, 9),                 // a block's length: the packet is lost from there
        (packets[0].len() + 19, 9, 12),      // a count too high: nothing is lost
        (packets[0].len() + 19, 1, 10),      // a count too low
        (packets[0].len(), 0, 9),            // the session
    ] {
        let mut bytes = sound.clone();
        bytes[at] = byte;
        let decoded = decode_skipping(&bytes, Some(Framing::MoldUdp64));
        assert_eq!(decoded.units, units, "byte {at}: {:?}", decoded.errors);
        assert!(!decoded.errors.is_empty(), "byte {at}");
    }
}

#[test]
fn test_soup_counts_from_its_login_and_reports_gaps() {
    let mut writer = Writer::new(Framing::SoupBinTcp);
    writer.heartbeat();
    for at in 0..4 {
        writer.add_order(header(1, T), at, Side::Buy, 100, stock(1), 10);
    }
    writer.end_of_session();
    let body = writer.take();
    let login = |sequence: u64| [&b"\x00\x1fA"[..], b"SESSION001", format!("{sequence:>20}").as_bytes()].concat();
    let decoded = decode(&[login(1), body.clone()].concat(), None);
    assert_eq!((decoded.units, gaps(&decoded.events)), (4, vec![]));
    let notes: Vec<u8> = decoded
        .events
        .iter()
        .filter_map(|e| if let MarketBody::Note { code } = e.body { Some(code) } else { None })
        .collect();
    assert_eq!(notes, b"HZ");
    let decoded = decode(&[login(1), body.clone(), login(9), body.clone()].concat(), None);
    assert_eq!((decoded.units, gaps(&decoded.events)), (8, vec![(5, 9)]));
    let decoded = decode(&[login(1), body.clone(), login(3), body].concat(), None);
    assert_eq!((decoded.units, gaps(&decoded.events)), (6, vec![]), "messages 3 and 4 come twice");
}
