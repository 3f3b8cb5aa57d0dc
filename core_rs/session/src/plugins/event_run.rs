//! The same events without a session: lossless, and driven by the caller instead of a clock.

use super::event::PluginEvent;
use super::narrator::{EventRequest, Narrator};
use super::perturbed_feed::{Perturbation, PerturbedFeed};
use crate::market_session::Input;
use plimsoll_book::{Applied, OrderIdScope};
use plimsoll_engine::{FeaturePlan, FeedError, MarketOnly, Progress, Replay, TradingLoop, Witness};
use plimsoll_features::FeatureError;
use plimsoll_sim::{SimConfig, SimFeed};
use plimsoll_types::{Instrument, InstrumentTable, MarketEvent, Nanos};
use std::collections::VecDeque;

/// Market events applied between two looks at what they told.
const TURN_EVENTS: usize = 1_024;

/// A recording or a simulated market, told from its beginning.
pub struct EventRun {
    replay: Replay,
    story: Story,
    until_ns: Nanos,
    ended: bool,
    failure: Option<FeedError>,
}

struct Story {
    narrator: Narrator,
    told: VecDeque<PluginEvent>,
}

impl Witness<MarketOnly> for Story {
    fn applied(&mut self, event: &MarketEvent, applied: &Applied, state: &TradingLoop, instruments: &InstrumentTable) {
        let Self { narrator, told } = self;
        narrator.applied(event, applied, state, instruments, &mut |event| told.push_back(event));
    }
}

/// The simulated exchange from its open, and the time `seconds` later. Its day is always the same one.
#[must_use]
pub fn simulated_input(seed: u64, seconds: f64) -> (Input, Nanos) {
    let config = SimConfig::demo(seed);
    #[allow(clippy::cast_possible_truncation)]
    let until_ns = config.session_start_ns.saturating_add((seconds.max(0.0) * 1e9).round() as Nanos);
    (Input { feed: Box::new(SimFeed::new(config)), scope: OrderIdScope::Feed, checksums: None }, until_ns)
}

impl EventRun {
    /// Tells `input` up to `until_ns`; with a perturbation, another future from there on.
    ///
    /// # Errors
    /// [`FeatureError`] naming what is wrong with the features asked for.
    pub fn new(
        input: Input,
        until_ns: Nanos,
        request: &EventRequest,
        perturbation: Option<Perturbation>,
    ) -> Result<Self, FeatureError> {
        let narrator = request.narrator()?;
        let input = match perturbation {
            None => input,
            // The venue's checksums fit its own book only.
            Some(other) => Input {
                feed: Box::new(PerturbedFeed::new(input.feed, input.scope, other)),
                scope: input.scope,
                checksums: None,
            },
        };
        let state = input.trading_loop(FeaturePlan::none());
        let replay = Replay::new(input.feed, state);
        let story = Story { narrator, told: VecDeque::new() };
        Ok(Self { replay, story, until_ns, ended: false, failure: None })
    }

    /// Appends the next events, `most` at most; none are left when it appends none.
    ///
    /// # Errors
    /// [`FeedError`] once everything before the damage was taken; the run is over then.
    pub fn take(&mut self, most: usize, into: &mut Vec<PluginEvent>) -> Result<(), FeedError> {
        while self.story.told.len() < most && !self.ended {
            match self.replay.advance(self.until_ns, TURN_EVENTS, &mut (), &mut self.story) {
                Ok(Progress::Busy) => {}
                Ok(Progress::Reached | Progress::Idle | Progress::Ended) => self.ended = true,
                Err(failure) => {
                    self.ended = true;
                    self.failure = Some(failure);
                }
            }
        }
        let ready = most.min(self.story.told.len());
        into.extend(self.story.told.drain(..ready));
        match self.failure.take_if(|_| ready == 0) {
            Some(failure) => Err(failure),
            None => Ok(()),
        }
    }

    /// Whether everything was taken.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.ended && self.story.told.is_empty() && self.failure.is_none()
    }

    /// The instruments seen so far.
    #[must_use]
    pub fn instruments(&self) -> &[Instrument] {
        self.replay.feed().instruments().rows()
    }

    /// Venue time of the newest applied event, which may be ahead of what was taken.
    #[must_use]
    pub fn clock_ns(&self) -> Nanos {
        self.replay.clock_ns()
    }

    /// Why the features stopped, if they did.
    #[must_use]
    pub fn feature_failure(&self) -> Option<&FeatureError> {
        self.story.narrator.failure()
    }
}
