//! Every feature against a second, naive implementation: whole history kept, doubles, definitions as in the papers.
//! (RSI: `ta` recipe with the plain mean first; EMA: closed form of pandas' `ewm(adjust=False)`.)
#![allow(clippy::unwrap_used, clippy::panic)] // tests fail by panicking

mod support;

use plimsoll_features::FeatureFrame;
use plimsoll_types::{Level, Side, TradePrint};
use proptest::prelude::*;
use support::random::market;
use support::{EVERYTHING, Event, SECOND, stream};

const EVERY: i64 = SECOND;
const TICK: f64 = 0.01;

#[derive(Debug, Clone, Default)]
struct Book {
    known: bool,
    bids: Vec<(f64, f64)>,
    asks: Vec<(f64, f64)>,
}

impl Book {
    /// From whole cents: equal mids are equal doubles, whatever the quotes around them.
    fn mid(&self) -> Option<f64> {
        let cents = |px: f64| (px * 100.0).round();
        Some((cents(self.bids.first()?.0) + cents(self.asks.first()?.0)) / 200.0)
    }
}

/// The whole day: everything is recomputed from it for each row.
struct Day {
    books: Vec<(i64, Book)>,
    trades: Vec<TradePrint>,
    first_ns: i64,
    rows: usize,
}

impl Day {
    fn of(events: &[Event]) -> Self {
        let levels = |side: &[Level]| side.iter().map(|l| (l.px.to_f64(), l.qty.to_f64())).collect();
        let (mut books, mut trades) = (Vec::new(), Vec::new());
        for event in events {
            match event {
                Event::Book { ts_ns, bids, asks } => {
                    books.push((*ts_ns, Book { known: true, bids: levels(bids), asks: levels(asks) }));
                }
                Event::Unknown(ts_ns) => books.push((*ts_ns, Book::default())),
                Event::Trade(trade) => trades.push(*trade),
            }
        }
        let first_ns = events[0].ts_ns() / EVERY * EVERY;
        let rows = usize::try_from((events[events.len() - 1].ts_ns() - first_ns) / EVERY).unwrap() + 1;
        Self { books, trades, first_ns, rows }
    }

    fn start(&self, row: usize) -> i64 {
        self.first_ns + EVERY * i64::try_from(row).unwrap()
    }

    fn end(&self, row: usize) -> i64 {
        self.start(row) + EVERY
    }

    fn book_at_end(&self, row: usize) -> Book {
        self.books.iter().take_while(|b| b.0 < self.end(row)).last().map_or_else(Book::default, |b| b.1.clone())
    }

    /// Book changes in the row: before and after.
    fn changes(&self, row: usize) -> Vec<(Book, Book)> {
        let within = |ts: i64| (self.start(row)..self.end(row)).contains(&ts);
        let pairs = self.books.iter().enumerate().filter(|(_, b)| within(b.0));
        pairs.map(|(i, b)| (if i == 0 { Book::default() } else { self.books[i - 1].1.clone() }, b.1.clone())).collect()
    }

    fn trades_in(&self, row: usize) -> Vec<TradePrint> {
        let (start, end) = (self.start(row), self.end(row));
        self.trades.iter().filter(|t| (start..end).contains(&t.ts_venue_ns)).copied().collect()
    }

    fn trades_until(&self, row: usize, window_ns: i64) -> Vec<TradePrint> {
        let end = self.end(row);
        let recent = |t: &&TradePrint| t.ts_venue_ns < end && t.ts_venue_ns > end.saturating_sub(window_ns);
        self.trades.iter().filter(recent).copied().collect()
    }

    /// Whether events are missing at any time in the row.
    fn missing(&self, row: usize) -> bool {
        let mut missing = false;
        for (ts, book) in &self.books {
            if *ts >= self.end(row) {
                break;
            }
            missing = !book.known || (missing && *ts >= self.start(row));
        }
        missing
    }

    fn mids(&self) -> Vec<f64> {
        (0..self.rows).map(|row| self.book_at_end(row).mid().unwrap_or(f64::NAN)).collect()
    }

    fn lasts(&self) -> Vec<f64> {
        (0..self.rows).map(|row| self.trades_until(row, i64::MAX).last().map_or(f64::NAN, |t| t.px.to_f64())).collect()
    }

    /// Pieces of constant known mid until the end of `row`, from `start_ns` on: from, to, mid.
    fn pieces(&self, row: usize, start_ns: i64) -> Vec<(i64, i64, f64)> {
        let end = self.end(row);
        let until = |i: usize| self.books.get(i + 1).map_or(end, |b| b.0.min(end));
        let all = self.books.iter().enumerate().take_while(|(_, b)| b.0 < end);
        all.filter_map(|(i, b)| Some((b.0.max(start_ns), until(i), b.1.mid()?))).filter(|p| p.1 > p.0).collect()
    }
}

