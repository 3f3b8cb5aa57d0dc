//! The loop's state: books, features, recorders, trading, counters; advanced by one event at a time.

use crate::feature_plan::{FeaturePlan, is_gapped};
use crate::publish::PanelRecord;
use crate::recorder::Recorder;
use crate::seam::{MarketOnly, Trading};
use crate::state_hash::StateHash;
use plimsoll_book::{Applied, Books, ChecksumRule, OrderIdScope};
use plimsoll_types::{
    Bar, EventBatch, EventFlags, Instrument, InstrumentId, InstrumentTable, MarketBody, MarketEvent, Nanos,
    UNKNOWN_TIME,
};

/// Memory of one resting order in a copy of the books, its share of levels and index included (measured).
const ORDER_BYTES: u64 = 150;

/// Memory of one instrument in a copy, beside its orders.
const INSTRUMENT_BYTES: u64 = 4_096;

/// Receives the record streams of the watched instruments.
pub trait PanelSink {
    /// One record of `instrument`.
    fn record(&mut self, instrument: InstrumentId, record: PanelRecord);
}

/// Nobody watches.
impl PanelSink for () {
    fn record(&mut self, _: InstrumentId, _: PanelRecord) {}
}

/// What was applied so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Input units: messages, rows, frames.
    pub units: u64,
    /// Events.
    pub events: u64,
    /// Sequence gaps told by the feed.
    pub gaps: u64,
    /// Levels taken from the file because they entered its window from outside.
    pub revealed: u64,
    /// Units dropped as damaged.
    pub damaged: u64,
    /// Events that the books refused or mended, by name in [`Books`].
    pub faults: u64,
}

/// The one trading loop's state.
#[derive(Debug, Clone)]
pub struct TradingLoop<T: Trading = MarketOnly> {
    books: Books,
    features: FeaturePlan,
    recorders: Vec<Option<Recorder>>,
    recorded: usize,
    checksums: Option<fn(&Instrument) -> ChecksumRule>,
    trading: T,
    counters: Counters,
    clock_ns: Nanos,
}

impl TradingLoop<MarketOnly> {
    /// A loop that watches and never trades.
    #[must_use]
    pub fn market_only(scope: OrderIdScope, features: FeaturePlan) -> Self {
        Self::new(scope, features, MarketOnly)
    }
}

impl<T: Trading> TradingLoop<T> {
    /// A loop before its first event.
    #[must_use]
    pub fn new(scope: OrderIdScope, features: FeaturePlan, trading: T) -> Self {
        Self {
            books: Books::new(scope),
            features,
            recorders: Vec::new(),
            recorded: 0,
            checksums: None,
            trading,
            counters: Counters::default(),
            clock_ns: UNKNOWN_TIME,
        }
    }

    /// Records the first `count` instruments to appear for the panels.
    #[must_use]
    pub fn recording_first(mut self, count: usize) -> Self {
        self.recorded = count;
        self
    }

    /// Compares the venue's checksums of each instrument's book by the rule that this gives for it.
    #[must_use]
    pub fn checking_with(mut self, rule: fn(&Instrument) -> ChecksumRule) -> Self {
        self.checksums = Some(rule);
        self
    }

    /// Records `instrument` too, from now on.
    pub fn record_also(&mut self, instrument: InstrumentId) {
        let index = instrument.index();
        if self.recorders.len() <= index {
            self.recorders.resize_with(index + 1, || None);
        }
        self.recorders[index].get_or_insert_with(Recorder::default);
    }

    /// Whether any instrument is, or will be, recorded.
    #[must_use]
    pub fn is_recording(&self) -> bool {
        self.recorded > 0 || !self.recorders.is_empty()
    }

    /// Records nothing from now on.
    pub fn stop_recording(&mut self) {
        self.recorded = 0;
        self.recorders.clear();
    }

    /// Lets what falls due up to `until_ns` happen without an event: the market is silent, the clock is not.
    pub fn pass_time(&mut self, until_ns: Nanos, instruments: &InstrumentTable) {
        self.trading.pass_time(until_ns, &self.books, instruments);
    }

    /// Applies one event to books, features, records and trading, in this order.
    pub fn apply(&mut self, event: &MarketEvent, instruments: &InstrumentTable, sink: &mut impl PanelSink) -> Applied {
        self.clock_ns = self.clock_ns.max(event.ts_venue_ns);
        self.trading.pass_time(self.clock_ns.saturating_sub(1), &self.books, instruments);
        self.close_columns(event.instrument, sink);
        self.check(event, instruments);
        let applied = self.books.apply(event);
        self.count(event, &applied);
        self.features.observe(self.clock_ns, event, &applied, &self.books, instruments);
        self.record(event, &applied, sink);
        self.trading.on_market(event, &applied, &self.books, instruments);
        applied
    }

