//! What is simulated: everything that, with the seed, determines every byte.

use crate::check::{HIGHEST_PRICE, ITCH_STEP};
use plimsoll_types::{Nanos, Price};

/// Nanoseconds in a second.
pub(crate) const SECOND: Nanos = 1_000_000_000;
/// Nanoseconds in a minute.
pub(crate) const MINUTE: Nanos = 60 * SECOND;
/// Midnight in New York of the simulated Monday, 2026-06-15, UTC.
const MIDNIGHT: Nanos = 1_781_496_000 * SECOND;
/// From midnight to 09:30.
const OPEN: Nanos = 34_200 * SECOND;
/// From midnight to 16:00.
const CLOSE: Nanos = 57_600 * SECOND;

/// How activity changes over the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VolumeCurve {
    /// Busy after the open and before the close, quiet at noon.
    UShaped,
    /// The same all day, and without bursts of activity: for load.
    Flat,
}

/// A jump of the fair value at a fixed time, beside the random ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Shock {
    /// UTC nanoseconds.
    pub at_ns: Nanos,
    /// Index into [`SimConfig::instruments`].
    pub instrument: usize,
    /// Logarithm of the ratio of the fair values after and before.
    pub log_jump: f64,
}

/// One simulated instrument.
#[derive(Debug, Clone, PartialEq)]
pub struct SimInstrument {
    /// At most eight ASCII letters.
    pub symbol: String,
    /// Fair value at the start of the session.
    pub start_px: Price,
    /// Price step, a multiple of 0.0001.
    pub tick: Price,
    /// Typical distance between best bid and ask, in ticks, at least 1.
    pub spread_ticks: f64,
    /// Scale in ticks of the distances at which orders rest behind the best price.
    pub depth_ticks: f64,
    /// Messages per second over an average day.
    pub updates_per_second: f64,
    /// Orders resting at a usual time, both sides together.
    pub resting_orders: u32,
    /// Multiplies order sizes; 1 gives mostly 100 shares and odd lots.
    pub size_scale: u32,
    /// Standard deviation of a day's return.
    pub daily_volatility: f64,
    /// Share in the moves of the whole market.
    pub market_beta: f64,
}

/// A simulated session. Two equal configurations publish equal bytes on every machine.
#[derive(Debug, Clone, PartialEq)]
pub struct SimConfig {
    /// Seed of every random stream.
    pub seed: u64,
    /// At most 65,535.
    pub instruments: Vec<SimInstrument>,
    /// The venue's midnight, UTC nanoseconds; ITCH times count from it.
    pub midnight_ns: Nanos,
    /// First message, UTC nanoseconds.
    pub session_start_ns: Nanos,
    /// Opening cross, UTC nanoseconds; before the session start, there is none.
    pub open_ns: Nanos,
    /// Closing cross and end of the feed, UTC nanoseconds.
    pub close_ns: Nanos,
    /// How many mean lifetimes of an order the book fills before the first message, unpublished.
    pub warm_up_lifetimes: f64,
    /// Multiplies the rate of everything that happens.
    pub rate_scale: f64,
    /// Activity over the day.
    pub volume_curve: VolumeCurve,
    /// Random news per instrument and day, and as many for the whole market in three days.
    pub news_per_day: f64,
    /// Jumps at fixed times.
    pub shocks: Vec<Shock>,
    /// Distance from the five-minute average price at which trading pauses (limit-up limit-down); zero for never.
    pub luld_band: f64,
    /// Length of such a pause. Its last fifth takes quotations and publishes imbalances.
    pub pause_ns: Nanos,
}

