//! Events that speak of trades, phases, quotes and the book's wholeness.

use crate::book::Book;
use crate::books::{Applied, Books};
use crate::fault::BookFault;
use crate::state::{AuctionInfo, BookState, Gap, GapCause, Quote};
use plimsoll_types::{EventFlags, InstrumentId, Level, MarketBody, MarketEvent, Price, Qty, Side, TradePrint};

impl Books {
    pub(crate) fn apply_state(&mut self, event: &MarketEvent, instrument: InstrumentId) -> Applied {
        let state = &mut self.states[instrument.index()];
        match event.body {
            MarketBody::Clear { side } => self.clear(instrument, side).into(),
            MarketBody::Quote { bid_px, bid_qty, ask_px, ask_qty } => {
                state.set_quote(Quote { bid: quoted(bid_px, bid_qty), ask: quoted(ask_px, ask_qty) })
            }
            MarketBody::Trade { px, qty, aggressor, match_id } => state.trade(event, px, qty, aggressor, match_id),
            MarketBody::TradeBust { .. } => {
                state.busts += 1;
                Applied::NOTHING
            }
            MarketBody::Auction { kind, px, paired_qty, imbalance_qty, side } => {
                let ts_venue_ns = event.ts_venue_ns;
                state.auction = Some(AuctionInfo { ts_venue_ns, kind, px, paired_qty, imbalance_qty, side });
                Applied::NOTHING
            }
            MarketBody::Checksum { value } => self.compare_checksum(event, instrument, value),
            _ => {
                state.apply_venue_wide(event);
                Applied::NOTHING
            }
        }
    }

    fn compare_checksum(&mut self, event: &MarketEvent, instrument: InstrumentId, value: u32) -> Applied {
        let state = &self.states[instrument.index()];
        let Some(rule) = state.checksum else { return Applied::NOTHING };
        let computed = rule.of(Book { instrument, state, books: self });
        if computed == value {
            return Applied::NOTHING;
        }
        self.states[instrument.index()].open_gap(Gap {
            since_ns: event.ts_venue_ns,
            expected: value.into(),
            received: computed.into(),
            cause: GapCause::Checksum,
        });
        Applied::fault(BookFault::ChecksumMismatch)
    }
}

fn quoted(px: Price, qty: Qty) -> Option<Level> {
    px.is_set().then_some(Level { px, qty, orders: 0 })
}

impl BookState {
    /// Statuses, gaps and resyncs: all that an instrument not seen yet can inherit.
    pub(crate) fn apply_venue_wide(&mut self, event: &MarketEvent) {
        match event.body {
            MarketBody::Status { status, reason } => {
                self.status = status;
                self.status_reason = reason;
            }
            MarketBody::Gap { expected, received } => {
                self.open_gap(Gap { since_ns: event.ts_venue_ns, expected, received, cause: GapCause::Sequence });
            }
            MarketBody::Resync => {
                self.gap = None;
                self.has_content = true;
            }
            _ => {}
        }
    }

    fn set_quote(&mut self, quote: Quote) -> Applied {
        self.has_content = true;
        let best_changed = !self.has_depth && self.quote != Some(quote);
        self.quote = Some(quote);
        Applied::best(best_changed)
    }

    /// A print without quantity (an empty cross) is none.
    fn trade(&mut self, event: &MarketEvent, px: Price, qty: Qty, aggressor: Option<Side>, match_id: u64) -> Applied {
        if qty.raw() < 0 {
            return Applied::fault(BookFault::NonPositiveQty);
        }
        if qty.raw() == 0 {
            return Applied::NOTHING;
        }
        if !px.is_set() {
            return Applied::fault(BookFault::UnsetPrice);
        }
        let print = TradePrint { ts_venue_ns: event.ts_venue_ns, px, qty, aggressor, flags: event.flags, match_id };
        self.note_print(Some(print));
        Applied { print: Some(print), best_changed: false, fault: None }
    }

    /// Counts a print, unless it is not to be counted.
    #[inline]
    pub(crate) fn note_print(&mut self, print: Option<TradePrint>) {
        let Some(print) = print.filter(|print| !print.flags.contains(EventFlags::NON_PRINTABLE)) else { return };
        self.has_content = true;
        self.trades += 1;
        self.volume = Qty::from_raw(self.volume.raw().saturating_add(print.qty.raw()));
        self.last_trade = Some(print);
    }

    /// Counts the passage from not crossed to crossed.
    #[inline]
    pub(crate) fn note_crossing(&mut self) {
        let crossed = if self.has_depth { self.is_depth_crossed() } else { self.is_crossed() };
        self.crossings += u64::from(crossed && !self.was_crossed);
        self.was_crossed = crossed;
    }
}
