//! `generate ITCH OPERATIONS MESSAGES INSTRUMENTS RESTING`: writes a simulated ITCH stream, and the same for the peers.

use book_l3::{OPERATION_BYTES, Operation, events_of, operations_of};
use plimsoll_book::Books;
use plimsoll_sim::{SimConfig, SimulatedExchange};
use std::error::Error;

fn stream(messages: u64, instruments: usize, resting: u32) -> Vec<u8> {
    let mut config = SimConfig::load(7, instruments, 4_000.0 * instruments as f64);
    for instrument in &mut config.instruments {
        instrument.resting_orders = resting;
    }
    let mut exchange = SimulatedExchange::new(config);
    let mut bytes = Vec::new();
    while exchange.messages() < messages {
        if exchange.advance(i64::MAX, 1 << 20, &mut bytes) == plimsoll_sim::Advance::Ended {
            break;
        }
    }
    bytes
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [itch, operations, messages, instruments, resting] = arguments.as_slice() else {
        return Err("usage: generate ITCH OPERATIONS MESSAGES INSTRUMENTS RESTING".into());
    };
    let bytes = stream(messages.parse()?, instruments.parse()?, resting.parse()?);
    let mut books = Books::default();
    let mut made: Vec<Operation> = Vec::new();
    let events = events_of(&bytes);
    let mut most = 0;
    for event in &events {
        operations_of(&mut books, event, &mut made);
        most = most.max(books.resting_orders());
    }
    let levels = books.iter().map(|book| book.level_count(plimsoll_types::Side::Buy)).max();
    println!("{} bytes, {} book events, {} operations", bytes.len(), events.len(), made.len());
    println!(
        "at most {most} resting orders, {} bid levels at the end, {} faults",
        levels.unwrap_or(0),
        books.faults().total()
    );
    let mut flat = Vec::with_capacity(made.len() * OPERATION_BYTES);
    made.iter().for_each(|operation| flat.extend_from_slice(&operation.to_bytes()));
    std::fs::write(itch, bytes)?;
    std::fs::write(operations, flat)?;
    Ok(())
}
