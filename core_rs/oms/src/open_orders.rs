//! Live orders counted by who sent them, where no position does.

use crate::hash::FastMap;
use plimsoll_types::TraderId;

#[derive(Debug, Clone, Default)]
pub(crate) struct OpenOrders {
    traders: FastMap<u32, u32>,
    sessions: FastMap<u32, u32>,
}

impl OpenOrders {
    /// An order was opened, or is open no more.
    pub(crate) fn swap(&mut self, trader: TraderId, session: u32, is_open: bool) {
        for count in [self.traders.entry(u32::from(trader.0)).or_default(), self.sessions.entry(session).or_default()] {
            *count = if is_open { *count + 1 } else { count.saturating_sub(1) };
        }
    }

    pub(crate) fn of_trader(&self, trader: TraderId) -> u32 {
        self.traders.get(&u32::from(trader.0)).copied().unwrap_or(0)
    }

    pub(crate) fn of_session(&self, session: u32) -> u32 {
        self.sessions.get(&session).copied().unwrap_or(0)
    }
}
