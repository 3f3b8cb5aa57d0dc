//! Closing positions without disorder: slices within an impact cap and a collar, each through risk.

use super::market_views::mark_px;
use super::sessions::OWN_SESSION;
use super::state::OrderPath;
use crate::seam::Venue;
use plimsoll_audit::Storage;
use plimsoll_oms::Position;
use plimsoll_types::{
    AccountId, Attribution, ClOrdId, HaltRecord, InstrumentId, Level, Nanos, NewOrder, OrderCommand, OrderFlags, Price,
    Qty, Scope, Side, StrategyId, TimeInForce, TraderId,
};
use std::collections::BTreeMap;

const MILLION: i128 = 1_000_000;

/// Whose position in what.
type Key = (AccountId, StrategyId, InstrumentId);

/// How the closing of one position stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// The halt that asked for it.
    pub halt: u64,
    /// Whose.
    pub account: AccountId,
    /// Of which algorithm.
    pub strategy: StrategyId,
    /// Of what.
    pub instrument: InstrumentId,
    /// The middle when it began: the collar lies round it.
    pub reference: Price,
    /// Slices sent.
    pub slices: u32,
    /// Whether the market is outside the collar, or not to be believed: nothing is sent until it is back, or a person acts.
    pub is_waiting: bool,
}

#[derive(Debug)]
struct Liquidation {
    scope: Scope,
    next_ns: Nanos,
    patience_ends_ns: Nanos,
    legs: BTreeMap<Key, Leg>,
}

#[derive(Debug, Clone, Copy)]
struct Leg {
    reference: Price,
    working: ClOrdId,
    slices: u32,
    is_waiting: bool,
}

/// Liquidations by the number of their halt, by the monotonic clock.
#[derive(Debug, Default)]
pub(super) struct Liquidations {
    of: BTreeMap<u64, Liquidation>,
    traders: BTreeMap<(AccountId, StrategyId), TraderId>,
}

impl Liquidations {
    /// Somebody sent an order.
    #[inline]
    pub(super) fn remember(&mut self, of: Attribution) {
        self.traders.insert((of.account, of.strategy), of.trader);
    }

    pub(super) fn end(&mut self, halt: u64) {
        self.of.remove(&halt);
    }

    pub(super) fn next_ns(&self) -> Option<Nanos> {
        self.of.values().map(|liquidation| liquidation.next_ns).min()
    }
}

impl<V: Venue, S: Storage> OrderPath<V, S> {
    /// How the closing of each position stands, those that are flat left out.
    #[must_use]
    pub fn closings(&self) -> Vec<Closing> {
        let mut found = Vec::new();
        for (&halt, liquidation) in &self.liquidations.of {
            for (&(account, strategy, instrument), leg) in &liquidation.legs {
                if self.held(account, strategy, instrument) != 0 {
                    let Leg { reference, slices, is_waiting, .. } = *leg;
                    found.push(Closing { halt, account, strategy, instrument, reference, slices, is_waiting });
                }
            }
        }
        found
    }

    pub(super) fn begin_liquidation(&mut self, halt: &HaltRecord) {
        let now_ns = self.at.mono_ns;
        let patience_ends_ns = now_ns.saturating_add(self.settings.flatten.patience_ns);
        let fresh = Liquidation { scope: halt.scope, next_ns: now_ns, patience_ends_ns, legs: BTreeMap::new() };
        self.liquidations.of.entry(halt.number).or_insert(fresh);
    }

    /// Sends the slices that are due.
    pub(super) fn liquidate(&mut self) {
        let now_ns = self.at.mono_ns;
        let due: Vec<u64> =
            self.liquidations.of.iter().filter(|(_, one)| one.next_ns <= now_ns).map(|(&halt, _)| halt).collect();
        for halt in due {
            let Some(mut liquidation) = self.liquidations.of.remove(&halt) else { continue };
            liquidation.next_ns = now_ns.saturating_add(self.settings.flatten.slice_every_ns);
            if self.chase.is_empty() || now_ns >= liquidation.patience_ends_ns {
                self.slice_all(&mut liquidation);
            }
            self.liquidations.of.insert(halt, liquidation);
        }
    }

