//! Behaviour of the parts without sockets, against hostile input.

mod frames;
mod sessions;
mod zmtp;
