//! What the catalogue says of a feature.

use crate::error::FeatureError;
use crate::operator::Operator;
use crate::params::{ParamDef, Params};

/// Whether a feature is a state or a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeatureKind {
    /// The value at the end of the sampling interval; carried through intervals without events.
    State,
    /// Summed over the sampling interval and begun anew in the next; NaN where events are missing in the interval.
    Interval,
}

impl FeatureKind {
    /// `state` or `interval`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Interval => "interval",
        }
    }
}

/// One feature: everything that the reference page, the dialogs and the parser need.
pub struct FeatureDef {
    /// Its name in a specification.
    pub name: &'static str,
    /// In a few words.
    pub title: &'static str,
    /// State or interval.
    pub kind: FeatureKind,
    /// Unit of the value.
    pub unit: &'static str,
    /// Definition.
    pub formula: &'static str,
    /// Parameters.
    pub params: &'static [ParamDef],
    /// From when on there is a value.
    pub warm_up: &'static str,
    /// When the value is NaN after that.
    pub unknown: &'static str,
    /// Where the definition comes from.
    pub source: &'static str,
    /// Names of the outputs; empty where the feature is one column.
    pub outputs: fn(&Params) -> Vec<String>,
    /// Book levels needed; zero where only trades matter.
    pub levels: fn(&Params) -> usize,
    /// Makes the operator.
    pub build: fn(&Params) -> Result<Box<dyn Operator>, FeatureError>,
}

impl std::fmt::Debug for FeatureDef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FeatureDef").field("name", &self.name).finish_non_exhaustive()
    }
}

/// One column named like the feature.
pub(crate) fn one_output(_: &Params) -> Vec<String> {
    Vec::new()
}

/// The best level is enough.
pub(crate) fn best_level(_: &Params) -> usize {
    1
}

/// The parameter `levels`.
pub(crate) fn levels_param(params: &Params) -> usize {
    params.count("levels")
}

/// No book needed.
pub(crate) fn no_levels(_: &Params) -> usize {
    0
}
