"""The Rust core's own facts."""

from __future__ import annotations


def core_version() -> str:
    """The version that the core was built from.

    Raises:
        ImportError: when the core is absent or does not fit this Python.
    """
    from terminal import _core

    return _core.version()
