//! A caller's RGB32 pixels and the few shapes that the painters need; everything is clipped, nothing allocates.

use crate::palette::mix;

/// A rectangle in device pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub struct Rect {
    pub x: i32,
    pub y: i32,
    pub w: i32,
    pub h: i32,
}

impl Rect {
    /// A rectangle of size `w` × `h` at `x`, `y`.
    #[must_use]
    pub const fn new(x: i32, y: i32, w: i32, h: i32) -> Self {
        Self { x, y, w, h }
    }

    /// First column right of it.
    #[must_use]
    pub const fn right(self) -> i32 {
        self.x + self.w
    }

    /// First line below it.
    #[must_use]
    pub const fn bottom(self) -> i32 {
        self.y + self.h
    }

    /// What both share; width or height may be zero, never negative.
    #[must_use]
    pub fn meet(self, other: Self) -> Self {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let (r, b) = (self.right().min(other.right()), self.bottom().min(other.bottom()));
        Self { x, y, w: (r - x).max(0), h: (b - y).max(0) }
    }

    /// Whether the pixel lies inside.
    #[must_use]
    pub const fn holds(self, x: i32, y: i32) -> bool {
        x >= self.x && y >= self.y && x < self.right() && y < self.bottom()
    }
}

/// Pixels of a caller, row by row, `stride` apart.
#[derive(Debug)]
pub struct Frame<'a> {
    px: &'a mut [u32],
    stride: usize,
    whole: Rect,
    clip: Rect,
}

impl<'a> Frame<'a> {
    /// A frame of `w` × `h` pixels; smaller where `px` does not hold as much.
    #[must_use]
    pub fn new(px: &'a mut [u32], stride: usize, w: usize, h: usize) -> Self {
        let w = w.min(stride);
        let rows = (px.len() + stride - w).checked_div(stride).map_or(0, |fit| h.min(fit));
        let whole = Rect::new(0, 0, i32::try_from(w).unwrap_or(0), i32::try_from(rows).unwrap_or(0));
        Self { px, stride, whole, clip: whole }
    }

    /// The whole frame.
    #[must_use]
    pub const fn bounds(&self) -> Rect {
        self.whole
    }

    /// Draw only inside `area` from now on; returns the former clip to be restored.
    pub fn set_clip(&mut self, area: Rect) -> Rect {
        std::mem::replace(&mut self.clip, area.meet(self.whole))
    }

    /// The pixels `x0..x1` of line `y`, clipped; the second value is how many were cut off on the left.
    #[inline]
    pub fn span(&mut self, y: i32, x0: i32, x1: i32) -> Option<(&mut [u32], usize)> {
        let (a, b) = (x0.max(self.clip.x), x1.min(self.clip.right()));
        if y < self.clip.y || y >= self.clip.bottom() || a >= b {
            return None;
        }
        let start = y as usize * self.stride;
        Some((&mut self.px[start + a as usize..start + b as usize], (a - x0) as usize))
    }

    /// Fills `area`.
    pub fn fill(&mut self, area: Rect, rgb: u32) {
        for y in area.y.max(self.clip.y)..area.bottom().min(self.clip.bottom()) {
            if let Some((row, _)) = self.span(y, area.x, area.right()) {
                row.fill(rgb);
            }
        }
    }

    /// Lays `rgb` over `area` at `alpha` of 255.
    pub fn wash(&mut self, area: Rect, rgb: u32, alpha: u32) {
        for y in area.y.max(self.clip.y)..area.bottom().min(self.clip.bottom()) {
            if let Some((row, _)) = self.span(y, area.x, area.right()) {
                for px in row {
                    *px = mix(*px, rgb, alpha);
                }
            }
        }
    }

    /// A frame of `thick` pixels inside the edge of `area`.
    pub fn outline(&mut self, area: Rect, thick: i32, rgb: u32) {
        self.fill(Rect { h: thick, ..area }, rgb);
        self.fill(Rect { y: area.bottom() - thick, h: thick, ..area }, rgb);
        self.fill(Rect { w: thick, ..area }, rgb);
        self.fill(Rect { x: area.right() - thick, w: thick, ..area }, rgb);
    }

