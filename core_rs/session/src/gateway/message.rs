//! Payloads of the order socket, beside the commands and reports of the order path itself.

use super::octets::canonical;
use super::publication::TopOfBook;
use plimsoll_types::{
    AccountId, ClOrdId, ExecutionReport, HaltRecord, InstrumentId, Money, Price, Qty, RejectReason, StrategyId,
};

/// A report under its number. Numbers count every report of the gateway from 1, over restarts: a session that sees only
/// some accounts sees only some numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberedReport {
    /// Its number.
    pub number: u64,
    /// The report.
    pub report: ExecutionReport,
}

/// A command that did not reach the order path: its name is not used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommandRefused {
    /// Of which command; none where it could not be read.
    pub cl_ord_id: ClOrdId,
    /// Sequence number of its frame.
    pub seq: u64,
    /// Why.
    pub reason: RejectReason,
}

/// Asks what became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query {
    /// Of which.
    pub cl_ord_id: ClOrdId,
}

/// Alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Heartbeat {
    /// Counts signs of life of the person's window; does not move where the window hangs.
    pub operator: u64,
    /// Counts signs of life of the strategies' host.
    pub strategies: u64,
    /// The highest report number that the client has.
    pub last_report: u64,
}

/// The session is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionEnd {
    /// Whether the client may log on again by itself.
    pub may_return: bool,
    /// Why.
    pub words: String,
}

/// A part of an encoded [`Snapshot`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotPart {
    /// From 0.
    pub index: u32,
    /// How many there are.
    pub of: u32,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A position, as the snapshot tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PositionLine {
    /// Whose.
    pub account: AccountId,
    /// Of which algorithm; none for what was traded by hand.
    pub strategy: StrategyId,
    /// Of what.
    pub instrument: InstrumentId,
    /// Above zero is long.
    pub qty: Qty,
    /// At which it was opened; unset where flat.
    pub avg_px: Price,
    /// In the instrument's currency.
    pub realised: Money,
    /// At the last mark.
    pub unrealised: Money,
    /// Paid.
    pub fees: Money,
}

/// Everything a terminal needs to agree with the gateway. One of these is the truth; what the terminal held before is not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snapshot {
    /// It holds after this report and before the next.
    pub last_report: u64,
    /// Working orders of the session's accounts, as status reports.
    pub orders: Vec<ExecutionReport>,
    /// Positions of the session's accounts.
    pub positions: Vec<PositionLine>,
    /// Best prices of every instrument that has any.
    pub prices: Vec<TopOfBook>,
    /// Halts that hold.
    pub halts: Vec<HaltRecord>,
    /// Version of the limits that hold.
    pub limits_version: u64,
    /// Why nothing is traded; empty where there is no such reason.
    pub blocked: String,
    /// What the numbers mean.
    pub vocabulary: plimsoll_wire::journal::Vocabulary,
    /// Digest of the gateway's whole order state.
    pub state_hash: [u8; 32],
}

canonical! {
    NumberedReport { number, report }
    CommandRefused { cl_ord_id, seq, reason }
    Query { cl_ord_id }
    Heartbeat { operator, strategies, last_report }
    SessionEnd { may_return, words }
    SnapshotPart { index, of, bytes }
    PositionLine { account, strategy, instrument, qty, avg_px, realised, unrealised, fees }
    Snapshot { last_report, orders, positions, prices, halts, limits_version, blocked, vocabulary, state_hash }
}

/// Bytes of a snapshot in one part: fits a frame.
const PART: usize = 48 * 1024;

/// Cuts an encoded snapshot into parts.
#[must_use]
pub fn in_parts(encoded: &[u8]) -> Vec<SnapshotPart> {
    let of = u32::try_from(encoded.len().div_ceil(PART)).unwrap_or(u32::MAX);
    let part = |(index, bytes): (u32, &[u8])| SnapshotPart { index, of, bytes: bytes.to_vec() };
    (0..).zip(encoded.chunks(PART)).map(part).collect()
}

/// Puts the parts of a snapshot together again.
#[derive(Debug, Default)]
pub struct SnapshotParts {
    bytes: Vec<u8>,
    next: u32,
}

/// No encoded snapshot is longer.
pub const MOST_SNAPSHOT: usize = 64 << 20;

impl SnapshotParts {
    /// Adds a part; the snapshot with the last one.
    ///
    /// # Errors
    /// [`FrameFault::Payload`](super::frame::FrameFault::Payload) where the parts are no snapshot.
    pub fn add(&mut self, part: &SnapshotPart) -> Result<Option<Snapshot>, super::frame::FrameFault> {
        use plimsoll_wire::journal::Canonical;
        if part.index == 0 {
            self.bytes.clear();
            self.next = 0;
        }
        if part.index != self.next || self.bytes.len() + part.bytes.len() > MOST_SNAPSHOT {
            return Err(super::frame::FrameFault::Payload);
        }
        self.bytes.extend_from_slice(&part.bytes);
        self.next += 1;
        if self.next != part.of {
            return Ok(None);
        }
        let whole = std::mem::take(self);
        Snapshot::from_bytes(&whole.bytes).map(Some).ok_or(super::frame::FrameFault::Payload)
    }
}
