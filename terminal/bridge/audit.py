"""The audit log, read by the core."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from terminal import _core
from terminal.bridge.jobs import core_errors


def verify(folder: Path, anchors: Sequence[Path] = (), key: str | None = None) -> dict[str, Any]:
    """What verification found, by name; a log that cannot be read at all is told as bad, never raised.

    Raises:
        UserError: `key` is no public key.
    """
    with core_errors():
        return _core.audit_verify(folder, list(anchors), key)


def export(
    folder: Path,
    format: str,
    as_json: bool,
    output: Path | None = None,
    lei: str | None = None,
    trading_capacity: str | None = None,
    anchors: Sequence[Path] = (),
    key: str | None = None,
) -> dict[str, Any]:
    """Writes the orders of a log to `output`, or to standard output, and returns the verdict on the log with ``rows``.

    Raises:
        UserError: the log cannot be read, or the rows cannot be written.
    """
    with core_errors():
        return _core.audit_export(folder, format, as_json, output, lei, trading_capacity, list(anchors), key)


def search(
    folder: Path, from_seq: int, last: int, kind: str, text: str, key: str | None = None
) -> tuple[list[tuple[int, int, str, str]], dict[str, Any]]:
    """Records that match, each as seq, UTC nanoseconds, kind and words, and the verdict on the log.

    Raises:
        UserError: the log cannot be read.
    """
    with core_errors():
        return _core.audit_search(folder, from_seq, last, kind, text, key)
