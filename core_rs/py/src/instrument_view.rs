//! `_core.InstrumentView`: one instrument on the reader's side, fed by the session's channels.

use crate::paint::{PyHeatmapPainter, PyLadderPainter, PyPaintTheme, PyTapePainter};
use crate::price_grid::PyPriceGrid;
use crate::view_feed::{ingest_trades, levels, status_of};
use crate::view_queries::{self, BarShelf};
use numpy::{PyArray2, PyReadonlyArray1, PyReadonlyArray2};
use plimsoll_engine::publish::{BookColumn, PanelRecord};
use plimsoll_render::traded::TradedAsk;
use plimsoll_render::view::{InstrumentSpec, InstrumentView, ViewSource};
use plimsoll_session::ViewEnds;
use plimsoll_types::{Instrument, Side};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Records taken per call: a recording's whole history streams in over several frames instead of holding one up.
const RECORDS_PER_DRAIN: usize = 256;

/// The view that panels read and painters composite from. Lives on the window's thread.
#[pyclass(name = "InstrumentView", module = "terminal._core", unsendable)]
pub struct PyInstrumentView {
    pub(crate) view: InstrumentView,
    source: Box<dyn ViewSource>,
    bars: BarShelf,
    grid: Option<Py<PyPriceGrid>>,
    settled: u64,
}

impl PyInstrumentView {
    /// A view at the reading ends of a session's channels.
    pub(crate) fn open(instrument: &Instrument, ends: ViewEnds) -> Self {
        Self::over(spec_of(instrument), Box::new(ChannelSource { ends }))
    }

    /// The view itself, for the painters.
    pub(crate) const fn view(&self) -> &InstrumentView {
        &self.view
    }

    /// A view fed by any source.
    pub(crate) fn over(spec: InstrumentSpec, source: Box<dyn ViewSource>) -> Self {
        Self { view: InstrumentView::new(spec), source, bars: BarShelf::default(), grid: None, settled: 0 }
    }
}

#[pymethods]
impl PyInstrumentView {
    /// Takes what is waiting and moves the cursor (None follows the newest); true when anything changed.
    #[pyo3(signature = (cursor_ns=None))]
    fn refresh(&mut self, cursor_ns: Option<i64>) -> bool {
        self.source.drain(&mut self.view);
        self.view.set_cursor(cursor_ns);
        let changed = self.view.revision() != self.settled;
        if changed {
            self.view.settle();
            self.settled = self.view.revision();
        }
        changed
    }

    /// Bounds the heap of the depth history; beyond it the oldest exact columns go first.
    fn set_history_bytes(&mut self, bytes: usize) {
        self.view.depth_mut().set_budget(bytes);
    }

