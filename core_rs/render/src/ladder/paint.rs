//! Paints the ladder.

use super::TOTAL_LEVELS;
use super::columns::Columns;
use super::marks;
use super::notice::notice;
use super::sums::{LadderSums, RowSum, totals};
use crate::frame::{Frame, Rect};
use crate::glyph::{Align, Role};
use crate::grid::PriceGrid;
use crate::ink::{Condition, Ink, Theme};
use crate::palette::Token;
use crate::text::{Short, decimal, quantity};
use crate::view::InstrumentView;
use crate::words::{Word, Words};
use plimsoll_types::{Price, Qty, Side, TradePrint};

/// How the host wants this frame; lengths in device pixels.
#[derive(Debug, Clone, Copy, Default)]
pub struct LadderLook {
    /// Height of a row, of the header and of the footer.
    pub row_h: i32,
    /// Height of the header.
    pub head_h: i32,
    /// Height of the footer.
    pub foot_h: i32,
    /// Where the mouse is.
    pub hover: Option<(i32, i32)>,
    /// The row chosen by keyboard.
    pub selected: Option<i64>,
    /// State of the data.
    pub condition: Condition,
}

/// What lies under a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LadderHit {
    /// Row of the grid.
    pub row: i64,
    /// Raw price of its label.
    pub px: i64,
    /// The side whose column, or whose sizes, the point is on.
    pub side: Option<Side>,
    /// Raw quantity resting there.
    pub qty: i64,
    /// Orders resting there; zero where the feed does not say.
    pub orders: u32,
    /// Raw quantity traded there in the session.
    pub volume: i64,
}

/// Paints ladders; keeps its scales and buffers between frames.
#[derive(Debug, Default)]
pub struct LadderPainter {
    sums: LadderSums,
    columns: Option<Columns>,
}

/// What one frame's rows are drawn from.
pub(super) struct Scene<'a> {
    pub view: &'a InstrumentView,
    pub grid: &'a PriceGrid,
    pub look: LadderLook,
    pub columns: Columns,
    pub best: [Option<i64>; 2],
    pub last: Option<TradePrint>,
    pub last_row: Option<i64>,
    pub hidden: bool,
}

impl LadderPainter {
    /// Rows that fit into `height`.
    #[must_use]
    pub const fn rows_in(look: &LadderLook, height: i32) -> i64 {
        let room = height - look.head_h - look.foot_h;
        let row_h = if look.row_h > 0 { look.row_h } else { 1 };
        if room < row_h { 1 } else { (room / row_h) as i64 }
    }

    /// Paints `view` on the rows of `grid` into the whole frame.
    pub fn paint(
        &mut self,
        frame: &mut Frame,
        theme: &Theme,
        view: &InstrumentView,
        grid: &PriceGrid,
        look: LadderLook,
    ) {
        let area = frame.bounds();
        let mut ink = Ink { frame, theme };
        ink.fill(area, Token::S1);
        let scene = self.scene(&ink, area, view, grid, look);
        self.columns = Some(scene.columns);
        header(&mut ink, &scene, area);
        let body = Rect::new(0, look.head_h, area.w, (area.h - look.head_h - look.foot_h).max(0));
        if !grid.placed() {
            ink.empty_state(body, ink.say(Word::NoBook), ink.say(Word::PricesAppear));
        } else {
            self.sums.fill(view, grid);
            ink.within(body, |ink| self.rows(ink, &scene));
            if let Some((tone, title, text)) = notice(view, look.condition, &theme.words) {
                ink.docked_notice(body, tone, title, &text);
            }
        }
        self.footer(&mut ink, &scene, area);
    }

