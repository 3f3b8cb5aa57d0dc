//! Opens a recorded file: compression, format, companion file, decoder.

use crate::column_feed::ColumnFeed;
use crate::file_feed::{FileFeed, OnDamage};
use crate::market_session::Input;
use crate::recorded::{SessionSource, SessionSurvey};
use crate::rejects::Rejects;
use crate::source::{self, ByteSource};
use plimsoll_book::{ChecksumRule, OrderIdScope};
use plimsoll_engine::Feed;
use plimsoll_types::Instrument;
use plimsoll_wire::format::{self, Format, OpenOptions};
use plimsoll_wire::lobster::{LobsterName, OrderBookRows};
use plimsoll_wire::recording::MAGIC;
use plimsoll_wire::tabular::Table;
use plimsoll_wire::verify::Verifier;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

/// Bytes looked at to recognise a format.
const HEAD: usize = 64 << 10;

/// Largest answer or companion file: they are held in memory.
const LARGEST_COMPANION: usize = 4 << 30;

/// Why a recording cannot be opened; each message names the file and the next step.
#[derive(Debug, Error)]
pub enum RecordingError {
    /// The operating system's word.
    #[error("{file}: {reason}")]
    Unreadable {
        /// As given.
        file: String,
        /// What it said.
        reason: String,
    },
    /// Nothing in it.
    #[error("{0}: is empty; there is nothing to replay")]
    Empty(String),
    /// No format fits its content.
    #[error("{0}: not recognised as market data; name its format with --format ({names})", names = Format::names())]
    Unrecognised(String),
    /// A folder without segments.
    #[error(
        "{0}: is a folder without segments (*.plseg), so no recorded session; name a recorded file, or the folder of one"
    )]
    NoSession(String),
    /// A format that does not exist.
    #[error("--format {0:?}: no such format; there are {names}", names = Format::names())]
    UnknownFormat(String),
}

/// What to open and how.
#[derive(Debug, Clone, Default)]
pub struct RecordingRequest {
    /// The file.
    pub path: PathBuf,
    /// A format's name; recognised from the content otherwise.
    pub format: Option<String>,
    /// Answer file that the books will be compared with. For LOBSTER it is the companion orderbook file too; without it
    /// the one beside the message file is, if there is one.
    pub verify: Option<PathBuf>,
    /// Pass over damaged units and count them.
    pub skip_damaged: bool,
    /// The content of a file that the caller has read into columns.
    pub columns: Option<Arc<Table>>,
    /// Told of each damaged unit that is passed over.
    pub rejects: Option<Arc<Rejects>>,
}

/// An opened recording at its first byte.
pub struct Recording {
    /// For the trading loop.
    pub input: Input,
    /// Its format.
    pub format: Format,
    /// What compares the books with the answer file, where one was given.
    pub verifier: Option<Box<dyn Verifier>>,
}

impl RecordingRequest {
    /// Opens everything that is needed; decodes nothing yet.
    ///
    /// # Errors
    /// [`RecordingError`].
    pub fn open(&self) -> Result<Recording, RecordingError> {
        if let Some(table) = &self.columns {
            return self.open_columns(table);
        }
        let named = self.format.as_deref().map(Format::from_name).transpose();
        let named = named.map_err(|unknown| RecordingError::UnknownFormat(unknown.name))?;
        if self.path.is_dir() {
            return self.open_session();
        }
        let bytes: Arc<dyn ByteSource> =
            Arc::from(source::open(&self.path).map_err(|error| unreadable(&self.path, &error))?);
        let head = self.head(bytes.as_ref())?;
        let file_name = base_name(&self.path);
        let format = named.or_else(|| Format::detect(&file_name, &head));
        let format = format.ok_or_else(|| RecordingError::Unrecognised(shown(&self.path)))?;
        if format == Format::Plimsoll && head.starts_with(&MAGIC) {
            return self.open_session();
        }
        let verifier = self.verify.as_deref().map(|answers| verifier(format, answers)).transpose()?;
        let feed = self.feed(bytes, format, file_name)?;
        Ok(Recording { input: input(Box::new(feed), format), format, verifier })
    }

    fn open_columns(&self, table: &Arc<Table>) -> Result<Recording, RecordingError> {
        let format = Format::Parquet;
        let verifier = self.verify.as_deref().map(|answers| verifier(format, answers)).transpose()?;
        let feed =
            ColumnFeed::new(shown(&self.path), Arc::clone(table), self.on_damage()).telling(self.rejects.clone());
        Ok(Recording { input: input(Box::new(feed), format), format, verifier })
    }