    /// Best prices and day figures, by the names of `terminal.domain.market.TopOfBook`.
    fn top<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        view_queries::top(py, &self.view)
    }

    /// Bids and asks, best first, shape (n, 3): raw price, raw quantity, orders.
    #[allow(clippy::type_complexity)]
    fn depth<'py>(&self, py: Python<'py>, levels: usize) -> (Bound<'py, PyArray2<i64>>, Bound<'py, PyArray2<i64>>) {
        (
            view_queries::depth(py, &self.view, Side::Buy, levels),
            view_queries::depth(py, &self.view, Side::Sell, levels),
        )
    }

    /// Time bars with the session's VWAP as columns, the running one last.
    fn bars<'py>(
        &mut self,
        py: Python<'py>,
        period_ns: i64,
        start_ns: i64,
        end_ns: i64,
    ) -> PyResult<Bound<'py, PyDict>> {
        self.bars.columns(py, &self.view, period_ns, start_ns, end_ns)
    }

    /// Prints from a tape index on, oldest first: `ts_ns`, `px`, `qty`, `side`, `flags`, and `next` and `first` index.
    fn prints<'py>(&self, py: Python<'py>, start: usize) -> PyResult<Bound<'py, PyDict>> {
        view_queries::prints(py, &self.view, start)
    }

    /// Volume at price between two times, by bars of `period_ns` (0 for one) and rows of `step`, by aggressor.
    fn traded<'py>(
        &self,
        py: Python<'py>,
        start_ns: i64,
        end_ns: i64,
        period_ns: i64,
        step: i64,
    ) -> PyResult<Bound<'py, PyDict>> {
        view_queries::traded(py, &self.view, TradedAsk { start_ns, end_ns, period_ns, step })
    }

    /// Newest trades first, as columns.
    fn trades<'py>(&self, py: Python<'py>, limit: usize) -> PyResult<Bound<'py, PyDict>> {
        view_queries::trades(py, &self.view, limit)
    }

    /// The price rows that the instrument's ladder and heatmap share.
    #[getter]
    fn grid(&mut self, py: Python<'_>) -> PyResult<Py<PyPriceGrid>> {
        if let Some(grid) = &self.grid {
            return Ok(grid.clone_ref(py));
        }
        let grid = Py::new(py, PyPriceGrid::default())?;
        self.grid = Some(grid.clone_ref(py));
        Ok(grid)
    }

    /// Grows with everything that could change a picture.
    #[getter]
    fn revision(&self) -> u64 {
        self.view.revision()
    }

    /// Venue time up to which things are shown, or None.
    #[getter]
    fn now_ns(&self) -> Option<i64> {
        self.view.now_ns()
    }

    /// Oldest venue time of the depth history, or None.
    #[getter]
    fn first_ns(&self) -> Option<i64> {
        self.view.depth().first_ns()
    }

    /// Whether units are missing at the cursor.
    #[getter]
    fn gapped(&self) -> bool {
        self.view.gapped()
    }

    /// Tick in the middle of the market, or None.
    #[getter]
    fn mid_tick(&self) -> Option<i64> {
        self.view.mid_tick()
    }

    /// Smallest price step, raw.
    #[getter]
    fn tick(&self) -> i64 {
        self.view.spec().tick
    }

    /// Heap bytes of depth history and tape.
    #[getter]
    fn history_bytes(&self) -> usize {
        self.view.depth().bytes() + self.view.tape().bytes()
    }

    /// Colours and fonts to paint with. The view hands out what widgets need: they never import the core.
    #[staticmethod]
    fn paint_theme(tokens: Vec<u32>, heat: Vec<(f32, u32)>, scale: f32) -> PyPaintTheme {
        PyPaintTheme::new(tokens, heat, scale)
    }

    /// Every text that the painters draw, in English.
    #[staticmethod]
    fn painted_words() -> Vec<&'static str> {
        plimsoll_render::words::ENGLISH.to_vec()
    }

    /// A ladder painter.
    #[staticmethod]
    fn ladder_painter() -> PyLadderPainter {
        PyLadderPainter::default()
    }

    /// A heatmap painter.
    #[staticmethod]
    fn heatmap_painter() -> PyHeatmapPainter {
        PyHeatmapPainter::default()
    }

    /// A tape painter.
    #[staticmethod]
    fn tape_painter() -> PyTapePainter {
        PyTapePainter::default()
    }

    /// A view without a session, fed by `ingest_*` and `set_book`: for tests and generated pictures.
    #[staticmethod]
    fn detached(
        symbol: String,
        currency: String,
        qty_unit: String,
        tick: i64,
        lot: i64,
        price_decimals: u32,
        qty_decimals: u32,
    ) -> Self {
        let (tick, lot) = (tick.max(1), lot.max(1));
        let spec = InstrumentSpec { symbol, currency, qty_unit, tick, lot, price_decimals, qty_decimals };
        Self::over(spec, Box::new(NoSource))
    }

    /// Appends prints: equally long columns in venue time order; `side` is the aggressor 1, 2 or 0.
    fn ingest_trades(
        &mut self,
        ts: PyReadonlyArray1<'_, i64>,
        px: PyReadonlyArray1<'_, i64>,
        qty: PyReadonlyArray1<'_, i64>,
        side: PyReadonlyArray1<'_, i64>,
        flags: PyReadonlyArray1<'_, i64>,
    ) -> PyResult<()> {
        ingest_trades(&mut self.view, [&ts, &px, &qty, &side, &flags])
    }

    /// Appends a finished column of the depth history.
    #[pyo3(signature = (ts_ns, bids, asks, gapped=false))]
    fn ingest_column(
        &mut self,
        ts_ns: i64,
        bids: PyReadonlyArray2<'_, i64>,
        asks: PyReadonlyArray2<'_, i64>,
        gapped: bool,
    ) {
        let column = BookColumn { ts_start_ns: ts_ns, bids: levels(&bids), asks: levels(&asks), gapped };
        self.view.ingest(&PanelRecord::Column(Box::new(column)));
    }

    /// The trading phase changed, by its name in `TopOfBook.status`.
    fn ingest_status(&mut self, ts_ns: i64, status: &str) -> PyResult<()> {
        self.view.ingest(&PanelRecord::Status { ts_ns, status: status_of(status)? });
        Ok(())
    }

    /// Units are missing from here.
    fn ingest_gap(&mut self, ts_ns: i64) {
        self.view.ingest(&PanelRecord::Gap { ts_ns });
    }

    /// The book is whole again.
    fn ingest_resync(&mut self, ts_ns: i64) {
        self.view.ingest(&PanelRecord::Resync { ts_ns });
    }

    /// Records were dropped.
    fn ingest_skipped(&mut self, ts_ns: i64, count: u64) {
        self.view.ingest(&PanelRecord::Skipped { ts_ns, count });
    }

    /// Replaces the newest book: (n, 3) of raw price, raw quantity, orders, best first.
    #[pyo3(signature = (ts_ns, bids, asks, gapped=false))]
    fn set_book(&mut self, ts_ns: i64, bids: PyReadonlyArray2<'_, i64>, asks: PyReadonlyArray2<'_, i64>, gapped: bool) {
        let book = self.view.book_mut();
        (book.ts_ns, book.gapped) = (ts_ns, gapped);
        (book.bids, book.asks) = (levels(&bids), levels(&asks));
        book.updates += 1;
        self.view.book_changed();
    }
}

struct NoSource;

impl ViewSource for NoSource {
    fn drain(&mut self, _view: &mut InstrumentView) -> bool {
        false
    }
}

struct ChannelSource {
    ends: ViewEnds,
}

impl ViewSource for ChannelSource {
    fn drain(&mut self, view: &mut InstrumentView) -> bool {
        let mut taken = 0;
        for record in self.ends.records.try_iter().take(RECORDS_PER_DRAIN) {
            view.ingest(&record);
            taken += 1;
        }
        let updated = self.ends.snapshots.is_updated();
        if updated {
            view.book_mut().take(self.ends.snapshots.latest());
            view.book_changed();
        }
        updated || taken > 0
    }
}

fn spec_of(instrument: &Instrument) -> InstrumentSpec {
    InstrumentSpec {
        symbol: instrument.symbol.clone(),
        currency: instrument.currency.clone(),
        qty_unit: qty_unit(instrument),
        tick: instrument.tick.raw(),
        lot: instrument.lot.raw(),
        price_decimals: instrument.price_decimals(),
        qty_decimals: instrument.qty_decimals(),
    }
}

/// Shares where whole ones trade; the traded coin's own unit has no name in the feeds.
fn qty_unit(instrument: &Instrument) -> String {
    if instrument.qty_decimals() == 0 { "sh".into() } else { String::new() }
}
