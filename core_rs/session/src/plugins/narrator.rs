//! Turns applied events into what one plugin is told.

use super::event::PluginEvent;
use plimsoll_book::{Applied, Book, Freshness};
use plimsoll_engine::{FeaturePlan, Trading, TradingLoop};
use plimsoll_features::FeatureError;
use plimsoll_types::{
    InstrumentId, InstrumentTable, Level, MarketBody, MarketEvent, Nanos, Side, TradePrint, TradingStatus, UNKNOWN_TIME,
};

/// What a plugin wants to be told. Gaps and resyncs are always told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventRequest {
    /// These instruments only; all of them without.
    pub instruments: Option<Vec<u32>>,
    /// Best bid and offer.
    pub quotes: bool,
    /// Prints.
    pub trades: bool,
    /// Trading phases.
    pub phases: bool,
    /// Features, as a specification of the library; empty for none.
    pub features: String,
    /// Sampling interval of the features.
    pub every_ns: Nanos,
}

impl EventRequest {
    /// Who tells it.
    ///
    /// # Errors
    /// [`FeatureError`] naming the part of the specification, or the interval, that is wrong.
    pub fn narrator(&self) -> Result<Narrator, FeatureError> {
        let wanted = !self.features.trim().is_empty();
        let plan = if wanted { Some(FeaturePlan::sampled(&self.features, self.every_ns)?) } else { None };
        Ok(Narrator {
            request: self.clone(),
            plan,
            row_ends_ns: Nanos::MIN,
            since_ns: Nanos::MIN,
            told: Vec::new(),
            rows: Vec::new(),
        })
    }

    fn wants(&self, id: InstrumentId) -> bool {
        self.instruments.as_ref().is_none_or(|wanted| wanted.contains(&id.0))
    }
}

/// What the plugin believes of one instrument.
#[derive(Debug, Clone, Copy)]
struct Told {
    wanted: bool,
    bid: Level,
    ask: Level,
    status: TradingStatus,
    gapped: bool,
    best_changed: bool,
}

impl Told {
    const fn nothing(wanted: bool) -> Self {
        Self {
            wanted,
            bid: Level::EMPTY,
            ask: Level::EMPTY,
            status: TradingStatus::Unknown,
            gapped: false,
            best_changed: true,
        }
    }
}

/// Tells one plugin's story. The same events give the same story, in a session or without one.
#[derive(Debug, Clone)]
pub struct Narrator {
    request: EventRequest,
    plan: Option<FeaturePlan>,
    /// End of the running interval: no row is complete before.
    row_ends_ns: Nanos,
    /// Intervals that began earlier were not seen whole: their rows are not told.
    since_ns: Nanos,
    told: Vec<Told>,
    rows: Vec<(Nanos, InstrumentId, Vec<f64>)>,
}

impl Narrator {
    /// Begins the story in the middle of things: phases, gaps and best prices as they are.
    pub fn begin<T: Trading>(&mut self, state: &TradingLoop<T>, tell: &mut impl FnMut(PluginEvent)) {
        self.told.clear();
        self.go_on_from(state, tell);
    }

    /// Time jumped: what was told before does not lead to what follows. Every book told of is gapped, and whole again where
    /// it is whole.
    pub fn jumped<T: Trading>(&mut self, state: &TradingLoop<T>, tell: &mut impl FnMut(PluginEvent)) {
        let ts_ns = state.clock_ns();
        for (instrument, told) in (0..).map(InstrumentId).zip(&mut self.told) {
            if told.wanted && !told.gapped {
                tell(PluginEvent::Gap { instrument, ts_ns });
            }
            *told = Told { gapped: true, ..Told::nothing(told.wanted) };
        }
        self.go_on_from(state, tell);
    }

    fn go_on_from<T: Trading>(&mut self, state: &TradingLoop<T>, tell: &mut impl FnMut(PluginEvent)) {
        self.since_ns = state.clock_ns();
        self.row_ends_ns = Nanos::MIN;
        if let Some(plan) = &mut self.plan {
            plan.restart();
        }
        self.settle_all(state, tell);
    }

