//! The order thread's own copy of the halts.

use super::{HaltGate, strictest};
use crate::approval::{Grounds, Nature};
use plimsoll_types::{Attribution, HaltMode, InstrumentId, Scope};

/// Scopes and modes as of one epoch.
#[derive(Debug, Default)]
pub(crate) struct HaltView {
    epoch: u64,
    halts: Vec<(Scope, HaltMode)>,
}

impl HaltView {
    /// Reads the table anew where the gate's epoch has moved. Takes the table's lock only then, and never inside a send.
    #[inline]
    pub(crate) fn refresh(&mut self, gate: &HaltGate) -> u64 {
        if gate.epoch() != self.epoch {
            self.reread(gate);
        }
        self.epoch
    }

    #[cold]
    fn reread(&mut self, gate: &HaltGate) {
        let table = gate.table();
        self.halts.clear();
        self.halts.extend(table.halts.iter().map(|halt| (halt.scope, halt.mode)));
        // The table changes under the lock, so its contents and this epoch belong together.
        self.epoch = gate.epoch();
    }

    /// The epoch that was read.
    pub(crate) const fn epoch(&self) -> u64 {
        self.epoch
    }

    /// The strictest mode that holds.
    pub(crate) fn strictest(&self, of: Attribution, instrument: InstrumentId, session: u32) -> HaltMode {
        strictest(self.halts.iter().copied(), of, instrument, session)
    }

    /// Whether the halts let an approved command through.
    pub(crate) fn admits(&self, grounds: &Grounds) -> Result<(), HaltMode> {
        let mode = self.strictest(grounds.attribution, grounds.instrument, grounds.session);
        if admits(mode, grounds.nature) { Ok(()) } else { Err(mode) }
    }
}

/// Whether a halt of this mode lets a command of this nature through.
pub(crate) const fn admits(mode: HaltMode, nature: Nature) -> bool {
    match nature {
        Nature::Cancel => true,
        Nature::Liquidating => matches!(mode, HaltMode::None | HaltMode::ReduceOnly | HaltMode::Flatten),
        Nature::Reducing => matches!(mode, HaltMode::None | HaltMode::ReduceOnly),
        Nature::Adding => matches!(mode, HaltMode::None),
    }
}
