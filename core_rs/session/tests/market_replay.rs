//! A recording played in a session as the transport plays it. Waits are bounded and generous; nothing measures speed.
#![allow(clippy::unwrap_used)]

use plimsoll_engine::publish::PanelRecord;
use plimsoll_engine::{FeaturePlan, Replay, Speed};
use plimsoll_session::recording::RecordingRequest;
use plimsoll_session::{INDEXED_INSTRUMENTS, Input, MarketSession, Phase, SessionStatus, ViewEnds};
use plimsoll_sim::{SimConfig, SimulatedExchange};
use plimsoll_types::{InstrumentId, Level, Nanos, Side};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::NamedTempFile;

const PATIENCE: Duration = Duration::from_secs(30);
const SECOND: Nanos = 1_000_000_000;

/// Bytes of `seconds` of a simulated load.
fn day(instruments: usize, updates_per_second: f64, seconds: i64) -> Vec<u8> {
    let config = SimConfig::load(9, instruments, updates_per_second);
    let until_ns = config.session_start_ns + seconds * SECOND;
    let mut bytes = Vec::new();
    SimulatedExchange::new(config).advance(until_ns, usize::MAX, &mut bytes);
    bytes
}

fn recorded(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn input(path: &Path) -> Input {
    let request = RecordingRequest { path: path.to_owned(), format: Some("itch50".into()), ..Default::default() };
    request.open().unwrap().input
}

/// A session with a reader that takes every record, as a window does each frame.
struct Watched {
    session: MarketSession,
    views: Vec<ViewEnds>,
    records: Vec<(InstrumentId, PanelRecord)>,
}

impl Watched {
    fn open(path: &Path, speed: Speed) -> Self {
        let session = MarketSession::replay(input(path), speed).unwrap();
        Self { session, views: Vec::new(), records: Vec::new() }
    }

    fn indexed(path: &Path, speed: Speed) -> Self {
        let mut watched = Self::open(path, speed);
        watched.wait(|status| status.indexed >= 1.0);
        watched
    }

    fn drain(&mut self) {
        self.views.extend(self.session.take_new_views());
        for view in &self.views {
            self.records.extend(view.records.try_iter().map(|record| (view.instrument, record)));
        }
    }

    fn wait(&mut self, fits: impl Fn(&SessionStatus) -> bool) -> SessionStatus {
        let started = Instant::now();
        loop {
            self.drain();
            let status = self.session.status();
            if fits(&status) {
                return status;
            }
            assert!(started.elapsed() < PATIENCE, "not reached within {PATIENCE:?}: {status:?}");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// The published book of `id`, once it is `expected`.
    fn wait_for_book(&mut self, id: u32, expected: &Sides) {
        let started = Instant::now();
        loop {
            self.drain();
            let view = self.views.iter_mut().find(|view| view.instrument == InstrumentId(id)).unwrap();
            let book = view.snapshots.latest();
            let shown = [Side::Buy, Side::Sell].map(|side| book.levels(side).to_vec());
            if shown == *expected {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "the book shown is not the book expected");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

type Sides = [Vec<Level>; 2];

/// Books, units and clock after the last event at or before `ts_ns`, by running there from the start.
fn straight(path: &Path, ts_ns: Nanos, id: u32) -> (Sides, u64, Nanos) {
    let input = input(path);
    let state = input.trading_loop(FeaturePlan::none());
    let mut replay = Replay::new(input.feed, state);
    replay.seek(ts_ns, &mut ()).unwrap();
    let book = replay.state().books().book(InstrumentId(id)).unwrap();
    let sides = [Side::Buy, Side::Sell].map(|side| book.levels(side).collect());
    (sides, replay.units(), replay.clock_ns())
}

#[test]
fn test_play_runs_pause_holds_and_steps_count_units() {
    let file = recorded(&day(3, 500.0, 20));
    let mut watched = Watched::indexed(file.path(), Speed::Times(2.0));
    let first = watched.wait(|status| status.phase == Phase::Paused);
    assert_eq!((first.counters.units, first.clock_ns), (1, first.first_ns));
    watched.session.play();
    watched.wait(|status| status.phase == Phase::Running && status.clock_ns > first.first_ns + SECOND / 2);
    watched.session.pause();
    let held = watched.wait(|status| status.phase == Phase::Paused);
    watched.session.step(10);
    let forth = watched.wait(|status| status.counters.units == held.counters.units + 10);
    watched.session.step(-4);
    let back = watched.wait(|status| status.counters.units == held.counters.units + 6);
    assert_eq!((back.phase, forth.phase), (Phase::Paused, Phase::Paused));
    std::thread::sleep(Duration::from_millis(60));
    assert_eq!(watched.session.status().clock_ns, back.clock_ns, "a paused replay stands still");
}

#[test]
fn test_stepping_back_stops_at_the_first_unit_and_play_goes_on_from_there() {
    let file = recorded(&day(3, 500.0, 5));
    let mut watched = Watched::indexed(file.path(), Speed::Max);
    watched.session.step(50);
    watched.wait(|status| status.counters.units == 51);
    watched.session.step(-1_000_000);
    watched.wait(|status| status.counters.units == 1);
    watched.session.step(-1);
    watched.session.play();
    let end = watched.wait(|status| status.phase == Phase::Ended);
    assert_eq!((end.counters.units, end.clock_ns), (end.total_units, end.last_ns));
}

#[test]
fn test_seeking_shows_the_book_of_running_there() {
    let file = recorded(&day(3, 2_000.0, 120));
    let mut watched = Watched::indexed(file.path(), Speed::Times(1.0));
    let first_ns = watched.session.status().first_ns;
    for seconds in [100, 1, 60, 61, 59, 119] {
        let ts_ns = first_ns + seconds * SECOND;
        watched.session.seek(ts_ns);
        let (books, units, clock_ns) = straight(file.path(), ts_ns, 1);
        let status = watched.wait(|status| status.clock_ns == clock_ns);
        assert_eq!((status.counters.units, status.phase), (units, Phase::Paused));
        watched.wait_for_book(1, &books);
    }
}

#[test]
fn test_seeking_while_playing_plays_on_from_there() {
    let file = recorded(&day(3, 500.0, 60));
    let mut watched = Watched::indexed(file.path(), Speed::Times(1.0));
    let first_ns = watched.session.status().first_ns;
    watched.session.play();
    watched.wait(|status| status.clock_ns > first_ns + SECOND / 5);
    watched.session.seek(first_ns + 40 * SECOND);
    let there = watched.wait(|status| status.clock_ns > first_ns + 39 * SECOND);
    assert_eq!(there.phase, Phase::Running);
    watched.wait(|status| status.clock_ns > first_ns + 41 * SECOND);
    watched.session.seek(first_ns + 10 * SECOND);
    watched.wait(|status| status.clock_ns < first_ns + 12 * SECOND && status.clock_ns > first_ns + 9 * SECOND);
    watched.wait(|status| status.clock_ns > first_ns + 11 * SECOND);
    assert_eq!(watched.session.status().phase, Phase::Running);
}

#[test]
fn test_speed_changes_while_playing() {
    let file = recorded(&day(3, 500.0, 600));
    let mut watched = Watched::indexed(file.path(), Speed::Times(1.0));
    let first_ns = watched.session.status().first_ns;
    watched.session.play();
    watched.session.set_speed(Speed::Times(200.0));
    let fast = watched.wait(|status| status.clock_ns > first_ns + 60 * SECOND);
    assert!(fast.speed > 199.0);
    watched.session.set_speed(Speed::Max);
    watched.wait(|status| status.phase == Phase::Ended);
}

#[test]
fn test_beyond_both_ends_lie_the_ends_and_playing_goes_on_from_them() {
    let file = recorded(&day(3, 500.0, 5));
    let mut watched = Watched::indexed(file.path(), Speed::Times(20.0));
    let (first_ns, last_ns) = (watched.session.status().first_ns, watched.session.status().last_ns);
    watched.session.seek(Nanos::MAX);
    watched.wait(|status| status.phase == Phase::Ended && status.clock_ns == last_ns);
    for before in [Nanos::MIN, 0, first_ns - 1] {
        watched.session.seek(before);
        watched.wait(|status| status.phase == Phase::Paused && status.clock_ns == first_ns);
    }
    watched.session.play();
    watched.wait(|status| status.phase == Phase::Ended && status.clock_ns == last_ns);
    watched.session.seek(first_ns + 2 * SECOND);
    watched.wait(|status| status.phase == Phase::Paused && status.clock_ns < first_ns + 2 * SECOND + 1);
    watched.session.play();
    watched.wait(|status| status.phase == Phase::Ended);
}

#[test]
fn test_seeking_ahead_of_the_index_arrives() {
    let file = recorded(&day(3, 5_000.0, 60));
    let mut watched = Watched::open(file.path(), Speed::Times(1.0));
    let ts_ns = watched.session.status().first_ns + 50 * SECOND;
    watched.session.seek(ts_ns);
    let (books, units, clock_ns) = straight(file.path(), ts_ns, 0);
    let status = watched.wait(|status| status.clock_ns == clock_ns);
    assert_eq!(status.counters.units, units);
    watched.wait_for_book(0, &books);
}

#[test]
fn test_of_many_jumps_the_last_one_holds() {
    let file = recorded(&day(3, 2_000.0, 60));
    let mut watched = Watched::indexed(file.path(), Speed::Times(1.0));
    let first_ns = watched.session.status().first_ns;
    for nth in 0..300 {
        watched.session.seek(first_ns + (nth * 37 % 60) * SECOND);
    }
    watched.session.seek(first_ns + 30 * SECOND);
    watched.session.step(5);
    watched.session.step(-3);
    let (_, units, _) = straight(file.path(), first_ns + 30 * SECOND, 0);
    watched.wait(|status| status.counters.units == units + 2);
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(watched.session.status().counters.units, units + 2);
}

#[test]
fn test_a_damaged_recording_fails_by_name_and_what_precedes_can_be_played_again() {
    let mut bytes = day(3, 500.0, 20);
    let half = bytes.len() / 2;
    bytes.truncate(half);
    bytes.extend([0, 12, b'~', 0, 0]);
    let file = recorded(&bytes);
    let mut watched = Watched::open(file.path(), Speed::Max);
    watched.session.play();
    let failed = watched.wait(|status| status.phase == Phase::Failed);
    assert!(failed.message.contains("byte") && failed.message.contains("kept the"), "{}", failed.message);
    assert!(failed.message.contains(&*file.path().file_name().unwrap().to_string_lossy()));
    let ts_ns = failed.first_ns + 3 * SECOND;
    watched.session.seek(ts_ns);
    let (books, _, clock_ns) = straight(file.path(), ts_ns, 2);
    watched.wait(|status| status.phase == Phase::Paused && status.clock_ns == clock_ns);
    watched.wait_for_book(2, &books);
    watched.session.play();
    watched.wait(|status| status.phase == Phase::Failed && status.clock_ns == failed.clock_ns);
}

#[test]
fn test_a_recording_cut_while_open_fails_and_a_replaced_one_plays_on() {
    let bytes = day(3, 2_000.0, 60);
    for replaced in [false, true] {
        let file = recorded(&bytes);
        let mut watched = Watched::indexed(file.path(), Speed::Max);
        if replaced {
            std::fs::rename(recorded(b"something else").into_temp_path().keep().unwrap(), file.path()).unwrap();
        } else {
            file.as_file().set_len(bytes.len() as u64 / 2).unwrap();
        }
        watched.session.play();
        let wanted = if replaced { Phase::Ended } else { Phase::Failed };
        let status = watched.wait(|status| status.phase == wanted);
        assert!(replaced || status.message.contains("when it was opened"), "{}", status.message);
    }
}

#[test]
fn test_an_instrument_beyond_the_indexed_ones_is_watched_with_its_history() {
    let file = recorded(&day(70, 3_000.0, 20));
    let mut watched = Watched::indexed(file.path(), Speed::Max);
    assert_eq!(watched.session.instruments().len(), 70);
    assert_eq!(watched.views.len(), INDEXED_INSTRUMENTS);
    let late = 69;
    watched.session.watch(InstrumentId(late)).unwrap();
    let started = Instant::now();
    let has_columns = |watched: &Watched| {
        watched.records.iter().any(|(id, record)| id.0 == late && matches!(record, PanelRecord::Column(_)))
    };
    while !has_columns(&watched) {
        assert!(started.elapsed() < PATIENCE);
        watched.drain();
    }
    let ts_ns = watched.session.status().first_ns + 10 * SECOND;
    watched.session.seek(ts_ns);
    let (books, ..) = straight(file.path(), ts_ns, late);
    watched.wait_for_book(late, &books);
}
