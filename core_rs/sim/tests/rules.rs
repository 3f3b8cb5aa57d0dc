//! The published stream keeps the rules of an exchange, as an independent naive book sees them.

mod support;

use plimsoll_sim::{Advance, Shock, SimConfig, SimulatedExchange, VolumeCurve};
use proptest::prelude::*;
use support::NaiveExchange;

const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;

fn run(config: SimConfig, length: i64) -> (NaiveExchange, SimulatedExchange) {
    let until = config.session_start_ns + length;
    let mut exchange = SimulatedExchange::new(config);
    let (mut naive, mut bytes) = (NaiveExchange::default(), Vec::new());
    loop {
        bytes.clear();
        let state = exchange.advance(until, 1 << 20, &mut bytes);
        naive.follow(&bytes);
        if state != Advance::Full {
            return (naive, exchange);
        }
    }
}

#[test]
fn test_demo_executes_in_turn_and_never_crosses() {
    let (naive, exchange) = run(SimConfig::demo(1), 6 * MINUTE);
    for kind in "SRHYAFECXDUPQ".chars() {
        assert!(naive.counts.get(&kind).is_some_and(|&n| n > 0), "no {kind} in {:?}", naive.counts);
    }
    assert_eq!(naive.resting() as u32, exchange.resting_orders().iter().sum::<u32>());
    println!("{:?}", naive.counts);
}

#[test]
fn test_price_out_of_band_pauses_then_quotes_then_reopens_by_a_cross() {
    let mut config = SimConfig::demo(3);
    config.news_per_day = 0.0;
    let (naive, _) = run(config.clone(), 6 * MINUTE);
    assert_eq!(naive.stocks[&8].state, b'P');
    let (naive, _) = run(config.clone(), 8 * MINUTE + 50 * SECOND);
    assert_eq!(naive.stocks[&8].state, b'Q');
    assert!(naive.counts[&'I'] > 5);
    let (naive, _) = run(config, 12 * MINUTE);
    assert_eq!(naive.stocks[&8].state, b'T');
    assert!(naive.crosses.contains(&(8, 'H')));
}

#[test]
fn test_whole_day_ends_and_resting_orders_stay_bounded() {
    let mut config = SimConfig::like_amzn(5);
    config.instruments.push(config.instruments[0].clone());
    config.instruments[1].symbol = "KEEL".to_owned();
    let mut exchange = SimulatedExchange::new(config.clone());
    let (mut naive, mut bytes, mut most) = (NaiveExchange::default(), Vec::new(), 0);
    let mut until = config.session_start_ns;
    loop {
        until += MINUTE;
        bytes.clear();
        let state = exchange.advance(until, usize::MAX, &mut bytes);
        naive.follow(&bytes);
        most = most.max(exchange.resting_orders().into_iter().max().unwrap());
        if state == Advance::Ended {
            break;
        }
    }
    assert!(most < 4 * 400, "{most} orders rest");
    assert_eq!(naive.crosses.iter().filter(|(_, kind)| *kind == 'C').count(), 2);
    assert!(naive.counts[&'S'] == 6, "six milestones");
    println!("at most {most} resting, {:?}", naive.counts);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn test_any_configuration_keeps_the_rules(
        seed in any::<u64>(),
        cents in 40_i64..90_000,
        spread in 1.0_f64..60.0,
        depth in 1.0_f64..120.0,
        updates in 5.0_f64..3_000.0,
        resting in 20_u32..2_000,
        volatility in 0.001_f64..0.2,
        jump in -0.5_f64..0.5,
        flat in any::<bool>(),
    ) {
        let mut config = SimConfig::demo(seed);
        config.instruments.truncate(2);
        let first = &mut config.instruments[0];
        first.start_px = plimsoll_types::Price::from_raw(cents * 10_000_000);
        (first.spread_ticks, first.depth_ticks) = (spread, depth);
        (first.updates_per_second, first.resting_orders, first.daily_volatility) = (updates, resting, volatility);
        config.volume_curve = if flat { VolumeCurve::Flat } else { VolumeCurve::UShaped };
        config.pause_ns = 10 * SECOND;
        config.shocks = vec![Shock { at_ns: config.session_start_ns + 5 * SECOND, instrument: 0, log_jump: jump }];
        let (naive, exchange) = run(config, 40 * SECOND);
        prop_assert_eq!(naive.resting() as u32, exchange.resting_orders().iter().sum::<u32>());
    }
}
