//! What the ITCH tests share: the real test file, generated messages, and decoding in pieces.
#![allow(dead_code, clippy::panic)] // each test binary uses a part of it, and may fail in it

pub mod generated;
pub mod reference;

use plimsoll_types::{EventBatch, MarketBody, MarketEvent};
use plimsoll_wire::itch::{Framing, ItchDecoder, ItchSettings};
use plimsoll_wire::{DecodeError, Decoder};
use std::path::PathBuf;

/// The ITCH test file, or `None` after saying that the test is skipped.
pub fn test_file() -> Option<Vec<u8>> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let folder = std::env::var_os("PLIMSOLL_SHARED_DATA").map_or_else(beside, PathBuf::from);
    let bytes = std::fs::read(folder.join("itch50/ex20101224.TEST_ITCH_50")).ok();
    if bytes.is_none() {
        println!("skipped: the ITCH test file is not there (PLIMSOLL_SHARED_DATA)");
    }
    bytes
}

/// Everything that came out of one stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decoded {
    pub events: Vec<MarketEvent>,
    pub units: u64,
    pub errors: Vec<(u64, &'static str, String)>,
    pub symbols: Vec<String>,
}

pub fn settings(framing: Option<Framing>) -> ItchSettings {
    ItchSettings { framing, ..ItchSettings::default() }
}

/// Decodes `bytes` handed in pieces of the given sizes (the last one repeats), going on behind damage when `skipping`.
pub fn decode_pieces(bytes: &[u8], framing: Option<Framing>, pieces: &[usize], skipping: bool) -> Decoded {
    let mut decoder = ItchDecoder::new(&settings(framing));
    let (mut decoded, mut batch) = (Decoded::default(), EventBatch::default());
    let (mut at, mut end, mut turn) = (0, 0, 0);
    loop {
        let eof = end == bytes.len();
        batch.clear();
        let (passed, error) = match decoder.decode(&bytes[at..end], eof, &mut batch) {
            Ok(consumed) => (consumed, None),
            Err(error) => (error.consumed + error.skip.unwrap_or(0), Some(error)),
        };
        assert!(at + passed <= end, "consumed more than was handed in");
        decoded.events.extend_from_slice(&batch.events);
        decoded.units += batch.units;
        at += passed;
        let refused = error.is_some();
        if let Some(DecodeError { offset, field, reason, skip, .. }) = error {
            decoded.errors.push((offset, field, reason));
            assert!(decoded.errors.len() <= bytes.len() + 1, "errors without end");
            if skip.is_none() || !skipping {
                break;
            }
        }
        if !refused && passed == 0 && batch.events.is_empty() {
            if eof {
                assert_eq!(at, bytes.len(), "bytes left behind in silence");
                break;
            }
            let piece = pieces.get(turn).or(pieces.last()).copied().unwrap_or(usize::MAX).max(1);
            end = bytes.len().min(end.saturating_add(piece));
            turn += 1;
        }
    }
    decoded.symbols = decoder.instruments().rows().iter().map(|row| row.symbol.clone()).collect();
    decoded
}

/// Decodes all of `bytes` in one piece up to the first damage.
pub fn decode(bytes: &[u8], framing: Option<Framing>) -> Decoded {
    decode_pieces(bytes, framing, &[usize::MAX], false)
}

/// The same in one piece, going on behind damage.
pub fn decode_skipping(bytes: &[u8], framing: Option<Framing>) -> Decoded {
    decode_pieces(bytes, framing, &[usize::MAX], true)
}

/// Every gap told, as (expected, received).
pub fn gaps(events: &[MarketEvent]) -> Vec<(u64, u64)> {
    let gap = |event: &MarketEvent| match event.body {
        MarketBody::Gap { expected, received } => Some((expected, received)),
        _ => None,
    };
    events.iter().filter_map(gap).collect()
}
