//! Counts of one scope.

use super::Window;
use crate::limits::{LimitKind, Limits};
use plimsoll_types::{Nanos, Scope};
use std::collections::HashMap;

const SECOND: Nanos = 1_000_000_000;

/// What is counted of one scope.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub scope: Scope,
    /// New orders, amends and cancels of the last second.
    pub second: Window,
    /// The same over the configured interval.
    pub interval: Window,
    /// Commands of the abnormal interval, refused ones counted.
    pub commands: Window,
    /// Refusals of the abnormal interval.
    pub rejects: Window,
    /// Cancels of the abnormal interval.
    pub cancels: Window,
    /// New orders, amends and cancels of the day.
    pub messages: u64,
    /// Orders of the day that traded.
    pub traded: u64,
}

impl Cell {
    fn new(scope: Scope, limits: &Limits) -> Self {
        let interval = limits.length(LimitKind::MessageInterval, scope);
        let abnormal = Window::new(limits.length(LimitKind::AbnormalInterval, scope));
        Self {
            scope,
            second: Window::new(SECOND),
            interval: Window::new(interval),
            commands: abnormal.clone(),
            rejects: abnormal.clone(),
            cancels: abnormal,
            messages: 0,
            traded: 0,
        }
    }

    /// Forgets what is past.
    #[inline]
    pub(crate) fn advance(&mut self, now_ns: Nanos) {
        self.second.advance(now_ns);
        self.interval.advance(now_ns);
    }

    /// Counts one message.
    #[inline]
    pub(crate) fn add_message(&mut self) {
        self.second.add();
        self.interval.add();
        self.messages = self.messages.saturating_add(1);
    }

    fn digest(&self, absorb: &mut dyn FnMut(&[u8])) {
        for window in [&self.second, &self.interval, &self.commands, &self.rejects, &self.cancels] {
            window.digest(absorb);
        }
        absorb(&self.messages.to_le_bytes());
        absorb(&self.traded.to_le_bytes());
    }
}

/// Counts of every scope that was seen.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    places: HashMap<Scope, usize>,
    cells: Vec<Cell>,
}

impl Cells {
    /// The place of the scope's cell, made on first sight.
    pub(crate) fn place(&mut self, scope: Scope, limits: &Limits) -> usize {
        *self.places.entry(scope).or_insert_with(|| {
            self.cells.push(Cell::new(scope, limits));
            self.cells.len() - 1
        })
    }

    /// The cell of this place.
    #[inline]
    pub(crate) fn at(&self, place: usize) -> Option<&Cell> {
        self.cells.get(place)
    }

    /// The cell of this place, to count.
    #[inline]
    pub(crate) fn at_mut(&mut self, place: usize) -> Option<&mut Cell> {
        self.cells.get_mut(place)
    }

    /// Takes the lengths of new limits over.
    pub(crate) fn set_lengths(&mut self, limits: &Limits) {
        for cell in &mut self.cells {
            cell.interval.set_length(limits.length(LimitKind::MessageInterval, cell.scope));
            let abnormal = limits.length(LimitKind::AbnormalInterval, cell.scope);
            for window in [&mut cell.commands, &mut cell.rejects, &mut cell.cancels] {
                window.set_length(abnormal);
            }
        }
    }

    /// Begins a new day.
    pub(crate) fn start_day(&mut self) {
        for cell in &mut self.cells {
            (cell.messages, cell.traded) = (0, 0);
        }
    }

    /// Its state, for hashes, in order of scope.
    pub(crate) fn digest(&self, absorb: &mut dyn FnMut(&[u8])) {
        let mut cells: Vec<&Cell> = self.cells.iter().collect();
        cells.sort_by_key(|cell| cell.scope);
        for cell in cells {
            absorb(format!("{:?}", cell.scope).as_bytes());
            cell.digest(absorb);
        }
    }
}
