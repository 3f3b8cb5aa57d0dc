//! A terminal's end of a session.

mod connection;
mod control;
mod dialogue;
mod error;
mod received;
mod session;
mod shared;
mod unanswered;

pub use control::{ask, ask_state};
pub use dialogue::{Dialogue, Told};
pub use error::ClientError;
pub use received::Received;
pub use session::{ClientEvent, ClientSettings, GatewayClient};
