//! The rehearsal of the kill switch, for the command and the benchmark.

use crate::supervision::refused;
use plimsoll_session::supervision::drill::{DrillPlan, drill};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::PathBuf;

/// Rehearses once, without the interpreter: its lock is free meanwhile, and nothing waits for it.
#[pyfunction]
pub fn rehearse_halt(
    py: Python<'_>,
    home: PathBuf,
    resting: u32,
    offered_per_second: u32,
    storm_ms: u32,
    held_lots: u32,
    seed: u64,
) -> PyResult<Bound<'_, PyDict>> {
    let plan = DrillPlan { home, resting, offered_per_second, storm_ms, held_lots, seed };
    let report = py.detach(|| drill(&plan)).map_err(refused)?;
    let dict = PyDict::new(py);
    dict.set_item("last_order_us", report.last_order_us)?;
    dict.set_item("last_on_wire_us", report.last_on_wire_us)?;
    dict.set_item("orders_after_latch", report.orders_after_latch)?;
    dict.set_item("kept_us", report.kept_us)?;
    dict.set_item("all_cancelled_us", report.all_cancelled_us)?;
    dict.set_item("all_confirmed_us", report.all_confirmed_us)?;
    dict.set_item("flat_ms", report.flat_ms)?;
    dict.set_item("resting", report.resting)?;
    dict.set_item("cancels", report.cancels)?;
    dict.set_item("offered", report.offered)?;
    dict.set_item("offered_per_second", report.offered_per_second)?;
    dict.set_item("turned_away", report.turned_away)?;
    dict.set_item("sent", report.sent)?;
    dict.set_item("stopped_at_gate", report.stopped_at_gate)?;
    dict.set_item("closed_positions", report.closed_positions)?;
    dict.set_item("audit", report.audit)?;
    Ok(dict)
}
