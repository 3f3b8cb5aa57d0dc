//! What the gateway publishes: every report in order, and the best prices, conflated. Whoever misses a number asks for a
//! snapshot on the order socket.

use super::message::NumberedReport;
use super::octets::{canonical, canonical_choice};
use plimsoll_types::{InstrumentId, Nanos, Price, Qty};
use plimsoll_wire::journal::Canonical;

/// Topic of reports.
pub const REPORTS: u8 = b'R';
/// Topic of best prices.
pub const PRICES: u8 = b'Q';

/// Best prices of one instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopOfBook {
    /// Of what.
    pub instrument: InstrumentId,
    /// The market's clock, UTC.
    pub ts_venue_ns: Nanos,
    /// Best bid; unset for none.
    pub bid_px: Price,
    /// At it.
    pub bid_qty: Qty,
    /// Best offer; unset for none.
    pub ask_px: Price,
    /// At it.
    pub ask_qty: Qty,
    /// Last trade; unset before the first.
    pub last_px: Price,
    /// Sequence of the market frame that this is.
    pub frame_seq: u64,
}

/// What is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// A report.
    Report(NumberedReport),
    /// Best prices.
    Price(TopOfBook),
}

canonical! {
    TopOfBook { instrument, ts_venue_ns, bid_px, bid_qty, ask_px, ask_qty, last_px, frame_seq }
}

canonical_choice!(Published {
    1 Report(report),
    2 Price(price),
});

/// One publication: its topic, its number within the topic from 1, when it was published, and what.
#[must_use]
pub fn encode(number: u64, utc_ns: Nanos, what: &Published) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    bytes.push(if matches!(what, Published::Report(_)) { REPORTS } else { PRICES });
    number.put(&mut bytes);
    utc_ns.put(&mut bytes);
    what.put(&mut bytes);
    bytes
}

/// Number, time and content of a publication; `None` where the bytes are none.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<(u64, Nanos, Published)> {
    let mut rest = plimsoll_wire::bytes::Bytes::new(bytes.get(1..)?);
    let number = u64::take(&mut rest)?;
    let utc_ns = Nanos::take(&mut rest)?;
    let what = Published::take(&mut rest)?;
    rest.is_empty().then_some((number, utc_ns, what))
}
