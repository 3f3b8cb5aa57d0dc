//! Columns of a table, read by Python batch by batch and copied once.

use crate::errors::user_error;
use numpy::PyReadonlyArray1;
use plimsoll_wire::tabular::{Piece, Table, TableError};
use pyo3::prelude::*;
use std::path::Path;
use std::sync::Arc;

/// One column of a batch; the arrays are in one piece.
#[derive(FromPyObject)]
pub(crate) enum PyPiece<'py> {
    Whole(PyReadonlyArray1<'py, i64>),
    Double(PyReadonlyArray1<'py, f64>),
    Single(PyReadonlyArray1<'py, f32>),
    Text((PyReadonlyArray1<'py, i64>, PyReadonlyArray1<'py, u8>)),
    Names((PyReadonlyArray1<'py, i32>, Vec<String>)),
}

impl PyPiece<'_> {
    fn piece(&self) -> PyResult<Piece<'_>> {
        Ok(match self {
            Self::Whole(values) => Piece::Whole(values.as_slice()?),
            Self::Double(values) => Piece::Double(values.as_slice()?),
            Self::Single(values) => Piece::Single(values.as_slice()?),
            Self::Text((offsets, bytes)) => Piece::Text(offsets.as_slice()?, bytes.as_slice()?),
            Self::Names((codes, names)) => Piece::Names(codes.as_slice()?, names),
        })
    }
}

/// A table under way: recognised by the names of its columns, extended batch by batch, then replayed any number of times.
#[pyclass(name = "Columns", module = "terminal._core")]
pub(crate) struct PyColumns {
    path: String,
    building: Option<Table>,
    closed: Option<Arc<Table>>,
}

impl PyColumns {
    /// The whole table; nothing is appended any more.
    ///
    /// # Errors
    /// `CoreError` where it has no rows.
    pub(crate) fn table(&mut self, py: Python<'_>) -> PyResult<Arc<Table>> {
        if let Some(mut table) = self.building.take() {
            py.detach(|| table.close()).map_err(|error| self.refused(&error))?;
            self.closed = Some(Arc::new(table));
        }
        self.closed.clone().ok_or_else(|| self.refused(&TableError::Empty))
    }

    fn refused(&self, error: &TableError) -> PyErr {
        user_error(format!("{}: {error}", self.path))
    }
}

/// The table of columns, where Python has read the recording.
pub(crate) fn table_of(columns: Option<Bound<'_, PyColumns>>) -> PyResult<Option<Arc<Table>>> {
    columns.map(|columns| columns.borrow_mut().table(columns.py())).transpose()
}

#[pymethods]
impl PyColumns {
    /// Raises `CoreError` where columns of these names are no quotes, trades or bars.
    #[new]
    fn new(path: String, names: Vec<String>) -> PyResult<Self> {
        let file_name =
            Path::new(&path).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match Table::recognise(&file_name, &names) {
            Ok(table) => Ok(Self { path, building: Some(table), closed: None }),
            Err(error) => Err(user_error(format!("{path}: {error}"))),
        }
    }

    /// (slot, place in the file, role) of each column that is to be appended.
    #[getter]
    fn wanted(&self) -> Vec<(usize, usize, &'static str)> {
        let table = self.building.as_ref().or(self.closed.as_deref());
        table.map(|table| table.wanted().map(|one| (one.slot, one.at, one.role)).collect()).unwrap_or_default()
    }

    /// Whole numbers in the time column count this many nanoseconds; without it the unit is told by magnitude.
    fn time_counts(&mut self, unit_ns: i64) {
        if let Some(table) = &mut self.building {
            table.time_counts(unit_ns);
        }
    }

    /// Appends rows to the column of a slot; those where `valid` is false are null.
    #[pyo3(signature = (slot, piece, valid=None))]
    fn extend(&mut self, slot: usize, piece: PyPiece<'_>, valid: Option<PyReadonlyArray1<'_, bool>>) -> PyResult<()> {
        let valid = valid.as_ref().map(|valid| valid.as_slice()).transpose()?;
        let Some(table) = &mut self.building else {
            return Err(user_error(format!("{}: the table is complete; nothing can be appended", self.path)));
        };
        let outcome = table.extend(slot, piece.piece()?, valid);
        outcome.map_err(|error| self.refused(&error))
    }
}
