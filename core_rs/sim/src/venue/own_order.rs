//! One of our orders at the venue.

use plimsoll_types::{
    ClOrdId, Nanos, NewOrder, OrdType, OrderFlags, PegTo, Price, Qty, Side, TimeInForce, VenueOrderId,
};

/// Where an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nowhere yet, or on its way.
    Loose,
    /// Nowhere any more: its slot is free.
    Over,
    /// In its queue.
    Resting,
    /// A stop that the market has not reached.
    Stopped,
    /// A peg with nothing to follow.
    Adrift,
    /// For an auction only.
    ForAuction,
}

/// An order; quantities and prices are raw.
#[derive(Debug, Clone)]
pub(super) struct OwnOrder {
    pub cl_ord_id: ClOrdId,
    pub venue_order_id: VenueOrderId,
    pub side: Side,
    pub ord_type: OrdType,
    pub time_in_force: TimeInForce,
    pub flags: OrderFlags,
    pub peg_to: Option<PegTo>,
    pub peg_offset: i64,
    pub expire_ns: Nanos,
    pub qty: i64,
    pub cum: i64,
    /// Shown at a time; the whole where nothing is hidden.
    pub display: i64,
    /// The limit as ordered; unset for market orders.
    pub limit: Price,
    pub stop: Price,
    pub standing: Standing,
    /// Arrived while nothing traded: it meets the book when trading resumes.
    pub held: bool,
    /// Where it rests.
    pub at: i64,
    /// What the queue has of it.
    pub shown: i64,
    /// Counts arrivals in the instrument, recorded orders ahead included.
    pub rank: u64,
    /// Quantity of known orders ahead.
    pub known_ahead: i64,
    /// Its level lay outside what the feed shows when it joined.
    pub is_blind: bool,
    /// Quantity ahead whose orders are not known.
    pub anonymous_ahead: i64,
}

impl OwnOrder {
    pub fn new(order: &NewOrder, venue_order_id: VenueOrderId) -> Self {
        Self {
            cl_ord_id: order.cl_ord_id,
            venue_order_id,
            side: order.side,
            ord_type: order.ord_type,
            time_in_force: order.time_in_force,
            flags: order.flags,
            peg_to: order.peg_to,
            peg_offset: order.peg_offset.raw(),
            expire_ns: order.expire_ns,
            qty: order.qty.raw(),
            cum: 0,
            display: display_of(order.display_qty),
            limit: order.px,
            stop: order.stop_px,
            standing: Standing::Loose,
            held: false,
            at: 0,
            shown: 0,
            rank: 0,
            known_ahead: 0,
            is_blind: false,
            anonymous_ahead: 0,
        }
    }

    #[inline]
    pub const fn leaves(&self) -> i64 {
        self.qty - self.cum
    }

    #[inline]
    pub const fn ahead(&self) -> i64 {
        self.known_ahead.saturating_add(self.anonymous_ahead)
    }

    pub fn is_post_only(&self) -> bool {
        self.flags.contains(OrderFlags::POST_ONLY)
    }

    /// Whether what does not trade at once is cancelled.
    pub fn is_immediate(&self) -> bool {
        let at_once = matches!(self.time_in_force, TimeInForce::Ioc | TimeInForce::Fok);
        at_once || matches!(self.ord_type, OrdType::Market | OrdType::Stop)
    }

    pub fn is_for_auction(&self) -> bool {
        matches!(self.time_in_force, TimeInForce::AtOpen | TimeInForce::AtClose)
    }

    /// Whether the session's end is its own.
    pub const fn ends_with_session(&self) -> bool {
        !matches!(self.time_in_force, TimeInForce::Gtc | TimeInForce::Gtd)
    }

    /// The worst price that it trades at: its limit, or any.
    pub const fn worst_px(&self) -> i64 {
        if self.limit.is_set() { self.limit.raw() } else { any_price(self.side) }
    }
}

/// A limit that every price satisfies.
pub(super) const fn any_price(side: Side) -> i64 {
    match side {
        Side::Buy => i64::MAX,
        Side::Sell => i64::MIN + 1,
    }
}

/// Whether an order of `side` at `limit` trades with one of the other side at `px`.
#[inline]
pub(super) const fn crosses(side: Side, limit: i64, px: i64) -> bool {
    match side {
        Side::Buy => px <= limit,
        Side::Sell => px >= limit,
    }
}

/// Whether `px` is a better price for the market than `other`: served first.
#[inline]
pub(super) const fn is_better(side: Side, px: i64, other: i64) -> bool {
    match side {
        Side::Buy => px > other,
        Side::Sell => px < other,
    }
}

/// The displayed part as ordered; unset shows all.
pub(super) const fn display_of(qty: Qty) -> i64 {
    if qty.is_set() { qty.raw() } else { i64::MAX }
}
