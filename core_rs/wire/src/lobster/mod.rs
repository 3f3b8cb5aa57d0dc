//! LOBSTER message and orderbook files (lobsterdata.com, "Output structure").
//!
//! The message file has one row an event: time (seconds after midnight, New York), type, order id, size, price (1e-4 USD)
//! and direction (1: a resting buy order, -1: a resting sell order). Row `n` of the orderbook file is the book after
//! message `n`, limited to the number of levels in the file's name. Messages about levels behind those are not in the
//! file: a level that comes back into the window must be taken from the orderbook file, see [`Window`].

mod decoder;
mod message;
mod name;
mod rows;
mod window;

pub use decoder::{LobsterDecoder, MessageRows};
pub use message::{Message, MessageType};
pub use name::LobsterName;
pub use rows::{BookRow, OrderBookRows, RowError};
pub use window::Window;
