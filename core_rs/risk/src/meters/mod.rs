//! What risk counts for itself: messages, repetitions, references of a period, results of a day.

mod cell;
mod monotonic;
mod period;
mod recent;
mod results;
mod window;

pub(crate) use cell::{Cell, Cells};
pub(crate) use monotonic::Monotonic;
pub(crate) use period::Period;
pub(crate) use recent::{Fingerprint, Recent};
pub(crate) use results::Results;
pub(crate) use window::Window;
