//! Fuzz targets over all decoders (they run as tests; `cargo bolero test fuzz_damaged_inputs` drives them with a coverage
//! engine). Sound inputs are damaged by a script of edits; whatever comes of it, pieces must not matter, errors must lie
//! within the input, damage must be passed over to the end, and a fork must go on as its original does.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "support/seeds.rs"]
mod seeds;
mod support;

use plimsoll_types::{Bar, EventBatch, InstrumentTable, MarketBody, MarketEvent};
use plimsoll_wire::format::{Format, OpenOptions, open};
use plimsoll_wire::{DecodeError, Decoder};
use support::all_events;

const ITERATIONS: usize = 6_000;

/// What a decoder made of an input: events, units, and where each damage lay.
#[derive(Debug, PartialEq)]
struct Outcome {
    events: Vec<MarketEvent>,
    bars: Vec<Bar>,
    units: u64,
    damage: Vec<(u64, Option<u64>, &'static str, String)>,
}

/// Decodes in pieces, passing over damage where the decoder can.
fn outcome(decoder: &mut dyn Decoder, bytes: &[u8], piece: usize) -> Outcome {
    let mut outcome = Outcome { events: vec![], bars: vec![], units: 0, damage: vec![] };
    let mut batch = EventBatch::default();
    let (mut at, mut end) = (0, 0);
    while end < bytes.len() || end == 0 {
        end = bytes.len().min(end + piece);
        loop {
            batch.clear();
            let result = decoder.decode(&bytes[at..end], end == bytes.len(), &mut batch);
            sound(&batch, decoder.instruments());
            let bars_before = outcome.bars.len() as u32;
            outcome.events.extend(batch.events.iter().map(|event| numbered(*event, bars_before)));
            outcome.bars.extend_from_slice(&batch.bars);
            outcome.units += batch.units;
            match result {
                Ok(consumed) => {
                    assert!(consumed <= end - at, "consumed more than it was given");
                    at += consumed;
                    if consumed == 0 && !batch.is_full() {
                        break;
                    }
                }
                Err(error) => {
                    at += passed_over(&error, end - at);
                    let DecodeError { offset, line, field, reason, skip, .. } = error;
                    outcome.damage.push((offset, line, field, reason));
                    if skip.is_none() {
                        return outcome;
                    }
                }
            }
        }
        if end == bytes.len() {
            break;
        }
    }
    outcome
}

/// Bars are numbered within their batch; here within the whole input.
fn numbered(mut event: MarketEvent, bars_before: u32) -> MarketEvent {
    if let MarketBody::Bar { index } = &mut event.body {
        *index += bars_before;
    }
    event
}

fn passed_over(error: &DecodeError, given: usize) -> usize {
    let length = error.consumed + error.skip.unwrap_or(0);
    assert!(length <= given, "the damage lies outside of the input: {error:?}");
    assert!(error.skip != Some(0), "passing over nothing would never end");
    length
}

/// Every event refers to what there is.
fn sound(batch: &EventBatch, instruments: &InstrumentTable) {
    for event in &batch.events {
        assert!(event.instrument.0 == u32::MAX || instruments.get(event.instrument).is_some(), "{event:?}");
        match event.body {
            MarketBody::Bar { index } => assert!((index as usize) < batch.bars.len()),
            MarketBody::AddOrder { px, qty, .. } | MarketBody::SetLevel { px, qty, .. } => {
                assert!(px.is_set() && qty.is_set() && qty.raw() >= 0, "{event:?}");
            }
            MarketBody::Trade { px, qty, .. } => assert!(px.is_set() && qty.raw() >= 0, "{event:?}"),
            _ => {}
        }
    }
}

/// Damages `bytes` as `script` says: three bytes an edit.
fn edited(bytes: &[u8], script: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for edit in script.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([edit[0], edit[1] & 0x07])) % bytes.len().max(1);
        match edit[1] >> 5 {
            0 => bytes.truncate(at + 1),
            1 => drop(bytes.drain(at..(at + usize::from(edit[2])).min(bytes.len()))),
            2 => bytes.insert(at, edit[2]),
            3 => bytes.extend_from_within(at..(at + usize::from(edit[2])).min(bytes.len())),
            4 => bytes[at] ^= 1 << (edit[2] % 8),
            5 => bytes[at] = b"0123456789-,.\n{}[]\":eE"[usize::from(edit[2]) % 22],
            6 => bytes.rotate_left(at),
            _ => bytes[at] = edit[2],
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

/// Makes a decoder of a format.
type Make = fn(Format) -> Box<dyn Decoder>;

fn ours(format: Format) -> Box<dyn Decoder> {
    open(format, OpenOptions::default()).unwrap()
}

/// One fuzz case: the first byte chooses the seed, the second the piece, the rest edits.
fn damaged(make: Make, script: &[u8]) {
    let [choice, piece, script @ ..] = script else { return };
    let seeds = seeds::seeds();
    let (format, seed) = &seeds[usize::from(*choice) % seeds.len()];
    let bytes = edited(seed, script);
    let whole = outcome(make(*format).as_mut(), &bytes, usize::MAX / 2);
    let pieces = outcome(make(*format).as_mut(), &bytes, usize::from(*piece) + 1);
    assert_eq!(whole, pieces, "{} in pieces of {}", format.name(), usize::from(*piece) + 1);
}

#[test]
fn test_seeds_are_sound_and_recognised() {
    for (format, seed) in seeds::seeds().into_iter().filter(|(_, seed)| !seed.starts_with(b"timestamp,bid,ask\n2013")) {
        assert_eq!(Format::detect("", &seed), Some(format));
        let (events, units) =
            all_events(ours(format).as_mut(), &seed, 9).unwrap_or_else(|error| panic!("{}: {error}", format.name()));
        assert!(units > 1 && events.len() > 1, "{}", format.name());
    }
}

#[test]
fn test_a_fork_goes_on_as_its_original() {
    for (format, seed) in seeds::seeds() {
        for half in [seed.len() / 3, seed.len() / 2, seed.len() - 1] {
            let mut decoder = ours(format);
            let mut batch = EventBatch::default();
            let Ok(at) = decoder.decode(&seed[..half], false, &mut batch) else { continue };
            let mut fork = decoder.fork();
            let original = outcome(decoder.as_mut(), &seed[at..], 7);
            assert_eq!(original, outcome(fork.as_mut(), &seed[at..], 50), "{}", format.name());
        }
    }
}

#[test]
fn fuzz_damaged_inputs() {
    bolero::check!().with_iterations(ITERATIONS).with_max_len(40).for_each(|script: &[u8]| damaged(ours, script));
}

#[test]
fn fuzz_noise() {
    bolero::check!().with_iterations(ITERATIONS / 4).with_max_len(600).for_each(|bytes: &[u8]| {
        let _ = Format::detect("noise", bytes);
        for (format, _) in seeds::seeds() {
            assert_eq!(outcome(ours(format).as_mut(), bytes, 1 << 20), outcome(ours(format).as_mut(), bytes, 13));
        }
    });
}

/// A decoder with the commonest bug of its kind: it takes the end of a piece for the end of a line.
struct TakesPiecesForWhole(Box<dyn Decoder>);

impl Decoder for TakesPiecesForWhole {
    fn decode(&mut self, input: &[u8], _eof: bool, out: &mut EventBatch) -> Result<usize, DecodeError> {
        self.0.decode(input, true, out)
    }

    fn instruments(&self) -> &InstrumentTable {
        self.0.instruments()
    }

    fn fork(&self) -> Box<dyn Decoder> {
        Box::new(Self(self.0.fork()))
    }
}

/// A decoder that gives up one byte too many at damage.
struct SkipsTooFar(Box<dyn Decoder>);

impl Decoder for SkipsTooFar {
    fn decode(&mut self, input: &[u8], eof: bool, out: &mut EventBatch) -> Result<usize, DecodeError> {
        self.0.decode(input, eof, out).map_err(|error| DecodeError { skip: error.skip.map(|skip| skip + 1), ..error })
    }

    fn instruments(&self) -> &InstrumentTable {
        self.0.instruments()
    }

    fn fork(&self) -> Box<dyn Decoder> {
        Box::new(Self(self.0.fork()))
    }
}

#[test]
#[should_panic(expected = "test failed")] // what bolero says after printing the smallest input
fn fuzz_finds_a_planted_piece_bug() {
    bolero::check!().with_iterations(ITERATIONS).with_max_len(40).for_each(|script: &[u8]| {
        damaged(|format| Box::new(TakesPiecesForWhole(ours(format))), script);
    });
}

#[test]
#[should_panic(expected = "test failed")]
fn fuzz_finds_a_planted_skip_bug() {
    bolero::check!().with_iterations(ITERATIONS).with_max_len(40).for_each(|script: &[u8]| {
        damaged(|format| Box::new(SkipsTooFar(ours(format))), script);
    });
}
