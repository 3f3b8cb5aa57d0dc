//! Who comes next among many: a tournament tree over due times.

use plimsoll_types::Nanos;

/// Due times of a fixed number of parties; ties go to the lower number, so that the order is total.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    due: Vec<Nanos>,
    winners: Vec<u32>,
    leaves: usize,
}

#[allow(clippy::cast_possible_truncation)]
impl Schedule {
    pub(crate) fn new(due: &[Nanos]) -> Self {
        let leaves = due.len().next_power_of_two().max(2);
        let mut padded = due.to_vec();
        padded.resize(leaves, Nanos::MAX);
        let mut winners = vec![0; leaves];
        winners.extend(0..leaves as u32);
        let mut schedule = Self { due: padded, winners, leaves };
        for node in (1..leaves).rev() {
            schedule.play(node);
        }
        schedule
    }

    /// The party due first, and when.
    #[inline]
    pub(crate) fn next(&self) -> (usize, Nanos) {
        let winner = self.winners[1] as usize;
        (winner, self.due[winner])
    }

    /// Gives a party another due time.
    #[inline]
    pub(crate) fn set(&mut self, party: usize, due: Nanos) {
        self.due[party] = due;
        let mut node = (self.leaves + party) / 2;
        while node >= 1 {
            self.play(node);
            node /= 2;
        }
    }

    #[inline]
    fn play(&mut self, node: usize) {
        let (left, right) = (self.winners[2 * node], self.winners[2 * node + 1]);
        self.winners[node] = if self.due[right as usize] < self.due[left as usize] { right } else { left };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_earliest_comes_first_and_ties_go_to_the_lower_number() {
        let mut schedule = Schedule::new(&[5, 3, 9]);
        assert_eq!(schedule.next(), (1, 3));
        schedule.set(1, 9);
        assert_eq!(schedule.next(), (0, 5));
        schedule.set(0, 9);
        assert_eq!(schedule.next(), (0, 9));
        schedule.set(0, Nanos::MAX);
        assert_eq!(schedule.next(), (1, 9));
    }
}
