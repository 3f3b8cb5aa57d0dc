//! The thin PyO3 boundary: module terminal._core.
