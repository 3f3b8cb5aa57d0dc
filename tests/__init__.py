"""Tests, by rung; see docs/guides/testing.md."""
