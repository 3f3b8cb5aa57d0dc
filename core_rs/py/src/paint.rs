//! `_core.PaintTheme` and the painters: Rust composites into a NumPy frame, Qt blits it.

use crate::instrument_view::PyInstrumentView;
use crate::price_grid::PyPriceGrid;
use numpy::{PyReadonlyArray1, PyReadonlyArray2, PyReadwriteArray2, PyUntypedArrayMethods};
use plimsoll_render::frame::Frame;
use plimsoll_render::glyph::{FontAtlas, GlyphBox, ROLES};
use plimsoll_render::heatmap::{HeatLook, HeatmapPainter};
use plimsoll_render::ink::{Condition, Theme};
use plimsoll_render::ladder::{LadderLook, LadderPainter};
use plimsoll_render::palette::Palette;
use plimsoll_render::tape::{RowKey, TapeLook, TapePainter};
use plimsoll_render::words::Words;
use plimsoll_types::{Qty, Side};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

type Point = Option<(i32, i32)>;

/// Colours, fonts and scale that the painters draw with.
#[pyclass(name = "PaintTheme", module = "terminal._core", unsendable)]
pub struct PyPaintTheme {
    theme: Theme,
}

#[pymethods]
impl PyPaintTheme {
    /// `tokens` are 0xRRGGBB in the order of `terminal.widgets.glyphs.TOKENS`, `heat` stops of share and colour.
    #[new]
    pub(crate) fn new(tokens: Vec<u32>, heat: Vec<(f32, u32)>, scale: f32) -> Self {
        Self { theme: Theme::new(Palette::new(&tokens, &heat), scale) }
    }

    /// Sets what the painters say, in the order of `painted_words`; empty texts stay English.
    fn set_words(&mut self, words: Vec<String>) {
        self.theme.words = Words::new(&words);
    }

    /// Sets the font of a role. `boxes` holds `phases` rows of (start, w, h, dx, dy) for each char.
    #[allow(clippy::too_many_arguments)]
    fn set_font(
        &mut self,
        role: usize,
        chars: &str,
        advances: PyReadonlyArray1<'_, f32>,
        boxes: PyReadonlyArray2<'_, i32>,
        coverage: PyReadonlyArray1<'_, u8>,
        phases: u32,
        cap_height: f32,
    ) -> PyResult<()> {
        let chars: Vec<char> = chars.chars().collect();
        let boxes = boxes.as_slice()?.chunks_exact(5).map(glyph_box).collect();
        let coverage = coverage.as_slice()?.to_vec();
        let font = FontAtlas::new(&chars, advances.as_slice()?.to_vec(), boxes, coverage, phases, cap_height);
        let slot = self.theme.fonts.get_mut(role);
        *slot.ok_or_else(|| PyValueError::new_err(format!("role {role} is not below {ROLES}")))? = font;
        Ok(())
    }
}

fn glyph_box(row: &[i32]) -> GlyphBox {
    GlyphBox { start: row[0] as u32, w: row[1] as u16, h: row[2] as u16, dx: row[3] as i16, dy: row[4] as i16 }
}

fn on_frame(array: &mut PyReadwriteArray2<'_, u32>, paint: impl FnOnce(&mut Frame)) -> PyResult<()> {
    let (h, w) = (array.shape()[0], array.shape()[1]);
    let px = array.as_slice_mut()?;
    paint(&mut Frame::new(px, w, w, h));
    Ok(())
}

/// Paints the order book ladder.
#[pyclass(name = "LadderPainter", module = "terminal._core", unsendable)]
#[derive(Default)]
pub struct PyLadderPainter {
    painter: LadderPainter,
    look: LadderLook,
}

#[pymethods]
impl PyLadderPainter {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Lengths of the following frames, device pixels.
    fn set_lengths(&mut self, row_h: i32, head_h: i32, foot_h: i32) {
        self.look = LadderLook { row_h: row_h.max(1), head_h, foot_h, ..self.look };
    }

    /// Rows that fit into a height.
    fn rows_in(&self, height: i32) -> i64 {
        LadderPainter::rows_in(&self.look, height)
    }

