"""The watchdog's eyes and hand: looks at a gateway from another process, and halts it. Nothing here needs a window."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from terminal.bridge.gateway_control import ask_status, gateway_pid
from terminal.bridge.supervision import Halt, halts_of
from terminal.domain.errors import TerminalError
from terminal.supervision.halting import Engaged, Place, engage_anywhere

LOOK_EVERY_S = 0.2
ASK_WITHIN_S = 0.3
LATE_S = 0.7
"""An answer older than this is told in amber."""
SILENT_S = 1.5
"""Older than this: the gateway hangs, told in red."""

Pulse = Literal["absent", "gone", "alive", "late", "silent"]


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen last."""

    pulse: Pulse
    """``absent``: none ran since the watchdog began; ``gone``: one did and ended."""
    age_s: float | None
    """Since the gateway last answered."""
    pid: int | None
    status: dict[str, Any]
    """As the gateway last told it."""
    halts: tuple[Halt, ...]
    damage: str | None
    """Why the halts file cannot be trusted."""


NOTHING = Sight("absent", None, None, {}, (), None)


def pulse_of(age_s: float | None, pid: int | None) -> Pulse:
    """How a gateway does that last answered so long ago."""
    if pid is None:
        return "absent" if age_s is None else "gone"
    if age_s is None or age_s > SILENT_S:
        return "silent"
    return "late" if age_s > LATE_S else "alive"


class Vigil:
    """Looks at a home again and again on a thread of its own."""

    def __init__(self, place: Place, clock: Callable[[], float] = time.monotonic) -> None:
        self.place = place
        self.clock = clock
        self.answered: float | None = None
        self.first_seen: float | None = None
        self.status: dict[str, Any] = {}
        self.sight = NOTHING
        self.ends = threading.Event()
        self.threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begins to look."""
        self.in_thread(self.keep_looking, "vigil")

    def stop(self) -> None:
        """Looks no more; what was begun is ended first."""
        self.ends.set()
        for thread in self.threads:
            thread.join()
        self.threads.clear()

    def look(self) -> Sight:
        """Looks once."""
        pid = gateway_pid(self.place.run)
        if pid is not None:
            answer = ask_status(self.place.run, ASK_WITHIN_S)
            if answer.state == "done":
                self.answered, self.status = self.clock(), answer.status
        age_s = None if self.answered is None else self.clock() - self.answered
        kept = halts_of(self.place.supervision)
        self.sight = Sight(pulse_of(age_s, pid), age_s, pid, self.status, kept.halts, kept.damage)
        return self.sight

    def halt(self, mode: str, reason: str, by: str, then: Callable[[Engaged | str], None]) -> None:
        """Halts the firm at once, on a thread of its own; ``then`` is told what came of it, or why nothing did."""

        def act() -> None:
            try:
                then(engage_anywhere(self.place, "firm", mode, reason, by, time.time_ns()))
            except TerminalError as error:
                then(str(error))

        self.in_thread(act, "vigil-halt")

    def keep_looking(self) -> None:
        """Until it is told to stop."""
        while not self.ends.is_set():
            self.look()
            self.ends.wait(LOOK_EVERY_S)

    def in_thread(self, act: Callable[[], None], name: str) -> None:
        """Runs something beside the window."""
        self.threads = [thread for thread in self.threads if thread.is_alive()]
        thread = threading.Thread(target=act, name=name, daemon=True)
        self.threads.append(thread)
        thread.start()
