//! What risk counts for itself: messages, repetitions, references of a period, peaks.

mod cell;
mod monotonic;
mod peaks;
mod period;
mod recent;
mod window;

pub(crate) use cell::{Capped, Cell, Cells};
pub(crate) use monotonic::Monotonic;
pub(crate) use peaks::Peaks;
pub(crate) use period::Period;
pub(crate) use recent::{Fingerprint, Recent};
pub(crate) use window::Window;
