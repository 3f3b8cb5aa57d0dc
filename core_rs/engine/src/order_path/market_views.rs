//! What risk looks at of each market, kept current from the books.

use plimsoll_book::{Applied, Book, Books, Freshness};
use plimsoll_risk::MarketView;
use plimsoll_types::{EventFlags, InstrumentId, Level, MarketBody, MarketEvent, Nanos, Price, Side, TradePrint};

/// One view an instrument.
#[derive(Debug, Default)]
pub(crate) struct MarketViews {
    rows: Vec<MarketView>,
}

impl MarketViews {
    /// The market of `id`.
    pub(crate) fn view(&self, id: InstrumentId) -> &MarketView {
        self.rows.get(id.index()).unwrap_or(&MarketView::NONE)
    }

    /// Takes an applied event in; whether the price at which positions are valued may have changed.
    #[inline]
    pub(crate) fn observe(&mut self, now_ns: Nanos, event: &MarketEvent, applied: &Applied, books: &Books) -> bool {
        if event.instrument == InstrumentId::ALL {
            books.iter().for_each(|book| settle(self.row(book.instrument()), book));
            return true;
        }
        let row = self.row(event.instrument);
        row.ts_ns = now_ns;
        row.is_stale = false;
        if let Some(print) = applied.print {
            trade(row, &print);
        }
        let at_once = matches!(
            event.body,
            MarketBody::Gap { .. } | MarketBody::Resync | MarketBody::Status { .. } | MarketBody::Checksum { .. }
        );
        if !applied.best_changed && !at_once {
            return applied.print.is_some();
        }
        if let Some(book) = books.book(event.instrument) {
            settle(row, book);
        }
        true
    }

    fn row(&mut self, id: InstrumentId) -> &mut MarketView {
        let index = id.index();
        if self.rows.len() <= index {
            self.rows.resize(index + 1, MarketView::NONE);
        }
        &mut self.rows[index]
    }
}

fn trade(row: &mut MarketView, print: &TradePrint) {
    if print.flags.contains(EventFlags::NON_PRINTABLE) {
        return;
    }
    row.last = print.px;
    if print.flags.contains(EventFlags::CROSS) || !row.reference.is_set() {
        row.reference = print.px; // an auction's price, or the first of the day
    }
}

#[inline]
fn settle(row: &mut MarketView, book: Book<'_>) {
    let best = |side| book.best(side).unwrap_or(Level::EMPTY);
    (row.bid, row.ask) = (best(Side::Buy), best(Side::Sell));
    row.is_gapped = matches!(book.freshness(), Freshness::Gapped(_));
    row.status = book.status();
    row.frame_seq += 1;
    if !row.reference.is_set() {
        row.reference = row.mid();
    }
}

/// The price at which positions are valued: the middle, or else the last trade; unset where nothing is known.
pub(crate) fn mark_px(view: &MarketView) -> Price {
    let mid = view.mid();
    if mid.is_set() { mid } else { view.last }
}
