"""Shared Qt widgets and theme tokens."""
