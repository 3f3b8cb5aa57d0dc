//! What venues say, and what clients are told.

use super::{Attribution, ClOrdId, ExecId, RejectReason, VenueOrderId};
use crate::{InstrumentId, Money, Nanos, Price, Qty, Side};

/// FIX tag 851.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Liquidity {
    /// Not said.
    #[default]
    Unknown = 0,
    /// Rested and was hit: maker.
    Added = 1,
    /// Crossed the spread: taker.
    Removed = 2,
    /// Traded in an auction.
    Auction = 4,
}

/// Why an order ended without a fill or a reject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum CancelReason {
    /// Somebody asked.
    Requested = 1,
    /// Nothing, or not all, could be had at once (IOC, FOK, market order into an empty book).
    NotImmediate = 2,
    /// The session or the date is over.
    Expired = 3,
    /// It would have traded with the firm itself.
    SelfTrade = 4,
    /// The venue cancelled by its own rules: disconnect, halt, close.
    Venue = 5,
}

/// What a venue says of one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VenueReport {
    /// The venue's clock, UTC.
    pub ts_venue_ns: Nanos,
    /// Tag 17. A report whose `exec_id` was seen before is a duplicate.
    pub exec_id: ExecId,
    /// The name that the order has now, or of the request that is refused.
    pub cl_ord_id: ClOrdId,
    /// Tag 37.
    pub venue_order_id: VenueOrderId,
    /// What happened.
    pub body: VenueReportBody,
}

/// What happened at the venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the variants' documentation names their fields
pub enum VenueReportBody {
    /// Tag 150 = 0: it works.
    Accepted,
    /// Tag 150 = 8.
    Rejected { reason: RejectReason },
    /// Tag 150 = F. `fee` above zero is paid, below zero a rebate.
    Fill { px: Price, qty: Qty, liquidity: Liquidity, fee: Money },
    /// Tag 150 = 4 or C.
    Cancelled { reason: CancelReason },
    /// Tag 150 = 5: the order `orig_cl_ord_id` is now `cl_ord_id`.
    Replaced { orig_cl_ord_id: ClOrdId, qty: Qty, px: Price },
    /// FIX 9: the cancel or replace `cl_ord_id` of order `orig_cl_ord_id` is refused; the order is as it was.
    CancelRejected { orig_cl_ord_id: ClOrdId, reason: RejectReason },
    /// Tag 150 = L: a stop became active.
    Triggered,
    /// Tag 150 = H: the fill `of` never was.
    Bust { of: ExecId },
    /// Tag 150 = G: the fill `of` was in truth this one.
    Correct { of: ExecId, px: Price, qty: Qty },
    /// Tag 150 = I, answer to a status request: the whole quantity, what is filled of it, and whether it works.
    Status { qty: Qty, px: Price, cum_qty: Qty, is_working: bool },
}

/// FIX tag 150.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs)] // FIX names
pub enum ExecType {
    PendingNew = b'A',
    New = b'0',
    Rejected = b'8',
    Trade = b'F',
    PendingCancel = b'6',
    Cancelled = b'4',
    PendingReplace = b'E',
    Replaced = b'5',
    Expired = b'C',
    Triggered = b'L',
    TradeCancel = b'H',
    TradeCorrect = b'G',
    OrderStatus = b'I',
    /// A cancel or replace was refused (message 9).
    CancelRejected = b'9',
}

/// FIX tag 39.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs)] // FIX names
pub enum OrdStatus {
    PendingNew = b'A',
    New = b'0',
    PartiallyFilled = b'1',
    Filled = b'2',
    Cancelled = b'4',
    PendingCancel = b'6',
    PendingReplace = b'E',
    Rejected = b'8',
    Expired = b'C',
    /// Sent, and the link to the venue was lost before the answer: neither working nor done until reconciled.
    Unknown = b'U',
}

impl OrdStatus {
    /// Whether nothing can come of the order any more, but busts and corrections.
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        matches!(self, Self::Filled | Self::Cancelled | Self::Rejected | Self::Expired)
    }
}

/// What a client is told: FIX 8, or FIX 9 where `exec_type` is [`ExecType::CancelRejected`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExecutionReport {
    /// The gateway's clock, UTC.
    pub ts_ns: Nanos,
    /// The venue's clock, UTC; unknown where the gateway itself speaks.
    pub ts_venue_ns: Nanos,
    /// Tag 17 of the venue; zero where the gateway itself speaks.
    pub exec_id: ExecId,
    /// Tag 11.
    pub cl_ord_id: ClOrdId,
    /// Tag 41.
    pub orig_cl_ord_id: ClOrdId,
    /// Tag 37.
    pub venue_order_id: VenueOrderId,
    /// Whose order.
    pub attribution: Attribution,
    /// Of what.
    pub instrument: InstrumentId,
    /// Tag 54.
    pub side: Side,
    /// Tag 150.
    pub exec_type: ExecType,
    /// Tag 39.
    pub ord_status: OrdStatus,
    /// Tag 851.
    pub liquidity: Liquidity,
    /// Why it was refused; [`RejectReason::None`] where it was not.
    pub reason: RejectReason,
    /// Tag 38.
    pub qty: Qty,
    /// Tag 44; unset for market orders.
    pub px: Price,
    /// Tag 32; zero unless a fill.
    pub last_qty: Qty,
    /// Tag 31; unset unless a fill.
    pub last_px: Price,
    /// Tag 14.
    pub cum_qty: Qty,
    /// Tag 151.
    pub leaves_qty: Qty,
    /// Tag 6; unset before the first fill.
    pub avg_px: Price,
    /// Tag 137 of this fill; above zero is paid.
    pub fee: Money,
}
