//! What happens to an order.

use plimsoll_types::{ClOrdId, ExecId, Liquidity, Nanos, NewOrder, Price, Qty, RejectReason, VenueOrderId};
use plimsoll_wire::journal::ClockState;

/// The event codes of RTS 24, field 21.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventCode {
    /// NEWO: a new order.
    New,
    /// TRIG: a stop became active.
    Triggered,
    /// REME: replaced on the member's initiative.
    Replaced,
    /// CHMO: its status was changed by the market: a bust or a correction.
    Changed,
    /// CAME: cancelled on the member's initiative.
    Cancelled,
    /// CAMO: cancelled by the market's rules.
    CancelledByMarket,
    /// REMO: rejected.
    Rejected,
    /// EXPI: its time was over.
    Expired,
    /// PARF: partially filled.
    PartiallyFilled,
    /// FILL: filled.
    Filled,
}

impl EventCode {
    /// As the regulation spells it.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::New => "NEWO",
            Self::Triggered => "TRIG",
            Self::Replaced => "REME",
            Self::Changed => "CHMO",
            Self::Cancelled => "CAME",
            Self::CancelledByMarket => "CAMO",
            Self::Rejected => "REMO",
            Self::Expired => "EXPI",
            Self::PartiallyFilled => "PARF",
            Self::Filled => "FILL",
        }
    }
}

/// Where in an order's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Somebody, or an algorithm, decided.
    Decision,
    /// It went to the venue.
    Outgoing,
    /// It was refused before it went.
    Refused,
    /// The venue, or the gateway by itself, said what became of it.
    Outcome,
}

impl Stage {
    /// As machines read it.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Outgoing => "outgoing",
            Self::Refused => "refused",
            Self::Outcome => "outcome",
        }
    }
}

/// An order as it stands after the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderNow {
    /// As it was sent first.
    pub order: NewOrder,
    /// The name that it has now.
    pub cl_ord_id: ClOrdId,
    /// The venue's name of it.
    pub venue_order_id: VenueOrderId,
    /// The client session that it came from; zero for the gateway itself.
    pub session: u32,
    /// When the gateway received it, UTC.
    pub ts_received_ns: Nanos,
    /// Since when it has its place in the queue, by the venue's clock; unknown before it rests.
    pub ts_priority_ns: Nanos,
    /// The whole quantity, what is filled included.
    pub qty: Qty,
    /// Limit price; unset without.
    pub px: Price,
    /// Stop price; unset without.
    pub stop_px: Price,
    /// Shown at a time; unset shows all.
    pub display_qty: Qty,
    /// Filled so far.
    pub cum_qty: Qty,
    /// Whether nothing can come of it any more.
    pub is_done: bool,
    /// Whether it is a stop that was not triggered.
    pub is_suspended: bool,
}

impl OrderNow {
    /// What can still trade.
    #[must_use]
    pub fn leaves_qty(&self) -> Qty {
        if self.is_done { Qty::ZERO } else { self.qty.checked_sub(self.cum_qty).unwrap_or(Qty::ZERO) }
    }
}

/// One row's facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderEvent {
    /// The audit record that it comes from.
    pub seq: u64,
    /// When it was recorded, UTC.
    pub ts_utc_ns: Nanos,
    /// When it was recorded, monotonic.
    pub ts_mono_ns: Nanos,
    /// When it happened by the venue's clock; unknown where the gateway itself speaks.
    pub ts_venue_ns: Nanos,
    /// Where in the order's life.
    pub stage: Stage,
    /// `New`, `Replace`, `Cancel`, `Fill`...
    pub message: &'static str,
    /// The event of RTS 24; `None` for what only RTS 6 asks for.
    pub code: Option<EventCode>,
    /// The order afterwards.
    pub order: OrderNow,
    /// Tag 17.
    pub exec_id: ExecId,
    /// Of this fill.
    pub last_px: Price,
    /// Of this fill.
    pub last_qty: Qty,
    /// Of this fill.
    pub liquidity: Liquidity,
    /// Why it was refused.
    pub reason: RejectReason,
    /// The clock as it was last looked at.
    pub clock: Option<ClockState>,
}