    /// Tells what an applied event means for the plugin: rows that it completes, then its own news.
    #[inline]
    pub fn applied<T: Trading>(
        &mut self,
        event: &MarketEvent,
        applied: &Applied,
        state: &TradingLoop<T>,
        instruments: &InstrumentTable,
        tell: &mut impl FnMut(PluginEvent),
    ) {
        let id = event.instrument;
        if self.plan.is_some() {
            self.sample(event, applied, state, instruments, tell);
        }
        let Some(book) = state.books().book(id) else { return self.settle_all(state, tell) };
        let ts_ns = state.clock_ns();
        let told = self.told_of(id);
        if !told.wanted {
            return;
        }
        told.best_changed |= applied.best_changed;
        if let Some(print) = applied.print
            && self.request.trades
        {
            tell(PluginEvent::Trade { instrument: id, print: TradePrint { ts_venue_ns: ts_ns, ..print } });
        }
        let at_once = matches!(event.body, MarketBody::Gap { .. } | MarketBody::Resync | MarketBody::Status { .. });
        if event.is_last() || at_once {
            self.settle(book, ts_ns, tell);
        }
    }

    /// Why the features stopped, if they did.
    #[must_use]
    pub fn failure(&self) -> Option<&FeatureError> {
        self.plan.as_ref().and_then(FeaturePlan::failure)
    }

    fn told_of(&mut self, id: InstrumentId) -> &mut Told {
        let index = id.index();
        while self.told.len() <= index {
            let next = InstrumentId(u32::try_from(self.told.len()).unwrap_or(u32::MAX));
            self.told.push(Told::nothing(self.request.wants(next)));
        }
        &mut self.told[index]
    }

    fn settle_all<T: Trading>(&mut self, state: &TradingLoop<T>, tell: &mut impl FnMut(PluginEvent)) {
        for book in state.books().iter() {
            let told = self.told_of(book.instrument());
            told.best_changed = true;
            if told.wanted {
                self.settle(book, state.clock_ns(), tell);
            }
        }
    }

    /// Tells what differs from what the plugin believes.
    #[inline]
    fn settle(&mut self, book: Book<'_>, ts_ns: Nanos, tell: &mut impl FnMut(PluginEvent)) {
        let instrument = book.instrument();
        let (quotes, phases) = (self.request.quotes, self.request.phases);
        let told = self.told_of(instrument);
        let gapped = matches!(book.freshness(), Freshness::Gapped(_));
        if gapped != told.gapped {
            told.gapped = gapped;
            told.best_changed = true;
            tell(if gapped {
                PluginEvent::Gap { instrument, ts_ns }
            } else {
                PluginEvent::Resync { instrument, ts_ns }
            });
        }
        if phases && book.status() != told.status {
            told.status = book.status();
            tell(PluginEvent::Phase { instrument, ts_ns, status: told.status });
        }
        if quotes && told.best_changed && !gapped {
            told.best_changed = false;
            let best = |side| book.best(side).map_or(Level::EMPTY, |level| Level { orders: 0, ..level });
            let (bid, ask) = (best(Side::Buy), best(Side::Sell));
            if (bid, ask) != (told.bid, told.ask) {
                (told.bid, told.ask) = (bid, ask);
                tell(PluginEvent::Quote { instrument, ts_ns, bid, ask });
            }
        }
    }

    fn sample<T: Trading>(
        &mut self,
        event: &MarketEvent,
        applied: &Applied,
        state: &TradingLoop<T>,
        instruments: &InstrumentTable,
        tell: &mut impl FnMut(PluginEvent),
    ) {
        let now_ns = state.clock_ns();
        let everyone = event.instrument == InstrumentId::ALL;
        let wanted =
            everyone || (state.books().book(event.instrument).is_some() && self.told_of(event.instrument).wanted);
        let Some(plan) = self.plan.as_mut().filter(|_| now_ns != UNKNOWN_TIME) else { return };
        if now_ns >= self.row_ends_ns {
            let every_ns = self.request.every_ns;
            plan.on_time(now_ns);
            plan.drain_rows(|id, start_ns, values| self.rows.push((start_ns, id, values)));
            self.row_ends_ns = (now_ns - now_ns.rem_euclid(every_ns)).saturating_add(every_ns);
            self.rows.sort_by_key(|(start_ns, id, _)| (*start_ns, *id));
            for (ts_start_ns, instrument, values) in self.rows.drain(..) {
                if ts_start_ns >= self.since_ns {
                    let ts_end_ns = ts_start_ns.saturating_add(every_ns);
                    tell(PluginEvent::Features { instrument, ts_start_ns, ts_end_ns, values });
                }
            }
        }
        if wanted {
            plan.observe(now_ns, event, applied, state.books(), instruments);
        }
    }
}
