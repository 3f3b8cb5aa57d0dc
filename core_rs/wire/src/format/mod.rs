//! The formats by name: recognised, opened, verified.

mod detect;
mod open;

pub(crate) use detect::format_of_header;
pub use open::{OpenError, OpenOptions, open, symbol_of_file, verifier};

use thiserror::Error;

/// A format of market data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// The terminal's own recordings.
    Plimsoll,
    /// LOBSTER message files.
    Lobster,
    /// NASDAQ TotalView-ITCH 5.0.
    Itch50,
    /// Binance frames behind a local time.
    BinanceWs,
    /// Raw connections as cryptofeed records them.
    CryptofeedWs,
    /// Databento market-by-order CSV.
    DatabentoMboCsv,
    /// Databento Binary Encoding, market-by-order.
    Dbn,
    /// IEX DEEP 1.0 in a pcap capture.
    IexDeep,
    /// Bitstamp per-order CSV.
    BitstampL3,
    /// Quotes as CSV.
    QuotesCsv,
    /// Trades as CSV.
    TradesCsv,
    /// Bars as CSV.
    BarsCsv,
    /// Parquet: read by the caller, handed in as [columns](crate::tabular::ColumnDecoder).
    Parquet,
}

/// A name that no format has.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no format is named {name:?}; there are {}", Format::names())]
pub struct UnknownFormat {
    /// As given.
    pub name: String,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 13] = [
        Self::Plimsoll,
        Self::Lobster,
        Self::Itch50,
        Self::BinanceWs,
        Self::CryptofeedWs,
        Self::DatabentoMboCsv,
        Self::Dbn,
        Self::IexDeep,
        Self::BitstampL3,
        Self::QuotesCsv,
        Self::TradesCsv,
        Self::BarsCsv,
        Self::Parquet,
    ];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plimsoll => "plimsoll",
            Self::Lobster => "lobster",
            Self::Itch50 => "itch50",
            Self::BinanceWs => "binance-ws",
            Self::CryptofeedWs => "cryptofeed-ws",
            Self::DatabentoMboCsv => "databento-mbo-csv",
            Self::Dbn => "dbn",
            Self::IexDeep => "iex-deep",
            Self::BitstampL3 => "bitstamp-l3",
            Self::QuotesCsv => "quotes-csv",
            Self::TradesCsv => "trades-csv",
            Self::BarsCsv => "bars-csv",
            Self::Parquet => "parquet",
        }
    }

    /// The format of a name.
    ///
    /// # Errors
    /// [`UnknownFormat`], which lists all names.
    pub fn from_name(name: &str) -> Result<Self, UnknownFormat> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == name)
            .ok_or_else(|| UnknownFormat { name: name.to_owned() })
    }

    /// All names, for messages.
    #[must_use]
    pub fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    /// Whether order ids are unique within the whole feed, rather than within one instrument. The terminal's own recordings
    /// say it themselves, in their [opening](crate::recording::SegmentOpening).
    #[must_use]
    pub const fn has_feed_wide_order_ids(self) -> bool {
        matches!(self, Self::Lobster | Self::Itch50)
    }
}
