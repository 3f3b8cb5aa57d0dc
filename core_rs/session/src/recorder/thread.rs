//! Thread `record`: takes what arrived, writes it, syncs it, and keeps trying when the disk refuses.

use super::folder::{RecorderTarget, SegmentPlan};
use super::inbox::{Inbox, Intake};
use super::status::{RecorderCell, RecorderStatus};
use super::writer::SessionWriter;
use crate::system_clock::SystemClock;
use plimsoll_engine::Clock;
use plimsoll_types::{Bar, Instrument, InstrumentTable, MarketEvent};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// Time between two writes, and syncs: within the 100 ms that may be lost.
const TURN: Duration = Duration::from_millis(80);

/// Time between two attempts while nothing can be written.
const RETRY: Duration = Duration::from_secs(1);

/// Time between two looks at the free space.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Free space below which the user is warned, and the share of the disk that is the same.
const SCARCE_BYTES: u64 = 1 << 30;
const SCARCE_SHARE: u64 = 10;

/// A session being recorded. Dropping it closes the recording in order.
pub struct Recorder {
    inbox: Arc<Inbox>,
    cell: Arc<RecorderCell>,
    thread: Option<JoinHandle<()>>,
}

/// Reads the status of a recorder that another thread owns.
#[derive(Clone)]
pub struct RecorderProbe {
    id: String,
    cell: Arc<RecorderCell>,
}

impl RecorderProbe {
    /// The recorder at this moment.
    #[must_use]
    pub fn status(&self) -> RecorderStatus {
        self.cell.read(&self.id)
    }
}

impl Recorder {
    /// Begins to record. A folder that cannot be made is a failure like a full disk: told, and tried again.
    ///
    /// # Errors
    /// When the machine gives no thread.
    pub fn start(target: RecorderTarget, plan: SegmentPlan) -> io::Result<(Self, RecorderProbe)> {
        let (inbox, cell) = (Arc::new(Inbox::default()), Arc::new(RecorderCell::default()));
        let probe = RecorderProbe { id: target.id(), cell: Arc::clone(&cell) };
        let work = RecorderThread {
            inbox: Arc::clone(&inbox),
            cell: Arc::clone(&cell),
            clock: SystemClock::start(),
            target,
            plan,
            writer: None,
            intake: Intake::default(),
            failed: false,
            looked: None,
        };
        let thread = Builder::new().name("record".into()).spawn(move || work.run())?;
        Ok((Self { inbox, cell, thread: Some(thread) }, probe))
    }

    /// Takes a batch; never waits.
    pub fn take(
        &self,
        batch: (&[MarketEvent], &[Bar]),
        counts: (u64, u64),
        table: &InstrumentTable,
        known: &mut Vec<Instrument>,
    ) {
        if !self.inbox.push(batch, counts, table, known) {
            self.cell.drop_events(batch.0.len() as u64);
        }
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.inbox.close();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked left a recording that counts as cut off.
            let _ = thread.join();
        }
    }
}

struct RecorderThread {
    inbox: Arc<Inbox>,
    cell: Arc<RecorderCell>,
    clock: SystemClock,
    target: RecorderTarget,
    plan: SegmentPlan,
    writer: Option<SessionWriter>,
    intake: Intake,
    failed: bool,
    looked: Option<Instant>,
}

impl RecorderThread {
    fn run(mut self) {
        loop {
            // What could not be written stands in the way of the rest: it waits in the inbox, which is bounded.
            let closing = if self.failed { self.inbox.wait(RETRY) } else { self.inbox.take(&mut self.intake, TURN) };
            self.turn();
            if closing && (self.failed || self.is_done()) {
                break;
            }
        }
        self.end();
    }

    /// Closing: nothing more waits.
    fn is_done(&mut self) -> bool {
        self.inbox.take(&mut self.intake, Duration::ZERO);
        let done = self.intake.parts.is_empty();
        if !done {
            self.turn();
        }
        done
    }

    fn turn(&mut self) {
        match self.write() {
            Ok(()) => {
                self.failed = false;
                self.cell.recover();
            }
            Err(error) => {
                self.failed = true;
                if let Some(writer) = &mut self.writer {
                    writer.abandon_segment();
                }
                self.cell.fail(self.in_words(&error));
            }
        }
        if let Some(writer) = &self.writer {
            self.cell.set_written(writer.totals().bytes, writer.totals().events);
        }
        self.look_at_space();
    }

    fn write(&mut self) -> io::Result<()> {
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => none.insert(SessionWriter::create(self.target.clone(), self.plan, self.clock.now_ns())?),
        };
        writer.write(&mut self.intake)?;
        writer.sync()
    }

    fn end(&mut self) {
        let dropped = self.cell.dropped();
        if self.failed {
            return;
        }
        if let Some(writer) = &mut self.writer
            && let Err(error) = writer.finish(self.clock.now_ns(), dropped)
        {
            self.cell.fail(self.in_words(&error));
        }
    }

    fn in_words(&self, error: &io::Error) -> String {
        let folder = self.target.folder.display();
        let remedy = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full; free some space",
            io::ErrorKind::FileTooLarge => "a file may not grow further here; raise the limit",
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => "something is in the way; move it",
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "make the folder writable",
            _ => "look at the disk",
        };
        format!("{error}: {remedy}, recording then goes on by itself; folder {folder}")
    }

    fn look_at_space(&mut self) {
        if self.looked.is_some_and(|at| at.elapsed() < LOOK_EVERY) {
            return;
        }
        self.looked = Some(Instant::now());
        self.cell.warn(scarce(&self.target.folder).unwrap_or_default());
    }
}

/// A word about free space where it runs out.
fn scarce(folder: &Path) -> Option<String> {
    let standing: PathBuf = folder.ancestors().find(|path| path.is_dir())?.to_path_buf();
    let told = rustix::fs::statvfs(&standing).ok()?;
    let (free, total) = (told.f_bavail * told.f_frsize, told.f_blocks * told.f_frsize);
    (free < SCARCE_BYTES || free < total / SCARCE_SHARE)
        .then(|| format!("{} MiB free; a full disk stops the recording; folder {}", free >> 20, standing.display()))
}
