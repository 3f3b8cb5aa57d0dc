//! Which features the loop computes, per instrument.

use plimsoll_book::{Applied, Book, Books};
use plimsoll_features::{Depth, FeatureError, FeatureFrame, FeatureSet, Sampler, StateSink};
use plimsoll_types::{InstrumentId, InstrumentTable, Level, MarketBody, MarketEvent, Nanos, Price, Side};

/// The features of every instrument of a loop: none, read on demand, or sampled into rows.
#[derive(Debug, Clone, Default)]
pub struct FeaturePlan {
    template: Option<Runner>,
    runners: Vec<Option<Runner>>,
    bids: Vec<Level>,
    asks: Vec<Level>,
    failure: Option<FeatureError>,
}

#[derive(Debug, Clone)]
enum Runner {
    Continuous(FeatureSet),
    Sampled(Sampler),
}

impl FeaturePlan {
    /// No features.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The features of `spec`, kept current for every instrument.
    ///
    /// # Errors
    /// [`FeatureError`] naming the part of `spec` that is wrong.
    pub fn continuous(spec: &str) -> Result<Self, FeatureError> {
        Ok(Self { template: Some(Runner::Continuous(FeatureSet::parse(spec)?)), ..Self::default() })
    }

    /// The features of `spec`, sampled every `every_ns` nanoseconds for every instrument.
    ///
    /// # Errors
    /// [`FeatureError`] naming the part of `spec`, or the interval, that is wrong.
    pub fn sampled(spec: &str, every_ns: Nanos) -> Result<Self, FeatureError> {
        let sampler = Sampler::every(FeatureSet::parse(spec)?, every_ns)?;
        Ok(Self { template: Some(Runner::Sampled(sampler)), ..Self::default() })
    }

    /// Tells the features of one applied event at loop time `now_ns`. The loop does so for its own; a plan beside the loop
    /// is told by whoever owns it.
    pub fn observe(
        &mut self,
        now_ns: Nanos,
        event: &MarketEvent,
        applied: &Applied,
        books: &Books,
        instruments: &InstrumentTable,
    ) {
        if self.template.is_none() || self.failure.is_some() {
            return;
        }
        let outcome = match books.book(event.instrument) {
            Some(book) => self.observe_one(now_ns, event, applied, book, instruments),
            None => self.observe_all(now_ns, event),
        };
        self.failure = outcome.err();
    }

    fn observe_one(
        &mut self,
        now_ns: Nanos,
        event: &MarketEvent,
        applied: &Applied,
        book: Book<'_>,
        instruments: &InstrumentTable,
    ) -> Result<(), FeatureError> {
        let index = event.instrument.index();
        if self.runners.len() <= index {
            self.runners.resize_with(index + 1, || None);
        }
        let template = &self.template;
        let slot = &mut self.runners[index];
        if slot.is_none() {
            slot.clone_from(template);
        }
        let Some(runner) = slot else { return Ok(()) };
        if let Some(print) = applied.print {
            runner.on_trade(&plimsoll_types::TradePrint { ts_venue_ns: now_ns, ..print })?;
        }
        match event.body {
            MarketBody::Gap { .. } => return runner.on_unknown(now_ns),
            MarketBody::Resync => runner.on_resync(now_ns)?,
            _ if !event.is_last() => return Ok(()),
            _ => {}
        }
        if is_gapped(book) {
            return runner.on_unknown(now_ns);
        }
        let levels = runner.levels_needed();
        gather(book, Side::Buy, levels, &mut self.bids);
        gather(book, Side::Sell, levels, &mut self.asks);
        let tick = instruments.get(event.instrument).map_or(Price::UNSET, |instrument| instrument.tick);
        runner.on_depth(&Depth { ts_ns: now_ns, bids: &self.bids, asks: &self.asks, tick })
    }

