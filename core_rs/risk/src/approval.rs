//! Approval is a type.

use plimsoll_types::{Attribution, InstrumentId};

/// What the gate needs to know of an approved command without looking at it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Grounds {
    /// Who answers for it.
    pub attribution: Attribution,
    /// Of what.
    pub instrument: InstrumentId,
    /// Whose session asked.
    pub session: u32,
    /// State of the halts when it was approved.
    pub epoch: u64,
    /// Cancels pass every halt, reducing orders pass a reduce-only one.
    pub nature: Nature,
}

/// What a command does to exposure, as far as halts care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nature {
    /// Takes an order away.
    Cancel,
    /// Can only make a position smaller.
    Reducing,
    /// Reducing, and part of the liquidation that a flatten halt asked for.
    Liquidating,
    /// Anything else.
    Adding,
}

/// A command that risk let through. The fields are private and this crate alone can make one: whoever holds one was checked.
///
/// ```compile_fail
/// // No code outside the crate can write this down.
/// let approved = plimsoll_risk::RiskApproved { command: 1_u32, grounds: todo!() };
/// ```
///
/// ```compile_fail
/// let approved = plimsoll_risk::RiskApproved::<u32>::grant(1, todo!());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RiskApproved<T> {
    command: T,
    grounds: Grounds,
}

impl<T> RiskApproved<T> {
    /// Approves.
    pub(crate) const fn grant(command: T, grounds: Grounds) -> Self {
        Self { command, grounds }
    }

    /// What it was approved on.
    pub(crate) const fn grounds(&self) -> &Grounds {
        &self.grounds
    }

    /// The command.
    #[must_use]
    pub const fn command(&self) -> &T {
        &self.command
    }

    /// The command, the approval spent.
    #[must_use]
    pub fn into_command(self) -> T {
        self.command
    }
}
