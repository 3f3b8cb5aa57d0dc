//! `core_alone ITCH`: our books from ready-made events, without decoding and Python. To tell where time goes.

use book_l3::{cpu_seconds, events_of};
use plimsoll_book::Books;
use plimsoll_types::{Level, MarketEvent, Side};
use std::error::Error;

const ROUNDS: usize = 7;

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

fn add_best(sum: u64, book: Option<plimsoll_book::Book<'_>>) -> u64 {
    let Some(book) = book else { return sum };
    let add = |sum: u64, level: Option<Level>| {
        level.map_or(sum, |level| {
            sum.wrapping_add(level.px.raw().cast_unsigned()).wrapping_add(level.qty.raw().cast_unsigned())
        })
    };
    add(add(sum, book.best(Side::Buy)), book.best(Side::Sell))
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: core_alone ITCH")?;
    let events = events_of(&std::fs::read(path)?);
    for (name, run) in [("one by one", one_by_one as fn(&[MarketEvent]) -> u64), ("in bulk", in_bulk)] {
        let mut seconds = Vec::new();
        let mut sum = 0;
        for _ in 0..ROUNDS {
            let start = cpu_seconds()?;
            sum = run(&events);
            seconds.push(cpu_seconds()? - start);
        }
        seconds.sort_by(f64::total_cmp);
        println!(
            "{name}: {:.1} M/s best, {:.1} median, sum {sum}",
            events.len() as f64 / seconds[0] / 1e6,
            events.len() as f64 / seconds[ROUNDS / 2] / 1e6
        );
    }
    Ok(())
}
