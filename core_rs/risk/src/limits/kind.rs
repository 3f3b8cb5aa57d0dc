//! What a limit caps.

use plimsoll_types::{Scope, Unit};

/// How the records of a kind, set for several scopes, hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Of one order: the smallest of all scopes decides.
    EachOrder,
    /// Of a sum: every scope's sum is held against that scope's own limit.
    Sum,
    /// Of one thing at a time (a session, an algorithm, an instrument): its own record, or else the firm's, or else
    /// [`LimitKind::default_length`].
    Own,
    /// The longest of all scopes decides.
    Longest,
}

macro_rules! kinds {
    ($($name:ident = $code:literal, $text:literal, $unit:ident, $holds:ident, $words:literal;)*) => {
        /// What a limit caps. A code never changes its meaning: records are kept.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum LimitKind {
            $(#[doc = $words] $name = $code,)*
        }

        impl LimitKind {
            /// Every kind, by code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// As records and people write it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// In words, for people.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)* }
            }

            /// What its value counts.
            #[must_use]
            pub const fn unit(self) -> Unit {
                match self { $(Self::$name => Unit::$unit,)* }
            }

            /// How records of several scopes hold together.
            #[must_use]
            pub const fn holds(self) -> Holds {
                match self { $(Self::$name => Holds::$holds,)* }
            }
        }
    };
}

kinds! {
    MaxQty = 1, "max-qty", Qty, EachOrder, "largest quantity of one order";
    MaxNotional = 2, "max-notional", Money, EachOrder, "largest value of one order";
    CollarLast = 3, "collar-last", Millionths, EachOrder, "furthest price from the last trade";
    CollarMid = 4, "collar-mid", Millionths, EachOrder, "furthest price from the middle of bid and offer";
    CollarStatic = 5, "collar-static", Millionths, EachOrder, "furthest price from the static reference";
    CollarPeriod = 6, "collar-period", Millionths, EachOrder, "furthest aggressive price from the best reference of a period";
    CollarPeriodLength = 7, "collar-period-length", Nanos, Own, "the period that collar-period looks back over";
    FatFinger = 8, "fat-finger", Millionths, EachOrder, "furthest through the opposite best price, in spreads";
    Position = 9, "position", Qty, Sum, "largest position in one instrument, long or short";
    GrossExposure = 10, "gross-exposure", Money, Sum, "largest sum of positions and open orders without regard to side";
    NetExposure = 11, "net-exposure", Money, Sum, "largest sum of positions and open orders of one side";
    OpenOrders = 12, "open-orders", Count, Sum, "most orders open at once";
    MessagesPerSecond = 13, "messages-per-second", Count, Sum, "most new orders, amends and cancels in a second";
    MessagesPerInterval = 14, "messages-per-interval", Count, Sum, "most new orders, amends and cancels in an interval";
    MessageInterval = 15, "message-interval", Nanos, Own, "the interval of messages-per-interval";
    OrderToTrade = 16, "order-to-trade", Millionths, Sum, "most messages for each order that traded";
    OrderToTradeFree = 17, "order-to-trade-free", Count, Own, "messages of a day before order-to-trade is judged";
    DuplicateWindow = 18, "duplicate-window", Nanos, Longest, "for how long an order equal in all but its name is refused";
    RepeatedExecutions = 19, "repeated-executions", Count, Own, "most executions of an algorithm on one side of an instrument in a window";
    RepeatedWindow = 20, "repeated-window", Nanos, Own, "the window of repeated-executions";
    BuyingPower = 21, "buying-power", Money, Sum, "credit or capital: positions, open orders and losses together";
    DailyLoss = 22, "daily-loss", Money, Sum, "largest loss of a day, realised and unrealised";
    Drawdown = 23, "drawdown", Money, Sum, "largest fall from the day's best result";
    MarketDataAge = 24, "market-data-age", Nanos, EachOrder, "oldest market data that orders are taken on";
    FrameAge = 25, "frame-age", Count, EachOrder, "most market frames since the one that the order was based on";
    CommandsPerInterval = 26, "commands-per-interval", Count, Own, "commands, refused ones counted, after which a session is cut";
    RejectsPerInterval = 27, "rejects-per-interval", Count, Own, "refusals after which a session is cut";
    CancelsPerInterval = 28, "cancels-per-interval", Count, Own, "cancels after which a session is cut";
    AbnormalInterval = 29, "abnormal-interval", Nanos, Own, "the interval of the three before";
}