    /// Paints into the whole of `frame`.
    #[allow(clippy::too_many_arguments)]
    #[pyo3(signature = (frame, theme, view, grid, hover=None, selected=None, stale=false, gapped=false))]
    fn paint(
        &mut self,
        mut frame: PyReadwriteArray2<'_, u32>,
        theme: &PyPaintTheme,
        view: &PyInstrumentView,
        grid: &PyPriceGrid,
        hover: Point,
        selected: Option<i64>,
        stale: bool,
        gapped: bool,
    ) -> PyResult<()> {
        self.look = LadderLook { hover, selected, condition: Condition { stale, gapped }, ..self.look };
        on_frame(&mut frame, |frame| {
            self.painter.paint(frame, &theme.theme, view.view(), grid.grid(), self.look);
        })
    }

    /// (row, px, side, qty, orders, volume) under a point of the last frame, or None.
    #[allow(clippy::type_complexity)]
    fn hit(
        &self,
        view: &PyInstrumentView,
        grid: &PyPriceGrid,
        x: i32,
        y: i32,
    ) -> Option<(i64, i64, u8, i64, u32, i64)> {
        let hit = self.painter.hit(view.view(), grid.grid(), &self.look, x, y)?;
        Some((hit.row, hit.px, side_code(hit.side), hit.qty, hit.orders, hit.volume))
    }
}

/// Paints the depth heatmap.
#[pyclass(name = "HeatmapPainter", module = "terminal._core", unsendable)]
#[derive(Default)]
pub struct PyHeatmapPainter {
    painter: HeatmapPainter,
    look: HeatLook,
}

#[pymethods]
impl PyHeatmapPainter {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Lengths of the following frames, device pixels.
    fn set_lengths(&mut self, row_h: i32, head_h: i32, axis_h: i32, axis_w: i32) {
        self.look = HeatLook { row_h: row_h.max(1), head_h, axis_h, axis_w, ..self.look };
    }

    /// What the following frames show: time per pixel, time at the right edge (None follows), layers.
    fn set_span(&mut self, ns_per_px: i64, right_ns: Option<i64>, show_trades: bool, show_best: bool) {
        self.look = HeatLook { ns_per_px, right_ns, show_trades, show_best, ..self.look };
    }

    /// Rows that fit into a height.
    fn rows_in(&self, height: i32) -> i64 {
        HeatmapPainter::rows_in(&self.look, height)
    }

    /// Forgets what was computed for another instrument.
    fn forget(&mut self) {
        self.painter.forget();
    }

    /// Pixel columns computed so far.
    #[getter]
    fn columns_computed(&self) -> u64 {
        self.painter.columns_computed()
    }

    /// Paints into the whole of `frame`.
    #[allow(clippy::too_many_arguments)]
    #[pyo3(signature = (frame, theme, view, grid, hover=None, stale=false, gapped=false))]
    fn paint(
        &mut self,
        mut frame: PyReadwriteArray2<'_, u32>,
        theme: &PyPaintTheme,
        view: &PyInstrumentView,
        grid: &PyPriceGrid,
        hover: Point,
        stale: bool,
        gapped: bool,
    ) -> PyResult<()> {
        self.look = HeatLook { hover, condition: Condition { stale, gapped }, ..self.look };
        on_frame(&mut frame, |frame| {
            self.painter.paint(frame, &theme.theme, view.view(), grid.grid(), self.look);
        })
    }

    /// (ts_ns, px, side, qty or None, orders) under a point of a frame of `size`, or None.
    #[allow(clippy::type_complexity)]
    fn hit(
        &self,
        theme: &PyPaintTheme,
        view: &PyInstrumentView,
        grid: &PyPriceGrid,
        size: (i32, i32),
        at: (i32, i32),
    ) -> Option<(i64, i64, u8, Option<i64>, u32)> {
        let hit = HeatmapPainter::hit(&theme.theme, view.view(), grid.grid(), self.look, size, at)?;
        Some((hit.ts_ns, hit.px, side_code(hit.side), hit.qty, hit.orders))
    }
}

