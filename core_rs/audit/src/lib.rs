//! Hash-chained, signed audit log.
