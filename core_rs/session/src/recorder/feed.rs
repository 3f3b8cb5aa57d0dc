//! A feed that is recorded as it is read.

use super::thread::Recorder;
use plimsoll_engine::{Feed, FeedError, FeedState};
use plimsoll_types::{EventBatch, Instrument, InstrumentTable, Nanos};

/// Delivers what the feed within delivers, and hands a copy to the recorder. Dropping it closes the recording.
pub struct RecordingFeed {
    feed: Box<dyn Feed>,
    recorder: Recorder,
    known: Vec<Instrument>,
}

impl RecordingFeed {
    /// Records `feed` from here on.
    #[must_use]
    pub fn new(feed: Box<dyn Feed>, recorder: Recorder) -> Self {
        Self { feed, recorder, known: Vec::new() }
    }
}

impl Feed for RecordingFeed {
    fn poll(&mut self, until_ns: Nanos, batch: &mut EventBatch) -> Result<FeedState, FeedError> {
        let (events, bars) = (batch.events.len(), batch.bars.len());
        let (units, damaged) = (batch.units, batch.damaged);
        let outcome = self.feed.poll(until_ns, batch);
        let news = (&batch.events[events..], &batch.bars[bars..]);
        let counts = (batch.units - units, batch.damaged - damaged);
        if !news.0.is_empty() || counts != (0, 0) {
            self.recorder.take(news, counts, self.feed.instruments(), &mut self.known);
        }
        outcome
    }

    fn instruments(&self) -> &InstrumentTable {
        self.feed.instruments()
    }

    /// What is recorded cannot begin again: two cursors would write one folder.
    fn fork(&self) -> Option<Box<dyn Feed>> {
        None
    }

    fn fraction(&self) -> Option<f64> {
        self.feed.fraction()
    }
}
