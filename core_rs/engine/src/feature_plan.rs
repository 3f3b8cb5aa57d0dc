//! Which features the loop computes, per instrument.

use plimsoll_book::{Applied, Books};
use plimsoll_types::{InstrumentTable, MarketEvent};

/// The features of every instrument of a loop.
#[derive(Debug, Clone, Default)]
pub struct FeaturePlan {}

impl FeaturePlan {
    /// No features.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Tells the features of one applied event.
    pub fn observe(&mut self, _: &MarketEvent, _: &Applied, _: &Books, _: &InstrumentTable) {}

    /// Feeds the state of every feature to `sink`, in order of instrument.
    pub fn digest(&self, _: &mut impl FnMut(&[u8])) {}
}
