//! Going after orders that a halt cancelled until each is confirmed to be gone.

use plimsoll_types::{ClOrdId, Nanos};
use std::collections::BTreeMap;

/// An order whose cancel nobody confirmed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unconfirmed {
    /// The order, by the name it had when its cancel was first sent.
    pub cl_ord_id: ClOrdId,
    /// How many cancels were sent.
    pub tries: u32,
}

#[derive(Debug, Clone, Copy)]
struct Pursuit {
    next_ns: Nanos,
    silence_ns: Nanos,
    tries: u32,
}

/// Orders gone after, by the monotonic clock.
#[derive(Debug, Default)]
pub(super) struct Chase {
    pursued: BTreeMap<ClOrdId, Pursuit>,
}

impl Chase {
    /// A cancel of `order` was sent.
    pub(super) fn begin(&mut self, order: ClOrdId, now_ns: Nanos, silence_ns: Nanos) {
        let fresh = Pursuit { next_ns: now_ns.saturating_add(silence_ns), silence_ns, tries: 1 };
        self.pursued.entry(order).or_insert(fresh);
    }

    /// Orders whose silence has lasted too long; each is taken to be sent another cancel now.
    pub(super) fn take_due(&mut self, now_ns: Nanos, most_ns: Nanos) -> Vec<ClOrdId> {
        let due = self.pursued.iter_mut().filter(|(_, pursuit)| pursuit.next_ns <= now_ns);
        due.map(|(&order, pursuit)| {
            pursuit.silence_ns = pursuit.silence_ns.saturating_mul(2).min(most_ns);
            pursuit.next_ns = now_ns.saturating_add(pursuit.silence_ns);
            pursuit.tries += 1;
            order
        })
        .collect()
    }

    /// Lets go of those that are gone.
    pub(super) fn retain(&mut self, mut is_live: impl FnMut(ClOrdId) -> bool) {
        self.pursued.retain(|&order, _| is_live(order));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pursued.is_empty()
    }

    pub(super) fn next_ns(&self) -> Option<Nanos> {
        self.pursued.values().map(|pursuit| pursuit.next_ns).min()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Unconfirmed> {
        self.pursued.iter().map(|(&cl_ord_id, pursuit)| Unconfirmed { cl_ord_id, tries: pursuit.tries })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_silence_doubles_up_to_its_bound() {
        let (order, mut chase) = (ClOrdId::new(1, 1), Chase::default());
        chase.begin(order, 0, 100);
        chase.begin(order, 50, 100);
        assert_eq!((chase.next_ns(), chase.take_due(99, 300)), (Some(100), vec![]));
        assert_eq!((chase.take_due(100, 300), chase.next_ns()), (vec![order], Some(300)));
        assert_eq!((chase.take_due(300, 300), chase.next_ns()), (vec![order], Some(600)));
        assert_eq!(chase.iter().collect::<Vec<_>>(), [Unconfirmed { cl_ord_id: order, tries: 3 }]);
        chase.retain(|_| false);
        assert!(chase.is_empty());
    }
}
