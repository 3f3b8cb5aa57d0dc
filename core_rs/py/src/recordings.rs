//! What Python says of a recording to be opened.

use plimsoll_session::recording::{Recording, RecordingError, RecordingRequest};
use plimsoll_wire::tabular::Table;
use std::path::PathBuf;
use std::sync::Arc;

/// Path and options as they come from the command line.
pub(crate) struct RecordingOptions {
    pub path: String,
    pub format: Option<String>,
    pub verify: Option<String>,
    pub skip_damaged: bool,
    pub columns: Option<Arc<Table>>,
}

impl RecordingOptions {
    /// Opens the recording.
    ///
    /// # Errors
    /// The message for the user.
    pub fn open(&self) -> Result<Recording, String> {
        let request = RecordingRequest {
            path: PathBuf::from(&self.path),
            format: self.format.clone(),
            verify: self.verify.as_ref().map(PathBuf::from),
            skip_damaged: self.skip_damaged,
            columns: self.columns.clone(),
        };
        request.open().map_err(|error: RecordingError| error.to_string())
    }
}