fn contribution(before: &Book, after: &Book, m: usize) -> f64 {
    let get = |side: &[(f64, f64)], none: f64| side.get(m).copied().unwrap_or((none, 0.0));
    let ((pb0, qb0), (pb1, qb1)) = (get(&before.bids, f64::NEG_INFINITY), get(&after.bids, f64::NEG_INFINITY));
    let ((pa0, qa0), (pa1, qa1)) = (get(&before.asks, f64::INFINITY), get(&after.asks, f64::INFINITY));
    let if_true = |condition: bool, qty: f64| if condition { qty } else { 0.0 };
    if_true(pb1 >= pb0, qb1) - if_true(pb1 <= pb0, qb0) - if_true(pa1 <= pa0, qa1) + if_true(pa1 >= pa0, qa0)
}

fn ofi(day: &Day, row: usize, level: usize) -> f64 {
    let seen = day.books.iter().any(|b| b.1.known && b.0 < day.end(row));
    if !seen || day.missing(row) {
        return f64::NAN;
    }
    day.changes(row).iter().filter(|(b, a)| b.known && a.known).map(|(b, a)| contribution(b, a, level)).sum()
}

fn mean_depth(day: &Day, row: usize, levels: usize) -> f64 {
    let top = |side: &[(f64, f64)]| side.iter().take(levels).copied().collect::<Vec<_>>();
    let differs = |b: &Book, a: &Book| top(&b.bids) != top(&a.bids) || top(&b.asks) != top(&a.asks);
    let changes = day.changes(row);
    let counted: Vec<_> = changes.iter().filter(|(b, a)| b.known && a.known && differs(b, a)).collect();
    if counted.is_empty() {
        return 1.0;
    }
    let sum: f64 = counted.iter().flat_map(|(_, a)| top(&a.bids).into_iter().chain(top(&a.asks))).map(|l| l.1).sum();
    sum / (2.0 * counted.len() as f64 * levels as f64)
}

fn moments(trades: &[TradePrint]) -> (f64, f64, f64) {
    let volume: f64 = trades.iter().map(|t| t.qty.to_f64()).sum();
    let mean = trades.iter().map(|t| t.px.to_f64() * t.qty.to_f64()).sum::<f64>() / volume;
    let square: f64 = trades.iter().map(|t| (t.px.to_f64() - mean).powi(2) * t.qty.to_f64()).sum();
    (volume, mean, (square / volume).sqrt())
}

fn bar(trades: &[TradePrint]) -> [f64; 6] {
    let prices: Vec<f64> = trades.iter().map(|t| t.px.to_f64()).collect();
    let edge = |at: Option<&f64>| at.copied().unwrap_or(f64::NAN);
    let (volume, vwap, _) = moments(trades);
    let (high, low) =
        (prices.iter().copied().fold(f64::NAN, f64::max), prices.iter().copied().fold(f64::NAN, f64::min));
    [edge(prices.first()), high, low, edge(prices.last()), volume, if volume > 0.0 { vwap } else { f64::NAN }]
}

/// Bars of all trades until the end of `row`; `full` says whether a bar is.
fn last_bar(day: &Day, row: usize, full: impl Fn(&[TradePrint]) -> bool) -> [f64; 7] {
    let (mut open, mut last, mut finished) = (Vec::new(), Vec::new(), 0.0);
    for trade in day.trades_until(row, i64::MAX) {
        open.push(trade);
        if full(&open) {
            last = std::mem::take(&mut open);
            finished += f64::from(u8::from(trade.ts_venue_ns >= day.start(row)));
        }
    }
    let values = if last.is_empty() { [f64::NAN; 6] } else { bar(&last) };
    [values[0], values[1], values[2], values[3], values[4], values[5], finished]
}

fn known(samples: &[f64]) -> Vec<f64> {
    samples.iter().copied().filter(|v| !v.is_nan()).collect()
}

fn rsi(samples: &[f64], n: usize) -> f64 {
    let prices = known(samples);
    let changes: Vec<f64> = prices.windows(2).map(|w| w[1] - w[0]).collect();
    if changes.len() < n || samples.last().is_none_or(|v| v.is_nan()) {
        return f64::NAN;
    }
    let smooth = |part: fn(f64) -> f64| {
        let seed = changes[..n].iter().map(|c| part(*c)).sum::<f64>() / n as f64;
        changes[n..].iter().fold(seed, |mean, c| (mean * (n as f64 - 1.0) + part(*c)) / n as f64)
    };
    let (gain, loss) = (smooth(|c| c.max(0.0)), smooth(|c| (-c).max(0.0)));
    if gain + loss == 0.0 { 50.0 } else { 100.0 - 100.0 / (1.0 + gain / loss) }
}

