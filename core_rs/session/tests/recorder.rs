//! Recordings of a simulated feed: equal state when replayed, whatever was cut, flipped or refused by the disk said by name.
#![allow(clippy::unwrap_used)]

use plimsoll_book::OrderIdScope;
use plimsoll_engine::{FeaturePlan, Feed, FeedError, FeedState, Progress, Replay, StateHash, TradingLoop};
use plimsoll_session::recorded::{SessionSurvey, segment_files};
use plimsoll_session::recorder::{Recorder, RecorderProbe, RecorderTarget, RecordingFeed, SegmentPlan};
use plimsoll_session::recording::RecordingRequest;
use plimsoll_sim::{SimConfig, SimFeed};
use plimsoll_types::{EventBatch, InstrumentTable, Nanos};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const FEATURES: &str = "mid,microprice,ofi,trade_imbalance,vwap";

/// What a replay came to.
#[derive(Debug, PartialEq)]
struct Outcome {
    units: u64,
    events: u64,
    gaps: u64,
    hash: StateHash,
    failure: Option<String>,
}

fn run(feed: Box<dyn Feed>, until_ns: Nanos) -> Outcome {
    let state = TradingLoop::market_only(OrderIdScope::Feed, FeaturePlan::continuous(FEATURES).unwrap());
    let mut replay = Replay::new(feed, state);
    let failure = loop {
        match replay.advance(until_ns, usize::MAX, &mut (), &mut ()) {
            Ok(Progress::Busy) => {}
            Ok(_) => break None,
            Err(error) => break Some(error.to_string()),
        }
    };
    let counters = replay.state().counters();
    Outcome {
        units: replay.units(),
        events: counters.events,
        gaps: counters.gaps,
        hash: replay.state().state_hash(),
        failure,
    }
}

fn load() -> (SimFeed, Nanos) {
    let config = SimConfig::load(4, 6, 3_000.0);
    let until_ns = config.session_start_ns + 20_000_000_000;
    (SimFeed::new(config), until_ns)
}

fn target(folder: &Path) -> RecorderTarget {
    RecorderTarget { folder: folder.to_path_buf(), label: "Load".into(), source: "itch50".into() }
}

fn plan(segment_bytes: u64) -> SegmentPlan {
    SegmentPlan { segment_bytes, ..SegmentPlan::default() }
}

/// Records the load; what it came to live.
fn record(folder: &Path, segment_bytes: u64) -> Outcome {
    let (recorder, _) = Recorder::start(target(folder), plan(segment_bytes)).unwrap();
    let (feed, until_ns) = load();
    run(Box::new(RecordingFeed::new(Box::new(feed), recorder)), until_ns)
}

fn replay(path: &Path, skip_damaged: bool) -> Outcome {
    let request = RecordingRequest { path: path.to_path_buf(), skip_damaged, ..RecordingRequest::default() };
    run(request.open().unwrap().input.feed, Nanos::MAX)
}

fn scratch() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let session = folder.path().join("20261127T000000Z-load4-0000");
    (folder, session)
}

#[test]
fn test_a_replay_of_the_recording_is_the_live_run() {
    let (_kept, folder) = scratch();
    let live = record(&folder, 96 << 10);
    assert!(live.events > 30_000 && live.gaps == 0, "{live:?}");
    assert!(segment_files(&folder).unwrap().len() > 2, "several segments");
    assert_eq!(replay(&folder, false), live);
    let figures = SessionSurvey::of(&folder).unwrap().figures();
    assert_eq!((figures.units, figures.events, figures.gaps, figures.ended), (live.units, live.events, 0, true));
    assert_eq!(figures.damage, "");
    let told = fs::read_to_string(folder.join("session.json")).unwrap();
    assert!(told.contains(&format!("\"messages\": {}", live.units)) && !told.contains("\"closed_ns\": null"), "{told}");
}

#[test]
fn test_a_recording_without_its_indexes_is_the_same() {
    let (_kept, folder) = scratch();
    let live = record(&folder, 256 << 10);
    let whole = SessionSurvey::of(&folder).unwrap();
    for file in segment_files(&folder).unwrap() {
        let mut bytes = fs::read(&file).unwrap();
        *bytes.last_mut().unwrap() ^= 1; // the index is not found any more
        fs::write(&file, bytes).unwrap();
    }
    let rebuilt = SessionSurvey::of(&folder).unwrap();
    let entries = |survey: &SessionSurvey| survey.segments.iter().map(|one| one.index.clone()).collect::<Vec<_>>();
    assert_eq!(entries(&rebuilt), entries(&whole));
    assert!(!rebuilt.figures().ended);
    assert_eq!(replay(&folder, false), live);
}