    fn scene<'a>(
        &self,
        ink: &Ink,
        area: Rect,
        view: &'a InstrumentView,
        grid: &'a PriceGrid,
        look: LadderLook,
    ) -> Scene<'a> {
        let label = label_of(view, grid, grid.top_row());
        let columns = Columns::new(ink.theme, area.w, ink.width(&label, Role::NumBold));
        let hidden = look.condition.gapped || view.gapped();
        let best = [Side::Buy, Side::Sell]
            .map(|side| view.book().best(side).filter(|_| !hidden).map(|px| grid.row_of(side, view.tick_of(px))));
        let last = view.last_trade().filter(|t| t.px.is_set());
        let last_row = last.map(|t| grid.row_of_trade(t.aggressor, view.tick_of(t.px.raw())));
        Scene { view, grid, look, columns, best, last, last_row, hidden }
    }

    fn rows(&self, ink: &mut Ink, scene: &Scene) {
        let look = &scene.look;
        let bottom = ink.frame.bounds().h - look.foot_h;
        let mut line = 0;
        let mut y = look.head_h;
        while y < bottom {
            let row = scene.grid.top_row() - line;
            let sum = self.sums.rows().get(line as usize).copied().unwrap_or_default();
            self.row(ink, scene, row, y, sum);
            line += 1;
            y += look.row_h;
        }
        for x in scene.columns.edges() {
            if x > 0 {
                let thin = ink.theme.px(1);
                ink.fill(Rect::new(x, look.head_h, thin, bottom - look.head_h), Token::Line);
            }
        }
        if scene.hidden {
            marks::hide_sizes(ink, scene, bottom);
        }
        marks::last_outline(ink, scene);
        marks::middle_mark(ink, scene);
        marks::beyond_marks(ink, scene, bottom);
    }

    fn row(&self, ink: &mut Ink, scene: &Scene, row: i64, y: i32, sum: RowSum) {
        let (look, columns) = (&scene.look, &scene.columns);
        let whole = Rect::new(0, y, ink.frame.bounds().w, look.row_h);
        let cell_h = look.row_h - ink.theme.px(1);
        if hovered(look, y) || look.selected == Some(row) {
            ink.fill(whole, Token::S4);
        }
        self.volume(ink, scene, Columns::cell(columns.volume, y, cell_h), sum.volume);
        if !scene.hidden {
            self.size(ink, scene, Side::Buy, row, Columns::cell(columns.bid, y, cell_h), sum);
            self.size(ink, scene, Side::Sell, row, Columns::cell(columns.ask, y, cell_h), sum);
        }
        price(ink, scene, row, Columns::cell(columns.price, y, cell_h));
        let thin = ink.theme.px(1);
        ink.fill(Rect::new(0, y + cell_h, whole.w, thin), Token::Line);
    }

    fn size(&self, ink: &mut Ink, scene: &Scene, side: Side, row: i64, cell: Rect, sum: RowSum) {
        let qty = sum.qty[side.index()];
        if qty <= 0 {
            return;
        }
        let stale = scene.look.condition.stale;
        let (share, beyond) = self.sums.bar(qty);
        let len = ((cell.w as f32 * share) as i32).max(ink.theme.px(1));
        let (token, fill) = side_tokens(side);
        let bar = match side {
            Side::Buy => Rect { x: cell.right() - len, w: len, ..cell },
            Side::Sell => Rect { w: len, ..cell },
        };
        ink.fill(bar, if stale { Token::S3 } else { fill });
        if beyond {
            let cap = ink.theme.px(2);
            let x = if side == Side::Buy { cell.x + ink.theme.px(1) } else { cell.right() - cap };
            ink.fill(Rect { x, w: cap, ..cell }, if stale { Token::T3 } else { token });
        }
        let best = scene.best[side.index()] == Some(row);
        let (role, colour) = if best { (Role::NumBold, token) } else { (Role::Num, Token::T1) };
        let text = size_text(scene.view, qty, cell.w, ink);
        let pad = ink.theme.px(6);
        let inside = Rect { w: cell.w - pad, ..cell };
        ink.text(&text, role, inside, Align::Right, if stale { Token::T3 } else { colour });
    }

    fn volume(&self, ink: &mut Ink, scene: &Scene, cell: Rect, volume: i64) {
        if volume <= 0 || cell.w == 0 {
            return;
        }
        let (pad, inset) = (ink.theme.px(6), ink.theme.px(2));
        let len = ((cell.w - inset) as f32 * self.sums.volume_bar(volume)) as i32;
        let bar = Rect::new(cell.x + ink.theme.px(1), cell.y + inset, len.max(1), cell.h - 2 * inset);
        ink.fill(bar, Token::S3);
        let text = size_text(scene.view, volume, cell.w, ink);
        let token = if scene.look.condition.stale { Token::T3 } else { Token::T2 };
        ink.text(&text, Role::NumSmall, Rect { w: cell.w - pad, ..cell }, Align::Right, token);
    }

    fn footer(&self, ink: &mut Ink, scene: &Scene, area: Rect) {
        let foot = Rect::new(0, area.h - scene.look.foot_h, area.w, scene.look.foot_h);
        let (thin, pad) = (ink.theme.px(1), ink.theme.px(6));
        ink.fill(foot, Token::S2);
        ink.fill(Rect { h: thin, ..foot }, Token::Line2);
        let foot = Rect { y: foot.y + thin, h: foot.h - thin, ..foot };
        if scene.hidden {
            let inside = Rect { x: pad, w: foot.w - 2 * pad, ..foot };
            ink.text(ink.say(Word::DepthNotKnown), Role::WordSmall, inside, Align::Left, Token::T2);
            return;
        }
        let [bid, ask] = totals(scene.view.book(), TOTAL_LEVELS);
        if bid + ask == 0 {
            return;
        }
        let stale = scene.look.condition.stale;
        for (column, qty, token) in [(scene.columns.bid, bid, Token::Bid), (scene.columns.ask, ask, Token::Ask)] {
            let text = size_text(scene.view, qty, column.1, ink);
            let inside = Rect { x: column.0, w: column.1 - pad, ..foot };
            ink.text(&text, Role::Num, inside, Align::Right, if stale { Token::T3 } else { token });
        }
        let middle = Rect { x: scene.columns.price.0, w: scene.columns.price.1, ..foot };
        ink.text(ink.say(Word::TotalLevels), Role::NumSmall, middle, Align::Centre, Token::T2);
        let right = Rect { x: scene.columns.volume.0, w: scene.columns.volume.1 - pad, ..foot };
        ink.text_if_fits(&imbalance(&ink.theme.words, bid, ask), Role::NumSmall, right, Align::Right, Token::T2);
        self.hover_words(ink, scene, Rect { x: pad, w: scene.columns.own.1 - pad, ..foot });
    }

    fn hover_words(&self, ink: &mut Ink, scene: &Scene, area: Rect) {
        let Some(hit) = scene.look.hover.and_then(|(x, y)| self.hit_in(scene, x, y)) else { return };
        if hit.qty > 0 && hit.orders > 0 {
            let word = if hit.orders == 1 { Word::OneOrder } else { Word::Orders };
            let text = ink.theme.words.fill(word, &[&hit.orders]);
            ink.text(&text, Role::NumSmall, area, Align::Left, Token::T2);
        }
    }

    /// What lies under a point of the last painted frame.
    #[must_use]
    pub fn hit(&self, view: &InstrumentView, grid: &PriceGrid, look: &LadderLook, x: i32, y: i32) -> Option<LadderHit> {
        let columns = self.columns?;
        let line = i64::from((y - look.head_h).div_euclid(look.row_h.max(1)));
        let sum = usize::try_from(line).ok().and_then(|l| self.sums.rows().get(l))?;
        let row = grid.top_row() - line;
        let side = match x {
            _ if x >= columns.bid.0 && x < columns.price.0 => Some(Side::Buy),
            _ if x >= columns.ask.0 && x < columns.ask.0 + columns.ask.1 => Some(Side::Sell),
            _ => [Side::Buy, Side::Sell].into_iter().find(|s| sum.qty[s.index()] > 0),
        };
        let (qty, orders) = side.map_or((0, 0), |s| (sum.qty[s.index()], sum.orders[s.index()]));
        let px = grid.label_tick(row).saturating_mul(view.spec().tick);
        Some(LadderHit { row, px, side, qty, orders, volume: sum.volume })
    }

    fn hit_in(&self, scene: &Scene, x: i32, y: i32) -> Option<LadderHit> {
        self.hit(scene.view, scene.grid, &scene.look, x, y)
    }
}

