//! Databento market-by-order records, as CSV and as DBN.
//!
//! Actions (databento.com/docs, "Market by order"): `A` add, `C` cancel of `size`, `M` modify, `R` clear, `T` trade (its
//! side is the aggressor's), `F` fill of a resting order, `N` none. Trades and fills do not change the book: a cancel of
//! the filled size follows. Flag 128 marks the last record of an event, after which the book may be read.

mod csv;
mod dbn;
mod mbo;

pub use csv::{MboCsvDecoder, MboRows};
pub use dbn::DbnDecoder;
pub use mbo::UnitEnd;
