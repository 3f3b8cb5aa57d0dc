//! The trait that every feature implements.

use crate::book_state::{BookState, BookStep};
use crate::digest::StateSink;
use plimsoll_types::{Nanos, TradePrint};

/// What an operator wants to be told, so that the others cost nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hears {
    /// [`Operator::on_book`] at every change of the levels.
    pub book: bool,
    /// [`Operator::on_book`] only when the mid came, went or moved.
    pub mid: bool,
    /// [`Operator::on_trade`].
    pub trades: bool,
}

/// Nothing but samples: the value follows from the book as it stands.
pub(crate) const SAMPLES_ONLY: Hears = Hears { book: false, mid: false, trades: false };
/// Book changes.
pub(crate) const BOOK: Hears = Hears { book: true, mid: false, trades: false };
/// Changes of the mid.
pub(crate) const MID: Hears = Hears { book: false, mid: true, trades: false };
/// Trades.
pub(crate) const TRADES: Hears = Hears { book: false, mid: false, trades: true };

/// The prices at the end of a sampling interval: the input of chained operators (RSI, EMA by count, rolling volatility).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// End of the interval, UTC nanoseconds.
    pub ts_ns: Nanos,
    /// Mid, or NaN.
    pub mid: f64,
    /// Last trade price of the session, or NaN.
    pub last_px: f64,
}

/// What a value may depend on besides the operator's own state.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Now, UTC nanoseconds.
    pub now_ns: Nanos,
    /// The book as it stands.
    pub book: &'a BookState,
}

/// An incremental feature. Times handed in never go back, steps in which the kept levels do not change are not handed in
/// at all, and reading values changes nothing.
pub trait Operator: Send + Sync {
    /// What to tell this operator.
    fn hears(&self) -> Hears;

    /// The book changed, or is not known any more (events are missing).
    fn on_book(&mut self, _step: &BookStep<'_>) {}

    /// A printable trade.
    fn on_trade(&mut self, _trade: &TradePrint) {}

    /// Time reached `now_ns`: windows let go of what is older.
    fn on_time(&mut self, _now_ns: Nanos) {}

    /// A sampling interval ends: chained operators take their input, before values are read.
    fn on_sample(&mut self, _sample: &Sample) {}

    /// Writes the current value of each output; NaN where unknown. `out` has one place per output.
    fn values(&self, moment: &Moment<'_>, out: &mut [f64]);

    /// After values were read at the end of an interval: interval features start again.
    fn end_interval(&mut self) {}

    /// Back to the state before the first event (a new session).
    fn reset(&mut self);

    /// An equal operator that goes on from here.
    fn fork(&self) -> Box<dyn Operator>;

    /// Writes the whole state, canonically.
    fn digest(&self, sink: &mut StateSink);
}
