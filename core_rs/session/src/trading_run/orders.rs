//! The strategy's hand: its orders enter the order path at the time of the event in hand.

use super::TradingRun;
use super::setup::{SESSION, WHO};
use plimsoll_types::{
    CancelOrder, ClOrdId, ExecutionReport, InstrumentId, Nanos, NewOrder, OrdType, OrderCommand, OrderFlags, PegTo,
    Price, Qty, ReplaceOrder, Side, TimeInForce, TwoSidedQuote, UNKNOWN_TIME,
};
use thiserror::Error;

/// Origin of the strategy's names.
const ORIGIN: u32 = 1;

/// What no order path is bothered with.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OrderRefusal {
    /// Nothing to replace.
    #[error("there never was an order {0}: nothing to replace")]
    Unknown(String),
}

/// An order that the strategy wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderRequest {
    /// Of what.
    pub instrument: InstrumentId,
    /// Buy or sell.
    pub side: Side,
    /// FIX tag 40.
    pub ord_type: OrdType,
    /// FIX tag 59.
    pub time_in_force: TimeInForce,
    /// Of a pegged order.
    pub peg_to: Option<PegTo>,
    /// Instructions.
    pub flags: OrderFlags,
    /// How much.
    pub qty: Qty,
    /// Shown at a time; unset shows all.
    pub display_qty: Qty,
    /// Limit; unset for market and stop orders.
    pub px: Price,
    /// Unset unless a stop.
    pub stop_px: Price,
    /// Towards better prices of its own side.
    pub peg_offset: Price,
    /// UTC, of an order good till date.
    pub expire_ns: Nanos,
    /// The parent order that it works, if any.
    pub parent: ClOrdId,
}

impl OrderRequest {
    /// A day limit order; change what differs.
    #[must_use]
    pub const fn limit(instrument: InstrumentId, side: Side, qty: Qty, px: Price) -> Self {
        Self {
            instrument,
            side,
            ord_type: OrdType::Limit,
            time_in_force: TimeInForce::Day,
            peg_to: None,
            flags: OrderFlags(0),
            qty,
            display_qty: Qty::UNSET,
            px,
            stop_px: Price::UNSET,
            peg_offset: Price::ZERO,
            expire_ns: UNKNOWN_TIME,
            parent: ClOrdId::NONE,
        }
    }
}

impl TradingRun {
    fn next_name(&mut self) -> ClOrdId {
        self.last_number += 1;
        ClOrdId::new(ORIGIN, self.last_number)
    }

    fn command(&mut self, command: OrderCommand) {
        let (at, mut told): (_, Vec<ExecutionReport>) = (self.at(), Vec::new());
        self.replay.trading().0.command(at, SESSION, &command, &mut told);
        self.story.hear(&mut told);
    }

    /// Hands an order on; what becomes of it is told.
    pub fn submit(&mut self, wanted: &OrderRequest) -> ClOrdId {
        let name = self.next_name();
        let frame_seq = self.path().market(wanted.instrument).frame_seq;
        self.command(OrderCommand::New(NewOrder {
            cl_ord_id: name,
            parent: wanted.parent,
            attribution: WHO,
            instrument: wanted.instrument,
            side: wanted.side,
            ord_type: wanted.ord_type,
            time_in_force: wanted.time_in_force,
            flags: wanted.flags,
            peg_to: wanted.peg_to,
            qty: wanted.qty,
            display_qty: wanted.display_qty,
            px: wanted.px,
            stop_px: wanted.stop_px,
            peg_offset: wanted.peg_offset,
            expire_ns: wanted.expire_ns,
            frame_seq,
            ts_intent_ns: self.now_ns(),
        }));
        name
    }

    /// Asks for a cancel, by any name that the order had; false where it does not work.
    pub fn cancel_order(&mut self, order: ClOrdId) -> bool {
        let name = self.path().oms().order(order).filter(|order| order.is_live()).map(|order| order.cl_ord_id());
        let Some(orig_cl_ord_id) = name else { return false };
        let cl_ord_id = self.next_name();
        let ts_intent_ns = self.now_ns();
        self.command(OrderCommand::Cancel(CancelOrder { cl_ord_id, orig_cl_ord_id, ts_intent_ns }));
        true
    }

    /// Asks for another whole quantity and price; the name that the order then has. One that is done meanwhile is told so.
    ///
    /// # Errors
    /// [`OrderRefusal::Unknown`] where there never was such an order.
    pub fn replace(&mut self, order: ClOrdId, qty: Qty, px: Price) -> Result<ClOrdId, OrderRefusal> {
        let oms = self.path().oms();
        let live = oms.order(order).map(|order| (order.terms.cl_ord_id, order.terms.display_qty, order.terms.stop_px));
        let done = || oms.closed(order).map(|order| (order.cl_ord_id, Qty::UNSET, Price::UNSET));
        let known = live.or_else(done).ok_or_else(|| OrderRefusal::Unknown(order.to_string()))?;
        let (orig_cl_ord_id, shown, stop_px) = known;
        let instrument = oms.order(order).map_or(InstrumentId::ALL, |order| order.instrument());
        let frame_seq = self.path().market(instrument).frame_seq;
        let cl_ord_id = self.next_name();
        self.command(OrderCommand::Replace(ReplaceOrder {
            cl_ord_id,
            orig_cl_ord_id,
            qty,
            display_qty: if shown.is_set() { shown.min(qty) } else { Qty::UNSET },
            px,
            stop_px,
            frame_seq,
            ts_intent_ns: self.now_ns(),
        }));
        Ok(cl_ord_id)
    }

    /// Quotes both sides in the place of the last quote; a side of quantity zero is withdrawn. The quote's id.
    pub fn quote(&mut self, instrument: InstrumentId, bid: (Price, Qty), ask: (Price, Qty)) -> ClOrdId {
        let quote_id = self.next_name();
        self.next_name(); // the offer's
        let frame_seq = self.path().market(instrument).frame_seq;
        self.command(OrderCommand::Quote(TwoSidedQuote {
            quote_id,
            attribution: WHO,
            instrument,
            bid_px: bid.0,
            bid_qty: bid.1,
            ask_px: ask.0,
            ask_qty: ask.1,
            frame_seq,
            ts_intent_ns: self.now_ns(),
        }));
        quote_id
    }

    /// Orders that are not done.
    #[must_use]
    pub fn working(&self) -> Vec<ClOrdId> {
        self.path().oms().working().map(|order| order.cl_ord_id()).collect()
    }

    /// What the strategy holds; below zero where it is short.
    #[must_use]
    pub fn position(&self, instrument: InstrumentId) -> Qty {
        self.path().oms().position(WHO.account, WHO.strategy, instrument).map_or(Qty::ZERO, |position| position.qty)
    }
}
