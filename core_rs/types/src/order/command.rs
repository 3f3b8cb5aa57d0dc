//! What clients ask of the gateway, and what the gateway asks of venues.

use super::{Attribution, ClOrdId};
use crate::{InstrumentId, Nanos, Price, Qty, Scope, Side};

/// FIX tag 40.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum OrdType {
    /// At any price.
    Market = 1,
    /// At `px` or better.
    Limit = 2,
    /// Becomes a market order when the last trade reaches `stop_px`.
    Stop = 3,
    /// Becomes a limit order at `px` when the last trade reaches `stop_px`.
    StopLimit = 4,
    /// Rests at a price that follows the book; `px`, where set, bounds it.
    Pegged = 5,
}

/// FIX tag 59.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum TimeInForce {
    /// Until the session closes.
    Day = 0,
    /// Until cancelled.
    Gtc = 1,
    /// At the open only.
    AtOpen = 2,
    /// What does not trade at once is cancelled.
    Ioc = 3,
    /// All at once or nothing.
    Fok = 4,
    /// Until `expire_ns`.
    Gtd = 6,
    /// At the close only.
    AtClose = 7,
}

/// FIX tag 1094 in spirit: what a pegged order follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum PegTo {
    /// The best price of its own side.
    Primary = 1,
    /// The middle of best bid and offer, rounded away from the other side.
    Mid = 2,
    /// The best price of the other side.
    Market = 3,
}

/// Execution instructions, FIX tag 18 in spirit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(transparent)]
pub struct OrderFlags(pub u16);

impl OrderFlags {
    /// Rejected by the venue where it would take liquidity (tag 18 = 6).
    pub const POST_ONLY: Self = Self(1);
    /// May only make a position smaller.
    pub const REDUCE_ONLY: Self = Self(1 << 1);
    /// A short sale whose shares were located (tag 114 = N with a locate at hand).
    pub const LOCATED: Self = Self(1 << 2);
    /// One side of a quote.
    pub const QUOTE: Self = Self(1 << 3);
    /// Part of the liquidation that a flatten halt asked for.
    pub const LIQUIDATION: Self = Self(1 << 4);
    /// Entered by hand.
    pub const MANUAL: Self = Self(1 << 5);

    /// Both sets of flags.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of `other` are set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// `NewOrderSingle`, FIX D.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NewOrder {
    /// Tag 11.
    pub cl_ord_id: ClOrdId,
    /// The parent order that an execution algorithm works; [`ClOrdId::NONE`] for none.
    pub parent: ClOrdId,
    /// Who answers for it.
    pub attribution: Attribution,
    /// Of what.
    pub instrument: InstrumentId,
    /// Tag 54.
    pub side: Side,
    /// Tag 40.
    pub ord_type: OrdType,
    /// Tag 59.
    pub time_in_force: TimeInForce,
    /// Tag 18.
    pub flags: OrderFlags,
    /// Of a pegged order.
    pub peg_to: Option<PegTo>,
    /// Tag 38.
    pub qty: Qty,
    /// Tag 1138: shown at a time (iceberg); unset shows all.
    pub display_qty: Qty,
    /// Tag 44; unset for market and stop orders.
    pub px: Price,
    /// Tag 99; unset unless a stop.
    pub stop_px: Price,
    /// Tag 211: signed, towards better prices of the order's own side; zero unless pegged.
    pub peg_offset: Price,
    /// Tag 126, UTC; [`UNKNOWN_TIME`](crate::UNKNOWN_TIME) unless good till date.
    pub expire_ns: Nanos,
    /// Sequence of the market frame that the sender saw; zero where it saw none.
    pub frame_seq: u64,
    /// When the sender decided, UTC by its own clock.
    pub ts_intent_ns: Nanos,
}

