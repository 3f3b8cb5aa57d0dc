//! Whatever happens, the venue does not panic and its account balances.

use super::floor::Floor;
use super::naive::Chaos;
use crate::venue::{
    FeedLatency, ImpactModel, LatencyModel, OnDisconnect, QueueModel, SelfMatch, VenueConfig, WhenHalted,
};
use plimsoll_types::{Price, VenueReport};

fn config(seed: u64) -> VenueConfig {
    let pick = |of: u64, at: u32| (seed >> at) % of;
    VenueConfig {
        seed,
        queue: [QueueModel::Pessimistic, QueueModel::Power(2.0), QueueModel::Log, QueueModel::Log2]
            [pick(4, 1) as usize],
        order_latency: if pick(2, 3) == 0 {
            LatencyModel::default()
        } else {
            LatencyModel::LogNormal { median_ns: 4, sigma: 0.7 }
        },
        feed_latency: FeedLatency::Model(LatencyModel::Constant(pick(3, 4).cast_signed())),
        self_match: [SelfMatch::CancelIncoming, SelfMatch::CancelResting, SelfMatch::Ignore][pick(3, 6) as usize],
        when_halted: if pick(2, 8) == 0 { WhenHalted::Hold } else { WhenHalted::Reject },
        on_disconnect: OnDisconnect::CancelAll,
        session_ends_ns: vec![400, 900],
        ..VenueConfig::default()
    }
}

fn run(seed: u64, per_order: bool, steps: usize) -> Vec<VenueReport> {
    let mut chaos = Chaos::new(Floor::new(config(seed)), seed, per_order);
    for _ in 0..steps {
        chaos.step();
    }
    chaos.reports
}

#[test]
fn test_random_orders_in_a_random_market_balance() {
    for seed in 0..150 {
        run(seed, true, 400);
    }
}

#[test]
fn test_every_order_stands_where_the_book_says() {
    for seed in 0..60 {
        let exact = VenueConfig {
            order_latency: LatencyModel::default(),
            feed_latency: FeedLatency::default(),
            ..config(seed)
        };
        let mut chaos = Chaos::new(Floor::new(exact), seed, true);
        chaos.is_exact = true;
        for _ in 0..400 {
            chaos.step();
        }
    }
}

#[test]
fn test_random_orders_among_levels_without_order_numbers_balance() {
    for seed in 0..100 {
        run(seed, false, 400);
    }
}

#[test]
fn test_the_same_seed_gives_the_same_reports() {
    for seed in 0..10 {
        let first = run(seed, seed % 2 == 0, 600);
        assert!(first.len() > 50, "seed {seed} says little");
        assert_eq!(first, run(seed, seed % 2 == 0, 600));
    }
}

#[test]
fn test_own_impact_changes_prices_and_no_quantity_goes_astray() {
    let impact = ImpactModel {
        permanent_per_unit: Price::from_raw(1_000),
        transient_per_unit: Price::from_raw(200_000),
        half_life_ns: 50,
    };
    for seed in 0..20 {
        let with = VenueConfig { impact: Some(impact), ..config(seed) };
        let mut chaos = Chaos::new(Floor::new(with), seed, true);
        chaos.prices_move = true;
        for _ in 0..300 {
            chaos.step();
        }
    }
}
