//! Random damage to generated ITCH and LOBSTER bytes: an error that names a place, or the book that follows from what was
//! valid. Never a panic, never a silently wrong book.
#![allow(clippy::unwrap_used, clippy::panic)]

mod naive;

use naive::{NaiveBooks, Row};
use plimsoll_book::OrderIdScope;
use plimsoll_engine::{FeaturePlan, FeedError, Replay, TradingLoop};
use plimsoll_session::source::{self, ByteSource};
use plimsoll_session::{FileFeed, OnDamage};
use plimsoll_sim::{SimConfig, SimulatedExchange};
use plimsoll_types::{Nanos, Side};
use plimsoll_wire::Decoder;
use plimsoll_wire::itch::{Framing, ItchDecoder, ItchSettings, Market};
use plimsoll_wire::lobster::LobsterDecoder;
use proptest::prelude::*;
use std::io::{self, Write};
use std::sync::{Arc, OnceLock};

const FEATURES: &str = "mid,microprice,ofi,trade_imbalance,vwap";

/// Length-prefixed messages of three simulated instruments.
fn itch_units() -> &'static Vec<Vec<u8>> {
    static UNITS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    UNITS.get_or_init(|| {
        let config = SimConfig::load(4, 3, 300.0);
        let until_ns = config.session_start_ns + 8_000_000_000;
        let mut bytes = Vec::new();
        SimulatedExchange::new(config).advance(until_ns, usize::MAX, &mut bytes);
        frames(&bytes)
    })
}

/// Cuts length-prefixed bytes into frames; an incomplete one at the end is one too.
fn frames(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut units = Vec::new();
    while !bytes.is_empty() {
        let length = bytes.first_chunk().map_or(0, |prefix| usize::from(u16::from_be_bytes(*prefix)));
        let (unit, rest) = bytes.split_at((length + 2).min(bytes.len()));
        units.push(unit.to_vec());
        bytes = rest;
    }
    units
}

/// Message rows of one instrument: mostly consistent, some about orders that rested before the file.
fn lobster_units() -> &'static Vec<Vec<u8>> {
    static UNITS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    UNITS.get_or_init(|| {
        let mut state = 7_u64;
        let mut draw = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let mut resting: Vec<(u64, u64, i64, i64)> = Vec::new();
        let mut row = |n: u64| {
            let time = format!("342{:02}.{:09}", n / 100, n % 100 * 10_000_000);
            if resting.is_empty() || draw(10) < 5 {
                let side = if draw(2) == 0 { 1 } else { -1 };
                let (qty, px) = (1 + draw(500), 2_000_000 - side * 100 * (1 + draw(30) as i64));
                let id = n + 1;
                resting.push((id, qty, px, side));
                return format!("{time},1,{id},{qty},{px},{side}\n").into_bytes();
            }
            let at = draw(resting.len() as u64) as usize;
            let (id, left, px, side) = resting[at];
            let part = 1 + draw(left);
            let kind = if part < left { 2 + 2 * draw(2) } else { 3 + draw(2) };
            if part < left {
                resting[at].1 -= part;
            } else {
                resting.swap_remove(at);
            }
            format!("{time},{kind},{id},{part},{px},{side}\n").into_bytes()
        };
        (0..1_500).map(&mut row).collect()
    })
}

#[derive(Debug, Clone)]
enum Damage {
    Swap(prop::sample::Index, prop::sample::Index),
    Delete(prop::sample::Index),
    Duplicate(prop::sample::Index),
    Flip(prop::sample::Index, u8),
    Truncate(prop::sample::Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        2 => (at(), at()).prop_map(|(a, b)| Damage::Swap(a, b)),
        2 => at().prop_map(Damage::Delete),
        2 => at().prop_map(Damage::Duplicate),
        6 => (at(), 0_u8..8).prop_map(|(a, bit)| Damage::Flip(a, bit)),
        1 => at().prop_map(Damage::Truncate),
    ]
}

fn damaged(units: &[Vec<u8>], damages: &[Damage]) -> Vec<u8> {
    let mut units = units.to_vec();
    for damage in damages {
        match damage {
            Damage::Swap(a, b) => {
                let at = a.index(units.len() - 1);
                units.swap(at, (at + 1 + b.index(3)).min(at + 1));
            }
            Damage::Delete(at) => drop(units.remove(at.index(units.len()))),
            Damage::Duplicate(at) => {
                let at = at.index(units.len());
                units.insert(at, units[at].clone());
            }
            Damage::Flip(..) | Damage::Truncate(_) => {}
        }
    }
    let mut bytes = units.concat();
    for damage in damages {
        match damage {
            Damage::Flip(at, bit) => {
                let at = at.index(bytes.len());
                bytes[at] ^= 1 << bit;
            }
            Damage::Truncate(at) => bytes.truncate(at.index(bytes.len()).max(1)),
            _ => {}
        }
    }
    bytes
}

