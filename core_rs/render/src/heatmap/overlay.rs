//! What lies over the cells: gaps, phases, best lines, trades, the middle, the crosshair.

use super::dots::Dots;
use super::paint::Scene;
use super::strip::{BestSpan, Strip};
use crate::frame::Rect;
use crate::glyph::{Align, Role};
use crate::ink::{Ink, Tone};
use crate::ladder::{phase_words, side_tokens};
use crate::palette::{Token, mix};
use crate::phases::PhaseKind;
use crate::text::duration;
use crate::words::Word;
use plimsoll_types::Side;

/// Hatches every gap in view and says how long it lasted.
pub fn gaps(ink: &mut Ink, scene: &Scene) {
    for gap in scene.view.phases().gaps() {
        let end = gap.end_ns.unwrap_or(scene.now).min(scene.now);
        if gap.start_ns > scene.now || end < scene.t_left() || gap.start_ns > scene.t_right() {
            continue;
        }
        let x0 = scene.x_of(gap.start_ns).max(scene.plot.x);
        let open = gap.end_ns.is_none_or(|e| e > scene.now);
        let x1 = if open { scene.plot.right() } else { scene.x_of(end).max(x0 + ink.theme.px(3)) };
        let area = Rect { x: x0, w: x1 - x0, ..scene.plot };
        ink.fill(area, Token::S1);
        let rgb = mix(ink.rgb(Token::S1), ink.rgb(Token::Warn), 70);
        ink.frame.hatch(area, ink.theme.px(9), ink.theme.px(2), rgb);
        ink.fill(Rect { w: ink.theme.px(2), ..area }, Token::Warn);
    }
}

/// Says at the top how long each gap in view lasted.
pub fn gap_flags(ink: &mut Ink, scene: &Scene) {
    for gap in scene.view.phases().gaps() {
        let end = gap.end_ns.unwrap_or(scene.now).min(scene.now);
        if gap.start_ns <= scene.now.min(scene.t_right()) && end >= scene.t_left() {
            let lasted = duration(end - gap.start_ns);
            let open = gap.end_ns.is_none_or(|e| e > scene.now);
            let words = ink.theme.words.fill(if open { Word::GapSoFar } else { Word::Gap }, &[&lasted]);
            flag(ink, scene, scene.x_of(gap.start_ns).max(scene.plot.x), &words, Token::WarnFill, Token::Warn);
        }
    }
}

/// A dashed line where the trading phase changed, with its name.
pub fn phases(ink: &mut Ink, scene: &Scene) {
    let events = scene.view.phases().events();
    for (i, event) in events.iter().enumerate() {
        let PhaseKind::Status(status) = event.kind else { continue };
        if event.ts_ns > scene.now || event.ts_ns < scene.t_left() || event.ts_ns > scene.t_right() {
            continue;
        }
        let (tone, words) = match phase_words(status) {
            Some(named) => named,
            None if i > 0 => (Tone::Plain, Word::Trading),
            None => continue,
        };
        let (fill, token) = match tone {
            Tone::Danger => (Token::DangerFill, Token::Danger),
            Tone::Warn => (Token::WarnFill, Token::Warn),
            Tone::Plain => (Token::S3, Token::T2),
        };
        let x = scene.x_of(event.ts_ns);
        let rgb = ink.rgb(token);
        ink.frame.dashes_v(x, scene.plot.y, scene.plot.bottom(), ink.theme.px(4), ink.theme.px(1), rgb);
        flag(ink, scene, x, ink.say(words), fill, token);
    }
}

/// A small label hanging at the top of the plot from `x`, turned left where there is no room on the right.
fn flag(ink: &mut Ink, scene: &Scene, x: i32, words: &str, fill: Token, token: Token) {
    let pad = ink.theme.px(5);
    let w = ink.width(words, Role::WordSmall) + 2 * pad;
    let x = if x + w > scene.plot.right() { x - w } else { x };
    let area = Rect::new(x, scene.plot.y, w, ink.theme.px(17));
    ink.fill(area, fill);
    ink.text(words, Role::WordSmall, area, Align::Centre, token);
}

