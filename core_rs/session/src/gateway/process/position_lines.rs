//! How positions stand, as lines.

use crate::gateway::message::PositionLine;
use plimsoll_oms::{Oms, Position};
use plimsoll_types::Money;

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
