//! A feed that fails on schedule, to prove that the terminal shows it: silence, loss, recovery.

use crate::feed::SimFeed;
use plimsoll_engine::{Feed, FeedError, FeedState};
use plimsoll_types::{
    EventBatch, EventFlags, InstrumentId, InstrumentTable, MarketBody, MarketEvent, Nanos, UNKNOWN_TIME,
};

/// One failure. Times are UTC nanoseconds of the session; failures are scheduled one after the other, not overlapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedFault {
    /// Nothing arrives from `from_ns` until `to_ns`; then everything missed arrives at once, as on a stalled connection.
    Silence {
        /// First instant that is not delivered.
        from_ns: Nanos,
        /// When delivery goes on.
        to_ns: Nanos,
    },
    /// What is published from `from_ns` until just before `to_ns` never arrives. The first thing to arrive tells of the
    /// gap; at `resync_ns` a snapshot of all books makes them whole again.
    Loss {
        /// First instant that is lost.
        from_ns: Nanos,
        /// First instant that arrives again.
        to_ns: Nanos,
        /// When the snapshot comes, at `to_ns` or later.
        resync_ns: Nanos,
    },
}

impl FeedFault {
    const fn begins(self) -> Nanos {
        match self {
            Self::Silence { from_ns, .. } | Self::Loss { from_ns, .. } => from_ns,
        }
    }
}

/// A simulated feed with scheduled failures.
#[derive(Debug, Clone)]
pub struct FaultyFeed {
    feed: SimFeed,
    faults: Vec<FeedFault>,
    next: usize,
    loss: Loss,
    units: u64,
}

/// How far the present loss has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loss {
    None,
    Dropping { expected: u64 },
    Gapped,
}

impl FaultyFeed {
    /// `feed` with these failures, in order of time.
    #[must_use]
    pub fn new(feed: SimFeed, mut faults: Vec<FeedFault>) -> Self {
        faults.sort_by_key(|fault| fault.begins());
        Self { feed, faults, next: 0, loss: Loss::None, units: 0 }
    }

    /// Passes on what the feed has up to and including `until_ns`.
    fn pass(&mut self, until_ns: Nanos, batch: &mut EventBatch) -> Result<FeedState, FeedError> {
        let before = batch.units;
        let state = self.feed.poll(until_ns, batch)?;
        self.units += batch.units - before;
        Ok(state)
    }

    /// Drops what the feed has up to and including `until_ns`.
    fn drop_until(&mut self, until_ns: Nanos) -> Result<(), FeedError> {
        let mut lost = EventBatch::default();
        while self.pass(until_ns, &mut lost)? == FeedState::More {
            lost.clear();
        }
        Ok(())
    }

    /// Works on a loss: `None` when it is over and the next failure's turn has come.
    fn lose(
        &mut self,
        (from_ns, to_ns, resync_ns): (Nanos, Nanos, Nanos),
        until_ns: Nanos,
        batch: &mut EventBatch,
    ) -> Result<Option<FeedState>, FeedError> {
        match self.loss {
            Loss::None => match self.pass(until_ns.min(from_ns - 1), batch)? {
                FeedState::Idle if until_ns >= from_ns => self.loss = Loss::Dropping { expected: self.units + 1 },
                state => return Ok(Some(state)),
            },
            Loss::Dropping { expected } => {
                self.drop_until(until_ns.min(to_ns - 1))?;
                if until_ns < to_ns {
                    return Ok(Some(FeedState::Idle));
                }
                push(batch, to_ns, MarketBody::Gap { expected, received: self.units + 1 });
                self.loss = Loss::Gapped;
            }
            Loss::Gapped => match self.pass(until_ns.min(resync_ns), batch)? {
                FeedState::More => return Ok(Some(FeedState::More)),
                state if until_ns < resync_ns => return Ok(Some(state)),
                _ => {
                    self.feed.exchange().snapshot(resync_ns, batch);
                    self.loss = Loss::None;
                    self.next += 1;
                    return Ok(None);
                }
            },
        }
        self.lose((from_ns, to_ns, resync_ns), until_ns, batch)
    }
}

fn push(batch: &mut EventBatch, ts_venue_ns: Nanos, body: MarketBody) {
    let (instrument, flags) = (InstrumentId::ALL, EventFlags::LAST);
    batch.events.push(MarketEvent { ts_venue_ns, ts_recv_ns: UNKNOWN_TIME, instrument, flags, body });
}

impl Feed for FaultyFeed {
    fn poll(&mut self, until_ns: Nanos, batch: &mut EventBatch) -> Result<FeedState, FeedError> {
        loop {
            match self.faults.get(self.next).copied() {
                None => return self.pass(until_ns, batch),
                Some(FeedFault::Silence { to_ns, .. }) if until_ns >= to_ns => self.next += 1,
                Some(FeedFault::Silence { from_ns, .. }) => return self.pass(until_ns.min(from_ns - 1), batch),
                Some(FeedFault::Loss { from_ns, to_ns, resync_ns }) => {
                    let resync_ns = resync_ns.max(to_ns);
                    if let Some(state) = self.lose((from_ns, to_ns, resync_ns), until_ns, batch)? {
                        return Ok(state);
                    }
                }
            }
        }
    }

    fn instruments(&self) -> &InstrumentTable {
        self.feed.instruments()
    }

    fn fork(&self) -> Option<Box<dyn Feed>> {
        Some(Box::new(self.clone()))
    }
}
