//! `hftbacktest OPERATIONS`: the L3 depths of crate `hftbacktest` on ready-made operations, best bid and offer read
//! after every message. Prints `KIND MESSAGES SECONDS SUM` per depth, the best of the rounds.

use book_l3::{OPERATION_BYTES, Operation, cpu_seconds};
use hftbacktest::depth::{HashMapMarketDepth, L3MarketDepth, MarketDepth, ROIVectorMarketDepth};
use std::error::Error;

const ROUNDS: usize = 9;
const TICK: f64 = 0.01;

/// As the crate's own feed has it: prices and quantities are floating point.
#[derive(Clone, Copy)]
struct Ready {
    operation: Operation,
    px: f64,
    qty: f64,
}

/// Sums of what was read, in the units of the depth: they keep the reads and prove equal books.
#[derive(Clone, Copy, Default)]
struct Sums {
    ticks: i64,
    shares: f64,
}

impl Sums {
    #[inline]
    fn add_best<D: MarketDepth>(&mut self, depth: &D) {
        let (bid, ask) = (depth.best_bid_tick(), depth.best_ask_tick());
        if bid != i64::MIN {
            self.ticks += bid;
            self.shares += depth.best_bid_qty();
        }
        if ask != i64::MAX {
            self.ticks += ask;
            self.shares += depth.best_ask_qty();
        }
    }

    /// The sum of raw fixed-point numbers, as ours counts.
    fn raw(self) -> u64 {
        let (px, qty) = (self.ticks as u64 * 10_000_000, self.shares as u64);
        px.wrapping_add(qty.wrapping_mul(100_000_000))
    }
}

fn run<D: L3MarketDepth>(mut depth: D, operations: &[Ready]) -> Result<u64, Box<dyn Error>>
where
    D::Error: Error + 'static,
{
    let mut sums = Sums::default();
    for Ready { operation, px, qty } in operations {
        let id = operation.order_ref;
        match (operation.action, operation.side) {
            (b'A', b'B') => drop(depth.add_buy_order(id, *px, *qty, 0)?),
            (b'A', _) => drop(depth.add_sell_order(id, *px, *qty, 0)?),
            (b'M', _) => drop(depth.modify_order(id, *px, *qty, 0)?),
            _ => drop(depth.delete_order(id, 0)?),
        }
        if operation.last {
            sums.add_best(&depth);
        }
    }
    Ok(sums.raw())
}

fn report(name: &str, messages: usize, work: impl Fn() -> Result<u64, Box<dyn Error>>) -> Result<(), Box<dyn Error>> {
    let mut seconds = Vec::new();
    let mut sum = 0;
    for _ in 0..ROUNDS {
        let start = cpu_seconds()?;
        sum = work()?;
        seconds.push(cpu_seconds()? - start);
    }
    seconds.sort_by(f64::total_cmp);
    println!("{name} {messages} {} {sum}", seconds[0]);
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: hftbacktest OPERATIONS")?;
    let bytes = std::fs::read(path)?;
    let (operations, _) = bytes.as_chunks::<OPERATION_BYTES>();
    let ready: Vec<Ready> = operations
        .iter()
        .map(Operation::from_bytes)
        .map(|operation| Ready {
            operation,
            px: f64::from(operation.price) / 10_000.0,
            qty: f64::from(operation.shares),
        })
        .collect();
    let messages = ready.iter().filter(|ready| ready.operation.last).count();
    let highest = ready.iter().map(|ready| ready.px).fold(0.0, f64::max);
    report("hash", messages, || run(HashMapMarketDepth::new(TICK, 1.0), &ready))?;
    report("roi", messages, || run(ROIVectorMarketDepth::new(TICK, 1.0, 0.0, highest + 1.0), &ready))
}