impl SimConfig {
    /// Eight instruments of different price, spread and activity from the opening cross at 09:30 New York time on, with
    /// a halt after four minutes: about 1,000 messages a second.
    #[must_use]
    pub fn demo(seed: u64) -> Self {
        let row = |symbol: &str, cents, spread, depth, updates, resting, size, volatility, beta| SimInstrument {
            symbol: symbol.to_owned(),
            start_px: cent_price(cents),
            tick: cent_price(1),
            spread_ticks: spread,
            depth_ticks: depth,
            updates_per_second: updates,
            resting_orders: resting,
            size_scale: size,
            daily_volatility: volatility,
            market_beta: beta,
        };
        let instruments = vec![
            row("PLIM", 22_312, 9.0, 24.0, 240.0, 900, 1, 0.016, 1.1),
            row("KEEL", 4_875, 1.3, 7.0, 220.0, 1_100, 3, 0.014, 1.0),
            row("HULL", 11_640, 3.0, 12.0, 160.0, 800, 1, 0.017, 1.2),
            row("MAST", 1_268, 1.0, 4.0, 120.0, 900, 6, 0.018, 0.8),
            row("HELM", 31_905, 14.0, 40.0, 90.0, 700, 1, 0.020, 1.3),
            row("TIDE", 6_720, 2.0, 9.0, 90.0, 700, 2, 0.012, 0.7),
            row("DOCK", 845, 1.0, 4.0, 50.0, 600, 8, 0.022, 0.9),
            row("BUOY", 15_433, 18.0, 45.0, 30.0, 400, 1, 0.021, 0.6),
        ];
        let halted = Shock { at_ns: MIDNIGHT + OPEN + 4 * MINUTE, instrument: 7, log_jump: -0.09 };
        Self { shocks: vec![halted], ..Self::day(seed, instruments) }
    }

    /// One instrument made like AMZN on 2012-06-21, for the comparison with real data.
    #[must_use]
    pub fn like_amzn(seed: u64) -> Self {
        let instrument = SimInstrument {
            symbol: "PLIM".to_owned(),
            start_px: cent_price(22_357),
            tick: cent_price(1),
            spread_ticks: 12.0,
            depth_ticks: 30.0,
            updates_per_second: 12.5,
            resting_orders: 400,
            size_scale: 1,
            daily_volatility: 0.0175,
            market_beta: 1.0,
        };
        Self { luld_band: 0.0, ..Self::day(seed, vec![instrument]) }
    }

    /// `instruments` symbols that together publish about `updates_per_second` messages a second, evenly over the day.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn load(seed: u64, instruments: usize, updates_per_second: f64) -> Self {
        let total: f64 = (0..instruments).map(load_weight).sum();
        let rows = (0..instruments).map(|n| load_instrument(n, updates_per_second * load_weight(n) / total)).collect();
        Self { volume_curve: VolumeCurve::Flat, news_per_day: 0.0, luld_band: 0.0, ..Self::day(seed, rows) }
    }

    fn day(seed: u64, instruments: Vec<SimInstrument>) -> Self {
        Self {
            seed,
            instruments,
            midnight_ns: MIDNIGHT,
            session_start_ns: MIDNIGHT + OPEN,
            open_ns: MIDNIGHT + OPEN,
            close_ns: MIDNIGHT + CLOSE,
            warm_up_lifetimes: 8.0,
            rate_scale: 1.0,
            volume_curve: VolumeCurve::UShaped,
            news_per_day: 5.0,
            shocks: Vec::new(),
            luld_band: 0.05,
            pause_ns: 5 * MINUTE,
        }
    }
}

fn cent_price(cents: i64) -> Price {
    Price::from_raw(cents * (Price::ONE / 100))
}

/// The busiest instrument of a load has about five times the messages of the quietest.
#[allow(clippy::cast_precision_loss)]
fn load_weight(n: usize) -> f64 {
    1.0 / (1.0 + (n % 10) as f64 * 0.4)
}

fn load_instrument(n: usize, updates_per_second: f64) -> SimInstrument {
    const STEMS: [&str; 10] = ["ANCH", "BOWS", "CLEA", "DECK", "EBBS", "FORE", "GALE", "HOLD", "JIBS", "KNOT"];
    let group = i64::try_from(n / STEMS.len()).unwrap_or(0);
    let nth = u32::try_from(n % STEMS.len()).unwrap_or(0);
    SimInstrument {
        symbol: format!("{}{}", STEMS[n % STEMS.len()], suffix(n / STEMS.len())),
        start_px: cent_price(900 + 2_100 * i64::from(nth) + 340 * (group % 40)),
        tick: cent_price(1),
        spread_ticks: 1.0 + 0.8 * f64::from(nth),
        depth_ticks: 5.0 + 2.0 * f64::from(nth),
        updates_per_second,
        resting_orders: 600,
        size_scale: 1 + (9 - nth) / 3,
        daily_volatility: 0.015,
        market_beta: 1.0,
    }
}

