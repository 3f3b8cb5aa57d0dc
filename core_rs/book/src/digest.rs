//! A book's content as canonical bytes, for hashing: the same content gives the same bytes, whatever the history and
//! the memory layout. Counters of events and faults are history and left out.

use crate::book::Book;
use crate::books::Books;
use crate::state::{BookState, Gap, GapCause};
use plimsoll_types::{Level, Side, TradePrint};

impl Books {
    /// Feeds the content of every book to `sink`, in order of instrument; books never spoken of are left out.
    pub fn digest(&self, sink: &mut impl FnMut(&[u8])) {
        for book in self.iter().filter(|book| book.updates() > 0) {
            sink(&book.instrument.0.to_le_bytes());
            book.digest(sink);
        }
    }
}

impl Book<'_> {
    /// Feeds the book's content to `sink`: phase, wholeness, quote, auction, tape totals, then each side's levels best
    /// first with their anonymous part and queue.
    pub fn digest(self, sink: &mut impl FnMut(&[u8])) {
        digest_state(self.state, sink);
        for side in [Side::Buy, Side::Sell] {
            put(sink, self.level_count(side) as i64);
            for level in self.level_records(side) {
                for word in [level.px, level.qty, level.anonymous_qty] {
                    put(sink, word);
                }
                sink(&level.anonymous_orders.to_le_bytes());
                sink(&level.known_orders.to_le_bytes());
                for order in self.queue(level) {
                    sink(&order.id.0.to_le_bytes());
                    put(sink, order.qty);
                }
            }
        }
    }
}

fn put(sink: &mut impl FnMut(&[u8]), word: i64) {
    sink(&word.to_le_bytes());
}

fn digest_state(state: &BookState, sink: &mut impl FnMut(&[u8])) {
    sink(&[state.status as u8, u8::from(state.has_content), u8::from(state.has_depth)]);
    sink(&state.status_reason);
    digest_gap(state.gap, sink);
    sink(&[u8::from(state.quote.is_some())]);
    if let Some(quote) = state.quote {
        digest_level(quote.bid, sink);
        digest_level(quote.ask, sink);
    }
    sink(&[u8::from(state.auction.is_some())]);
    if let Some(auction) = state.auction {
        sink(&[auction.kind as u8, auction.side.map_or(0, |side| side as u8)]);
        for word in [auction.ts_venue_ns, auction.px.raw(), auction.paired_qty.raw(), auction.imbalance_qty.raw()] {
            put(sink, word);
        }
    }
    put(sink, state.volume.raw());
    digest_trade(state.last_trade, sink);
}

fn digest_gap(gap: Option<Gap>, sink: &mut impl FnMut(&[u8])) {
    let cause = match gap.map(|gap| gap.cause) {
        None => 0,
        Some(GapCause::Sequence) => 1,
        Some(GapCause::Checksum) => 2,
    };
    sink(&[cause]);
    if let Some(gap) = gap {
        put(sink, gap.since_ns);
        sink(&gap.expected.to_le_bytes());
        sink(&gap.received.to_le_bytes());
    }
}

fn digest_level(level: Option<Level>, sink: &mut impl FnMut(&[u8])) {
    let level = level.unwrap_or(Level::EMPTY);
    put(sink, level.px.raw());
    put(sink, level.qty.raw());
}

fn digest_trade(trade: Option<TradePrint>, sink: &mut impl FnMut(&[u8])) {
    sink(&[u8::from(trade.is_some())]);
    if let Some(trade) = trade {
        for word in [trade.ts_venue_ns, trade.px.raw(), trade.qty.raw()] {
            put(sink, word);
        }
        sink(&[trade.aggressor.map_or(0, |side| side as u8)]);
        sink(&trade.flags.0.to_le_bytes());
        sink(&trade.match_id.to_le_bytes());
    }
}
