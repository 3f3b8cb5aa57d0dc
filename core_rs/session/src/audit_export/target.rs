//! From a folder to a file, or to standard output.

use super::{ExportError, ExportFormat, ExportOptions, Exported, RowFormat, export};
use plimsoll_audit::{FolderSource, VerifyOptions};
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

/// Which log, and what it is held against.
#[derive(Debug, Clone, Default)]
pub struct ExportRequest {
    /// The log's folder.
    pub folder: PathBuf,
    /// Copies of its checkpoints that are kept elsewhere.
    pub anchors: Vec<PathBuf>,
    /// The key that it must begin with.
    pub verify: VerifyOptions,
    /// What the log does not know.
    pub options: ExportOptions,
    /// Where rows go: a file, which is there whole or not at all; `None` for standard output.
    pub output: Option<PathBuf>,
}

impl ExportRequest {
    /// Writes the rows, up to the log's first bad record.
    ///
    /// # Errors
    /// [`ExportError`] where it broke off; a file of that name is then as it was.
    pub fn carry_out(&self, format: ExportFormat, rows: RowFormat) -> Result<Exported, ExportError> {
        let mut source = FolderSource::open(&self.folder, &self.anchors)?;
        let how = (format, rows);
        let Some(output) = &self.output else {
            let mut out = BufWriter::new(io::stdout().lock());
            return export(&mut source, &self.verify, how, &self.options, &mut out);
        };
        let partial = beside(output);
        let mut out = BufWriter::new(File::create(&partial)?);
        let done = export(&mut source, &self.verify, how, &self.options, &mut out).and_then(|exported| {
            out.get_ref().sync_all()?;
            fs::rename(&partial, output)?;
            Ok(exported)
        });
        if done.is_err() {
            let _ = fs::remove_file(&partial); // the reason is told
        }
        done
    }
}

fn beside(output: &Path) -> PathBuf {
    let mut name = output.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    output.with_file_name(name)
}