    /// Tells the panels of a bar that an applied event pointed to.
    pub(crate) fn record_bar(&mut self, instrument: InstrumentId, bar: Bar, sink: &mut impl PanelSink) {
        let ts_ns = self.clock_ns;
        if recorder_of(&mut self.recorders, self.recorded, instrument).is_some() {
            sink.record(instrument, PanelRecord::Bar { ts_ns, bar });
        }
    }

    /// Counts the units of a batch whose events were all applied.
    pub fn count_units(&mut self, batch: &EventBatch) {
        self.counters.units += batch.units;
        self.counters.damaged += batch.damaged;
    }

    /// Ends the running columns of every recorded instrument: the feed is over.
    pub fn finish(&mut self, sink: &mut impl PanelSink) {
        self.features.finish();
        for (index, recorder) in self.recorders.iter_mut().enumerate() {
            let id = InstrumentId(u32::try_from(index).unwrap_or(u32::MAX));
            if let Some(recorder) = recorder {
                recorder.close_column(self.books.book(id), &mut |record| sink.record(id, record));
            }
        }
    }

    /// The books.
    #[must_use]
    pub fn books(&self) -> &Books {
        &self.books
    }

    /// Whether some book waits for a resync.
    #[must_use]
    pub fn any_gapped(&self) -> bool {
        self.books.iter().any(is_gapped)
    }

    /// The features, to close intervals.
    pub fn features_mut(&mut self) -> &mut FeaturePlan {
        &mut self.features
    }

    /// What trades on these books.
    #[must_use]
    pub fn trading(&self) -> &T {
        &self.trading
    }

    /// What trades on these books, to send commands and take reports.
    pub fn trading_mut(&mut self) -> &mut T {
        &mut self.trading
    }

    /// What traded on these books, the rest let go.
    #[must_use]
    pub fn into_trading(self) -> T {
        self.trading
    }

    /// What was applied so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// Venue time of the newest event; never runs back. [`UNKNOWN_TIME`] before the first.
    #[must_use]
    pub fn clock_ns(&self) -> Nanos {
        self.clock_ns
    }

    /// About how much memory a copy of this state takes.
    #[must_use]
    pub fn checkpoint_bytes(&self) -> u64 {
        self.books.resting_orders() as u64 * ORDER_BYTES + self.books.len() as u64 * INSTRUMENT_BYTES
    }

    /// A digest of every book and every feature; equal states have equal hashes whatever their history.
    #[must_use]
    pub fn state_hash(&self) -> StateHash {
        StateHash::of(|mut absorb| {
            self.books.digest(&mut absorb);
            self.features.digest(&mut absorb);
        })
    }

    /// The decimals of a checksum are known only when its instrument is: the rule is set with the first one.
    fn check(&mut self, event: &MarketEvent, instruments: &InstrumentTable) {
        if let (MarketBody::Checksum { .. }, Some(rule)) = (event.body, self.checksums)
            && let Some(instrument) = instruments.get(event.instrument)
        {
            self.books.set_checksum_rule(event.instrument, Some(rule(instrument)));
        }
    }

    fn count(&mut self, event: &MarketEvent, applied: &Applied) {
        self.counters.events += 1;
        self.counters.gaps += u64::from(matches!(event.body, MarketBody::Gap { .. }));
        self.counters.revealed += u64::from(event.flags.contains(EventFlags::REVEALED));
        self.counters.faults += u64::from(applied.fault.is_some());
    }

    fn close_columns(&mut self, instrument: InstrumentId, sink: &mut impl PanelSink) {
        let (clock_ns, books) = (self.clock_ns, &self.books);
        if let Some(recorder) = recorder_of(&mut self.recorders, self.recorded, instrument) {
            recorder.before(clock_ns, books.book(instrument), &mut |record| sink.record(instrument, record));
        }
    }

    fn record(&mut self, event: &MarketEvent, applied: &Applied, sink: &mut impl PanelSink) {
        let id = event.instrument;
        let clock_ns = self.clock_ns;
        if id == InstrumentId::ALL {
            for (index, recorder) in self.recorders.iter_mut().enumerate() {
                let id = InstrumentId(u32::try_from(index).unwrap_or(u32::MAX));
                if let Some(recorder) = recorder {
                    recorder.after(clock_ns, event, applied, &mut |record| sink.record(id, record));
                }
            }
        } else if let Some(recorder) = recorder_of(&mut self.recorders, self.recorded, id) {
            recorder.after(clock_ns, event, applied, &mut |record| sink.record(id, record));
        }
    }
}

fn recorder_of(recorders: &mut Vec<Option<Recorder>>, recorded: usize, id: InstrumentId) -> Option<&mut Recorder> {
    if id.index() < recorded && recorders.len() <= id.index() {
        recorders.resize_with(id.index() + 1, || None);
    }
    let slot = recorders.get_mut(id.index())?;
    if slot.is_none() && id.index() < recorded {
        *slot = Some(Recorder::default());
    }
    slot.as_mut()
}
