//! ITCH 5.0 decoding, ours and the crate `itchy` 0.3.4 on the same bytes in memory, one core.

mod stream;
mod sums;

use plimsoll_types::EventBatch;
use plimsoll_wire::itch::{Framing, ItchDecoder, ItchSettings, messages};
use plimsoll_wire::{DecodeError, Decoder};
use std::time::Instant;
use sums::Seen;

const MESSAGES: u64 = 6_000_000;
const ROUNDS: usize = 9;

fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed().as_secs_f64(), result)
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// The whole way into normalised events, checks included; returns messages and a sum over the events.
fn normalised(bytes: &[u8]) -> Result<Seen, DecodeError> {
    let settings = ItchSettings { framing: Some(Framing::LengthPrefixed), ..ItchSettings::default() };
    let (mut decoder, mut batch, mut seen) = (ItchDecoder::new(&settings), EventBatch::default(), Seen::default());
    let mut rest = bytes;
    while !rest.is_empty() {
        batch.clear();
        rest = &rest[decoder.decode(rest, true, &mut batch)?..];
        seen.messages += batch.units;
        for event in &batch.events {
            seen.sum = seen.sum.wrapping_add(event.ts_venue_ns as u64 ^ u64::from(event.instrument.0));
        }
    }
    Ok(seen)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bytes = stream::make(MESSAGES);
    let (mut ours, mut theirs, mut events) = (Vec::new(), Vec::new(), Vec::new());
    let mut expected: Option<Seen> = None;
    for _ in 0..ROUNDS {
        let (seconds, seen) = timed(|| sums::ours(messages(&bytes, Framing::LengthPrefixed)));
        ours.push(seconds);
        let (seconds, peer) = timed(|| sums::theirs(&bytes));
        theirs.push(seconds);
        let peer = peer?;
        let (seconds, all) = timed(|| normalised(&bytes));
        events.push(seconds);
        if all?.messages != seen.messages {
            return Err("the normalising decoder lost messages".into());
        }
        if seen != peer || *expected.get_or_insert(seen) != seen {
            return Err(format!("the decoders differ: {seen:?} and {peer:?}").into());
        }
    }
    let count = expected.unwrap_or_default().messages as f64;
    let (ours, theirs) = (count / median(ours), count / median(theirs));
    println!("{count} messages, {} bytes, median of {ROUNDS} rounds", bytes.len());
    println!(
        "decode-itch-events ours={:.0} unit=msg/s (validated, normalised, into event batches)",
        count / median(events)
    );
    println!("decode-itch ours={ours:.0} peer={theirs:.0} ratio={:.2} unit=msg/s", ours / theirs);
    Ok(())
}
