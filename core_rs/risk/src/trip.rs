//! What the automatic controls ask for.

use plimsoll_types::{HaltMode, HaltRecord, Nanos, Scope};

/// A control that halts by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Control {
    /// The day's loss reached its limit.
    DailyLoss = 1,
    /// The fall from the day's best reached its limit.
    Drawdown = 2,
    /// An algorithm was executed again and again on one side.
    RepeatedExecution = 3,
    /// A session sent too many commands.
    CommandRate = 4,
    /// A session was refused too often.
    RejectRate = 5,
    /// A session cancelled too often.
    CancelRate = 6,
}

impl Control {
    /// As halts name it in their `by`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DailyLoss => "daily-loss",
            Self::Drawdown => "drawdown",
            Self::RepeatedExecution => "repeated-execution",
            Self::CommandRate => "command-rate",
            Self::RejectRate => "reject-rate",
            Self::CancelRate => "cancel-rate",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::DailyLoss => "the day's loss reached its limit",
            Self::Drawdown => "the fall from the day's best result reached its limit",
            Self::RepeatedExecution => "the algorithm was executed too often on one side of an instrument",
            Self::CommandRate => "the session sent too many commands",
            Self::RejectRate => "the session was refused too often",
            Self::CancelRate => "the session cancelled too often",
        }
    }
}

/// A halt that a control asks for. It is given once; after a person re-armed the scope, [`RiskEngine::rearm`] lets the
/// control watch it again.
///
/// [`RiskEngine::rearm`]: crate::RiskEngine::rearm
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trip {
    /// What is to be halted.
    pub scope: Scope,
    /// How.
    pub mode: HaltMode,
    /// Which control.
    pub control: Control,
    /// What it found: raw money for results, whole things for counts.
    pub measured: i64,
    /// What it allows.
    pub limit: i64,
}

impl Trip {
    /// The halt to engage; the gate numbers it.
    #[must_use]
    pub fn record(&self, ts_ns: Nanos) -> HaltRecord {
        HaltRecord {
            number: 0,
            scope: self.scope,
            mode: self.mode,
            reason: format!("{}: {} of {}", self.control.words(), self.measured, self.limit),
            by: self.control.name().to_owned(),
            ts_ns,
        }
    }
}
