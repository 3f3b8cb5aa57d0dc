//! A foreign recording as a session of the terminal's own: `plimsoll import`.
//!
//! The id follows from content and format, so that a second import finds the first. The session is written into
//! `<id>.partial` and renamed when it is whole: one that was cut off is not in the catalogue, and is begun again.

use crate::recorded::segment_files;
use crate::recorder::{Intake, PARTIAL, RecorderTarget, SegmentPlan, SessionWriter};
use crate::recording::{Recording, RecordingError, RecordingRequest};
use crate::rejects::{Reject, Rejects};
use crate::replay_job::JobProgress;
use crate::system_clock::SystemClock;
use plimsoll_book::OrderIdScope;
use plimsoll_engine::{Clock, FeedState};
use plimsoll_types::{EventBatch, Nanos};
use plimsoll_wire::lobster::LobsterName;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

/// Bytes hashed at a time.
const CHUNK: usize = 1 << 20;

/// Events between two writes.
const WORTH_WRITING: usize = 64 << 10;

/// Why nothing was imported.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The source.
    #[error(transparent)]
    Source(#[from] RecordingError),
    /// The source, while its content was hashed.
    #[error("{0}: cannot be read: {1}")]
    Unreadable(PathBuf, io::Error),
    /// The session's folder.
    #[error("{0}: cannot be written: {1}; nothing was imported")]
    Unwritable(PathBuf, io::Error),
    /// Another terminal is at it.
    #[error("{0}: is being imported by another terminal; wait for it")]
    Busy(PathBuf),
    /// Nothing sound in it.
    #[error("{0}: holds no sound message{1}; nothing was imported")]
    Nothing(PathBuf, String),
    /// By the user.
    #[error("cancelled after {0} units; nothing was imported")]
    Cancelled(u64),
}

/// What to import, and where to.
#[derive(Debug, Clone)]
pub struct ImportRequest {
    /// The source; damaged units are passed over and reported.
    pub recording: RecordingRequest,
    /// The folder of all sessions.
    pub recordings: PathBuf,
    /// For people; the file's name where empty.
    pub label: String,
}

/// What an import gave.
#[derive(Debug, Clone)]
pub struct ImportReport {
    /// The session's folder.
    pub folder: PathBuf,
    /// The same content was there already.
    pub existing: bool,
    /// Input units.
    pub messages: u64,
    /// Damaged units passed over.
    pub rejected: u64,
    /// The first of them.
    pub rejects: Vec<Reject>,
    /// Wall-clock duration.
    pub seconds: f64,
}

impl ImportRequest {
    /// Imports; nothing is left behind where it fails.
    ///
    /// # Errors
    /// [`ImportError`].
    pub fn run(&self, progress: &JobProgress) -> Result<ImportReport, ImportError> {
        let clock = SystemClock::start();
        let rejects = Arc::new(Rejects::default());
        let source =
            RecordingRequest { skip_damaged: true, rejects: Some(Arc::clone(&rejects)), ..self.recording.clone() };
        let recording = source.open()?;
        let id = format!("{}-{}", recording.format.name(), self.fingerprint(progress)?);
        let folder = self.recordings.join(&id);
        let mut report = ImportReport {
            folder: folder.clone(),
            existing: folder.is_dir(),
            messages: 0,
            rejected: 0,
            rejects: Vec::new(),
            seconds: 0.0,
        };
        if !report.existing {
            let partial = self.recordings.join(format!("{id}{PARTIAL}"));
            clear(&partial)?;
            let written = self.write(recording, &partial, &rejects, clock.now_ns(), progress);
            match written {
                Ok(messages) => report.messages = messages,
                Err(error) => {
                    let _ = fs::remove_dir_all(&partial); // the reason is told; the rest is begun again
                    return Err(error);
                }
            }
            publish(&partial, &folder).map_err(|error| ImportError::Unwritable(folder, error))?;
        }
        (report.rejected, report.rejects) = rejects.take();
        report.seconds = seconds(clock.elapsed_ns());
        Ok(report)
    }

