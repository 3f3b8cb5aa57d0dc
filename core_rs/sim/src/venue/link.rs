//! The wire between gateway and venue: messages are late and never overtake each other.

use plimsoll_types::Nanos;
use std::collections::VecDeque;

/// One direction.
#[derive(Debug, Clone)]
pub(super) struct Wire<T> {
    under_way: VecDeque<(Nanos, T)>,
    last_ns: Nanos,
}

impl<T> Wire<T> {
    pub const fn new() -> Self {
        Self { under_way: VecDeque::new(), last_ns: Nanos::MIN }
    }

    /// Sends; it arrives at `due_ns`, or with what was sent before it, whichever is later.
    pub fn send(&mut self, due_ns: Nanos, message: T) {
        self.last_ns = self.last_ns.max(due_ns);
        self.under_way.push_back((self.last_ns, message));
    }

    /// When the next message arrives.
    #[inline]
    pub fn due_ns(&self) -> Nanos {
        self.under_way.front().map_or(Nanos::MAX, |(due, _)| *due)
    }

    /// The next message that has arrived by `now_ns`, and when it did.
    pub fn receive(&mut self, now_ns: Nanos) -> Option<(Nanos, T)> {
        if self.under_way.front()?.0 > now_ns {
            return None;
        }
        self.under_way.pop_front()
    }

    /// The wire is cut: what is under way is lost.
    pub fn lose(&mut self) {
        self.under_way.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_messages_never_overtake_each_other() {
        let mut wire = Wire::new();
        wire.send(10, 'a');
        wire.send(5, 'b');
        assert_eq!((wire.receive(9), wire.due_ns()), (None, 10));
        assert_eq!((wire.receive(10), wire.receive(10)), (Some((10, 'a')), Some((10, 'b'))));
        assert_eq!((wire.receive(99), wire.due_ns()), (None, Nanos::MAX));
    }
}
