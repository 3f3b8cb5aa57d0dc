//! The thin PyO3 boundary: module terminal._core.

use pyo3::prelude::*;

/// The Rust core, as Python sees it.
#[pymodule]
mod _core {
    use super::{PyResult, pyfunction};

    /// The version of the core, equal to the distribution's.
    #[pyfunction]
    fn version() -> PyResult<&'static str> {
        Ok(env!("CARGO_PKG_VERSION"))
    }
}
