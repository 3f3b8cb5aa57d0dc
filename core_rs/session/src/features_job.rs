//! Sampled features of a whole recording: `plimsoll features`.
//!
//! The stream engine feeds the operators event by event inside the trading loop; the batch engine collects books and
//! trades as columns first and runs the same operators over them in one call. Their rows are equal to the bit.

use crate::replay_job::JobProgress;
use plimsoll_book::{Applied, Freshness};
use plimsoll_engine::{FeaturePlan, FeedError, MarketOnly, Progress, Replay, TradingLoop, Witness};
use plimsoll_features::batch::{DepthColumns, SideColumns, TradeColumns, compute};
use plimsoll_features::{FeatureError, FeatureFrame, FeatureSet, Sampler, StateSink, hex};
use plimsoll_types::{InstrumentId, InstrumentTable, MarketBody, MarketEvent, Nanos, Price, Side};
use thiserror::Error;

const TURN_EVENTS: usize = 65_536;

/// Which form of the operators computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeatureEngine {
    /// Event by event.
    Stream,
    /// Over columns.
    Batch,
}

/// Why there are no rows.
#[derive(Debug, Error)]
pub enum FeaturesJobError {
    /// The specification, or a time in the feed.
    #[error(transparent)]
    Feature(#[from] FeatureError),
    /// The recording.
    #[error(transparent)]
    Feed(#[from] FeedError),
    /// By the user.
    #[error("cancelled after {0} units; nothing was written")]
    Cancelled(u64),
}

/// The rows of each instrument, and a hash over all of them.
#[derive(Debug)]
pub struct FeaturesReport {
    /// Symbol and rows.
    pub frames: Vec<(String, FeatureFrame)>,
    /// Hash of the only frame, or of symbols and hashes of several.
    pub hash: String,
    /// Input units read.
    pub messages: u64,
    /// Gaps in the feed: rows that they touch are NaN.
    pub gaps: u64,
    /// Units passed over as damaged.
    pub damaged: u64,
}

/// The loop's features for [`FeatureEngine::Stream`]; none for the batch engine, which computes behind the loop.
///
/// # Errors
/// [`FeatureError`] naming the part of `spec` that is wrong, whichever the engine.
pub fn plan(engine: FeatureEngine, spec: &str, every_ns: Nanos) -> Result<FeaturePlan, FeatureError> {
    let sampled = FeaturePlan::sampled(spec, every_ns)?;
    Ok(if engine == FeatureEngine::Stream { sampled } else { FeaturePlan::none() })
}

/// Samples `spec` every `every_ns` over everything that `replay` has.
///
/// # Errors
/// [`FeaturesJobError`]; nothing is kept of a recording that ends damaged.
pub fn run(
    mut replay: Replay,
    engine: FeatureEngine,
    spec: &str,
    every_ns: Nanos,
    progress: &JobProgress,
) -> Result<FeaturesReport, FeaturesJobError> {
    let frames = match engine {
        FeatureEngine::Stream => {
            drive(&mut replay, &mut (), progress)?;
            let features = replay.state_mut().features_mut();
            if let Some(failure) = features.failure() {
                return Err(failure.clone().into());
            }
            features.take_frames()
        }
        FeatureEngine::Batch => {
            let mut columns = Columns::for_spec(spec)?;
            drive(&mut replay, &mut columns, progress)?;
            columns.compute(&replay, spec, every_ns)?
        }
    };
    Ok(report(&replay, frames))
}

fn drive<W: Witness<MarketOnly>>(
    replay: &mut Replay,
    witness: &mut W,
    progress: &JobProgress,
) -> Result<(), FeaturesJobError> {
    loop {
        let outcome = replay.advance(Nanos::MAX, TURN_EVENTS, &mut (), witness)?;
        progress.tell(replay);
        if outcome != Progress::Busy {
            return Ok(());
        }
        if progress.cancelled() {
            return Err(FeaturesJobError::Cancelled(replay.units()));
        }
    }
}

fn report(replay: &Replay, frames: Vec<(InstrumentId, FeatureFrame)>) -> FeaturesReport {
    let instruments = replay.feed().instruments();
    let name = |id| instruments.get(id).map_or_else(|| format!("#{}", id.0), |known| known.symbol.clone());
    let frames: Vec<_> =
        frames.into_iter().filter(|(_, frame)| !frame.is_empty()).map(|(id, frame)| (name(id), frame)).collect();
    let hash = match frames.as_slice() {
        [(_, only)] => only.hash(),
        several => {
            let mut sink = StateSink::default();
            for (symbol, frame) in several {
                sink.put_text(symbol);
                sink.put_text(&frame.hash());
            }
            hex(&sink.finish())
        }
    };
    let counters = replay.state().counters();
    FeaturesReport { frames, hash, messages: replay.units(), gaps: counters.gaps, damaged: counters.damaged }
}

/// Books and trades of every instrument, as columns.
struct Columns {
    levels: usize,
    instruments: Vec<InstrumentColumns>,
}

#[derive(Default)]
struct InstrumentColumns {
    ts_ns: Vec<i64>,
    known: Vec<bool>,
    /// Price and quantity per level: bids first, then asks.
    levels: Vec<(Vec<i64>, Vec<i64>)>,
    trade_ts_ns: Vec<i64>,
    trade_px: Vec<i64>,
    trade_qty: Vec<i64>,
    trade_side: Vec<i8>,
    trade_flags: Vec<u16>,
}

impl Columns {
    fn for_spec(spec: &str) -> Result<Self, FeatureError> {
        Ok(Self { levels: FeatureSet::parse(spec)?.levels_needed(), instruments: Vec::new() })
    }

    fn of(&mut self, id: InstrumentId) -> &mut InstrumentColumns {
        let levels = self.levels;
        if self.instruments.len() <= id.index() {
            self.instruments.resize_with(id.index() + 1, || InstrumentColumns {
                levels: vec![Default::default(); levels * 2],
                ..Default::default()
            });
        }
        &mut self.instruments[id.index()]
    }

    fn compute(
        &self,
        replay: &Replay,
        spec: &str,
        every_ns: Nanos,
    ) -> Result<Vec<(InstrumentId, FeatureFrame)>, FeatureError> {
        let mut frames = Vec::new();
        for (index, columns) in self.instruments.iter().enumerate() {
            let id = InstrumentId(u32::try_from(index).unwrap_or(u32::MAX));
            let tick = replay.feed().instruments().get(id).map_or(Price::UNSET, |known| known.tick);
            let sampler = Sampler::every(FeatureSet::parse(spec)?, every_ns)?;
            frames.push((id, compute(sampler, tick, &columns.depth(self.levels), &columns.trades())?));
        }
        Ok(frames)
    }
}

impl Witness<MarketOnly> for Columns {
    fn applied(&mut self, event: &MarketEvent, applied: &Applied, state: &TradingLoop, _: &InstrumentTable) {
        let now_ns = state.clock_ns();
        let Some(book) = state.books().book(event.instrument) else {
            if matches!(event.body, MarketBody::Gap { .. }) {
                self.instruments.iter_mut().for_each(|columns| columns.push_unknown(now_ns));
            }
            return;
        };
        let levels = self.levels;
        let columns = self.of(event.instrument);
        if let Some(print) = applied.print {
            columns.trade_ts_ns.push(now_ns);
            columns.trade_px.push(print.px.raw());
            columns.trade_qty.push(print.qty.raw());
            columns.trade_side.push(print.aggressor.map_or(0, |side| side as i8));
            columns.trade_flags.push(print.flags.0);
        }
        if matches!(event.body, MarketBody::Gap { .. }) {
            columns.push_unknown(now_ns);
        } else if event.is_last() {
            if matches!(book.freshness(), Freshness::Gapped(_)) {
                columns.push_unknown(now_ns);
            } else {
                let pair = |level: plimsoll_types::Level| (level.px.raw(), level.qty.raw());
                columns.push_side(0, levels, book.levels(Side::Buy).map(pair));
                columns.push_side(levels, levels, book.levels(Side::Sell).map(pair));
                columns.push_time(now_ns, true);
            }
        }
    }
}

impl InstrumentColumns {
    fn push_time(&mut self, now_ns: Nanos, known: bool) {
        self.ts_ns.push(now_ns);
        self.known.push(known);
    }

    fn push_unknown(&mut self, now_ns: Nanos) {
        let count = self.levels.len();
        self.push_side(0, count, std::iter::empty());
        self.push_time(now_ns, false);
    }

    fn push_side(&mut self, first: usize, count: usize, side: impl Iterator<Item = (i64, i64)>) {
        let padded = side.chain(std::iter::repeat((Price::UNSET.raw(), 0)));
        for ((px, qty), (level_px, level_qty)) in self.levels[first..first + count].iter_mut().zip(padded) {
            px.push(level_px);
            qty.push(level_qty);
        }
    }

    fn depth(&self, levels: usize) -> DepthColumns<'_> {
        let (bids, asks) = self.levels.split_at(levels);
        let (bids, asks) = (side_columns(bids), side_columns(asks));
        DepthColumns { ts_ns: &self.ts_ns, bids, asks, known: Some(&self.known) }
    }

    fn trades(&self) -> TradeColumns<'_> {
        TradeColumns {
            ts_ns: &self.trade_ts_ns,
            px: &self.trade_px,
            qty: &self.trade_qty,
            side: &self.trade_side,
            flags: Some(&self.trade_flags),
        }
    }
}

fn side_columns(levels: &[(Vec<i64>, Vec<i64>)]) -> SideColumns<'_> {
    SideColumns {
        px: levels.iter().map(|(px, _)| px.as_slice()).collect(),
        qty: levels.iter().map(|(_, qty)| qty.as_slice()).collect(),
    }
}
