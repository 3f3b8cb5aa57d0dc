//! The orders of one instrument: which comes next, when, and what it does to the book.
//!
//! A continuous-time zero-intelligence model (Smith, Farmer, Gillemot & Krishnamurthy 2003; Cont, Stoikov & Talreja 2010)
//! whose rates depend on the state: limit orders arrive by distance from the opposite best price, seldom where the queue
//! is long (Huang, Lehalle & Rosenbaum 2015) or the fair value forbids; cancels in proportion to what rests, more often
//! near the touch; market orders in bursts, with the signs of metaorders.

use crate::config::{Scales, SimInstrument};
use crate::intensity::Intensity;
use crate::metaorder::Metaorders;
use crate::placement::{Placement, SIZES};
use crate::publish::Publisher;
use crate::random::Random;
use crate::resting::RestingBook;
use plimsoll_types::{Nanos, Side};

const NANOS: f64 = 1e9;
/// Part of the limit orders that look at the best price of their own side rather than at the opposite one.
const AT_TOUCH: f64 = 0.5;
/// How far the forecast of market orders tilts limit orders to the side that will be taken.
const REFILL: f64 = 0.25;
/// Part of the cancels after which the order comes back at another price.
const REPLACED: f64 = 0.14;
/// Part of the cancels that take only some of an order.
const TRIMMED: f64 = 0.03;
/// Draws after which a cancel takes whatever order it drew last.
const DRAWS: u32 = 24;
/// Part of the limit orders that name their market participant.
const ATTRIBUTED: f64 = 0.03;
/// Part of the quotes on the wrong side of the fair value that are hit before they are withdrawn.
const PICKED_OFF: f64 = 0.35;

/// The model of one instrument.
#[derive(Debug, Clone)]
pub(crate) struct OrderFlow {
    pub(crate) book: RestingBook,
    pub(crate) intensity: Intensity,
    pub(crate) scales: Scales,
    pub(crate) random: Random,
    pub(crate) metaorders: Metaorders,
    pub(crate) size_scale: u32,
    /// Off while trading is paused: orders come and go, nothing executes.
    pub(crate) continuous: bool,
    placement: Placement,
    /// The rates that the coming event was drawn from.
    drawn: Rates,
}

/// Rates of the kinds of event in the present state, a second.
#[derive(Debug, Clone, Copy, Default)]
struct Rates {
    limit: f64,
    market: f64,
    cancel: f64,
    stale: f64,
}

impl Rates {
    fn total(self) -> f64 {
        self.limit + self.market + self.cancel + self.stale
    }
}

#[allow(clippy::cast_possible_truncation)]
impl OrderFlow {
    pub(crate) fn new(instrument: &SimInstrument, scales: Scales, intensity: Intensity, mut random: Random) -> Self {
        Self {
            book: RestingBook::new(),
            intensity,
            metaorders: Metaorders::new(&mut random),
            scales,
            random,
            size_scale: instrument.size_scale.max(1),
            continuous: true,
            placement: Placement::new(instrument.spread_ticks, instrument.depth_ticks),
            drawn: Rates::default(),
        }
    }

    fn rates(&self) -> Rates {
        let (scales, now) = (&self.scales, &self.intensity);
        let trading = if self.continuous { now.activity * now.excitation } else { 0.0 };
        Rates {
            limit: scales.limit * now.activity * now.liquidity,
            market: scales.market * trading,
            cancel: scales.cancel * f64::from(self.book.len()) * now.activity / (0.25 + 0.75 * now.liquidity),
            stale: if self.stale_side().is_some() { scales.stale } else { 0.0 },
        }
    }

    /// Time to the next event if nothing else changes; the rates are memoryless, so that it may be drawn anew whenever
    /// something does.
    #[inline]
    pub(crate) fn next_delay(&mut self) -> Nanos {
        self.drawn = self.rates();
        let total = self.drawn.total().max(1e-9);
        (self.random.exponential() / total * NANOS).min(1e15) as Nanos
    }

    /// The event of the last [`next_delay`](Self::next_delay) happens.
    #[inline]
    pub(crate) fn step(&mut self, tape: &mut Publisher<'_>) {
        let rates = self.drawn;
        let mut draw = self.random.uniform() * rates.total();
        if draw < rates.limit {
            return self.place_limit(tape);
        }
        draw -= rates.limit;
        if draw < rates.cancel {
            return self.cancel_any(tape);
        }
        draw -= rates.cancel;
        if draw < rates.market {
            let sign = self.metaorders.next_sign(&mut self.random);
            let side = if sign > 0 { Side::Buy } else { Side::Sell };
            self.market_order(side, tape);
            return self.learn(side);
        }
        self.react_to_stale(tape);
    }

    /// The side whose best price its owners find too close to the fair value, or beyond it.
    #[inline]
    fn stale_side(&self) -> Option<Side> {
        [Side::Buy, Side::Sell].into_iter().find(|&side| self.profit_of_hitting(side) > self.scales.patience)
    }

