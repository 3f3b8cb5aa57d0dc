//! Pre-trade checks, limits and halt state.
//!
//! [`RiskEngine`] checks every new order and amend against [`Limits`] and rules ([`RiskSetup`]) and is the only maker of
//! [`RiskApproved`], which venues ask for. [`HaltGate`] is the latch in front of every send: once
//! [`engage`](HaltGate::engage) has returned, no order in scope can be sent. What no number can be told for is refused.

mod approval;
mod checks;
mod context;
mod engine;
mod exposure;
mod gate;
mod hashing;
mod limits;
mod meters;
mod setup;
mod throttle;
mod trip;

pub use approval::RiskApproved;
pub use context::{CheckContext, Current, MarketView, NoStopwatch, SessionGrant, Stopwatch};
pub use engine::{RiskEngine, empty_decision};
pub use exposure::{Exposure, Holding, Owner, Totals};
pub use gate::{HaltGate, Latched, SendGuard};
pub use limits::{Holds, LimitError, LimitKind, LimitRecord, Limits};
pub use plimsoll_oms::Amount;
pub use setup::{Calendar, Hours, Permissions, RiskSetup, SelfTrade, ShortSale};
pub use trip::{Control, Trip};
