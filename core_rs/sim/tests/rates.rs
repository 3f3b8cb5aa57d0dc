//! Rates as configured, and the speed of generation (printed, not asserted).

use plimsoll_sim::{SimConfig, SimulatedExchange};
use std::time::Instant;

const SECOND: i64 = 1_000_000_000;

#[test]
fn test_load_publishes_about_what_was_asked() {
    for (instruments, asked) in [(50, 100_000.0), (8, 20_000.0), (200, 50_000.0)] {
        let config = SimConfig::load(11, instruments, asked);
        let start = config.session_start_ns;
        let mut exchange = SimulatedExchange::new(config);
        exchange.advance(start, usize::MAX, &mut Vec::new());
        let before = exchange.messages();
        exchange.advance(start + 5 * SECOND, usize::MAX, &mut Vec::new());
        let rate = (exchange.messages() - before) as f64 / 5.0;
        println!(
            "{instruments} instruments: asked {asked}, published {rate}/s, resting {:?}",
            &exchange.resting_orders()[..8]
        );
        assert!((rate / asked - 1.0).abs() < 0.2, "{rate} for {asked}");
    }
}

#[test]
fn test_speed_of_generation_is_printed() {
    let config = SimConfig::load(1, 50, 100_000.0);
    let until = config.session_start_ns + 20 * SECOND;
    let mut exchange = SimulatedExchange::new(config);
    let mut bytes = Vec::with_capacity(1 << 22);
    let begun = Instant::now();
    while exchange.advance(until, 1 << 21, &mut bytes) == plimsoll_sim::Advance::Full {
        bytes.clear();
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!("{} messages, {:.2} M/s", exchange.messages(), exchange.messages() as f64 / seconds / 1e6);
    assert!(exchange.messages() > 0);
}
