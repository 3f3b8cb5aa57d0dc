//! Samples a feature set at regular intervals.

use crate::book_state::{BookSource, Depth};
use crate::error::FeatureError;
use crate::frame::FeatureFrame;
use crate::params::parse_duration;
use crate::set::FeatureSet;
use plimsoll_types::{Nanos, TradePrint, UNKNOWN_TIME};

/// Rows that one jump in time may fill: more are taken for a damaged timestamp.
pub const MAX_EMPTY_ROWS: u64 = 5_000_000;

/// Reads a sampling interval such as `10s`.
///
/// # Errors
/// [`FeatureError::BadInterval`].
pub fn parse_every(text: &str) -> Result<Nanos, FeatureError> {
    parse_duration(text).filter(|ns| *ns > 0).ok_or_else(|| FeatureError::BadInterval(text.to_owned()))
}

/// A feature set read at the end of every interval `[start, start + every)`.
///
/// Intervals start at multiples of `every` from the session start (by default the epoch, so that every interval that
/// divides a day falls on round UTC times). The first row is the interval of the first input; intervals without events
/// give rows too. A row is complete when time passes its end, or at [`finish`](Self::finish).
#[derive(Debug, Clone)]
pub struct Sampler {
    set: FeatureSet,
    every_ns: Nanos,
    anchor_ns: Nanos,
    end_ns: Option<Nanos>,
    row: Vec<f64>,
    frame: FeatureFrame,
}

impl Sampler {
    /// Samples `set` every `every_ns` nanoseconds.
    ///
    /// # Errors
    /// [`FeatureError::BadInterval`] where `every_ns` is not above zero.
    pub fn every(set: FeatureSet, every_ns: Nanos) -> Result<Self, FeatureError> {
        if every_ns <= 0 {
            return Err(FeatureError::BadInterval(format!("{every_ns}ns")));
        }
        let row = vec![f64::NAN; set.columns().len()];
        let frame = FeatureFrame::new(set.columns());
        Ok(Self { set, every_ns, anchor_ns: 0, end_ns: None, row, frame })
    }

    /// Intervals start at multiples from here.
    #[must_use]
    pub const fn from_session_start(mut self, session_start_ns: Nanos) -> Self {
        self.anchor_ns = session_start_ns;
        self
    }

    /// The operators, to read their values between samples.
    #[must_use]
    pub const fn set(&self) -> &FeatureSet {
        &self.set
    }

    /// The book after a unit of the feed.
    ///
    /// # Errors
    /// [`FeatureError::NoTime`] or [`FeatureError::TimeJump`]; the input is then not taken.
    pub fn on_depth(&mut self, depth: &Depth<'_>) -> Result<(), FeatureError> {
        self.take_book(depth)
    }

    /// As [`on_depth`](Self::on_depth), from wherever the book is.
    pub(crate) fn take_book(&mut self, source: &impl BookSource) -> Result<(), FeatureError> {
        self.reach(source.ts_ns())?;
        self.set.take_book(source);
        Ok(())
    }

    /// A trade.
    ///
    /// # Errors
    /// As [`on_depth`](Self::on_depth).
    pub fn on_trade(&mut self, trade: &TradePrint) -> Result<(), FeatureError> {
        self.reach(trade.ts_venue_ns)?;
        self.set.on_trade(trade);
        Ok(())
    }

    /// Time reached `now_ns`: completes the rows that ended. How often this is called changes no row.
    ///
    /// # Errors
    /// As [`on_depth`](Self::on_depth).
    pub fn on_time(&mut self, now_ns: Nanos) -> Result<(), FeatureError> {
        self.reach(now_ns)
    }

    /// Events are missing from here on: see [`FeatureSet::on_unknown`].
    ///
    /// # Errors
    /// As [`on_depth`](Self::on_depth).
    pub fn on_unknown(&mut self, ts_ns: Nanos) -> Result<(), FeatureError> {
        self.reach(ts_ns)?;
        self.set.on_unknown(ts_ns);
        Ok(())
    }

    /// See [`FeatureSet::on_resync`].
    ///
    /// # Errors
    /// As [`on_depth`](Self::on_depth).
    pub fn on_resync(&mut self, ts_ns: Nanos) -> Result<(), FeatureError> {
        self.reach(ts_ns)?;
        self.set.on_resync(ts_ns);
        Ok(())
    }

    /// Completes the interval that was begun. Call it at the end of the input.
    pub fn finish(&mut self) {
        if let Some(end_ns) = self.end_ns.take() {
            self.complete(end_ns);
        }
    }

    /// Ends the session: completes the interval that was begun, resets the operators and starts the grid anew.
    pub fn start_session(&mut self, session_start_ns: Nanos) {
        self.finish();
        self.set.reset();
        self.anchor_ns = session_start_ns;
    }

    /// The complete rows, taken out.
    pub fn take_frame(&mut self) -> FeatureFrame {
        std::mem::replace(&mut self.frame, FeatureFrame::new(self.set.columns()))
    }

    /// The complete rows.
    #[must_use]
    pub const fn frame(&self) -> &FeatureFrame {
        &self.frame
    }

    /// BLAKE3 of the state of the operators and the grid; rows already complete do not count.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut sink = crate::digest::StateSink::default();
        for value in [self.every_ns, self.anchor_ns, self.end_ns.unwrap_or(UNKNOWN_TIME)] {
            sink.put_i64(value);
        }
        self.set.write_state(&mut sink);
        sink.finish()
    }

    #[inline]
    fn reach(&mut self, ts_ns: Nanos) -> Result<(), FeatureError> {
        match self.end_ns {
            _ if ts_ns == UNKNOWN_TIME => Err(FeatureError::NoTime),
            Some(end_ns) if ts_ns < end_ns => Ok(()),
            Some(end_ns) => self.complete_until(end_ns, ts_ns),
            None => {
                let into = (i128::from(ts_ns) - i128::from(self.anchor_ns)).rem_euclid(i128::from(self.every_ns));
                let end = i128::from(ts_ns) - into + i128::from(self.every_ns);
                self.end_ns = Some(Nanos::try_from(end).unwrap_or(Nanos::MAX));
                Ok(())
            }
        }
    }

    #[cold]
    fn complete_until(&mut self, mut end_ns: Nanos, ts_ns: Nanos) -> Result<(), FeatureError> {
        let rows = ts_ns.abs_diff(end_ns) / self.every_ns.unsigned_abs();
        if rows > MAX_EMPTY_ROWS {
            return Err(FeatureError::TimeJump { from_ns: self.set.now_ns(), to_ns: ts_ns, rows });
        }
        while ts_ns >= end_ns && end_ns < Nanos::MAX {
            self.complete(end_ns);
            end_ns = end_ns.saturating_add(self.every_ns);
        }
        self.end_ns = Some(end_ns);
        Ok(())
    }

    fn complete(&mut self, end_ns: Nanos) {
        self.set.sample(end_ns, &mut self.row);
        self.frame.push(end_ns.saturating_sub(self.every_ns), &self.row);
    }
}
