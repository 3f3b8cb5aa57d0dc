//! Paints the heatmap: cells from the strip, then everything that lies over them, then the axes.

use super::axis::{price_axis, tag, time_axis};
use super::dots::Dots;
use super::legend::legend;
use super::overlay;
use super::strip::Strip;
use crate::frame::{Frame, Rect};
use crate::grid::PriceGrid;
use crate::ink::{Condition, Ink, Theme};
use crate::ladder::notice;
use crate::palette::{HEAT_STEPS, Token, heat_step, mix};
use crate::text::nice_above;
use crate::view::InstrumentView;
use crate::words::Word;
use plimsoll_types::{Nanos, Side};

/// Time per pixel from which the picture is drawn as an overview.
pub const COARSE_NS_PER_PX: Nanos = 500_000_000;

/// How the host wants this frame; lengths in device pixels.
#[derive(Debug, Clone, Copy, Default)]
pub struct HeatLook {
    /// Height of a row, of the legend and of the time axis.
    pub row_h: i32,
    /// Height of the legend.
    pub head_h: i32,
    /// Height of the time axis.
    pub axis_h: i32,
    /// Width of the price axis.
    pub axis_w: i32,
    /// Time per pixel.
    pub ns_per_px: Nanos,
    /// Time at the right edge; `None` follows the cursor.
    pub right_ns: Option<Nanos>,
    /// Where the mouse is.
    pub hover: Option<(i32, i32)>,
    /// Draw trades.
    pub show_trades: bool,
    /// Draw best bid and ask.
    pub show_best: bool,
    /// State of the data.
    pub condition: Condition,
}

/// What lies under a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeatHit {
    /// Venue time.
    pub ts_ns: Nanos,
    /// Raw price that labels the row.
    pub px: i64,
    /// Side that rested there.
    pub side: Option<Side>,
    /// Raw quantity that rested there then; `None` where that is not known.
    pub qty: Option<i64>,
    /// Orders that rested there; zero where unknown.
    pub orders: u32,
}

/// Paints heatmaps; keeps computed columns and scales between frames.
#[derive(Debug, Default)]
pub struct HeatmapPainter {
    strip: Strip,
    dots: Dots,
    top_lots: f32,
    frames: u32,
    pixels: Vec<u32>,
    colours: Vec<u32>,
}

/// One frame's geometry.
pub struct Scene<'a> {
    pub view: &'a InstrumentView,
    pub grid: &'a PriceGrid,
    pub look: HeatLook,
    pub plot: Rect,
    pub lines: usize,
    pub ns_per_px: Nanos,
    pub first: i64,
    pub last: i64,
    pub right_bucket: i64,
    pub now: Nanos,
    pub best: [Option<i64>; 2],
    pub last_row: Option<i64>,
}

impl Scene<'_> {
    /// Pixel column of a time.
    pub fn x_of(&self, ts_ns: Nanos) -> i32 {
        self.x_of_bucket(ts_ns.div_euclid(self.ns_per_px))
    }

    /// Pixel column of a bucket.
    pub fn x_of_bucket(&self, bucket: i64) -> i32 {
        self.plot.right() - 1 - (self.right_bucket - bucket).clamp(-100_000, 100_000) as i32
    }

    /// Time at the left edge.
    pub fn t_left(&self) -> Nanos {
        (self.right_bucket - i64::from(self.plot.w) + 1) * self.ns_per_px
    }

    /// Time at the right edge.
    pub fn t_right(&self) -> Nanos {
        (self.right_bucket + 1) * self.ns_per_px - 1
    }

    /// Time under a pixel column.
    pub fn t_at(&self, x: i32) -> Nanos {
        (self.right_bucket - i64::from(self.plot.right() - 1 - x)) * self.ns_per_px
    }

    /// Line of pixels in the middle of a row.
    pub fn row_mid(&self, row: i64) -> i32 {
        self.plot.y + self.grid.line_of(row).clamp(-10_000, 10_000) as i32 * self.look.row_h + self.look.row_h / 2
    }

    /// Row under a line of pixels.
    pub fn row_at(&self, y: i32) -> i64 {
        self.grid.top_row() - i64::from((y - self.plot.y).div_euclid(self.look.row_h))
    }

    /// Whether a pixel stands for so much time that neighbouring trades and best prices run together.
    pub const fn coarse(&self) -> bool {
        self.ns_per_px >= COARSE_NS_PER_PX
    }

    /// Radius of the reference trade.
    pub fn dot_unit(&self, theme: &Theme) -> f32 {
        if self.coarse() { 4.5 * theme.scale } else { 6.0 * theme.scale }
    }

    /// The price axis.
    pub fn axis_area(&self) -> Rect {
        Rect { x: self.plot.right(), w: self.look.axis_w, ..self.plot }
    }
}

