//! Recording: everything that a feed delivers, as it arrived, into a folder of segments.
//!
//! [`RecordingFeed`] wraps a feed and hands what it delivers to the recorder's thread through a bounded [`Inbox`]. The thread
//! encodes, writes and syncs some ten times a second. Market data never waits for the disk: whole batches are dropped when the
//! thread is too far behind, counted, and shown as a gap by the replay. The terminal runs on while nothing can be
//! written, and recording goes on by itself when it can again.

mod feed;
mod folder;
mod inbox;
mod json;
mod segment;
mod status;
mod thread;
mod writer;

pub use feed::RecordingFeed;
pub use folder::{PARTIAL, RecorderTarget, SESSION_FILE, SegmentPlan};
pub use inbox::Intake;
pub use status::RecorderStatus;
pub use thread::{Recorder, RecorderProbe};
pub use writer::{SessionTotals, SessionWriter};
