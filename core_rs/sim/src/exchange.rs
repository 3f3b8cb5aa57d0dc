//! The simulated exchange: all instruments in one order of time, publishing one stream of bytes.

use crate::config::SimConfig;
use crate::listing::Listing;
use crate::market::Market;
use crate::publish::{Numbers, Publisher};
use crate::schedule::Schedule;
use plimsoll_types::{
    EventBatch, EventFlags, InstrumentId, MarketBody, MarketEvent, Nanos, OrderId, Qty, Side, UNKNOWN_TIME,
};
use plimsoll_wire::itch::Framing;
use plimsoll_wire::itch::encode::Writer;

/// Why [`SimulatedExchange::advance`] came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advance {
    /// Everything up to the asked time is published.
    Reached,
    /// The asked number of bytes is published; there is more.
    Full,
    /// The session is over; nothing follows.
    Ended,
}

/// A seeded market of several instruments. A clone goes on exactly like the original.
#[derive(Debug, Clone)]
pub struct SimulatedExchange {
    config: SimConfig,
    listings: Vec<Listing>,
    market: Market,
    schedule: Schedule,
    numbers: Numbers,
    writer: Writer,
}

impl SimulatedExchange {
    /// An exchange that has published nothing yet. Its books are already filled. A configuration put together by hand should
    /// pass [`SimConfig::check`] first; from others comes a market that makes no sense.
    #[must_use]
    pub fn new(config: SimConfig) -> Self {
        let mut numbers = Numbers::default();
        let mut listings: Vec<Listing> =
            config.instruments.iter().enumerate().map(|(nth, row)| Listing::new(&config, nth, row)).collect();
        let mut nowhere = Writer::new(Framing::LengthPrefixed);
        for listing in &mut listings {
            listing.warm_up(config.warm_up_lifetimes, &mut Publisher::muted(&mut nowhere, &mut numbers));
        }
        let market = Market::new(&config);
        let mut due: Vec<Nanos> = vec![market.due()];
        due.extend(listings.iter().map(Listing::due));
        Self { schedule: Schedule::new(&due), config, listings, market, numbers: Numbers::default(), writer: nowhere }
    }

    /// What it was made from.
    #[must_use]
    pub fn config(&self) -> &SimConfig {
        &self.config
    }

    /// Messages published so far.
    #[must_use]
    pub fn messages(&self) -> u64 {
        self.numbers.messages
    }

    /// Orders resting in the book of each instrument.
    #[must_use]
    pub fn resting_orders(&self) -> Vec<u32> {
        self.listings.iter().map(|listing| listing.flow.book.len()).collect()
    }

    /// Appends to `out` what is published up to and including `until_ns`, as ITCH 5.0 messages each behind its two-byte
    /// length. Stops soon after `max_bytes`, at the end of a message; calls in pieces give the bytes of one call.
    pub fn advance(&mut self, until_ns: Nanos, max_bytes: usize, out: &mut Vec<u8>) -> Advance {
        let state = self.publish(until_ns, max_bytes);
        out.extend_from_slice(self.writer.bytes());
        self.writer.clear();
        state
    }

    fn publish(&mut self, until_ns: Nanos, max_bytes: usize) -> Advance {
        let mut tape = Publisher::new(&mut self.writer, &mut self.numbers);
        loop {
            let (party, now) = self.schedule.next();
            if now == Nanos::MAX {
                return Advance::Ended;
            }
            if now > until_ns {
                return Advance::Reached;
            }
            if tape.len() >= max_bytes {
                return Advance::Full;
            }
            tape.at(now, self.config.midnight_ns);
            match party.checked_sub(1) {
                None => self.market.step(now, &self.config, &mut self.listings, &mut self.schedule, &mut tape),
                Some(nth) => {
                    let listing = &mut self.listings[nth];
                    listing.speak(&mut tape);
                    listing.step(now, &self.config, &mut tape);
                    self.schedule.set(party, listing.due());
                }
            }
        }
    }

    /// Appends the whole state of all books as they stand, as a snapshot that replaces whatever a reader holds: a venue's
    /// recovery service. All of it is one unit.
    pub(crate) fn snapshot(&self, ts_venue_ns: Nanos, batch: &mut EventBatch) {
        let mut say = |instrument, flags, body| {
            let flags = EventFlags::SNAPSHOT.with(flags);
            batch.events.push(MarketEvent { ts_venue_ns, ts_recv_ns: UNKNOWN_TIME, instrument, flags, body });
        };
        for (nth, listing) in self.listings.iter().enumerate() {
            let instrument = InstrumentId(nth as u32);
            let mut tell = |body| say(instrument, EventFlags::default(), body);
            tell(MarketBody::Clear { side: None });
            tell(MarketBody::Status { status: listing.status(), reason: [0; 4] });
            for side in [Side::Buy, Side::Sell] {
                for slot in listing.flow.book.in_priority(side) {
                    let order = listing.flow.book.get(slot);
                    let px = listing.price(order.tick);
                    let qty = Qty::from_raw(i64::from(order.qty) * Qty::ONE);
                    tell(MarketBody::AddOrder { order_id: OrderId(order.reference), side, px, qty });
                }
            }
        }
        say(InstrumentId::ALL, EventFlags::LAST, MarketBody::Resync);
        batch.units += 1;
    }
}