fn header(ink: &mut Ink, scene: &Scene, area: Rect) {
    let head = Rect { h: scene.look.head_h, ..area };
    let (thin, pad) = (ink.theme.px(1), ink.theme.px(6));
    ink.fill(head, Token::S2);
    ink.fill(Rect { y: head.h - thin, h: thin, ..head }, Token::Line);
    let (columns, unit) = (&scene.columns, scene.view.spec().qty_unit.as_str());
    let currency = match scene.view.spec().currency.as_str() {
        "" => ink.say(Word::PriceAlone),
        code => code,
    };
    let say = &ink.theme.words;
    let cells = [
        (columns.own, say.fill(Word::Own, &[]), Align::Left),
        (columns.bid, say.fill(Word::Bid, &[&unit]), Align::Right),
        (columns.price, Short::of(format_args!("{currency}")), Align::Centre),
        (columns.ask, say.fill(Word::Ask, &[&unit]), Align::Right),
        (columns.volume, say.fill(Word::DayVolume, &[]), Align::Right),
    ];
    for (column, words, align) in cells {
        let inside = Rect::new(column.0 + pad, 0, column.1 - 2 * pad, head.h);
        ink.text_if_fits(&words, Role::WordSmall, inside, align, Token::T3);
    }
}

fn price(ink: &mut Ink, scene: &Scene, row: i64, cell: Rect) {
    let stale = scene.look.condition.stale;
    let best = [Side::Buy, Side::Sell].into_iter().find(|s| scene.best[s.index()] == Some(row));
    let round = row % 5 == 0;
    let (role, token) = match best {
        _ if stale => (Role::Num, Token::T3),
        Some(side) => (Role::NumBold, side_tokens(side).0),
        None if round => (Role::NumBold, Token::T1),
        None => (Role::Num, Token::T2),
    };
    match best {
        Some(side) if !stale => ink.fill(cell, side_tokens(side).1),
        _ if round => ink.fill(cell, Token::S2),
        _ => {}
    }
    ink.text(&label_of(scene.view, scene.grid, row), role, cell, Align::Centre, token);
}

