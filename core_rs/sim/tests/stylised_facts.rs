//! The model keeps the habits of real order flow that the concept page shows, within wide margins.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use plimsoll_book::{Books, OrderIdScope};
use plimsoll_engine::{Feed, FeedState};
use plimsoll_sim::{SimConfig, SimFeed};
use plimsoll_types::{EventBatch, EventFlags, InstrumentId, Nanos, Side, TradePrint};

const SECOND: i64 = 1_000_000_000;

/// One day: displayed trades, the mid every ten seconds, and the mean spread over time in ticks.
struct Day {
    trades: Vec<TradePrint>,
    mids: Vec<f64>,
    spread: f64,
    open_ns: Nanos,
}

fn day(seed: u64) -> Day {
    let config = SimConfig::like_amzn(seed);
    let open_ns = config.open_ns;
    let (mut feed, mut books) = (SimFeed::new(config), Books::new(OrderIdScope::Feed));
    let (mut batch, mut until) = (EventBatch::default(), open_ns);
    let mut day = Day { trades: Vec::new(), mids: Vec::new(), spread: 0.0, open_ns };
    loop {
        batch.clear();
        let state = feed.poll(until, &mut batch).unwrap();
        for event in &batch.events {
            let print =
                books.apply(event).print.filter(|p| p.aggressor.is_some() && !p.flags.contains(EventFlags::HIDDEN));
            day.trades.extend(print);
        }
        if state == FeedState::End {
            day.spread /= day.mids.len() as f64;
            assert_eq!(books.faults().total(), 0);
            return day;
        }
        if state == FeedState::Idle {
            let book = books.book(InstrumentId(0)).unwrap();
            if let [Some(bid), Some(ask)] = [Side::Buy, Side::Sell].map(|side| book.best(side)) {
                day.mids.push((bid.px.to_f64() + ask.px.to_f64()) / 2.0);
                day.spread += (ask.px.to_f64() - bid.px.to_f64()) * 100.0;
            }
            until += 10 * SECOND;
        }
    }
}

/// Autocorrelation of `x` at `lag`.
fn autocorrelation(x: &[f64], lag: usize) -> f64 {
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let variance: f64 = x.iter().map(|v| (v - mean).powi(2)).sum();
    x.iter().zip(&x[lag..]).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / variance
}

/// Signs of market orders: executions of one instant and side are one.
fn signs(trades: &[TradePrint]) -> Vec<f64> {
    let mut orders: Vec<(Nanos, Side)> = trades.iter().map(|t| (t.ts_venue_ns, t.aggressor.unwrap())).collect();
    orders.dedup();
    orders.into_iter().map(|(_, side)| side.sign() as f64).collect()
}

fn shares_between(day: &Day, from_half_hour: i64, to_half_hour: i64) -> i64 {
    let at = |n: i64| day.open_ns + n * 1_800 * SECOND;
    let inside = |t: &&TradePrint| t.ts_venue_ns >= at(from_half_hour) && t.ts_venue_ns < at(to_half_hour);
    day.trades.iter().filter(inside).map(|t| t.qty.raw()).sum()
}

#[test]
fn test_days_have_the_habits_of_real_order_flow() {
    let days: Vec<Day> = (1..=3).map(day).collect();
    let mean = |of: &dyn Fn(&Day) -> f64| days.iter().map(of).sum::<f64>() / days.len() as f64;
    let returns = |d: &Day| d.mids.windows(2).map(|m| (m[1] / m[0]).ln()).collect::<Vec<f64>>();

    let spread = mean(&|d| d.spread);
    assert!((8.0..18.0).contains(&spread), "mean spread {spread} ticks, configured as 12");

    let sign = |lag| mean(&|d| autocorrelation(&signs(&d.trades), lag));
    let (near, far) = (sign(1), (20..60).map(sign).sum::<f64>() / 40.0);
    assert!(near > 0.4, "signs persist: {near}");
    assert!(far > 0.005, "and are remembered for long: {far}");

    let volatility = |r: &[f64]| (r.iter().map(|v| v * v).sum::<f64>() / r.len() as f64).sqrt();
    let deviation = mean(&|d| volatility(&returns(d)) * 1e4);
    assert!((1.5..5.0).contains(&deviation), "ten-second returns of {deviation} bp");
    let kurtosis = mean(&|d| {
        let r = returns(d);
        r.iter().map(|v| v.powi(4)).sum::<f64>() / r.len() as f64 / volatility(&r).powi(4)
    });
    assert!(kurtosis > 4.0, "tails of ten-second returns: {kurtosis}");
    let clusters = mean(&|d| autocorrelation(&returns(d).iter().map(|r| r.abs()).collect::<Vec<_>>(), 6));
    assert!(clusters > 0.05, "volatility clusters: {clusters}");
    let momentum = mean(&|d| autocorrelation(&returns(d), 6));
    assert!(momentum.abs() < 0.05, "returns do not: {momentum}");

    let (edges, noon) = (
        mean(&|d| (shares_between(d, 0, 1) + shares_between(d, 12, 13)) as f64 / 2.0),
        mean(&|d| shares_between(d, 5, 8) as f64 / 3.0),
    );
    assert!(edges > 1.5 * noon, "volume is U-shaped: {edges} {noon}");
    println!(
        "spread {spread:.1} signs {near:.2} {far:.3} std {deviation:.2} kurtosis {kurtosis:.1} clusters {clusters:.2}"
    );
}
