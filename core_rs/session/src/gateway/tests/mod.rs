//! Behaviour of the parts without sockets, against hostile input.

mod frames;
mod zmtp;
