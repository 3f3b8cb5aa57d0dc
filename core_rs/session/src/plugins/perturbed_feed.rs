//! Another future after an unchanged past: the look-ahead check compares what a plugin says before the fork.
//!
//! From the fork on the market is mirrored: prices are reflected at the middle of each book and moved some ticks, buyers
//! become sellers, quantities are multiplied. That is a market as valid as the original, in which every direction is the
//! opposite one, so that whatever was read from the future changes.

use plimsoll_book::{Book, Books, OrderIdScope};
use plimsoll_engine::{Feed, FeedError, FeedState};
use plimsoll_types::{
    Bar, EventBatch, EventFlags, InstrumentId, InstrumentTable, MarketBody, MarketEvent, Nanos, Price, Qty, Side,
};

/// Where the future begins to differ, and in what way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Perturbation {
    /// Events after this venue time are altered, none before.
    pub after_ns: Nanos,
    /// Equal seeds give equal futures.
    pub seed: u64,
}

/// A feed whose future is another one.
pub struct PerturbedFeed {
    inner: Box<dyn Feed>,
    what: Perturbation,
    books: Books,
    mirrors: Vec<Option<Mirror>>,
    clock_ns: Nanos,
    draws: u64,
    given: EventBatch,
}

/// How one instrument's numbers change: `centre - px`, `qty * factor`.
#[derive(Debug, Clone, Copy)]
struct Mirror {
    centre: i64,
    factor: i64,
}

impl PerturbedFeed {
    /// The events of `inner`, whose order ids are unique within `scope`.
    #[must_use]
    pub fn new(inner: Box<dyn Feed>, scope: OrderIdScope, what: Perturbation) -> Self {
        Self {
            inner,
            what,
            books: Books::new(scope),
            mirrors: Vec::new(),
            clock_ns: Nanos::MIN,
            draws: 0,
            given: EventBatch::default(),
        }
    }

    fn alter_all(&mut self, given: &EventBatch, batch: &mut EventBatch) {
        for event in &given.events {
            self.clock_ns = self.clock_ns.max(event.ts_venue_ns);
            if self.clock_ns <= self.what.after_ns {
                self.books.apply(event);
                batch.events.push(rebased(event, given, batch.bars.len()));
            } else {
                self.alter(event, given, batch);
            }
            if let MarketBody::Bar { index } = event.body {
                let bar = given.bars.get(index as usize).copied();
                let mirror = self.mirrors.get(event.instrument.index()).copied().flatten();
                batch.bars.extend(bar.map(|bar| mirror.map_or(bar, |mirror| mirror.bar(bar))));
            }
        }
    }

    fn alter(&mut self, event: &MarketEvent, given: &EventBatch, batch: &mut EventBatch) {
        let id = event.instrument;
        if id == InstrumentId::ALL {
            self.books.apply(event);
            batch.events.push(*event);
            return;
        }
        let mirror = self.mirror_of(event, given, batch);
        let event = rebased(event, given, batch.bars.len());
        let body = match mirror {
            None => event.body,
            Some(mirror) => mirror.body(event.body, 1 + i64::try_from(self.draw() % 3).unwrap_or(0)),
        };
        batch.events.push(MarketEvent { body, ..event });
    }

    /// The mirror of the event's instrument; the first time its book is turned round in it.
    fn mirror_of(&mut self, event: &MarketEvent, given: &EventBatch, batch: &mut EventBatch) -> Option<Mirror> {
        let index = event.instrument.index();
        if let Some(Some(mirror)) = self.mirrors.get(index) {
            return Some(*mirror);
        }
        let twice_mid = self.books.book(event.instrument).and_then(twice_mid).or_else(|| twice_price(event, given))?;
        let tick = self.inner.instruments().get(event.instrument).map_or(1, |known| known.tick.raw().max(1));
        let draw = self.draw();
        let ticks = 3 + i64::try_from(draw % 48).unwrap_or(0);
        let moved = if draw & (1 << 40) == 0 { ticks } else { -ticks };
        let factor = 2 + i64::try_from(draw >> 50 & 1).unwrap_or(0);
        let centre = twice_mid.saturating_add(moved.saturating_mul(tick));
        let mirror = Mirror { centre, factor };
        if let Some(book) = self.books.book(event.instrument) {
            turn_round(book, mirror, event, &mut batch.events);
        }
        if self.mirrors.len() <= index {
            self.mirrors.resize(index + 1, None);
        }
        self.mirrors[index] = Some(mirror);
        Some(mirror)
    }