/// Paints time and sales.
#[pyclass(name = "TapePainter", module = "terminal._core", unsendable)]
#[derive(Default)]
pub struct PyTapePainter {
    painter: TapePainter,
    look: TapeLook,
}

#[pymethods]
impl PyTapePainter {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Lengths of the following frames, device pixels.
    fn set_lengths(&mut self, row_h: i32, head_h: i32) {
        self.look = TapeLook { row_h: row_h.max(1), head_h, ..self.look };
    }

    /// Leaves out prints, or sweeps in all, below this raw quantity.
    fn set_least(&mut self, least_qty: i64) {
        self.painter.set_least(Qty::from_raw(least_qty));
    }

    /// Unfolds or folds every sweep.
    fn set_unfold_all(&mut self, unfold_all: bool) {
        self.painter.set_unfold_all(unfold_all);
    }

    /// Whether it is scrolled back and stands still.
    #[getter]
    fn held(&self) -> bool {
        self.painter.held().is_some()
    }

    /// Prints newer than the first row while it is held, else 0.
    fn newer(&self, view: &PyInstrumentView) -> usize {
        self.painter.held().map_or(0, |key| self.painter.source(view.view()).newer_prints(key))
    }

    /// Scrolls by rows, positive to older prints.
    fn scroll(&mut self, view: &PyInstrumentView, rows: i64) {
        self.painter.scroll(view.view(), rows);
    }

    /// Runs with the newest print again.
    fn follow_newest(&mut self) {
        self.painter.follow_newest();
    }

    /// Forgets scroll position and folds: another instrument.
    fn forget(&mut self) {
        let (least, unfold) = (self.painter.least(), self.painter.unfold_all());
        self.painter = TapePainter::default();
        self.painter.set_least(least);
        self.painter.set_unfold_all(unfold);
    }

    /// Unfolds (True), folds (False) or toggles (None) the sweep under a line of pixels; True when something changed.
    fn fold_at(&mut self, view: &PyInstrumentView, y: i32, unfold: Option<bool>) -> bool {
        match self.painter.hit(view.view(), &self.look, y) {
            Some(hit) => self.painter.fold(view.view(), hit.key, unfold),
            None => false,
        }
    }

    /// The same for the newest sweep on screen.
    fn fold_first(&mut self, view: &PyInstrumentView, unfold: bool) -> bool {
        let sweeps: Vec<_> = self.painter.shown().iter().copied().filter(|k| matches!(k, RowKey::Sweep(_))).collect();
        sweeps.into_iter().any(|key| self.painter.fold(view.view(), key, Some(unfold)))
    }

    /// Paints into the whole of `frame`.
    #[pyo3(signature = (frame, theme, view, hover=None, stale=false, gapped=false))]
    fn paint(
        &mut self,
        mut frame: PyReadwriteArray2<'_, u32>,
        theme: &PyPaintTheme,
        view: &PyInstrumentView,
        hover: Point,
        stale: bool,
        gapped: bool,
    ) -> PyResult<()> {
        self.look = TapeLook { hover, condition: Condition { stale, gapped }, ..self.look };
        on_frame(&mut frame, |frame| self.painter.paint(frame, &theme.theme, view.view(), self.look))
    }

    /// (ts_ns, px, qty, side, flags, match_id, prints of its sweep or 0) under a line of pixels, or None.
    #[allow(clippy::type_complexity)]
    fn hit(&self, view: &PyInstrumentView, y: i32) -> Option<(i64, i64, i64, u8, u16, u64, usize)> {
        let hit = self.painter.hit(view.view(), &self.look, y)?;
        let print = hit.print?;
        let prints = hit.sweep.map_or(0, |s| s.end - s.first);
        let side = side_code(print.aggressor);
        Some((print.ts_venue_ns, print.px.raw(), print.qty.raw(), side, print.flags.0, print.match_id, prints))
    }
}

const fn side_code(side: Option<Side>) -> u8 {
    match side {
        Some(side) => side as u8,
        None => 0,
    }
}
