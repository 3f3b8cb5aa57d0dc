//! The simulated exchange: all instruments in one order of time, publishing one stream of bytes.

use crate::config::SimConfig;
use crate::listing::Listing;
use crate::market::Market;
use crate::publish::{Numbers, Publisher};
use crate::schedule::Schedule;
use plimsoll_types::Nanos;

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
}

impl SimulatedExchange {
    /// An exchange that has published nothing yet. Its books are already filled.
    #[must_use]
    pub fn new(config: SimConfig) -> Self {
        let mut numbers = Numbers::default();
        let mut listings: Vec<Listing> =
            config.instruments.iter().enumerate().map(|(nth, row)| Listing::new(&config, nth, row)).collect();
        let mut nowhere = Vec::new();
        for listing in &mut listings {
            listing.warm_up(config.warm_up_lifetimes, &mut Publisher::muted(&mut nowhere, &mut numbers));
        }
        let market = Market::new(&config);
        let mut due: Vec<Nanos> = vec![market.due()];
        due.extend(listings.iter().map(Listing::due));
        Self { schedule: Schedule::new(&due), config, listings, market, numbers: Numbers::default() }
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
        let full = out.len().saturating_add(max_bytes);
        let mut tape = Publisher::new(out, &mut self.numbers);
        loop {
            let (party, now) = self.schedule.next();
            if now == Nanos::MAX {
                return Advance::Ended;
            }
            if now > until_ns {
                return Advance::Reached;
            }
            if tape.len() >= full {
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
}
