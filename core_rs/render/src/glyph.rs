//! Text from glyph coverage that the host painted once per font, size and scale.

use crate::frame::Frame;
use crate::palette::mix;
use std::collections::HashMap;

/// What a text is for; each has its own font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Role {
    /// Numbers, 12.
    Num,
    /// Numbers that matter most, 12 bold.
    NumBold,
    /// Axis labels and fine digits, 11.
    NumSmall,
    /// Words, 12.
    Word,
    /// Words that matter most, 12 semi-bold.
    WordBold,
    /// Headers, units, hints, 11.
    WordSmall,
}

/// How many roles there are.
pub const ROLES: usize = Role::WordSmall as usize + 1;

/// Where a text stands about its `x`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Align {
    Left,
    Centre,
    Right,
}

/// Place of one glyph image in the atlas, and relative to pen and baseline.
#[derive(Debug, Clone, Copy, Default)]
pub struct GlyphBox {
    /// Offset of its first coverage byte.
    pub start: u32,
    /// Width in pixels.
    pub w: u16,
    /// Height in pixels.
    pub h: u16,
    /// From the pen (rounded down) to its left edge.
    pub dx: i16,
    /// From the baseline to its top edge, down positive.
    pub dy: i16,
}

/// One font at one size and scale.
#[derive(Debug, Clone, Default)]
pub struct FontAtlas {
    slots: HashMap<char, u32>,
    ascii: Vec<u32>,
    advances: Vec<f32>,
    boxes: Vec<GlyphBox>,
    coverage: Vec<u8>,
    phases: u32,
    /// Height of a capital, to centre text in a row.
    pub cap_height: f32,
}

impl FontAtlas {
    /// An atlas of `chars`, whose advances are in pixels; `boxes` holds `phases` images for each char, drawn at 0,
    /// 1/phases, … of a pixel. Boxes that exceed `coverage` draw nothing.
    #[must_use]
    pub fn new(
        chars: &[char],
        advances: Vec<f32>,
        boxes: Vec<GlyphBox>,
        coverage: Vec<u8>,
        phases: u32,
        cap_height: f32,
    ) -> Self {
        let slots: HashMap<char, u32> = chars.iter().zip(0..).map(|(&c, i)| (c, i)).collect();
        let missing = slots.get(&'?').copied().unwrap_or(0);
        let ascii = (0..128_u8).map(|b| slots.get(&char::from(b)).copied().unwrap_or(missing)).collect();
        Self { slots, ascii, advances, boxes, coverage, phases: phases.max(1), cap_height }
    }

    fn slot(&self, c: char) -> usize {
        let slot = match self.ascii.get(c as usize) {
            Some(&slot) => slot,
            None => self.slots.get(&c).or_else(|| self.slots.get(&'?')).copied().unwrap_or(0),
        };
        slot as usize
    }

    /// Width of `text` in pixels.
    #[must_use]
    pub fn width(&self, text: &str) -> f32 {
        text.chars().map(|c| self.advances.get(self.slot(c)).copied().unwrap_or(0.0)).sum()
    }

    /// Draws `text` with its capitals centred on `cy`; returns where the pen ends.
    pub fn draw(&self, frame: &mut Frame, text: &str, x: f32, cy: f32, align: Align, rgb: u32) -> f32 {
        let start = match align {
            Align::Left => x,
            Align::Centre => x - self.width(text) / 2.0,
            Align::Right => x - self.width(text),
        };
        let baseline = (cy + self.cap_height / 2.0).round() as i32;
        let mut pen = start;
        for c in text.chars() {
            let slot = self.slot(c);
            self.stamp(frame, slot, pen, baseline, rgb);
            pen += self.advances.get(slot).copied().unwrap_or(0.0);
        }
        pen
    }

    fn stamp(&self, frame: &mut Frame, slot: usize, pen: f32, baseline: i32, rgb: u32) {
        let whole = pen.floor();
        let phase = (((pen - whole) * self.phases as f32) as usize).min(self.phases as usize - 1);
        let Some(glyph) = self.boxes.get(slot * self.phases as usize + phase) else { return };
        let (w, start) = (usize::from(glyph.w), glyph.start as usize);
        let left = whole as i32 + i32::from(glyph.dx);
        for line in 0..usize::from(glyph.h) {
            let Some(cover) = self.coverage.get(start + line * w..start + (line + 1) * w) else { return };
            let y = baseline + i32::from(glyph.dy) + line as i32;
            let Some((row, cut)) = frame.span(y, left, left + w as i32) else { continue };
            for (px, &alpha) in row.iter_mut().zip(&cover[cut..]) {
                match alpha {
                    0 => {}
                    255 => *px = rgb,
                    _ => *px = mix(*px, rgb, u32::from(alpha)),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_glyphs() -> FontAtlas {
        let boxes =
            vec![GlyphBox { start: 0, w: 2, h: 1, dx: 0, dy: -1 }, GlyphBox { start: 2, w: 1, h: 1, dx: 0, dy: -1 }];
        FontAtlas::new(&['a', '?'], vec![3.0, 2.0], boxes, vec![255, 128, 255], 1, 0.0)
    }

    #[test]
    fn test_text_blends_its_coverage_and_unknown_chars_show() {
        let mut px = vec![0xFF00_0000_u32; 8];
        let mut frame = Frame::new(&mut px, 8, 8, 1);
        let end = two_glyphs().draw(&mut frame, "a\u{4E00}", 1.0, 1.0, Align::Left, 0xFFFF_FFFF);
        assert!((end - 6.0).abs() < 1e-6);
        assert_eq!(px[1], 0xFFFF_FFFF);
        assert_eq!(px[2] & 0xFF, 0x80);
        assert_eq!(px[4], 0xFFFF_FFFF);
    }

    #[test]
    fn test_right_aligned_text_ends_at_x() {
        let atlas = two_glyphs();
        let mut px = vec![0_u32; 8];
        let mut frame = Frame::new(&mut px, 8, 8, 1);
        assert!((atlas.draw(&mut frame, "aa", 8.0, 1.0, Align::Right, 1) - 8.0).abs() < 1e-6);
    }
}
