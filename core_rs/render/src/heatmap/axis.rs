//! Round times and prices along the axes.

use super::paint::Scene;
use crate::frame::Rect;
use crate::glyph::{Align, Role};
use crate::ink::Ink;
use crate::ladder::{label_of, side_tokens};
use crate::palette::Token;
use crate::text::{Short, clock};
use crate::words::Word;
use plimsoll_types::{Nanos, Side};

const SECOND: Nanos = 1_000_000_000;
const MINUTE: Nanos = 60 * SECOND;

/// Distances of labels on the time axis.
pub const TIME_STEPS_NS: [Nanos; 17] = [
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    60 * MINUTE,
    120 * MINUTE,
    180 * MINUTE,
    360 * MINUTE,
    720 * MINUTE,
];

/// The smallest step whose labels stand at least `room` pixels apart.
#[must_use]
pub fn time_step(ns_per_px: Nanos, room: i32) -> Nanos {
    let least = ns_per_px.saturating_mul(room.into());
    TIME_STEPS_NS.into_iter().find(|&s| s >= least).unwrap_or(1440 * MINUTE)
}

const TIME_UNIT: &str = "UTC";

/// Ticks, labels and `now` below the plot.
pub fn time_axis(ink: &mut Ink, scene: &Scene) {
    let plot = scene.plot;
    let axis = Rect::new(0, plot.bottom(), ink.frame.bounds().w, scene.look.axis_h);
    let thin = ink.theme.px(1);
    ink.fill(axis, Token::S1);
    ink.fill(Rect { h: thin, ..axis }, Token::Line2);
    let now_half = ink.width(ink.say(Word::Now), Role::NumSmall) / 2;
    let now_x = scene.x_of(scene.now).min(plot.right() - now_half);
    let following = scene.x_of(scene.now) <= plot.right();
    let step = time_step(scene.ns_per_px, ink.theme.px(if scene.ns_per_px > SECOND { 56 } else { 84 }));
    let unit_end = plot.x + ink.width(TIME_UNIT, Role::WordSmall) + ink.theme.px(12);
    let mut ts = scene.t_left() + (-scene.t_left()).rem_euclid(step);
    while ts <= scene.t_right() {
        let text = axis_time(ts, step);
        let half = ink.width(&text, Role::NumSmall) / 2;
        let x = scene.x_of(ts);
        let free = !following || (x - now_x).abs() > half + now_half + ink.theme.px(8);
        if x - half >= unit_end && x + half < plot.right() && free {
            ink.fill(Rect::new(x, axis.y, thin, ink.theme.px(4)), Token::Line3);
            ink.text(&text, Role::NumSmall, Rect::new(x, axis.y + thin, 0, axis.h), Align::Centre, Token::T2);
        }
        ts += step;
    }
    if following {
        ink.text(
            ink.say(Word::Now),
            Role::NumSmall,
            Rect::new(now_x, axis.y + thin, 0, axis.h),
            Align::Centre,
            Token::T1,
        );
    }
    units(ink, scene, Rect { y: axis.y + thin, ..axis });
}

/// Unit of the time axis where it begins, that of the price axis below it.
fn units(ink: &mut Ink, scene: &Scene, axis: Rect) {
    let pad = ink.theme.px(6);
    let currency = scene.view.spec().currency.as_str();
    let currency = if currency.is_empty() { ink.say(Word::PriceUnit) } else { currency };
    ink.text(TIME_UNIT, Role::WordSmall, Rect { x: scene.plot.x + pad, ..axis }, Align::Left, Token::T3);
    let below_prices = Rect { x: scene.plot.right() + pad, w: scene.look.axis_w - 2 * pad, ..axis };
    ink.text(currency, Role::WordSmall, below_prices, Align::Right, Token::T3);
}

fn axis_time(ts: Nanos, step: Nanos) -> Short {
    let text = clock(ts);
    if step >= MINUTE { Short::of(format_args!("{}", &text[..5])) } else { text }
}

/// Labels at round rows, and tags of best prices and last trade.
pub fn price_axis(ink: &mut Ink, scene: &Scene) {
    let plot = scene.plot;
    let axis = Rect::new(plot.right(), plot.y, scene.look.axis_w, plot.h);
    ink.fill(axis, Token::S1);
    let thin = ink.theme.px(1);
    ink.fill(Rect { w: thin, ..axis }, Token::Line);
    let every = label_every(scene.look.row_h, ink.theme.px(54));
    let tagged = [scene.best[0], scene.best[1], scene.last_row];
    for line in 0..scene.lines as i64 {
        let row = scene.grid.top_row() - line;
        let near_tag = tagged.iter().flatten().any(|&t| ((t - row) as i32 * scene.look.row_h).abs() < ink.theme.px(15));
        if row % every == 0 && !near_tag {
            ink.fill(Rect::new(axis.x, scene.row_mid(row), ink.theme.px(4), thin), Token::Line3);
            label(ink, scene, row, Role::NumSmall, Token::T2);
        }
    }
    if let Some(row) = scene.last_row.filter(|r| !scene.best.contains(&Some(*r))) {
        tag(ink, scene, row, Token::S3, Token::T1, true);
    }
    for side in [Side::Buy, Side::Sell] {
        let Some(row) = scene.best[side.index()] else { continue };
        let (token, fill) = side_tokens(side);
        let (token, fill) = if scene.look.condition.stale { (Token::T3, Token::S3) } else { (token, fill) };
        tag(ink, scene, row, fill, token, scene.last_row == Some(row));
    }
}

/// Rows between two labels, so that they stand at least `room` pixels apart.
fn label_every(row_h: i32, room: i32) -> i64 {
    let least = i64::from(room / row_h.max(1)).max(1);
    let mut decade = 1;
    loop {
        for m in [1, 2, 5] {
            if m * decade >= least {
                return m * decade;
            }
        }
        decade *= 10;
    }
}

fn label(ink: &mut Ink, scene: &Scene, row: i64, role: Role, token: Token) {
    let h = ink.theme.px(18);
    let area = Rect::new(scene.plot.right(), scene.row_mid(row) - h / 2, scene.look.axis_w - ink.theme.px(6), h);
    ink.text(&label_of(scene.view, scene.grid, row), role, area, Align::Right, token);
}

/// A filled price tag on the axis; `outlined` marks the last trade.
pub fn tag(ink: &mut Ink, scene: &Scene, row: i64, fill: Token, token: Token, outlined: bool) {
    let h = ink.theme.px(16);
    let thin = ink.theme.px(1);
    let area = Rect::new(
        scene.plot.right() + ink.theme.px(3),
        scene.row_mid(row) - h / 2,
        scene.look.axis_w - ink.theme.px(4),
        h,
    );
    ink.within(scene.axis_area(), |ink| {
        ink.fill(area, fill);
        if outlined {
            let rgb = ink.rgb(Token::T1);
            ink.frame.outline(area, thin, rgb);
        }
        label(ink, scene, row, Role::NumSmall, token);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_labels_are_round_and_apart() {
        assert_eq!(time_step(100_000_000, 84), 10 * SECOND);
        assert_eq!(time_step(23_400_000_000, 56), 30 * MINUTE);
        assert_eq!(time_step(1_000, 84), SECOND);
        assert_eq!(label_every(18, 54), 5);
        assert_eq!(label_every(4, 54), 20);
        assert_eq!(label_every(60, 54), 1);
    }
}
