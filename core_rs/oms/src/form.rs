//! Whether an order can be meant at all, whoever sends it and whatever the market.

use plimsoll_types::{
    Instrument, InstrumentId, Money, Nanos, NewOrder, OrdType, OrderFlags, PegTo, Price, Qty, RejectReason, Side,
    TimeInForce, UNKNOWN_TIME,
};

/// Flags that have a meaning.
const KNOWN_FLAGS: u16 = (1 << 6) - 1;

type Checked = Result<(), RejectReason>;

const fn need(holds: bool, reason: RejectReason) -> Checked {
    if holds { Ok(()) } else { Err(reason) }
}

/// Every check of the form, the cheapest and plainest first.
pub(crate) fn check(now_ns: Nanos, order: &NewOrder, instrument: &Instrument) -> Checked {
    need(order.attribution.is_complete(), RejectReason::Unattributed)?;
    need(order.instrument != InstrumentId::ALL, RejectReason::UnknownInstrument)?;
    check_qty(order, instrument)?;
    check_px(order, instrument)?;
    check_stop(order, instrument)?;
    check_peg(order, instrument)?;
    check_display(order, instrument)?;
    check_expiry(now_ns, order)?;
    check_combination(order)?;
    let dearest = if order.px.is_set() { order.px } else { order.stop_px };
    need(!dearest.is_set() || Money::notional(dearest, order.qty).is_some(), RejectReason::InvalidQty)
}

const fn is_multiple(value: i64, step: i64) -> bool {
    step <= 0 || value % step == 0
}

fn check_qty(order: &NewOrder, instrument: &Instrument) -> Checked {
    need(order.qty.raw() > 0, RejectReason::InvalidQty)?;
    need(is_multiple(order.qty.raw(), instrument.lot.raw()), RejectReason::OffLot)
}

fn check_px(order: &NewOrder, instrument: &Instrument) -> Checked {
    let may_be_set = !matches!(order.ord_type, OrdType::Market | OrdType::Stop);
    let must_be_set = matches!(order.ord_type, OrdType::Limit | OrdType::StopLimit);
    check_price(order.px, may_be_set, must_be_set, RejectReason::InvalidPrice)?;
    need(!order.px.is_set() || is_multiple(order.px.raw(), instrument.tick.raw()), RejectReason::OffTick)
}

fn check_price(px: Price, may_be_set: bool, must_be_set: bool, reason: RejectReason) -> Checked {
    if px.is_set() { need(may_be_set && px.raw() > 0, reason) } else { need(!must_be_set, reason) }
}

fn check_stop(order: &NewOrder, instrument: &Instrument) -> Checked {
    let is_stop = matches!(order.ord_type, OrdType::Stop | OrdType::StopLimit);
    check_price(order.stop_px, is_stop, is_stop, RejectReason::InvalidStop)?;
    need(!is_stop || is_multiple(order.stop_px.raw(), instrument.tick.raw()), RejectReason::OffTick)
}

fn check_peg(order: &NewOrder, instrument: &Instrument) -> Checked {
    if order.ord_type != OrdType::Pegged {
        return need(order.peg_to.is_none() && order.peg_offset == Price::ZERO, RejectReason::InvalidPeg);
    }
    need(order.peg_to.is_some() && order.peg_offset.is_set(), RejectReason::InvalidPeg)?;
    need(is_multiple(order.peg_offset.raw(), instrument.tick.raw()), RejectReason::OffTick)
}

fn check_display(order: &NewOrder, instrument: &Instrument) -> Checked {
    if !order.display_qty.is_set() {
        return Ok(());
    }
    need(order.display_qty.raw() > 0 && order.display_qty <= order.qty, RejectReason::InvalidDisplay)?;
    need(is_multiple(order.display_qty.raw(), instrument.lot.raw()), RejectReason::OffLot)
}

fn check_expiry(now_ns: Nanos, order: &NewOrder) -> Checked {
    let holds = match order.time_in_force {
        TimeInForce::Gtd => order.expire_ns != UNKNOWN_TIME && order.expire_ns > now_ns,
        _ => order.expire_ns == UNKNOWN_TIME,
    };
    need(holds, RejectReason::InvalidExpiry)
}

fn check_combination(order: &NewOrder) -> Checked {
    use OrdType::{Limit, Market, Pegged, Stop, StopLimit};
    use TimeInForce::{AtClose, AtOpen, Day, Fok, Gtc, Gtd, Ioc};
    let tif = order.time_in_force;
    let rests = matches!(tif, Day | Gtc | Gtd);
    let suits = match order.ord_type {
        Limit => true,
        Market => matches!(tif, Day | Ioc | Fok | AtOpen | AtClose),
        Stop | StopLimit | Pegged => rests,
    };
    let has_px = matches!(order.ord_type, Limit | StopLimit | Pegged);
    let is_post_only = order.flags.contains(OrderFlags::POST_ONLY);
    let post_only_suits = rests && has_px && order.peg_to != Some(PegTo::Market);
    let quote_suits = order.ord_type == Limit && !order.display_qty.is_set();
    let located_suits = order.side == Side::Sell;
    let holds = suits
        && order.flags.0 & !KNOWN_FLAGS == 0
        && (!is_post_only || post_only_suits)
        && (!order.display_qty.is_set() || (rests && has_px))
        && (!order.flags.contains(OrderFlags::QUOTE) || quote_suits)
        && (!order.flags.contains(OrderFlags::LOCATED) || located_suits);
    need(holds, RejectReason::InvalidCombination)
}

/// An order as a replace would leave it, to be checked like a new one.
pub(crate) fn replaced(order: &NewOrder, replace: &plimsoll_types::ReplaceOrder) -> NewOrder {
    let shown: Qty = replace.display_qty;
    NewOrder {
        cl_ord_id: replace.cl_ord_id,
        qty: replace.qty,
        display_qty: shown,
        px: replace.px,
        stop_px: replace.stop_px,
        frame_seq: replace.frame_seq,
        ts_intent_ns: replace.ts_intent_ns,
        ..*order
    }
}
