//! The simulated exchange as a session: its day is moved so that it opened shortly before now.

use crate::market_session::{Input, MarketSession};
use crate::recorder::{Recorder, RecorderProbe, RecorderTarget, RecordingFeed, SegmentPlan};
use crate::system_clock::SystemClock;
use plimsoll_book::OrderIdScope;
use plimsoll_engine::{Clock, Feed, FeedError};
use plimsoll_sim::{FaultyFeed, FeedFault, SimConfig, SimFeed};
use plimsoll_types::Nanos;

/// What to simulate.
#[derive(Debug, Clone, PartialEq)]
pub enum SimScene {
    /// Eight instruments of a quiet market.
    Demo,
    /// A load of many instruments.
    Load {
        /// How many.
        instruments: usize,
        /// Messages a second, all together.
        updates_per_second: f64,
    },
}

/// A failure to show, in seconds after the session's start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SceneFault {
    /// Nothing arrives for a while, then all of it.
    Silence {
        /// From.
        after_s: f64,
        /// For.
        for_s: f64,
    },
    /// Messages are lost; a snapshot mends the books a while later.
    Loss {
        /// From.
        after_s: f64,
        /// For.
        for_s: f64,
        /// Snapshot this long after that.
        resync_s: f64,
    },
}

/// A simulated session to start.
#[derive(Debug, Clone, PartialEq)]
pub struct SimRequest {
    /// Equal seeds give equal markets.
    pub seed: u64,
    /// What to simulate.
    pub scene: SimScene,
    /// Seconds of the market's past that fill the panels before the first frame.
    pub past_s: f64,
    /// Failures to show.
    pub faults: Vec<SceneFault>,
}

impl SimRequest {
    /// Starts the session.
    ///
    /// # Errors
    /// [`FeedError`] when the machine gives no thread.
    pub fn start(&self) -> Result<MarketSession, FeedError> {
        MarketSession::live(self.input())
    }

    /// Starts the session and records everything that it receives, its past included.
    ///
    /// # Errors
    /// [`FeedError`] when the machine gives no thread.
    pub fn start_recorded(&self, target: RecorderTarget) -> Result<(MarketSession, RecorderProbe), FeedError> {
        let (recorder, probe) = Recorder::start(target, SegmentPlan::default()).map_err(no_thread)?;
        let input = self.input();
        let feed = Box::new(RecordingFeed::new(input.feed, recorder));
        Ok((MarketSession::live(Input { feed, ..input })?, probe))
    }

    pub(crate) fn input(&self) -> Input {
        let now_ns = SystemClock::start().now_ns();
        let mut config = match self.scene {
            SimScene::Demo => SimConfig::demo(self.seed),
            SimScene::Load { instruments, updates_per_second } => {
                SimConfig::load(self.seed, instruments, updates_per_second)
            }
        };
        move_to(&mut config, now_ns - seconds(self.past_s));
        let feed = SimFeed::new(config);
        let feed: Box<dyn Feed> = if self.faults.is_empty() {
            Box::new(feed)
        } else {
            Box::new(FaultyFeed::new(feed, self.faults.iter().map(|fault| fault.at(now_ns)).collect()))
        };
        Input { feed, scope: OrderIdScope::Feed, checksums: None }
    }
}

#[allow(clippy::needless_pass_by_value)] // as map_err hands it over
fn no_thread(error: std::io::Error) -> FeedError {
    FeedError::Unreadable { input: "thread record".into(), reason: format!("the system gives no thread: {error}") }
}

impl SceneFault {
    fn at(self, now_ns: Nanos) -> FeedFault {
        match self {
            Self::Silence { after_s, for_s } => {
                let from_ns = now_ns + seconds(after_s);
                FeedFault::Silence { from_ns, to_ns: from_ns + seconds(for_s) }
            }
            Self::Loss { after_s, for_s, resync_s } => {
                let from_ns = now_ns + seconds(after_s);
                let to_ns = from_ns + seconds(for_s);
                FeedFault::Loss { from_ns, to_ns, resync_ns: to_ns + seconds(resync_s) }
            }
        }
    }
}

/// Moves a day so that its session starts at `start_ns`.
fn move_to(config: &mut SimConfig, start_ns: Nanos) {
    let by = start_ns - config.session_start_ns;
    config.midnight_ns += by;
    config.session_start_ns += by;
    config.open_ns += by;
    config.close_ns += by;
    for shock in &mut config.shocks {
        shock.at_ns += by;
    }
}

#[allow(clippy::cast_possible_truncation)]
fn seconds(seconds: f64) -> Nanos {
    (seconds * 1e9).round() as Nanos
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_moving_a_day_keeps_its_shape() {
        let original = SimConfig::demo(1);
        let mut moved = original.clone();
        move_to(&mut moved, original.session_start_ns + 12_345);
        assert_eq!(moved.close_ns - moved.open_ns, original.close_ns - original.open_ns);
        assert_eq!(moved.shocks[0].at_ns - moved.midnight_ns, original.shocks[0].at_ns - original.midnight_ns);
        assert_eq!(seconds(1.5), 1_500_000_000);
    }
}
