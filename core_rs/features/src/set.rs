//! A set of operators fed together.

use crate::book_state::{BookSource, BookState, BookStep, Depth, Span};
use crate::definition::FeatureKind;
use crate::digest::StateSink;
use crate::error::FeatureError;
use crate::operator::{Moment, Operator, Sample};
use crate::spec::{self, Request};
use plimsoll_types::{EventFlags, Nanos, Price, Side, TradePrint};
use std::ops::Range;

/// Whether a print counts for the operators: printable, with a price and a quantity.
pub(crate) fn counts(trade: &TradePrint) -> bool {
    !trade.flags.contains(EventFlags::NON_PRINTABLE) && trade.px.is_set() && trade.qty.raw() > 0
}

struct Member {
    operator: Box<dyn Operator>,
    kind: FeatureKind,
    levels: usize,
    outputs: Range<usize>,
}

impl Clone for Member {
    fn clone(&self) -> Self {
        Self { operator: self.operator.fork(), outputs: self.outputs.clone(), ..*self }
    }
}

/// The operators of one specification on one instrument. A clone goes on equally: the checkpoint of a set is its clone.
#[derive(Clone)]
pub struct FeatureSet {
    members: Vec<Member>,
    columns: Vec<String>,
    on_book: Vec<usize>,
    on_mid: Vec<usize>,
    on_trade: Vec<usize>,
    levels: usize,
    book: BookState,
    scratch: BookState,
    now_ns: Nanos,
    last_px: Price,
    missing: bool,
    missed: bool,
}

