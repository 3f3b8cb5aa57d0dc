//! Paints time and sales.

use super::Sweep;
use super::rows::{RowKey, RowSource};
use crate::frame::{Frame, Rect};
use crate::glyph::{Align, Role};
use crate::ink::{Condition, Ink, Theme, Tone};
use crate::ladder::{phase_words, side_tokens};
use crate::palette::Token;
use crate::phases::PhaseKind;
use crate::text::{Short, clock_ms, decimal, duration, quantity, whole};
use crate::view::InstrumentView;
use plimsoll_types::{EventFlags, Price, Qty, Side, TradePrint};
use std::collections::HashSet;

/// How the host wants this frame; lengths in device pixels.
#[derive(Debug, Clone, Copy, Default)]
pub struct TapeLook {
    /// Height of a row.
    pub row_h: i32,
    /// Height of the header.
    pub head_h: i32,
    /// Where the mouse is.
    pub hover: Option<(i32, i32)>,
    /// State of the data.
    pub condition: Condition,
}

/// What lies under a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TapeHit {
    /// Which row.
    pub key: RowKey,
    /// The print, or the first of a sweep; `None` on an event.
    pub print: Option<TradePrint>,
    /// The sweep that it belongs to.
    pub sweep: Option<Sweep>,
}

/// Paints tapes; holds what is scrolled to, folded and filtered.
#[derive(Debug, Default)]
pub struct TapePainter {
    held: Option<RowKey>,
    toggled: HashSet<usize>,
    unfold_all: bool,
    least: Qty,
    shown: Vec<RowKey>,
}

struct Columns {
    time: Rect,
    price: Rect,
    size: Rect,
    aggressor: Rect,
    micros: bool,
}

impl TapePainter {
    /// The rows of `view` as folded and filtered here.
    #[must_use]
    pub fn source<'a>(&'a self, view: &'a InstrumentView) -> RowSource<'a> {
        RowSource {
            tape: view.tape(),
            phases: view.phases(),
            end: view.tape_end(),
            events_end: view.now_ns().map_or(0, |now| view.phases().end_at(now)),
            least: self.least,
            toggled: &self.toggled,
            unfold_all: self.unfold_all,
        }
    }

    /// Scrolls by `rows` (positive: to older prints). At the newest row the tape runs again.
    pub fn scroll(&mut self, view: &InstrumentView, rows: i64) {
        let source = self.source(view);
        let mut at = self.held.and_then(|key| source.settle(key)).or_else(|| source.newest());
        let mut from_top = self.held.is_some() || rows > 0;
        for _ in 0..rows.unsigned_abs() {
            let next = at.and_then(|key| if rows > 0 { source.older(key) } else { source.newer(key) });
            if next.is_none() {
                from_top &= rows > 0;
                break;
            }
            at = next;
        }
        let newest = at == source.newest();
        self.held = at.filter(|_| from_top && !newest);
    }

    /// Runs with the newest print again.
    pub fn follow_newest(&mut self) {
        self.held = None;
    }

    /// Whether it is scrolled back and stands still.
    #[must_use]
    pub const fn held(&self) -> Option<RowKey> {
        self.held
    }

    /// Leaves out prints, or sweeps in all, below `least`.
    pub fn set_least(&mut self, least: Qty) {
        self.least = least;
    }

    /// The filter in force.
    #[must_use]
    pub const fn least(&self) -> Qty {
        self.least
    }

    /// Whether sweeps show their prints.
    #[must_use]
    pub const fn unfold_all(&self) -> bool {
        self.unfold_all
    }

    /// Unfolds or folds every sweep.
    pub fn set_unfold_all(&mut self, unfold_all: bool) {
        self.unfold_all = unfold_all;
        self.toggled.clear();
    }

    /// Unfolds (`Some(true)`), folds or toggles (`None`) the sweep of a row; true when that changed something.
    pub fn fold(&mut self, view: &InstrumentView, key: RowKey, unfold: Option<bool>) -> bool {
        let (RowKey::Sweep(i) | RowKey::Print(i)) = key else { return false };
        let source = self.source(view);
        let Some(sweep) = source.sweep(i) else { return false };
        let now = source.unfolded(sweep.first);
        if unfold == Some(now) {
            return false;
        }
        if !self.toggled.remove(&sweep.first) {
            self.toggled.insert(sweep.first);
        }
        true
    }

    /// Rows of the last painted frame, newest first.
    #[must_use]
    pub fn shown(&self) -> &[RowKey] {
        &self.shown
    }

