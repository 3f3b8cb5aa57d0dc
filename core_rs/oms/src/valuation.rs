//! What a change of a position, its working orders or its mark does to the sums over it.

use crate::Amount;
use crate::fills::{Fill, Fills};
use crate::ledger::Sums;
use crate::portfolio::Portfolio;
use crate::position::Position;
use crate::state::Reserve;
use plimsoll_types::{InstrumentId, Price, Qty, Side};

/// What a position adds to the sums of its account, desk, strategy and firm, and whether it lacks a mark for that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Worth {
    sums: Sums,
    is_unmarked: bool,
}

fn worth(position: &Position, mark: Price) -> Worth {
    let mut sums = Sums { realised: position.realised, fees: position.fees, ..Sums::ZERO };
    let mut is_unmarked = false;
    if position.qty != Qty::ZERO {
        if mark.is_set() {
            let value = Amount::of(mark, position.qty);
            sums.unrealised = value - position.cost;
            sums.value[usize::from(position.qty.raw() < 0)] = value.abs();
        } else {
            is_unmarked = true;
        }
    }
    for side in 0..2 {
        let working = &position.working[side];
        let value = working.value(mark);
        is_unmarked |= value.is_none();
        sums.working[side] = value.unwrap_or(working.notional);
    }
    Worth { sums, is_unmarked }
}

impl Portfolio {
    fn worth_of(&self, at: u32) -> Worth {
        let position = &self.positions[at as usize];
        worth(position, self.listings[position.listing as usize].mark)
    }

    /// Replaces what a position added to the sums over it.
    fn book(&mut self, at: u32, before: &Worth, after: &Worth) {
        if before == after {
            return;
        }
        let Self { currencies, positions, firm, desks, accounts, strategies, .. } = self;
        let position = &positions[at as usize];
        let more = after.sums.less(&before.sums);
        let is_profit = before.is_unmarked != after.is_unmarked
            || more.realised != Amount::ZERO
            || more.unrealised != Amount::ZERO
            || more.fees != Amount::ZERO;
        let parts = [
            Some(firm),
            desks.get_mut(usize::from(position.desk.0)),
            accounts.get_mut(usize::from(position.account.0)),
            strategies.get_mut(usize::from(position.strategy.0)),
        ];
        for ledger in parts.into_iter().flatten() {
            ledger.add(position.currency, &more);
            ledger.unmarked = ledger.unmarked + u32::from(after.is_unmarked) - u32::from(before.is_unmarked);
            if is_profit {
                ledger.raise_peaks(currencies);
            }
        }
    }

    fn swap_position(&mut self, at: u32, before: Qty) {
        let Self { positions, holdings, .. } = self;
        let position = &positions[at as usize];
        for holding in position.holdings {
            holdings[holding as usize].swap_position(before, position.qty);
        }
    }

    /// Counts a fill in. Before the first mark of an instrument its own fill is the last that is known to have traded.
    pub(crate) fn fill(&mut self, at: u32, fill: &Fill) {
        let listing = &self.listings[self.positions[at as usize].listing as usize];
        if !listing.mark.is_set() {
            self.mark(listing.instrument, fill.px);
        }
        let (before, qty) = (self.worth_of(at), self.positions[at as usize].qty);
        self.positions[at as usize].apply(fill);
        self.swap_position(at, qty);
        let after = self.worth_of(at);
        self.book(at, &before, &after);
    }

    /// Counts a position's fills anew, after one of them was busted or corrected: as if the fill had always been so.
    pub(crate) fn recount(&mut self, at: u32, fills: &Fills) {
        let (before, qty) = (self.worth_of(at), self.positions[at as usize].qty);
        let position = &mut self.positions[at as usize];
        position.clear_fills();
        for fill in fills.all().iter().filter(|fill| fill.position == at && !fill.is_busted) {
            position.apply(fill);
        }
        self.swap_position(at, qty);
        let after = self.worth_of(at);
        self.book(at, &before, &after);
    }

    /// Replaces what an order held back.
    pub(crate) fn reserve(&mut self, at: u32, side: Side, old: &Reserve, new: &Reserve) {
        if old == new {
            return;
        }
        let before = self.worth_of(at);
        let Self { positions, holdings, firm, desks, accounts, strategies, .. } = self;
        let position = &mut positions[at as usize];
        position.working[side.index()].swap(old, new);
        for holding in position.holdings {
            holdings[holding as usize].working[side.index()].swap(old, new);
        }
        if old.is_open != new.is_open {
            let parts = [
                Some(firm),
                desks.get_mut(usize::from(position.desk.0)),
                accounts.get_mut(usize::from(position.account.0)),
                strategies.get_mut(usize::from(position.strategy.0)),
            ];
            for ledger in parts.into_iter().flatten() {
                ledger.open_orders = ledger.open_orders + u32::from(new.is_open) - u32::from(old.is_open);
            }
        }
        let after = self.worth_of(at);
        self.book(at, &before, &after);
    }

    /// Values everything of an instrument at `px`. An unset price changes nothing: the last mark stands, and how old it is
    /// is for market data to say.
    pub(crate) fn mark(&mut self, instrument: InstrumentId, px: Price) {
        let place = self.listing(instrument) as usize;
        if !px.is_set() || self.listings[place].mark == px {
            return;
        }
        let old = std::mem::replace(&mut self.listings[place].mark, px);
        for nth in 0..self.listings[place].positions.len() {
            let at = self.listings[place].positions[nth];
            let position = &self.positions[at as usize];
            let needs_mark = position.qty != Qty::ZERO
                || position.working[0].at_mark_qty != Qty::ZERO
                || position.working[1].at_mark_qty != Qty::ZERO;
            if needs_mark {
                let (before, after) = (worth(position, old), worth(position, px));
                self.book(at, &before, &after);
            }
        }
    }
}
