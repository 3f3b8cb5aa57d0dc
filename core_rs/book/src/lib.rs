//! Per-order and per-level order books.
