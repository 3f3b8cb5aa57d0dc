//! What a halt stops.

use super::Scope;
use crate::Nanos;

/// What the kill switch does to a scope. A later mode of this list is never undone by an earlier one: the strictest of all
/// halts that hold for an order decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(u8)]
pub enum HaltMode {
    /// No halt.
    #[default]
    None = 0,
    /// Only orders that make a position smaller are let through; resting orders that would make one larger are cancelled.
    ReduceOnly = 1,
    /// Nothing new, nothing changed; resting orders stay, cancels pass.
    Freeze = 2,
    /// As freeze, and every resting order is cancelled.
    CancelAll = 3,
    /// As cancel all, and then positions are closed by sliced orders within a collar.
    Flatten = 4,
}

impl HaltMode {
    /// Every mode.
    pub const ALL: [Self; 5] = [Self::None, Self::ReduceOnly, Self::Freeze, Self::CancelAll, Self::Flatten];

    /// As commands spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ReduceOnly => "reduce-only",
            Self::Freeze => "freeze",
            Self::CancelAll => "cancel-all",
            Self::Flatten => "flatten",
        }
    }

    /// The mode of this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == text)
    }

    /// The mode of this number.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| *mode as u8 == code)
    }

    /// Whether resting orders are to be cancelled.
    #[must_use]
    pub const fn cancels(self) -> bool {
        matches!(self, Self::CancelAll | Self::Flatten)
    }
}

/// One halt that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HaltRecord {
    /// Numbered from 1 within a firm; names the halt when it is lifted.
    pub number: u64,
    /// What it holds for.
    pub scope: Scope,
    /// What it does.
    pub mode: HaltMode,
    /// Why, as whoever asked said.
    pub reason: String,
    /// Who: a person's name, or the control that tripped (`loss`, `reject-rate`, `dead-man`).
    pub by: String,
    /// When, UTC.
    pub ts_ns: Nanos,
}