impl HeatmapPainter {
    /// Rows that fit, the last perhaps cut.
    #[must_use]
    pub fn rows_in(look: &HeatLook, height: i32) -> i64 {
        i64::from(((height - look.head_h - look.axis_h) / look.row_h.max(1)).max(1))
    }

    /// Forgets what was computed for another instrument.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Pixel columns computed so far, for tests and measurements.
    #[must_use]
    pub const fn columns_computed(&self) -> u64 {
        self.strip.computed()
    }

    /// Paints `view` on the rows of `grid` into the whole frame.
    pub fn paint(&mut self, frame: &mut Frame, theme: &Theme, view: &InstrumentView, grid: &PriceGrid, look: HeatLook) {
        let area = frame.bounds();
        let mut ink = Ink { frame, theme };
        let plot =
            Rect::new(0, look.head_h, (area.w - look.axis_w).max(1), (area.h - look.head_h - look.axis_h).max(1));
        let Some(now) = view.now_ns().filter(|_| grid.placed()) else {
            ink.fill(area, Token::S1);
            ink.empty_state(area, ink.say(Word::NoHistory), ink.say(Word::ColumnsAppear));
            return;
        };
        let scene = scene(theme, view, grid, look, plot, now);
        self.strip.shape(scene.ns_per_px, plot.w as usize, scene.lines, grid);
        self.strip.prepare(view, scene.first, scene.last, now);
        self.dots.update(view, grid, scene.ns_per_px, scene.t_left());
        self.scale_sizes();
        self.cells(&mut ink, &scene);
        ink.within(plot, |ink| self.overlays(ink, &scene));
        price_axis(&mut ink, &scene);
        time_axis(&mut ink, &scene);
        let hit = look.hover.and_then(|(x, y)| hit_in(&scene, x, y));
        if let Some((_, y)) = look.hover.filter(|_| hit.is_some()) {
            tag(&mut ink, &scene, scene.row_at(y), Token::S4, Token::T1, false);
        }
        legend(&mut ink, &scene, &self.dots, self.top_lots, hit);
        if let Some((tone, title, text)) = notice(view, look.condition, &theme.words) {
            ink.docked_notice(plot, tone, title, &text);
        }
    }

    fn overlays(&self, ink: &mut Ink, scene: &Scene) {
        overlay::middle(ink, scene);
        if scene.look.show_best {
            overlay::best_lines(ink, scene, &self.strip);
        }
        overlay::gaps(ink, scene);
        if scene.look.show_trades {
            overlay::dots(ink, scene, &self.dots);
        }
        overlay::gap_flags(ink, scene);
        overlay::phases(ink, scene);
        overlay::crosshair(ink, scene);
    }

    /// The scale's top follows the larger sizes in 1-2-5 steps, looked at now and then, and stays while it is near.
    fn scale_sizes(&mut self) {
        self.frames = self.frames.wrapping_add(1);
        if self.top_lots > 0.0 && !self.frames.is_multiple_of(30) {
            return;
        }
        let Some(high) = self.strip.high_size() else { return };
        let wanted = nice_above(f64::from(high)) as f32;
        if wanted > self.top_lots * 2.0 || wanted < self.top_lots / 2.0 || self.top_lots == 0.0 {
            self.top_lots = wanted;
        }
    }

    fn cells(&mut self, ink: &mut Ink, scene: &Scene) {
        ink.fill(Rect { w: ink.frame.bounds().w, ..scene.plot }, Token::S1);
        self.colours.clear();
        let (grey, stale) = (ink.rgb(Token::S1), scene.look.condition.stale);
        self.colours.extend((0..HEAT_STEPS).map(|i| {
            let rgb = ink.theme.palette.heat(i as f32 / (HEAT_STEPS - 1) as f32);
            if stale { mix(grey, luma(rgb), 110) } else { rgb }
        }));
        let gap = if scene.look.row_h >= ink.theme.px(6) { ink.theme.px(1) } else { 0 };
        for line in 0..scene.lines {
            self.line(ink, scene, line, gap);
        }
    }

