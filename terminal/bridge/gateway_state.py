"""The state of a running gateway, asked of itself."""

from __future__ import annotations

from pathlib import Path

from terminal import _core
from terminal.bridge.jobs import core_errors
from terminal.domain.errors import TransientError, UserError


def gateway_state(run: Path, seconds: float = 2.0) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything that the state flow holds of the gateway on this ``run`` folder: keys with their fields.

    Raises:
        TransientError: none runs there, or it does not answer.
    """
    try:
        with core_errors():
            rows = _core.gateway_state(run, seconds)
    except UserError as error:
        raise TransientError(str(error)) from error
    if rows is None:
        raise TransientError("no gateway runs; start one with plimsoll gateway")
    return rows