    /// A session of the terminal's own, or one segment of it: up to its last sound block, while it is written too.
    fn open_session(&self) -> Result<Recording, RecordingError> {
        let survey = SessionSurvey::of(&self.path).map_err(|error| unreadable(&self.path, &error))?;
        if survey.segments.is_empty() {
            return Err(RecordingError::NoSession(shown(&self.path)));
        }
        let format = Format::Plimsoll;
        let verifier = self.verify.as_deref().map(|answers| verifier(format, answers)).transpose()?;
        let opening = survey.opening().cloned().unwrap_or_default();
        let feed = self.feed(Arc::new(SessionSource::new(&survey)), format, base_name(&self.path))?;
        let scope = if opening.feed_wide_order_ids { OrderIdScope::Feed } else { OrderIdScope::Instrument };
        let checksums = opening.kraken_checksums.then_some(kraken as fn(&Instrument) -> ChecksumRule);
        Ok(Recording { input: Input { feed: Box::new(feed), scope, checksums }, format, verifier })
    }

    const fn on_damage(&self) -> OnDamage {
        if self.skip_damaged { OnDamage::Skip } else { OnDamage::Stop }
    }

    fn head(&self, bytes: &dyn ByteSource) -> Result<Vec<u8>, RecordingError> {
        let mut head = vec![0; HEAD];
        let seen = bytes.read_at(0, &mut head).map_err(|error| unreadable(&self.path, &error))?;
        head.truncate(seen);
        if head.is_empty() { Err(RecordingError::Empty(shown(&self.path))) } else { Ok(head) }
    }

    fn feed(&self, bytes: Arc<dyn ByteSource>, format: Format, file_name: String) -> Result<FileFeed, RecordingError> {
        let companion = if format == Format::Lobster { self.companion()? } else { None };
        let options = OpenOptions { file_name, companion, verifying: self.verify.is_some(), ..OpenOptions::default() };
        let decoder = format::open(format, options).map_err(|error| refused(&self.path, error.to_string()))?;
        Ok(FileFeed::new(shown(&self.path), bytes, decoder, self.on_damage()).telling(self.rejects.clone()))
    }

    /// The LOBSTER orderbook file: the answers, or the file beside the messages.
    fn companion(&self) -> Result<Option<OrderBookRows>, RecordingError> {
        let beside = || {
            let name = base_name(&self.path);
            let is_message = LobsterName::parse(&name).is_some_and(|parsed| parsed.is_message);
            let beside = self.path.with_file_name(name.replace("_message_", "_orderbook_"));
            (is_message && beside.is_file()).then_some(beside)
        };
        self.verify.clone().or_else(beside).map(|path| orderbook_rows(&path)).transpose()
    }
}

/// What the loop must know of a format besides its events.
fn input(feed: Box<dyn Feed>, format: Format) -> Input {
    let scope = if format.has_feed_wide_order_ids() { OrderIdScope::Feed } else { OrderIdScope::Instrument };
    let checksums = (format == Format::CryptofeedWs).then_some(kraken as fn(&Instrument) -> ChecksumRule);
    Input { feed, scope, checksums }
}

/// Of the recorded venues only Kraken sends checksums.
fn kraken(instrument: &Instrument) -> ChecksumRule {
    ChecksumRule::Kraken { px_decimals: instrument.price_decimals(), qty_decimals: instrument.qty_decimals() }
}

fn verifier(format: Format, answers: &Path) -> Result<Box<dyn Verifier>, RecordingError> {
    format::verifier(format, Arc::new(read_whole(answers)?)).map_err(|error| refused(answers, error.to_string()))
}

fn base_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn refused(path: &Path, reason: String) -> RecordingError {
    RecordingError::Unreadable { file: shown(path), reason }
}

fn orderbook_rows(path: &Path) -> Result<OrderBookRows, RecordingError> {
    let bytes = read_whole(path)?;
    OrderBookRows::new(Arc::new(bytes)).map_err(|error| refused(path, error.to_string()))
}

/// The decompressed content of a companion file.
fn read_whole(path: &Path) -> Result<Vec<u8>, RecordingError> {
    let source = source::open(path).map_err(|error| unreadable(path, &error))?;
    let mut bytes = Vec::new();
    loop {
        let held = bytes.len();
        bytes.resize(held + (4 << 20), 0);
        let count = source.read_at(held as u64, &mut bytes[held..]).map_err(|error| unreadable(path, &error))?;
        bytes.truncate(held + count);
        if count == 0 {
            return Ok(bytes);
        }
        if bytes.len() > LARGEST_COMPANION {
            let reason = format!("is larger than {} GiB decompressed", LARGEST_COMPANION >> 30);
            return Err(refused(path, reason));
        }
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> RecordingError {
    let reason = match error.kind() {
        std::io::ErrorKind::NotFound => "no such file; check the path".to_owned(),
        std::io::ErrorKind::PermissionDenied => "may not be read; check its permissions".to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    refused(path, reason)
}
