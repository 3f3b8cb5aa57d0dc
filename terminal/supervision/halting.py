"""Halting from outside: over the gateway's control socket where one runs, and into the halts file in any case."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from terminal.bridge.supervision import Halt, engage


@dataclass(frozen=True, slots=True)
class Engaged:
    """A halt that holds, and how it came to."""

    halt: Halt
    gateway: str
    """``none``, ``halted`` or ``silent``."""
    gate_closed_us: float | None
    """From the arrival at the gateway to the closed gate; None where no gateway answered."""
    kept_us: float
    """From the call to the halt on the disk."""
    words: str
    file: Path


def engage_anywhere(supervision: Path, scope: str, mode: str, reason: str, by: str, ts_ns: int) -> Engaged:
    """Halts.

    Raises:
        UserError: neither a gateway nor the disk took it.
    """
    started = time.perf_counter_ns()
    halt = engage(supervision, scope, mode, reason, by, ts_ns)
    kept_us = (time.perf_counter_ns() - started) / 1_000
    words = "no gateway runs on this home; the halt is kept and holds from the first moment of the next one"
    return Engaged(halt, "none", None, kept_us, words, supervision / "halts")