impl NewOrder {
    /// A day limit order; change what differs.
    #[must_use]
    pub const fn limit(
        cl_ord_id: ClOrdId,
        attribution: Attribution,
        instrument: InstrumentId,
        side: Side,
        qty: Qty,
        px: Price,
    ) -> Self {
        Self {
            cl_ord_id,
            parent: ClOrdId::NONE,
            attribution,
            instrument,
            side,
            ord_type: OrdType::Limit,
            time_in_force: TimeInForce::Day,
            flags: OrderFlags(0),
            peg_to: None,
            qty,
            display_qty: Qty::UNSET,
            px,
            stop_px: Price::UNSET,
            peg_offset: Price::ZERO,
            expire_ns: crate::UNKNOWN_TIME,
            frame_seq: 0,
            ts_intent_ns: crate::UNKNOWN_TIME,
        }
    }
}

/// `OrderCancelRequest`, FIX F.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CancelOrder {
    /// Tag 11: of the request.
    pub cl_ord_id: ClOrdId,
    /// Tag 41: of the order.
    pub orig_cl_ord_id: ClOrdId,
    /// When the sender decided.
    pub ts_intent_ns: Nanos,
}

/// `OrderCancelReplaceRequest`, FIX G. What does not change is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReplaceOrder {
    /// Tag 11: the order's name once replaced.
    pub cl_ord_id: ClOrdId,
    /// Tag 41: the order's name now.
    pub orig_cl_ord_id: ClOrdId,
    /// Tag 38: the whole quantity, what is filled included.
    pub qty: Qty,
    /// Tag 1138; unset shows all.
    pub display_qty: Qty,
    /// Tag 44.
    pub px: Price,
    /// Tag 99.
    pub stop_px: Price,
    /// Sequence of the market frame that the sender saw; zero where it saw none.
    pub frame_seq: u64,
    /// When the sender decided.
    pub ts_intent_ns: Nanos,
}

/// `OrderMassCancelRequest`, FIX q.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MassCancel {
    /// Tag 11: of the request.
    pub cl_ord_id: ClOrdId,
    /// Tag 530 in spirit.
    pub scope: Scope,
    /// When the sender decided.
    pub ts_intent_ns: Nanos,
}

/// `Quote`, FIX S: both sides at once. A side of quantity zero is withdrawn. A strategy has one quote an instrument: a new
/// one takes the place of the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TwoSidedQuote {
    /// Tag 117; also the [`ClOrdId`] of the bid, the offer has the next number.
    pub quote_id: ClOrdId,
    /// Who answers for it.
    pub attribution: Attribution,
    /// Of what.
    pub instrument: InstrumentId,
    /// Tag 132.
    pub bid_px: Price,
    /// Tag 134.
    pub bid_qty: Qty,
    /// Tag 133.
    pub ask_px: Price,
    /// Tag 135.
    pub ask_qty: Qty,
    /// Sequence of the market frame that the sender saw; zero where it saw none.
    pub frame_seq: u64,
    /// When the sender decided.
    pub ts_intent_ns: Nanos,
}

/// What a client may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the payloads' documentation says it
pub enum OrderCommand {
    New(NewOrder),
    Cancel(CancelOrder),
    Replace(ReplaceOrder),
    MassCancel(MassCancel),
    Quote(TwoSidedQuote),
}

impl OrderCommand {
    /// Tag 11 of the command.
    #[must_use]
    pub const fn cl_ord_id(&self) -> ClOrdId {
        match self {
            Self::New(order) => order.cl_ord_id,
            Self::Cancel(cancel) => cancel.cl_ord_id,
            Self::Replace(replace) => replace.cl_ord_id,
            Self::MassCancel(cancel) => cancel.cl_ord_id,
            Self::Quote(quote) => quote.quote_id,
        }
    }
}

/// What a venue is sent: quotes and mass cancels have become orders and cancels by then. Venues take it only inside
/// `RiskApproved`, which only the risk crate can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the payloads' documentation says it
pub enum VenueCommand {
    New(NewOrder),
    Cancel(CancelOrder),
    Replace(ReplaceOrder),
}

impl VenueCommand {
    /// Tag 11 of the command.
    #[must_use]
    pub const fn cl_ord_id(&self) -> ClOrdId {
        match self {
            Self::New(order) => order.cl_ord_id,
            Self::Cancel(cancel) => cancel.cl_ord_id,
            Self::Replace(replace) => replace.cl_ord_id,
        }
    }
}
