//! Order-flow imbalance and trade imbalance explain price moves on real data as much as the literature says.
#![allow(clippy::unwrap_used, clippy::panic)] // tests fail by panicking

mod support;

use plimsoll_types::{EventFlags, Level, Nanos, Price, Qty, Side, TradePrint};
use std::fs;
use support::{Event, OPEN, SECOND, column, shared_data, stream};

const HALF_HOUR_ROWS: usize = 180;

fn nanoseconds(seconds: &str) -> Nanos {
    let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
    let digits = format!("{fraction:0<9}");
    OPEN + (whole.parse::<Nanos>().unwrap() - 34_200) * SECOND + digits[..9].parse::<Nanos>().unwrap()
}

fn level(px: &str, qty: &str) -> Vec<Level> {
    let px = Price::from_scaled(px.parse().unwrap(), 4).unwrap();
    vec![Level { px, qty: Qty::from_scaled(qty.parse().unwrap(), 0).unwrap(), orders: 0 }]
}

/// Message and book of each row, read naively.
fn amzn() -> Option<Vec<Event>> {
    let folder = shared_data()?.join("lobster");
    let text = |kind| fs::read_to_string(folder.join(format!("AMZN_2012-06-21_34200000_57600000_{kind}_1.csv")));
    let (messages, books) = (text("message").ok()?, text("orderbook").ok()?);
    let mut events = Vec::new();
    for (message, book) in messages.lines().zip(books.lines()).skip(1) {
        let m: Vec<&str> = message.split(',').collect();
        let b: Vec<&str> = book.split(',').collect();
        let ts_ns = nanoseconds(m[0]);
        if matches!(m[1], "4" | "5") {
            let aggressor = Some(if m[5] == "-1" { Side::Buy } else { Side::Sell });
            let qty = Qty::from_scaled(m[3].parse().unwrap(), 0).unwrap();
            let px = Price::from_scaled(m[4].parse().unwrap(), 4).unwrap();
            let flags = if m[1] == "5" { EventFlags::HIDDEN } else { EventFlags::default() };
            events.push(Event::Trade(TradePrint { ts_venue_ns: ts_ns, px, qty, aggressor, flags, match_id: 0 }));
        }
        events.push(Event::Book { ts_ns, bids: level(b[2], b[3]), asks: level(b[0], b[1]) });
    }
    Some(events)
}

fn r_squared(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len() as f64;
    let (mx, my) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let cross: f64 = x.iter().zip(y).map(|(a, b)| (a - mx) * (b - my)).sum();
    let square = |v: &[f64], m: f64| v.iter().map(|a| (a - m) * (a - m)).sum::<f64>();
    cross * cross / (square(x, mx) * square(y, my))
}

/// Mean R² over half-hours of a feature against the change of the mid in the same interval.
fn mean_r_squared(feature: &[f64], mid: &[f64]) -> f64 {
    let change: Vec<f64> = (0..mid.len()).map(|i| if i == 0 { f64::NAN } else { mid[i] - mid[i - 1] }).collect();
    let halves = feature.chunks(HALF_HOUR_ROWS).zip(change.chunks(HALF_HOUR_ROWS)).enumerate();
    let each: Vec<f64> =
        halves.map(|(k, (x, y))| r_squared(&x[usize::from(k == 0)..], &y[usize::from(k == 0)..])).collect();
    assert_eq!(each.len(), 13);
    each.iter().sum::<f64>() / 13.0
}

#[test]
fn test_imbalances_explain_ten_second_moves_of_amzn() {
    let Some(events) = amzn() else { return };
    let frame = stream("ofi,trade_imbalance,mid,vwap,rsi", 10 * SECOND, &events);
    assert_eq!(frame.len(), 2_340);
    assert_eq!(frame.ts_start_ns()[0], OPEN);
    let mid = column(&frame, "mid");
    let ofi = mean_r_squared(&column(&frame, "ofi"), &mid);
    let trades = mean_r_squared(&column(&frame, "trade_imbalance"), &mid);
    println!("R² ofi {ofi:.4} trade imbalance {trades:.4} hash {}", frame.hash());
    assert!((ofi - 0.527).abs() <= 0.005, "ofi {ofi}");
    assert!((trades - 0.353).abs() <= 0.010, "trade imbalance {trades}");
}
