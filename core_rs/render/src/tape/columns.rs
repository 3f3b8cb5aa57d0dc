//! Where the tape's columns stand; a narrow tape gives up microseconds, then the word of the aggressor, then milliseconds.

use crate::frame::Rect;
use crate::glyph::Role;
use crate::ink::Ink;
use crate::words::Word;

/// How much of a time is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// `16:21:07`
    Seconds,
    /// `16:21:07.318`
    Millis,
    /// `16:21:07.318 204`
    Micros,
}

/// Columns of one frame; only `x` and `w` count.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct Columns {
    pub time: Rect,
    pub price: Rect,
    pub size: Rect,
    pub aggressor: Rect,
    pub precision: Precision,
    /// Whether the aggressor is a word, not `B` or `S`.
    pub worded: bool,
}

impl Columns {
    /// Columns over the width of `area`, for a price as long as `longest`.
    #[must_use]
    pub fn new(ink: &Ink, area: Rect, longest: &str) -> Self {
        let pad = ink.theme.px(8);
        let digit = ink.width("0", Role::Num);
        let least = [ink.width(longest, Role::Num) + digit, ink.width("00,000", Role::NumBold)];
        let words =
            ink.width(ink.say(Word::HiddenSell), Role::Word).max(ink.width(ink.say(Word::Aggressor), Role::WordSmall));
        let letters = ink.width(ink.say(Word::AggressorLetters), Role::WordSmall);
        let choices = [
            (Precision::Micros, true),
            (Precision::Millis, true),
            (Precision::Millis, false),
            (Precision::Seconds, false),
        ];
        let side = |worded| if worded { words } else { letters };
        let needed =
            |precision, worded: bool| time_width(ink, precision) + least[0] + least[1] + side(worded) + 5 * pad;
        let (precision, worded) = choices
            .into_iter()
            .find(|&(precision, worded)| needed(precision, worded) <= area.w)
            .unwrap_or((Precision::Seconds, false));
        let spare = (area.w - needed(precision, worded)).max(0);
        let at = |x: i32, w: i32| Rect::new(x, 0, w, area.h);
        let time = at(pad, time_width(ink, precision));
        let price = at(time.right() + pad, least[0] + spare / 2);
        let size = at(price.right() + pad, least[1] + spare - spare / 2);
        Self { time, price, size, aggressor: at(size.right() + pad, side(worded)), precision, worded }
    }
}

fn time_width(ink: &Ink, precision: Precision) -> i32 {
    let shape = match precision {
        Precision::Seconds => "00:00:00",
        Precision::Millis => "00:00:00.000",
        Precision::Micros => "00:00:00.000 000",
    };
    ink.width(shape, Role::Num)
}
