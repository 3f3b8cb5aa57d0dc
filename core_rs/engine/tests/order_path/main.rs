//! The order path over a scripted venue and a disk in memory.
#![allow(clippy::unwrap_used, clippy::expect_used)] // the desk that the tests stand at

mod desk;
mod faults;
mod flow;
mod fuzz;
mod halts;
mod venue;
