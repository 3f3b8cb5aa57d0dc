//! The one thing most worth knowing about a book that is not simply trading.

use crate::ink::{Condition, Tone};
use crate::text::{Short, clock_ms, decimal};
use crate::view::InstrumentView;
use crate::words::{Word, Words};
use plimsoll_types::{Price, Side, TradingStatus};

/// A docked notice: tone, title, text.
pub type Notice<'a> = (Tone, &'a str, Short);

/// What to say of `view`, if anything; the worst first.
#[must_use]
pub fn notice<'a>(view: &InstrumentView, condition: Condition, words: &'a Words) -> Option<Notice<'a>> {
    gap(view, condition, words)
        .or_else(|| crossing(view, words))
        .or_else(|| phase(view, words))
        .or_else(|| stale(view, condition, words))
}

fn gap<'a>(view: &InstrumentView, condition: Condition, words: &'a Words) -> Option<Notice<'a>> {
    if !condition.gapped && !view.gapped() {
        return None;
    }
    let since = view.now_ns().and_then(|now| view.phases().gap_at(now));
    let text = match since {
        Some(gap) => words.fill(Word::FeedGapSince, &[&clock_ms(gap.start_ns)]),
        None => words.fill(Word::FeedGap, &[]),
    };
    Some((Tone::Warn, words.get(Word::SizesHidden), text))
}

fn crossing<'a>(view: &InstrumentView, words: &'a Words) -> Option<Notice<'a>> {
    let book = view.book();
    let (bid, ask) = (book.best(Side::Buy)?, book.best(Side::Sell)?);
    let px = |raw| decimal(raw, Price::SCALE, view.spec().price_decimals);
    if book.crossed() {
        let text = words.fill(Word::BidOverAsk, &[&px(bid), &px(ask)]);
        return Some((Tone::Danger, words.get(Word::Crossed), text));
    }
    book.locked().then(|| (Tone::Warn, words.get(Word::Locked), words.fill(Word::BidAndAskBoth, &[&px(bid)])))
}

fn phase<'a>(view: &InstrumentView, words: &'a Words) -> Option<Notice<'a>> {
    let now = view.now_ns()?;
    let (status, since) = view.phases().status_at(now).unwrap_or((view.book().status, now));
    let (tone, title) = phase_words(status)?;
    let text = if since < now { words.fill(Word::SinceUtc, &[&clock_ms(since)]) } else { Short::default() };
    Some((tone, words.get(title), text))
}

/// Tone and word of a phase that is not continuous trading.
#[must_use]
pub const fn phase_words(status: TradingStatus) -> Option<(Tone, Word)> {
    Some(match status {
        TradingStatus::Halted => (Tone::Danger, Word::TradingHalted),
        TradingStatus::Paused => (Tone::Danger, Word::VolatilityPause),
        TradingStatus::QuotationOnly => (Tone::Warn, Word::QuotesOnly),
        TradingStatus::Auction => (Tone::Warn, Word::Auction),
        TradingStatus::PreOpen => (Tone::Plain, Word::BeforeTheOpen),
        TradingStatus::Closed => (Tone::Plain, Word::Closed),
        TradingStatus::Trading | TradingStatus::Unknown => return None,
    })
}

fn stale<'a>(view: &InstrumentView, condition: Condition, words: &'a Words) -> Option<Notice<'a>> {
    let last = condition.stale.then(|| view.now_ns())??;
    Some((Tone::Danger, words.get(Word::Stale), words.fill(Word::LastUpdate, &[&clock_ms(last)])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{level, spec};
    use plimsoll_engine::publish::PanelRecord;

    #[test]
    fn test_the_worst_is_said_first() {
        let mut view = InstrumentView::new(spec());
        let words = Words::default();
        let title =
            |view: &InstrumentView, stale| notice(view, Condition { stale, gapped: false }, &words).map(|n| n.1);
        assert_eq!(title(&view, false), None);
        view.ingest(&PanelRecord::Status { ts_ns: 5, status: TradingStatus::Halted });
        assert_eq!(title(&view, true), Some("Trading halted"));
        view.book_mut().bids = vec![level(11, 1)];
        view.book_mut().asks = vec![level(11, 1)];
        assert_eq!(title(&view, false), Some("Locked"));
        view.book_mut().asks = vec![level(10, 1)];
        assert_eq!(title(&view, false), Some("Crossed"));
        view.ingest(&PanelRecord::Gap { ts_ns: 9 });
        assert_eq!(title(&view, false), Some("Sizes hidden"));
        view.ingest(&PanelRecord::Resync { ts_ns: 10 });
        assert_eq!(title(&view, false), Some("Crossed"));
    }
}
