//! Time that never runs back, over restarts too.

use plimsoll_types::Nanos;

/// A machine's monotonic clock begins anew with each boot, and a journal replayed after one carries the old one's readings.
/// Windows go on where they were: a restart lets nothing be forgotten early.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Monotonic {
    last: Nanos,
    offset: Nanos,
}

impl Monotonic {
    /// The reading `mono_ns`, moved so that it is no earlier than the one before.
    #[inline]
    pub(crate) fn read(&mut self, mono_ns: Nanos) -> Nanos {
        let moved = mono_ns.saturating_add(self.offset);
        if moved < self.last {
            self.offset = self.last.saturating_sub(mono_ns);
        } else {
            self.last = moved;
        }
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_a_clock_that_begins_anew_goes_on_where_it_was() {
        let mut clock = Monotonic::default();
        assert_eq!(clock.read(1_000), 1_000);
        assert_eq!(clock.read(5), 1_000);
        assert_eq!(clock.read(15), 1_010);
        assert_eq!(clock.read(-500), 1_010);
        assert_eq!(clock.read(-490), 1_020);
    }
}
