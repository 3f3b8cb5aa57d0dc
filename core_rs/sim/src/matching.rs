//! Market orders: executed in price–time order, displayed and hidden.

use crate::flow::OrderFlow;
use crate::placement::SIZES;
use crate::publish::Publisher;
use plimsoll_types::Side;

/// Part of the market orders that look at the best queue and take no more (Farmer et al. 2004).
const DISCREET: f64 = 0.7;
/// Levels that a market order may take before what is left of it rests.
const REACH: u32 = 4;
/// Part of the market orders that meet a hidden order between the best prices.
const HIDDEN: f64 = 0.25;
/// Part of the executions at half a tick better than displayed, at a price the owner had not shown.
const IMPROVED: f64 = 0.005;

impl OrderFlow {
    /// A market order of this side arrives.
    pub(crate) fn market_order(&mut self, side: Side, tape: &mut Publisher<'_>) {
        let resting = side.opposite();
        let Some(touch) = self.book.best(resting) else { return };
        let mut left = SIZES.market(&mut self.random) * self.size_scale;
        if self.random.chance(DISCREET) {
            left = left.min(self.book.qty_at(resting, touch));
        }
        left = self.meet_hidden(side, left, tape);
        let mut last = touch;
        for _ in 0..REACH {
            let Some(tick) = self.book.best(resting).filter(|_| left > 0) else { break };
            left = self.take_level(resting, tick, left, tape);
            last = tick;
        }
        let rests = left > 0 && self.random.chance(0.5);
        if rests {
            self.rest_remainder(side, last, left, tape);
        }
    }

    /// Hidden orders between the best prices trade first; returns what is left.
    fn meet_hidden(&mut self, side: Side, left: u32, tape: &mut Publisher<'_>) -> u32 {
        if !self.random.chance(HIDDEN) {
            return left;
        }
        let (Some(bid), Some(ask)) = (self.book.best(Side::Buy), self.book.best(Side::Sell)) else { return left };
        // Half ticks strictly inside the spread: the midpoint where there is nothing else.
        let inside = (ask - bid).unsigned_abs() * 2 - 1;
        let half_ticks = bid.unsigned_abs() * 2
            + 1
            + match side {
                Side::Buy => inside - 1 - self.random.below(inside.div_ceil(2)),
                Side::Sell => self.random.below(inside.div_ceil(2)),
            };
        let qty = if self.random.chance(0.8) { left } else { 1 + self.random.below(left) };
        tape.hidden_trade(qty, half_ticks * tape.tick_price / 2);
        left - qty
    }

    /// Executes against the queue at `tick`, first come first served; returns what is left.
    fn take_level(&mut self, resting: Side, tick: i32, mut left: u32, tape: &mut Publisher<'_>) -> u32 {
        while left > 0 {
            let Some(slot) = self.book.front(resting).filter(|&slot| self.book.get(slot).tick == tick) else { break };
            let (reference, held) = (self.book.get(slot).reference, self.book.get(slot).qty);
            let qty = held.min(left);
            if self.random.chance(IMPROVED) {
                let better =
                    tape.price(tick).saturating_add_signed(resting.sign() as i32 * (tape.tick_price / 2) as i32);
                tape.execute_at(reference, qty, better, true);
            } else {
                tape.execute(reference, qty);
            }
            self.book.take(slot, qty);
            left -= qty;
        }
        left
    }

    /// A marketable limit order that found too little joins the book at the last price it traded at.
    fn rest_remainder(&mut self, side: Side, tick: i32, qty: u32, tape: &mut Publisher<'_>) {
        let crossed = self.book.best(side.opposite()).is_some_and(|best| (best - tick) * (side.sign() as i32) <= 0);
        if crossed || !self.book.in_span(side, tick) {
            return;
        }
        self.make_room(side, tick, tape);
        let reference = tape.next_reference();
        self.book.add(side, tick, qty, reference);
        tape.add(reference, side, qty, tick, false);
    }

    /// What a market order of nobody in a hurry tells the others: the fair value answers to what of it was unforeseen.
    pub(crate) fn learn(&mut self, side: Side) {
        let surprise = self.metaorders.surprise(side.sign() as i8);
        self.intensity.fair += self.scales.impact * surprise;
        self.intensity.after_trade(self.scales.market);
    }
}
