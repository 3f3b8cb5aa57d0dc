//! Refusals are recorded, but a flood of them must not fill the audit log: the first ones one by one, then a count a second.

use super::Effect;
use plimsoll_wire::journal::SessionEntry;

/// Refusals recorded one by one within a second.
const ONE_BY_ONE: u32 = 20;
const SECOND_NS: i64 = 1_000_000_000;

#[derive(Debug, Default)]
pub(super) struct Refusals {
    since_ns: i64,
    noted: u32,
    last: Option<SessionEntry>,
    more: u64,
}

impl Refusals {
    pub(super) fn note(&mut self, mono_ns: i64, entry: SessionEntry, effects: &mut Vec<Effect>) {
        self.tick(mono_ns, effects);
        if self.noted < ONE_BY_ONE {
            self.noted += 1;
            effects.push(Effect::Record(entry));
        } else {
            self.more += 1;
            self.last = Some(entry);
        }
    }

    pub(super) fn tick(&mut self, mono_ns: i64, effects: &mut Vec<Effect>) {
        if mono_ns - self.since_ns < SECOND_NS {
            return;
        }
        self.since_ns = mono_ns;
        self.noted = 0;
        let more = std::mem::take(&mut self.more);
        if let Some(mut entry) = self.last.take() {
            entry.reason = format!("{}; {more} refusals within a second, this is the last of them", entry.reason);
            effects.push(Effect::Record(entry));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_wire::journal::SessionChange;

    #[test]
    fn test_a_flood_of_refusals_is_recorded_by_its_count() {
        let entry = SessionEntry {
            session: 1,
            change: SessionChange::Refused,
            principal: "kim".into(),
            peer: "ipc".into(),
            reason: "replayed".into(),
        };
        let (mut refusals, mut effects) = (Refusals::default(), Vec::new());
        for _ in 0..100_000 {
            refusals.note(SECOND_NS, entry.clone(), &mut effects);
        }
        assert_eq!(effects.len(), 20);
        refusals.tick(2 * SECOND_NS, &mut effects);
        let Some(Effect::Record(last)) = effects.last() else { panic!("no record") };
        assert_eq!((effects.len(), last.reason.contains("99980")), (21, true), "{last:?}");
        refusals.tick(3 * SECOND_NS, &mut effects);
        assert_eq!(effects.len(), 21, "told once");
    }
}
