//! Why a command was refused. A reject is data.

use std::fmt;

macro_rules! reasons {
    ($($name:ident = $code:literal, $words:literal;)*) => {
        /// Why a command was refused: codes below 100 are of the order itself, from 100 of pre-trade risk, from 200 of the
        /// gateway, from 300 of the venue. A code never changes its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum RejectReason {
            $(#[doc = $words] $name = $code,)*
        }

        impl RejectReason {
            /// Every reason, by code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The reason of `code`.
            #[must_use]
            pub const fn from_code(code: u16) -> Option<Self> {
                match code {
                    $($code => Some(Self::$name),)*
                    _ => None,
                }
            }

            /// In words, for people.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self {
                    $(Self::$name => $words,)*
                }
            }

            /// The name as machines read it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }
        }
    };
}

reasons! {
    None = 0, "not refused";
    InvalidQty = 1, "the quantity is not above zero, or out of range";
    InvalidPrice = 2, "the price is missing, or out of range";
    OffTick = 3, "the price is no multiple of the tick";
    OffLot = 4, "the quantity is no multiple of the lot";
    InvalidStop = 5, "the stop price is missing, or given where none belongs";
    InvalidPeg = 6, "the peg is missing, or given where none belongs";
    InvalidDisplay = 7, "the displayed quantity is not above zero, or more than the whole";
    InvalidExpiry = 8, "the expiry is missing, past, or given where none belongs";
    InvalidCombination = 9, "order type, time in force and instructions exclude each other";
    UnknownInstrument = 10, "the gateway does not know this instrument";
    DuplicateClOrdId = 11, "an order of this name exists or existed";
    UnknownOrder = 12, "no such order";
    TooLate = 13, "the order is done";
    AlreadyPending = 14, "a cancel or replace of this order is under way";
    BelowFilled = 15, "the new quantity is not above what is filled";
    Unattributed = 16, "trader, desk or account is not named";
    NotYours = 17, "the order, account or strategy is not this session's";
    WrongOrigin = 18, "the order's name is not of this session's origin";
    NotPermitted = 100, "no permission for this instrument";
    MaxQty = 101, "more than the largest quantity of one order";
    MaxNotional = 102, "more than the largest value of one order";
    PriceCollar = 103, "outside the price collar";
    FatFinger = 104, "too far through the spread";
    PositionLimit = 105, "the position could pass its limit";
    GrossLimit = 106, "the gross exposure could pass its limit";
    OpenOrders = 107, "too many open orders";
    MessageRate = 108, "too many messages";
    OrderToTrade = 109, "too many orders for the trades made";
    DuplicateOrder = 110, "the same order was sent a moment ago";
    SelfTrade = 111, "it would trade with an own order";
    RepeatedExecution = 112, "the repeated execution throttle is shut";
    BuyingPower = 113, "not enough buying power";
    DailyLoss = 114, "the daily loss limit is reached";
    Drawdown = 115, "the drawdown limit is reached";
    StaleMarketData = 116, "the market data is stale, gapped or missing";
    RestrictedList = 117, "the instrument is restricted";
    OutsideSession = 118, "outside trading hours";
    LocateRequired = 119, "a short sale without a locate";
    Halted = 120, "trading is halted";
    ReduceOnly = 121, "only orders that make the position smaller are let through";
    LimitsUnusable = 122, "the limits cannot be read or used; nothing is traded";
    NotANumber = 123, "a figure that risk needs is missing or no number";
    StaleFrame = 124, "the market has moved since the frame that the order was based on";
    NetLimit = 125, "the net exposure could pass its limit";
    BadSequence = 200, "the sequence number is not the next";
    BadMac = 201, "the message authentication code is wrong";
    Malformed = 202, "the message cannot be read";
    NotLoggedOn = 203, "no session";
    Expired = 204, "the command came later than its sender allowed";
    QueueFull = 205, "the gateway's queue is full";
    AuditUnwritable = 206, "the audit log cannot be written; only cancels pass";
    ReadOnlySession = 207, "this session may not trade";
    Recovering = 208, "the gateway is still reconciling";
    WrongProfile = 209, "a simulation session on a live gateway, or the other way round";
    VenueClosed = 300, "the venue is closed";
    VenueHalted = 301, "the instrument is halted at the venue";
    WouldTakeLiquidity = 302, "post-only, and it would have traded";
    VenueDown = 303, "no link to the venue";
    VenueRefused = 304, "the venue refused";
}

#[allow(clippy::derivable_impls)] // the macro writes the variants
impl Default for RejectReason {
    fn default() -> Self {
        Self::None
    }
}

impl fmt::Display for RejectReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_every_code_reads_back() {
        for &reason in RejectReason::ALL {
            assert_eq!(RejectReason::from_code(reason as u16), Some(reason));
        }
        assert_eq!(RejectReason::from_code(65_535), None);
    }
}
