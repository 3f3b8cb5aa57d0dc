//! Trades that touch no displayed order, and auction figures (specification sections 1.5 to 1.8).

use super::layout::{Header, Layout, layout};
use zerocopy::byteorder::big_endian::{U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

layout! {
    /// `P`: a match against a non-displayed order.
    Trade, b'P', "Trade (non-cross)", 44, {
        /// Zero since 2010-12-06.
        order_ref: U64,
        /// Side of the non-displayed order; always `B` since 2014-07-14.
        side: u8,
        /// Shares traded.
        shares: U32,
        /// Symbol, right padded with spaces.
        stock: [u8; 8],
        /// Price, 4 decimals.
        price: U32,
        /// Match number, unique for the day.
        match_number: U64,
    }
}

layout! {
    /// `Q`: a cross took place; zero shares where no interest was executed.
    CrossTrade, b'Q', "Cross Trade", 40, {
        /// Shares matched in the cross.
        shares: U64,
        /// Symbol, right padded with spaces.
        stock: [u8; 8],
        /// Price of the cross, 4 decimals.
        cross_price: U32,
        /// Match number, unique for the day.
        match_number: U64,
        /// `O` opening, `C` closing, `H` halt or IPO, `I` intraday or post-close, `A` extended trading close.
        cross_type: u8,
    }
}

layout! {
    /// `B`: an execution is broken; the book does not change.
    BrokenTrade, b'B', "Broken Trade", 19, {
        /// Match number of the broken execution.
        match_number: U64,
    }
}

layout! {
    /// `I`: net order imbalance before a cross.
    NetOrderImbalance, b'I', "Net Order Imbalance Indicator", 50, {
        /// Shares paired at the reference price.
        paired_shares: U64,
        /// Shares not paired.
        imbalance_shares: U64,
        /// `B`, `S`, `N` no imbalance, `O` insufficient orders, `P` paused.
        imbalance_direction: u8,
        /// Symbol, right padded with spaces.
        stock: [u8; 8],
        /// Clearing price of cross orders alone, 4 decimals.
        far_price: U32,
        /// Clearing price of cross and continuous orders, 4 decimals.
        near_price: U32,
        /// The price that the figures are computed at, 4 decimals.
        reference_price: U32,
        /// `O` opening, `C` closing, `H` halt or IPO, `A` extended trading close.
        cross_type: u8,
        /// Band of the near price's deviation from the reference price.
        price_variation: u8,
    }
}

layout! {
    /// `N`: retail price improvement interest.
    RetailPriceImprovement, b'N', "Retail Price Improvement Indicator", 20, {
        /// Symbol, right padded with spaces.
        stock: [u8; 8],
        /// `B`, `S`, `A` both sides, `N` none.
        interest: u8,
    }
}

layout! {
    /// `O`: direct listing with capital raise, price discovery (specification section 1.8).
    DirectListing, b'O', "Direct Listing with Capital Raise", 48, {
        /// Symbol, right padded with spaces.
        stock: [u8; 8],
        /// `Y` or `N`: may the security be released for trading.
        open_eligibility: u8,
        /// 20 % below the registration statement's lower price, 4 decimals.
        minimum_allowable_price: U32,
        /// 80 % above the registration statement's highest price, 4 decimals.
        maximum_allowable_price: U32,
        /// The current reference price when the price volatility test holds, 4 decimals.
        near_execution_price: U32,
        /// When the near execution price was set, nanoseconds since midnight.
        near_execution_time: U64,
        /// 10 % below the near execution price, 4 decimals.
        lower_price_range_collar: U32,
        /// 10 % above the near execution price, 4 decimals.
        upper_price_range_collar: U32,
    }
}
