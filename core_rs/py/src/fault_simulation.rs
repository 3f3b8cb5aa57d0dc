//! One seed of the fault simulation, for `plimsoll simulate`.

use crate::errors::user_error;
use plimsoll_session::fault_simulation;
use pyo3::prelude::*;

/// What a seed came to: violations, story, commands, fills, restarts, accidents, digest of the end.
type Told = (Vec<String>, Vec<String>, u64, u64, u64, u64, String);

/// Runs one seed; the interpreter lock is let go meanwhile.
#[pyfunction]
pub(crate) fn simulate_faults(py: Python<'_>, seed: u64) -> PyResult<Told> {
    let outcome = py.detach(|| fault_simulation::run(seed)).map_err(|error| user_error(error.to_string()))?;
    let fault_simulation::Outcome { violations, story, commands, fills, restarts, accidents, state, .. } = outcome;
    Ok((violations, story, commands, fills, restarts, accidents, state))
}