    /// Splitmix64 over a counter.
    fn draw(&mut self) -> u64 {
        self.draws += 1;
        let mut z = self.what.seed ^ self.draws.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

impl Feed for PerturbedFeed {
    fn poll(&mut self, until_ns: Nanos, batch: &mut EventBatch) -> Result<FeedState, FeedError> {
        let mut given = std::mem::take(&mut self.given);
        given.clear();
        let outcome = self.inner.poll(until_ns, &mut given);
        self.alter_all(&given, batch);
        batch.units += given.units;
        batch.damaged += given.damaged;
        self.given = given;
        outcome
    }

    fn instruments(&self) -> &InstrumentTable {
        self.inner.instruments()
    }

    fn fork(&self) -> Option<Box<dyn Feed>> {
        Some(Box::new(Self {
            inner: self.inner.fork()?,
            what: self.what,
            books: self.books.clone(),
            mirrors: self.mirrors.clone(),
            clock_ns: self.clock_ns,
            draws: self.draws,
            given: EventBatch::default(),
        }))
    }

    fn fraction(&self) -> Option<f64> {
        self.inner.fraction()
    }
}

/// The event with its bar's place in the batch that it moves to.
fn rebased(event: &MarketEvent, given: &EventBatch, bars: usize) -> MarketEvent {
    match event.body {
        MarketBody::Bar { index } if (index as usize) < given.bars.len() => {
            MarketEvent { body: MarketBody::Bar { index: u32::try_from(bars).unwrap_or(u32::MAX) }, ..*event }
        }
        _ => *event,
    }
}

fn twice_mid(book: Book<'_>) -> Option<i64> {
    let best = |side| book.best(side).map(|level| level.px.raw());
    let (bid, ask) = (best(Side::Buy), best(Side::Sell));
    let one = bid.or(ask).or_else(|| book.last_trade().map(|print| print.px.raw()))?;
    Some(bid.unwrap_or(one).saturating_add(ask.unwrap_or(one)))
}

/// Of an instrument without a book: its first price.
fn twice_price(event: &MarketEvent, given: &EventBatch) -> Option<i64> {
    let px = match event.body {
        MarketBody::AddOrder { px, .. }
        | MarketBody::SetLevel { px, .. }
        | MarketBody::Trade { px, .. }
        | MarketBody::Auction { px, .. }
        | MarketBody::ExecuteOrder { px, .. } => px,
        MarketBody::Quote { bid_px, ask_px, .. } => {
            if bid_px.is_set() {
                bid_px
            } else {
                ask_px
            }
        }
        MarketBody::Bar { index } => given.bars.get(index as usize)?.open,
        _ => return None,
    };
    px.is_set().then(|| px.raw().saturating_mul(2))
}

/// Replaces the book by its mirror image, as part of the unit that `event` belongs to.
fn turn_round(book: Book<'_>, mirror: Mirror, event: &MarketEvent, events: &mut Vec<MarketEvent>) {
    let mut push = |body| events.push(MarketEvent { flags: EventFlags::SNAPSHOT, body, ..*event });
    push(MarketBody::Clear { side: None });
    if let Some(quote) = book.quote() {
        let side = |level: Option<plimsoll_types::Level>| level.map_or((Price::UNSET, Qty::ZERO), |l| (l.px, l.qty));
        let ((bid_px, bid_qty), (ask_px, ask_qty)) = (side(quote.bid), side(quote.ask));
        push(mirror.body(MarketBody::Quote { bid_px, bid_qty, ask_px, ask_qty }, 1));
    }
    for side in [Side::Buy, Side::Sell] {
        for detail in book.level_details(side) {
            let px = detail.level.px;
            for order in book.orders_at(side, px) {
                push(mirror.body(MarketBody::AddOrder { order_id: order.order_id, side, px, qty: order.qty }, 1));
            }
            if detail.anonymous_qty.raw() > 0 {
                let (qty, orders) = (detail.level.qty, detail.level.orders);
                push(mirror.body(MarketBody::SetLevel { side, px, qty, orders }, 1));
            }
        }
    }
}

impl Mirror {
    fn px(self, px: Price) -> Price {
        if px.is_set() { Price::from_raw(self.centre.saturating_sub(px.raw())) } else { px }
    }

    fn qty(self, qty: Qty) -> Qty {
        if qty.is_set() { Qty::from_raw(qty.raw().saturating_mul(self.factor)) } else { qty }
    }

    /// `jitter` multiplies prints that change no book.
    fn body(self, body: MarketBody, jitter: i64) -> MarketBody {
        use MarketBody as B;
        let (px, qty) = (|px| self.px(px), |qty| self.qty(qty));
        let turned = |side: Option<Side>| side.map(Side::opposite);
        match body {
            B::AddOrder { order_id, side, px: p, qty: q } => {
                B::AddOrder { order_id, side: side.opposite(), px: px(p), qty: qty(q) }
            }
            B::ExecuteOrder { order_id, qty: q, px: p, side } => {
                B::ExecuteOrder { order_id, qty: qty(q), px: px(p), side: turned(side) }
            }
            B::ReduceOrder { order_id, qty: q, px: p, side } => {
                B::ReduceOrder { order_id, qty: qty(q), px: px(p), side: turned(side) }
            }
            B::DeleteOrder { order_id, qty: q, px: p, side } => {
                B::DeleteOrder { order_id, qty: qty(q), px: px(p), side: turned(side) }
            }
            B::ReplaceOrder { order_id, new_order_id, px: p, qty: q } => {
                B::ReplaceOrder { order_id, new_order_id, px: px(p), qty: qty(q) }
            }
            B::AmendOrder { order_id, side, px: p, qty: q } => {
                B::AmendOrder { order_id, side: side.opposite(), px: px(p), qty: qty(q) }
            }
            B::SetLevel { side, px: p, qty: q, orders } => {
                B::SetLevel { side: side.opposite(), px: px(p), qty: qty(q), orders }
            }
            B::Clear { side } => B::Clear { side: turned(side) },
            B::Quote { bid_px, bid_qty, ask_px, ask_qty } => {
                B::Quote { bid_px: px(ask_px), bid_qty: qty(ask_qty), ask_px: px(bid_px), ask_qty: qty(bid_qty) }
            }
            B::Trade { px: p, qty: q, aggressor, match_id } => {
                let many = Qty::from_raw(qty(q).raw().saturating_mul(jitter));
                B::Trade { px: px(p), qty: many, aggressor: turned(aggressor), match_id }
            }
            B::Auction { kind, px: p, paired_qty, imbalance_qty, side } => B::Auction {
                kind,
                px: px(p),
                paired_qty: qty(paired_qty),
                imbalance_qty: qty(imbalance_qty),
                side: turned(side),
            },
            // It fits the venue's own book only.
            B::Checksum { .. } => B::Note { code: 0 },
            B::TradeBust { .. } | B::Bar { .. } | B::Status { .. } | B::Gap { .. } | B::Resync | B::Note { .. } => body,
        }
    }

    fn bar(self, bar: Bar) -> Bar {
        let (open, close) = (self.px(bar.open), self.px(bar.close));
        Bar { open, close, high: self.px(bar.low), low: self.px(bar.high), volume: self.qty(bar.volume), ..bar }
    }
}