    /// What lies under a point of the last painted frame.
    #[must_use]
    pub fn hit(&self, view: &InstrumentView, look: &TapeLook, y: i32) -> Option<TapeHit> {
        let line = usize::try_from((y - look.head_h).div_euclid(look.row_h.max(1))).ok()?;
        let key = *self.shown.get(line)?;
        let source = self.source(view);
        let (print, sweep) = match key {
            RowKey::Event(_) => (None, None),
            RowKey::Print(i) | RowKey::Sweep(i) => (view.tape().get(i), source.sweep(i)),
        };
        Some(TapeHit { key, print, sweep })
    }

    /// Paints `view` into the whole frame.
    pub fn paint(&mut self, frame: &mut Frame, theme: &Theme, view: &InstrumentView, look: TapeLook) {
        let area = frame.bounds();
        let mut ink = Ink { frame, theme };
        ink.fill(area, Token::S1);
        let columns = Columns::new(&ink, area, look.row_h);
        header(&mut ink, view, &columns, Rect { h: look.head_h, ..area });
        let body = Rect::new(0, look.head_h, area.w, (area.h - look.head_h).max(0));
        self.collect(view, (body.h / look.row_h.max(1) + 1).max(1) as usize);
        if self.shown.is_empty() {
            let filtered = view.tape_end() > view.tape().kept().start;
            let (title, hint) = match filtered {
                true => ("No trade passes the size filter", "Lower it with F."),
                false => ("No trades yet", "The first print appears here as it happens."),
            };
            ink.empty_state(body, title, hint);
            return;
        }
        ink.within(body, |ink| {
            for (line, &key) in self.shown.iter().enumerate() {
                let y = body.y + line as i32 * look.row_h;
                self.row(ink, view, &columns, key, Rect::new(0, y, area.w, look.row_h), &look);
            }
            self.held_notice(ink, view, body);
        });
    }

    fn collect(&mut self, view: &InstrumentView, rows: usize) {
        let mut shown = std::mem::take(&mut self.shown);
        shown.clear();
        let source = self.source(view);
        let top = self.held.and_then(|key| source.settle(key)).or_else(|| source.newest());
        shown.extend(std::iter::successors(top, |&key| source.older(key)).take(rows));
        self.shown = shown;
    }

    fn row(&self, ink: &mut Ink, view: &InstrumentView, columns: &Columns, key: RowKey, row: Rect, look: &TapeLook) {
        let thin = ink.theme.px(1);
        if look.hover.is_some_and(|(_, y)| y >= row.y && y < row.bottom()) {
            ink.fill(row, Token::S4);
        }
        let source = self.source(view);
        match key {
            RowKey::Event(e) => event_row(ink, view, columns, e, row),
            RowKey::Sweep(first) => {
                if let Some((print, sweep)) = view.tape().get(first).zip(source.sweep(first)) {
                    sweep_row(ink, view, columns, (&print, &sweep), row, source.unfolded(first), look);
                }
            }
            RowKey::Print(i) => {
                if let Some(print) = view.tape().get(i) {
                    let sweep = source.sweep(i).and_then(|s| view.tape().get(s.first));
                    print_row(ink, view, columns, &print, sweep.as_ref(), row, look);
                }
            }
        }
        ink.fill(Rect { y: row.bottom() - thin, h: thin, ..row }, Token::Line);
    }

    fn held_notice(&self, ink: &mut Ink, view: &InstrumentView, body: Rect) {
        let Some(key) = self.held else { return };
        let newer = self.source(view).newer_prints(key);
        let title = Short::of(format_args!("{} new", whole(newer as u64)));
        ink.docked_notice(body, Tone::Plain, &title, "Scrolled back. Home returns to the newest.");
    }
}

impl Columns {
    fn new(ink: &Ink, area: Rect, h: i32) -> Self {
        let pad = ink.theme.px(8);
        let full = ink.width("00:00:00.000 000", Role::Num);
        let short = ink.width("00:00:00.000", Role::Num);
        let aggressor = ink.width("hid. sell", Role::Word).max(ink.width("Aggressor", Role::WordSmall));
        let numbers = ink.width("0,000.00", Role::Num) + ink.width("00,000", Role::Num) + 2 * pad;
        let micros = area.w >= 2 * pad + full + numbers + aggressor + pad;
        let time = if micros { full } else { short };
        let right = area.w - pad;
        let room = (right - aggressor - pad - time - 2 * pad).max(0);
        let price = room * 54 / 100;
        let at = |x: i32, w: i32| Rect::new(x, 0, w.max(0), h);
        Self {
            time: at(pad, time),
            price: at(2 * pad + time, price),
            size: at(2 * pad + time + price, room - price),
            aggressor: at(right - aggressor, aggressor),
            micros,
        }
    }
}

const fn on(column: Rect, row: Rect) -> Rect {
    Rect { y: row.y, h: row.h, ..column }
}

