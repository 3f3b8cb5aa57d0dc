//! Choices: one byte says which (two for reject reasons), the payload follows.

use super::canonical::{Canonical, fields};
use crate::bytes::Bytes;
use plimsoll_types::{
    Attribution, CancelOrder, CancelReason, ExecType, HaltMode, Liquidity, MassCancel, NewOrder, OrdStatus, OrdType,
    OrderCommand, PegTo, RejectReason, ReplaceOrder, RiskCheck, Scope, Side, TimeInForce, TwoSidedQuote, Unit,
    VenueCommand, VenueReport, VenueReportBody,
};

/// A choice without payload is its number.
macro_rules! numbered {
    ($($type:ident { $($name:ident),* $(,)? })*) => {
        $(
            impl Canonical for $type {
                #[inline]
                fn put(&self, out: &mut Vec<u8>) {
                    out.push(*self as u8);
                }

                #[inline]
                fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
                    let code = bytes.u8()?;
                    [$(Self::$name),*].into_iter().find(|choice| *choice as u8 == code)
                }
            }
        )*
    };
}

numbered! {
    Side { Buy, Sell }
    OrdType { Market, Limit, Stop, StopLimit, Pegged }
    TimeInForce { Day, Gtc, AtOpen, Ioc, Fok, Gtd, AtClose }
    PegTo { Primary, Mid, Market }
    Liquidity { Unknown, Added, Removed, Auction }
    CancelReason { Requested, NotImmediate, Expired, SelfTrade, Venue }
    HaltMode { None, ReduceOnly, Freeze, CancelAll, Flatten }
    Unit { Flag, Count, Qty, Price, Money, Nanos, Millionths }
    ExecType {
        PendingNew, New, Rejected, Trade, PendingCancel, Cancelled, PendingReplace, Replaced, Expired, Triggered,
        TradeCancel, TradeCorrect, OrderStatus, CancelRejected,
    }
    OrdStatus {
        PendingNew, New, PartiallyFilled, Filled, Cancelled, PendingCancel, PendingReplace, Rejected, Expired, Unknown,
    }
}

impl Canonical for RiskCheck {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(*self as u8);
    }

    fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
        Self::from_code(bytes.u8()?)
    }
}

impl Canonical for RejectReason {
    fn put(&self, out: &mut Vec<u8>) {
        (*self as u16).put(out);
    }

    fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
        Self::from_code(bytes.u16_le()?)
    }
}

/// A choice with payload: its number, then the payload's fields.
macro_rules! tagged {
    ($($type:ident { $($code:literal $name:ident $(($inner:ident))? $({ $($field:ident),* })?),* $(,)? })*) => {
        $(
            impl Canonical for $type {
                fn put(&self, out: &mut Vec<u8>) {
                    match self {
                        $(Self::$name $(($inner))? $({ $($field),* })? => {
                            out.push($code);
                            $($inner.put(out);)?
                            $($($field.put(out);)*)?
                        })*
                    }
                }

                fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
                    match bytes.u8()? {
                        $($code => {
                            $(let $inner = Canonical::take(bytes)?;)?
                            $($(let $field = Canonical::take(bytes)?;)*)?
                            Some(Self::$name $(($inner))? $({ $($field),* })?)
                        })*
                        _ => None,
                    }
                }
            }
        )*
    };
}

tagged! {
    Scope {
        0 Firm,
        1 Desk(id),
        2 Account(id),
        3 Trader(id),
        4 Strategy(id),
        5 Instrument(id),
        6 Session(number),
    }
    OrderCommand {
        1 New(order),
        2 Cancel(cancel),
        3 Replace(replace),
        4 MassCancel(cancel),
        5 Quote(quote),
    }
    VenueCommand {
        1 New(order),
        2 Cancel(cancel),
        3 Replace(replace),
    }
    VenueReportBody {
        1 Accepted,
        2 Rejected { reason },
        3 Fill { px, qty, liquidity, fee },
        4 Cancelled { reason },
        5 Replaced { orig_cl_ord_id, qty, px },
        6 CancelRejected { orig_cl_ord_id, reason },
        7 Triggered,
        8 Bust { of },
        9 Correct { of, px, qty },
        10 Status { qty, px, cum_qty, is_working },
    }
}

fields! {
    Attribution { trader, desk, account, strategy }
    NewOrder {
        cl_ord_id, parent, attribution, instrument, side, ord_type, time_in_force, flags, peg_to, qty, display_qty, px,
        stop_px, peg_offset, expire_ns, frame_seq, ts_intent_ns,
    }
    CancelOrder { cl_ord_id, orig_cl_ord_id, ts_intent_ns }
    ReplaceOrder { cl_ord_id, orig_cl_ord_id, qty, display_qty, px, stop_px, frame_seq, ts_intent_ns }
    MassCancel { cl_ord_id, scope, ts_intent_ns }
    TwoSidedQuote {
        quote_id, attribution, instrument, bid_px, bid_qty, ask_px, ask_qty, frame_seq, ts_intent_ns,
    }
    VenueReport { ts_venue_ns, exec_id, cl_ord_id, venue_order_id, body }
}