/// Bytes in memory, handed out in pieces of a few bytes to a few thousand.
struct Drip {
    bytes: Vec<u8>,
    most: usize,
}

impl ByteSource for Drip {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = &self.bytes[(offset as usize).min(self.bytes.len())..];
        let count = rest.len().min(buffer.len()).min(1 + (offset as usize * 7_919) % self.most);
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }

    fn fraction(&self, _: u64) -> f64 {
        0.0
    }
}

fn itch_decoder() -> Box<dyn Decoder> {
    let framing = Some(Framing::LengthPrefixed);
    Box::new(ItchDecoder::new(&ItchSettings { framing, midnight_ns: 0, market: Market::Nasdaq }))
}

fn lobster_decoder() -> Box<dyn Decoder> {
    Box::new(LobsterDecoder::new("GEN", 0, None))
}

/// Replays to the end or the first damage.
fn replayed(
    source: Arc<dyn ByteSource>,
    decoder: Box<dyn Decoder>,
    on_damage: OnDamage,
) -> (Replay, Option<FeedError>) {
    let feed = FileFeed::new("generated".into(), source, decoder, on_damage);
    let state = TradingLoop::market_only(OrderIdScope::Feed, FeaturePlan::continuous(FEATURES).unwrap());
    let mut replay = Replay::new(Box::new(feed), state);
    let failure = replay.advance(Nanos::MAX, usize::MAX, &mut (), &mut ()).err();
    (replay, failure)
}

fn whole(bytes: Vec<u8>, decoder: Box<dyn Decoder>, on_damage: OnDamage) -> (Replay, Option<FeedError>) {
    replayed(Arc::new(Drip { bytes, most: 1 << 20 }), decoder, on_damage)
}

fn rows(replay: &Replay, number: usize, side: Side) -> Vec<Row> {
    let id = plimsoll_types::InstrumentId(u32::try_from(number).unwrap());
    let book = replay.state().books().book(id);
    book.map(|book| book.levels(side).map(|level| (level.px.raw(), level.qty.raw(), level.orders)).collect())
        .unwrap_or_default()
}

/// The books, and the count of events that contradicted them, are those of the reference.
fn check_books(
    replay: &Replay,
    reference: &NaiveBooks,
    symbol_of: impl Fn(&str) -> String,
) -> Result<(), TestCaseError> {
    for (number, instrument) in replay.feed().instruments().rows().iter().enumerate() {
        for side in [Side::Buy, Side::Sell] {
            let expected = reference.levels(&symbol_of(&instrument.symbol), side == Side::Buy);
            prop_assert_eq!(rows(replay, number, side), expected, "{} {:?}", instrument.symbol, side);
        }
    }
    prop_assert_eq!(replay.state().books().faults().total(), reference.faults);
    prop_assert_eq!(replay.state().counters().faults, reference.faults);
    Ok(())
}

