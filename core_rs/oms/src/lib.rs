//! Order state machine, positions and P&L.
//!
//! [`Oms`] knows every order, fill and position. It has no clock, no file and no socket: it is told commands, decisions and
//! venue reports in order, each with its time, and the same ones in the same order leave the same [digest](Oms::digest).

mod alert;
mod amend;
mod amount;
mod currency;
mod digest;
mod fills;
mod form;
mod hash;
mod hearing;
mod ledger;
mod oms;
mod open_orders;
mod orders;
mod paged;
mod portfolio;
mod position;
mod queries;
mod quotes;
mod reconcile;
mod reports;
mod requests;
mod resting;
mod state;
mod valuation;

pub use alert::{Alert, Outcome};
pub use amount::Amount;
pub use fills::Fill;
pub use hearing::refusal;
pub use ledger::Pnl;
pub use oms::{Oms, OmsConfig, OmsError};
pub use portfolio::Holding;
pub use position::{Position, Working};
pub use quotes::QuoteStep;
pub use reconcile::StatusRequest;
pub use requests::{CancelStep, ReplaceStep};
pub use state::{ClosedOrder, OrderState, Request, Reserve};
