//! Orders of the last moments, to find the same one again.

use crate::hashing::FastMap;
use plimsoll_types::{Attribution, InstrumentId, Nanos, NewOrder, OrdType, OrderFlags, Price, Qty, Side};
use std::collections::VecDeque;

/// What two orders share that are the same in all but name and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Fingerprint {
    of: Attribution,
    instrument: InstrumentId,
    side: Side,
    ord_type: OrdType,
    flags: OrderFlags,
    qty: Qty,
    px: Price,
    stop_px: Price,
}

impl Fingerprint {
    /// Of an order.
    pub(crate) const fn of(order: &NewOrder) -> Self {
        Self {
            of: order.attribution,
            instrument: order.instrument,
            side: order.side,
            ord_type: order.ord_type,
            flags: order.flags,
            qty: order.qty,
            px: order.px,
            stop_px: order.stop_px,
        }
    }
}

/// When orders were last sent, as far back as the longest window reaches.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    last: FastMap<Fingerprint, Nanos>,
    in_order: VecDeque<(Nanos, Fingerprint)>,
}

impl Recent {
    /// When the same order was last sent.
    #[inline]
    pub(crate) fn last(&self, fingerprint: &Fingerprint) -> Option<Nanos> {
        if self.last.is_empty() { None } else { self.last.get(fingerprint).copied() }
    }

    /// Remembers one, and forgets those that no window reaches.
    pub(crate) fn add(&mut self, now_ns: Nanos, fingerprint: Fingerprint, longest_ns: Nanos) {
        while let Some(&(at, old)) = self.in_order.front() {
            if now_ns.saturating_sub(at) < longest_ns {
                break;
            }
            self.in_order.pop_front();
            if self.last.get(&old) == Some(&at) {
                self.last.remove(&old);
            }
        }
        self.last.insert(fingerprint, now_ns);
        self.in_order.push_back((now_ns, fingerprint));
    }

    /// Its state, for hashes.
    pub(crate) fn digest(&self, absorb: &mut dyn FnMut(&[u8])) {
        for (at, fingerprint) in &self.in_order {
            absorb(&at.to_le_bytes());
            absorb(&fingerprint.qty.raw().to_le_bytes());
            absorb(&fingerprint.px.raw().to_le_bytes());
        }
    }
}