fn hovered(look: &LadderLook, y: i32) -> bool {
    look.hover.is_some_and(|(_, my)| my >= y && my < y + look.row_h)
}

/// Text and fill colour of a side.
pub(crate) const fn side_tokens(side: Side) -> (Token, Token) {
    match side {
        Side::Buy => (Token::Bid, Token::BidFill),
        Side::Sell => (Token::Ask, Token::AskFill),
    }
}

/// The price that labels `row`, at tick precision.
pub(crate) fn label_of(view: &InstrumentView, grid: &PriceGrid, row: i64) -> Short {
    decimal(grid.label_tick(row).saturating_mul(view.spec().tick), Price::SCALE, view.spec().price_decimals)
}

fn size_text(view: &InstrumentView, qty: i64, width: i32, ink: &Ink) -> Short {
    let digit = ink.width("0", Role::Num).max(1);
    quantity(qty, Qty::SCALE, view.spec().qty_decimals, ((width - ink.theme.px(8)) / digit).max(3) as usize)
}

fn imbalance(words: &Words, bid: i64, ask: i64) -> Short {
    let percent = 100.0 * (bid - ask) as f64 / (bid + ask) as f64;
    let sign = if percent < -0.5 {
        "\u{2212}"
    } else if percent >= 0.5 {
        "+"
    } else {
        ""
    };
    words.fill(Word::Imbalance, &[&format_args!("{sign}{:.0}", percent.abs())])
}
