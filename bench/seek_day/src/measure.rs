//! The same recording through a session, and from its start.

use plimsoll_engine::{FeaturePlan, FeedError, Replay, Speed};
use plimsoll_session::recording::{RecordingError, RecordingRequest};
use plimsoll_session::{Input, MarketSession, ViewEnds};
use plimsoll_types::Nanos;
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

fn open(file: &Path) -> Result<Input, RecordingError> {
    let request = RecordingRequest { path: file.to_owned(), format: Some("itch50".into()), ..Default::default() };
    Ok(request.open()?.input)
}

/// Messages a second of a whole replay with `features`.
pub fn headless(file: &Path, features: FeaturePlan) -> Result<f64, Box<dyn Error>> {
    let input = open(file)?;
    let state = input.trading_loop(features);
    let mut replay = Replay::new(input.feed, state);
    let started = Instant::now();
    replay.advance(Nanos::MAX, usize::MAX, &mut (), &mut ())?;
    Ok(replay.units() as f64 / started.elapsed().as_secs_f64())
}

/// Milliseconds from the first message to `target` without any checkpoint.
pub fn from_start(file: &Path, target: Nanos) -> Result<f64, Box<dyn Error>> {
    let started = Instant::now();
    let input = open(file)?;
    let state = input.trading_loop(FeaturePlan::none());
    Replay::new(input.feed, state).seek(target, &mut ())?;
    Ok(started.elapsed().as_secs_f64() * 1e3)
}

/// A session under measurement.
pub struct Seeking {
    session: MarketSession,
    views: Vec<ViewEnds>,
    opened: Instant,
}

impl Seeking {
    pub fn open(file: &Path) -> Result<Self, Box<dyn Error>> {
        let opened = Instant::now();
        let session = MarketSession::replay(open(file)?, Speed::Times(1.0)).map_err(|error: FeedError| error)?;
        Ok(Self { session, views: Vec::new(), opened })
    }

    /// Seconds until the whole recording was indexed, with a reader that takes every record as the window does.
    pub fn wait_for_index(&mut self) -> f64 {
        while self.session.status().indexed < 1.0 {
            self.drain();
            std::thread::sleep(Duration::from_millis(2));
        }
        self.drain();
        self.opened.elapsed().as_secs_f64()
    }

    fn drain(&mut self) {
        self.views.extend(self.session.take_new_views());
        self.views.iter().for_each(|view| view.records.try_iter().for_each(drop));
    }

    /// `count` times spread over the day without order.
    pub fn targets(&self, count: u64) -> Vec<Nanos> {
        let status = self.session.status();
        let span = i128::from(status.last_ns - status.first_ns);
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut draw = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i128::from(state >> 33)
        };
        (0..count).map(|_| status.first_ns + (span * draw() / (1 << 31)) as i64).collect()
    }

    /// Milliseconds until the cursor stands elsewhere, which it does only when it has arrived.
    pub fn seek(&mut self, target: Nanos) -> f64 {
        let before = self.session.status().clock_ns;
        let started = Instant::now();
        self.session.seek(target);
        while self.session.status().clock_ns == before {
            std::thread::sleep(Duration::from_micros(100));
        }
        started.elapsed().as_secs_f64() * 1e3
    }
}

/// In ascending order.
pub fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

/// The value below which `share` of the sorted values lie.
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}

/// Memory of this process now.
pub fn resident_mb() -> Result<u64, Box<dyn Error>> {
    memory_mb("VmRSS:")
}

/// The most memory this process ever had.
pub fn peak_mb() -> Result<u64, Box<dyn Error>> {
    memory_mb("VmHWM:")
}

fn memory_mb(field: &str) -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)).ok_or("no such field in /proc/self/status")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<u64>()? >> 10)
}
