//! The one thing most worth knowing about a book that is not simply trading.

use crate::ink::{Condition, Tone};
use crate::text::{Short, clock_ms, decimal};
use crate::view::InstrumentView;
use plimsoll_types::{Price, Side, TradingStatus};

/// A docked notice: tone, title, text.
pub type Notice = (Tone, &'static str, Short);

/// What to say of `view`, if anything; the worst first.
#[must_use]
pub fn notice(view: &InstrumentView, condition: Condition) -> Option<Notice> {
    gap(view, condition).or_else(|| crossing(view)).or_else(|| phase(view)).or_else(|| stale(view, condition))
}

fn gap(view: &InstrumentView, condition: Condition) -> Option<Notice> {
    if !condition.gapped && !view.gapped() {
        return None;
    }
    let since = view.now_ns().and_then(|now| view.phases().gap_at(now));
    let text = match since {
        Some(gap) => Short::of(format_args!("feed gap since {}, until resync", clock_ms(gap.start_ns))),
        None => Short::of(format_args!("feed gap, until resync")),
    };
    Some((Tone::Warn, "Sizes hidden", text))
}

fn crossing(view: &InstrumentView) -> Option<Notice> {
    let book = view.book();
    let (bid, ask) = (book.best(Side::Buy)?, book.best(Side::Sell)?);
    let px = |raw| decimal(raw, Price::SCALE, view.spec().price_decimals);
    if book.crossed() {
        return Some((Tone::Danger, "Crossed", Short::of(format_args!("bid {} over ask {}", px(bid), px(ask)))));
    }
    book.locked().then(|| (Tone::Warn, "Locked", Short::of(format_args!("bid and ask both {}", px(bid)))))
}

fn phase(view: &InstrumentView) -> Option<Notice> {
    let now = view.now_ns()?;
    let (status, since) = view.phases().status_at(now).unwrap_or((view.book().status, now));
    let (tone, title) = phase_words(status)?;
    let text = if since < now { Short::of(format_args!("since {} UTC", clock_ms(since))) } else { Short::default() };
    Some((tone, title, text))
}

/// Tone and word of a phase that is not continuous trading.
#[must_use]
pub const fn phase_words(status: TradingStatus) -> Option<(Tone, &'static str)> {
    Some(match status {
        TradingStatus::Halted => (Tone::Danger, "Trading halted"),
        TradingStatus::Paused => (Tone::Danger, "Volatility pause"),
        TradingStatus::QuotationOnly => (Tone::Warn, "Quotes only"),
        TradingStatus::Auction => (Tone::Warn, "Auction"),
        TradingStatus::PreOpen => (Tone::Plain, "Before the open"),
        TradingStatus::Closed => (Tone::Plain, "Closed"),
        TradingStatus::Trading | TradingStatus::Unknown => return None,
    })
}

fn stale(view: &InstrumentView, condition: Condition) -> Option<Notice> {
    let last = condition.stale.then(|| view.now_ns())??;
    Some((Tone::Danger, "Stale", Short::of(format_args!("last update {} UTC", clock_ms(last)))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{level, spec};
    use plimsoll_engine::publish::PanelRecord;

    #[test]
    fn test_the_worst_is_said_first() {
        let mut view = InstrumentView::new(spec());
        let title = |view: &InstrumentView, stale| notice(view, Condition { stale, gapped: false }).map(|n| n.1);
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
