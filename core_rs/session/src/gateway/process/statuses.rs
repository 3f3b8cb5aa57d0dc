//! How orders stand, as reports and lines.

use crate::gateway::message::PositionLine;
use plimsoll_oms::{ClosedOrder, Oms, OrderState, Position};
use plimsoll_types::{
    ClOrdId, ExecId, ExecType, ExecutionReport, Liquidity, Money, Nanos, Price, Qty, RejectReason, UNKNOWN_TIME,
};

/// Of an order that is not done.
pub(super) fn of_open(order: &OrderState, now_ns: Nanos) -> ExecutionReport {
    ExecutionReport {
        ts_ns: now_ns,
        ts_venue_ns: UNKNOWN_TIME,
        exec_id: ExecId(0),
        cl_ord_id: order.terms.cl_ord_id,
        orig_cl_ord_id: ClOrdId::NONE,
        venue_order_id: order.venue_order_id,
        attribution: order.terms.attribution,
        instrument: order.terms.instrument,
        side: order.terms.side,
        exec_type: ExecType::OrderStatus,
        ord_status: order.status(),
        liquidity: Liquidity::Unknown,
        reason: RejectReason::None,
        qty: order.terms.qty,
        px: order.terms.px,
        last_qty: Qty::ZERO,
        last_px: Price::UNSET,
        cum_qty: order.cum_qty,
        leaves_qty: order.leaves_qty(),
        avg_px: order.avg_px(),
        fee: Money::ZERO,
    }
}

/// Of an order that is done.
pub(super) fn of_closed(order: &ClosedOrder, now_ns: Nanos) -> ExecutionReport {
    ExecutionReport {
        ts_ns: now_ns,
        ts_venue_ns: UNKNOWN_TIME,
        exec_id: ExecId(0),
        cl_ord_id: order.cl_ord_id,
        orig_cl_ord_id: ClOrdId::NONE,
        venue_order_id: order.venue_order_id,
        attribution: order.attribution,
        instrument: order.instrument,
        side: order.side,
        exec_type: ExecType::OrderStatus,
        ord_status: order.status,
        liquidity: Liquidity::Unknown,
        reason: RejectReason::None,
        qty: order.qty,
        px: order.px,
        last_qty: Qty::ZERO,
        last_px: Price::UNSET,
        cum_qty: order.cum_qty,
        leaves_qty: Qty::ZERO,
        avg_px: order.avg_px(),
        fee: Money::ZERO,
    }
}

/// A position; what no price is known for is unset.
pub(super) fn of_position(position: &Position, oms: &Oms) -> PositionLine {
    let unrealised = position.unrealised(oms.mark_of(position.instrument)).and_then(|amount| amount.to_money());
    PositionLine {
        account: position.account,
        strategy: position.strategy,
        instrument: position.instrument,
        qty: position.qty,
        avg_px: position.avg_px(),
        realised: position.realised.to_money().unwrap_or(Money::UNSET),
        unrealised: unrealised.unwrap_or(Money::UNSET),
        fees: position.fees.to_money().unwrap_or(Money::UNSET),
    }
}
