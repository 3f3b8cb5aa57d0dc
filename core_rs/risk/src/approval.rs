//! Approval is a type.

/// A command that risk let through. The field is private and there is no other constructor than
/// [`grant`](RiskApproved::grant), which this crate alone can call: whoever holds one was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RiskApproved<T>(T);

impl<T> RiskApproved<T> {
    /// Approves.
    #[allow(dead_code)] // until the checks are here
    pub(crate) const fn grant(command: T) -> Self {
        Self(command)
    }

    /// The command.
    #[must_use]
    pub const fn command(&self) -> &T {
        &self.0
    }

    /// The command, the approval spent.
    #[must_use]
    pub fn into_command(self) -> T {
        self.0
    }
}