    fn write(
        &self,
        mut recording: Recording,
        partial: &Path,
        rejects: &Rejects,
        now_ns: Nanos,
        progress: &JobProgress,
    ) -> Result<u64, ImportError> {
        let refused = |error| ImportError::Unwritable(partial.to_path_buf(), error);
        let name = self.recording.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let target = RecorderTarget {
            folder: partial.to_path_buf(),
            label: if self.label.is_empty() { name } else { self.label.clone() },
            source: recording.format.name().to_owned(),
        };
        let plan = SegmentPlan {
            feed_wide_order_ids: recording.input.scope == OrderIdScope::Feed,
            kraken_checksums: recording.input.checksums.is_some(),
            ..SegmentPlan::default()
        };
        let mut writer = SessionWriter::create(target, plan, now_ns).map_err(refused)?;
        let (mut batch, mut intake, mut known, mut units) = (EventBatch::default(), Intake::default(), Vec::new(), 0);
        loop {
            batch.clear();
            let outcome = recording.input.feed.poll(Nanos::MAX, &mut batch);
            units += batch.units;
            let counts = (batch.units, batch.damaged);
            intake.push((&batch.events, &batch.bars), counts, recording.input.feed.instruments(), &mut known);
            if intake.events() >= WORTH_WRITING {
                writer.write(&mut intake).map_err(refused)?;
            }
            progress.tell_input(units, recording.input.feed.fraction().unwrap_or(0.0));
            if progress.cancelled() {
                return Err(ImportError::Cancelled(units));
            }
            match outcome {
                Ok(FeedState::End) => break,
                Ok(_) => {}
                Err(error) => {
                    rejects.rest(&error);
                    break;
                }
            }
        }
        if units == 0 {
            let (count, kept) = rejects.take();
            let first = kept.first().map(|one| format!(" ({count} damaged, first at {}: {})", one.place, one.reason));
            return Err(ImportError::Nothing(self.recording.path.clone(), first.unwrap_or_default()));
        }
        writer.write(&mut intake).map_err(refused)?;
        writer.finish(SystemClock::start().now_ns(), 0).map_err(refused)?;
        Ok(units)
    }

    /// Of the content, and of the orderbook file that LOBSTER messages are read with.
    fn fingerprint(&self, progress: &JobProgress) -> Result<String, ImportError> {
        let path = &self.recording.path;
        let mut files = if path.is_dir() {
            segment_files(path).map_err(|error| ImportError::Unreadable(path.clone(), error))?
        } else {
            vec![path.clone()]
        };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if LobsterName::parse(&name).is_some_and(|parsed| parsed.is_message) {
            let beside = path.with_file_name(name.replace("_message_", "_orderbook_"));
            files.extend(beside.is_file().then_some(beside));
        }
        let mut hash = blake3::Hasher::new();
        let mut chunk = vec![0; CHUNK];
        for file in files {
            let unreadable = |error| ImportError::Unreadable(file.clone(), error);
            let mut reader = File::open(&file).map_err(unreadable)?;
            loop {
                let count = reader.read(&mut chunk).map_err(unreadable)?;
                if count == 0 {
                    break;
                }
                hash.update(&chunk[..count]);
                if progress.cancelled() {
                    return Err(ImportError::Cancelled(0));
                }
            }
        }
        Ok(hash.finalize().to_hex()[..16].to_owned())
    }
}

/// What a cut-off import left is taken away.
fn clear(partial: &Path) -> Result<(), ImportError> {
    if !partial.is_dir() {
        return Ok(());
    }
    let refused = |error| ImportError::Unwritable(partial.to_path_buf(), error);
    if File::open(partial).map_err(refused)?.try_lock().is_err() {
        return Err(ImportError::Busy(partial.to_path_buf()));
    }
    fs::remove_dir_all(partial).map_err(refused)
}

fn publish(partial: &Path, folder: &Path) -> io::Result<()> {
    fs::rename(partial, folder)?;
    folder.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all())
}

#[allow(clippy::cast_precision_loss)]
fn seconds(elapsed_ns: i64) -> f64 {
    elapsed_ns as f64 / 1e9
}
