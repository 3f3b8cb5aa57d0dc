//! Seeded simulated exchange publishing ITCH 5.0 bytes.
