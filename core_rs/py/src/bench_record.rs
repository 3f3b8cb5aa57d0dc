//! `_core.bench_record`: what `bench/record` measures of ours.

use crate::errors::CoreError;
use plimsoll_engine::{Feed, FeedError, FeedState};
use plimsoll_session::SystemClock;
use plimsoll_session::recorder::{Recorder, RecorderProbe, RecorderStatus, RecorderTarget, RecordingFeed, SegmentPlan};
use plimsoll_sim::{SimConfig, SimFeed};
use plimsoll_types::{EventBatch, InstrumentTable, Nanos};
use pyo3::prelude::*;
use std::time::Duration;

/// Messages that may be under way: well within what the recorder holds before it drops.
const UNDER_WAY: u64 = 400_000;

/// Records `messages` of the load generator, made beforehand, as a live feed is: through the recorder's thread, synced as it
/// goes, closed in order. Returns messages, events, dropped events, seconds from the first to the close, bytes.
#[pyfunction]
pub fn bench_record(
    py: Python<'_>,
    folder: String,
    seed: u64,
    instruments: usize,
    messages: u64,
) -> PyResult<(u64, u64, u64, f64, u64)> {
    py.detach(|| record(folder, seed, instruments, messages)).map_err(|error| CoreError::new_err(error.to_string()))
}

fn record(
    folder: String,
    seed: u64,
    instruments: usize,
    messages: u64,
) -> Result<(u64, u64, u64, f64, u64), FeedError> {
    let prepared = Prepared::make(seed, instruments, messages)?;
    let (units, events) = (prepared.units, prepared.events);
    let target = RecorderTarget { folder: folder.into(), label: "Bench".into(), source: "itch50".into() };
    let began = SystemClock::start();
    let (recorder, probe) = Recorder::start(target, SegmentPlan::default())
        .map_err(|error| FeedError::Unreadable { input: "thread record".into(), reason: error.to_string() })?;
    let mut feed = RecordingFeed::new(Box::new(prepared), recorder);
    let mut batch = EventBatch::default();
    let mut handed = 0;
    while feed.poll(Nanos::MAX, &mut batch)? == FeedState::More {
        handed += batch.events.len() as u64;
        batch.clear();
        wait_for_room(&probe, handed);
    }
    drop(feed); // closes: everything is on disk
    let status = probe.status();
    #[allow(clippy::cast_precision_loss)]
    let seconds = began.elapsed_ns() as f64 / 1e9;
    Ok((units, events, status.dropped, seconds, status.bytes))
}

fn wait_for_room(probe: &RecorderProbe, handed: u64) {
    let done = |status: &RecorderStatus| status.events + status.dropped + UNDER_WAY >= handed;
    while !done(&probe.status()) && probe.status().failure.is_empty() {
        std::thread::sleep(Duration::from_micros(200));
    }
}

/// Batches as a feed delivered them, without the cost of making them.
struct Prepared {
    table: InstrumentTable,
    batches: std::vec::IntoIter<EventBatch>,
    units: u64,
    events: u64,
}

impl Prepared {
    fn make(seed: u64, instruments: usize, messages: u64) -> Result<Self, FeedError> {
        let mut feed = SimFeed::new(SimConfig::load(seed, instruments, 100_000.0));
        let (mut batches, mut units, mut events) = (Vec::new(), 0, 0);
        while units < messages {
            let mut batch = EventBatch::default();
            if feed.poll(Nanos::MAX, &mut batch)? == FeedState::End {
                break;
            }
            units += batch.units;
            events += batch.events.len() as u64;
            batches.push(batch);
        }
        Ok(Self { table: feed.instruments().clone(), batches: batches.into_iter(), units, events })
    }
}

impl Feed for Prepared {
    fn poll(&mut self, _: Nanos, batch: &mut EventBatch) -> Result<FeedState, FeedError> {
        let Some(next) = self.batches.next() else { return Ok(FeedState::End) };
        *batch = next;
        Ok(FeedState::More)
    }

    fn instruments(&self) -> &InstrumentTable {
        &self.table
    }

    fn fork(&self) -> Option<Box<dyn Feed>> {
        None
    }
}
