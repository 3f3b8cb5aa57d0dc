//! The one exception that the core raises on purpose.

use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;

create_exception!(
    terminal._core,
    CoreError,
    PyException,
    "The request cannot be carried out; the message names the file, line or id and what to do next."
);

pub(crate) fn user_error(message: String) -> PyErr {
    CoreError::new_err(message)
}
