//! All books of a session, and the dispatch of events to them.

use crate::book::Book;
use crate::checksum::ChecksumRule;
use crate::fault::{BookFault, FaultCounts};
use crate::index::OrderIndex;
use crate::level_map::{LevelMap, Owner};
use crate::prefetch::prefetch;
use crate::state::BookState;
use crate::store::{NIL, Store};
use plimsoll_types::{EventFlags, InstrumentId, MarketBody, MarketEvent, OrderId, Side, TradePrint};

/// Instruments that one [`Books`] holds at most; ids beyond are a fault.
pub const MAX_INSTRUMENTS: usize = 1 << 20;

/// How many events ahead the entries that lead to records are fetched.
const ENTRIES_AHEAD: usize = 16;
/// The same for the records.
const RECORDS_AHEAD: usize = 7;
/// The same for what the records name: an order's level and neighbours in the queue.
const NEIGHBOURS_AHEAD: usize = 3;
/// Order slots from which records are no longer all in the processor's own caches: below, fetching ahead costs more than
/// it gains.
const FETCHED_FROM: usize = 1 << 16;

/// Within what an order id is unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OrderIdScope {
    /// The whole feed (ITCH order references): one index for all instruments. An event that names an order of another
    /// instrument is [`BookFault::WrongInstrument`].
    #[default]
    Feed,
    /// One instrument (most crypto venues, CME): an index for each.
    Instrument,
}

/// What one event did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Applied {
    /// The trade that it shows on the tape.
    pub print: Option<TradePrint>,
    /// Price, quantity or order count of a best level may have changed (never `false` when one did).
    pub best_changed: bool,
    /// What was wrong with it; counted in the book already.
    pub fault: Option<BookFault>,
}

impl Applied {
    pub(crate) const NOTHING: Self = Self { print: None, best_changed: false, fault: None };

    pub(crate) const fn fault(kind: BookFault) -> Self {
        Self { print: None, best_changed: false, fault: Some(kind) }
    }

    pub(crate) const fn best(best_changed: bool) -> Self {
        Self { print: None, best_changed, fault: None }
    }
}

/// An [`Applied`] without print: small enough to be returned in a register.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effect {
    pub(crate) best_changed: bool,
    pub(crate) fault: Option<BookFault>,
}

impl Effect {
    pub(crate) const NOTHING: Self = Self { best_changed: false, fault: None };

    pub(crate) const fn fault(kind: BookFault) -> Self {
        Self { best_changed: false, fault: Some(kind) }
    }

    pub(crate) const fn best(best_changed: bool) -> Self {
        Self { best_changed, fault: None }
    }

    fn without(self, excused: BookFault) -> Self {
        Self { fault: self.fault.filter(|fault| *fault != excused), ..self }
    }
}

/// Whether an event says how the book is, not what happened to it: orders may have left where the feed does not tell.
const fn is_seed(event: &MarketEvent) -> bool {
    event.flags.contains(EventFlags::SNAPSHOT) || event.flags.contains(EventFlags::REVEALED)
}

impl From<Effect> for Applied {
    #[inline]
    fn from(effect: Effect) -> Self {
        Self { print: None, best_changed: effect.best_changed, fault: effect.fault }
    }
}

/// The books of all instruments. A clone is a checkpoint.
#[derive(Debug, Clone)]
pub struct Books {
    pub(crate) states: Vec<BookState>,
    pub(crate) store: Store,
    pub(crate) levels: LevelMap,
    pub(crate) indexes: Vec<OrderIndex>,
    /// Of an instrument's id, the bits that choose its index: none or all.
    pub(crate) scope_mask: u32,
    /// What a book of an instrument not seen before starts as: it inherits venue-wide halts and gaps.
    pub(crate) fresh: BookState,
    /// Faults of events that belong to no book.
    pub(crate) stray_faults: FaultCounts,
}

impl Default for Books {
    fn default() -> Self {
        Self::new(OrderIdScope::Feed)
    }
}

impl Books {
    /// No instruments yet; they come with their events.
    #[must_use]
    pub fn new(scope: OrderIdScope) -> Self {
        Self {
            states: Vec::new(),
            store: Store::new(),
            levels: LevelMap::new(),
            indexes: vec![OrderIndex::default()],
            scope_mask: if scope == OrderIdScope::Instrument { u32::MAX } else { 0 },
            fresh: BookState::new(),
            stray_faults: FaultCounts::default(),
        }
    }

    /// Applies one event. An event of [`InstrumentId::ALL`] goes to every book (statuses, gaps, resyncs and clears also
    /// to those that come later); for other bodies it is a fault.
    #[inline]
    pub fn apply(&mut self, event: &MarketEvent) -> Applied {
        if event.instrument.index() >= self.states.len() && !self.make_room(event.instrument) {
            return self.apply_outside(event);
        }
        self.apply_to(event, event.instrument)
    }

