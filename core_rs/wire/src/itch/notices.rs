//! System, directory and trading-state messages (specification sections 1.1 and 1.2).

use super::layout::{Header, Layout, layout};
use zerocopy::byteorder::big_endian::{U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

layout! {
    /// `S`: a milestone of the trading day.
    SystemEvent, b'S', "System Event", 12, {
        /// `O` start of messages, `S` start of system hours, `Q` start of market hours, `M` end of market hours,
        /// `E` end of system hours, `C` end of messages.
        event: u8,
    }
}

layout! {
    /// `R`: a security of the day.
    StockDirectory, b'R', "Stock Directory", 39, {
        /// Symbol, right padded with spaces.
        stock: [u8; 8],
        /// Listing market: `Q` `G` `S` Nasdaq tiers, `N` NYSE, `A` NYSE American, `P` Arca, `Z` BATS, `V` IEX, space.
        market_category: u8,
        /// `N` normal, `D` deficient, `E` delinquent, `Q` bankrupt, `S` suspended and their combinations; space elsewhere.
        financial_status: u8,
        /// Shares in a round lot.
        round_lot_size: U32,
        /// `Y`: only round lots are accepted.
        round_lots_only: u8,
        /// Issue classification, `C` common stock and others.
        issue_classification: u8,
        /// Issue sub-type, `Z ` where there is none.
        issue_sub_type: [u8; 2],
        /// `P` live, `T` test security.
        authenticity: u8,
        /// Short sale threshold under SEC Rule 203(b)(3): `Y`, `N` or space.
        short_sale_threshold: u8,
        /// IPO set up for the day: `Y`, `N` or space.
        ipo: u8,
        /// Limit-up limit-down tier: `1`, `2` or space.
        luld_tier: u8,
        /// Exchange-traded product: `Y`, `N` or space.
        etp: u8,
        /// Leverage of the product, zero where there is none.
        etp_leverage: U32,
        /// `Y`: an inverse product.
        inverse: u8,
    }
}

layout! {
    /// `H`: the trading state of a security.
    StockTradingAction, b'H', "Stock Trading Action", 25, {
        /// Symbol, right padded with spaces.
        stock: [u8; 8],
        /// `H` halted, `P` paused, `Q` quotation only, `T` trading.
        trading_state: u8,
        /// Not used.
        reserved: u8,
        /// Reason code, right padded with spaces.
        reason: [u8; 4],
    }
}

layout! {
    /// `Y`: short sale price test, SEC Rule 201.
    RegShoRestriction, b'Y', "Reg SHO Restriction", 20, {
        /// Symbol, right padded with spaces.
        stock: [u8; 8],
        /// `0` none, `1` in effect since an intraday drop, `2` still in effect.
        action: u8,
    }
}

layout! {
    /// `L`: a market maker's registration in a security.
    MarketParticipantPosition, b'L', "Market Participant Position", 26, {
        /// Market participant identifier.
        mpid: [u8; 4],
        /// Symbol, right padded with spaces.
        stock: [u8; 8],
        /// `Y`: primary market maker.
        primary_market_maker: u8,
        /// `N` normal, `P` passive, `S` syndicate, `R` pre-syndicate, `L` penalty.
        market_maker_mode: u8,
        /// `A` active, `E` excused, `W` withdrawn, `S` suspended, `D` deleted.
        state: u8,
    }
}

layout! {
    /// `V`: the day's market-wide circuit breaker levels; prices have 8 decimals.
    MwcbDeclineLevel, b'V', "MWCB Decline Level", 35, {
        /// 7 % decline of the S&P 500.
        level_1: U64,
        /// 13 % decline.
        level_2: U64,
        /// 20 % decline.
        level_3: U64,
    }
}

layout! {
    /// `W`: a market-wide circuit breaker level was breached.
    MwcbStatus, b'W', "MWCB Status", 12, {
        /// `1`, `2` or `3`.
        breached_level: u8,
    }
}

layout! {
    /// `K`: anticipated release of an IPO's quotations.
    IpoQuotingPeriod, b'K', "IPO Quoting Period Update", 28, {
        /// Symbol, right padded with spaces.
        stock: [u8; 8],
        /// Seconds since midnight.
        release_time: U32,
        /// `A` anticipated, `C` cancelled or postponed.
        release_qualifier: u8,
        /// IPO price, 4 decimals.
        price: U32,
    }
}

layout! {
    /// `J`: limit-up limit-down auction collar.
    LuldAuctionCollar, b'J', "LULD Auction Collar", 35, {
        /// Symbol, right padded with spaces.
        stock: [u8; 8],
        /// Reference price, 4 decimals.
        reference_price: U32,
        /// Upper collar, 4 decimals.
        upper_price: U32,
        /// Lower collar, 4 decimals.
        lower_price: U32,
        /// How often the auction was extended.
        extension: U32,
    }
}

layout! {
    /// `h`: an interruption of one market centre only.
    OperationalHalt, b'h', "Operational Halt", 21, {
        /// Symbol, right padded with spaces.
        stock: [u8; 8],
        /// `Q` Nasdaq, `B` BX, `X` PSX.
        market: u8,
        /// `H` halted, `T` trading again.
        action: u8,
    }
}
