//! Frames and links.

use crate::gateway::frame::{
    Frame, FrameFault, HEADER, Header, Kind, MAC, MOST_FRAME, MOST_PAYLOAD, MacKey, put_frame,
};
use crate::gateway::link::Link;
use proptest::prelude::*;

fn keys() -> (MacKey, MacKey) {
    (MacKey::new(&[1; 32]), MacKey::new(&[2; 32]))
}

fn ends() -> (Link, Link) {
    let (up, down) = keys();
    (Link::new(7, up.clone(), down.clone()), Link::new(7, down, up))
}

fn sealed(link: &mut Link, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    link.seal(Kind::Command, 1_000, 0, payload, &mut bytes);
    bytes
}

#[test]
fn test_what_one_end_seals_the_other_opens() {
    let (mut client, mut gateway) = ends();
    for number in 1..=3 {
        let bytes = sealed(&mut client, b"order");
        let frame = gateway.open(&bytes, 0).unwrap();
        assert_eq!((frame.header.kind, frame.header.seq, frame.payload), (Kind::Command, number, &b"order"[..]));
    }
    let mut answer = Vec::new();
    gateway.seal(Kind::Heartbeat, 0, 0, b"", &mut answer);
    assert_eq!(client.unacknowledged(), 3);
    assert_eq!(client.open(&answer, 0).unwrap().header.ack, 3);
    assert_eq!(client.unacknowledged(), 0);
}

#[test]
fn test_a_replay_is_dropped_a_thousand_times_and_the_session_goes_on() {
    let (mut client, mut gateway) = ends();
    let bytes = sealed(&mut client, b"once");
    assert!(gateway.open(&bytes, 0).is_ok());
    for _ in 0..1_000 {
        assert_eq!(gateway.open(&bytes, 0).unwrap_err(), FrameFault::Replayed);
    }
    assert_eq!(gateway.counters().replayed, 1_000);
    assert!(gateway.open(&sealed(&mut client, b"twice"), 0).is_ok());
}

#[test]
fn test_a_gap_a_forgery_and_a_foreign_frame_end_the_connection() {
    let (mut client, mut gateway) = ends();
    let _lost = sealed(&mut client, b"lost");
    let ahead = sealed(&mut client, b"ahead");
    let gap = gateway.open(&ahead, 0).unwrap_err();
    let mirrored = client.open(&ahead, 0).unwrap_err();
    let (up, down) = keys();
    let foreign = gateway.open(&sealed(&mut Link::new(8, up, down), b"x"), 0).unwrap_err();
    assert_eq!((gap, mirrored, foreign), (FrameFault::Gap, FrameFault::Mac, FrameFault::Session));
    assert!([gap, mirrored, foreign].iter().all(|fault| fault.is_fatal()));
}

#[test]
fn test_a_late_frame_is_refused_but_counts_as_received() {
    let (mut client, mut gateway) = ends();
    let late = sealed(&mut client, b"late");
    assert_eq!(gateway.open(&late, 1_000_000_001).unwrap_err(), FrameFault::Expired);
    assert_eq!(gateway.open(&late, 0).unwrap_err(), FrameFault::Replayed, "not acted on later either");
    let early = sealed(&mut client, b"early");
    assert_eq!(gateway.open(&early, -1_000_000_000).unwrap_err(), FrameFault::Early);
    assert!(gateway.open(&sealed(&mut client, b"next"), 1_000_000_000).is_ok());
    let mut long = Vec::new();
    client.seal(Kind::Command, u16::MAX, 0, b"a minute", &mut long);
    assert_eq!(gateway.open(&long, 2_000_000_001).unwrap_err(), FrameFault::Expired, "two seconds at most");
}

#[test]
fn test_an_acknowledgement_of_what_was_never_sent_is_a_fault() {
    let (mut client, mut gateway) = ends();
    let (_, down) = keys();
    let header = Header { kind: Kind::Heartbeat, session: 7, seq: 1, ack: 5, sent_ns: 0, lives_ms: 0 };
    let mut bytes = Vec::new();
    put_frame(&mut bytes, &header, b"", Some(&down));
    assert_eq!(client.open(&bytes, 0).unwrap_err(), FrameFault::Ack);
    assert!(gateway.open(&sealed(&mut client, b""), 0).is_ok());
}

#[test]
fn test_every_cut_and_every_flipped_bit_of_a_frame_is_found() {
    let (mut client, gateway) = ends();
    let bytes = sealed(&mut client, b"a limit order, say");
    for length in 0..bytes.len() {
        assert!(gateway.clone().open(&bytes[..length], 0).is_err(), "cut at {length}");
    }
    for at in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[at / 8] ^= 1 << (at % 8);
        assert!(gateway.clone().open(&flipped, 0).is_err(), "bit {at}");
    }
    assert!(gateway.clone().open(&bytes, 0).is_ok());
}

#[test]
fn test_a_frame_is_at_most_64_kib() {
    let (mut client, mut gateway) = ends();
    let largest = sealed(&mut client, &vec![0; MOST_PAYLOAD]);
    assert_eq!(largest.len(), MOST_FRAME);
    assert!(gateway.open(&largest, 0).is_ok());
    assert_eq!(Frame::read(&vec![0; MOST_FRAME + 1]).unwrap_err(), FrameFault::Long);
}

/// A million frames in a few seconds: random bytes, cut frames, frames with bytes changed. None panics, none is taken.
#[test]
fn test_a_million_hostile_frames_are_refused() {
    let (mut client, mut gateway) = ends();
    let good = sealed(&mut client, &[9; 120]);
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut draw = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut taken = 0;
    for round in 0..1_000_000_u32 {
        let mut bytes = good.clone();
        match round % 4 {
            0 => bytes = (0..draw() % 96).map(|_| draw().to_le_bytes()[0]).collect(),
            1 => bytes.truncate((draw() % (good.len() as u64)) as usize),
            2 => {
                for _ in 0..=draw() % 3 {
                    let at = (draw() % (good.len() as u64)) as usize;
                    bytes[at] ^= 1 + draw().to_le_bytes()[0] % 255;
                }
            }
            _ => bytes[..8].iter_mut().for_each(|byte| *byte = draw().to_le_bytes()[0]),
        }
        if bytes != good {
            taken += u32::from(gateway.open(&bytes, 0).is_ok());
        }
    }
    assert_eq!(taken, 0);
    assert!(gateway.open(&good, 0).is_ok(), "the session goes on");
}

proptest! {
    #[test]
    fn test_headers_read_back(session: u32, seq: u64, ack: u64, sent_ns: i64, lives_ms: u16, kind in 0..Kind::ALL.len(),
                              payload in proptest::collection::vec(any::<u8>(), 0..300)) {
        let header = Header { kind: Kind::ALL[kind], session, seq, ack, sent_ns, lives_ms };
        let (key, other) = keys();
        let mut bytes = Vec::new();
        put_frame(&mut bytes, &header, &payload, Some(&key));
        prop_assert_eq!(bytes.len(), HEADER + payload.len() + MAC);
        let frame = Frame::read(&bytes).unwrap();
        prop_assert_eq!((frame.header, frame.payload), (header, &payload[..]));
        prop_assert!(frame.is_sealed_by(&key) && !frame.is_sealed_by(&other));
    }
}
