//! Events of one input unit under one stamp.

use crate::notes;
use plimsoll_types::{Bar, EventBatch, EventFlags, InstrumentId, MarketBody, MarketEvent, Nanos};

/// Clocks and instrument of a unit.
#[derive(Debug, Clone, Copy)]
pub struct Stamp {
    /// The venue's clock.
    pub ts_venue_ns: Nanos,
    /// The receiver's clock.
    pub ts_recv_ns: Nanos,
    /// Whose events.
    pub instrument: InstrumentId,
}

/// Collects the events of one unit and closes it with `LAST`.
pub struct Unit<'a> {
    out: &'a mut EventBatch,
    first: usize,
}

impl<'a> Unit<'a> {
    /// Begins a unit at the end of `out`.
    pub fn open(out: &'a mut EventBatch) -> Self {
        let first = out.events.len();
        Self { out, first }
    }

    /// Appends an event.
    pub fn push(&mut self, stamp: Stamp, flags: EventFlags, body: MarketBody) {
        let Stamp { ts_venue_ns, ts_recv_ns, instrument } = stamp;
        self.out.events.push(MarketEvent { ts_venue_ns, ts_recv_ns, instrument, flags, body });
    }

    /// Appends a plain event.
    pub fn event(&mut self, stamp: Stamp, body: MarketBody) {
        self.push(stamp, EventFlags::default(), body);
    }

    /// Appends a finished bar.
    pub fn bar(&mut self, stamp: Stamp, bar: Bar) {
        let index = u32::try_from(self.out.bars.len()).unwrap_or(u32::MAX);
        self.out.bars.push(bar);
        self.event(stamp, MarketBody::Bar { index });
    }

    /// Marks the last event; its unit was counted before.
    pub fn close_uncounted(self) {
        if let Some(last) = self.out.events[self.first..].last_mut() {
            last.flags = last.flags.with(EventFlags::LAST);
        }
    }

    /// Appends a note of [`notes`].
    pub fn note(&mut self, stamp: Stamp, code: u8) {
        self.event(stamp, MarketBody::Note { code });
    }

    /// Marks the last event and counts the unit; one without events becomes a note.
    pub fn close(mut self, stamp: Stamp) {
        if self.out.events.len() == self.first {
            self.note(stamp, notes::EMPTY);
        }
        if let Some(last) = self.out.events.last_mut() {
            last.flags = last.flags.with(EventFlags::LAST);
        }
        self.out.units += 1;
    }
}