#[test]
fn test_a_torn_tail_is_cut_and_the_rest_replays() {
    let (_kept, folder) = scratch();
    let live = record(&folder, u64::MAX);
    let file = segment_files(&folder).unwrap().pop().unwrap();
    let bytes = fs::read(&file).unwrap();
    let survey = SessionSurvey::of(&folder).unwrap();
    let entries = &survey.segments[0].index.entries;
    for (cut, zeros) in [(entries[3].offset + 70, 0), (entries[5].offset + 9, 0), (entries[5].offset + 80, 4_096)] {
        let mut torn = bytes[..cut as usize].to_vec();
        torn.resize(torn.len() + zeros, 0); // a power cut may leave length without content
        fs::write(&file, torn).unwrap();
        let figures = SessionSurvey::of(&folder).unwrap().figures();
        assert!(figures.damage.contains("000000.plseg: cut off: the last"), "{}", figures.damage);
        let kept = replay(&folder, false);
        assert_eq!((kept.failure.clone(), kept.gaps), (None, 0));
        assert_eq!((kept.units, kept.events), (figures.units, figures.events));
        assert!(kept.units < live.units && kept.units > 0);
        assert_eq!(replay(&file, false), kept);
    }
}

#[test]
fn test_a_flipped_byte_is_named_and_passed_over_as_a_gap() {
    let (_kept, folder) = scratch();
    let live = record(&folder, 256 << 10);
    let survey = SessionSurvey::of(&folder).unwrap();
    let (segment, entry) = (&survey.segments[1], survey.segments[1].index.entries[1]);
    let mut bytes = fs::read(&segment.path).unwrap();
    bytes[entry.offset as usize + 200] ^= 4;
    fs::write(&segment.path, bytes).unwrap();
    let refused = replay(&folder, false).failure.unwrap();
    assert!(refused.contains(&format!("byte {}, field block: 000001.plseg: ", entry.offset)), "{refused}");
    let passed = replay(&folder, true);
    assert_eq!((passed.failure, passed.gaps, passed.units), (None, 1, live.units - u64::from(entry.units)));
}

#[test]
fn test_a_missing_segment_is_named_and_a_gap_also_where_it_was_the_first() {
    for lost in ["000001.plseg", "000000.plseg"] {
        let (_kept, folder) = scratch();
        record(&folder, 128 << 10);
        fs::remove_file(folder.join(lost)).unwrap();
        let figures = SessionSurvey::of(&folder).unwrap().figures();
        let kept = replay(&folder, false);
        assert_eq!((kept.failure, kept.gaps, figures.gaps), (None, 1, 1));
        assert_eq!(figures.damage, format!("{lost} is missing: what it held is a gap"));
    }
}

#[test]
fn test_one_segment_alone_is_a_session_that_lost_its_beginning() {
    let (_kept, folder) = scratch();
    record(&folder, 128 << 10);
    let figures = SessionSurvey::of(&folder.join("000001.plseg")).unwrap().figures();
    assert_eq!((figures.gaps, figures.damage), (1, String::new()));
    assert_eq!(replay(&folder.join("000001.plseg"), false).gaps, 1);
}

#[test]
fn test_a_folder_being_written_opens_up_to_what_is_there() {
    let (_kept, folder) = scratch();
    let (recorder, probe) = Recorder::start(target(&folder), plan(u64::MAX)).unwrap();
    let (feed, until_ns) = load();
    let mut feed = RecordingFeed::new(Box::new(feed), recorder);
    let mut batch = EventBatch::default();
    while feed.poll(until_ns, &mut batch).unwrap() == FeedState::More {
        batch.clear();
    }
    wait_for(&probe, |bytes, failure| bytes > 0 && failure.is_empty());
    let written = replay(&folder, false);
    assert!(written.units > 1_000 && written.failure.is_none());
    assert!(fs::File::open(&folder).unwrap().try_lock().is_err(), "the folder is locked while it is written");
    drop(feed);
    assert!(fs::File::open(&folder).unwrap().try_lock().is_ok());
}

