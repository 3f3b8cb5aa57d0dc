//! Halts between the gate and their file: whatever holds at one comes to hold at the other.

use crate::supervision::{HaltsFile, HaltsState, KeptHalt, NewHalt, ScopeText};
use plimsoll_risk::HaltGate;
use plimsoll_types::{Directory, HaltMode, HaltRecord, InstrumentTable, Scope};
use std::collections::HashSet;
use std::os::unix::fs::MetadataExt;
use std::sync::{Arc, Mutex, PoisonError};

/// The gate, the file, and which halts both have.
pub(super) struct HaltsKeeper {
    pub(super) gate: Arc<HaltGate>,
    pub(super) file: HaltsFile,
    pub(super) directory: Directory,
    pub(super) instruments: Arc<Mutex<InstrumentTable>>,
    /// Numbers that the file has.
    kept: HashSet<u64>,
    /// When the file was last seen to change.
    seen: Option<(i64, i64)>,
    pub(super) state: HaltsState,
}

impl HaltsKeeper {
    pub(super) fn new(
        gate: Arc<HaltGate>,
        file: HaltsFile,
        state: HaltsState,
        directory: Directory,
        instruments: Arc<Mutex<InstrumentTable>>,
    ) -> Self {
        Self { gate, file, directory, instruments, kept: HashSet::new(), seen: None, state }
    }

    fn table(&self) -> InstrumentTable {
        self.instruments.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Halts: the gate first, which is what counts; then the file. Returns the halt's number, and what is to be said where
    /// the file could not take it.
    pub(super) fn engage(&mut self, new: NewHalt) -> (u64, String) {
        let Some(scope) = new.scope.halted(&self.directory, &self.table()) else {
            // Nobody can trade it yet; the file knows it for when they can.
            return match self.file.engage(new) {
                Ok(kept) => (kept.number, "kept; this gateway does not know the instrument yet".to_owned()),
                Err(error) => (0, error.to_string()),
            };
        };
        let is_wider = scope == Scope::Firm && new.scope != ScopeText::firm();
        let (asked, new) = (new.scope.clone(), widened(new, is_wider));
        let number = self.gate.engage(HaltRecord {
            number: 0,
            scope,
            mode: new.mode,
            reason: new.reason,
            by: new.by,
            ts_ns: new.ts_ns,
        });
        match self.keep() {
            Ok(()) if is_wider => {
                let words =
                    format!("there is no {asked} here, so the WHOLE FIRM is halted; the halt is kept as of the firm");
                (self.renumbered(number), words)
            }
            Ok(()) => (self.renumbered(number), "the gate is closed and the halt is kept".to_owned()),
            Err(why) => (number, format!("the gate is closed, but the halt is not kept over a restart: {why}")),
        }
    }

    /// The number under which the file has the halt that the gate called `number`.
    fn renumbered(&self, number: u64) -> u64 {
        if self.kept.contains(&number) { number } else { self.state.next_number.saturating_sub(1) }
    }

    /// Writes down the halts that the automatic controls engaged, and takes over what others wrote. True where something
    /// changed.
    pub(super) fn settle(&mut self) -> Result<bool, String> {
        let is_new = self.gate.halts().iter().any(|halt| !self.kept.contains(&halt.number));
        if is_new {
            self.keep()?;
        }
        let facts = std::fs::metadata(self.file.path()).ok().map(|it| (it.mtime(), it.mtime_nsec()));
        if facts == self.seen && !is_new {
            return Ok(false);
        }
        self.seen = facts;
        self.take_over();
        Ok(true)
    }

    /// Every halt of the gate comes to be in the file, under one number.
    fn keep(&mut self) -> Result<(), String> {
        let table = self.table();
        for halt in self.gate.halts() {
            if self.kept.contains(&halt.number) {
                continue;
            }
            let text = halt.scope.text(&self.directory, &table);
            let scope = ScopeText::parse(&text).map_err(|error| error.to_string())?;
            let new = NewHalt {
                number: halt.number,
                scope,
                mode: halt.mode,
                reason: halt.reason.clone(),
                by: halt.by.clone(),
                ts_ns: halt.ts_ns,
            };
            let kept = self.file.engage(new).map_err(|error| error.to_string())?;
            self.kept.insert(kept.number);
            if kept.number != halt.number {
                // The file has given this number already: its own counts. The halt holds without a break.
                self.gate.engage(HaltRecord { number: kept.number, ..halt.clone() });
                self.gate.lift(halt.number);
            }
        }
        self.state = self.file.read();
        Ok(())
    }

    /// What the file has and the gate has not holds from now on; what others lifted there no longer does.
    pub(super) fn take_over(&mut self) {
        self.state = self.file.read();
        let resolved = self.state.resolve(&self.directory, &self.table());
        let holding: HashSet<u64> = self.gate.halts().iter().map(|halt| halt.number).collect();
        for halt in &resolved.known {
            if !holding.contains(&halt.number) {
                self.gate.engage(halt.clone());
            }
        }
        let now: HashSet<u64> = self.state.halts.iter().map(|halt| halt.number).collect();
        for gone in self.kept.difference(&now) {
            self.gate.lift(*gone);
        }
        self.kept = now;
    }

    /// Why, with what the gateway made of a scope that it does not know.
    pub(super) fn reason_of(&self, halt: &KeptHalt) -> String {
        halt.record(&self.directory, &self.table()).map_or_else(|| halt.reason.clone(), |record| record.reason)
    }

    /// Whether every order of the firm is stopped.
    pub(super) fn is_shut(&self) -> bool {
        self.gate.firm_mode() >= HaltMode::Freeze
    }
}

/// A halt of what nobody here is called says so.
fn widened(new: NewHalt, is_wider: bool) -> NewHalt {
    if is_wider {
        NewHalt { reason: format!("`{}` is unknown here, so all: {}", new.scope, new.reason), ..new }
    } else {
        new
    }
}
