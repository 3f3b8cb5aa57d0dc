//! All orders: live ones whole, done ones compactly, and every name that was ever used.

use crate::hash::FastMap;
use crate::paged::{PagedMap, VACANT};
use crate::state::{ClosedOrder, OrderState, Stage};
use plimsoll_types::{ClOrdId, Nanos, NewOrder};

/// A name that no order has: it was refused.
const REFUSED: u32 = u32::MAX;
/// Set in a place that points to a closed order.
const CLOSED: u32 = 1 << 31;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// Never used.
    Free,
    /// Used up by something that was refused.
    Refused,
    /// The order of this number, or a request about it.
    Order(u32),
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Orders {
    names: PagedMap,
    /// By order number: where it is.
    places: Vec<u32>,
    slots: Vec<Option<OrderState>>,
    free: Vec<u32>,
    closed: Vec<ClosedOrder>,
    /// By origin: the highest number that it used.
    last_numbers: FastMap<u32, u64>,
}

#[allow(clippy::cast_possible_truncation)] // 2^31 orders are 300 GiB
const fn index(len: usize) -> u32 {
    len as u32
}

impl Orders {
    #[inline]
    pub(crate) fn named(&self, name: ClOrdId) -> Named {
        match self.names.get(name.0) {
            VACANT => Named::Free,
            REFUSED => Named::Refused,
            number => Named::Order(number - 1),
        }
    }

    pub(crate) fn is_used(&self, name: ClOrdId) -> bool {
        self.names.get(name.0) != VACANT
    }

    fn name(&mut self, name: ClOrdId, value: u32) {
        self.names.set(name.0, value);
        let last = self.last_numbers.entry(name.origin()).or_insert(0);
        *last = (*last).max(name.number());
    }

    /// Uses up a free name for nothing.
    pub(crate) fn burn(&mut self, name: ClOrdId) {
        if !self.is_used(name) {
            self.name(name, REFUSED);
        }
    }

    /// Lets a free name stand for an order.
    pub(crate) fn call(&mut self, name: ClOrdId, number: u32) {
        if !self.is_used(name) {
            self.name(name, number + 1);
        }
    }

    pub(crate) fn last_number(&self, origin: u32) -> u64 {
        self.last_numbers.get(&origin).copied().unwrap_or(0)
    }

    fn take_slot(&mut self, order: OrderState) -> u32 {
        if let Some(slot) = self.free.pop() {
            self.slots[slot as usize] = Some(order);
            return slot;
        }
        self.slots.push(Some(order));
        index(self.slots.len() - 1)
    }

    /// A new order; its slot.
    pub(crate) fn add(&mut self, now_ns: Nanos, session: u32, order: &NewOrder, position: u32) -> u32 {
        let number = index(self.places.len());
        let slot = self.take_slot(OrderState::sent(now_ns, session, order, number, position));
        self.places.push(slot);
        self.name(order.cl_ord_id, number + 1);
        slot
    }

    /// The slot of an order that is still whole.
    #[inline]
    pub(crate) fn slot(&self, number: u32) -> Option<u32> {
        self.places.get(number as usize).copied().filter(|place| place & CLOSED == 0)
    }

    /// The slot of an order, opened again where it was closed.
    pub(crate) fn open(&mut self, number: u32) -> Option<u32> {
        let place = *self.places.get(number as usize)?;
        if place & CLOSED == 0 {
            return Some(place);
        }
        let closed = self.closed.get_mut((place & !CLOSED) as usize)?;
        closed.is_vacant = true;
        let order = closed.reopened(number);
        let slot = self.take_slot(order);
        self.places[number as usize] = slot;
        Some(slot)
    }

    /// Keeps a done order compactly.
    pub(crate) fn close(&mut self, slot: u32) {
        let Some(order) = self.slots[slot as usize] else { return };
        let Stage::Done(status) = order.stage else { return };
        let closed = ClosedOrder::of(&order, status);
        // An order that was opened again for a late report is likely the last that was closed: its entry is used again.
        let at = match self.closed.last_mut() {
            Some(last) if last.is_vacant && last.first_cl_ord_id == closed.first_cl_ord_id => {
                *last = closed;
                self.closed.len() - 1
            }
            _ => {
                self.closed.push(closed);
                self.closed.len() - 1
            }
        };
        self.places[order.number as usize] = index(at) | CLOSED;
        self.slots[slot as usize] = None;
        self.free.push(slot);
    }

    #[inline]
    pub(crate) fn get(&self, slot: u32) -> Option<&OrderState> {
        self.slots.get(slot as usize)?.as_ref()
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, slot: u32) -> Option<&mut OrderState> {
        self.slots.get_mut(slot as usize)?.as_mut()
    }

    pub(crate) fn by_number(&self, number: u32) -> Option<&OrderState> {
        self.slot(number).and_then(|slot| self.get(slot))
    }

    pub(crate) fn closed(&self, number: u32) -> Option<&ClosedOrder> {
        let place = *self.places.get(number as usize)?;
        if place & CLOSED == 0 { None } else { self.closed.get((place & !CLOSED) as usize) }
    }

    /// Every order that is whole, by slot.
    pub(crate) fn whole(&self) -> impl Iterator<Item = (u32, &OrderState)> {
        self.slots.iter().enumerate().filter_map(|(slot, order)| Some((index(slot), order.as_ref()?)))
    }

    /// Slots that there are.
    pub(crate) fn slots(&self) -> u32 {
        index(self.slots.len())
    }

    pub(crate) fn all_closed(&self) -> impl Iterator<Item = &ClosedOrder> {
        self.closed.iter().filter(|order| !order.is_vacant)
    }

    /// Every name by itself, with what it stands for.
    pub(crate) fn sorted_names(&self) -> impl Iterator<Item = (u64, Named)> + '_ {
        self.names.sorted().map(|(name, value)| match value {
            REFUSED => (name, Named::Refused),
            number => (name, Named::Order(number - 1)),
        })
    }

    /// The name that an order was sent with.
    pub(crate) fn first_name(&self, number: u32) -> ClOrdId {
        let whole = self.by_number(number).map(|order| order.first_cl_ord_id);
        whole.or_else(|| self.closed(number).map(|order| order.first_cl_ord_id)).unwrap_or(ClOrdId::NONE)
    }

    pub(crate) fn names_used(&self) -> usize {
        self.names.len()
    }
}
