//! What people have to hear of a venue's report.

use plimsoll_types::{ClOrdId, ExecId, OrdStatus, Qty, VenueCommand};
use std::fmt;

/// Something about a report that should not be. The report was dealt with as said; the alert is for people and for the
/// controls that halt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the variants' documentation names their fields
pub enum Alert {
    /// The report came before; ignored.
    Duplicate { exec_id: ExecId },
    /// The report's name came before with other contents, or a correction is older than what it corrects; ignored.
    Conflict { exec_id: ExecId },
    /// A report of an order that was never sent; nothing was booked.
    UnknownOrder { cl_ord_id: ClOrdId, exec_id: ExecId },
    /// More was filled than ordered, `by` this much; booked.
    Overfill { cl_ord_id: ClOrdId, exec_id: ExecId, by: Qty },
    /// A fill of an order that was done; booked.
    FillAfterDone { cl_ord_id: ClOrdId, exec_id: ExecId, was: OrdStatus },
    /// The venue took the fill `of` back; booked.
    Busted { cl_ord_id: ClOrdId, of: ExecId },
    /// The venue changed the fill `of`; booked.
    Corrected { cl_ord_id: ClOrdId, of: ExecId },
    /// A bust or correction of a fill that has not come; kept until it does.
    UnknownFill { of: ExecId },
    /// Figures that cannot be (no quantity, no price, no name where one is needed); not booked.
    Unusable { cl_ord_id: ClOrdId, exec_id: ExecId },
    /// The venue changed the order without being asked; taken over.
    Unsolicited { cl_ord_id: ClOrdId, exec_id: ExecId },
    /// The report speaks of a state that the order left; ignored.
    Stale { cl_ord_id: ClOrdId, exec_id: ExecId },
    /// The venue counts more fills than were reported: unknown until the missing ones come.
    MissingFills { cl_ord_id: ClOrdId, by: Qty },
    /// The venue counts fewer fills than were reported: unknown until it says otherwise.
    Disagreement { cl_ord_id: ClOrdId, ours: Qty, venues: Qty },
    /// The order was done, and the venue says that it works; it is unknown until the venue says so again.
    Reopened { cl_ord_id: ClOrdId, was: OrdStatus },
}

impl Alert {
    /// As machines read it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Duplicate { .. } => "duplicate",
            Self::Conflict { .. } => "conflict",
            Self::UnknownOrder { .. } => "unknown-order",
            Self::Overfill { .. } => "overfill",
            Self::FillAfterDone { .. } => "fill-after-done",
            Self::Busted { .. } => "busted",
            Self::Corrected { .. } => "corrected",
            Self::UnknownFill { .. } => "unknown-fill",
            Self::Unusable { .. } => "unusable",
            Self::Unsolicited { .. } => "unsolicited",
            Self::Stale { .. } => "stale",
            Self::MissingFills { .. } => "missing-fills",
            Self::Disagreement { .. } => "disagreement",
            Self::Reopened { .. } => "reopened",
        }
    }

    /// Whether our books and the venue's may differ, so that somebody has to look before trading goes on: what RELIABILITY
    /// calls a halt of the strategy.
    #[must_use]
    pub const fn is_severe(&self) -> bool {
        matches!(
            self,
            Self::Conflict { .. }
                | Self::UnknownOrder { .. }
                | Self::Overfill { .. }
                | Self::Unusable { .. }
                | Self::Disagreement { .. }
                | Self::Reopened { .. }
        )
    }

    /// The order, where the alert is of one.
    #[must_use]
    pub const fn cl_ord_id(&self) -> Option<ClOrdId> {
        match *self {
            Self::Duplicate { .. } | Self::Conflict { .. } | Self::UnknownFill { .. } => None,
            Self::UnknownOrder { cl_ord_id, .. }
            | Self::Overfill { cl_ord_id, .. }
            | Self::FillAfterDone { cl_ord_id, .. }
            | Self::Busted { cl_ord_id, .. }
            | Self::Corrected { cl_ord_id, .. }
            | Self::Unusable { cl_ord_id, .. }
            | Self::Unsolicited { cl_ord_id, .. }
            | Self::Stale { cl_ord_id, .. }
            | Self::MissingFills { cl_ord_id, .. }
            | Self::Disagreement { cl_ord_id, .. }
            | Self::Reopened { cl_ord_id, .. } => Some(cl_ord_id),
        }
    }
}

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duplicate { exec_id } => write!(f, "report {} came twice; the second was ignored", exec_id.0),
            Self::Conflict { exec_id } => {
                write!(f, "report {} contradicts one that came before it and was ignored: ask the venue", exec_id.0)
            }
            Self::UnknownOrder { cl_ord_id, exec_id } => {
                write!(f, "report {} is of order {cl_ord_id}, which was never sent; nothing was booked", exec_id.0)
            }
            Self::Overfill { cl_ord_id, exec_id, by } => {
                write!(f, "fill {} of order {cl_ord_id} is {by} more than was ordered; it was booked", exec_id.0)
            }
            Self::FillAfterDone { cl_ord_id, exec_id, was } => {
                write!(f, "fill {} came when order {cl_ord_id} was {was:?} already; it was booked", exec_id.0)
            }
            Self::Busted { cl_ord_id, of } => write!(f, "the venue took fill {} of order {cl_ord_id} back", of.0),
            Self::Corrected { cl_ord_id, of } => write!(f, "the venue corrected fill {} of order {cl_ord_id}", of.0),
            Self::UnknownFill { of } => {
                write!(f, "fill {} was busted or corrected before it came; kept until it does", of.0)
            }
            Self::Unusable { cl_ord_id, exec_id } => {
                write!(f, "report {} of order {cl_ord_id} has impossible figures; not booked: ask the venue", exec_id.0)
            }
            Self::Unsolicited { cl_ord_id, exec_id } => {
                write!(f, "report {}: the venue changed order {cl_ord_id} without being asked; taken over", exec_id.0)
            }
            Self::Stale { cl_ord_id, exec_id } => {
                write!(f, "report {} is of a state that order {cl_ord_id} left; ignored", exec_id.0)
            }
            Self::MissingFills { cl_ord_id, by } => {
                write!(f, "the venue filled {by} more of order {cl_ord_id} than it reported; unknown until it does")
            }
            Self::Disagreement { cl_ord_id, ours, venues } => {
                write!(f, "order {cl_ord_id} was filled by {ours}, the venue says {venues}; ask the venue")
            }
            Self::Reopened { cl_ord_id, was } => {
                write!(
                    f,
                    "order {cl_ord_id} was {was:?}, and the venue says that it works; unknown until it says so again"
                )
            }
        }
    }
}

/// What a venue's report leads to, beside what clients are told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What people have to hear.
    pub alerts: Vec<Alert>,
    /// A cancel or replace that waited and may be sent now, through risk like any other. Where risk refuses a replace,
    /// [`Oms::refuse_request`](crate::Oms::refuse_request) takes it back.
    pub release: Option<VenueCommand>,
    /// An order whose state only the venue can tell: to be asked for.
    pub needs_status: Option<ClOrdId>,
}
