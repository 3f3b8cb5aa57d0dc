//! The simulated exchange as a feed of the engine: real ITCH bytes through the same decoder as a recorded day.

use crate::config::SimConfig;
use crate::exchange::{Advance, SimulatedExchange};
use plimsoll_engine::{Feed, FeedError, FeedState};
use plimsoll_types::{EventBatch, InstrumentTable, Nanos};
use plimsoll_wire::Decoder;
use plimsoll_wire::itch::{Framing, ItchDecoder, ItchSettings, Market};

/// Bytes generated at a time: about half of what fills a batch.
const PIECE: usize = 64 * 1_024;

/// A simulated session.
#[derive(Debug, Clone)]
pub struct SimFeed {
    exchange: SimulatedExchange,
    decoder: ItchDecoder,
    bytes: Vec<u8>,
    decoded: usize,
    delivered: u64,
    ended: bool,
}

impl SimFeed {
    /// A session that has not begun. Event times are UTC; instrument ids follow the order of the configuration.
    #[must_use]
    pub fn new(config: SimConfig) -> Self {
        let settings = ItchSettings {
            framing: Some(Framing::LengthPrefixed),
            midnight_ns: config.midnight_ns,
            market: Market::Nasdaq,
        };
        Self {
            exchange: SimulatedExchange::new(config),
            decoder: ItchDecoder::new(&settings),
            bytes: Vec::new(),
            decoded: 0,
            delivered: 0,
            ended: false,
        }
    }

    /// The exchange behind it; what it has published may be ahead of what was decoded.
    #[must_use]
    pub fn exchange(&self) -> &SimulatedExchange {
        &self.exchange
    }

    /// Decodes what is waiting; `false` when the batch is full before all of it is.
    fn decode(&mut self, batch: &mut EventBatch) -> Result<bool, FeedError> {
        let before = batch.units;
        let outcome = self.decoder.decode(&self.bytes[self.decoded..], false, batch);
        self.delivered += batch.units - before;
        let damaged =
            |source| FeedError::Damaged { input: "simulated exchange".to_owned(), kept: self.delivered, source };
        self.decoded += outcome.map_err(damaged)?;
        Ok(self.decoded == self.bytes.len())
    }
}

impl Feed for SimFeed {
    fn poll(&mut self, until_ns: Nanos, batch: &mut EventBatch) -> Result<FeedState, FeedError> {
        loop {
            if !self.decode(batch)? {
                return Ok(FeedState::More);
            }
            if self.ended {
                return Ok(FeedState::End);
            }
            self.bytes.clear();
            self.decoded = 0;
            let state = self.exchange.advance(until_ns, PIECE, &mut self.bytes);
            self.ended = state == Advance::Ended;
            if state == Advance::Reached && self.bytes.is_empty() {
                return Ok(FeedState::Idle);
            }
        }
    }

    fn instruments(&self) -> &InstrumentTable {
        self.decoder.instruments()
    }

    fn fork(&self) -> Option<Box<dyn Feed>> {
        Some(Box::new(self.clone()))
    }
}
