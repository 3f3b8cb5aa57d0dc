//! What a venue refuses by an order's form alone.

use plimsoll_types::{Instrument, Nanos, NewOrder, OrdType, Price, Qty, RejectReason, TimeInForce};

/// Whether the order can be.
pub(super) fn check(order: &NewOrder, instrument: &Instrument, now_ns: Nanos) -> Result<(), RejectReason> {
    check_lot(order.qty, instrument.lot.raw())?;
    check_display(order.qty, order.display_qty)?;
    let has_limit = matches!(order.ord_type, OrdType::Limit | OrdType::StopLimit);
    if order.px.is_set() != has_limit && order.ord_type != OrdType::Pegged {
        return Err(RejectReason::InvalidPrice);
    }
    if order.px.is_set() {
        check_tick(order.px, instrument)?;
    }
    let is_stop = matches!(order.ord_type, OrdType::Stop | OrdType::StopLimit);
    if order.stop_px.is_set() != is_stop {
        return Err(RejectReason::InvalidStop);
    }
    if order.peg_to.is_some() != (order.ord_type == OrdType::Pegged) {
        return Err(RejectReason::InvalidPeg);
    }
    let is_dated = order.time_in_force == TimeInForce::Gtd;
    if is_dated && order.expire_ns <= now_ns {
        return Err(RejectReason::InvalidExpiry);
    }
    let for_auction = matches!(order.time_in_force, TimeInForce::AtOpen | TimeInForce::AtClose);
    if for_auction && !matches!(order.ord_type, OrdType::Market | OrdType::Limit) {
        return Err(RejectReason::InvalidCombination);
    }
    Ok(())
}

/// Whether this part of a quantity can be displayed; unset displays all.
pub(super) fn check_display(qty: Qty, display_qty: Qty) -> Result<(), RejectReason> {
    let can_be = !display_qty.is_set() || (display_qty.raw() > 0 && display_qty <= qty);
    if can_be { Ok(()) } else { Err(RejectReason::InvalidDisplay) }
}

/// Whether it is a quantity, and whole lots.
pub(super) fn check_lot(qty: Qty, lot: i64) -> Result<(), RejectReason> {
    if qty.raw() <= 0 {
        return Err(RejectReason::InvalidQty);
    }
    if qty.raw() % lot.max(1) == 0 { Ok(()) } else { Err(RejectReason::OffLot) }
}

fn check_tick(px: Price, instrument: &Instrument) -> Result<(), RejectReason> {
    if px.raw() % instrument.tick.raw().max(1) == 0 { Ok(()) } else { Err(RejectReason::OffTick) }
}