fn ema(samples: &[f64], n: usize) -> f64 {
    let prices = known(samples);
    if prices.len() < n || samples.last().is_none_or(|v| v.is_nan()) {
        return f64::NAN;
    }
    let alpha = 2.0 / (n as f64 + 1.0);
    let age = |i: usize| (prices.len() - 1 - i) as f64;
    let weight = |i: usize| if i == 0 { (1.0 - alpha).powf(age(0)) } else { alpha * (1.0 - alpha).powf(age(i)) };
    prices.iter().enumerate().map(|(i, p)| weight(i) * p).sum()
}

/// Closed form over the known time alone.
fn ema_by_time(day: &Day, row: usize, half_life: f64) -> f64 {
    let pieces = day.pieces(row, i64::MIN);
    let total: f64 = pieces.iter().map(|p| (p.1 - p.0) as f64).sum();
    if day.book_at_end(row).mid().is_none() || total < half_life {
        return f64::NAN;
    }
    let kept = |age: f64| (-age / half_life * std::f64::consts::LN_2).exp();
    let (mut value, mut age) = (pieces[0].2 * kept(total), total);
    for (from, to, mid) in pieces {
        let younger = age - (to - from) as f64;
        value += mid * (kept(younger) - kept(age));
        age = younger;
    }
    value
}

fn rolling(samples: &[f64], n: usize) -> f64 {
    let logs: Vec<f64> = known(samples).into_iter().map(f64::ln).collect();
    let returns: Vec<f64> = logs.windows(2).map(|w| w[1] - w[0]).collect();
    if returns.len() < n || samples.last().is_none_or(|v| v.is_nan()) {
        return f64::NAN;
    }
    let last = &returns[returns.len() - n..];
    let mean = last.iter().sum::<f64>() / n as f64;
    (last.iter().map(|r| (r - mean).powi(2)).sum::<f64>() / (n as f64 - 1.0)).sqrt()
}

fn realised(day: &Day, row: usize) -> f64 {
    let at_start = row > 0 && day.book_at_end(row - 1).mid().is_some();
    let later = day.changes(row).iter().any(|(_, a)| a.mid().is_some());
    if day.missing(row) || !(at_start || later) {
        return f64::NAN;
    }
    let square = |(b, a): &(Book, Book)| Some((a.mid()?.ln() - b.mid()?.ln()).powi(2));
    day.changes(row).iter().filter_map(square).sum()
}

fn realised_trades(day: &Day, row: usize) -> f64 {
    let all = day.trades_until(row, i64::MAX);
    if day.missing(row) || all.is_empty() {
        return f64::NAN;
    }
    let inside = all.windows(2).filter(|w| w[1].ts_venue_ns >= day.start(row));
    inside.map(|w| (w[1].px.to_f64().ln() - w[0].px.to_f64().ln()).powi(2)).sum()
}

fn twap(day: &Day, row: usize, start_ns: i64) -> f64 {
    let pieces = day.pieces(row, start_ns);
    let time: f64 = pieces.iter().map(|p| (p.1 - p.0) as f64).sum();
    pieces.iter().map(|p| p.2 * (p.1 - p.0) as f64).sum::<f64>() / time
}

fn imbalance(day: &Day, row: usize) -> f64 {
    let trades = day.trades_in(row);
    if day.missing(row) || (!trades.is_empty() && trades.iter().all(|t| t.aggressor.is_none())) {
        return f64::NAN;
    }
    let sign = |t: &TradePrint| t.aggressor.map_or(0.0, |s| if s == Side::Buy { 1.0 } else { -1.0 });
    trades.iter().map(|t| sign(t) * t.qty.to_f64()).sum()
}

