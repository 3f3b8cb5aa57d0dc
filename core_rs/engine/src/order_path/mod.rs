//! The order path: one deterministic state machine from a client's command to a venue and back.
//!
//! Order state, pre-trade risk, the audit log and a [`Venue`] move together here, handed time and driven by events: the live
//! gateway, paper trading, `plimsoll trade` and the fault simulation all run this one type. A command is recorded, judged,
//! its decision recorded and written, and only then may the venue see it; the only way to the venue is
//! [`RiskApproved`](plimsoll_risk::RiskApproved), through the halt gate. `docs/concepts/order-path.md` follows one order.

mod chase;
mod commands;
mod expiries;
mod halts;
mod journal;
mod link;
mod liquidation;
mod market_views;
mod moment;
mod rebuild;
mod reports;
mod sending;
mod sessions;
mod settings;
mod state;
mod trading;
mod weighing;

pub use chase::Unconfirmed;
pub use journal::{Durability, JournalHealth};
pub use liquidation::Closing;
pub use moment::{Moment, Pace};
pub use rebuild::{Mismatch, Rebuild};
pub use sessions::OWN_SESSION;
pub use settings::{FlattenSettings, PathSettings};
pub use state::{OWN_ORIGIN, OrderPath, Parts, Resumed, Tally};
