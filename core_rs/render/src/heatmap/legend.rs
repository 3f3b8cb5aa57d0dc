//! The line above the plot: what the colours, dots and lines mean, and what lies under the mouse.

use super::dots::Dots;
use super::paint::{HeatHit, Scene};
use crate::frame::Rect;
use crate::glyph::{Align, Role};
use crate::ink::Ink;
use crate::palette::Token;
use crate::text::{Short, clock_ms, decimal, quantity};
use crate::words::Word;
use plimsoll_types::{Price, Qty, Side};

/// Scale of sizes, then trades, then lines, as far as the width allows; under the mouse its read-out instead of them.
pub fn legend(ink: &mut Ink, scene: &Scene, dots: &Dots, top_lots: f32, hit: Option<HeatHit>) {
    let head = Rect::new(0, 0, ink.frame.bounds().w, scene.look.head_h);
    let thin = ink.theme.px(1);
    ink.fill(head, Token::S1);
    ink.fill(Rect { y: head.h - thin, h: thin, ..head }, Token::Line);
    let pad = ink.theme.px(8);
    let inside = Rect { x: pad, w: head.w - 2 * pad, ..head };
    let after = size_scale(ink, scene, inside, top_lots);
    let rest = Rect { x: after, w: inside.right() - after, ..head };
    match hit {
        Some(hit) => read_out(ink, scene, rest, hit),
        None => keys(ink, scene, rest, dots),
    }
}

fn size_scale(ink: &mut Ink, scene: &Scene, area: Rect, top_lots: f32) -> i32 {
    let gap = ink.theme.px(6);
    let wide = area.w > ink.theme.px(380);
    let mut x = area.x;
    if wide {
        x = ink.text(ink.say(Word::RestingSize), Role::WordSmall, area, Align::Left, Token::T2) + gap;
    }
    x = ink.text("0", Role::NumSmall, Rect { x, ..area }, Align::Left, Token::T2) + gap;
    let ramp =
        Rect::new(x, area.y + area.h / 2 - ink.theme.px(5), ink.theme.px(if wide { 90 } else { 56 }), ink.theme.px(10));
    for i in 0..ramp.w {
        // Along the length the size grows evenly, its colour as the square root.
        let rgb = ink.theme.palette.heat((i as f32 / (ramp.w - 1).max(1) as f32).sqrt());
        ink.frame.fill(Rect { x: ramp.x + i, w: 1, ..ramp }, rgb);
    }
    let spec = scene.view.spec();
    let top = quantity((top_lots as i64).saturating_mul(spec.lot), Qty::SCALE, spec.qty_decimals, 9);
    let text = match top_lots > 0.0 {
        true => Short::of(format_args!("{top} {}", spec.qty_unit)),
        false => Short::of(format_args!("–")),
    };
    ink.text(&text, Role::NumSmall, Rect { x: ramp.right() + gap, ..area }, Align::Left, Token::T2) + ink.theme.px(20)
}

fn keys(ink: &mut Ink, scene: &Scene, area: Rect, dots: &Dots) {
    let mut x = area.x;
    if scene.look.show_trades && area.w > ink.theme.px(190) {
        x = trade_keys(ink, scene, area, dots) + ink.theme.px(16);
    }
    if scene.look.show_best && area.right() - x > ink.theme.px(150) {
        let mut right = area.right();
        for (words, token) in [(ink.say(Word::BestBid), Token::Bid), (ink.say(Word::BestAsk), Token::Ask)] {
            let w = ink.width(words, Role::WordSmall);
            ink.text(words, Role::WordSmall, Rect { x: right - w, w, ..area }, Align::Left, Token::T2);
            right -= w + ink.theme.px(20);
            let line = Rect::new(right, area.y + area.h / 2 - 1, ink.theme.px(14), ink.theme.px(2));
            ink.fill(line, token);
            right -= ink.theme.px(12);
        }
    }
}

fn trade_keys(ink: &mut Ink, scene: &Scene, area: Rect, dots: &Dots) -> i32 {
    let cy = area.y as f32 + area.h as f32 / 2.0;
    let (small, gap) = (ink.theme.px(4) as f32, ink.theme.px(5));
    let mut x = ink.text(ink.say(Word::Trade), Role::WordSmall, area, Align::Left, Token::T2) + gap * 2;
    for (words, token) in [(ink.say(Word::Buy), Token::Bid), (ink.say(Word::Sell), Token::Ask)] {
        let rgb = ink.rgb(token);
        ink.frame.disc(x as f32 + small, cy, small, rgb);
        x = ink.text(words, Role::WordSmall, Rect { x: x + small as i32 * 2 + gap, ..area }, Align::Left, Token::T2);
        x += gap * 2;
    }
    let unit = scene.dot_unit(ink.theme);
    let rgb = ink.rgb(Token::T2);
    ink.frame.ring(x as f32 + unit, cy, unit, ink.theme.scale, rgb);
    let spec = scene.view.spec();
    let text =
        Short::of(format_args!("{} {}", quantity(dots.reference(), Qty::SCALE, spec.qty_decimals, 8), spec.qty_unit));
    ink.text(&text, Role::NumSmall, Rect { x: x + unit as i32 * 2 + gap, ..area }, Align::Left, Token::T2)
}

fn read_out(ink: &mut Ink, scene: &Scene, area: Rect, hit: HeatHit) {
    let spec = scene.view.spec();
    let say = &ink.theme.words;
    let px = decimal(hit.px, Price::SCALE, spec.price_decimals);
    let size = match hit.qty {
        Some(0) => say.fill(Word::NothingResting, &[]),
        Some(qty) => {
            let qty = decimal(qty, Qty::SCALE, spec.qty_decimals);
            match hit.side {
                Some(Side::Buy) => say.fill(Word::BidSmall, &[&qty, &spec.qty_unit]),
                Some(Side::Sell) => say.fill(Word::AskSmall, &[&qty, &spec.qty_unit]),
                None => Short::of(format_args!("{qty} {}", spec.qty_unit)),
            }
        }
        None => say.fill(Word::NotKnown, &[]),
    };
    let orders = match hit.orders {
        0 => Short::default(),
        1 => say.fill(Word::OneOrder, &[]),
        n => say.fill(Word::Orders, &[&n]),
    };
    let gap = if orders.is_empty() { "" } else { "  " };
    let text = Short::of(format_args!("{}  {px}  {size}{gap}{orders}", clock_ms(hit.ts_ns)));
    ink.within(area, |ink| {
        ink.text(&text, Role::NumSmall, area, Align::Right, Token::T1);
    });
}