    fn line(&mut self, ink: &mut Ink, scene: &Scene, line: usize, gap: i32) {
        let sizes = self.strip.line(line);
        if sizes.iter().all(|&s| s == 0.0) {
            return;
        }
        let scale = 1.0 / self.top_lots.max(1.0);
        self.pixels.clear();
        let start = self.strip.slot_index(scene.first);
        let count = (scene.last - scene.first + 1) as usize;
        let ring = sizes[start..].iter().chain(&sizes[..start]).take(count);
        let blank = self.colours[0];
        self.pixels.extend(ring.map(|&s| match s {
            0.0 => blank,
            _ => self.colours[heat_step((s * scale).sqrt()).max(20)],
        }));
        let x = scene.x_of_bucket(scene.first);
        let y = scene.plot.y + line as i32 * scene.look.row_h;
        for y in y..(y + scene.look.row_h - gap).min(scene.plot.bottom()) {
            if let Some((row, cut)) = ink.frame.span(y, x, x + count as i32) {
                let n = row.len();
                row.copy_from_slice(&self.pixels[cut..cut + n]);
            }
        }
    }

    /// What lies under a point of a frame painted with `look` of `width` × `height`.
    #[must_use]
    pub fn hit(
        theme: &Theme,
        view: &InstrumentView,
        grid: &PriceGrid,
        look: HeatLook,
        size: (i32, i32),
        at: (i32, i32),
    ) -> Option<HeatHit> {
        let plot =
            Rect::new(0, look.head_h, (size.0 - look.axis_w).max(1), (size.1 - look.head_h - look.axis_h).max(1));
        let scene = scene(theme, view, grid, look, plot, view.now_ns()?);
        hit_in(&scene, at.0, at.1)
    }
}

fn luma(rgb: u32) -> u32 {
    let (r, g, b) = (rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255);
    let y = (r * 77 + g * 150 + b * 29) >> 8;
    y << 16 | y << 8 | y
}

fn scene<'a>(
    theme: &Theme,
    view: &'a InstrumentView,
    grid: &'a PriceGrid,
    look: HeatLook,
    plot: Rect,
    now: Nanos,
) -> Scene<'a> {
    let ns_per_px = look.ns_per_px.max(1_000_000);
    let lane = i64::from(theme.px(10)); // room right of now, so that the newest dot is whole
    let right_bucket = match look.right_ns {
        Some(ts) => ts.div_euclid(ns_per_px),
        None => now.div_euclid(ns_per_px) + lane,
    };
    let last = right_bucket.min(now.div_euclid(ns_per_px));
    let first = (right_bucket - i64::from(plot.w) + 1).min(last + 1);
    let hidden = look.condition.gapped || view.gapped();
    let best = [Side::Buy, Side::Sell]
        .map(|side| view.book().best(side).filter(|_| !hidden).map(|px| grid.row_of(side, view.tick_of(px))));
    let last_row =
        view.last_trade().filter(|t| t.px.is_set()).map(|t| grid.row_of_trade(t.aggressor, view.tick_of(t.px.raw())));
    let lines = (plot.h + look.row_h - 1) / look.row_h.max(1);
    Scene {
        view,
        grid,
        look: HeatLook { row_h: look.row_h.max(1), ..look },
        plot,
        lines: lines.max(1) as usize,
        ns_per_px,
        first,
        last,
        right_bucket,
        now,
        best,
        last_row,
    }
}

fn hit_in(scene: &Scene, x: i32, y: i32) -> Option<HeatHit> {
    if !scene.plot.holds(x, y) {
        return None;
    }
    let (row, ts_ns) = (scene.row_at(y), scene.t_at(x).min(scene.now));
    let px = scene.grid.label_tick(row).saturating_mul(scene.view.spec().tick);
    let gapped = scene.view.phases().gap_at(ts_ns).is_some();
    let live = ts_ns + scene.ns_per_px > scene.now && !scene.view.gapped();
    let found = [Side::Buy, Side::Sell].map(|side| {
        let wanted = |tick: i64| scene.grid.row_of(side, tick) == row;
        if live {
            let levels = scene.view.book().side(side).iter().filter(|l| wanted(scene.view.tick_of(l.px.raw())));
            return Some(levels.fold((0, 0), |(q, o), l| (q + l.qty.raw(), o + l.orders)));
        }
        let resting = scene.view.depth().resting(ts_ns, side.index(), wanted)?;
        Some((scene.view.depth().qty_of(resting.0), resting.1))
    });
    let side = [Side::Buy, Side::Sell].into_iter().find(|s| found[s.index()].is_some_and(|f| f.0 > 0));
    let (qty, orders) = match found[side.map_or(0, Side::index)] {
        Some(f) if !gapped => (Some(f.0), f.1),
        _ => (None, 0),
    };
    Some(HeatHit { ts_ns, px, side, qty, orders })
}
