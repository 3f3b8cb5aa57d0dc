//! What a check is handed.

use crate::Exposure;
use plimsoll_types::{
    AccountId, Attribution, ClOrdId, Instrument, InstrumentId, Level, Nanos, NewOrder, Price, Qty, StrategyId,
    TraderId, TradingStatus, UNKNOWN_TIME,
};

/// Measures how long checks take. The session hands in the processor's counter; the simulation hands in [`NoStopwatch`].
pub trait Stopwatch {
    /// Nanoseconds since some fixed moment.
    fn read_ns(&self) -> u64;
}

/// Time stands still: decisions are the same in every run.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoStopwatch;

impl Stopwatch for NoStopwatch {
    fn read_ns(&self) -> u64 {
        0
    }
}

/// The market of one instrument as the gateway sees it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarketView {
    /// Best bid; [`Level::EMPTY`] for none.
    pub bid: Level,
    /// Best offer; [`Level::EMPTY`] for none.
    pub ask: Level,
    /// Last trade; unset before the first.
    pub last: Price,
    /// Static reference: the auction's or yesterday's close; unset where none was handed in.
    pub reference: Price,
    /// When the market was last heard, UTC.
    pub ts_ns: Nanos,
    /// The feed is known to be late or silent.
    pub is_stale: bool,
    /// Messages of the feed are missing.
    pub is_gapped: bool,
    /// The venue's phase.
    pub status: TradingStatus,
    /// Number of the last frame that was published to traders.
    pub frame_seq: u64,
}

impl MarketView {
    /// Nothing is known: every order is refused on it.
    pub const NONE: Self = Self {
        bid: Level::EMPTY,
        ask: Level::EMPTY,
        last: Price::UNSET,
        reference: Price::UNSET,
        ts_ns: UNKNOWN_TIME,
        is_stale: true,
        is_gapped: false,
        status: TradingStatus::Unknown,
        frame_seq: 0,
    };

    /// The middle of bid and offer, rounded down; unset where a side is empty.
    #[must_use]
    pub const fn mid(&self) -> Price {
        if self.bid.px.is_set() && self.ask.px.is_set() {
            // Halved first: the sum may be out of range.
            let (bid, ask) = (self.bid.px.raw(), self.ask.px.raw());
            Price::from_raw((bid >> 1) + (ask >> 1) + (bid & ask & 1))
        } else {
            Price::UNSET
        }
    }
}

/// What a logged-on session may do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SessionGrant {
    /// The gateway's number of it.
    pub number: u32,
    /// Who logged on.
    pub trader: plimsoll_types::TraderId,
    /// Analysts' and monitors' sessions may not.
    pub may_trade: bool,
    /// For which accounts.
    pub accounts: Vec<AccountId>,
    /// With which algorithms; orders by hand need none.
    pub strategies: Vec<StrategyId>,
    /// In which instruments, in ascending order; `None` for all.
    pub instruments: Option<Vec<InstrumentId>>,
    /// The core's own session for the liquidation that a flatten halt asked for. Never given to a client.
    pub liquidates: bool,
}

impl SessionGrant {
    /// A session of one trader, account and any number of strategies, in every instrument.
    #[must_use]
    pub fn trading(number: u32, trader: TraderId, accounts: &[AccountId], strategies: &[StrategyId]) -> Self {
        Self {
            number,
            trader,
            may_trade: true,
            accounts: accounts.to_vec(),
            strategies: strategies.to_vec(),
            instruments: None,
            liquidates: false,
        }
    }

    /// Whether the session may send orders of this attribution.
    #[must_use]
    pub fn covers(&self, of: Attribution) -> bool {
        let strategy = !of.strategy.is_some() || self.strategies.contains(&of.strategy);
        self.trader == of.trader && strategy && self.accounts.contains(&of.account)
    }

    /// Whether the session may trade this instrument.
    #[must_use]
    pub fn covers_instrument(&self, instrument: InstrumentId) -> bool {
        self.instruments.as_ref().is_none_or(|all| all.binary_search(&instrument).is_ok())
    }
}

/// Everything that a check looks at beside the order.
#[derive(Clone, Copy)]
pub struct CheckContext<'a> {
    /// UTC.
    pub now_ns: Nanos,
    /// A clock that nobody sets: what windows count on.
    pub mono_ns: Nanos,
    /// Who asks.
    pub session: &'a SessionGrant,
    /// Of what; `None` where the gateway does not know the instrument.
    pub instrument: Option<&'a Instrument>,
    /// Its market.
    pub market: &'a MarketView,
    /// The firm's orders and positions.
    pub oms: &'a dyn Exposure,
    /// Times each check.
    pub stopwatch: &'a dyn Stopwatch,
}

/// An order that works, as an amend finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Current {
    /// As it was last accepted.
    pub order: NewOrder,
    /// What is filled of it.
    pub cum_qty: Qty,
}

impl Current {
    /// Its name now.
    #[must_use]
    pub const fn cl_ord_id(&self) -> ClOrdId {
        self.order.cl_ord_id
    }
}

impl From<&plimsoll_oms::OrderState> for Current {
    fn from(order: &plimsoll_oms::OrderState) -> Self {
        Self { order: order.terms, cum_qty: order.cum_qty }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn market(bid: i64, ask: i64) -> MarketView {
        let level = |raw| Level { px: Price::from_raw(raw), qty: Qty::from_raw(Qty::ONE), orders: 1 };
        MarketView { bid: level(bid), ask: level(ask), ..MarketView::NONE }
    }

    #[test]
    fn test_mid_is_rounded_down_and_never_overflows() {
        for (bid, ask) in [(10, 20), (10, 21), (11, 21), (-3, -2), (i64::MAX - 1, i64::MAX)] {
            let exact = (i128::from(bid) + i128::from(ask)).div_euclid(2);
            assert_eq!(i128::from(market(bid, ask).mid().raw()), exact, "{bid} {ask}");
        }
        assert_eq!(MarketView::NONE.mid(), Price::UNSET);
    }

    #[test]
    fn test_a_session_covers_its_own_only() {
        let grant = SessionGrant::trading(1, TraderId(1), &[AccountId(2)], &[StrategyId(3)]);
        let own = Attribution {
            trader: TraderId(1),
            account: AccountId(2),
            strategy: StrategyId(3),
            ..Attribution::default()
        };
        assert!(grant.covers(own));
        assert!(grant.covers(Attribution { strategy: StrategyId::NONE, ..own }));
        assert!(!grant.covers(Attribution { strategy: StrategyId(4), ..own }));
        assert!(!grant.covers(Attribution { account: AccountId(1), ..own }));
        assert!(!grant.covers(Attribution { trader: TraderId(2), ..own }));
        assert!(grant.covers_instrument(InstrumentId(7)));
        let narrow = SessionGrant { instruments: Some(vec![InstrumentId(1), InstrumentId(7)]), ..grant };
        assert!(narrow.covers_instrument(InstrumentId(7)));
        assert!(!narrow.covers_instrument(InstrumentId(2)));
    }
}
