//! Telling tables apart by their header rows.

use super::{bars, quotes, trades};
use crate::header::Header;

/// Whether it is a header row of bars.
#[must_use]
pub fn is_bars(line: &[u8]) -> bool {
    Header::find(line, &bars::COLUMNS).missing(&bars::NEEDED).is_none()
}

/// Whether it is a header row of quotes.
#[must_use]
pub fn is_quotes(line: &[u8]) -> bool {
    Header::find(line, &quotes::COLUMNS).missing(&quotes::NEEDED).is_none()
}

/// Whether it is a header row of trades.
#[must_use]
pub fn is_trades(line: &[u8]) -> bool {
    Header::find(line, &trades::COLUMNS).missing(&trades::NEEDED).is_none()
}
