//! The cells of the tape's rows.

use super::Sweep;
use super::columns::{Columns, Precision};
use super::paint::TapeLook;
use crate::frame::Rect;
use crate::glyph::{Align, Role};
use crate::ink::{Ink, Tone};
use crate::ladder::{phase_words, side_tokens};
use crate::palette::Token;
use crate::phases::PhaseKind;
use crate::text::{Short, clock, clock_ms, decimal, duration, quantity, whole};
use crate::view::InstrumentView;
use crate::words::{Word, Words};
use plimsoll_types::{EventFlags, Price, Qty, Side, TradePrint};

const fn on(column: Rect, row: Rect) -> Rect {
    Rect { y: row.y, h: row.h, ..column }
}

/// The header row.
pub fn header(ink: &mut Ink, view: &InstrumentView, columns: &Columns, head: Rect) {
    let thin = ink.theme.px(1);
    ink.fill(head, Token::S2);
    ink.fill(Rect { y: head.h - thin, h: thin, ..head }, Token::Line);
    let (spec, say) = (view.spec(), &ink.theme.words);
    let cells = [
        (columns.time, say.fill(Word::TimeUtc, &[]), Align::Left),
        (columns.price, say.fill(Word::Price, &[&spec.currency]), Align::Right),
        (columns.size, say.fill(Word::Size, &[&spec.qty_unit]), Align::Right),
        (
            columns.aggressor,
            say.fill(if columns.worded { Word::Aggressor } else { Word::AggressorLetters }, &[]),
            Align::Right,
        ),
    ];
    for (column, words, align) in cells {
        let fits = ink.width(&words, Role::WordSmall) <= column.w;
        let words = if fits { &*words } else { words.split(' ').next().unwrap_or_default() };
        ink.text(words, Role::WordSmall, on(column, head), align, Token::T3);
    }
}

/// The row of a print; within an unfolded sweep its time is counted from the sweep's first print.
pub fn print_row(
    ink: &mut Ink,
    view: &InstrumentView,
    columns: &Columns,
    print: &TradePrint,
    sweep_start: Option<&TradePrint>,
    row: Rect,
    look: &TapeLook,
) {
    let stale = look.condition.stale;
    let dim = |token| if stale { Token::T3 } else { token };
    match sweep_start {
        Some(first) => {
            let after = match print.ts_venue_ns - first.ts_venue_ns {
                0 => Short::of(format_args!("0 µs")),
                ns => duration(ns),
            };
            let area = on(Rect { x: columns.time.x + ink.theme.px(16), ..columns.time }, row);
            ink.text(&Short::of(format_args!("+{after}")), Role::Num, area, Align::Left, Token::T3);
        }
        None => time_cell(ink, columns, print, row, dim(Token::T1)),
    }
    let side = print.aggressor.map_or(Token::T2, |s| side_tokens(s).0);
    price_cell(ink, view, columns, print, row, dim(side));
    let large = print.qty >= Qty::from_raw(block_size(view));
    let role = if large { Role::NumBold } else { Role::Num };
    ink.text(
        &size_text(ink, view, print.qty, columns.size.w),
        role,
        on(columns.size, row),
        Align::Right,
        dim(Token::T1),
    );
    aggressor_cell(ink, columns, print, row, stale);
}

fn time_cell(ink: &mut Ink, columns: &Columns, print: &TradePrint, row: Rect, token: Token) {
    let end = ink.text(&time_text(columns, print.ts_venue_ns), Role::Num, on(columns.time, row), Align::Left, token);
    if columns.precision == Precision::Micros {
        let micros = Short::of(format_args!(" {:03}", print.ts_venue_ns.div_euclid(1000).rem_euclid(1000)));
        ink.text(&micros, Role::Num, Rect { x: end, ..on(columns.time, row) }, Align::Left, Token::T3);
    }
}

fn time_text(columns: &Columns, ts_ns: i64) -> Short {
    match columns.precision {
        Precision::Seconds => clock(ts_ns),
        _ => clock_ms(ts_ns),
    }
}

fn aggressor_cell(ink: &mut Ink, columns: &Columns, print: &TradePrint, row: Rect, stale: bool) {
    let words = aggressor_words(&ink.theme.words, columns, print);
    let token = match print.aggressor {
        Some(side) if !stale => side_tokens(side).0,
        _ => Token::T3,
    };
    ink.text(words, Role::Word, on(columns.aggressor, row), Align::Right, token);
}

fn aggressor_words<'a>(words: &'a Words, columns: &Columns, print: &TradePrint) -> &'a str {
    let hidden = print.flags.contains(EventFlags::HIDDEN);
    let (word, letter) = match print.aggressor {
        _ if print.flags.contains(EventFlags::CROSS) => (Word::Cross, Word::CrossLetter),
        Some(Side::Buy) if hidden => (Word::HiddenBuy, Word::HiddenBuyLetter),
        Some(Side::Buy) => (Word::Buy, Word::BuyLetter),
        Some(Side::Sell) if hidden => (Word::HiddenSell, Word::HiddenSellLetter),
        Some(Side::Sell) => (Word::Sell, Word::SellLetter),
        None if hidden => (Word::Hidden, Word::HiddenLetter),
        None => return "–",
    };
    words.get(if columns.worded { word } else { letter })
}