/// Best bid and ask as step lines.
pub fn best_lines(ink: &mut Ink, scene: &Scene, strip: &Strip) {
    for side in [Side::Buy, Side::Sell] {
        let token = if scene.look.condition.stale { Token::T3 } else { side_tokens(side).0 };
        let mut prior: Option<BestSpan> = None;
        for bucket in scene.first..=scene.last {
            let span = strip.slot(bucket).best[side.index()];
            if let Some(span) = span {
                step(ink, scene, scene.x_of_bucket(bucket), span, prior, token);
            }
            prior = span;
        }
    }
}

fn step(ink: &mut Ink, scene: &Scene, x: i32, span: BestSpan, prior: Option<BestSpan>, token: Token) {
    let thick = ink.theme.px(2);
    let mut high = scene.row_mid(span.high);
    let mut low = scene.row_mid(span.low);
    if let Some(prior) = prior {
        let from = scene.row_mid(prior.last);
        (high, low) = (high.min(from), low.max(from));
    }
    if high != low {
        let reach = Rect::new(x - thick / 2, high - thick / 2, thick, low - high + thick);
        if scene.coarse() {
            // Zoomed out the reaches of neighbours touch: washed, they show the book through them.
            let rgb = ink.rgb(token);
            ink.frame.wash(Rect { x, w: 1, ..reach }, rgb, 90);
        } else {
            ink.fill(reach, token);
        }
    }
    ink.fill(Rect::new(x, scene.row_mid(span.last) - thick / 2, 1, thick), token);
}

/// Trades.
pub fn dots(ink: &mut Ink, scene: &Scene, dots: &Dots) {
    let unit = scene.dot_unit(ink.theme);
    let (ground, edge) = (ink.rgb(Token::S1), ink.theme.scale);
    let first = dots.all().partition_point(|d| d.ts_ns < scene.t_left());
    for dot in dots.all()[first..].iter().take_while(|d| d.ts_ns <= scene.t_right()) {
        let line = scene.grid.line_of(dot.row);
        if line < 0 || line >= scene.lines as i64 {
            continue;
        }
        let token = match dot.aggressor {
            _ if scene.look.condition.stale => Token::T3,
            Some(side) => side_tokens(side).0,
            None => Token::T2,
        };
        let (x, y) = (scene.x_of(dot.ts_ns) as f32 + 0.5, scene.row_mid(dot.row) as f32 + 0.5);
        let radius = dots.radius(dot.qty, unit);
        let rgb = ink.rgb(token);
        ink.frame.disc(x, y, radius + edge, ground);
        ink.frame.disc(x, y, radius, rgb);
    }
}

/// The middle of the market, and `now`.
pub fn middle(ink: &mut Ink, scene: &Scene) {
    let now_x = scene.x_of(scene.now);
    let (dot, rgb) = (ink.theme.px(1), ink.rgb(Token::T3));
    if now_x <= scene.plot.right() {
        ink.frame.dashes_v(now_x, scene.plot.y, scene.plot.bottom(), ink.theme.px(3), dot, rgb);
    }
    let ([Some(bid), Some(ask)], Some(mid)) = (scene.best, scene.view.mid_tick()) else { return };
    let row = scene.grid.nearest_row(mid);
    if row > bid && row < ask {
        let y = scene.row_mid(row);
        ink.frame.dots_h(y, scene.plot.x, scene.plot.right(), dot, ink.theme.px(5), rgb);
    }
}

/// Lines through the mouse, with the time and the price under it.
pub fn crosshair(ink: &mut Ink, scene: &Scene) {
    let Some((x, y)) = scene.look.hover.filter(|&(x, y)| scene.plot.holds(x, y)) else { return };
    let rgb = ink.rgb(Token::T2);
    let dot = ink.theme.px(1);
    let row = scene.row_at(y);
    let mid = scene.row_mid(row);
    ink.frame.dots_h(mid, scene.plot.x, scene.plot.right(), dot, ink.theme.px(3), rgb);
    ink.frame.dashes_v(x, scene.plot.y, scene.plot.bottom(), ink.theme.px(2), dot, rgb);
}
