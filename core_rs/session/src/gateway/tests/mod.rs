//! Behaviour of the parts without sockets, against hostile input.

mod config;
mod echo_desk;
mod frames;
mod mirror;
mod process;
mod running;
pub mod sessions;
mod zmtp;
