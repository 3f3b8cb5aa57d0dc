//! One configuration, one stream of bytes: on every machine, in whatever pieces it is asked for.

mod support;

use plimsoll_sim::{Advance, SimConfig, SimulatedExchange};
use proptest::prelude::*;
use support::fnv;

const SECOND: i64 = 1_000_000_000;

fn bytes_of(config: SimConfig, length: i64) -> Vec<u8> {
    let until = config.session_start_ns + length;
    let mut bytes = Vec::new();
    SimulatedExchange::new(config).advance(until, usize::MAX, &mut bytes);
    bytes
}

/// Changes only together with the model; then the new values are written here and the concept page is made anew.
#[test]
fn test_bytes_of_a_seed_are_the_same_on_every_platform() {
    let bytes = bytes_of(SimConfig::demo(42), 20 * SECOND);
    assert_eq!(format!("{:016x}", fnv(&bytes)), "537e475bac8404e8");
}

#[test]
fn test_other_seeds_give_other_bytes() {
    assert_ne!(bytes_of(SimConfig::demo(1), SECOND), bytes_of(SimConfig::demo(2), SECOND));
}

#[test]
fn test_clone_goes_on_like_its_original() {
    let config = SimConfig::demo(9);
    let start = config.session_start_ns;
    let mut exchange = SimulatedExchange::new(config);
    exchange.advance(start + 3 * SECOND, usize::MAX, &mut Vec::new());
    let mut twin = exchange.clone();
    let (mut one, mut other) = (Vec::new(), Vec::new());
    exchange.advance(start + 6 * SECOND, usize::MAX, &mut one);
    twin.advance(start + 6 * SECOND, usize::MAX, &mut other);
    assert!(!one.is_empty());
    assert_eq!(one, other);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn test_pieces_join_to_the_whole(pieces in prop::collection::vec((0_i64..SECOND, 1_usize..20_000), 1..40)) {
        let config = SimConfig::load(4, 5, 5_000.0);
        let start = config.session_start_ns;
        let mut exchange = SimulatedExchange::new(config.clone());
        let (mut joined, mut until) = (Vec::new(), start);
        for (step, max_bytes) in pieces {
            until += step;
            while exchange.advance(until, max_bytes, &mut joined) == Advance::Full {}
        }
        let mut whole = Vec::new();
        SimulatedExchange::new(config).advance(until, usize::MAX, &mut whole);
        prop_assert_eq!(joined, whole);
    }
}
