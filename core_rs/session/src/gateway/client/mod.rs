//! A terminal's end of a session.

mod dialogue;

pub use dialogue::{Dialogue, Told};
