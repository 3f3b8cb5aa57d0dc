//! The gateway: sessions of terminals on one side, the order path on the other.
//!
//! [`frame`], [`logon`], [`link`], [`message`], [`sessions`], [`control`] and [`zmtp`] are without sockets and clocks: the process and
//! the fault simulation run the same ones.

pub mod client;
pub mod clock;
pub mod config;
pub mod control;
pub mod frame;
pub mod link;
pub mod logon;
pub mod message;
mod octets;
pub mod process;
pub mod publication;
pub mod server;
pub mod sessions;
pub mod socket;
pub mod zmtp;

#[cfg(test)]
mod tests;
