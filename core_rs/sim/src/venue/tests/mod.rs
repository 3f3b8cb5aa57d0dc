//! Rules of the venue on hand-made books.

mod floor;
mod orders;
mod rules;