    /// Ticks by which the best price of a side stands beyond the fair value; negative while it is safe.
    #[inline]
    fn profit_of_hitting(&self, side: Side) -> f64 {
        let beyond = |best: i32| f64::from(side.sign() as i32) * (f64::from(best) - self.intensity.fair);
        self.book.best(side).map_or(f64::NEG_INFINITY, beyond)
    }

    fn react_to_stale(&mut self, tape: &mut Publisher<'_>) {
        let Some(side) = self.stale_side() else { return };
        if self.continuous && self.profit_of_hitting(side) > 0.0 && self.random.chance(PICKED_OFF) {
            return self.market_order(side.opposite(), tape);
        }
        if let Some(slot) = self.book.front(side) {
            let order = self.book.remove(slot);
            tape.delete(order.reference);
        }
    }

    fn place_limit(&mut self, tape: &mut Publisher<'_>) {
        // Liquidity comes where market orders are foreseen to take it (Bouchaud, Kockelkoren & Potters 2006).
        let buys = 0.5 - REFILL * self.metaorders.expected;
        let side = if self.random.chance(buys) { Side::Buy } else { Side::Sell };
        let Some(tick) = self.draw_price(side) else { return };
        let qty = SIZES.limit(&mut self.random) * self.size_scale;
        self.make_room(side, tick, tape);
        let reference = tape.next_reference();
        self.book.add(side, tick, qty, reference);
        let attributed = self.random.chance(ATTRIBUTED);
        tape.add(reference, side, qty, tick, attributed);
    }

    /// A price for a new order, or `None` where its owner thinks better of it.
    #[inline]
    fn draw_price(&mut self, side: Side) -> Option<i32> {
        let away = side.sign() as i32;
        let opposite = self.book.best(side.opposite()).unwrap_or_else(|| self.absent_best(side.opposite()));
        let tick = match self.book.best(side).filter(|_| self.random.chance(AT_TOUCH)) {
            Some(best) => best + away * self.placement.improvement(&mut self.random).min((opposite - best).abs() - 1),
            None => opposite - away * self.placement.distance(&mut self.random),
        };
        let margin = f64::from(away) * (self.intensity.fair - f64::from(tick));
        let possible = (1..=self.scales.highest).contains(&tick);
        if !possible || !self.book.in_span(side, tick) || margin < self.scales.edge * self.intensity.caution {
            return None;
        }
        let queue = f64::from(self.book.qty_at(side, tick));
        let full = self.scales.full_queue;
        self.random.chance(full / (full + queue)).then_some(tick)
    }

    /// Where the best price of an empty side would stand.
    fn absent_best(&self, side: Side) -> i32 {
        let half = (self.placement.spread() / 2.0).max(0.5);
        match side {
            Side::Buy => (self.intensity.fair - half).floor() as i32,
            Side::Sell => (self.intensity.fair + half).ceil() as i32,
        }
    }

    /// Withdraws orders so far behind a new best price that nobody would leave them there.
    #[inline]
    pub(crate) fn make_room(&mut self, side: Side, tick: i32, tape: &mut Publisher<'_>) {
        while let Some(slot) = self.book.out_of_span(side, tick) {
            let order = self.book.remove(slot);
            tape.delete(order.reference);
        }
    }

    /// A resting order at random, the more likely the nearer to the touch it stands.
    #[inline]
    fn draw_resting(&mut self) -> Option<u32> {
        let resting = self.book.len();
        let mut drawn = None;
        for _ in 0..DRAWS {
            if resting == 0 {
                break;
            }
            let (slot, behind) = self.book.nth(self.random.below(resting));
            drawn = Some(slot);
            if self.random.chance(self.placement.cancel_chance(behind)) {
                break;
            }
        }
        drawn
    }

    #[inline]
    fn cancel_any(&mut self, tape: &mut Publisher<'_>) {
        let Some(slot) = self.draw_resting() else { return };
        let order = *self.book.get(slot);
        let draw = self.random.uniform();
        if draw < TRIMMED && order.qty > 1 {
            let taken = 1 + self.random.below(order.qty - 1);
            self.book.reduce(slot, taken);
            return tape.cancel(order.reference, taken);
        }
        if draw > 1.0 - REPLACED
            && let Some(tick) = self.draw_price(order.side)
        {
            return self.replace(slot, tick, tape);
        }
        self.book.remove(slot);
        tape.delete(order.reference);
    }

    fn replace(&mut self, slot: u32, tick: i32, tape: &mut Publisher<'_>) {
        let old = self.book.remove(slot);
        self.make_room(old.side, tick, tape);
        let reference = tape.next_reference();
        self.book.add(old.side, tick, old.qty, reference);
        tape.replace(old.reference, reference, old.qty, tick);
    }
}
