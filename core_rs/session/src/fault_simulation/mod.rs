//! Deterministic simulation: the gateway's own sessions, order path, risk, order state and audit log, under virtual time and
//! seeded accidents, against terminals that speak the product's protocol and a venue that keeps the truth.

mod checks;
mod dice;
mod exchange;
mod firm;
mod gateway_process;
mod line;
mod plan;
mod terminal;
mod wires;
mod world;

pub use firm::FirmError;
pub use world::{Outcome, run};

#[cfg(test)]
mod tests;
