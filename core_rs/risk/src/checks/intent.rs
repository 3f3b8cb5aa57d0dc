//! What a command would do, new or amended alike.

use crate::context::{CheckContext, Current};
use crate::exposure::set;
use plimsoll_oms::Amount;
use plimsoll_types::{NewOrder, OrdType, OrderFlags, Price, Qty, ReplaceOrder, Side};

/// The order as it would be, and what it would add to what is there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Intent {
    /// As it would be; an amended order with its new name, quantity and prices.
    pub order: NewOrder,
    /// What would be open of it; `None` where that is no number.
    pub leaves: Option<Qty>,
    /// What is open of it now, and at which price; none for a new order.
    pub now: Option<(Qty, Price)>,
}

impl Intent {
    /// Of a new order.
    pub(crate) fn new(order: &NewOrder) -> Self {
        Self { order: *order, leaves: order.qty.is_set().then_some(order.qty), now: None }
    }

    /// Of an amend.
    pub(crate) fn amend(current: &Current, replace: &ReplaceOrder) -> Self {
        let left = |qty: Qty| set(qty.raw()).zip(set(current.cum_qty.raw())).map(|(qty, cum)| qty.saturating_sub(cum));
        let order = NewOrder {
            cl_ord_id: replace.cl_ord_id,
            qty: replace.qty,
            display_qty: replace.display_qty,
            px: replace.px,
            stop_px: replace.stop_px,
            frame_seq: replace.frame_seq,
            ts_intent_ns: replace.ts_intent_ns,
            ..current.order
        };
        let open = Qty::from_raw(left(current.order.qty).unwrap_or(0).max(0));
        let leaves = left(replace.qty).map(|qty| Qty::from_raw(qty.max(0)));
        Self { order, leaves, now: Some((open, named_px(&current.order))) }
    }

    /// By how much the open quantity grows.
    #[inline]
    pub(crate) fn added_qty(&self) -> Option<Qty> {
        let open = self.now.map_or(0, |(open, _)| open.raw());
        Some(Qty::from_raw(self.leaves?.raw().checked_sub(open)?.max(0)))
    }

    /// The price that the order can be expected to trade at, at worst: its limit, its stop, or the other side's best. Unset
    /// where there is none.
    pub(crate) fn px(&self, ctx: &CheckContext<'_>) -> Price {
        let named = named_px(&self.order);
        // Only market and pegged orders may go without: of any other it is missing.
        if named.is_set() || !matches!(self.order.ord_type, OrdType::Market | OrdType::Pegged) {
            return named;
        }
        match self.order.side {
            Side::Buy => ctx.market.ask.px,
            Side::Sell => ctx.market.bid.px,
        }
    }

    /// The price that the order is valued at: a sell order with a low limit trades at the bid all the same.
    pub(crate) fn value_px(&self, px: Price, ctx: &CheckContext<'_>) -> Price {
        let bid = ctx.market.bid.px;
        match self.order.side {
            Side::Sell if bid.is_set() && bid.raw().saturating_abs() > px.raw().saturating_abs() => bid,
            _ => px,
        }
    }

    /// By how much the value of open orders grows.
    pub(crate) fn added_value(&self, value_px: Price) -> Option<Amount> {
        let after = value(value_px, self.leaves?)?;
        let before = match self.now {
            Some((open, px)) if px.is_set() => value(px, open)?,
            _ => Amount::ZERO,
        };
        Some((after - before).max(Amount::ZERO)).filter(|added| added.is_known())
    }

    pub(crate) const fn has(&self, flag: OrderFlags) -> bool {
        self.order.flags.contains(flag)
    }
}

fn named_px(order: &NewOrder) -> Price {
    match order.ord_type {
        OrdType::Limit | OrdType::StopLimit | OrdType::Pegged => order.px,
        OrdType::Stop => order.stop_px,
        OrdType::Market => Price::UNSET,
    }
}

/// The value of `qty` at `px` without its sign; `None` where it is no number.
pub(crate) fn value(px: Price, qty: Qty) -> Option<Amount> {
    set(px.raw()).and(set(qty.raw())).map(|_| Amount::of(px, qty).abs())
}