/// `A` to `Z`, then `AA` onwards.
fn suffix(mut n: usize) -> String {
    let mut letters = String::new();
    loop {
        letters.insert(0, char::from(b'A' + (n % 26) as u8));
        if n < 26 {
            return letters;
        }
        n = n / 26 - 1;
    }
}

/// One instrument's rates and scales, derived once from its description.
#[derive(Debug, Clone)]
pub(crate) struct Scales {
    /// Limit order proposals a second, both sides.
    pub(crate) limit: f64,
    /// Market orders a second.
    pub(crate) market: f64,
    /// Cancels a second for each resting order.
    pub(crate) cancel: f64,
    /// Reactions a second while a best price stands on the wrong side of the fair value.
    pub(crate) stale: f64,
    /// Move of the fair value, in ticks, for a wholly unforeseen trade.
    pub(crate) impact: f64,
    /// Standard deviation of the fair value's own moves in a second, in ticks.
    pub(crate) diffusion: f64,
    /// Smallest distance in ticks that a quote keeps from the fair value.
    pub(crate) edge: f64,
    /// Ticks beyond the fair value at which a best price is withdrawn or hit: before it for wide spreads, some way behind it
    /// where the tick is large and a place in the queue is worth a small loss.
    pub(crate) patience: f64,
    /// The highest price in ticks that the feed can carry.
    pub(crate) highest: i32,
    /// Mean time in seconds that an order rests.
    pub(crate) lifetime: f64,
    /// Quantity at which a level attracts half of what it would if empty.
    pub(crate) full_queue: f64,
}

/// Seconds in a session of the usual length.
pub(crate) const DAY_SECONDS: f64 = 23_400.0;

impl Scales {
    pub(crate) fn new(instrument: &SimInstrument, rate_scale: f64) -> Self {
        let updates = instrument.updates_per_second * rate_scale;
        let market = updates * MARKET_SHARE;
        let price_ticks = instrument.start_px.to_f64() / instrument.tick.to_f64();
        let per_second = price_ticks / DAY_SECONDS.sqrt();
        let second = instrument.daily_volatility * per_second;
        let common = instrument.market_beta * MARKET_VOLATILITY * per_second;
        let own = (1.0 - TRADE_VARIANCE) * second * second - common * common;
        let edge = 0.12 + 0.56 * (instrument.spread_ticks - 1.0).max(0.0);
        Self {
            limit: updates * LIMIT_PROPOSALS,
            market,
            cancel: updates * CANCELS / f64::from(instrument.resting_orders.max(20)),
            stale: (updates * 2.0).max(40.0),
            impact: second * (TRADE_VARIANCE / market.max(1e-6)).sqrt(),
            diffusion: own.max(0.1 * second * second).sqrt(),
            edge,
            highest: i32::try_from(i64::from(HIGHEST_PRICE) * ITCH_STEP / instrument.tick.raw().max(1))
                .unwrap_or(i32::MAX),
            patience: 0.5 - 0.4 * edge,
            lifetime: f64::from(instrument.resting_orders) / (0.45 * updates).max(1e-6),
            full_queue: f64::from(instrument.size_scale) * 900.0,
        }
    }
}

/// Market orders for each published message.
const MARKET_SHARE: f64 = 0.036;
/// Limit orders proposed for each published message.
const LIMIT_PROPOSALS: f64 = 1.02;
/// Cancels for each published message at the usual number of resting orders.
const CANCELS: f64 = 0.44;
/// Daily volatility of the market's common factor.
pub(crate) const MARKET_VOLATILITY: f64 = 0.005;
/// Part of the variance of returns that trades bring in; news and quote revisions bring the rest.
const TRADE_VARIANCE: f64 = 0.8;