/// The naive value of a column in a row.
fn naive(day: &Day, name: &str, row: usize) -> f64 {
    let book = day.book_at_end(row);
    let quoted = |value: &dyn Fn(&Book) -> f64| if book.mid().is_some() { value(&book) } else { f64::NAN };
    let shown = |side: &[(f64, f64)], n: usize| side.iter().take(n).map(|l| l.1).sum::<f64>();
    let weighted = |n: usize| {
        quoted(&|b| {
            let (bids, asks) = (shown(&b.bids, n), shown(&b.asks, n));
            (b.asks[0].0 * bids + b.bids[0].0 * asks) / (bids + asks)
        })
    };
    let skew =
        |n: usize| quoted(&|b| (shown(&b.bids, n) - shown(&b.asks, n)) / (shown(&b.bids, n) + shown(&b.asks, n)));
    let flow = |value: f64| if day.missing(row) { f64::NAN } else { value };
    let mids = || day.mids()[..=row].to_vec();
    let lasts = || day.lasts()[..=row].to_vec();
    let session = day.trades_until(row, i64::MAX);
    let bars = ["open", "high", "low", "close", "volume", "vwap", "finished"];
    let place = |suffix: &str| bars.iter().position(|b| *b == suffix).unwrap();
    match name.rsplit_once('.').filter(|_| !name.ends_with(')')).unwrap_or((name, "")) {
        ("mid", _) => quoted(&|b| b.mid().unwrap()),
        ("microprice", _) => weighted(1),
        ("microprice(levels=3)", _) => weighted(3),
        ("spread", _) => quoted(&|b| b.asks[0].0 - b.bids[0].0),
        ("spread_ticks", _) => quoted(&|b| (b.asks[0].0 - b.bids[0].0) / TICK),
        ("depth_imbalance(levels=1)", _) => skew(1),
        ("depth_imbalance(levels=3)", _) => skew(3),
        ("ofi", _) => ofi(day, row, 0),
        ("ofi_multi(levels=3)", _) => (0..3).map(|m| ofi(day, row, m)).sum(),
        ("ofi_multi(levels=3,norm=depth)", _) => {
            (0..3).map(|m| ofi(day, row, m)).sum::<f64>() / mean_depth(day, row, 3)
        }
        ("mlofi(levels=3)", m) => ofi(day, row, m.parse::<usize>().unwrap() - 1),
        ("mlofi(levels=2,norm=depth)", m) => ofi(day, row, m.parse::<usize>().unwrap() - 1) / mean_depth(day, row, 2),
        ("trade_imbalance", _) => imbalance(day, row),
        ("trade_imbalance(norm=volume)", _) => {
            let volume = moments(&day.trades_in(row)).0;
            imbalance(day, row) / if volume > 0.0 { volume } else { 1.0 }
        }
        ("volume", _) => flow(moments(&day.trades_in(row)).0),
        ("trade_count", _) => flow(day.trades_in(row).len() as f64),
        ("last", _) => day.lasts()[row],
        ("vwap", _) => moments(&session).1,
        ("vwap(window=3s)", _) => moments(&day.trades_until(row, 3 * SECOND)).1,
        ("vwap_bands(k=2)", part) => band(&session, 2.0, part),
        ("vwap_bands(k=1.5,window=2s)", part) => band(&day.trades_until(row, 2 * SECOND), 1.5, part),
        ("twap", _) => twap(day, row, i64::MIN),
        ("twap(window=3s)", _) => twap(day, row, day.end(row) - 3 * SECOND),
        ("ohlcv", part) => flow(bar(&day.trades_in(row))[place(part)]),
        ("tick_bars(n=3)", part) => last_bar(day, row, |b| b.len() == 3)[place(part)],
        ("volume_bars(qty=25)", part) => last_bar(day, row, |b| moments(b).0 >= 25.0)[place(part)],
        ("rsi(n=3)", _) => rsi(&mids(), 3),
        ("rsi(n=2,on=trade)", _) => rsi(&lasts(), 2),
        ("ema(n=4)", _) => ema(&mids(), 4),
        ("ema(n=2,on=trade)", _) => ema(&lasts(), 2),
        ("ema(half_life=2s)", _) => ema_by_time(day, row, 2e9),
        ("realised_variance", _) => realised(day, row),
        ("realised_vol", _) => realised(day, row).sqrt(),
        ("realised_variance(on=trade)", _) => realised_trades(day, row),
        ("rolling_vol(n=4)", _) => rolling(&mids(), 4),
        ("rolling_vol(n=3,on=trade)", _) => rolling(&lasts(), 3),
        (other, _) => panic!("no naive form of {other}"),
    }
}

fn band(trades: &[TradePrint], k: f64, part: &str) -> f64 {
    let (_, mean, sigma) = moments(trades);
    match part {
        "vwap" => mean,
        "sigma" => sigma,
        "upper" => mean + k * sigma,
        _ => mean - k * sigma,
    }
}

fn close(a: f64, b: f64) -> bool {
    (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

fn first_difference(frame: &FeatureFrame, day: &Day) -> Option<String> {
    for (name, column) in frame.names().iter().zip(frame.columns()) {
        for (row, value) in column.iter().enumerate() {
            let wanted = naive(day, name, row);
            if !close(*value, wanted) {
                return Some(format!("{name}, row {row} of {}: {value}, naively {wanted}", day.rows));
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn test_every_feature_equals_its_naive_form(events in market(120, true)) {
        let day = Day::of(&events);
        let frame = stream(EVERYTHING, EVERY, &events);
        prop_assert_eq!(frame.len(), day.rows);
        let difference = first_difference(&frame, &day);
        prop_assert!(difference.is_none(), "{}", difference.unwrap());
    }

    #[test]
    fn test_every_feature_equals_its_naive_form_without_gaps(events in market(250, false)) {
        let day = Day::of(&events);
        let difference = first_difference(&stream(EVERYTHING, EVERY, &events), &day);
        prop_assert!(difference.is_none(), "{}", difference.unwrap());
    }
}
