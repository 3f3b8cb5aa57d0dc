//! How a simulated venue behaves.

use super::fees::FeeSchedule;
use super::impact::ImpactModel;
use super::latency::{FeedLatency, LatencyModel};
use super::queue::QueueModel;
use plimsoll_types::Nanos;

/// What becomes of new orders while the instrument is halted, paused or quotation only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhenHalted {
    /// Rejected as [`VenueHalted`](plimsoll_types::RejectReason::VenueHalted).
    #[default]
    Reject,
    /// Taken; they wait in the book and trade when trading resumes. What must trade at once is rejected all the same.
    Hold,
}

/// What becomes of an order that would trade with another one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SelfMatch {
    /// The newer one takes what is better than the older, the rest of it is cancelled.
    #[default]
    CancelIncoming,
    /// The older one is cancelled.
    CancelResting,
    /// Both stay: they trade with the others only, whoever they cross.
    Ignore,
}

/// What becomes of working orders when the link is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnDisconnect {
    /// They work on.
    #[default]
    Keep,
    /// The venue cancels them; the reports wait for the link.
    CancelAll,
}

/// How a simulated venue behaves. The default is a venue without latency, fees and impact that knows each order's place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VenueConfig {
    /// ISO 10383 code; empty for none.
    pub venue_mic: String,
    /// Of latencies, and with the time of the first report, of the numbers that the venue gives: one that takes the place of
    /// an earlier one after a restart gives others, and the same run gives the same.
    pub seed: u64,
    /// Who leaves a queue whose orders are not known one by one.
    pub queue: QueueModel,
    /// From [`send`](plimsoll_engine::Venue::send) to the venue.
    pub order_latency: LatencyModel,
    /// From the venue's decision to [`poll`](plimsoll_engine::Venue::poll).
    pub response_latency: LatencyModel,
    /// From the venue's event to its being seen; counted on the way of the command that answers it.
    pub feed_latency: FeedLatency,
    /// What fills cost.
    pub fees: FeeSchedule,
    /// How own fills move later prices; off by default.
    pub impact: Option<ImpactModel>,
    /// New orders while trading is halted.
    pub when_halted: WhenHalted,
    /// Orders that would trade with our own.
    pub self_match: SelfMatch,
    /// Working orders when the link is lost.
    pub on_disconnect: OnDisconnect,
    /// Ends of sessions, UTC, ascending: day orders expire there, and where the feed says that the venue closed.
    pub session_ends_ns: Vec<Nanos>,
}
