"""Writes into the log how the feed does: every change of its state, every gap."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from terminal.domain.market import FeedHealth, SessionStatus

if TYPE_CHECKING:
    from terminal.app.services.composition import Composition

log = logging.getLogger("feed")
LOOK_NS = 250_000_000
LEVELS = {
    FeedHealth.STALE: logging.WARNING,
    FeedHealth.GAPPED: logging.WARNING,
    FeedHealth.FAILED: logging.ERROR,
}


class FeedLog:
    """Looks at the session a few times a second; a line only where something changed."""

    def __init__(self, read: Callable[[], SessionStatus], label: str) -> None:
        self.read = read
        self.label = label
        self.looked_ns = -LOOK_NS
        self.health: FeedHealth | None = None
        self.gaps = 0

    def frame(self, now_ns: int) -> None:
        """Once a frame."""
        if now_ns - self.looked_ns < LOOK_NS:
            return
        self.looked_ns = now_ns
        status = self.read()
        if status.gaps > self.gaps:
            log.warning("%s: %d new gaps, %d in all", self.label, status.gaps - self.gaps, status.gaps)
        self.gaps = status.gaps
        late = status.health is FeedHealth.LATE  # a slow machine is late now and then: no news
        if status.health is not self.health and not late:
            self.health = status.health
            words = f": {status.message}" if status.message else ""
            log.log(LEVELS.get(status.health, logging.INFO), "%s is %s%s", self.label, status.health.value, words)


def log_feed(made: Composition) -> None:
    """Writes down how the run's own session does, also while a recorded one is on screen."""
    made.frames.append(FeedLog(made.session.status, made.session.info.label).frame)
