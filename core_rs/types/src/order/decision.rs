//! What pre-trade risk measured, and what it decided.

use super::{ClOrdId, RejectReason, Scope};
use crate::Nanos;

/// A control of RTS 6 Art. 15, SEC 15c3-5 or our own. A number never changes its meaning; [`ALL`](Self::ALL) is in the order
/// of the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[allow(missing_docs)] // the names say it; docs/reference/risk-checks.md says how each is measured
pub enum RiskCheck {
    Halt = 1,
    Attribution = 2,
    Instrument = 3,
    Permission = 4,
    RestrictedList = 5,
    Session = 6,
    MarketData = 7,
    MaxQty = 8,
    MaxNotional = 9,
    PriceCollar = 10,
    FatFinger = 11,
    Position = 12,
    GrossExposure = 13,
    OpenOrders = 14,
    MessageRateSecond = 15,
    MessageRateInterval = 16,
    OrderToTrade = 17,
    DuplicateWindow = 18,
    SelfTrade = 19,
    RepeatedExecution = 20,
    BuyingPower = 21,
    DailyLoss = 22,
    Drawdown = 23,
    Locate = 24,
    Frame = 25,
    ReduceOnly = 26,
    NetExposure = 27,
}

impl RiskCheck {
    /// Every check, in the order in which they are made.
    pub const ALL: [Self; 27] = [
        Self::Halt,
        Self::Attribution,
        Self::Instrument,
        Self::Permission,
        Self::RestrictedList,
        Self::Session,
        Self::MarketData,
        Self::MaxQty,
        Self::MaxNotional,
        Self::PriceCollar,
        Self::FatFinger,
        Self::Position,
        Self::GrossExposure,
        Self::NetExposure,
        Self::OpenOrders,
        Self::MessageRateSecond,
        Self::MessageRateInterval,
        Self::OrderToTrade,
        Self::DuplicateWindow,
        Self::SelfTrade,
        Self::RepeatedExecution,
        Self::BuyingPower,
        Self::DailyLoss,
        Self::Drawdown,
        Self::Locate,
        Self::Frame,
        Self::ReduceOnly,
    ];

    /// The check of this number.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|check| *check as u8 == code)
    }

    /// As machines read it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Halt => "halt",
            Self::Attribution => "attribution",
            Self::Instrument => "instrument",
            Self::Permission => "permission",
            Self::RestrictedList => "restricted-list",
            Self::Session => "session",
            Self::MarketData => "market-data",
            Self::MaxQty => "max-qty",
            Self::MaxNotional => "max-notional",
            Self::PriceCollar => "price-collar",
            Self::FatFinger => "fat-finger",
            Self::Position => "position",
            Self::GrossExposure => "gross-exposure",
            Self::OpenOrders => "open-orders",
            Self::MessageRateSecond => "message-rate-second",
            Self::MessageRateInterval => "message-rate-interval",
            Self::OrderToTrade => "order-to-trade",
            Self::DuplicateWindow => "duplicate-window",
            Self::SelfTrade => "self-trade",
            Self::RepeatedExecution => "repeated-execution",
            Self::BuyingPower => "buying-power",
            Self::DailyLoss => "daily-loss",
            Self::Drawdown => "drawdown",
            Self::Locate => "locate",
            Self::Frame => "frame",
            Self::ReduceOnly => "reduce-only",
            Self::NetExposure => "net-exposure",
        }
    }
}

/// What a measured value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Unit {
    /// Yes (1) or no (0).
    Flag = 0,
    /// Whole things.
    Count = 1,
    /// Raw [`Qty`](crate::Qty), 1e-8.
    Qty = 2,
    /// Raw [`Price`](crate::Price), 1e-9.
    Price = 3,
    /// Raw [`Money`](crate::Money), 1e-6 of the account's currency.
    Money = 4,
    /// Nanoseconds.
    Nanos = 5,
    /// Parts in 1e6.
    Millionths = 6,
}

/// One check's measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CheckOutcome {
    /// Which.
    pub check: RiskCheck,
    /// Whose limit was the tightest.
    pub scope: Scope,
    /// What the two values count.
    pub unit: Unit,
    /// What was found, with this order counted in.
    pub measured: i64,
    /// What was allowed; `i64::MAX` where no limit is set.
    pub limit: i64,
    /// Whether it was let through.
    pub passed: bool,
    /// How long this check took.
    pub took_ns: u32,
}

/// No decision holds more outcomes.
pub const MOST_CHECKS: usize = RiskCheck::ALL.len();

/// A decision with everything that led to it. The first failed check ends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskDecision {
    /// Of which command.
    pub cl_ord_id: ClOrdId,
    /// When, UTC.
    pub ts_ns: Nanos,
    /// Version of the limits that held.
    pub limits_version: u64,
    /// [`RejectReason::None`] where it was approved.
    pub reason: RejectReason,
    /// What was measured, in order.
    pub outcomes: Vec<CheckOutcome>,
    /// The whole decision.
    pub took_ns: u32,
}

impl RiskDecision {
    /// Whether it was approved.
    #[must_use]
    pub fn is_approved(&self) -> bool {
        self.reason == RejectReason::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_every_check_reads_back() {
        for check in RiskCheck::ALL {
            assert_eq!(RiskCheck::from_code(check as u8), Some(check));
        }
        assert_eq!(RiskCheck::from_code(0), None);
    }
}
