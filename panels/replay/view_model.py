"""What the transport shows and asks for: clock, speed, place in the day, and which commands make sense."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terminal.domain.market import FeedHealth, OutlineMark, SessionInfo, SessionMode, SessionStatus
from terminal.sdk import figures
from terminal.sdk.market import MarketSession
from terminal.sdk.words import noop, tr

SPEEDS = (0.1, 1.0, 10.0, 100.0, math.inf)
SPEED_NAMES = ("0.1×", "1×", "10×", "100×", noop("Max"))
BINS = 240
REFRESH_SHARE = 0.02
"""The outline is asked for again whenever this much more of the recording has been read."""


@dataclass(frozen=True, slots=True)
class Transport:
    """Everything the panel paints at one moment; equal moments need no painting."""

    clock: str
    nanos: str
    date: str
    playing: bool
    speed_at: int
    """Index into :data:`SPEEDS`, -1 for another speed."""
    place: float
    """Cursor as a share of the recording's time."""
    indexed: float
    loading: str
    """Words while the recording is being read, else empty."""


class ReplayModel:
    """The transport of one session."""

    def __init__(self, session: MarketSession) -> None:
        self.session = session
        self.info: SessionInfo = session.info
        self.volume: NDArray[np.float64] = np.zeros(BINS)
        self.marks: tuple[OutlineMark, ...] = ()
        self.status: SessionStatus = session.status()
        self.outlined = -1.0
        self.loading_since_ns = 0

    @property
    def seekable(self) -> bool:
        """Whether there is a recording to move in."""
        return self.info.seekable

    def why_not(self) -> str:
        """Why there is no scrub bar, and what would give one."""
        if self.info.mode is SessionMode.SIM:
            return (
                tr("The simulated exchange makes the day as it goes: there is nothing to scrub.") + " " + tr(self.OPEN)
            )
        return tr("This feed is live: there is nothing to scrub.") + " " + tr(self.OPEN)

    OPEN = noop("To replay a recording: plimsoll run --replay FILE")

    def update(self, status: SessionStatus, now_ns: int) -> Transport:
        """The transport at this status; asks for the outline again as more of the recording becomes known."""
        self.status = status
        if self.seekable and (status.indexed - self.outlined > REFRESH_SHARE or status.indexed == 1 > self.outlined):
            self.outlined = status.indexed
            self.volume, self.marks = self.session.outline(BINS)
        clock, nanos = figures.clock_parts(status.clock_ns) if status.clock_ns else ("--:--:--.---", "--- ---")
        return Transport(
            clock=clock,
            nanos=nanos,
            date=figures.date(status.clock_ns) if status.clock_ns else "",
            playing=status.playing and status.health not in (FeedHealth.ENDED, FeedHealth.FAILED),
            speed_at=SPEEDS.index(status.speed) if status.speed in SPEEDS else -1,
            place=self.place_of(status.clock_ns),
            indexed=status.indexed,
            loading=self.loading(status, now_ns),
        )

    def loading(self, status: SessionStatus, now_ns: int) -> str:
        """``Rebuilding the book 41,380 / 57,515 msgs · 2.40 M msgs/s``, empty once the recording is read."""
        if not self.seekable or status.indexed >= 1:
            return ""
        self.loading_since_ns = self.loading_since_ns or now_ns
        done = round(status.indexed * status.total_units)
        passed_ns = now_ns - self.loading_since_ns
        rate = (
            " · " + tr("{rate} msgs/s").format(rate=figures.compact(done * 1e9 / passed_ns))
            if passed_ns and done
            else ""
        )
        share = (
            tr("{done:,} / {total:,} msgs").format(done=done, total=status.total_units)
            if status.total_units
            else f"{status.indexed:.0%}"
        )
        return tr("Rebuilding the book {share}").format(share=share) + rate

    def place_of(self, ts_ns: int) -> float:
        """A time as a share of the recording, held between 0 and 1."""
        span = self.status.last_ns - self.status.first_ns
        return min(max((ts_ns - self.status.first_ns) / span, 0.0), 1.0) if span > 0 else 0.0

    def ts_ns(self, place: float) -> int:
        """The time at a share of the recording."""
        span = self.status.last_ns - self.status.first_ns
        return self.status.first_ns + round(span * min(max(place, 0.0), 1.0))

    # Commands.

    def toggle(self) -> None:
        """Play or pause; at the end of the recording, from its start."""
        if not self.seekable:
            return
        if self.status.health is FeedHealth.ENDED:
            self.session.seek(self.status.first_ns)
            self.session.play()
        elif self.status.playing:
            self.session.pause()
        else:
            self.session.play()

    def step(self, units: int) -> None:
        """One unit on, or back to before the last one; pauses."""
        if self.seekable:
            self.session.step(units)

    def set_speed(self, at: int) -> None:
        """One of :data:`SPEEDS`."""
        self.session.set_speed(SPEEDS[at])

    def faster(self, steps: int) -> None:
        """The next speed up or down."""
        if not self.seekable:
            return
        at = int(np.searchsorted(SPEEDS, self.status.speed))
        self.set_speed(min(max(at + steps, 0), len(SPEEDS) - 1))

    def seek(self, place: float) -> None:
        """To a share of the recording."""
        self.session.seek(self.ts_ns(place))

    def jump(self, typed: str) -> str:
        """To a typed time; returns what is wrong with it, empty when it went."""
        ts_ns = figures.clock_of(typed, self.status.clock_ns or self.status.first_ns)
        first, last = figures.clock(self.status.first_ns), figures.clock(self.status.last_ns)
        if ts_ns is None:
            return tr("{typed!r} is no time; write 16:21 or 16:21:07.318").format(typed=typed)
        if not self.status.first_ns <= ts_ns <= self.status.last_ns:
            words = tr("{time} is outside the recording, {first} to {last} UTC")
            return words.format(time=figures.clock(ts_ns), first=first, last=last)
        self.session.seek(ts_ns)
        return ""

    def mark_near(self, place: float, reach: float) -> OutlineMark | None:
        """The mark within `reach` of a share of the recording, the nearest one."""
        near = [(abs(self.place_of(mark.ts_ns) - place), mark) for mark in self.marks]
        near = [pair for pair in near if pair[0] <= reach]
        return min(near, key=lambda pair: pair[0])[1] if near else None
