//! Fuzz targets of the ITCH decoder (they run as tests; `cargo bolero test fuzz_written_streams` drives them with a
//! coverage-guided engine), and the proof that they find bugs: the same harness is given decoders with a bug planted.

mod itch_support;

use itch_support::generated::{Draft, header, stock, write_draft};
use itch_support::{Decoded, decode, decode_pieces, decode_skipping, reference};
use plimsoll_wire::itch::Framing;
use plimsoll_wire::itch::encode::Writer;
use std::panic::catch_unwind;
use std::time::Duration;

/// What the harness tests: decodes up to the first damage.
type Subject = fn(&[u8], Framing) -> Decoded;

const ITERATIONS: usize = 3_000;
const PLAIN: [Framing; 3] = [Framing::LengthPrefixed, Framing::ZeroPrefixed, Framing::Bare];

fn subject(bytes: &[u8], framing: Framing) -> Decoded {
    decode(bytes, Some(framing))
}

/// The harness: what `subject` makes of `bytes` must be what a plain reader makes of them.
fn check_against_plain_reader(subject: Subject, bytes: &[u8], framing: Framing) {
    let (decoded, reading) = (subject(bytes, framing), reference::read(bytes, framing));
    assert_eq!(decoded.units, reading.units);
    assert_eq!(decoded.errors.first().map(|error| error.0), reading.damaged_at);
    assert_eq!(decoded.events.len(), reading.order_flow.len());
    for (event, expected) in decoded.events.iter().zip(reading.order_flow) {
        assert!(expected.is_none_or(|body| body == event.body), "{:?} is not {expected:?}", event.body);
    }
}

/// Framing, mutations and messages from the fuzzer's bytes, so that most of them say something.
struct Script<'a>(&'a [u8]);

impl Script<'_> {
    fn byte(&mut self) -> u8 {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first
    }

    fn draft(&mut self) -> Draft {
        let (kind, locate, order_ref) = (self.byte(), u16::from(self.byte() % 3 + 1), u64::from(self.byte()));
        let (shares, price) = (u32::from(self.byte()) + 1, u32::from(self.byte()) * 100 + 1);
        match kind % 11 {
            0 | 1 => Draft::Add { locate, order_ref, buy: kind < 128, shares, price, attributed: kind % 11 == 1 },
            2 => Draft::Execute { locate, order_ref, shares, at: None },
            3 => Draft::Execute { locate, order_ref, shares, at: Some((kind < 128, price)) },
            4 => Draft::Cancel { locate, order_ref, shares },
            5 => Draft::Delete { locate, order_ref },
            6 => Draft::Replace { locate, order_ref, new_order_ref: order_ref + 1, shares, price },
            7 => Draft::Trade { locate, shares, price, match_number: order_ref },
            8 => Draft::Cross { locate, shares: u64::from(shares), price },
            9 => Draft::Bust { locate, match_number: order_ref },
            _ => Draft::Notice { locate, kind: b"SHYLVWKJhINO"[usize::from(self.byte()) % 12] },
        }
    }

    fn stream(&mut self, framings: &[Framing]) -> (Framing, Vec<u8>) {
        let framing = framings[usize::from(self.byte()) % framings.len()];
        let mutations: Vec<[u8; 4]> = (0..self.byte() % 4).map(|_| [(); 4].map(|()| self.byte())).collect();
        let mut writer = Writer::new(framing);
        for locate in 1..=3 {
            writer.stock_directory(header(locate, 0), stock(locate));
        }
        let mut ts = 0;
        while !self.0.is_empty() {
            ts += u64::from(self.byte());
            write_draft(&mut writer, &self.draft(), ts);
        }
        let mut bytes = writer.take();
        for [high, low, mask, cut] in mutations {
            let at = usize::from(u16::from_be_bytes([high, low])) % bytes.len();
            bytes[at] ^= mask;
            if cut < 64 {
                bytes.truncate(at + 1);
            }
        }
        (framing, bytes)
    }
}

fn written(subject: Subject, script: &[u8]) {
    let (framing, bytes) = Script(script).stream(&PLAIN);
    check_against_plain_reader(subject, &bytes, framing);
}

#[test]
fn fuzz_written_streams() {
    bolero::check!().with_iterations(ITERATIONS).with_max_len(300).for_each(|script: &[u8]| written(subject, script));
}

#[test]
fn fuzz_raw_bytes() {
    bolero::check!().with_iterations(ITERATIONS).with_max_len(2_000).for_each(|bytes: &[u8]| {
        PLAIN.into_iter().for_each(|framing| check_against_plain_reader(subject, bytes, framing));
        Framing::ALL.into_iter().for_each(|framing| drop(decode_skipping(bytes, Some(framing))));
        decode_skipping(bytes, None);
    });
}

#[test]
fn fuzz_splits_of_damaged_streams() {
    bolero::check!().with_iterations(ITERATIONS).with_max_len(300).for_each(|script: &[u8]| {
        let (framing, bytes) = Script(script).stream(&Framing::ALL);
        let piece = script.iter().map(|byte| usize::from(*byte)).sum::<usize>() % 97 + 1;
        let whole = decode_skipping(&bytes, Some(framing));
        assert_eq!(decode_pieces(&bytes, Some(framing), &[piece], true), whole);
    });
}

/// Planted: the end of the input is never an error.
fn forgives_a_cut(bytes: &[u8], framing: Framing) -> Decoded {
    let mut decoded = decode(bytes, Some(framing));
    decoded.errors.retain(|(_, _, reason)| !reason.starts_with("input ends"));
    decoded
}

/// Planted: the shares of a replacement are read one byte too early.
fn misreads_replacements(bytes: &[u8], framing: Framing) -> Decoded {
    use plimsoll_types::{MarketBody, Qty};
    let mut decoded = decode(bytes, Some(framing));
    for event in &mut decoded.events {
        if let MarketBody::ReplaceOrder { qty, .. } = &mut event.body {
            *qty = Qty::from_raw(qty.raw() >> 8);
        }
    }
    decoded
}

/// Planted: a message is taken by its length prefix without a look at its type.
fn trusts_the_length(bytes: &[u8], framing: Framing) -> Decoded {
    let mut decoded = decode(bytes, Some(framing));
    if decoded.errors.first().is_some_and(|(_, field, _)| *field == "length") {
        decoded.errors.clear();
        decoded.units += 1;
    }
    decoded
}

/// Planted: the type byte is read without a look at where the input ends.
fn reads_beyond_the_end(bytes: &[u8], framing: Framing) -> Decoded {
    let decoded = decode(bytes, Some(framing));
    if let Some((offset, ..)) = decoded.errors.first() {
        std::hint::black_box(bytes[*offset as usize + 2]);
    }
    decoded
}

#[test]
fn test_fuzzing_finds_every_planted_bug() {
    let planted: [(&str, Subject); 4] = [
        ("forgives a cut", forgives_a_cut),
        ("misreads replacements", misreads_replacements),
        ("trusts the length", trusts_the_length),
        ("reads beyond the end", reads_beyond_the_end),
    ];
    for (name, bug) in planted {
        let fuzzed = catch_unwind(|| {
            let target = bolero::check!().with_iterations(100 * ITERATIONS).with_max_len(300);
            target.with_shrink_time(Duration::ZERO).for_each(move |script: &[u8]| written(bug, script));
        });
        assert!(fuzzed.is_err(), "the bug that {name} was not found");
    }
}
