//! Incremental feature operators, one library for live, replay and batch.