    /// Applies `events` in order and calls `each` after every one with what it did and the book it went to (`None` for
    /// venue-wide ones). Faster than [`apply`](Self::apply) in a loop: it looks ahead for orders that are not in cache.
    #[inline]
    pub fn apply_all(
        &mut self,
        events: &[MarketEvent],
        mut each: impl FnMut(&MarketEvent, &Applied, Option<Book<'_>>),
    ) {
        let large = self.store.order_slots() >= FETCHED_FROM;
        for (at, event) in events.iter().enumerate() {
            if large {
                self.fetch_ahead(events, at);
            }
            let applied = self.apply(event);
            each(event, &applied, self.book(event.instrument));
        }
    }

    /// Fetches what the events some way behind `events[at]` will need. Only a hint: it changes nothing. It does the same
    /// for every event, right or not, because asking what the event is would cost more than a useless fetch.
    /// In small books, which the processor's caches hold anyway, it does nothing.
    #[inline]
    pub fn look_ahead(&self, events: &[MarketEvent], at: usize) {
        if self.store.order_slots() >= FETCHED_FROM {
            self.fetch_ahead(events, at);
        }
    }

    #[inline]
    fn fetch_ahead(&self, events: &[MarketEvent], at: usize) {
        if let Some(event) = events.get(at + ENTRIES_AHEAD) {
            self.fetch_entries(event);
        }
        if let Some(event) = events.get(at + RECORDS_AHEAD) {
            let (slot, level) = self.guess(event);
            prefetch(self.store.order(*slot));
            prefetch(level);
        }
        if let Some(event) = events.get(at + NEIGHBOURS_AHEAD) {
            let (slot, level) = self.guess(event);
            let order = self.store.order(*slot);
            prefetch(self.store.level(order.level));
            prefetch(self.store.order(order.prev));
            prefetch(self.store.order(order.next));
            prefetch(self.store.level(*level));
        }
    }

    /// The book and the entries that lead to records.
    #[inline]
    fn fetch_entries(&self, event: &MarketEvent) {
        if let Some(state) = self.states.get(event.instrument.index()) {
            prefetch(state);
        }
        let (slot, level) = self.guess(event);
        prefetch(slot);
        prefetch(level);
    }

    /// Where the slots of the event's order, and of the level of a new order, should be.
    #[inline]
    fn guess(&self, event: &MarketEvent) -> (&u32, &u32) {
        let id = match event.body {
            MarketBody::AddOrder { order_id, .. }
            | MarketBody::ExecuteOrder { order_id, .. }
            | MarketBody::ReduceOrder { order_id, .. }
            | MarketBody::DeleteOrder { order_id, .. }
            | MarketBody::ReplaceOrder { order_id, .. }
            | MarketBody::AmendOrder { order_id, .. } => order_id.0,
            _ => 0,
        };
        let (side, px) = match event.body {
            MarketBody::AddOrder { side, px, .. } => (side, px.raw()),
            _ => (Side::Buy, 0),
        };
        let index = self.indexes.get(self.index_number(event.instrument));
        (index.map_or(&NIL, |index| index.place(id)), self.levels.first_guess(Owner::new(event.instrument, side), px))
    }

    #[inline]
    pub(crate) const fn index_number(&self, instrument: InstrumentId) -> usize {
        (instrument.0 & self.scope_mask) as usize
    }

    /// The live order's slot in `instrument`'s id scope, or `NIL`.
    #[inline]
    pub(crate) fn slot_of(&self, instrument: InstrumentId, id: OrderId) -> u32 {
        self.indexes.get(self.index_number(instrument)).map_or(NIL, |index| index.get(id.0))
    }

    #[inline]
    fn apply_to(&mut self, event: &MarketEvent, instrument: InstrumentId) -> Applied {
        self.states[instrument.index()].note_time(event);
        let mut applied = Applied::NOTHING;
        let effect = match event.body {
            MarketBody::AddOrder { order_id, side, px, qty } => self.add_order(instrument, order_id, side, px, qty),
            MarketBody::ReduceOrder { order_id, qty, px, side } => {
                self.reduce_order(instrument, order_id, qty, px, side)
            }
            MarketBody::DeleteOrder { order_id, qty, px, side } => {
                self.delete_order(instrument, order_id, qty, px, side)
            }
            MarketBody::ReplaceOrder { order_id, new_order_id, px, qty } => {
                self.replace_order(instrument, order_id, new_order_id, px, qty)
            }
            MarketBody::AmendOrder { order_id, side, px, qty } => self.amend_order(instrument, order_id, side, px, qty),
            MarketBody::SetLevel { side, px, qty, orders } => {
                let effect = self.set_level(instrument, side, px, qty, orders);
                if is_seed(event) { effect.without(BookFault::LevelBelowOrders) } else { effect }
            }
            MarketBody::ExecuteOrder { order_id, qty, px, side } => {
                applied = self.execute_order(event, instrument, order_id, qty, px, side);
                Effect { best_changed: applied.best_changed, fault: applied.fault }
            }
            _ => {
                applied = self.apply_state(event, instrument);
                Effect { best_changed: applied.best_changed, fault: applied.fault }
            }
        };
        self.finish(event, instrument, effect);
        Applied { print: applied.print, ..effect.into() }
    }

    /// What every event ends with: fault counts, and at the end of a unit the crossed state and the depth limit.
    #[inline]
    fn finish(&mut self, event: &MarketEvent, instrument: InstrumentId, effect: Effect) {
        let state = &mut self.states[instrument.index()];
        if let Some(fault) = effect.fault {
            state.faults.count(fault);
        }
        if event.is_last() {
            state.note_crossing();
            if state.depth_limit > 0 {
                self.cut_depth(instrument);
            }
        }
    }

    /// Grows to hold `instrument`; `false` where it is none.
    #[cold]
    pub(crate) fn make_room(&mut self, instrument: InstrumentId) -> bool {
        if instrument.index() >= MAX_INSTRUMENTS {
            return false;
        }
        let fresh = &self.fresh;
        self.states.resize_with(instrument.index() + 1, || fresh.clone());
        if self.scope_mask != 0 {
            self.indexes.resize_with(instrument.index() + 1, OrderIndex::default);
        }
        true
    }

    #[cold]
    fn apply_outside(&mut self, event: &MarketEvent) -> Applied {
        let everywhere = matches!(
            event.body,
            MarketBody::Status { .. } | MarketBody::Gap { .. } | MarketBody::Resync | MarketBody::Clear { .. }
        );
        if event.instrument == InstrumentId::ALL && matches!(event.body, MarketBody::Note { .. }) {
            return Applied::NOTHING;
        }
        if event.instrument != InstrumentId::ALL || !everywhere {
            self.stray_faults.count(BookFault::UnknownInstrument);
            return Applied::fault(BookFault::UnknownInstrument);
        }
        self.fresh.apply_venue_wide(event);
        let mut whole = Applied::NOTHING;
        for number in 0..self.states.len() {
            let Ok(number) = u32::try_from(number) else { break };
            whole.best_changed |= self.apply_to(event, InstrumentId(number)).best_changed;
        }
        whole
    }

    /// The book of `id`; `None` before its first event.
    #[inline]
    #[must_use]
    pub fn book(&self, id: InstrumentId) -> Option<Book<'_>> {
        Some(Book { instrument: id, state: self.states.get(id.index())?, books: self })
    }