fn header(ink: &mut Ink, view: &InstrumentView, columns: &Columns, head: Rect) {
    let thin = ink.theme.px(1);
    ink.fill(head, Token::S2);
    ink.fill(Rect { y: head.h - thin, h: thin, ..head }, Token::Line);
    let spec = view.spec();
    let cells = [
        (columns.time, Short::of(format_args!("Time UTC")), Align::Left),
        (columns.price, Short::of(format_args!("Price {}", spec.currency)), Align::Right),
        (columns.size, Short::of(format_args!("Size {}", spec.qty_unit)), Align::Right),
        (columns.aggressor, Short::of(format_args!("Aggressor")), Align::Right),
    ];
    for (column, words, align) in cells {
        ink.text(&words, Role::WordSmall, on(column, head), align, Token::T3);
    }
}

fn print_row(
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
            let after = duration(print.ts_venue_ns - first.ts_venue_ns);
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
    let end = ink.text(&clock_ms(print.ts_venue_ns), Role::Num, on(columns.time, row), Align::Left, token);
    if columns.micros {
        let micros = Short::of(format_args!(" {:03}", print.ts_venue_ns.div_euclid(1000).rem_euclid(1000)));
        ink.text(&micros, Role::Num, Rect { x: end, ..on(columns.time, row) }, Align::Left, Token::T3);
    }
}

fn aggressor_cell(ink: &mut Ink, columns: &Columns, print: &TradePrint, row: Rect, stale: bool) {
    let side = match print.aggressor {
        Some(Side::Buy) => "buy",
        Some(Side::Sell) => "sell",
        None => "",
    };
    let hidden = print.flags.contains(EventFlags::HIDDEN);
    let words = if print.flags.contains(EventFlags::CROSS) {
        Short::of(format_args!("cross"))
    } else if hidden && side.is_empty() {
        Short::of(format_args!("hidden"))
    } else if hidden {
        Short::of(format_args!("hid. {side}"))
    } else if side.is_empty() {
        Short::of(format_args!("–"))
    } else {
        Short::of(format_args!("{side}"))
    };
    let token = match print.aggressor {
        Some(side) if !stale => side_tokens(side).0,
        _ => Token::T3,
    };
    ink.text(&words, Role::Word, on(columns.aggressor, row), Align::Right, token);
}

fn sweep_row(
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
    let end = ink.text(&clock_ms(print.ts_venue_ns), Role::Num, on(columns.time, row), Align::Left, token);
    let fold = if unfolded { '▾' } else { '▸' };
    let word = if side == Side::Buy { "buy" } else { "sell" };
    let qty = size_text(ink, view, sweep.qty, columns.size.w.max(ink.theme.px(50)));
    let right = Rect { x: columns.aggressor.x, w: columns.aggressor.w, ..row };
    let pad = ink.theme.px(8);
    ink.text(word, Role::WordBold, right, Align::Right, token);
    ink.text(&qty, Role::NumBold, on(columns.size, row), Align::Right, Token::T1);
    let room = Rect { x: end + pad, w: columns.size.right() - ink.width(&qty, Role::NumBold) - 2 * pad - end, ..row };
    let long = Short::of(format_args!("{fold} sweep, {} levels, {}", sweep.prices, duration(sweep.span_ns)));
    let mid = Short::of(format_args!("{fold} sweep, {} levels", sweep.prices));
    let short = Short::of(format_args!("{fold} {} lv", sweep.prices));
    let _ =
        [long, mid, short].iter().any(|words| ink.text_if_fits(words, Role::WordBold, room, Align::Left, Token::T1));
}

fn event_row(ink: &mut Ink, view: &InstrumentView, columns: &Columns, index: usize, row: Rect) {
    let Some(event) = view.phases().events().get(index) else { return };
    let (tone, words) = match event.kind {
        PhaseKind::Gap => (Tone::Warn, Short::of(format_args!("Feed gap: prints may be missing"))),
        PhaseKind::Resync(lasted) => (Tone::Plain, Short::of(format_args!("Whole again after {}", duration(lasted)))),
        PhaseKind::Skipped(n) => {
            (Tone::Warn, Short::of(format_args!("{} records skipped, display fell behind", whole(n))))
        }
        PhaseKind::Status(status) => match phase_words(status) {
            Some((tone, words)) => (tone, Short::of(format_args!("{words}"))),
            None => (Tone::Plain, Short::of(format_args!("Trading"))),
        },
    };
    let (fill, token) = match tone {
        Tone::Plain => (Token::S2, Token::T2),
        Tone::Warn => (Token::WarnFill, Token::Warn),
        Tone::Danger => (Token::DangerFill, Token::Danger),
    };
    ink.fill(row, fill);
    let end = ink.text(&clock_ms(event.ts_ns), Role::Num, on(columns.time, row), Align::Left, token);
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