impl std::fmt::Debug for FeatureSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FeatureSet").field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl FeatureSet {
    /// The set that a specification such as `ofi,mid,ema(half_life=30s)` asks for.
    ///
    /// # Errors
    /// [`FeatureError`] naming the item and what is wrong with it.
    pub fn parse(spec: &str) -> Result<Self, FeatureError> {
        let mut set = Self {
            members: Vec::new(),
            columns: Vec::new(),
            on_book: Vec::new(),
            on_mid: Vec::new(),
            on_trade: Vec::new(),
            levels: 0,
            book: BookState::default(),
            scratch: BookState::default(),
            now_ns: Nanos::MIN,
            last_px: Price::UNSET,
            missing: false,
            missed: false,
        };
        for request in spec::parse(spec)? {
            set.join(&request)?;
        }
        Ok(set)
    }

    fn join(&mut self, request: &Request) -> Result<(), FeatureError> {
        let def = request.def;
        let operator = (def.build)(&request.params)?;
        let levels = (def.levels)(&request.params);
        let first = self.columns.len();
        match (def.outputs)(&request.params) {
            names if names.is_empty() => self.columns.push(request.column.clone()),
            names => self.columns.extend(names.iter().map(|n| format!("{}.{n}", request.column))),
        }
        let at = self.members.len();
        if operator.hears().book {
            self.on_book.push(at);
        }
        if operator.hears().mid {
            self.on_mid.push(at);
        }
        if operator.hears().trades {
            self.on_trade.push(at);
        }
        self.levels = self.levels.max(levels);
        self.members.push(Member { operator, kind: def.kind, levels, outputs: first..self.columns.len() });
        Ok(())
    }

    /// Names of the values, in order.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Book levels that the set needs; zero where trades are enough.
    #[must_use]
    pub const fn levels_needed(&self) -> usize {
        self.levels
    }

    /// Refuses an input that carries fewer levels than a feature needs, rather than computing it from fewer.
    ///
    /// # Errors
    /// [`FeatureError::TooFewLevels`] naming the feature.
    pub fn check_levels(&self, carried: usize) -> Result<(), FeatureError> {
        match self.members.iter().find(|m| m.levels > carried) {
            None => Ok(()),
            Some(member) => Err(FeatureError::TooFewLevels {
                column: self.columns[member.outputs.start].clone(),
                wanted: member.levels,
                carried,
            }),
        }
    }

    /// Time of the last input, UTC nanoseconds; earlier times handed in count as this one.
    #[must_use]
    pub const fn now_ns(&self) -> Nanos {
        self.now_ns
    }

    /// The book after a unit of the feed. Handing in the same book again changes nothing.
    pub fn on_depth(&mut self, depth: &Depth<'_>) {
        self.take_book(depth);
    }

    /// As [`on_depth`](Self::on_depth), from wherever the book is.
    pub(crate) fn take_book(&mut self, source: &impl BookSource) {
        self.now_ns = self.now_ns.max(source.ts_ns());
        self.missing = false;
        let changed = self.scratch.load(source, self.levels, &self.book);
        if !changed.iter().all(|span| span.is_none()) || self.scratch.differs_beside_levels(&self.book) {
            self.step_book(changed);
        }
    }

    /// A trade. Prints that are not printable, without price or without quantity are passed over.
    pub fn on_trade(&mut self, trade: &TradePrint) {
        self.now_ns = self.now_ns.max(trade.ts_venue_ns);
        if !counts(trade) {
            return;
        }
        let trade = TradePrint { ts_venue_ns: self.now_ns, ..*trade };
        self.last_px = trade.px;
        for &at in &self.on_trade {
            self.members[at].operator.on_trade(&trade);
        }
    }

    /// Time reached `now_ns` without an event.
    pub fn on_time(&mut self, now_ns: Nanos) {
        self.now_ns = self.now_ns.max(now_ns);
        for member in &mut self.members {
            member.operator.on_time(self.now_ns);
        }
    }

    /// Events are missing from here on until the next depth or [`on_resync`](Self::on_resync): what follows from the
    /// book is NaN until then, and interval features are NaN in every interval that this touches.
    pub fn on_unknown(&mut self, ts_ns: Nanos) {
        self.now_ns = self.now_ns.max(ts_ns);
        self.missing = true;
        self.missed = true;
        self.scratch.forget();
        let gone = |side| Span { from: 0, to: self.book.levels(side).len() };
        self.step_book([gone(Side::Buy), gone(Side::Sell)]);
    }

    /// No more events are missing, in a feed without books.
    pub fn on_resync(&mut self, ts_ns: Nanos) {
        self.now_ns = self.now_ns.max(ts_ns);
        self.missing = false;
    }

    fn step_book(&mut self, changed: [Span; 2]) {
        let step = BookStep { ts_ns: self.now_ns, before: &self.book, after: &self.scratch, changed };
        for &at in &self.on_book {
            self.members[at].operator.on_book(&step);
        }
        if self.book.twice_mid() != self.scratch.twice_mid() {
            for &at in &self.on_mid {
                self.members[at].operator.on_book(&step);
            }
        }
        std::mem::swap(&mut self.book, &mut self.scratch);
    }

    /// Writes the values as of [`now_ns`](Self::now_ns), one per column; reading changes nothing.
    ///
    /// # Panics
    /// Never for an `out` as long as [`columns`](Self::columns).
    pub fn read(&self, out: &mut [f64]) {
        let moment = Moment { now_ns: self.now_ns, book: &self.book };
        for member in &self.members {
            let place = &mut out[member.outputs.clone()];
            if member.kind == FeatureKind::Interval && self.missed {
                place.fill(f64::NAN);
            } else {
                member.operator.values(&moment, place);
            }
        }
    }

    /// Ends a sampling interval at `end_ns`: feeds the chained operators, writes the values, begins the next interval.
    pub fn sample(&mut self, end_ns: Nanos, out: &mut [f64]) {
        self.on_time(end_ns);
        let sample = Sample { ts_ns: end_ns, mid: self.book.mid(), last_px: self.last_px.to_f64() };
        for member in &mut self.members {
            member.operator.on_sample(&sample);
        }
        self.read(out);
        for member in &mut self.members {
            member.operator.end_interval();
        }
        self.missed = self.missing;
    }

    /// Back to the state before the first event: a new session.
    pub fn reset(&mut self) {
        for member in &mut self.members {
            member.operator.reset();
        }
        self.book = BookState::default();
        self.scratch = BookState::default();
        self.last_px = Price::UNSET;
        self.missing = false;
        self.missed = false;
        self.now_ns = Nanos::MIN;
    }

    /// Writes the whole state canonically: sets that will go on equally write the same.
    pub fn write_state(&self, sink: &mut StateSink) {
        self.columns.iter().for_each(|c| sink.put_text(c));
        self.book.digest(sink);
        sink.put_i64(self.now_ns);
        sink.put_i64(self.last_px.raw());
        sink.put_bool(self.missing);
        sink.put_bool(self.missed);
        for member in &self.members {
            member.operator.digest(sink);
        }
    }

    /// BLAKE3 of the state, for the engine's state hash.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut sink = StateSink::default();
        self.write_state(&mut sink);
        sink.finish()
    }
}
