//! Every fill, and every name of a report that was seen.

use crate::hash::FastMap;
use crate::paged::{PagedMap, VACANT};
use plimsoll_types::{ExecId, Liquidity, Money, Nanos, Price, Qty, Side};

/// A report that was no fill.
const SEEN: u32 = u32::MAX;

/// One fill as it stands now, busts and corrections applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fill {
    /// Tag 17.
    pub exec_id: ExecId,
    /// Tag 31.
    pub px: Price,
    /// Tag 32.
    pub qty: Qty,
    /// Above zero is paid.
    pub fee: Money,
    /// Tag 54 of its order.
    pub side: Side,
    /// Tag 851.
    pub liquidity: Liquidity,
    /// The venue changed it once, or it came after the change.
    pub is_corrected: bool,
    /// The venue took it back.
    pub is_busted: bool,
    /// The venue's clock when it last spoke of it: of two corrections the later one holds.
    pub ts_venue_ns: Nanos,
    pub(crate) order: u32,
    pub(crate) position: u32,
}

/// What a fill was in truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Correction {
    /// Of the correction's own report.
    pub(crate) name: ExecId,
    pub(crate) ts_venue_ns: Nanos,
    pub(crate) px: Price,
    pub(crate) qty: Qty,
}

/// What came before the fill that it speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Early {
    Bust,
    Correct(Correction),
}

/// What a report's name is known as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    New,
    /// A report that was no fill.
    Other,
    /// This fill, or the correction of it.
    Fill(u32),
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Fills {
    all: Vec<Fill>,
    names: PagedMap,
    early: FastMap<u64, Vec<Early>>,
}

impl Fills {
    #[inline]
    pub(crate) fn seen(&self, name: ExecId) -> Seen {
        match self.names.get(name.0) {
            VACANT => Seen::New,
            SEEN => Seen::Other,
            fill => Seen::Fill(fill - 1),
        }
    }

    pub(crate) fn see(&mut self, name: ExecId) {
        if name.0 != 0 {
            self.names.set(name.0, SEEN);
        }
    }

    /// Keeps a fill; its place.
    pub(crate) fn add(&mut self, fill: Fill) -> u32 {
        #[allow(clippy::cast_possible_truncation)] // 2^32 fills are 240 GiB
        let place = self.all.len() as u32;
        self.names.set(fill.exec_id.0, place + 1);
        self.all.push(fill);
        place
    }

    /// Lets the name of a correction stand for the fill too: venues bust either.
    pub(crate) fn also(&mut self, name: ExecId, place: u32) {
        if name.0 != 0 {
            self.names.set(name.0, place + 1);
        }
    }

    pub(crate) fn get(&self, place: u32) -> Option<&Fill> {
        self.all.get(place as usize)
    }

    pub(crate) fn get_mut(&mut self, place: u32) -> Option<&mut Fill> {
        self.all.get_mut(place as usize)
    }

    pub(crate) fn find(&self, name: ExecId) -> Option<&Fill> {
        match self.seen(name) {
            Seen::Fill(place) => self.get(place),
            Seen::New | Seen::Other => None,
        }
    }

    /// Notes a bust or correction whose fill is to come.
    pub(crate) fn note_early(&mut self, of: ExecId, early: Early) {
        let noted = self.early.entry(of.0).or_default();
        if !noted.contains(&Early::Bust) {
            noted.push(early);
        }
    }

    /// What came before its fill, in order.
    pub(crate) fn take_early(&mut self, of: ExecId) -> Vec<Early> {
        if self.early.is_empty() { Vec::new() } else { self.early.remove(&of.0).unwrap_or_default() }
    }

    /// Whether `name` is that of a correction whose fill is to come.
    pub(crate) fn is_early(&self, name: ExecId) -> bool {
        let is_it = |early: &Early| matches!(early, Early::Correct(it) if it.name == name && name.0 != 0);
        self.early.values().flatten().any(is_it)
    }

    pub(crate) fn all(&self) -> &[Fill] {
        &self.all
    }

    /// Every name by itself, with what it is known as.
    pub(crate) fn sorted_names(&self) -> impl Iterator<Item = (u64, Seen)> + '_ {
        self.names.sorted().map(|(name, value)| match value {
            SEEN => (name, Seen::Other),
            place => (name, Seen::Fill(place - 1)),
        })
    }

    pub(crate) fn sorted_early(&self) -> Vec<(u64, &[Early])> {
        let mut early: Vec<_> = self.early.iter().map(|(of, early)| (*of, early.as_slice())).collect();
        early.sort_unstable_by_key(|(of, _)| *of);
        early
    }

    pub(crate) fn reports_seen(&self) -> usize {
        self.names.len()
    }
}
