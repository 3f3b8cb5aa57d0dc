//! Commands of which nothing was heard yet.

use plimsoll_types::ClOrdId;
use std::collections::BTreeSet;

/// Commands that were sent and not answered. After a logon each of them is either known never to have arrived, or asked for.
#[derive(Debug, Default)]
pub(super) struct Unanswered(BTreeSet<ClOrdId>);

impl Unanswered {
    pub(super) fn sent(&mut self, id: ClOrdId) {
        self.0.insert(id);
    }

    pub(super) fn answered(&mut self, id: ClOrdId) {
        self.0.remove(&id);
    }

    /// Those that never arrived, and those that may have: names up to `last_number` were seen by the gateway.
    pub(super) fn after_logon(&mut self, last_number: u64) -> (Vec<ClOrdId>, Vec<ClOrdId>) {
        let (doubtful, lost): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.0).into_iter().partition(|id| id.number() <= last_number);
        self.0.extend(&doubtful);
        (lost, doubtful)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_after_a_logon_a_command_never_arrived_or_is_asked_for() {
        let mut unanswered = Unanswered::default();
        (1..=4).for_each(|number| unanswered.sent(ClOrdId::new(1, number)));
        unanswered.answered(ClOrdId::new(1, 2));
        let (lost, doubtful) = unanswered.after_logon(3);
        assert_eq!(lost, [ClOrdId::new(1, 4)]);
        assert_eq!(doubtful, [ClOrdId::new(1, 1), ClOrdId::new(1, 3)]);
        unanswered.answered(ClOrdId::new(1, 1));
        assert_eq!(unanswered.after_logon(0).0, [ClOrdId::new(1, 3)]);
    }
}
