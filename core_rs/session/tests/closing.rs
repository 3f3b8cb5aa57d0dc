//! Closing ends every thread at once, whatever they are doing. One test: it looks at all threads of its process.
#![allow(clippy::unwrap_used)]

use plimsoll_engine::Speed;
use plimsoll_session::MarketSession;
use plimsoll_session::recording::RecordingRequest;
use plimsoll_sim::{SimConfig, SimulatedExchange};
use plimsoll_types::{InstrumentId, Nanos};
use std::io::Write;
use std::time::{Duration, Instant};

/// How many threads of this process are a session's.
fn session_threads() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let names = tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|name| ["md", "index", "index-late"].contains(&name.trim())).count()
}

#[test]
fn test_closing_ends_all_threads_in_the_middle_of_index_jump_and_play() {
    let config = SimConfig::load(2, 80, 20_000.0);
    let until_ns = config.session_start_ns + 20_000_000_000;
    let mut bytes = Vec::new();
    SimulatedExchange::new(config).advance(until_ns, usize::MAX, &mut bytes);
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&bytes).unwrap();
    let request =
        RecordingRequest { path: file.path().to_owned(), format: Some("itch50".into()), ..Default::default() };
    for round in 0..6 {
        let mut session = MarketSession::replay(request.open().unwrap().input, Speed::Max).unwrap();
        match round % 3 {
            0 => session.play(),
            1 => session.seek(Nanos::MAX),
            _ => session.watch(InstrumentId(75)).unwrap(),
        }
        // Nobody takes the records: the index waits for its readers, and must not wait for ever.
        std::thread::sleep(Duration::from_millis(10 + 20 * round));
        assert!(session_threads() >= 1);
        let started = Instant::now();
        session.close();
        assert!(started.elapsed() < Duration::from_secs(5), "closing waits for nothing long");
        while session_threads() > 0 {
            assert!(started.elapsed() < Duration::from_secs(5), "a thread outlives its session");
        }
        session.play();
        session.close();
    }
}