/// The heading row of a sweep.
pub fn sweep_row(
    ink: &mut Ink,
    view: &InstrumentView,
    columns: &Columns,
    (print, sweep): (&TradePrint, &Sweep),
    row: Rect,
    unfolded: bool,
    look: &TapeLook,
) {
    let Some(side) = print.aggressor else { return };
    let (token, fill) = if look.condition.stale { (Token::T3, Token::S3) } else { side_tokens(side) };
    ink.fill(row, fill);
    let hovered = look.hover.is_some_and(|(_, y)| y >= row.y && y < row.bottom());
    if hovered {
        let rgb = ink.rgb(Token::T1);
        ink.frame.outline(row, ink.theme.px(1), rgb);
    }
    let end = ink.text(&time_text(columns, print.ts_venue_ns), Role::Num, on(columns.time, row), Align::Left, token);
    let fold = if unfolded { "▾ " } else { "▸ " };
    let word = aggressor_words(&ink.theme.words, columns, &TradePrint { flags: EventFlags::default(), ..*print });
    let qty = size_text(ink, view, sweep.qty, columns.size.w);
    let pad = ink.theme.px(8);
    ink.text(word, Role::WordBold, on(columns.aggressor, row), Align::Right, token);
    ink.text(&qty, Role::NumBold, on(columns.size, row), Align::Right, Token::T1);
    let end = ink.text(fold, Role::WordBold, Rect { x: end + pad, ..row }, Align::Left, Token::T1);
    let left = columns.size.right() - ink.width(&qty, Role::NumBold) - pad - end;
    sweep_words(ink, sweep, Rect { x: end, w: left, ..row });
}

/// As much of what the sweep was as fits.
fn sweep_words(ink: &mut Ink, sweep: &Sweep, room: Rect) {
    let n = sweep.prices;
    let say = &ink.theme.words;
    let (long, short) = match sweep.span_ns {
        0 => (say.fill(Word::Sweep, &[&n]), say.fill(Word::SweepShort, &[&n])), // all prints carry one time
        ns => {
            let lasted = duration(ns);
            (say.fill(Word::SweepLasted, &[&n, &lasted]), say.fill(Word::SweepShortLasted, &[&n, &lasted]))
        }
    };
    let choices = [long, short, say.fill(Word::SweepShort, &[&n]), say.fill(Word::SweepShortest, &[&n])];
    let _ = choices.iter().any(|words| ink.text_if_fits(words, Role::WordSmall, room, Align::Left, Token::T1));
}

/// The row of a gap, a phase or skipped records.
pub fn event_row(ink: &mut Ink, view: &InstrumentView, columns: &Columns, index: usize, row: Rect) {
    let Some(event) = view.phases().events().get(index) else { return };
    let say = &ink.theme.words;
    let (tone, words) = match event.kind {
        PhaseKind::Gap => (Tone::Warn, say.fill(Word::FeedGapPrints, &[])),
        PhaseKind::Resync(lasted) => (Tone::Plain, say.fill(Word::WholeAgain, &[&duration(lasted)])),
        PhaseKind::Skipped(n) => (Tone::Warn, say.fill(Word::RecordsSkipped, &[&whole(n)])),
        PhaseKind::Status(status) => {
            let (tone, word) = phase_words(status).unwrap_or((Tone::Plain, Word::Trading));
            (tone, say.fill(word, &[]))
        }
    };
    let (fill, token) = match tone {
        Tone::Plain => (Token::S2, Token::T2),
        Tone::Warn => (Token::WarnFill, Token::Warn),
        Tone::Danger => (Token::DangerFill, Token::Danger),
    };
    ink.fill(row, fill);
    let end = ink.text(&time_text(columns, event.ts_ns), Role::Num, on(columns.time, row), Align::Left, token);
    let x = end + ink.theme.px(8);
    ink.text(&words, Role::WordSmall, Rect { x, w: row.right() - x, ..row }, Align::Left, token);
}

/// At tick precision, decimals under decimals; a print between ticks (midpoint) has one more digit to the right of them.
fn price_cell(ink: &mut Ink, view: &InstrumentView, columns: &Columns, print: &TradePrint, row: Rect, token: Token) {
    let spec = view.spec();
    let between = print.px.raw().rem_euclid(spec.tick) != 0;
    let text = decimal(print.px.raw(), Price::SCALE, spec.price_decimals + u32::from(between));
    let digit = ink.width("0", Role::Num);
    let cell = on(columns.price, row);
    let right = if between { cell } else { Rect { w: cell.w - digit, ..cell } };
    ink.text(&text, Role::Num, right, Align::Right, token);
}

fn size_text(ink: &Ink, view: &InstrumentView, qty: Qty, width: i32) -> Short {
    let digit = ink.width("0", Role::Num).max(1);
    quantity(qty.raw(), Qty::SCALE, view.spec().qty_decimals, (width / digit).max(3) as usize)
}

/// From what size a print is set in bold: three hundred lots, as three round lots of shares.
const fn block_size(view: &InstrumentView) -> i64 {
    view.spec().lot.saturating_mul(300)
}
