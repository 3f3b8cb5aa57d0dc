//! Opens a recorded file: compression, format, companion file, decoder.

use crate::file_feed::{FileFeed, OnDamage};
use crate::market_session::Input;
use crate::source::{self, ByteSource};
use plimsoll_book::OrderIdScope;
use plimsoll_wire::Decoder;
use plimsoll_wire::lobster::{LobsterDecoder, LobsterName, OrderBookRows};
use plimsoll_wire::verify::{LobsterVerifier, Verifier};
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
    #[error("{0}: is empty; nothing to replay")]
    Empty(String),
    /// No format fits its content.
    #[error("{file}: no known market-data format; name one with --format ({known})")]
    Unrecognised {
        /// As given.
        file: String,
        /// The formats there are.
        known: String,
    },
}

/// What to open and how.
#[derive(Debug, Clone, Default)]
pub struct RecordingRequest {
    /// The file.
    pub path: PathBuf,
    /// A format's name; recognised from the content otherwise.
    pub format: Option<String>,
    /// LOBSTER orderbook file; otherwise the one beside the message file, if there is one.
    pub companion: Option<PathBuf>,
    /// Pass over damaged units and count them.
    pub skip_damaged: bool,
}

/// An opened recording at its first byte.
pub struct Recording {
    /// For the trading loop.
    pub input: Input,
    /// The format's name.
    pub format: String,
}

impl RecordingRequest {
    /// Opens everything that is needed; decodes nothing yet.
    ///
    /// # Errors
    /// [`RecordingError`].
    pub fn open(&self) -> Result<Recording, RecordingError> {
        let name = self.path.display().to_string();
        let bytes: Arc<dyn ByteSource> =
            Arc::from(source::open(&self.path).map_err(|error| unreadable(&self.path, &error))?);
        let mut head = vec![0; HEAD];
        let seen = bytes.read_at(0, &mut head).map_err(|error| unreadable(&self.path, &error))?;
        head.truncate(seen);
        if head.is_empty() {
            return Err(RecordingError::Empty(name));
        }
        let decoder = self.decoder(&head)?;
        let on_damage = if self.skip_damaged { OnDamage::Skip } else { OnDamage::Stop };
        let feed = Box::new(FileFeed::new(name, bytes, decoder, on_damage));
        Ok(Recording { input: Input { feed, scope: OrderIdScope::Feed }, format: "lobster".into() })
    }

    fn decoder(&self, _head: &[u8]) -> Result<Box<dyn Decoder>, RecordingError> {
        let companion = match &self.companion {
            Some(path) => Some(orderbook_rows(path)?),
            None => None,
        };
        let base = self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (symbol, midnight) =
            LobsterName::parse(&base).map_or_else(|| (base, 0), |name| (name.symbol.clone(), name.midnight_ns()));
        Ok(Box::new(LobsterDecoder::new(&symbol, midnight, companion)))
    }
}

impl Recording {
    /// What compares the rebuilt books with `answers`.
    ///
    /// # Errors
    /// [`RecordingError`] where that file cannot be read, or answers no recording of this format.
    pub fn verifier(&self, answers: &Path) -> Result<Box<dyn Verifier>, RecordingError> {
        Ok(Box::new(LobsterVerifier::new(orderbook_rows(answers)?)))
    }
}

fn orderbook_rows(path: &Path) -> Result<OrderBookRows, RecordingError> {
    let bytes = read_whole(path)?;
    OrderBookRows::new(Arc::new(bytes))
        .map_err(|error| RecordingError::Unreadable { file: path.display().to_string(), reason: error.to_string() })
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
        if count < 4 << 20 {
            return Ok(bytes);
        }
        if bytes.len() > LARGEST_COMPANION {
            let reason = format!("is larger than {} GiB decompressed", LARGEST_COMPANION >> 30);
            return Err(RecordingError::Unreadable { file: path.display().to_string(), reason });
        }
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> RecordingError {
    let file = path.display().to_string();
    let reason = match error.kind() {
        std::io::ErrorKind::NotFound => "no such file; check the path".to_owned(),
        std::io::ErrorKind::PermissionDenied => "may not be read; check its permissions".to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    RecordingError::Unreadable { file, reason }
}
