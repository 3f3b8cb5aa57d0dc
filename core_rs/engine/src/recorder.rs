//! Turns applied events into the record stream of one instrument.

use crate::feature_plan::is_gapped;
use crate::publish::{BookColumn, COLUMN_LEVELS, COLUMN_NS, PanelRecord};
use plimsoll_book::{Applied, Book};
use plimsoll_types::{Level, MarketBody, MarketEvent, Nanos, Side};

/// Column and trade recording of one instrument; part of a checkpoint.
#[derive(Debug, Clone, Default)]
pub struct Recorder {
    column_start_ns: Nanos,
    changed: bool,
    gapped: bool,
}

impl Recorder {
    /// Closes the running column when `ts_ns` lies behind its end. Call before the book takes the event.
    pub fn before(&mut self, ts_ns: Nanos, book: Option<Book<'_>>, sink: &mut impl FnMut(PanelRecord)) {
        let start = ts_ns - ts_ns.rem_euclid(COLUMN_NS);
        if start <= self.column_start_ns {
            return;
        }
        self.close_column(book, sink);
        self.column_start_ns = start;
    }

    /// Tells what `event` did.
    pub fn after(&mut self, ts_ns: Nanos, event: &MarketEvent, applied: &Applied, sink: &mut impl FnMut(PanelRecord)) {
        if let Some(print) = applied.print {
            sink(PanelRecord::Trade(print));
        }
        match event.body {
            MarketBody::Status { status, .. } => sink(PanelRecord::Status { ts_ns, status }),
            MarketBody::Gap { .. } => {
                self.gapped = true;
                self.changed = true;
                sink(PanelRecord::Gap { ts_ns });
            }
            MarketBody::Resync => {
                self.changed = true;
                sink(PanelRecord::Resync { ts_ns });
            }
            MarketBody::Trade { .. } | MarketBody::Note { .. } | MarketBody::Bar { .. } => {}
            _ => self.changed = true,
        }
    }

    /// Sends the running column if its book changed: at its end, and when a feed is over.
    pub fn close_column(&mut self, book: Option<Book<'_>>, sink: &mut impl FnMut(PanelRecord)) {
        let Some(book) = book.filter(|_| self.changed) else { return };
        sink(PanelRecord::Column(Box::new(BookColumn {
            ts_start_ns: self.column_start_ns,
            bids: best_levels(book, Side::Buy),
            asks: best_levels(book, Side::Sell),
            gapped: self.gapped || is_gapped(book),
        })));
        self.changed = false;
        self.gapped = false;
    }
}

fn best_levels(book: Book<'_>, side: Side) -> Vec<Level> {
    let mut levels = Vec::with_capacity(book.level_count(side).min(COLUMN_LEVELS));
    levels.extend(book.levels(side).take(COLUMN_LEVELS));
    if levels.is_empty() {
        levels.extend(book.best(side)); // a quote feed's only level
    }
    levels
}
