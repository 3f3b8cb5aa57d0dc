//! Paints time and sales.

use super::Sweep;
use super::cells::{event_row, header, print_row, sweep_row};
use super::columns::Columns;
use super::rows::{RowKey, RowSource};
use crate::frame::{Frame, Rect};
use crate::ink::{Condition, Ink, Theme, Tone};
use crate::palette::Token;
use crate::text::{decimal, whole};
use crate::view::InstrumentView;
use crate::words::Word;
use plimsoll_types::{Price, Qty, TradePrint};
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
        let longest = view.last_trade().map_or(0, |t| t.px.raw());
        let longest = decimal(longest, Price::SCALE, view.spec().price_decimals);
        let columns = Columns::new(&ink, area, &longest);
        header(&mut ink, view, &columns, Rect { h: look.head_h, ..area });
        let body = Rect::new(0, look.head_h, area.w, (area.h - look.head_h).max(0));
        self.collect(view, (body.h / look.row_h.max(1) + 1).max(1) as usize);
        if self.shown.is_empty() {
            let filtered = view.tape_end() > view.tape().kept().start;
            let (title, hint) = match filtered {
                true => (Word::NoTradePasses, Word::LowerTheFilter),
                false => (Word::NoTrades, Word::PrintsAppear),
            };
            ink.empty_state(body, ink.say(title), ink.say(hint));
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
        let title = ink.theme.words.fill(Word::NewPrints, &[&whole(newer as u64)]);
        ink.docked_notice(body, Tone::Plain, &title, ink.say(Word::ScrolledBack));
    }
}
