"""Notices of a run: a queue with times, of which the strip in the app bar shows the gravest."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from terminal.sdk.desk import DeskNotice
from terminal.sdk.words import tr
from terminal.widgets.notice import Notice

log = logging.getLogger("notice")
KEPT = 200
GRAVITY = {"danger": 3, "warn": 2, "info": 1}
ICONS = {"danger": "ph.x-circle", "warn": "ph.warning", "t3": "ph.info"}
LEVELS = {"danger": logging.ERROR, "warn": logging.WARNING}
SHOWN_NS = {"info": 10_000_000_000, "warn": 120_000_000_000}
"""How long a notice stands in the strip; one of danger stands until it is dismissed."""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice with its time, and how often it was told."""

    seq: int
    notice: DeskNotice
    ts_ns: int
    """The machine's UTC clock, of the last time."""
    at_ns: int
    """Monotonic."""
    count: int = 1
    dismissed: bool = False


class NoticeCentre:
    """Takes notices from any thread. The window looks at :attr:`revision` once a frame."""

    def __init__(self, clock: Callable[[], int] = time.monotonic_ns, wall: Callable[[], int] = time.time_ns) -> None:
        self.clock = clock
        self.wall = wall
        self.lock = threading.Lock()
        self.told: tuple[Told, ...] = ()
        self.seq = 0
        self.revision = 0

    def add(self, notice: DeskNotice) -> None:
        """Tells and writes down; the same notice told again counts up in its place."""
        write_down(notice)
        with self.lock:
            self.seq += 1
            same = next((one for one in self.told if one.notice == notice and not one.dismissed), None)
            count = 1 if same is None else same.count + 1
            others = tuple(one for one in self.told if one is not same)
            new = Told(self.seq, notice, self.wall(), self.clock(), count)
            self.told = (*others, new)[-KEPT:]
            self.revision += 1

    def dismiss(self, seq: int | None = None) -> None:
        """One, or all."""
        with self.lock:
            self.told = tuple(replace(one, dismissed=True) if seq in (None, one.seq) else one for one in self.told)
            self.revision += 1

    def waiting(self) -> tuple[Told, ...]:
        """Those not dismissed, newest first."""
        return tuple(one for one in reversed(self.told) if not one.dismissed)

    def gravest(self, now_ns: int) -> Told | None:
        """The one for the strip: gravest first, then newest; those whose time is over are in the list alone."""
        standing = [
            one
            for one in self.told
            if not one.dismissed and now_ns - one.at_ns < SHOWN_NS.get(one.notice.severity, 1 << 62)
        ]
        return max(standing, key=lambda one: (GRAVITY.get(one.notice.severity, 0), one.seq), default=None)

    def most_pressing(self, feed: Notice | None, now_ns: int) -> Notice | None:
        """What the strip shows: a feed in trouble, else the gravest notice, else the feed's plain state."""
        told = self.gravest(now_ns)
        if told is None or (feed is not None and feed.severity in ("danger", "warn")):
            return feed
        notice = told.notice
        title = f"{notice.title} ×{told.count}" if told.count > 1 else notice.title
        severity = notice.severity if notice.severity in ("danger", "warn") else "t3"
        words = tr("Show") if notice.action else tr("Dismiss")
        return Notice(severity, ICONS.get(severity, "ph.info"), title, notice.text, words)

    def take(self, _words: str) -> str | None:
        """The strip's button was pressed: its notice is dismissed and its action returned, empty for none."""
        told = self.gravest(self.clock())
        if told is None:
            return None
        self.dismiss(told.seq)
        return told.notice.action


def write_down(notice: DeskNotice) -> None:
    """A notice in the log."""
    log.log(LEVELS.get(notice.severity, logging.INFO), "%s: %s", notice.title, notice.text)
