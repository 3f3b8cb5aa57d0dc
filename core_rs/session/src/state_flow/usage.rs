//! How much of a limit is used, as the pre-trade checks count it, without an order that is still to come.

use plimsoll_oms::{Amount, Oms, Pnl};
use plimsoll_risk::LimitKind;
use plimsoll_types::Scope;

/// Positions that one limit is held against; a scope with more is not measured here.
const MOST_POSITIONS: usize = 2_048;

/// What is used of a limit, in its kind's unit; `None` for limits of single orders and of rates, and where it cannot be told.
pub(super) fn measured(oms: &Oms, kind: LimitKind, scope: Scope) -> Option<i64> {
    match kind {
        LimitKind::Position => position(oms, scope),
        LimitKind::OpenOrders => Some(i64::from(oms.open_orders(scope))),
        LimitKind::GrossExposure => figures(oms, scope).map_or(Some(0), |pnl| raw(gross(&pnl?))),
        LimitKind::NetExposure => figures(oms, scope).map_or(Some(0), |pnl| {
            let pnl = pnl?;
            let sides = raw(pnl.net() + pnl.working_buy).zip(raw(pnl.working_sell - pnl.net()));
            sides.map(|(buys, sells)| buys.max(sells))
        }),
        LimitKind::BuyingPower => figures(oms, scope).map_or(Some(0), |pnl| {
            let pnl = pnl?;
            raw(gross(&pnl))?.checked_sub(raw(pnl.total)?.min(0))
        }),
        LimitKind::DailyLoss => {
            figures(oms, scope).map_or(Some(0), |pnl| raw(pnl?.day)?.checked_neg().map(|loss| loss.max(0)))
        }
        LimitKind::Drawdown => figures(oms, scope).map_or(Some(0), |pnl| raw(pnl?.day_drawdown())),
        _ => None,
    }
}

/// The figures of a scope, `None` within where not all of them are known; `None` where nothing was ever traded.
fn figures(oms: &Oms, scope: Scope) -> Option<Option<Pnl>> {
    oms.pnl(scope).map(|pnl| Some(pnl).filter(|pnl| pnl.is_complete))
}

fn gross(pnl: &Pnl) -> Amount {
    pnl.gross() + pnl.working_buy + pnl.working_sell
}

fn raw(amount: Amount) -> Option<i64> {
    amount.to_money().map(plimsoll_types::Money::raw)
}

/// The largest position that open orders could lead to, in whichever instrument.
fn position(oms: &Oms, scope: Scope) -> Option<i64> {
    let reach = |instrument| {
        let held = oms.holding(scope, instrument)?;
        Some(held.longest().raw().max(held.shortest().raw().checked_neg()?))
    };
    if let Scope::Instrument(instrument) = scope {
        return Some(reach(instrument).unwrap_or(0));
    }
    let positions = oms.positions();
    (positions.len() <= MOST_POSITIONS)
        .then(|| positions.iter().filter_map(|position| reach(position.instrument)).max().unwrap_or(0))
}
