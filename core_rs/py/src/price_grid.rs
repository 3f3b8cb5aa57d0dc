//! `_core.PriceGrid`: the rows that the widgets of one instrument share.

use plimsoll_render::grid::PriceGrid;
use pyo3::prelude::*;
use std::collections::HashMap;

/// Price rows that the widgets of one instrument share.
#[pyclass(name = "PriceGrid", module = "terminal._core", unsendable)]
#[derive(Default)]
pub struct PyPriceGrid {
    grid: PriceGrid,
    rows: HashMap<u64, i64>,
    holders: HashMap<u64, bool>,
}

impl PyPriceGrid {
    pub(crate) const fn grid(&self) -> &PriceGrid {
        &self.grid
    }
}

#[pymethods]
impl PyPriceGrid {
    /// A grid of one's own.
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Ticks per row.
    #[getter]
    fn group(&self) -> i64 {
        self.grid.group()
    }

    /// The row at the top of the screen; row r is labelled with tick r * group.
    #[getter]
    fn top_row(&self) -> i64 {
        self.grid.top_row()
    }

    /// Rows on screen: the least that any of its widgets shows.
    #[getter]
    fn rows(&self) -> i64 {
        self.grid.rows()
    }

    /// Whether it ever saw a market.
    #[getter]
    fn placed(&self) -> bool {
        self.grid.placed()
    }

    /// Grows with every move.
    #[getter]
    fn revision(&self) -> u64 {
        self.grid.revision()
    }

    /// Widget `owner` shows `rows` rows.
    fn claim(&mut self, owner: u64, rows: i64) {
        self.rows.insert(owner, rows);
        self.grid.set_rows(self.rows.values().copied().min().unwrap_or(1));
    }

    /// Widget `owner` is gone or hidden.
    fn release(&mut self, owner: u64) {
        self.holders.remove(&owner);
        self.rows.remove(&owner);
        if let Some(&rows) = self.rows.values().min() {
            self.grid.set_rows(rows);
        }
    }

    /// While any widget holds it (the mouse is over its rows), the grid does not move by itself.
    fn hold(&mut self, owner: u64, held: bool) {
        self.holders.insert(owner, held);
    }

    /// Follows the market unless held; true when it moved.
    fn follow(&mut self, mid_tick: i64, now_ns: i64) -> bool {
        let held = self.holders.values().any(|&h| h);
        self.grid.follow(mid_tick, held, now_ns)
    }

    /// Ticks per row; the middle stays.
    fn set_group(&mut self, group: i64) {
        self.grid.set_group(group);
    }

    /// Coarser (positive) or finer by entries of the aggregation list.
    fn step_group(&mut self, steps: i32) {
        self.grid.step_group(steps);
    }

    /// Puts `tick` in the middle.
    fn centre(&mut self, tick: i64) {
        self.grid.centre(tick);
    }

    /// Moves by rows, up positive.
    fn scroll(&mut self, rows: i64) {
        self.grid.scroll(rows);
    }
}
