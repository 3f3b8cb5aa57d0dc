//! The checks, each a pure function of what was gathered, in the order in which they are made: cheap ones first.

mod exposure;
mod finding;
mod flow;
mod intent;
mod price;
mod standing;

pub(crate) use exposure::is_reducing;
pub(crate) use finding::Finding;
pub(crate) use intent::{Intent, value};

use crate::context::CheckContext;
use crate::engine::RowState;
use crate::exposure::{Holding, Totals};
use crate::limits::{Cap, LEVELS};
use crate::meters::{Cells, Peaks, Period, Recent};
use crate::setup::RiskSetup;
use crate::throttle::Throttle;
use plimsoll_oms::Amount;
use plimsoll_types::{HaltMode, Nanos, Price, RiskCheck};
use std::cell::OnceCell;

/// Everything that checks look at.
pub(crate) struct Case<'a> {
    pub ctx: &'a CheckContext<'a>,
    pub intent: &'a Intent,
    pub row: &'a RowState,
    pub mode: HaltMode,
    pub mono_ns: Nanos,
    pub setup: &'a RiskSetup,
    pub cells: &'a Cells,
    pub recent: &'a Recent,
    pub peaks: &'a Peaks,
    pub throttle: &'a Throttle,
    pub period: Option<&'a Period>,
    pub figures: Figures,
    /// Sums of the order's scopes, asked for once.
    pub totals: [OnceCell<Option<Totals>>; LEVELS],
}

impl Case<'_> {
    /// Sums of a limit's scope.
    #[inline]
    fn totals(&self, cap: Cap) -> Option<&Totals> {
        self.totals.get(cap.level)?.get_or_init(|| self.ctx.oms.totals(cap.scope)).as_ref()
    }
}

/// What several checks need, worked out once. `None` where it is no number: whichever check needs it refuses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures {
    /// The price that the order can be expected to trade at, at worst.
    pub px: Option<Price>,
    /// Value of the whole order.
    pub value: Option<Amount>,
    /// By how much the value of open orders grows.
    pub added: Option<Amount>,
    /// Position and open orders of the order's account and algorithm.
    pub position: Option<Holding>,
}

type Check = fn(&Case<'_>) -> Finding;

/// Every check, in order. The first that fails ends the decision.
pub(crate) const CHECKS: [(RiskCheck, Check); RiskCheck::ALL.len()] = [
    (RiskCheck::Halt, standing::halt),
    (RiskCheck::Attribution, standing::attribution),
    (RiskCheck::Instrument, standing::instrument),
    (RiskCheck::Permission, standing::permission),
    (RiskCheck::RestrictedList, standing::restricted_list),
    (RiskCheck::Session, standing::session),
    (RiskCheck::MarketData, standing::market_data),
    (RiskCheck::MaxQty, price::max_qty),
    (RiskCheck::MaxNotional, price::max_notional),
    (RiskCheck::PriceCollar, price::price_collar),
    (RiskCheck::FatFinger, price::fat_finger),
    (RiskCheck::Position, exposure::position),
    (RiskCheck::GrossExposure, exposure::gross_exposure),
    (RiskCheck::NetExposure, exposure::net_exposure),
    (RiskCheck::OpenOrders, exposure::open_orders),
    (RiskCheck::MessageRateSecond, flow::message_rate_second),
    (RiskCheck::MessageRateInterval, flow::message_rate_interval),
    (RiskCheck::OrderToTrade, flow::order_to_trade),
    (RiskCheck::DuplicateWindow, flow::duplicate_window),
    (RiskCheck::SelfTrade, flow::self_trade),
    (RiskCheck::RepeatedExecution, flow::repeated_execution),
    (RiskCheck::BuyingPower, exposure::buying_power),
    (RiskCheck::DailyLoss, exposure::daily_loss),
    (RiskCheck::Drawdown, exposure::drawdown),
    (RiskCheck::Locate, exposure::locate),
    (RiskCheck::Frame, standing::frame),
    (RiskCheck::ReduceOnly, exposure::reduce_only),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_checks_are_made_in_the_order_that_decisions_are_written() {
        assert!(CHECKS.iter().map(|(check, _)| *check).eq(RiskCheck::ALL));
    }
}
