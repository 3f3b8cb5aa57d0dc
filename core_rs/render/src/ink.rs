//! What every painter draws with: a frame, the theme's colours and fonts, and the scale.

use crate::frame::{Frame, Rect};
use crate::glyph::{Align, FontAtlas, ROLES, Role};
use crate::palette::{Palette, Token};
use crate::words::{Word, Words};

/// Colours, fonts and scale of one theme on one screen.
#[derive(Debug, Clone)]
pub struct Theme {
    /// Its colours.
    pub palette: Palette,
    /// Its fonts by role.
    pub fonts: [FontAtlas; ROLES],
    /// Device pixels per logical pixel, text scale included.
    pub scale: f32,
    /// What it says.
    pub words: Words,
}

impl Theme {
    /// A theme without fonts yet.
    #[must_use]
    pub fn new(palette: Palette, scale: f32) -> Self {
        Self { palette, fonts: Default::default(), scale: scale.max(0.5), words: Words::default() }
    }

    /// The font of `role`.
    #[must_use]
    pub const fn font(&self, role: Role) -> &FontAtlas {
        &self.fonts[role as usize]
    }

    /// Logical pixels in device pixels, at least one for anything positive.
    #[must_use]
    pub fn px(&self, logical: i32) -> i32 {
        let scaled = (logical as f32 * self.scale).round() as i32;
        if logical > 0 { scaled.max(1) } else { scaled }
    }
}

/// State of the data behind a picture, which changes how it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Condition {
    /// The feed is silent: everything greyed.
    pub stale: bool,
    /// Units are missing: sizes hidden.
    pub gapped: bool,
}

/// How loud a docked notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Tone {
    Plain,
    Warn,
    Danger,
}

/// A frame with a theme.
#[derive(Debug)]
pub struct Ink<'a, 'f> {
    /// Where to.
    pub frame: &'a mut Frame<'f>,
    /// With what.
    pub theme: &'a Theme,
}

impl<'a> Ink<'a, '_> {
    /// `word` in the theme's language.
    #[must_use]
    pub fn say(&self, word: Word) -> &'a str {
        self.theme.words.get(word)
    }

    /// The colour of `token`.
    #[must_use]
    pub const fn rgb(&self, token: Token) -> u32 {
        self.theme.palette.get(token)
    }

    /// Fills `area` with `token`.
    pub fn fill(&mut self, area: Rect, token: Token) {
        let rgb = self.rgb(token);
        self.frame.fill(area, rgb);
    }

    /// Text centred vertically in `area`, cut at its edges; returns where the pen ends.
    pub fn text(&mut self, text: &str, role: Role, area: Rect, align: Align, token: Token) -> i32 {
        let rgb = self.rgb(token);
        let x = match align {
            Align::Left => area.x,
            Align::Centre => area.x + area.w / 2,
            Align::Right => area.right(),
        };
        let cy = area.y as f32 + area.h as f32 / 2.0;
        self.theme.font(role).draw(self.frame, text, x as f32, cy, align, rgb).ceil() as i32
    }

    /// Text that is left out when it does not fit `area`.
    pub fn text_if_fits(&mut self, text: &str, role: Role, area: Rect, align: Align, token: Token) -> bool {
        let fits = self.width(text, role) <= area.w;
        if fits {
            self.text(text, role, area, align, token);
        }
        fits
    }

    /// Width of `text` in device pixels.
    #[must_use]
    pub fn width(&self, text: &str, role: Role) -> i32 {
        self.theme.font(role).width(text).ceil() as i32
    }

    /// Draws inside `area` only.
    pub fn within<T>(&mut self, area: Rect, draw: impl FnOnce(&mut Self) -> T) -> T {
        let whole = self.frame.set_clip(area);
        let result = draw(self);
        self.frame.set_clip(whole);
        result
    }

    /// A notice on the bottom edge of `area`: a filled strip with a heavy left edge, a word and what it means.
    pub fn docked_notice(&mut self, area: Rect, tone: Tone, title: &str, text: &str) {
        let (ground, edge) = match tone {
            Tone::Plain => (Token::S3, Token::T2),
            Tone::Warn => (Token::WarnFill, Token::Warn),
            Tone::Danger => (Token::DangerFill, Token::Danger),
        };
        let h = self.theme.px(22).min(area.h);
        let strip = Rect::new(area.x, area.bottom() - h, area.w, h);
        let (thin, pad) = (self.theme.px(1), self.theme.px(8));
        self.fill(strip, ground);
        self.fill(Rect { h: thin, ..strip }, edge);
        self.fill(Rect { w: self.theme.px(3), ..strip }, edge);
        let inside = Rect::new(strip.x + pad, strip.y + thin, strip.w - 2 * pad, h - thin);
        self.within(inside, |ink| {
            let end = ink.text(title, Role::WordBold, inside, Align::Left, edge);
            let rest = Rect::new(end + pad, inside.y, inside.right() - end - pad, inside.h);
            ink.text(text, Role::WordSmall, rest, Align::Left, Token::T1);
        });
    }

    /// Words in the middle of an empty panel: what is missing, and what brings it.
    pub fn empty_state(&mut self, area: Rect, title: &str, hint: &str) {
        let line = self.theme.px(20);
        let top = area.y + (area.h - 2 * line) / 2;
        self.within(area, |ink| {
            ink.text(title, Role::WordBold, Rect::new(area.x, top, area.w, line), Align::Centre, Token::T1);
            ink.text(hint, Role::WordSmall, Rect::new(area.x, top + line, area.w, line), Align::Centre, Token::T2);
        });
    }
}
