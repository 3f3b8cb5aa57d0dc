"""A running gateway, asked over its control socket: nothing of it waits behind an order."""

from __future__ import annotations

import fcntl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from terminal import _core
from terminal.bridge.supervision import Signed

WITHIN_S = 0.5
"""How long an answer is waited for before the gateway counts as silent."""

State = Literal["none", "refused", "done"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request."""

    state: State
    """``none``: no gateway runs on this home; ``refused``: one is there, and refuses or does not answer."""
    words: str = ""
    number: int = 0
    took_ns: int = 0
    """From the arrival of the request to the shut gate."""
    status: dict[str, Any] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    """Why each halt holds, by its number, with what the gateway made of a scope that it does not know."""


NO_GATEWAY = Answer("none")
SESSION = ("session", "principal", "connected", "operator_alive", "commands", "refused")


def answer_of(done: tuple[int, int, str] | None) -> Answer:
    """As the core tells it."""
    return NO_GATEWAY if done is None else Answer("done", done[2], done[0], done[1])


def ask_status(run: Path, within_s: float = WITHIN_S) -> Answer:
    """How the gateway of this home stands."""
    try:
        status = _core.gateway_status(run, within_s)
    except _core.CoreError as error:
        return Answer("refused", str(error))
    if status is None:
        return NO_GATEWAY
    sessions = [dict(zip(SESSION, row, strict=True)) for row in status["sessions"]]
    rest = {key: status[key] for key in status if key != "halts"} | {"sessions": sessions}
    return Answer("done", status=rest, reasons={number: reason for number, _, _, reason, *_ in status["halts"]})


def ask_halt(run: Path, scope: str, mode: str, reason: str, by: str, within_s: float = WITHIN_S) -> Answer:
    """Halts; done means that the gate is shut."""
    try:
        return answer_of(_core.gateway_halt(run, scope, mode, reason, by, within_s))
    except _core.CoreError as error:
        return Answer("refused", str(error))


def ask_arm(run: Path, number: int, reason: str, request: Signed, approval: Signed, within_s: float = 5.0) -> Answer:
    """Lifts halts, as two people agreed."""
    signed = [(one.person, one.statement, bytes.fromhex(one.signature)) for one in (request, approval)]
    try:
        return answer_of(_core.gateway_arm(run, number, reason, signed, within_s))
    except _core.CoreError as error:
        return Answer("refused", str(error))


def ask_reload(run: Path, what: Literal["limits", "halts"], within_s: float = 2.0) -> Answer:
    """Has the gateway read its limits or halts again."""
    try:
        return answer_of(_core.gateway_tell(run, what, within_s))
    except _core.CoreError as error:
        return Answer("refused", str(error))


def gateway_pid(run: Path) -> int | None:
    """The process that holds the home, also where it hangs; None where no gateway runs."""
    try:
        with (run / "gateway.lock").open("r", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(file.read().strip() or 0)
            return None
    except (OSError, ValueError):
        return None
