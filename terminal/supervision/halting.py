"""Halting from outside: over the control socket where a gateway runs, and into the halts file where none answers."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from terminal.bridge.gateway_control import ask_halt, gateway_pid
from terminal.bridge.supervision import Halt, engage

FILE = "halts"
DIRECTORY = ("desk", "account", "trader", "strategy")
"""Kinds of scopes whose names only a gateway's configuration knows."""


@dataclass(frozen=True, slots=True)
class Engaged:
    """A halt that holds, and how it came to."""

    halt: Halt
    gateway: str
    """``none`` runs, it ``halted``, or it is ``silent``."""
    gate_closed_us: float | None
    """From the request's arrival at the gateway to the shut gate and the halt on its disk."""
    took_us: float
    """From the call to the answer, or to the halt on the disk."""
    words: str
    file: Path


@dataclass(frozen=True, slots=True)
class Place:
    """A home, as halting sees it."""

    supervision: Path
    run: Path


def engage_anywhere(place: Place, scope: str, mode: str, reason: str, by: str, ts_ns: int) -> Engaged:
    """Halts.

    Raises:
        UserError: the scope is none, or neither a gateway nor the disk took it.
    """
    started = time.perf_counter_ns()
    answer = ask_halt(place.run, scope, mode, reason, by)
    file = place.supervision / FILE
    if answer.state == "done":
        halt = Halt(answer.number, scope, mode, reason, by, ts_ns)
        return Engaged(halt, "halted", answer.took_ns / 1_000, since(started), answer.words, file)
    # Whatever the gateway's trouble is: a halt that can be kept is kept.
    halt = engage(place.supervision, scope, mode, reason, by, ts_ns)
    if answer.state == "refused":
        return Engaged(halt, "silent", None, since(started), silent_words(place.run, answer.words), file)
    words = "no gateway runs on this home; the halt is kept and holds from the first moment of the next one"
    if scope.split(":")[0] in DIRECTORY:
        words += f"; where that one knows no {scope}, the whole firm is halted"
    return Engaged(halt, "none", None, since(started), words, file)


def since(started: int) -> float:
    """Microseconds."""
    return (time.perf_counter_ns() - started) / 1_000


def silent_words(run: Path, why: str) -> str:
    """What to do about a gateway that hangs."""
    pid = gateway_pid(run)
    who = f"the gateway (pid {pid})" if pid else "the gateway"
    end = f"; if it hangs, `kill -9 {pid}` ends it, and its orders are cancelled by the venue" if pid else ""
    return f"{who} did not take the halt ({why}); it is in the halts file, which a living gateway reads{end}"
