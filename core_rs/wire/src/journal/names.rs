//! Numbers with a meaning: encoded as the number.

use super::canonical::Canonical;
use crate::bytes::Bytes;
use plimsoll_types::{
    AccountId, ClOrdId, DeskId, ExecId, InstrumentId, Money, OrderFlags, Price, Qty, StrategyId, TraderId, VenueOrderId,
};

macro_rules! transparent {
    ($($type:ident($inner:ty)),* $(,)?) => {
        $(
            impl Canonical for $type {
                #[inline]
                fn put(&self, out: &mut Vec<u8>) {
                    self.0.put(out);
                }

                #[inline]
                fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
                    <$inner>::take(bytes).map(Self)
                }
            }
        )*
    };
}

transparent!(
    ClOrdId(u64),
    ExecId(u64),
    VenueOrderId(u64),
    InstrumentId(u32),
    DeskId(u16),
    AccountId(u16),
    TraderId(u16),
    StrategyId(u16),
    OrderFlags(u16),
);

macro_rules! fixed_point {
    ($($type:ident),*) => {
        $(
            impl Canonical for $type {
                #[inline]
                fn put(&self, out: &mut Vec<u8>) {
                    self.raw().put(out);
                }

                #[inline]
                fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
                    i64::take(bytes).map(Self::from_raw)
                }
            }
        )*
    };
}

fixed_point!(Price, Qty, Money);
