//! The halt gate: the one thing that stands between an approved order and a venue.

#[cfg(test)]
mod interleavings;
mod latch;
#[cfg(test)]
mod tests;
mod view;

pub(crate) use view::{HaltView, admits};

use latch::{Latch, Sending};
use plimsoll_types::{Attribution, HaltMode, HaltRecord, InstrumentId, Nanos, Scope};
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, MutexGuard, PoisonError};

const MODE_BITS: u32 = 8;

/// Halts that hold, and the latch in front of every send. Shared by the order thread, the control socket, the dead-man, the
/// automatic controls and the watchdog: whoever calls [`engage`](Self::engage) closes it.
///
/// One atomic word holds the epoch (counts every change) and the strictest firm-wide mode. The order thread re-reads the
/// table of scoped halts only when the epoch has moved.
#[derive(Debug, Default)]
pub struct HaltGate {
    latch: Latch<AtomicU64>,
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    halts: Vec<HaltRecord>,
    next_number: u64,
}

/// What [`HaltGate::latch`] did: the gate is closed for whatever comes; a send that was already under way may still end.
#[derive(Debug)]
pub struct Latched<'a> {
    gate: &'a HaltGate,
    turn: u64,
    /// Names the halt when it is lifted.
    pub number: u64,
}

impl Latched<'_> {
    /// Whether the send that was under way, if any, is over: from then on no order in scope can be sent. For callers with a
    /// clock, who report when it takes long.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.gate.latch.settled(self.turn)
    }
}

/// A send under way. Between [`HaltGate::enter_send`] and its end [`HaltGate::engage`] waits.
#[derive(Debug)]
pub struct SendGuard<'a>(Sending<'a, AtomicU64>);

impl SendGuard<'_> {
    /// The epoch as it is with the mark set: halts of this epoch are those that the send obeys.
    #[inline]
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.0.word() >> MODE_BITS
    }

    /// The strictest firm-wide mode with the mark set.
    #[inline]
    #[must_use]
    pub fn firm_mode(&self) -> HaltMode {
        mode_of(self.0.word())
    }

    /// Ends the send; the same as dropping it.
    pub fn leave_send(self) {}
}

fn mode_of(word: u64) -> HaltMode {
    HaltMode::from_code((word & ((1 << MODE_BITS) - 1)) as u8).unwrap_or(HaltMode::Flatten)
}

impl HaltGate {
    /// A gate on which `halts` hold from the start: those that were kept over a restart.
    #[must_use]
    pub fn new(halts: Vec<HaltRecord>) -> Self {
        let gate = Self::default();
        for halt in halts {
            gate.engage(halt);
        }
        gate
    }

    /// A gate that is shut firm-wide because what halts hold cannot be read.
    #[must_use]
    pub fn unreadable(reason: &str, ts_ns: Nanos) -> Self {
        Self::new(vec![HaltRecord {
            number: 1,
            scope: Scope::Firm,
            mode: HaltMode::CancelAll,
            reason: format!("the kept halts cannot be read ({reason}); arm anew once the state is known"),
            by: "gateway".to_owned(),
            ts_ns,
        }])
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Halts, and returns when no order in scope can be sent any more. A record numbered zero gets the next number; one whose
    /// number holds already can only become stricter. Returns the number.
    pub fn engage(&self, halt: HaltRecord) -> u64 {
        let latched = self.latch(halt);
        self.latch.settle();
        latched.number
    }

    /// Halts, and returns at once.
    pub fn latch(&self, halt: HaltRecord) -> Latched<'_> {
        let mut table = self.table();
        let number = table.enter(halt);
        self.publish(&table);
        Latched { gate: self, turn: self.latch.turn(), number }
    }

    /// Lifts one halt; others that hold, wider or narrower, go on. Whether there was one of this number.
    pub fn lift(&self, number: u64) -> bool {
        let mut table = self.table();
        let before = table.halts.len();
        table.halts.retain(|halt| halt.number != number);
        let lifted = table.halts.len() < before;
        if lifted {
            self.publish(&table);
        }
        lifted
    }

    fn publish(&self, table: &Table) {
        let firm = table.halts.iter().filter(|halt| halt.scope == Scope::Firm).map(|halt| halt.mode).max();
        let epoch = (self.latch.word() >> MODE_BITS).wrapping_add(1);
        self.latch.set((epoch << MODE_BITS) | u64::from(firm.unwrap_or_default() as u8));
    }

    /// The strictest mode that holds for an order of this attribution, instrument and session. Takes a lock: for displays and
    /// clients; the order thread looks at its own copy.
    #[must_use]
    pub fn strictest(&self, of: Attribution, instrument: InstrumentId, session: u32) -> HaltMode {
        strictest(self.table().halts.iter().map(|halt| (halt.scope, halt.mode)), of, instrument, session)
    }

    /// Counts changes of any halt.
    #[inline]
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.latch.word() >> MODE_BITS
    }

    /// The strictest firm-wide mode.
    #[must_use]
    pub fn firm_mode(&self) -> HaltMode {
        mode_of(self.latch.word())
    }

    /// Every halt that holds, in order of number.
    #[must_use]
    pub fn halts(&self) -> Vec<HaltRecord> {
        let mut halts = self.table().halts.clone();
        halts.sort_by_key(|halt| halt.number);
        halts
    }

    /// Marks that a send is under way. Keep it for the send alone and take no lock before it ends. Prefer
    /// [`RiskEngine::release`](crate::RiskEngine::release), which also looks whether the halts let the order through.
    #[inline]
    pub fn enter_send(&self) -> SendGuard<'_> {
        SendGuard(self.latch.enter())
    }
}

impl Table {
    fn enter(&mut self, mut halt: HaltRecord) -> u64 {
        if halt.number == 0 {
            halt.number = self.next_number.max(1);
        }
        let number = halt.number;
        self.next_number = self.next_number.max(number.saturating_add(1));
        match self.halts.iter_mut().find(|held| held.number == number) {
            Some(held) if held.scope == halt.scope => held.mode = held.mode.max(halt.mode),
            _ => self.halts.push(halt),
        }
        number
    }
}

fn strictest(
    halts: impl Iterator<Item = (Scope, HaltMode)>,
    of: Attribution,
    instrument: InstrumentId,
    session: u32,
) -> HaltMode {
    halts.filter(|(scope, _)| scope.holds(of, instrument, session)).map(|(_, mode)| mode).max().unwrap_or_default()
}
