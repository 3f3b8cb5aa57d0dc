//! A decoder or verifier for a format.

use super::Format;
use crate::Decoder;
use crate::bitstamp::BitstampDecoder;
use crate::crypto::{BinanceDecoder, CryptofeedDecoder};
use crate::databento::{DbnDecoder, MboCsvDecoder, UnitEnd};
use crate::iex::IexDeepDecoder;
use crate::itch::{ItchDecoder, ItchSettings, date_of_file, market_of_file};
use crate::listing::quote_currency;
use crate::lobster::{LobsterDecoder, LobsterName, OrderBookRows};
use crate::recording::RecordingDecoder;
use crate::tabular::{BarsCsvDecoder, QuotesCsvDecoder, TradesCsvDecoder};
use crate::verify::{LobsterVerifier, Mbp10Verifier, Verifier};
use plimsoll_types::Nanos;
use std::sync::Arc;
use thiserror::Error;

/// What the bytes of a file do not say.
#[derive(Debug, Clone, Default)]
pub struct OpenOptions {
    /// Name of the file: symbol, date and market may stand in it.
    pub file_name: String,
    /// Symbol, where neither content nor name says it.
    pub symbol: Option<String>,
    /// UTC nanoseconds of the venue's midnight, where the name has no date.
    pub midnight_ns: Option<Nanos>,
    /// The orderbook file beside a LOBSTER message file.
    pub companion: Option<OrderBookRows>,
    /// Whether a [`verifier`] will look at the books: units then end where its rows do.
    pub verifying: bool,
}

/// Why a format cannot be opened or verified so.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OpenError {
    /// Parquet has no byte stream decoder: whoever opens it hands its columns in (`ColumnDecoder`).
    #[error("parquet is read as a plain file that begins with PAR1; unpack it, or name another format with --format")]
    Columns,
    /// The format has no answer files.
    #[error("{0} has no verification rows; lobster (orderbook CSV) and databento-mbo-csv, dbn (MBP-10 CSV) have")]
    NoAnswers(&'static str),
    /// The answer file is none.
    #[error("{0}")]
    BadAnswers(String),
}

/// A decoder at the start of a stream.
///
/// # Errors
/// [`OpenError::Columns`] for Parquet.
pub fn open(format: Format, options: OpenOptions) -> Result<Box<dyn Decoder>, OpenError> {
    let unit_end = if options.verifying { UnitEnd::Record } else { UnitEnd::Event };
    let symbol = || options.symbol.clone().unwrap_or_else(|| symbol_of_file(&options.file_name));
    Ok(match format {
        Format::Plimsoll => Box::new(RecordingDecoder::new()),
        Format::Lobster => Box::new(lobster(options)),
        Format::Itch50 => Box::new(ItchDecoder::new(&itch_settings(&options))),
        Format::BinanceWs => Box::new(BinanceDecoder::new()),
        Format::CryptofeedWs => Box::new(CryptofeedDecoder::new()),
        Format::DatabentoMboCsv => Box::new(MboCsvDecoder::new(unit_end)),
        Format::Dbn => Box::new(DbnDecoder::new(unit_end)),
        Format::IexDeep => Box::new(IexDeepDecoder::new()),
        Format::BitstampL3 => Box::new(BitstampDecoder::new(&symbol())),
        Format::QuotesCsv => Box::new(QuotesCsvDecoder::new(&symbol())),
        Format::TradesCsv => Box::new(TradesCsvDecoder::new(&symbol())),
        Format::BarsCsv => Box::new(BarsCsvDecoder::new(&symbol())),
        Format::Parquet => return Err(OpenError::Columns),
    })
}

/// What compares the books of `format` with an answer file (decompressed): the orderbook file of LOBSTER, MBP-10 rows of
/// Databento. The decoder must be opened with [`OpenOptions::verifying`].
///
/// # Errors
/// [`OpenError`] where the format has no answer files or this is none.
pub fn verifier(format: Format, answers: Arc<Vec<u8>>) -> Result<Box<dyn Verifier>, OpenError> {
    match format {
        Format::Lobster => OrderBookRows::new(answers)
            .map(|rows| Box::new(LobsterVerifier::new(rows)) as Box<dyn Verifier>)
            .map_err(|error| OpenError::BadAnswers(error.to_string())),
        Format::DatabentoMboCsv | Format::Dbn => Mbp10Verifier::new(answers)
            .map(|verifier| Box::new(verifier) as Box<dyn Verifier>)
            .map_err(OpenError::BadAnswers),
        other => Err(OpenError::NoAnswers(other.name())),
    }
}

fn lobster(options: OpenOptions) -> LobsterDecoder {
    let name = LobsterName::parse(&options.file_name);
    let midnight_ns = options.midnight_ns.or_else(|| name.as_ref().map(LobsterName::midnight_ns)).unwrap_or(0);
    let symbol =
        options.symbol.or_else(|| name.map(|name| name.symbol)).unwrap_or_else(|| symbol_of_file(&options.file_name));
    LobsterDecoder::new(&symbol, midnight_ns, options.companion)
}

fn itch_settings(options: &OpenOptions) -> ItchSettings {
    let base = base_name(&options.file_name);
    let midnight_ns = options.midnight_ns.or_else(|| date_of_file(base).map(|date| date.midnight_ns())).unwrap_or(0);
    ItchSettings { midnight_ns, market: market_of_file(base), ..ItchSettings::default() }
}

/// A symbol from a file name: the word that ends with a currency (`fxcm_gbpusd_m1` gives `GBPUSD`), else what stands before
/// the first number, in upper case.
#[must_use]
pub fn symbol_of_file(file_name: &str) -> String {
    let stem = base_name(file_name).split('.').next().unwrap_or_default().to_ascii_uppercase();
    let words: Vec<&str> = stem.split(['_', '-', ' ']).filter(|word| !word.is_empty()).collect();
    let is_pair = |word: &&&str| word.len() >= 6 && word.len() <= 12 && !quote_currency(word).is_empty();
    if let Some(pair) = words.iter().find(is_pair) {
        return (*pair).to_owned();
    }
    let named: Vec<&str> =
        words.iter().take_while(|word| !word.starts_with(|first: char| first.is_ascii_digit())).copied().collect();
    if named.is_empty() { "UNKNOWN".to_owned() } else { named.join("_") }
}

fn base_name(file_name: &str) -> &str {
    file_name.rsplit(['/', '\\']).next().unwrap_or_default()
}
