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