const SECOND: i64 = 1_000_000_000;

impl LimitKind {
    /// An order that none of whose scopes has one of these is refused: RTS 6 Art. 15(1) and SEC 15c3-5(c)(1) ask for them.
    /// A price collar is asked for as well, of whichever reference: see [`COLLARS`](Self::COLLARS).
    pub const MANDATORY: [Self; 8] = [
        Self::MaxQty,
        Self::MaxNotional,
        Self::Position,
        Self::GrossExposure,
        Self::OpenOrders,
        Self::MessagesPerSecond,
        Self::DailyLoss,
        Self::MarketDataAge,
    ];

    /// At least one of them is mandatory.
    pub const COLLARS: [Self; 3] = [Self::CollarLast, Self::CollarMid, Self::CollarStatic];

    /// The kind of this code.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        usize::from(code).checked_sub(1).and_then(|index| Self::ALL.get(index)).copied()
    }

    /// The kind of this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == text)
    }

    /// Whether a record of this kind means something for such a scope: sums are counted where somebody counts them.
    #[must_use]
    pub const fn fits(self, scope: Scope) -> bool {
        match self {
            Self::GrossExposure | Self::NetExposure | Self::BuyingPower | Self::DailyLoss | Self::Drawdown => {
                matches!(scope, Scope::Firm | Scope::Desk(_) | Scope::Account(_) | Scope::Strategy(_))
            }
            Self::Position => !matches!(scope, Scope::Trader(_) | Scope::Session(_)),
            Self::RepeatedExecutions | Self::RepeatedWindow => matches!(scope, Scope::Firm | Scope::Strategy(_)),
            Self::CommandsPerInterval
            | Self::RejectsPerInterval
            | Self::CancelsPerInterval
            | Self::AbnormalInterval => {
                matches!(scope, Scope::Firm | Scope::Session(_))
            }
            Self::CollarPeriodLength => matches!(scope, Scope::Firm | Scope::Instrument(_)),
            _ => true,
        }
    }

    /// What a length is where no record says; zero for kinds that are no length.
    #[must_use]
    pub const fn default_length(self) -> i64 {
        match self {
            Self::CollarPeriodLength => 300 * SECOND,
            Self::MessageInterval | Self::RepeatedWindow => 60 * SECOND,
            Self::AbnormalInterval => 10 * SECOND,
            _ => 0,
        }
    }

    /// As an index into an array of all kinds.
    #[must_use]
    pub(crate) const fn index(self) -> usize {
        self as usize - 1
    }
}

/// How many kinds there are.
pub(crate) const KINDS: usize = LimitKind::ALL.len();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_codes_and_names_read_back_and_codes_have_no_holes() {
        for (index, &kind) in LimitKind::ALL.iter().enumerate() {
            assert_eq!(kind.index(), index);
            assert_eq!(LimitKind::from_code(kind as u8), Some(kind));
            assert_eq!(LimitKind::parse(kind.name()), Some(kind));
        }
        assert_eq!((LimitKind::from_code(0), LimitKind::from_code(200)), (None, None));
    }

    #[test]
    fn test_every_length_of_time_that_is_counted_over_has_a_default() {
        for &kind in LimitKind::ALL.iter().filter(|kind| kind.holds() == Holds::Own && kind.unit() == Unit::Nanos) {
            assert!(kind.default_length() > 0, "{}", kind.name());
        }
    }
}