    /// A horizontal run of dots of `size` pixels, one each `step`; their places do not depend on `x0`.
    pub fn dots_h(&mut self, y: i32, x0: i32, x1: i32, size: i32, step: i32, rgb: u32) {
        let mut x = x0 - x0.rem_euclid(step);
        while x < x1 {
            self.fill(Rect::new(x.max(x0), y, size, size), rgb);
            x += step;
        }
    }

    /// A vertical run of dashes.
    pub fn dashes_v(&mut self, x: i32, y0: i32, y1: i32, dash: i32, width: i32, rgb: u32) {
        let mut y = y0;
        while y < y1 {
            self.fill(Rect::new(x, y, width, dash.min(y1 - y)), rgb);
            y += dash * 2;
        }
    }

    /// Diagonal lines over `area`: not known. Their phase is that of the screen, so a scrolling hatch stands still.
    pub fn hatch(&mut self, area: Rect, step: i32, width: i32, rgb: u32) {
        let area = area.meet(self.clip);
        for y in area.y..area.bottom() {
            if let Some((row, _)) = self.span(y, area.x, area.right()) {
                for (i, px) in row.iter_mut().enumerate() {
                    if (area.x + i as i32 + y).rem_euclid(step) < width {
                        *px = rgb;
                    }
                }
            }
        }
    }

    /// A disc with smooth edge.
    pub fn disc(&mut self, cx: f32, cy: f32, radius: f32, rgb: u32) {
        self.round(cx, cy, radius, -1.0, rgb);
    }

    /// A circle line of `width`.
    pub fn ring(&mut self, cx: f32, cy: f32, radius: f32, width: f32, rgb: u32) {
        self.round(cx, cy, radius, radius - width, rgb);
    }

    fn round(&mut self, cx: f32, cy: f32, outer: f32, inner: f32, rgb: u32) {
        let (x0, x1) = ((cx - outer).floor() as i32, (cx + outer).ceil() as i32 + 1);
        for y in (cy - outer).floor() as i32..=(cy + outer).ceil() as i32 {
            let dy = y as f32 + 0.5 - cy;
            let Some((row, cut)) = self.span(y, x0, x1) else { continue };
            for (i, px) in row.iter_mut().enumerate() {
                let dx = (x0 + (cut + i) as i32) as f32 + 0.5 - cx;
                let far = dx.hypot(dy);
                let cover = (outer - far + 0.5).min(far - inner + 0.5).clamp(0.0, 1.0);
                if cover > 0.0 {
                    *px = mix(*px, rgb, (cover * 255.0) as u32);
                }
            }
        }
    }

    /// A small solid triangle pointing right (`towards` > 0) or left, its tip at `x`.
    pub fn pointer(&mut self, x: i32, cy: i32, size: i32, towards: i32, rgb: u32) {
        for i in 0..size {
            let half = (i + 1) / 2 + i / 2 / 2;
            let at = if towards > 0 { x - i } else { x + i };
            self.fill(Rect::new(at, cy - half, 1, half * 2 + 1), rgb);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_shapes_outside_the_frame_are_cut_off() {
        let mut px = vec![0_u32; 12];
        let mut frame = Frame::new(&mut px, 4, 3, 3);
        frame.fill(Rect::new(-5, -5, 7, 7), 9);
        frame.disc(100.0, -40.0, 3.0, 7);
        frame.hatch(Rect::new(2, 2, 50, 50), 2, 2, 5);
        assert_eq!(px, [9, 9, 0, 0, 9, 9, 0, 0, 0, 0, 5, 0]);
    }

    #[test]
    fn test_frame_never_exceeds_its_pixels() {
        let mut px = vec![0_u32; 7];
        let mut frame = Frame::new(&mut px, 4, 4, 9);
        assert_eq!(frame.bounds().h, 1);
        frame.fill(Rect::new(0, 0, 99, 99), 1);
        assert_eq!(px, [1, 1, 1, 1, 0, 0, 0]);
    }
}