    /// A venue-wide event: gaps and resyncs concern every instrument.
    fn observe_all(&mut self, now_ns: Nanos, event: &MarketEvent) -> Result<(), FeatureError> {
        for runner in self.runners.iter_mut().flatten() {
            match event.body {
                MarketBody::Gap { .. } => runner.on_unknown(now_ns)?,
                MarketBody::Resync => runner.on_resync(now_ns)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Completes the rows begun. Call it at the end of the feed.
    pub fn finish(&mut self) {
        for runner in self.runners.iter_mut().flatten() {
            if let Runner::Sampled(sampler) = runner {
                sampler.finish();
            }
        }
    }

    /// Time reached `now_ns`: completes the rows that ended, of quiet instruments too. How often this is called changes no
    /// row.
    pub fn on_time(&mut self, now_ns: Nanos) {
        for runner in self.runners.iter_mut().flatten() {
            if let Runner::Sampled(sampler) = runner
                && let Err(error) = sampler.on_time(now_ns)
            {
                self.failure.get_or_insert(error);
            }
        }
    }

    /// Hands the complete rows out, in order of instrument and time: start of the interval and the values.
    pub fn drain_rows(&mut self, mut each: impl FnMut(InstrumentId, Nanos, Vec<f64>)) {
        for (index, runner) in self.runners.iter_mut().enumerate() {
            let Some(Runner::Sampled(sampler)) = runner else { continue };
            if sampler.frame().is_empty() {
                continue;
            }
            let (id, frame) = (InstrumentId(u32::try_from(index).unwrap_or(u32::MAX)), sampler.take_frame());
            for (row, start_ns) in frame.ts_start_ns().iter().enumerate() {
                each(id, *start_ns, frame.columns().iter().map(|column| column[row]).collect());
            }
        }
    }

    /// Forgets everything seen: the features begin anew with the next event.
    pub fn restart(&mut self) {
        self.runners.clear();
        self.failure = None;
    }

    /// The complete rows of each instrument, taken out.
    pub fn take_frames(&mut self) -> Vec<(InstrumentId, FeatureFrame)> {
        let mut frames = Vec::new();
        for (index, runner) in self.runners.iter_mut().enumerate() {
            if let Some(Runner::Sampled(sampler)) = runner {
                frames.push((InstrumentId(u32::try_from(index).unwrap_or(u32::MAX)), sampler.take_frame()));
            }
        }
        frames
    }

    /// Why the features stopped, if they did: a time that cannot be, in the feed.
    #[must_use]
    pub fn failure(&self) -> Option<&FeatureError> {
        self.failure.as_ref()
    }

    /// Feeds the state of every feature to `sink`, in order of instrument.
    pub(crate) fn digest(&self, sink: &mut impl FnMut(&[u8])) {
        for (index, runner) in self.runners.iter().enumerate() {
            if let Some(runner) = runner {
                sink(&(index as u64).to_le_bytes());
                sink(&runner.digest());
            }
        }
    }
}

/// Whether the book waits for a resync.
pub(crate) fn is_gapped(book: Book<'_>) -> bool {
    matches!(book.freshness(), plimsoll_book::Freshness::Gapped(_))
}

/// Most features ask for the best level alone, which is at hand without a walk through the ladder.
#[inline]
fn gather(book: Book<'_>, side: Side, levels: usize, into: &mut Vec<Level>) {
    into.clear();
    match levels {
        0 => {}
        1 => into.extend(book.best(side)),
        _ => into.extend(book.levels(side).take(levels)),
    }
}

impl Runner {
    fn levels_needed(&self) -> usize {
        match self {
            Self::Continuous(set) => set.levels_needed(),
            Self::Sampled(sampler) => sampler.set().levels_needed(),
        }
    }

    fn on_trade(&mut self, print: &plimsoll_types::TradePrint) -> Result<(), FeatureError> {
        match self {
            Self::Continuous(set) => {
                set.on_trade(print);
                Ok(())
            }
            Self::Sampled(sampler) => sampler.on_trade(print),
        }
    }

    fn on_depth(&mut self, depth: &Depth<'_>) -> Result<(), FeatureError> {
        match self {
            Self::Continuous(set) => {
                set.on_depth(depth);
                Ok(())
            }
            Self::Sampled(sampler) => sampler.on_depth(depth),
        }
    }

    fn on_unknown(&mut self, ts_ns: Nanos) -> Result<(), FeatureError> {
        match self {
            Self::Continuous(set) => {
                set.on_unknown(ts_ns);
                Ok(())
            }
            Self::Sampled(sampler) => sampler.on_unknown(ts_ns),
        }
    }

    fn on_resync(&mut self, ts_ns: Nanos) -> Result<(), FeatureError> {
        match self {
            Self::Continuous(set) => {
                set.on_resync(ts_ns);
                Ok(())
            }
            Self::Sampled(sampler) => sampler.on_resync(ts_ns),
        }
    }

    fn digest(&self) -> [u8; 32] {
        match self {
            Self::Continuous(set) => {
                let mut sink = StateSink::default();
                set.write_state(&mut sink);
                sink.finish()
            }
            Self::Sampled(sampler) => sampler.digest(),
        }
    }
}
