//! Counts over a sliding length of time.

use plimsoll_types::Nanos;

const BUCKETS: usize = 16;
/// One more than the length has: the oldest is counted in full until all of it is past.
const RING: usize = BUCKETS + 1;

/// How often something happened in the last `length` nanoseconds, counted in sixteenths: never too few, and too many only of
/// what is at most a sixteenth older than the length.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    counts: [u32; RING],
    head: usize,
    /// When the bucket at `head` ends.
    head_ends_ns: Nanos,
    width_ns: Nanos,
    total: u32,
}

impl Window {
    /// Nothing happened.
    pub(crate) fn new(length_ns: Nanos) -> Self {
        Self { counts: [0; RING], head: 0, head_ends_ns: Nanos::MIN, width_ns: width(length_ns), total: 0 }
    }

    /// Changes the length; what was counted counts as if it happened just now.
    pub(crate) fn set_length(&mut self, length_ns: Nanos) {
        if self.width_ns != width(length_ns) {
            let total = self.total;
            *self = Self::new(length_ns);
            self.total = total;
            self.counts[0] = total;
        }
    }

    /// Forgets what is past at `now_ns`.
    #[inline]
    pub(crate) fn advance(&mut self, now_ns: Nanos) {
        if now_ns >= self.head_ends_ns {
            self.turn(now_ns);
        }
    }

    #[inline(never)]
    fn turn(&mut self, now_ns: Nanos) {
        let first = self.head_ends_ns == Nanos::MIN;
        let steps = if first { 0 } else { (now_ns - self.head_ends_ns) / self.width_ns + 1 };
        if first {
            self.head_ends_ns = now_ns.saturating_add(self.width_ns);
            return;
        }
        if steps >= RING as Nanos {
            self.counts = [0; RING];
            self.total = 0;
        } else {
            for _ in 0..steps {
                self.head = (self.head + 1) % RING;
                self.total -= self.counts[self.head];
                self.counts[self.head] = 0;
            }
        }
        self.head_ends_ns = self.head_ends_ns.saturating_add(steps.saturating_mul(self.width_ns));
    }

    /// One more, at the time of the last [`advance`](Self::advance).
    #[inline]
    pub(crate) fn add(&mut self) {
        if self.total < u32::MAX {
            self.counts[self.head] += 1;
            self.total += 1;
        }
    }

    /// How many, as of the last [`advance`](Self::advance).
    #[inline]
    pub(crate) const fn count(&self) -> u32 {
        self.total
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.counts = [0; RING];
        self.total = 0;
    }

    /// Its state, for hashes.
    pub(crate) fn digest(&self, absorb: &mut dyn FnMut(&[u8])) {
        for step in 1..=RING {
            absorb(&self.counts[(self.head + step) % RING].to_le_bytes());
        }
        absorb(&self.head_ends_ns.to_le_bytes());
    }
}

fn width(length_ns: Nanos) -> Nanos {
    (length_ns.max(1) - 1) / BUCKETS as Nanos + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn test_never_counts_too_few_and_forgets_after_a_sixteenth_more(
            steps in prop::collection::vec(0_i64..700, 1..200),
            length in 16_i64..5_000,
        ) {
            let mut window = Window::new(length);
            let (mut now, mut times) = (0_i64, Vec::new());
            for step in steps {
                now += step;
                window.advance(now);
                let within = |span: i64| times.iter().filter(|&&at| at > now - span).count();
                let count = window.count() as usize;
                prop_assert!(count >= within(length), "{count} of {}", within(length));
                prop_assert!(count <= within(RING as i64 * width(length)), "{count} more than happened");
                window.add();
                times.push(now);
            }
        }
    }

    #[test]
    fn test_a_new_length_keeps_what_was_counted() {
        let mut window = Window::new(1_000);
        window.advance(5);
        window.add();
        window.add();
        window.set_length(100);
        assert_eq!(window.count(), 2);
        window.advance(10);
        assert_eq!(window.count(), 2);
        window.advance(10_000);
        assert_eq!(window.count(), 0);
    }
}
