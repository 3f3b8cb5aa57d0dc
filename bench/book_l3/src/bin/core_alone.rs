//! `core_alone ITCH`: our books from ready-made events, the decoder alone, and both, without Python. To tell where time
//! goes.

use book_l3::{cpu_seconds, events_of};
use plimsoll_book::Books;
use plimsoll_types::{EventBatch, Level, MarketEvent, Side};
use plimsoll_wire::Decoder;
use plimsoll_wire::itch::{Framing, ItchDecoder, ItchSettings};
use std::error::Error;

const ROUNDS: usize = 15;

fn one_by_one(events: &[MarketEvent]) -> u64 {
    let mut books = Books::default();
    let mut sum = 0_u64;
    for event in events {
        books.apply(event);
        sum = add_best(sum, books.book(event.instrument));
    }
    sum
}

fn in_bulk(events: &[MarketEvent]) -> u64 {
    let mut books = Books::default();
    let mut sum = 0_u64;
    books.apply_all(events, |_, _, book| sum = add_best(sum, book));
    sum
}

fn decode(bytes: &[u8], mut each: impl FnMut(&EventBatch)) {
    let settings = ItchSettings { framing: Some(Framing::LengthPrefixed), ..ItchSettings::default() };
    let mut decoder = ItchDecoder::new(&settings);
    let mut batch = EventBatch::default();
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        batch.clear();
        at += decoder.decode(rest, true, &mut batch).unwrap_or(rest.len());
        each(&batch);
    }
}

fn decoder_alone(bytes: &[u8]) -> u64 {
    let mut sum = 0;
    decode(bytes, |batch| sum += batch.events.len() as u64);
    sum
}

fn both(bytes: &[u8]) -> u64 {
    let mut books = Books::default();
    let mut sum = 0;
    decode(bytes, |batch| books.apply_all(&batch.events, |_, _, book| sum = add_best(sum, book)));
    sum
}

fn add_best(sum: u64, book: Option<plimsoll_book::Book<'_>>) -> u64 {
    let Some(book) = book else { return sum };
    let add = |sum: u64, level: Option<Level>| {
        level.map_or(sum, |level| {
            sum.wrapping_add(level.px.raw().cast_unsigned()).wrapping_add(level.qty.raw().cast_unsigned())
        })
    };
    add(add(sum, book.best(Side::Buy)), book.best(Side::Sell))
}

fn report(name: &str, count: usize, run: impl Fn() -> u64) -> Result<(), Box<dyn Error>> {
    let mut seconds = Vec::new();
    let mut sum = 0;
    for _ in 0..ROUNDS {
        let start = cpu_seconds()?;
        sum = run();
        seconds.push(cpu_seconds()? - start);
    }
    seconds.sort_by(f64::total_cmp);
    let (best, median) = (seconds[0] * 1e9 / count as f64, seconds[ROUNDS / 2] * 1e9 / count as f64);
    println!("{name}: {best:.1} ns best, {median:.1} median, sum {sum}");
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: core_alone ITCH")?;
    let bytes = std::fs::read(path)?;
    let events = events_of(&bytes);
    report("one by one", events.len(), || one_by_one(&events))?;
    report("in bulk", events.len(), || in_bulk(&events))?;
    report("decoder alone", events.len(), || decoder_alone(&bytes))?;
    report("decoder and books", events.len(), || both(&bytes))
}
