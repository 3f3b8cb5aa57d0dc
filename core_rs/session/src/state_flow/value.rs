//! What is mirrored: keys and values, by number; names are put in by the mirror's own thread.

use plimsoll_risk::LimitKind;
use plimsoll_types::{
    AccountId, HaltMode, HaltRecord, InstrumentId, Money, Nanos, Price, Qty, Scope, StrategyId, TraderId, Unit,
};

/// ISO 4217 or coin code, at most eight characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 8]);

impl Currency {
    /// From text; what is beyond eight bytes is cut.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut bytes = [0; 8];
        for (slot, byte) in bytes.iter_mut().zip(text.bytes().filter(u8::is_ascii_alphanumeric)) {
            *slot = byte;
        }
        Self(bytes)
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(self.0.len());
        std::str::from_utf8(&self.0[..length]).unwrap_or("")
    }
}

/// Names one value. The latest value of a key wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // the values' documentation says it
pub enum StateKey {
    Gateway,
    Halt(u64),
    Session(u32),
    Position { account: AccountId, strategy: StrategyId, instrument: InstrumentId },
    Balance { account: AccountId, currency: Currency },
    Pnl(Scope),
    Limit { scope: Scope, kind: LimitKind },
}

/// What an account's strategy holds of an instrument; strategy none is trading by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PositionState {
    /// Above zero long, below short.
    pub qty: Qty,
    /// Average price of what is open; unset where flat.
    pub avg_px: Price,
    /// What it is valued at; unset where no price is known.
    pub mark_px: Price,
    /// Of what was closed today, before fees.
    pub realised: Money,
    /// Of what is open, at `mark_px`; unset where it cannot be valued.
    pub unrealised: Money,
    /// Above zero is paid.
    pub fees: Money,
    /// Working and pending buy quantity.
    pub open_buy_qty: Qty,
    /// Working and pending sell quantity.
    pub open_sell_qty: Qty,
}

/// Money of an account in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BalanceState {
    /// Settled and unsettled cash.
    pub cash: Money,
    /// Held for open orders.
    pub reserved: Money,
    /// What new orders may use; unset where there is no limit to it.
    pub available: Money,
}

/// Profit and loss of a part of the firm, today, in `currency`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PnlState {
    /// What it is counted in.
    pub currency: Currency,
    /// Closed, before fees.
    pub realised: Money,
    /// Open; unset where something cannot be valued.
    pub unrealised: Money,
    /// Above zero is paid.
    pub fees: Money,
    /// The day's highest net figure.
    pub high: Money,
}

/// A limit and how much of it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitState {
    /// What both values count.
    pub unit: Unit,
    /// Used now; `None` where it limits single orders or rates, or cannot be told.
    pub measured: Option<i64>,
    /// Allowed.
    pub limit: i64,
    /// Version of the limit record.
    pub version: u64,
}

impl LimitState {
    /// What is left before the limit; below zero where it is passed.
    #[must_use]
    pub fn headroom(&self) -> Option<i64> {
        self.measured.map(|measured| self.limit.saturating_sub(measured))
    }
}

/// How a client session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionPhase {
    /// Logged on and heard.
    LoggedOn,
    /// Its link is gone, its dead-man timer runs.
    Detached,
    /// Not logged on since the gateway started.
    Closed,
}

impl SessionPhase {
    /// As machines read it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LoggedOn => "logged-on",
            Self::Detached => "detached",
            Self::Closed => "closed",
        }
    }
}

/// A client session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionState {
    /// Name of the key that logged on.
    pub principal: String,
    /// Whose it is; none for watching.
    pub trader: TraderId,
    /// Where it stands.
    pub phase: SessionPhase,
    /// Whether it may send orders.
    pub may_trade: bool,
    /// Whether its person's window gives signs of life.
    pub operator_alive: bool,
    /// Commands taken from it since the gateway started.
    pub commands: u64,
    /// Frames refused: forged, replayed, late, malformed.
    pub refused: u64,
}

/// How the gateway stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GatewayPhase {
    /// Reads its audit log and reconciles.
    Recovering,
    /// Takes orders.
    Trading,
    /// A firm-wide halt holds.
    Halted,
    /// Ends.
    Closing,
}

impl GatewayPhase {
    /// As machines read it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recovering => "recovering",
            Self::Trading => "trading",
            Self::Halted => "halted",
            Self::Closing => "closing",
        }
    }
}

/// The gateway's health.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayState {
    /// Where it stands.
    pub phase: GatewayPhase,
    /// `SIM` or `LIVE`.
    pub profile: String,
    /// Whether the venue answers.
    pub venue_connected: bool,
    /// Strictest halt that holds for the whole firm.
    pub halt: HaltMode,
    /// Version of the limits in force.
    pub limits_version: u64,
    /// Records in the audit log.
    pub audit_records: u64,
    /// Whether the audit log can be written.
    pub audit_writable: bool,
    /// Orders that work or are pending.
    pub open_orders: u64,
    /// Cancels that a halt sent and that no venue has confirmed.
    pub unconfirmed: u64,
    /// Commands taken since it started.
    pub commands: u64,
    /// Commands refused since it started.
    pub refused: u64,
    /// Market events since it started.
    pub market_events: u64,
    /// Age of the newest market event.
    pub market_age_ns: u64,
}

/// What a key stands for now.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the payloads' documentation says it
pub enum StateValue {
    Gateway(GatewayState),
    Halt(HaltRecord),
    Session(SessionState),
    Position(PositionState),
    Balance(BalanceState),
    Pnl(PnlState),
    Limit(LimitState),
}

/// A halt that came or went. None of them is ever skipped, and their order is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub enum HaltEvent {
    Engaged(HaltRecord),
    Lifted {
        number: u64,
        scope: Scope,
        by: String,
        reason: String,
        ts_ns: Nanos,
    },
    /// Held when the state was written anew.
    Held(HaltRecord),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_a_currency_reads_back_and_is_cut_at_eight() {
        assert_eq!(Currency::new("USD").text(), "USD");
        assert_eq!(Currency::new("VERYLONGCOIN").text(), "VERYLONG");
        assert_eq!(Currency::new("U:S*D").text(), "USD");
    }

    #[test]
    fn test_headroom_goes_below_zero_where_a_limit_is_passed() {
        let limit = LimitState { unit: Unit::Count, measured: Some(12), limit: 10, version: 1 };
        assert_eq!(limit.headroom(), Some(-2));
        assert_eq!(LimitState { measured: None, ..limit }.headroom(), None);
        assert_eq!(LimitState { measured: Some(i64::MIN), limit: 1, ..limit }.headroom(), Some(i64::MAX));
    }
}
