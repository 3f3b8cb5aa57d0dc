//! The folder of a recorded session: its name, its lock, `session.json`.

use super::json::JsonObject;
use super::writer::SessionTotals;
use plimsoll_types::{Instrument, Nanos};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What tells about the session.
pub const SESSION_FILE: &str = "session.json";

/// Behind the name of a folder that is not whole yet.
pub const PARTIAL: &str = ".partial";

/// Version of the layout of folder and segments.
const VERSION: i64 = 1;

/// Where and as what to record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecorderTarget {
    /// The session's own folder, `<recordings>/<id>`; made when recording begins.
    pub folder: PathBuf,
    /// For people: `Simulated exchange, seed 7`.
    pub label: String,
    /// Format or generator of what is recorded.
    pub source: String,
}

impl RecorderTarget {
    /// The session's id: the folder's name, without what tells that it is not whole yet.
    #[must_use]
    pub fn id(&self) -> String {
        let name = self.folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.strip_suffix(PARTIAL).map_or(name.clone(), str::to_owned)
    }
}

/// What the loop of a replay must know besides the events, and how long segments grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentPlan {
    /// Whether order ids are unique within the feed, rather than within an instrument.
    pub feed_wide_order_ids: bool,
    /// Whether checksums are those of Kraken.
    pub kraken_checksums: bool,
    /// Bytes after which a new segment begins.
    pub segment_bytes: u64,
}

impl Default for SegmentPlan {
    fn default() -> Self {
        Self { feed_wide_order_ids: true, kraken_checksums: false, segment_bytes: 64 << 20 }
    }
}

/// The folder while it is written. Its lock goes with it, also when the process is killed.
#[derive(Debug)]
pub(super) struct SessionFolder {
    target: RecorderTarget,
    started_ns: Nanos,
    locked: File,
}

impl SessionFolder {
    /// Makes the folder, locks it, and says in it what it is.
    pub fn create(target: RecorderTarget, started_ns: Nanos) -> io::Result<Self> {
        fs::create_dir_all(&target.folder)?;
        let locked = File::open(&target.folder)?;
        locked.lock()?;
        let folder = Self { target, started_ns, locked };
        folder.tell(None, &[])?;
        if let Some(parent) = folder.path().parent() {
            File::open(parent)?.sync_all()?;
        }
        Ok(folder)
    }

    pub fn path(&self) -> &Path {
        &self.target.folder
    }

    pub const fn target(&self) -> &RecorderTarget {
        &self.target
    }

    /// Makes the names of new files outlive a power cut.
    pub fn sync(&self) -> io::Result<()> {
        self.locked.sync_all()
    }

    /// Writes `session.json`, whole or not at all; with `totals` where the session ended in order.
    pub fn tell(&self, totals: Option<(Nanos, &SessionTotals)>, instruments: &[Instrument]) -> io::Result<()> {
        let whole = self.path().join(SESSION_FILE);
        let partial = self.path().join("session.json.new");
        let mut file = File::create(&partial)?;
        file.write_all(self.in_words(totals, instruments).as_bytes())?;
        file.sync_all()?;
        fs::rename(&partial, &whole)?;
        self.sync()
    }

    fn in_words(&self, totals: Option<(Nanos, &SessionTotals)>, instruments: &[Instrument]) -> String {
        let object = JsonObject::default()
            .number("version", Some(VERSION))
            .text("id", &self.target.id())
            .text("label", &self.target.label)
            .text("source", &self.target.source)
            .text("terminal", env!("CARGO_PKG_VERSION"))
            .number("started_ns", Some(self.started_ns))
            .number("closed_ns", totals.map(|(closed_ns, _)| closed_ns));
        let Some((_, totals)) = totals else { return object.finish() };
        object
            .number("messages", Some(totals.units))
            .number("events", Some(totals.events))
            .number("from_ns", totals.first_ns)
            .number("to_ns", totals.last_ns)
            .number("gaps", Some(totals.gaps))
            .number("damaged", Some(totals.damaged))
            .number("dropped", Some(totals.dropped))
            .number("bytes", Some(totals.bytes))
            .number("segments", Some(totals.segments))
            .texts("instruments", instruments.iter().map(|instrument| instrument.symbol.as_str()))
            .finish()
    }
}
