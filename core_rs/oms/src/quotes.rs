//! Two-sided quotes: two limit orders that follow the strategy's last word.

use crate::{Oms, OrderState, Position};
use plimsoll_types::{
    CancelOrder, ClOrdId, NewOrder, OrderFlags, Price, Qty, RejectReason, ReplaceOrder, Side, TwoSidedQuote,
};

/// What one side of a quote comes to. Each step goes the way of the command that it is: admission, risk, journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuoteStep {
    /// No order stands on this side: a new one.
    New(NewOrder),
    /// The order that stands there takes the new terms.
    Replace(ReplaceOrder),
    /// The side is withdrawn.
    Cancel(CancelOrder),
    /// The order that stands there has these terms already and keeps its place in the queue; or nothing stands there and
    /// nothing is wanted.
    Keep,
    /// The side cannot be changed now.
    Refuse {
        /// What it would have been called.
        cl_ord_id: ClOrdId,
        /// Which.
        side: Side,
        /// Why.
        reason: RejectReason,
    },
}

impl Oms {
    /// What a quote comes to: the bid first, then the offer. Records nothing.
    #[must_use]
    pub fn quote(&self, quote: &TwoSidedQuote) -> [QuoteStep; 2] {
        let offer_id = ClOrdId(quote.quote_id.0.wrapping_add(1));
        let is_crossed = quote.bid_qty != Qty::ZERO && quote.ask_qty != Qty::ZERO && quote.bid_px >= quote.ask_px;
        let sides = [
            (quote.quote_id, Side::Buy, quote.bid_px, quote.bid_qty),
            (offer_id, Side::Sell, quote.ask_px, quote.ask_qty),
        ];
        sides.map(|(cl_ord_id, side, px, qty)| {
            if is_crossed {
                return QuoteStep::Refuse { cl_ord_id, side, reason: RejectReason::InvalidPrice };
            }
            if qty.raw() < 0 {
                return QuoteStep::Refuse { cl_ord_id, side, reason: RejectReason::InvalidQty };
            }
            self.quote_side(quote, (cl_ord_id, side, px, qty))
        })
    }

    fn quote_side(&self, quote: &TwoSidedQuote, (cl_ord_id, side, px, qty): (ClOrdId, Side, Price, Qty)) -> QuoteStep {
        let refuse = |reason| QuoteStep::Refuse { cl_ord_id, side, reason };
        let ts_intent_ns = quote.ts_intent_ns;
        let Some(standing) = self.standing_quote(quote, side) else {
            if qty == Qty::ZERO {
                return QuoteStep::Keep;
            }
            let order = NewOrder::limit(cl_ord_id, quote.attribution, quote.instrument, side, qty, px);
            let (flags, frame_seq) = (OrderFlags::QUOTE, quote.frame_seq);
            return QuoteStep::New(NewOrder { flags, frame_seq, ts_intent_ns, ..order });
        };
        let orig_cl_ord_id = standing.cl_ord_id();
        if standing.cancel.is_some() {
            return if qty == Qty::ZERO { QuoteStep::Keep } else { refuse(RejectReason::AlreadyPending) };
        }
        if qty == Qty::ZERO {
            return QuoteStep::Cancel(CancelOrder { cl_ord_id, orig_cl_ord_id, ts_intent_ns });
        }
        // What is under way counts as there: asked for the same again, nothing is to be done.
        let (stands_px, whole) = standing
            .replace
            .map_or((standing.terms.px, standing.terms.qty), |request| (request.order.px, request.order.qty));
        let left = whole.raw().saturating_sub(standing.cum_qty.raw());
        if stands_px == px && left == qty.raw() {
            return QuoteStep::Keep;
        }
        if standing.replace.is_some() {
            return refuse(RejectReason::AlreadyPending);
        }
        let Some(qty) = qty.checked_add(standing.cum_qty) else { return refuse(RejectReason::InvalidQty) };
        QuoteStep::Replace(ReplaceOrder {
            cl_ord_id,
            orig_cl_ord_id,
            qty,
            display_qty: Qty::UNSET,
            px,
            stop_px: Price::UNSET,
            frame_seq: quote.frame_seq,
            ts_intent_ns,
        })
    }

    /// The live order of the last quote of this strategy, account and instrument.
    fn standing_quote(&self, quote: &TwoSidedQuote, side: Side) -> Option<&OrderState> {
        let of = quote.attribution;
        let position = self.portfolio.find(Position::key(of.account, of.strategy, quote.instrument))?;
        let number = position.quote[side.index()].checked_sub(1)?;
        self.orders.by_number(number).filter(|order| order.is_live())
    }

    pub(crate) fn remember_quote(&mut self, slot: u32, position: u32, side: Side) {
        let Some(number) = self.orders.get(slot).map(|order| order.number) else { return };
        if let Some(position) = self.portfolio.positions.get_mut(position as usize) {
            position.quote[side.index()] = number + 1;
        }
    }
}
