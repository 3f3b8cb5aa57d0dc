//! Crosses: interest that is not displayed, paired at one price, the rest filled from the displayed book.

use crate::config::{DAY_SECONDS, Scales};
use crate::flow::OrderFlow;
use crate::publish::{Imbalance, Publisher};
use crate::random::{Random, exp};
use crate::resting::RestingBook;
use plimsoll_types::Side;

/// Part of a day's traded shares that a cross takes on average.
const CROSS_SHARE: f64 = 0.03;
/// Mean shares of a market order before the size scale.
const MEAN_SHARES: f64 = 90.0;

/// Market-on-open, on-close and after-halt interest.
#[derive(Debug, Clone)]
pub(crate) struct Auction {
    usual: f64,
    buys: u64,
    sells: u64,
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
impl Auction {
    pub(crate) fn of_day(scales: &Scales, size_scale: u32) -> Self {
        let usual = scales.market * DAY_SECONDS * MEAN_SHARES * f64::from(size_scale) * CROSS_SHARE;
        Self { usual: usual.max(200.0), buys: 0, sells: 0 }
    }

    /// More interest arrives, soon saturating at about the usual amount.
    pub(crate) fn gather(&mut self, random: &mut Random) {
        for interest in [&mut self.buys, &mut self.sells] {
            let missing = (self.usual - *interest as f64).max(self.usual * 0.05);
            *interest += (missing * 0.08 * exp(0.5 * random.normal())) as u64;
        }
    }

    fn paired(&self) -> u64 {
        self.buys.min(self.sells)
    }

    fn side(&self) -> Option<Side> {
        match self.buys.cmp(&self.sells) {
            std::cmp::Ordering::Greater => Some(Side::Buy),
            std::cmp::Ordering::Less => Some(Side::Sell),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// Price in ticks at which the cross would happen now: the imbalance trades against the displayed book.
    fn tick(&self, book: &RestingBook) -> Option<i32> {
        book.best(self.side().map_or(Side::Buy, Side::opposite)).or(book.best(Side::Buy)).or(book.best(Side::Sell))
    }

    pub(crate) fn publish(&self, cross: u8, book: &RestingBook, tape: &mut Publisher<'_>) {
        let price = self.tick(book).map_or(0, |tick| tape.price(tick));
        tape.imbalance(&Imbalance {
            paired: self.paired(),
            imbalance: self.buys.abs_diff(self.sells),
            side: self.side(),
            far: price,
            near: price,
            reference: price,
            cross,
        });
    }

    /// The cross: what is unpaired trades with the best displayed queue, in its order, then one print tells the whole.
    pub(crate) fn cross(&mut self, kind: u8, flow: &mut OrderFlow, tape: &mut Publisher<'_>) {
        for _ in 0..8 {
            self.gather(&mut flow.random);
        }
        let Some(tick) = self.tick(&flow.book) else { return };
        let mut shares = self.paired() / 100 * 100;
        if let Some(side) = self.side() {
            let unpaired = u32::try_from(self.buys.abs_diff(self.sells)).unwrap_or(u32::MAX);
            shares += u64::from(fill(flow, side.opposite(), tick, unpaired, tape));
        }
        tape.cross_trade(shares, tape.price(tick), kind);
        (self.buys, self.sells) = (0, 0);
    }
}

/// Executes up to `wanted` shares of the queue at `tick`; returns the shares filled. They are not printed one by one.
fn fill(flow: &mut OrderFlow, resting: Side, tick: i32, wanted: u32, tape: &mut Publisher<'_>) -> u32 {
    let mut filled = 0;
    while filled < wanted {
        let Some(slot) = flow.book.front(resting).filter(|&slot| flow.book.get(slot).tick == tick) else { break };
        let order = *flow.book.get(slot);
        let qty = order.qty.min(wanted - filled);
        tape.execute_at(order.reference, qty, tape.price(tick), false);
        flow.book.take(slot, qty);
        filled += qty;
    }
    filled
}