    /// All books in order of id, those never spoken of included.
    pub fn iter(&self) -> impl Iterator<Item = Book<'_>> {
        (0_u32..).map_while(|number| self.book(InstrumentId(number)))
    }

    /// Number of books; their ids are below it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.states.len()
    }

    /// Whether no instrument was seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }

    /// Known orders resting in all books.
    #[must_use]
    pub fn resting_orders(&self) -> usize {
        self.indexes.iter().map(OrderIndex::len).sum()
    }

    /// Faults of all books, and of events that belong to none.
    #[must_use]
    pub fn faults(&self) -> FaultCounts {
        let mut sum = self.stray_faults;
        for state in &self.states {
            sum.merge(&state.faults);
        }
        sum
    }

    /// From now on compares the venue's checksums of `id` by `rule`; `None` ignores them. Returns whether `id` is in range.
    pub fn set_checksum_rule(&mut self, id: InstrumentId, rule: Option<ChecksumRule>) -> bool {
        let known = id.index() < self.states.len() || self.make_room(id);
        if let Some(state) = self.states.get_mut(id.index()) {
            state.checksum = rule;
        }
        known
    }

    /// Drops levels of `id` beyond the best `levels` of each side after every unit, for feeds that say nothing more of
    /// levels which leave their window (Kraken, Bitfinex); 0 keeps all. Returns whether `id` is in range.
    pub fn set_depth_limit(&mut self, id: InstrumentId, levels: usize) -> bool {
        let known = id.index() < self.states.len() || self.make_room(id);
        if let Some(state) = self.states.get_mut(id.index()) {
            state.depth_limit = levels;
        }
        known
    }
}