fn wait_for(probe: &RecorderProbe, fits: impl Fn(u64, &str) -> bool) {
    let started = Instant::now();
    loop {
        let status = probe.status();
        if fits(status.bytes, &status.failure) {
            return;
        }
        assert!(started.elapsed() < Duration::from_secs(20), "not reached: {status:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn test_a_disk_that_refuses_is_told_and_recording_goes_on_without_loss() {
    let (_kept, folder) = scratch();
    fs::write(&folder, b"in the way").unwrap(); // the session's folder cannot be made
    let (recorder, probe) = Recorder::start(target(&folder), plan(256 << 10)).unwrap();
    let (feed, until_ns) = load();
    let mut feed = RecordingFeed::new(Box::new(feed), recorder);
    let mut batch = EventBatch::default();
    feed.poll(until_ns, &mut batch).unwrap();
    wait_for(&probe, |_, failure| failure.contains("something is in the way"));
    fs::remove_file(&folder).unwrap();
    wait_for(&probe, |bytes, failure| bytes > 0 && failure.is_empty());
    let mut units = batch.units;
    loop {
        batch.clear();
        let state = feed.poll(until_ns, &mut batch).unwrap();
        units += batch.units;
        if state != FeedState::More {
            break;
        }
    }
    drop(feed);
    let kept = replay(&folder, false);
    assert_eq!((kept.units, kept.gaps, kept.failure), (units, 0, None));
    assert_eq!(probe.status().dropped, 0);
}

/// The same units again and again.
struct Again {
    batch: EventBatch,
    feed: SimFeed,
    left: u32,
}

impl Feed for Again {
    fn poll(&mut self, _: Nanos, batch: &mut EventBatch) -> Result<FeedState, FeedError> {
        if self.left == 0 {
            return Ok(FeedState::End);
        }
        self.left -= 1;
        batch.clone_from(&self.batch);
        Ok(FeedState::More)
    }

    fn instruments(&self) -> &InstrumentTable {
        self.feed.instruments()
    }

    fn fork(&self) -> Option<Box<dyn Feed>> {
        None
    }
}

#[test]
fn test_what_does_not_fit_is_dropped_whole_counted_and_a_gap() {
    let (_kept, folder) = scratch();
    fs::write(&folder, b"in the way").unwrap();
    let (recorder, probe) = Recorder::start(target(&folder), plan(8 << 20)).unwrap();
    let (mut sim, until_ns) = load();
    let mut batch = EventBatch::default();
    sim.poll(until_ns, &mut batch).unwrap();
    batch.events.retain(plimsoll_types::MarketEvent::is_last); // one event a unit
    batch.units = batch.events.len() as u64;
    let (each, turns) = (batch.units, 2_600_000 / batch.units as u32);
    let mut feed = RecordingFeed::new(Box::new(Again { batch, feed: sim, left: turns }), recorder);
    let mut poll = EventBatch::default();
    for _ in 0..turns - 2 {
        poll.clear();
        feed.poll(until_ns, &mut poll).unwrap();
    }
    let dropped = probe.status().dropped;
    assert!(dropped > 0 && dropped.is_multiple_of(each), "{dropped} of batches of {each}");
    fs::remove_file(&folder).unwrap();
    wait_for(&probe, |bytes, failure| bytes > 0 && failure.is_empty());
    for _ in 0..2 {
        poll.clear();
        feed.poll(until_ns, &mut poll).unwrap();
    }
    drop(feed);
    let kept = replay(&folder, false);
    let figures = SessionSurvey::of(&folder).unwrap().figures();
    assert_eq!((kept.gaps, figures.gaps, probe.status().dropped), (1, 1, dropped));
    assert_eq!(kept.units + dropped, u64::from(turns) * each);
    let told = fs::read_to_string(folder.join("session.json")).unwrap();
    assert!(told.contains(&format!("\"dropped\": {dropped}")), "{told}");
}

#[test]
fn test_what_is_no_session_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let request = RecordingRequest { path: folder.path().to_path_buf(), ..RecordingRequest::default() };
    let refused = request.open().err().unwrap().to_string();
    assert!(refused.contains("folder without segments"), "{refused}");
}
