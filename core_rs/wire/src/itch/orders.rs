//! Messages that build the book (specification sections 1.3 and 1.4).

use super::layout::{Header, Layout, layout};
use zerocopy::byteorder::big_endian::{U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

layout! {
    /// `A`: an order without attribution joins the book.
    AddOrder, b'A', "Add Order", 36, {
        /// Order reference number, unique for the day.
        order_ref: U64,
        /// `B` or `S`.
        side: u8,
        /// Displayed shares.
        shares: U32,
        /// Symbol, right padded with spaces.
        stock: [u8; 8],
        /// Price, 4 decimals.
        price: U32,
    }
}

layout! {
    /// `F`: an attributed order joins the book.
    AddOrderMpid, b'F', "Add Order with MPID", 40, {
        /// Order reference number, unique for the day.
        order_ref: U64,
        /// `B` or `S`.
        side: u8,
        /// Displayed shares.
        shares: U32,
        /// Symbol, right padded with spaces.
        stock: [u8; 8],
        /// Price, 4 decimals.
        price: U32,
        /// Market participant identifier.
        attribution: [u8; 4],
    }
}

layout! {
    /// `E`: a resting order trades at its own price.
    OrderExecuted, b'E', "Order Executed", 31, {
        /// The resting order.
        order_ref: U64,
        /// Shares traded.
        shares: U32,
        /// Match number, unique for the day.
        match_number: U64,
    }
}

layout! {
    /// `C`: a resting order trades at another price than its own.
    OrderExecutedWithPrice, b'C', "Order Executed with Price", 36, {
        /// The resting order.
        order_ref: U64,
        /// Shares traded.
        shares: U32,
        /// Match number, unique for the day.
        match_number: U64,
        /// `Y`: counts in time-and-sales and volume; `N`: it does not (the cross message counts it).
        printable: u8,
        /// Execution price, 4 decimals.
        price: U32,
    }
}

layout! {
    /// `X`: part of a resting order is cancelled.
    OrderCancel, b'X', "Order Cancel", 23, {
        /// The resting order.
        order_ref: U64,
        /// Shares taken off it.
        shares: U32,
    }
}

layout! {
    /// `D`: a resting order leaves the book.
    OrderDelete, b'D', "Order Delete", 19, {
        /// The resting order.
        order_ref: U64,
    }
}

layout! {
    /// `U`: a resting order leaves and another of the same side and stock takes its place at the back of its queue.
    OrderReplace, b'U', "Order Replace", 35, {
        /// The order that leaves.
        order_ref: U64,
        /// The order that joins.
        new_order_ref: U64,
        /// Displayed shares of the new order.
        shares: U32,
        /// Price of the new order, 4 decimals.
        price: U32,
    }
}
