//! What a decoder must be told about its stream.

use super::framing::Framing;
use plimsoll_types::Nanos;

/// What the bytes do not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItchSettings {
    /// How messages are framed; `None` looks at the first [`Framing::DETECTION_BYTES`] bytes. Live streams should name it:
    /// detection waits until it has that many.
    pub framing: Option<Framing>,
    /// UTC nanoseconds of the trading day's midnight in New York; zero leaves times since midnight.
    pub midnight_ns: Nanos,
    /// The Nasdaq market whose book this is.
    pub market: Market,
}

/// Markets that speak ITCH 5.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Market {
    /// The Nasdaq Stock Market, XNAS.
    #[default]
    Nasdaq,
    /// Nasdaq BX, XBOS.
    Bx,
    /// Nasdaq PSX, XPSX.
    Psx,
}

impl Market {
    /// ISO 10383 market identifier code.
    #[must_use]
    pub const fn mic(self) -> &'static str {
        match self {
            Self::Nasdaq => "XNAS",
            Self::Bx => "XBOS",
            Self::Psx => "XPSX",
        }
    }

    /// The market code of operational halts.
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Nasdaq => b'Q',
            Self::Bx => b'B',
            Self::Psx => b'X',
        }
    }
}

impl Default for ItchSettings {
    fn default() -> Self {
        Self { framing: None, midnight_ns: 0, market: Market::Nasdaq }
    }
}
