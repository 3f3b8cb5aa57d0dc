//! What in-process plugins are told, what they may cost, and the orders that they want.
//!
//! Events reach a plugin through a [`tap`](MarketSession::tap) of a running session, or through an [`EventRun`] that its
//! caller drives without a clock: both tell the same story. A [`PluginWatch`] stops a plugin that does not return, whatever
//! holds the interpreter, and its orders leave the [`OrderLedger`] at once.
//!
//! [`MarketSession::tap`]: crate::MarketSession::tap

mod event;
mod event_run;
mod listen_pace;
mod monotonic;
mod narrator;
mod order_ledger;
mod perturbed_feed;
mod resident;
mod tap;
mod tap_port;
mod thread_use;
mod watch;
mod watch_slot;

pub use event::{PluginEvent, Stamped};
pub use event_run::{EventRun, simulated_input};
pub use monotonic::monotonic_ns;
pub use narrator::{EventRequest, Narrator};
pub use order_ledger::{OrderEvent, OrderFate, OrderIntent, OrderLedger, RejectReason};
pub use perturbed_feed::{Perturbation, PerturbedFeed};
pub use tap::{TapReader, TapSet, TapWaker, TapWriter, tap_channel};
pub use tap_port::TapPort;
pub use watch::{Finding, FindingKind, PluginWatch};
pub use watch_slot::Slot;
