//! Counts of one scope.

use super::Window;
use crate::hashing::FastMap;
use crate::limits::{LimitKind, Limits};
use plimsoll_types::{Nanos, Scope};

const SECOND: Nanos = 1_000_000_000;

/// What is counted of one scope.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub scope: Scope,
    /// New orders, amends and cancels of the last second.
    pub second: Window,
    /// The same over the configured interval.
    pub interval: Window,
    /// What cuts a session: commands, refused ones counted; refusals; cancels.
    pub abnormal: [Capped; 3],
    /// New orders, amends and cancels of the day.
    pub messages: u64,
    /// Orders of the day that traded.
    pub traded: u64,
    /// Messages of the day before the two are held against each other.
    pub free: i64,
}

/// A count over the abnormal interval, and what it may come to; `i64::MAX` for anything.
#[derive(Debug, Clone)]
pub(crate) struct Capped {
    pub window: Window,
    pub limit: i64,
}

/// Kinds of [`Cell::abnormal`], in order.
const ABNORMAL: [LimitKind; 3] =
    [LimitKind::CommandsPerInterval, LimitKind::RejectsPerInterval, LimitKind::CancelsPerInterval];

impl Cell {
    fn new(scope: Scope, limits: &Limits) -> Self {
        let interval = limits.length(LimitKind::MessageInterval, scope);
        let length = limits.length(LimitKind::AbnormalInterval, scope);
        let limit = |kind| limits.own(kind, scope).unwrap_or(i64::MAX);
        Self {
            scope,
            second: Window::new(SECOND),
            interval: Window::new(interval),
            abnormal: ABNORMAL.map(|kind| Capped { window: Window::new(length), limit: limit(kind) }),
            messages: 0,
            traded: 0,
            free: limits.length(LimitKind::OrderToTradeFree, scope),
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
        self.second.digest(absorb);
        self.interval.digest(absorb);
        self.abnormal.iter().for_each(|capped| capped.window.digest(absorb));
        absorb(&self.messages.to_le_bytes());
        absorb(&self.traded.to_le_bytes());
    }
}

/// Counts of every scope that was seen.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    places: FastMap<Scope, usize>,
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

    /// Takes new limits over; what was counted stays counted.
    pub(crate) fn set_limits(&mut self, limits: &Limits) {
        for cell in &mut self.cells {
            cell.interval.set_length(limits.length(LimitKind::MessageInterval, cell.scope));
            cell.free = limits.length(LimitKind::OrderToTradeFree, cell.scope);
            let length = limits.length(LimitKind::AbnormalInterval, cell.scope);
            for (capped, kind) in cell.abnormal.iter_mut().zip(ABNORMAL) {
                capped.window.set_length(length);
                capped.limit = limits.own(kind, cell.scope).unwrap_or(i64::MAX);
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