    fn slice_all(&mut self, liquidation: &mut Liquidation) {
        let session = match liquidation.scope {
            Scope::Session(number) => number,
            _ => OWN_SESSION,
        };
        let held: Vec<(Key, Attribution)> = self
            .oms
            .positions()
            .iter()
            .filter(|position| position.qty != Qty::ZERO)
            .map(|position| {
                let key = (position.account, position.strategy, position.instrument);
                (key, self.liquidator(position))
            })
            .filter(|(key, of)| liquidation.scope.holds(*of, key.2, session))
            .collect();
        for (key, attribution) in held {
            let reference = mark_px(self.views.view(key.2));
            let fresh = Leg { reference, working: ClOrdId::NONE, slices: 0, is_waiting: false };
            let leg = liquidation.legs.entry(key).or_insert(fresh);
            if !leg.reference.is_set() {
                leg.reference = reference;
            }
            if !self.oms.order(leg.working).is_some_and(|order| order.is_live()) {
                self.slice(key, attribution, leg);
            }
        }
    }

    fn slice(&mut self, key: Key, attribution: Attribution, leg: &mut Leg) {
        let held = self.held(key.0, key.1, key.2);
        let side = if held > 0 { Side::Sell } else { Side::Buy };
        let view = *self.views.view(key.2);
        let taken = if side == Side::Buy { view.ask } else { view.bid };
        leg.is_waiting = view.is_gapped || view.is_stale || !self.is_in_collar(taken.px, leg.reference);
        let lot = self.instruments.get(key.2).map_or(1, |instrument| instrument.lot.raw());
        let qty = slice_qty(held, taken, lot, self.settings.flatten.share_of_shown);
        if leg.is_waiting || qty == Qty::ZERO {
            return;
        }
        let name = self.own_name();
        let order = NewOrder {
            time_in_force: TimeInForce::Ioc,
            flags: OrderFlags::LIQUIDATION.with(OrderFlags::REDUCE_ONLY),
            frame_seq: view.frame_seq,
            ts_intent_ns: self.at.utc_ns,
            ..NewOrder::limit(name, attribution, key.2, side, qty, taken.px)
        };
        (leg.working, leg.slices) = (name, leg.slices + 1);
        self.sessions.act_for(attribution);
        self.take_command(OWN_SESSION, 0, &OrderCommand::New(order));
    }

    fn is_in_collar(&self, px: Price, reference: Price) -> bool {
        if !px.is_set() || !reference.is_set() {
            return false;
        }
        let distance = i128::from(px.raw()) - i128::from(reference.raw());
        distance.abs() * MILLION <= i128::from(reference.raw()).abs() * i128::from(self.settings.flatten.collar)
    }

    /// In whose name a position is closed: whoever last sent an order of it, or else the desk's first trader.
    fn liquidator(&self, position: &Position) -> Attribution {
        let (account, strategy, desk) = (position.account, position.strategy, position.desk);
        let first = || {
            let traders = self.directory.traders().iter().position(|trader| trader.desk == desk);
            traders.and_then(|index| u16::try_from(index + 1).ok()).map_or(TraderId::NONE, TraderId)
        };
        let trader = self.liquidations.traders.get(&(account, strategy)).copied().unwrap_or_else(first);
        Attribution { trader, desk, account, strategy }
    }

    fn held(&self, account: AccountId, strategy: StrategyId, instrument: InstrumentId) -> i64 {
        self.oms.position(account, strategy, instrument).map_or(0, |position| position.qty.raw())
    }
}

/// What one slice asks for: the whole position, but no more than the share of what is shown, and one lot at least.
fn slice_qty(held: i64, taken: Level, lot: i64, share: i64) -> Qty {
    let lot = lot.max(1);
    let shown = i128::from(taken.qty.raw()) * i128::from(share) / MILLION;
    let most = i64::try_from(shown).unwrap_or(i64::MAX);
    let whole_lots = (most - most % lot).max(lot);
    Qty::from_raw(held.saturating_abs().min(whole_lots))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_a_slice_is_a_share_of_what_is_shown_in_whole_lots_but_one_at_least() {
        let shown = |qty| Level { px: Price::from_raw(1), qty: Qty::from_raw(qty), orders: 1 };
        assert_eq!(slice_qty(-1_000, shown(400), 10, 250_000), Qty::from_raw(100));
        assert_eq!(slice_qty(1_000, shown(439), 10, 250_000), Qty::from_raw(100));
        assert_eq!(slice_qty(1_000, shown(8), 10, 250_000), Qty::from_raw(10));
        assert_eq!(slice_qty(30, shown(400), 10, 250_000), Qty::from_raw(30));
        assert_eq!(slice_qty(5, shown(400), 10, 250_000), Qty::from_raw(5));
    }
}
