"""Limits, halts, audit reading."""
