//! Rules of the venue on hand-made books.

mod extremes;
mod floor;
mod naive;
mod orders;
mod properties;
mod random_orders;
mod rules;
mod world;
