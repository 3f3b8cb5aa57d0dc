//! How own trades move the prices that own orders meet later.
//!
//! A recording does not answer to our orders. Where that matters, the displayed prices that our taking orders meet are
//! displaced: each unit taken shifts them by a permanent part and by a transient part that decays exponentially, both
//! linear in quantity (Almgren & Chriss 2001; Obizhaeva & Wang 2013). A slice pays half of its own shift, so a round trip
//! never earns from its own impact (Huberman & Stanzl 2004).

use crate::random::exp;
use plimsoll_types::{Nanos, Price, Qty, Side};

/// How far one whole unit taken moves later prices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImpactModel {
    /// For ever.
    pub permanent_per_unit: Price,
    /// At first; then it decays.
    pub transient_per_unit: Price,
    /// After which half of the transient part is left.
    pub half_life_ns: Nanos,
}

/// One instrument's displacement.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Displacement {
    permanent: i64,
    transient: i64,
    at_ns: Nanos,
}

fn times(per_unit: Price, qty: i64) -> i64 {
    let exact = i128::from(per_unit.raw()) * i128::from(qty) / i128::from(Qty::ONE);
    i64::try_from(exact).unwrap_or(0)
}

impl Displacement {
    /// Lets the transient part decay until `now_ns`.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    pub fn decay(&mut self, model: &ImpactModel, now_ns: Nanos) {
        let gone = now_ns.saturating_sub(self.at_ns).max(0);
        self.at_ns = now_ns;
        if self.transient != 0 && gone > 0 {
            let lives = gone as f64 / model.half_life_ns.max(1) as f64;
            self.transient = (self.transient as f64 * exp(-lives * std::f64::consts::LN_2)) as i64;
        }
    }

    /// The price that a slice of an order of `side` meets at a level displayed at `px`, on the tick that is worse for it.
    pub fn meets(&self, model: &ImpactModel, side: Side, px: i64, qty: i64, tick: i64) -> i64 {
        let own = times(model.permanent_per_unit, qty).saturating_add(times(model.transient_per_unit, qty)) / 2;
        let shift = self.permanent.saturating_add(self.transient).saturating_add(side.sign().saturating_mul(own));
        let moved = px.saturating_add(shift);
        let tick = tick.max(1);
        let below = moved.div_euclid(tick).saturating_mul(tick);
        match side {
            Side::Buy if below < moved => below.saturating_add(tick),
            _ => below,
        }
    }

    /// Quantity taken by an order of `side`.
    pub fn took(&mut self, model: &ImpactModel, side: Side, qty: i64) {
        let sign = side.sign();
        self.permanent = self.permanent.saturating_add(sign.saturating_mul(times(model.permanent_per_unit, qty)));
        self.transient = self.transient.saturating_add(sign.saturating_mul(times(model.transient_per_unit, qty)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: ImpactModel = ImpactModel {
        permanent_per_unit: Price::from_raw(1_000),
        transient_per_unit: Price::from_raw(3_000),
        half_life_ns: 1_000,
    };

    #[test]
    fn test_transient_impact_halves_and_permanent_impact_stays() {
        let mut moved = Displacement::default();
        moved.took(&MODEL, Side::Buy, 10 * Qty::ONE);
        assert_eq!((moved.permanent, moved.transient), (10_000, 30_000));
        moved.decay(&MODEL, 1_000);
        assert!((moved.transient - 15_000).abs() <= 1);
        moved.decay(&MODEL, 1_000_000);
        assert_eq!((moved.permanent, moved.transient), (10_000, 0));
    }

    #[test]
    fn test_a_round_trip_never_earns_from_its_own_impact() {
        let mut moved = Displacement::default();
        let qty = 10 * Qty::ONE;
        let paid = moved.meets(&MODEL, Side::Buy, 1_000_000, qty, 1);
        moved.took(&MODEL, Side::Buy, qty);
        let received = moved.meets(&MODEL, Side::Sell, 1_000_000, qty, 1);
        assert_eq!(paid, 1_020_000);
        assert!(received <= paid, "{received} > {paid}");
    }

    #[test]
    fn test_a_displaced_price_is_on_the_tick_that_is_worse() {
        let moved = Displacement { permanent: 15, ..Displacement::default() };
        assert_eq!(moved.meets(&MODEL, Side::Buy, 100, 0, 10), 120);
        assert_eq!(moved.meets(&MODEL, Side::Sell, 100, 0, 10), 110);
    }
}
