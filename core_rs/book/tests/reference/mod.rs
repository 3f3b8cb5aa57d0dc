//! A naive book to compare with: sorted maps and double-ended queues, written from the documentation of the events and
//! faults, slow and plain.

#![allow(clippy::unwrap_used)] // a broken reference must fail its test

pub mod compare;
pub mod events;

use plimsoll_book::{BookFault, OrderIdScope};
use plimsoll_types::{EventFlags, InstrumentId, MarketBody, MarketEvent, OrderId, Price, Qty, Side, TradePrint};
use std::collections::{BTreeMap, VecDeque};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NaiveLevel {
    pub anonymous: i64,
    pub anonymous_orders: u32,
    pub queue: VecDeque<(OrderId, i64)>,
}

impl NaiveLevel {
    pub fn qty(&self) -> i128 {
        i128::from(self.anonymous) + self.known()
    }

    fn known(&self) -> i128 {
        self.queue.iter().map(|(_, qty)| i128::from(*qty)).sum()
    }

    pub fn orders(&self) -> u32 {
        let known = u32::try_from(self.queue.len()).unwrap();
        if self.anonymous == 0 {
            known
        } else if self.anonymous_orders == 0 {
            0
        } else {
            known + self.anonymous_orders
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Whereabouts {
    instrument: InstrumentId,
    side: Side,
    px: i64,
}

#[derive(Debug, Clone, Default)]
pub struct NaiveOutcome {
    pub print: Option<TradePrint>,
    pub fault: Option<BookFault>,
}

impl From<Option<BookFault>> for NaiveOutcome {
    fn from(fault: Option<BookFault>) -> Self {
        Self { print: None, fault }
    }
}

#[derive(Debug, Clone)]
pub struct NaiveBooks {
    scope: OrderIdScope,
    /// Keyed by instrument, side index, price.
    pub levels: BTreeMap<(InstrumentId, usize, i64), NaiveLevel>,
    orders: BTreeMap<(u32, OrderId), Whereabouts>,
}

/// What a name leads to.
enum Named {
    Order(Whereabouts),
    Level(Side, i64),
    Nothing(BookFault),
}

impl NaiveBooks {
    pub fn new(scope: OrderIdScope) -> Self {
        Self { scope, levels: BTreeMap::new(), orders: BTreeMap::new() }
    }

    pub fn side(&self, instrument: InstrumentId, side: Side) -> Vec<(i64, &NaiveLevel)> {
        let key = (instrument, side.index());
        let range = self.levels.range((key.0, key.1, i64::MIN)..=(key.0, key.1, i64::MAX));
        let mut found: Vec<_> = range.map(|((_, _, px), level)| (*px, level)).collect();
        if side == Side::Buy {
            found.reverse();
        }
        found
    }

    pub fn resting(&self) -> usize {
        self.orders.len()
    }

    fn key(&self, instrument: InstrumentId, id: OrderId) -> (u32, OrderId) {
        (if self.scope == OrderIdScope::Feed { 0 } else { instrument.0 }, id)
    }

    fn named(&self, instrument: InstrumentId, id: OrderId, px: Price, side: Option<Side>) -> Named {
        match self.orders.get(&self.key(instrument, id)) {
            Some(at) if at.instrument == instrument => Named::Order(*at),
            Some(_) => Named::Nothing(BookFault::WrongInstrument),
            None => match side {
                Some(side) if px.is_set() => Named::Level(side, px.raw()),
                _ => Named::Nothing(BookFault::UnknownOrder),
            },
        }
    }

    fn level(&mut self, at: Whereabouts) -> &mut NaiveLevel {
        self.levels.entry((at.instrument, at.side.index(), at.px)).or_default()
    }

    fn left(&mut self, at: Whereabouts, id: OrderId) -> i64 {
        self.level(at).queue.iter().find(|(other, _)| *other == id).map(|(_, qty)| *qty).unwrap()
    }

    fn tidy(&mut self) {
        self.levels.retain(|_, level| level.anonymous > 0 || !level.queue.is_empty());
    }

    fn remove(&mut self, id: OrderId, at: Whereabouts) {
        self.level(at).queue.retain(|(other, _)| *other != id);
        self.orders.remove(&self.key(at.instrument, id));
        self.tidy();
    }

    fn add(&mut self, id: OrderId, at: Whereabouts, qty: i64) -> Option<BookFault> {
        if at.px == i64::MIN {
            return Some(BookFault::UnsetPrice);
        }
        if qty <= 0 {
            return Some(BookFault::NonPositiveQty);
        }
        let mut fault = None;
        if let Some(old) = self.orders.get(&self.key(at.instrument, id)).copied() {
            self.remove(id, old);
            fault = Some(BookFault::DuplicateOrder);
        }
        if self.level(at).qty() + i128::from(qty) > i128::from(i64::MAX) {
            return fault.or(Some(BookFault::QtyOverflow));
        }
        self.level(at).queue.push_back((id, qty));
        self.orders.insert(self.key(at.instrument, id), at);
        fault
    }

    /// Returns whether `qty` was more than the order had.
    fn take(&mut self, id: OrderId, at: Whereabouts, qty: i64) -> bool {
        let left = self.left(at, id);
        if qty >= left {
            self.remove(id, at);
            return qty > left;
        }
        let queue = &mut self.level(at).queue;
        queue.iter_mut().find(|(other, _)| *other == id).unwrap().1 -= qty;
        false
    }

    fn take_anonymous(&mut self, at: Whereabouts, qty: i64, leaves: bool) -> Option<BookFault> {
        let key = (at.instrument, at.side.index(), at.px);
        let Some(level) = self.levels.get_mut(&key) else { return Some(BookFault::UnknownLevel) };
        let short = level.anonymous < qty;
        level.anonymous = (level.anonymous - qty).max(0);
        if level.anonymous == 0 {
            level.anonymous_orders = 0;
        } else if leaves && level.anonymous_orders > 1 {
            level.anonymous_orders -= 1;
        }
        self.tidy();
        short.then_some(BookFault::LevelUnderflow)
    }

    fn set_level(&mut self, at: Whereabouts, qty: i64, orders: u32) -> Option<BookFault> {
        if at.px == i64::MIN {
            return Some(BookFault::UnsetPrice);
        }
        if qty < 0 {
            return Some(BookFault::NonPositiveQty);
        }
        let mut fault = None;
        while self.level(at).known() > i128::from(qty) {
            fault = Some(BookFault::LevelBelowOrders);
            let excess = self.level(at).known() - i128::from(qty);
            let (id, last) = *self.level(at).queue.back().unwrap();
            if i128::from(last) > excess {
                self.level(at).queue.back_mut().unwrap().1 -= i64::try_from(excess).unwrap();
            } else {
                self.level(at).queue.pop_back();
                self.orders.remove(&self.key(at.instrument, id));
            }
        }
        let level = self.level(at);
        level.anonymous = i64::try_from(i128::from(qty) - level.known()).unwrap();
        let known = u32::try_from(level.queue.len()).unwrap();
        level.anonymous_orders = if level.anonymous > 0 { orders.saturating_sub(known) } else { 0 };
        self.tidy();
        fault
    }

    fn clear(&mut self, instrument: InstrumentId, side: Option<Side>) {
        let gone = |of: InstrumentId, at: usize| of == instrument && side.is_none_or(|side| side.index() == at);
        self.levels.retain(|(of, at, _), _| !gone(*of, *at));
        self.orders.retain(|_, at| !gone(at.instrument, at.side.index()));
    }

    fn execute(&mut self, event: &MarketEvent, id: OrderId, qty: Qty, px: Price, side: Option<Side>) -> NaiveOutcome {
        if qty.raw() <= 0 {
            return Some(BookFault::NonPositiveQty).into();
        }
        let instrument = event.instrument;
        let (fault, trade_px, resting) = match self.named(instrument, id, px, side) {
            Named::Nothing(fault) => (Some(fault), px, side),
            Named::Level(side, at) => {
                let at = Whereabouts { instrument, side, px: at };
                (self.take_anonymous(at, qty.raw(), false), px, Some(side))
            }
            Named::Order(at) => {
                let over = self.take(id, at, qty.raw()).then_some(BookFault::OverExecution);
                let differs = side.is_some_and(|told| told != at.side).then_some(BookFault::OrderMismatch);
                (over.or(differs), if px.is_set() { px } else { Price::from_raw(at.px) }, Some(at.side))
            }
        };
        let crossed = event.flags.contains(EventFlags::CROSS);
        let aggressor = resting.map(Side::opposite).filter(|_| !crossed);
        let ts_venue_ns = event.ts_venue_ns;
        let print = TradePrint { ts_venue_ns, px: trade_px, qty, aggressor, flags: event.flags, match_id: 0 };
        NaiveOutcome { print: Some(print).filter(|print| print.px.is_set()), fault }
    }

    fn replace(&mut self, at: Whereabouts, id: OrderId, new_id: OrderId, px: Price, qty: Qty) -> Option<BookFault> {
        self.remove(id, at);
        let mut fault = None;
        if let Some(old) = self.orders.get(&self.key(at.instrument, new_id)).copied() {
            self.remove(new_id, old);
            fault = Some(BookFault::DuplicateOrder);
        }
        let added = self.add(new_id, Whereabouts { px: px.raw(), ..at }, qty.raw());
        fault.or(added)
    }

    fn amend(&mut self, to: Whereabouts, id: OrderId, qty: i64) -> Option<BookFault> {
        if to.px == i64::MIN || qty <= 0 {
            return self.add(id, to, qty);
        }
        let at = match self.named(to.instrument, id, Price::UNSET, None) {
            Named::Order(at) => at,
            Named::Nothing(BookFault::WrongInstrument) => return Some(BookFault::WrongInstrument),
            _ => {
                self.add(id, to, qty);
                return Some(BookFault::UnknownOrder);
            }
        };
        if at.side == to.side && at.px == to.px && qty <= self.left(at, id) {
            let less = self.left(at, id) - qty;
            self.take(id, at, less);
            return None;
        }
        self.remove(id, at);
        self.add(id, to, qty)
    }

    pub fn apply(&mut self, event: &MarketEvent) -> NaiveOutcome {
        let outcome = self.dispatch(event);
        self.tidy();
        outcome
    }

    fn dispatch(&mut self, event: &MarketEvent) -> NaiveOutcome {
        let instrument = event.instrument;
        match event.body {
            MarketBody::AddOrder { order_id, side, px, qty } => {
                self.add(order_id, Whereabouts { instrument, side, px: px.raw() }, qty.raw()).into()
            }
            MarketBody::ExecuteOrder { order_id, qty, px, side } => self.execute(event, order_id, qty, px, side),
            MarketBody::ReduceOrder { qty, .. } if qty.raw() <= 0 => Some(BookFault::NonPositiveQty).into(),
            MarketBody::ReduceOrder { order_id, qty, px, side } => match self.named(instrument, order_id, px, side) {
                Named::Nothing(fault) => Some(fault).into(),
                Named::Level(side, px) => {
                    self.take_anonymous(Whereabouts { instrument, side, px }, qty.raw(), false).into()
                }
                Named::Order(at) => {
                    let over = self.take(order_id, at, qty.raw()).then_some(BookFault::OverReduction);
                    over.or(mismatch(at, px, side)).into()
                }
            },
            MarketBody::DeleteOrder { order_id, qty, px, side } => match self.named(instrument, order_id, px, side) {
                Named::Nothing(fault) => Some(fault).into(),
                Named::Level(..) if qty.raw() <= 0 => Some(BookFault::UnknownOrder).into(),
                Named::Level(side, px) => {
                    self.take_anonymous(Whereabouts { instrument, side, px }, qty.raw(), true).into()
                }
                Named::Order(at) => {
                    let differs = qty.is_set() && qty.raw() != self.left(at, order_id);
                    self.remove(order_id, at);
                    differs.then_some(BookFault::OrderMismatch).or(mismatch(at, px, side)).into()
                }
            },
            MarketBody::ReplaceOrder { order_id, new_order_id, px, qty } => {
                match self.named(instrument, order_id, Price::UNSET, None) {
                    Named::Nothing(fault) => Some(fault).into(),
                    Named::Level(..) => Some(BookFault::UnknownOrder).into(),
                    Named::Order(at) => self.replace(at, order_id, new_order_id, px, qty).into(),
                }
            }
            MarketBody::AmendOrder { order_id, side, px, qty } => {
                self.amend(Whereabouts { instrument, side, px: px.raw() }, order_id, qty.raw()).into()
            }
            MarketBody::SetLevel { side, px, qty, orders } => {
                self.set_level(Whereabouts { instrument, side, px: px.raw() }, qty.raw(), orders).into()
            }
            MarketBody::Clear { side } => {
                self.clear(instrument, side);
                None.into()
            }
            MarketBody::Trade { px, .. } if !px.is_set() => Some(BookFault::UnsetPrice).into(),
            MarketBody::Trade { px, qty, aggressor, match_id } => {
                let (ts_venue_ns, flags) = (event.ts_venue_ns, event.flags);
                let print = Some(TradePrint { ts_venue_ns, px, qty, aggressor, flags, match_id });
                NaiveOutcome { print, fault: None }
            }
            _ => None.into(),
        }
    }
}

fn mismatch(at: Whereabouts, px: Price, side: Option<Side>) -> Option<BookFault> {
    let differs = (px.is_set() && px.raw() != at.px) || side.is_some_and(|side| side != at.side);
    differs.then_some(BookFault::OrderMismatch)
}
