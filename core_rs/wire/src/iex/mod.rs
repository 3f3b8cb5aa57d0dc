//! IEX DEEP 1.0 as captured from the network: pcap, Ethernet, IPv4, UDP, IEX-TP, DEEP messages.
//!
//! Specifications: "IEX Transport Specification" 1.25 and "IEX DEEP Specification" 1.08. Integers are little-endian, prices
//! have four implied decimals, times are UTC nanoseconds since the epoch.

mod capture;
mod decoder;
mod deep;
mod segment;

pub use decoder::IexDeepDecoder;
