"""Composition root: event loop, window, commands."""