/// A failure names the first unit that was not kept, by byte and, in text, by line.
fn check_place(failure: Option<&FeedError>, replay: &Replay, kept: &[Vec<u8>]) -> Result<(), TestCaseError> {
    let Some(failure) = failure else { return Ok(()) };
    let FeedError::Damaged { input, kept: told, source } = failure else { panic!("{failure}") };
    prop_assert_eq!((input.as_str(), *told), ("generated", replay.units()));
    prop_assert_eq!(source.offset, kept.iter().map(|unit| unit.len() as u64).sum::<u64>());
    prop_assert!(source.line.is_none_or(|line| line == told + 1));
    prop_assert!(!source.field.is_empty() && !source.reason.is_empty());
    Ok(())
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn test_damaged_itch_names_a_place_or_gives_the_book_of_what_was_valid(
        damages in prop::collection::vec(damage(), 0..4),
    ) {
        let bytes = damaged(itch_units(), &damages);
        let units = frames(&bytes);
        let (replay, failure) = whole(bytes, itch_decoder(), OnDamage::Stop);
        let kept = &units[..usize::try_from(replay.units()).unwrap()];
        let mut reference = NaiveBooks::default();
        kept.iter().for_each(|unit| reference.itch(&unit[2..]));
        check_place(failure.as_ref(), &replay, kept)?;
        prop_assert!(failure.is_some() || kept.len() == units.len());
        check_books(&replay, &reference, str::to_owned)?;
    }

    #[test]
    fn test_damaged_lobster_names_a_place_or_gives_the_book_of_what_was_valid(
        damages in prop::collection::vec(damage(), 0..4),
    ) {
        let bytes = damaged(lobster_units(), &damages);
        let units: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        let (replay, failure) = whole(bytes, lobster_decoder(), OnDamage::Stop);
        let kept = &units[..usize::try_from(replay.units()).unwrap()];
        let mut reference = NaiveBooks::default();
        kept.iter().for_each(|unit| reference.lobster(std::str::from_utf8(unit).unwrap()));
        check_place(failure.as_ref(), &replay, kept)?;
        prop_assert!(failure.is_some() || kept.len() == units.len());
        check_books(&replay, &reference, |_| String::new())?;
    }

    #[test]
    fn test_skipping_survives_any_damage_and_counts_it(damages in prop::collection::vec(damage(), 1..6)) {
        for (units, decoder) in [(itch_units(), itch_decoder()), (lobster_units(), lobster_decoder())] {
            let bytes = damaged(units, &damages);
            let (_, stopped) = whole(bytes.clone(), decoder.fork(), OnDamage::Stop);
            let (skipping, failure) = whole(bytes, decoder, OnDamage::Skip);
            prop_assert!(failure.is_none(), "{:?}", failure);
            prop_assert_eq!(skipping.state().counters().damaged > 0, stopped.is_some());
        }
    }

    #[test]
    fn test_skipping_local_damage_is_like_a_feed_without_those_units(picks in prop::collection::btree_set(5_usize..1_400, 1..6)) {
        let picks: Vec<usize> = picks.into_iter().map(|pick| pick - pick % 5).collect::<std::collections::BTreeSet<_>>().into_iter().collect();
        let mut bad = itch_units().clone();
        picks.iter().for_each(|at| bad[*at][2] = b'~');
        let sound = itch_units().iter().enumerate().filter(|(at, _)| !picks.contains(at)).map(|(_, unit)| unit.clone());
        let (skipping, _) = whole(bad.concat(), itch_decoder(), OnDamage::Skip);
        let (without, failure) = whole(sound.collect::<Vec<_>>().concat(), itch_decoder(), OnDamage::Stop);
        prop_assert!(failure.is_none());
        prop_assert_eq!(skipping.state().counters().damaged, picks.len() as u64);
        prop_assert_eq!(skipping.units(), without.units());
        prop_assert_eq!(skipping.state().state_hash(), without.state().state_hash());
    }

    #[test]
    fn test_pieces_of_any_size_give_the_same_state(most in 1_usize..5_000, damages in prop::collection::vec(damage(), 0..2)) {
        for (units, decoder) in [(itch_units(), itch_decoder()), (lobster_units(), lobster_decoder())] {
            let bytes = damaged(&units[..600], &damages);
            let (at_once, failure) = whole(bytes.clone(), decoder.fork(), OnDamage::Skip);
            let drip = Arc::new(Drip { bytes, most });
            let (dripped, again) = replayed(drip, decoder, OnDamage::Skip);
            prop_assert_eq!(failure, again);
            prop_assert_eq!(at_once.state().state_hash(), dripped.state().state_hash());
            prop_assert_eq!(at_once.state().counters(), dripped.state().counters());
        }
    }
}

#[test]
fn test_plain_and_compressed_recordings_end_in_one_state() {
    let bytes = itch_units().concat();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&bytes).unwrap();
    let zstd = ruzstd::encoding::compress_to_vec(bytes.as_slice(), ruzstd::encoding::CompressionLevel::Fastest);
    let hash = |content: &[u8]| {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        let source = Arc::from(source::open(file.path()).unwrap());
        let (replay, failure) = replayed(source, itch_decoder(), OnDamage::Stop);
        assert!(failure.is_none());
        replay.state().state_hash()
    };
    let plain = hash(&bytes);
    assert_eq!(hash(&gzip.finish().unwrap()), plain);
    assert_eq!(hash(&zstd), plain);
    assert_ne!(hash(&itch_units()[..600].concat()), plain);
}

#[test]
fn test_the_reference_would_notice_one_lost_message() {
    let units = itch_units();
    let (replay, _) = whole(units.concat(), itch_decoder(), OnDamage::Stop);
    let lost = units.iter().rposition(|unit| unit[2] == b'A').unwrap();
    let mut reference = NaiveBooks::default();
    units.iter().enumerate().filter(|(at, _)| *at != lost).for_each(|(_, unit)| reference.itch(&unit[2..]));
    assert!(check_books(&replay, &reference, str::to_owned).is_err());
}
