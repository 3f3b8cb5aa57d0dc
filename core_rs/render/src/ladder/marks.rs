//! What is drawn over the ladder's rows: last trade, middle, market beyond the screen, hidden sizes.

use super::columns::Columns;
use super::paint::{Scene, side_tokens};
use crate::frame::Rect;
use crate::glyph::{Align, Role};
use crate::ink::Ink;
use crate::palette::{Token, mix};
use crate::text::{Short, decimal};
use crate::words::Word;
use plimsoll_types::{Price, Side};

/// Outlines the price of the last trade; its left edge says which side it took from.
pub fn last_outline(ink: &mut Ink, scene: &Scene) {
    let Some((row, print)) = scene.last_row.zip(scene.last) else { return };
    let y = line_y(scene, row);
    let thin = ink.theme.px(1);
    let cell = Columns::cell(scene.columns.price, y - thin, scene.look.row_h + thin);
    let token = if scene.look.condition.stale { Token::T3 } else { Token::T1 };
    let rgb = ink.rgb(token);
    ink.frame.outline(cell, thin, rgb);
    let mark = match print.aggressor {
        Some(side) if !scene.look.condition.stale => side_tokens(side.opposite()).0,
        _ => Token::T3,
    };
    ink.fill(Rect { w: ink.theme.px(3), ..cell }, mark);
}

/// A dotted line with pointers in the middle of the spread.
pub fn middle_mark(ink: &mut Ink, scene: &Scene) {
    let ([Some(bid), Some(ask)], Some(mid)) = (scene.best, scene.view.mid_tick()) else { return };
    let row = scene.grid.nearest_row(mid);
    if ask - bid < 2 || row <= bid || row >= ask {
        return;
    }
    let (y, h) = (line_y(scene, row), scene.look.row_h);
    let (dot, columns, rgb) = (ink.theme.px(1), &scene.columns, ink.rgb(Token::T3));
    let cy = y + h / 2;
    ink.frame.dots_h(cy, columns.bid.0, columns.price.0, dot, ink.theme.px(5), rgb);
    ink.frame.dots_h(cy, columns.ask.0, columns.ask.0 + columns.ask.1, dot, ink.theme.px(5), rgb);
    let size = ink.theme.px(6);
    ink.frame.pointer(columns.price.0, cy, size, 1, rgb);
    ink.frame.pointer(columns.ask.0, cy, size, -1, rgb);
    spread_words(ink, scene, Rect::new(0, y, 0, h - dot));
}

fn spread_words(ink: &mut Ink, scene: &Scene, line: Rect) {
    let book = scene.view.book();
    let Some((bid, ask)) = book.best(Side::Buy).zip(book.best(Side::Sell)) else { return };
    let pad = ink.theme.px(12);
    let words = decimal(ask - bid, Price::SCALE, scene.view.spec().price_decimals);
    let columns = &scene.columns;
    let (w, width) = (ink.width(&words, Role::NumSmall), ink.width(ink.say(Word::Spread), Role::WordSmall));
    let left = Rect { x: columns.bid.0 + columns.bid.1 - pad - width, w: width, ..line };
    let right = Rect { x: columns.ask.0 + pad, w, ..line };
    let room = ink.theme.px(4);
    for (area, text, role) in [(left, ink.say(Word::Spread), Role::WordSmall), (right, &*words, Role::NumSmall)] {
        let ground = Rect { x: area.x - room, w: area.w + 2 * room, ..area };
        ink.fill(ground, Token::S1);
        ink.text(text, role, area, Align::Left, Token::T2);
    }
}

/// Where the market is when it is not on screen.
pub fn beyond_marks(ink: &mut Ink, scene: &Scene, bottom: i32) {
    let lines = i64::from((bottom - scene.look.head_h) / scene.look.row_h.max(1));
    let pad = ink.theme.px(6);
    for side in [Side::Buy, Side::Sell] {
        let Some((row, px)) = scene.best[side.index()].zip(scene.view.book().best(side)) else { continue };
        let line = scene.grid.line_of(row);
        if (0..lines).contains(&line) {
            continue;
        }
        let (arrow, at) = if line < 0 { ('▲', 0) } else { ('▼', lines - 1) };
        let y = scene.look.head_h + at as i32 * scene.look.row_h;
        let (token, fill) = side_tokens(side);
        // The column that the market left is empty at that end: asks above the screen leave the ask column blank.
        let empty = if line < 0 { scene.columns.ask } else { scene.columns.bid };
        if (line < 0) != (side == Side::Sell) {
            continue;
        }
        let cell = Columns::cell(empty, y, scene.look.row_h);
        ink.fill(cell, fill);
        let words = Short::of(format_args!("{arrow} {}", decimal(px, Price::SCALE, scene.view.spec().price_decimals)));
        ink.text(&words, Role::NumBold, Rect { w: cell.w - pad, ..cell }, Align::Right, token);
    }
}

/// Hatches the size columns: not known.
pub fn hide_sizes(ink: &mut Ink, scene: &Scene, bottom: i32) {
    let (step, width) = (ink.theme.px(9), ink.theme.px(2));
    let rgb = mix(ink.rgb(Token::S1), ink.rgb(Token::Warn), 46);
    for column in [scene.columns.bid, scene.columns.ask] {
        let area = Rect::new(column.0 + 1, scene.look.head_h, column.1 - 1, bottom - scene.look.head_h);
        ink.frame.hatch(area, step, width, rgb);
    }
}

fn line_y(scene: &Scene, row: i64) -> i32 {
    scene.look.head_h + scene.grid.line_of(row).clamp(-4, 10_000) as i32 * scene.look.row_h
}
